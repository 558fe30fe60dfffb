from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from models.records import (
    ATTESTATIONS,
    FILES,
    FLOWS,
    KINDS,
    REFERENCES,
    STAGES,
    RecordBase,
)

LABEL = {"en": "A thing", "fr": "Une chose"}
USD = {"exact": "10", "unit": "billion", "currency": "USD"}
EUR = {"exact": "9", "unit": "billion", "currency": "EUR"}

# The least that each kind of record needs, and who then stands in the tables' two party columns.
LEAST: dict[str, tuple[dict[str, Any], dict[str, Any], tuple[str | None, str | None]]] = {
    "investments": ({"payer": "a"}, {}, ("a", None)),
    "purchases": ({"buyer": "a", "seller": "b", "asset": "c"}, {}, ("a", "b")),
    "stakes": ({"holder": "a", "target": "b"}, {}, ("a", "b")),
    "valuations": ({"target": "b"}, {}, (None, "b")),
    "programmes": ({"payee": "b"}, {}, (None, "b")),
    "funding": ({"payee": "b"}, {}, (None, "b")),
    "costs": ({"payer": "a"}, {}, ("a", None)),
    "capacities": ({"subject": "b"}, {}, (None, "b")),
    "compute_shares": ({"provider": "a", "consumer": "b"}, {}, ("a", "b")),
    "market_moves": ({"subject": "b"}, {"direction": "up"}, (None, "b")),
    "partnerships": ({"form": "backing"}, {"partners": ["a", "b"]}, (None, None)),
    "milestones": ({"subject": "b"}, {"occurrence": "founded"}, (None, "b")),
}


def made(file: str, *, record: dict[str, Any] | None = None, **statement: object) -> RecordBase:
    fields, needed, _ = LEAST[file]
    said = {"source": "001", "attestation": "official", "quote": "a b c d", **needed, **statement}
    entry = {"id": "x", "label": LABEL, **fields, "statements": [said], **(record or {})}
    return FILES[file].model_validate_json(json.dumps(entry))


def test_each_kind_has_its_least() -> None:
    assert list(LEAST) == list(FILES)


@pytest.mark.parametrize("file", FILES)
def test_who_stands_in_the_two_party_columns(file: str) -> None:
    record = made(file)
    assert (record.payer_id, record.payee_id) == LEAST[file][2]


@pytest.mark.parametrize(
    ("file", "record", "parties"),
    [
        ("investments", {"payee": "b"}, ("a", "b")),
        ("investments", {"payee": "a"}, ("a",)),  # each once
        ("purchases", {}, ("a", "b", "c")),
        ("capacities", {"operator": "z"}, ("z", "b")),
        ("milestones", {"actor": "z"}, ("z", "b")),
        ("partnerships", {"venture": "b"}, ("b", "a")),  # venture first, then partners
        ("valuations", {}, ("b",)),
    ],
)
def test_every_party_that_a_record_names(
    file: str, record: dict[str, Any], parties: tuple[str, ...]
) -> None:
    assert made(file, record=record).party_ids == parties


@pytest.mark.parametrize(
    ("file", "statement", "measure"),
    [
        ("investments", {"amount": USD}, "money"),
        ("investments", {}, None),
        ("stakes", {"share": {"exact": "40"}}, "share"),
        ("costs", {"multiple": {"exact": "4", "unit": "multiple"}}, "quantity"),
        ("capacities", {"quantity": {"exact": "3", "unit": "site"}}, "quantity"),
        ("market_moves", {"change": {"exact": "5"}}, "share"),
        ("partnerships", {}, None),
        # A lag and a horizon are no measures of the record.
        ("milestones", {"lag": {"exact": "10", "unit": "month"}}, None),
        ("programmes", {"horizon": {"exact": "4", "unit": "year"}}, None),
    ],
)
def test_the_one_measure_of_a_statement(
    file: str, statement: dict[str, Any], measure: str | None
) -> None:
    found = made(file, record=None, **statement).statements[0].measure
    assert (found.measure if found else None) == measure


@pytest.mark.parametrize(
    ("file", "statement", "meaning"),
    [
        ("valuations", {"basis": "post_money"}, "post_money"),
        ("valuations", {}, None),
        ("costs", {"scope": "models"}, "models"),
        ("market_moves", {"direction": "down"}, "down"),
        ("milestones", {"occurrence": "signed"}, "signed"),
        ("investments", {}, None),
    ],
)
def test_what_a_statement_means(file: str, statement: dict[str, Any], meaning: str | None) -> None:
    assert made(file, record=None, **statement).statements[0].meaning == meaning


