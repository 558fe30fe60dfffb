"""Statements in bulk: the same fields and models, and quotes that may be unverified."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from models.checks import load, problems
from models.loading import OWN_DATASET, DatasetError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BILLION: dict[str, Any] = {"unit": "billion", "currency": "USD"}
# Of conftest's article: the range of Cedar, in euros, and what the plant draws.
CEDAR: dict[str, Any] = {
    "record": {
        "id": "cedar-into-birch",
        "kind": "investment",
        "label": {"en": "Cedar into Birch", "fr": "Cedar dans Birch"},
        "payer": "alder",
        "payee": "birch",
    },
    "source": "001",
    "amount": {"minimum": 2, "maximum": 3, "unit": "billion", "currency": "EUR"},
    "stage": "in_talks",
    "attestation": "unattributed",
    "quote": "may add between 2 and 3 billion euros",
}
AGAIN: dict[str, Any] = {
    "record": "alder-into-birch",
    "source": "001",
    "amount": {"exact": 12, **BILLION},
    "stage": "pledged",
    "attestation": "outlet",
    "quote": "Alder may yet invest 12 billion dollars",
}


@pytest.fixture
def made(tiny: Callable[..., Path]) -> Callable[..., Path]:
    """The tiny dataset with these lines in bulk: mappings, or a line as it stands."""

    def make(*lines: dict[str, Any] | str, name: str = "data/statements.jsonl") -> Path:
        root = tiny()
        written = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        (root / name).write_text("".join(f"{line}\n" for line in written), encoding="utf-8")
        return root

    return make


def test_they_join_the_records_of_the_other_files(made: Callable[..., Path]) -> None:
    dataset = load(made(CEDAR, AGAIN))
    assert list(dataset.records) == ["alder-into-birch", "cedar-into-birch"]
    by_hand, in_bulk = dataset.records["alder-into-birch"].statements
    assert by_hand.amount.exact == 10
    assert in_bulk.amount.exact == 12
    assert dataset.bulk
    # Cedar's words stand in the article; nobody wrote there of 12 billion.
    assert dataset.unverified == {("alder-into-birch", 1): "not_found"}
    start = dataset.spans["cedar-into-birch", 0].start
    assert ("alder-into-birch", 1) not in dataset.spans
    assert start > dataset.spans["alder-into-birch", 0].start


def test_a_dataset_without_them_has_none(tiny: Callable[..., Path]) -> None:
    dataset = load(tiny())
    assert not dataset.bulk
    assert dataset.unverified == {}


def test_words_that_do_not_say_the_figure_verify_nothing(made: Callable[..., Path]) -> None:
    wrong = {**CEDAR, "amount": {"minimum": 2, "maximum": 4, "unit": "billion", "currency": "EUR"}}
    assert load(made(wrong)).unverified == {("cedar-into-birch", 0): "not_said"}


def test_a_card_that_only_they_cite_needs_no_fingerprint(made: Callable[..., Path]) -> None:
    root = made({**AGAIN, "source": "b"})
    card = (root / "seeds" / "001.yaml").read_text(encoding="utf-8")
    head = card.split("figures:", maxsplit=1)[0].replace("'001'", "b").replace("001.txt", "b.txt")
    (root / "seeds" / "b.yaml").write_text(head, encoding="utf-8")
    assert load(root).unverified == {("alder-into-birch", 1): "no_fingerprint"}
    (root / "seeds" / "001.fingerprint").unlink()
    (found,) = problems(root)
    assert str(found).startswith("seeds/001.fingerprint:1:1: 001: the fingerprint is missing")


def test_a_record_that_a_line_gives_is_named_by_the_next(made: Callable[..., Path]) -> None:
    more = {**CEDAR, "record": "cedar-into-birch", "quote": "may add between 2 and 3 billion"}
    same = {**CEDAR, "quote": "and 3 billion euros (about 2.5 billion dollars"}
    same["amount"] = {"maximum": 3, "unit": "billion", "currency": "EUR"}
    root = made(CEDAR, same, name="statements.jsonl")
    assert len(load(root).records["cedar-into-birch"].statements) == 2
    (root / "data" / "statements.jsonl").write_text(json.dumps(more), encoding="utf-8")
    # Files of data/ are read first: there nothing gives the record yet.
    (found,) = problems(root)
    assert found.file == "data/statements.jsonl"
    assert found.message.startswith("no record has the id 'cedar-into-birch'")


def test_numbers_keep_every_digit(made: Callable[..., Path]) -> None:
    line = json.dumps(AGAIN).replace('"exact": 12', '"exact": 12.340000000000000001')
    statement = load(made(line)).records["alder-into-birch"].statements[1]
    assert statement.amount.exact == Decimal("12.340000000000000001")


def test_parquet_holds_the_same(made: Callable[..., Path]) -> None:
    first, second = made(CEDAR, AGAIN), made()
    (second / "data" / "statements.jsonl").unlink()
    given = {**AGAIN["amount"], "exact": 12.0}
    rows = [
        {**CEDAR, "amount": {**CEDAR["amount"], "minimum": 2.0, "maximum": 3.0}},
        {**AGAIN, "record": {"id": "alder-into-birch"}, "amount": given},
    ]
    pq.write_table(pa.Table.from_pylist(rows), second / "data" / "statements.parquet")
    assert load(second).records == load(first).records


INVESTMENT_FIELDS = "id, label, part_of, includes, note, payer, payee, place, statements"
WRONG: list[tuple[str, str | dict[str, Any], str]] = [
    ("no JSON", "{", "1:2: -: not JSON: expecting property name enclosed in double quotes"),
    ("a list", "[1]", "1:1: -: the line is no statement: write {...}, not ['1']"),
    ("an empty line", "", "1:1: -: not JSON: expecting value; write one statement a line"),
    ("a key twice", '{"source": "1", "source": "2"}', "the key `source` is repeated"),
    ("no record", {"source": "001"}, "1:1: -: `record` is missing: name the record by its id"),
    (
        "an unknown record",
        {**AGAIN, "record": "alder-into-birhc"},
        "did you mean `alder-into-birch`",
    ),
    (
        "a record that stands elsewhere",
        {**CEDAR, "record": {**CEDAR["record"], "id": "alder-into-birch"}},
        "1:1: alder-into-birch: the record stands in data/investments.yaml: name it by its id",
    ),
    (
        "a misspelt kind",
        {**CEDAR, "record": {**CEDAR["record"], "kind": "investmnt"}},
        "`kind` is 'investmnt': write one of investment, purchase",
    ),
    (
        "statements within",
        {**CEDAR, "record": {**CEDAR["record"], "statements": []}},
        "`statements` stands in the record: the line itself is its statement; remove it",
    ),
    ("a scientific number", json.dumps(AGAIN).replace("12,", "1.2e1,"), "'1.2e1' is not a number"),
    ("no number", json.dumps(AGAIN).replace("12,", "NaN,"), "'NaN' is not a number"),
    ("a yen sign", {**AGAIN, "amount": {"exact": 1, "currency": "YEN"}}, "`currency` is 'YEN'"),
    (
        "half a pair",
        json.dumps(AGAIN).replace("yet", "\\ud800"),
        "a character that cannot be shown",
    ),
    ("too deep", "[" * 100_000, "line is longer than 100000 bytes: it is no statement"),
    ("deep", "[" * 50_000, "the values are nested too deeply: a statement is flat"),
]


@pytest.mark.parametrize(
    ("line", "message"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG]
)
def test_each_wrong_line_is_told_with_its_fix(
    made: Callable[..., Path], line: str | dict[str, Any], message: str
) -> None:
    (found,) = problems(made(line))
    assert str(found).startswith("data/statements.jsonl:1:")
    assert message in str(found)


def test_every_wrong_line_is_told_not_only_the_first(made: Callable[..., Path]) -> None:
    found = problems(made("{", CEDAR, {**AGAIN, "stage": "promised"}, "nothing"))
    assert [(problem.line, problem.record) for problem in found] == [
        (1, "-"),
        (3, "alder-into-birch"),
        (4, "-"),
    ]


def test_a_record_is_given_in_one_way_only(made: Callable[..., Path]) -> None:
    other = {**CEDAR, "record": {**CEDAR["record"], "payee": "alder"}}
    (found,) = problems(made(CEDAR, other))
    assert found.line == 2
    assert found.message.startswith("an earlier line gives this record otherwise")


def test_what_is_wrong_between_statements_is_told_by_line(made: Callable[..., Path]) -> None:
    megawatts = {"exact": 150, "unit": "MW"}
    line = {**CEDAR, "record": {**CEDAR["record"], "payer": "nobody"}}
    (found,) = problems(made(line))
    assert str(found).startswith("data/statements.jsonl:1:1: cedar-into-birch: no party has the id")
    twice = problems(made(AGAIN, AGAIN))
    assert [(problem.line, problem.message) for problem in twice] == [
        (2, "the same source and quote stand here twice: remove one statement")
    ]
    (unknown,) = problems(made({**AGAIN, "quantity": megawatts}))
    assert unknown.message.startswith("unknown key `quantity`")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("statement.jsonl", b"{}", "not read: rename it to statements.jsonl"),
        ("more.parquet", b"", "not read: rename it to statements.parquet"),
        ("statements.jsonl", b"", "the file is empty: write a statement, or remove the file"),
        ("statements.jsonl", b"\xff\n", "byte 0 of the line is not UTF-8: save the file as UTF-8"),
        ("statements.parquet", b"PAR1", "no Parquet file that can be read"),
    ],
)
def test_a_file_that_is_none(
    tiny: Callable[..., Path], name: str, content: bytes, message: str
) -> None:
    root = tiny()
    (root / "data" / name).write_bytes(content)
    with pytest.raises(DatasetError) as caught:
        load(root)
    (found,) = caught.value.problems
    assert found.file == f"data/{name}"
    assert found.message.startswith(message)


def test_the_guides_lines_are_read(tiny: Callable[..., Path], article: str) -> None:
    guide = (OWN_DATASET / "CONTRIBUTING.md").read_text(encoding="utf-8")
    lines = "\n".join(re.findall(r"^    (\{.*)", guide, re.MULTILINE))
    party = "- id: {0}\n  label: {{en: {0}, fr: {0}}}\n  type: company\n"
    root = tiny(
        {"parties": party.format("alder") + party.format("birch")},
        {"001": article, "002": "Cedar had heard of up to 12 billion dollars for Birch."},
        {"001": {"figures": None, "waivers": None}},
    )
    (root / "data" / "statements.jsonl").write_text(lines, encoding="utf-8")
    dataset = load(root)
    sources = [said.source for said in dataset.records["alder-into-birch"].statements]
    assert sources == ["001", "002"]
    assert dataset.unverified == {}
