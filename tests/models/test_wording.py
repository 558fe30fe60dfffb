from __future__ import annotations

import json
from typing import Any

import pytest

from models.records import FILES
from models.wording import mismatches

NEEDED: dict[str, dict[str, Any]] = {
    "costs": {"payer": "a"},
    "milestones": {"subject": "b"},
    "capacities": {"subject": "b"},
    "market_moves": {"subject": "b"},
    "investments": {"payer": "a"},
    "stakes": {"holder": "a", "target": "b"},
    "programmes": {"payee": "b"},
}
NOTE = {"en": "Our reading.", "fr": "Notre lecture."}


def found(file: str, **statement: object) -> list[tuple[str, str]]:
    said = {"source": "001", "attestation": "official", **statement}
    entry = {"id": "x", "label": {"en": "x", "fr": "x"}, "statements": [said], **NEEDED[file]}
    record = FILES[file].model_validate_json(json.dumps(entry))
    return list(mismatches(record.statements[0]))


def bn(**bounds: object) -> dict[str, object]:
    return {"unit": "billion", "currency": "USD", **bounds}


@pytest.mark.parametrize(
    ("file", "statement"),
    [
        ("investments", {"quote": "15 milliards de dollars alloués", "amount": bn(exact="15")}),
        (
            "investments",
            {"quote": "15,5 milliards de dollars alloués", "amount": bn(exact="15.5")},
        ),
        (
            "investments",
            {
                "quote": "entre 15 et 25 milliards de dollars",
                "amount": bn(minimum="15", maximum="25"),
            },
        ),
        ("investments", {"quote": "up to 25 billion dollars", "amount": bn(maximum="25")}),
        (
            "investments",
            {
                "quote": "près de 300 milliards de dollars",
                "amount": bn(exact="300", approximate=True),
            },
        ),
        # The currency stands beside another figure.
        (
            "investments",
            {
                "quote": "15 milliards déjà alloués",
                "amount": bn(exact="15"),
                "context": ["entre 15 et 25 milliards de dollars"],
            },
        ),
        # So does the scale word: 15 is 15 * 10^9 where no scale word stands with it.
        (
            "investments",
            {
                "quote": "15 déjà alloués à Stargate",
                "amount": bn(exact="15"),
                "context": ["entre 15 et 25 milliards de dollars"],
            },
        ),
        (
            "investments",
            {
                "quote": "100 milliards de yens (676 millions de dollars)",
                "amount": {"exact": "100", "unit": "billion", "currency": "JPY"},
                "equivalent": {"exact": "676", "unit": "million", "currency": "USD"},
            },
        ),
        # No figure, no measure: not reported.
        ("investments", {"quote": "des investissements considérables aux États-Unis"}),
        (
            "programmes",
            {
                "quote": "500 milliards de dollars d'ici quatre ans",
                "amount": bn(exact="500"),
                "horizon": {"maximum": "4", "unit": "year"},
            },
        ),
        (
            "programmes",
            {
                "quote": "atteindre 500 milliards de dollars",
                "amount": bn(exact="500"),
                "horizon": {"exact": "4", "unit": "year"},
                "context": ["sur quatre ans au total"],
            },
        ),
        # The third is three.
        (
            "capacities",
            {
                "quote": "son troisième centre de données",
                "quantity": {"exact": "3", "unit": "site"},
            },
        ),
        (
            "stakes",
            {"quote": "qui fournit la majorité", "share": {"exclusive_minimum": "50"}},
        ),
        # The year stands in the quote, in the context, or the note says how it was found.
        (
            "investments",
            {"quote": "2024 : 5 milliards de dollars", "amount": bn(exact="5"), "event": "2024"},
        ),
        (
            "investments",
            {
                "quote": "consommé 5 milliards de dollars",
                "amount": bn(exact="5"),
                "event": "2024",
                "context": ["En 2024, OpenAI aurait"],
            },
        ),
        (
            "milestones",
            {
                "quote": "créée la semaine dernière avec Oracle",
                "occurrence": "formed",
                "event": "2025-01-20/2025-01-26",
                "note": NOTE,
            },
        ),
        (
            "market_moves",
            {"quote": "baisse de 1% à Tokyo", "change": {"exact": "-1"}, "direction": "down"},
        ),
        # A fall of 3 to 5 % is a change between -5 and -3, and one of more than 5 % is below -5.
        (
            "market_moves",
            {
                "quote": "baisse de 3 à 5 % à Tokyo",
                "change": {"minimum": "-5", "maximum": "-3"},
                "direction": "down",
            },
        ),
        (
            "market_moves",
            {
                "quote": "a perdu plus de 5 % à Tokyo",
                "change": {"exclusive_maximum": "-5"},
                "direction": "down",
            },
        ),
        # The note says how a bound, an "about" or a direction that no word carries was read.
        (
            "investments",
            {
                "quote": "25 milliards de dollars possibles",
                "amount": bn(maximum="25"),
                "note": NOTE,
            },
        ),
        (
            "investments",
            {
                "quote": "25 milliards de dollars possibles",
                "amount": bn(exact="25", approximate=True),
                "note": NOTE,
            },
        ),
        ("market_moves", {"quote": "a changé à Tokyo", "direction": "up", "note": NOTE}),
        (
            "market_moves",
            {
                "quote": "de 1% à Tokyo",
                "direction": "down",
                "change": {"exact": "-1"},
                "context": ["Actions SoftBank a vu une baisse"],
            },
        ),
    ],
)
def test_the_words_say_what_the_statement_says(file: str, statement: dict[str, Any]) -> None:
    assert found(file, **statement) == []