@pytest.mark.parametrize(
    ("file", "statement", "message"),
    [
        (
            "investments",
            {"equivalent": USD},
            "`equivalent` stands without an `amount`: make it the `amount`",
        ),
        (
            "investments",
            {"amount": USD, "equivalent": USD},
            "`equivalent` is in the amount's own currency: give it as another statement",
        ),
        (
            "costs",
            {"amount": USD, "multiple": {"exact": "4", "unit": "multiple"}},
            "`amount` and `multiple` stand together: make them two records",
        ),
        (
            "costs",
            {"multiple": {"exact": "4", "unit": "year"}},
            "the unit of `multiple` is `multiple`: correct it",
        ),
        (
            "market_moves",
            {"change": {"exact": "-1"}, "direction": "up"},
            "the sign of `change` is not `direction: up`: correct one",
        ),
        (
            "market_moves",
            {"change": {"minimum": "3", "maximum": "5"}, "direction": "down"},
            "the sign of `change` is not `direction: down`: correct one",
        ),
        ("partnerships", {"partners": []}, "partners\n  Tuple should have at least 1 item"),
        ("investments", {"stage": "rumoured"}, "stage\n  Input should be 'in_talks'"),
        ("investments", {"attestation": "official "}, "attestation\n  Input should be 'official'"),
        ("investments", {"quote": "  "}, "quote\n  String should have at least 1 character"),
        ("investments", {"event": "2025-02-30"}, "no calendar has 2025-02-30"),
        ("investments", {"share": {"exact": "4"}}, "share\n  Extra inputs are not permitted"),
        ("stakes", {"amount": USD}, "amount\n  Extra inputs are not permitted"),
        ("stakes", {"share": {"exact": "140"}}, "a share of 140 % is more than the whole"),
        ("milestones", {"occurrence": "rumour"}, "occurrence\n  Input should be 'founded'"),
        ("investments", {"note": {"fr": "De nous"}}, "note.en\n  Field required"),
        ("investments", {"context": "a b c d"}, "context\n  Input should be a valid array"),
    ],
)
def test_statements_are_refused(file: str, statement: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(message)):
        made(file, record=None, **statement)


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"id": "Alder"}, "id\n  String should match pattern"),
        ({"id": "a--b"}, "id\n  String should match pattern"),
        ({"id": "a" * 65}, "id\n  String should have at most 64 characters"),
        ({"label": {"fr": "Une chose"}}, "label.en\n  Field required"),
        ({"label": {"en": "A thing", "fr": " "}}, "label.fr\n  String should have at least 1"),
        ({"label": {"en": "a", "fr": "b", "de": "c"}}, "label.de\n  Extra inputs"),
        ({"label": "A thing"}, "label\n  Input should be an object"),
        ({"statements": []}, "statements\n  Tuple should have at least 1 item"),
        ({"place": "jp"}, "'jp' is not an ISO 3166 country code: write two capitals, such as JP"),
        ({"place": "XX"}, "'XX' is not an ISO 3166 country code"),
        ({"place": "EU"}, "'EU' is not an ISO 3166 country code"),
        ({"place": "JPN"}, "'JPN' is not an ISO 3166 country code"),
        ({"payer": ["a", "b"]}, "payer\n  Input should be a valid string"),
        ({"parts": ["y"]}, "parts\n  Extra inputs are not permitted"),
    ],
)
def test_records_are_refused(record: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(message)):
        made("investments", record=record)


@pytest.mark.parametrize("place", ["JP", "US", "FR", "AE", "TN"])
def test_countries(place: str) -> None:
    assert made("investments", record={"place": place}).model_dump()["place"] == place


def test_an_equivalent_stands_beside_the_amount() -> None:
    statement = made("investments", amount=USD, equivalent=EUR).statements[0]
    # The measure is the amount: 10 * 10^9, not 19 * 10^9.
    assert statement.measure.interval.lower == Decimal(10_000_000_000)


def test_a_label_in_each_language() -> None:
    label = made("stakes").label
    assert [label.get(language) for language in ("en", "fr", "de")] == [
        "A thing",
        "Une chose",
        "A thing",  # any other language reads English
    ]


def test_a_label_in_english_alone_is_the_one_of_every_language() -> None:
    label = made("stakes", record={"label": {"en": "A thing"}}).label
    assert [label.get(language) for language in ("en", "fr", "de")] == ["A thing"] * 3
    assert label.fr is None


def test_a_record_does_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        setattr(made("stakes"), "id", "y")  # noqa: B010 - mypy refuses the plain form


def test_codes_are_public() -> None:
    """They stand in URLs and CSV files: whoever changes one writes it in CHANGELOG.md."""
    assert (
        *("investment", "purchase", "stake", "valuation", "programme", "funding", "cost"),
        *("capacity", "compute_share", "market_move", "partnership", "milestone"),
    ) == KINDS
    assert STAGES == ("in_talks", "pledged", "committed", "completed", "projected", "goal")
    assert ATTESTATIONS == ("official", "outlet", "unattributed")
    assert set(FLOWS) <= set(KINDS)


def test_references_are_fields() -> None:
    fields = {name for model in FILES.values() for name in model.model_fields}
    assert set(REFERENCES) <= fields