ALSO = "which the statement does not: record it, or take words without it"
MEAN = "where the quote's words mean"
READ = "a `note` that says how it was read"
WRONG = "correct the one that is wrong"


@pytest.mark.parametrize(
    ("file", "statement", "expected"),
    [
        # Number: 16 and 15 billion.
        (
            "investments",
            {"quote": "15 milliards de dollars alloués", "amount": bn(exact="16")},
            [
                (
                    "amount",
                    f"`amount` says 16000000000 USD but the quote says 15000000000 USD: {WRONG}",
                ),
                ("quote", f"the quote also says 15000000000 USD, {ALSO}"),
            ],
        ),
        # One end of a range.
        (
            "investments",
            {
                "quote": "entre 15 et 25 milliards de dollars",
                "amount": bn(minimum="15", maximum="26"),
            },
            [
                (
                    "amount",
                    (
                        "`amount` says 26000000000 USD but the quote says 15000000000 USD, "
                        f"25000000000 USD: {WRONG}"
                    ),
                ),
                ("quote", f"the quote also says 25000000000 USD, {ALSO}"),
            ],
        ),
        # A range whose other end was dropped.
        (
            "investments",
            {"quote": "entre 15 et 25 milliards de dollars", "amount": bn(maximum="25")},
            [("quote", f"the quote also says 15000000000 USD, {ALSO}")],
        ),
        # Scale: millions and billions.
        (
            "investments",
            {"quote": "15 millions de dollars alloués", "amount": bn(exact="15")},
            [
                (
                    "amount",
                    f"`amount` says 15000000000 USD but the quote says 15000000 USD: {WRONG}",
                ),
                ("quote", f"the quote also says 15000000 USD, {ALSO}"),
            ],
        ),
        # Currency.
        (
            "investments",
            {"quote": "15 milliards d’euros alloués", "amount": bn(exact="15")},
            [
                (
                    "amount",
                    f"`amount` says 15000000000 USD but the quote says 15000000000 EUR: {WRONG}",
                ),
                ("quote", f"the quote also says 15000000000 EUR, {ALSO}"),
            ],
        ),
        (
            "investments",
            {"quote": "15 milliards déjà alloués", "amount": bn(exact="15")},
            [("amount", "no quoted word says USD: add the fragment that does as `context`")],
        ),
        # No figure.
        (
            "investments",
            {"quote": "des investissements considérables", "amount": bn(exact="15")},
            [("amount", f"`amount` says 15000000000 USD but the quote says no figure: {WRONG}")],
        ),
        # A figure that nothing records.
        (
            "investments",
            {"quote": "15 milliards de dollars alloués"},
            [("quote", f"the quote also says 15000000000 USD, {ALSO}")],
        ),
        (
            "investments",
            {"quote": "2024 : 5 milliards de dollars", "amount": bn(exact="5")},
            [("quote", f"the quote also says 2024 calendar_year, {ALSO}")],
        ),
        (
            "investments",
            {
                "quote": "100 milliards de yens (676 millions de dollars)",
                "amount": {"exact": "100", "unit": "billion", "currency": "JPY"},
            },
            [("quote", f"the quote also says 676000000 USD, {ALSO}")],
        ),
        # The equivalent: 677 and 676 million.
        (
            "investments",
            {
                "quote": "100 milliards de yens (676 millions de dollars)",
                "amount": {"exact": "100", "unit": "billion", "currency": "JPY"},
                "equivalent": {"exact": "677", "unit": "million", "currency": "USD"},
            },
            [
                (
                    "equivalent",
                    (
                        "`equivalent` says 677000000 USD but the quote says 100000000000 JPY, "
                        f"676000000 USD: {WRONG}"
                    ),
                ),
                ("quote", f"the quote also says 676000000 USD, {ALSO}"),
            ],
        ),
        # Bound.
        (
            "investments",
            {"quote": "jusqu’à 25 milliards de dollars", "amount": bn(exact="25")},
            [
                (
                    "amount",
                    f"`amount` has `exact` {MEAN} `maximum`: correct the bound",
                )
            ],
        ),
        (
            "investments",
            {"quote": "plus de 40 milliards de dollars", "amount": bn(minimum="40")},
            [
                (
                    "amount",
                    (f"`amount` has `minimum` {MEAN} `exclusive_minimum`: correct the bound"),
                )
            ],
        ),
        (
            "investments",
            {"quote": "25 milliards de dollars possibles", "amount": bn(maximum="25")},
            [
                (
                    "amount",
                    f"no word of the quote makes 25000000000 `maximum`: write `exact`, or {READ}",
                )
            ],
        ),
        # Of a fall of at least 5 % the change is at most -5.
        (
            "market_moves",
            {
                "quote": "baisse d'au moins 5 % à Tokyo",
                "change": {"minimum": "-5"},
                "direction": "down",
            },
            [
                (
                    "change",
                    f"`change` has `minimum` {MEAN} `maximum`: correct the bound",
                )
            ],
        ),
        # Approximation.
        (
            "investments",
            {"quote": "près de 300 milliards de dollars", "amount": bn(exact="300")},
            [("amount", "the quote says 300000000000 only about: add `approximate: true`")],
        ),
        (
            "investments",
            {"quote": "les 300 milliards de dollars", "amount": bn(exact="300", approximate=True)},
            [
                (
                    "amount",
                    (
                        "no word of the quote says 300000000000 is only about: "
                        f"remove `approximate`, or add {READ}"
                    ),
                )
            ],
        ),
        # Unit.
        (
            "capacities",
            {"quote": "à environ 150 mégawatts", "quantity": {"exact": "150", "unit": "GW"}},
            [
                ("quantity", f"`quantity` says 150 GW but the quote says 150 MW: {WRONG}"),
                ("quote", f"the quote also says 150 MW, {ALSO}"),
            ],
        ),
        (
            "stakes",
            {"quote": "une participation de 40 %", "share": {"exact": "41"}},
            [
                ("share", f"`share` says 41 percent but the quote says 40 percent: {WRONG}"),
                ("quote", f"the quote also says 40 percent, {ALSO}"),
            ],
        ),
        (
            "costs",
            {
                "quote": "soit une multiplication par 4",
                "multiple": {"exact": "5", "unit": "multiple"},
            },
            [
                ("multiple", f"`multiple` says 5 multiple but the quote says 4 multiple: {WRONG}"),
                ("quote", f"the quote also says 4 multiple, {ALSO}"),
            ],
        ),
        (
            "programmes",
            {
                "quote": "500 milliards de dollars sur quatre ans",
                "amount": bn(exact="500"),
                "horizon": {"exact": "5", "unit": "year"},
            },
            [
                (
                    "horizon",
                    (f"`horizon` says 5 year but the quote says 500000000000 USD, 4 year: {WRONG}"),
                ),
                ("quote", f"the quote also says 4 year, {ALSO}"),
            ],
        ),
        (
            "milestones",
            {
                "quote": "10 mois après avoir signé",
                "occurrence": "signed",
                "lag": {"exact": "11", "unit": "month"},
            },
            [
                ("lag", f"`lag` says 11 month but the quote says 10 month: {WRONG}"),
                ("quote", f"the quote also says 10 month, {ALSO}"),
            ],
        ),
        # Year.
        (
            "milestones",
            {"quote": "Depuis sa création en 2015", "occurrence": "founded", "event": "2016"},
            [
                ("quote", f"the quote also says 2015 calendar_year, {ALSO}"),
                ("event", f"`event` says 2016 but the quoted words say 2015: {WRONG}"),
            ],
        ),
        (
            "milestones",
            {"quote": "Depuis sa création, OpenAI", "occurrence": "founded", "event": "2015"},
            [
                (
                    "event",
                    (
                        "no quoted word says 2015: add the words as `context`, "
                        "or a `note` that says how the date was found"
                    ),
                )
            ],
        ),
        (
            "milestones",
            {
                "quote": "Depuis sa création, OpenAI",
                "occurrence": "founded",
                "event": "2015/2016",
                "context": ["entre en scène en 2017"],
            },
            [("event", f"`event` says 2015, 2016 but the quoted words say 2017: {WRONG}")],
        ),
        # Direction.
        (
            "market_moves",
            {"quote": "baisse de 1% à Tokyo", "change": {"exact": "1"}, "direction": "up"},
            [("direction", "the quote's words move the other way: correct `direction` and sign")],
        ),
        (
            "market_moves",
            {"quote": "ont augmenté à Tokyo", "direction": "down"},
            [("direction", "the quote's words move the other way: correct `direction` and sign")],
        ),
        (
            "market_moves",
            {"quote": "a changé à Tokyo", "direction": "down"},
            [
                (
                    "direction",
                    (
                        "no quoted word says which way: add the words as `context`, "
                        "or a `note` that says how it was read"
                    ),
                )
            ],
        ),
    ],
)
def test_each_way_in_which_they_differ(
    file: str, statement: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert found(file, **statement) == expected


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("2025-03-14", []),
        ("2025-03-10/2025-03-14", []),
        (
            "2025-03-13",
            [("quote", f"the quote also says 14 day, {ALSO}")],
        ),
        ("2025-03", [("quote", f"the quote also says 14 day, {ALSO}")]),
        # The 14 of a year is no day.
        ("2014-03-13/2025-03-31", [("quote", f"the quote also says 14 day, {ALSO}")]),
    ],
)
def test_a_day_is_that_of_the_event(event: str, expected: list[tuple[str, str]]) -> None:
    quote = "payé 5 milliards de dollars le 14 mars 2025"
    assert [
        problem
        for problem in found("investments", quote=quote, amount=bn(exact="5"), event=event)
        if problem[0] == "quote"
    ] == expected


def test_one_figure_serves_one_bound() -> None:
    """Two equal figures of a statement need two of the quote."""
    amounts = {"amount": bn(exact="5"), "equivalent": {**bn(exact="5"), "currency": "EUR"}}
    quote = "5 milliards de dollars (5 milliards d’euros)"
    assert found("investments", quote=quote, **amounts) == []
    assert [field for field, _ in found("investments", quote=quote[:22], **amounts)] == [
        "equivalent"
    ]
