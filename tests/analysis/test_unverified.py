"""Unverified statements: kept and marked everywhere, computed with only if they are included."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import frictionless
import pytest

from analysis import exports, package, snapshot, totals
from analysis.bods import statements as bods
from analysis.workbook import workbook
from models.checks import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from models.loading import Dataset

BILLION = 1e9


def line(record: object, exact: float) -> dict[str, Any]:
    return {
        "record": record,
        "source": "001",
        "amount": {"exact": exact, "unit": "billion", "currency": "USD"},
        "stage": "pledged",
        "attestation": "outlet",
        "quote": f"Alder would give {exact} billion dollars",
    }


@pytest.fixture
def dataset(tiny: Callable[..., Path]) -> Dataset:
    """By hand and verified: Alder's 10 to Birch. In bulk, in no article: it is 12, and 5 more."""
    root = tiny()
    other = {"id": "alder-again", "kind": "investment", "payer": "alder", "payee": "birch"}
    lines = [line("alder-into-birch", 12), line({**other, "label": {"en": "A", "fr": "A"}}, 5)]
    written = "\n".join(map(json.dumps, lines))
    (root / "data" / "statements.jsonl").write_text(written, encoding="utf-8")
    return load(root)


def from_alder(taken: snapshot.Snapshot) -> totals.Total:
    return totals.total(totals.ledger(taken.records, payer="alder"))


def test_nothing_is_computed_with_them(dataset: Dataset) -> None:
    taken = snapshot.take(dataset)
    assert len(taken.statements) == 3
    # The 12 do not contest the verified 10; the 5 are all that is said of the other record.
    assert (taken.records["low"] / BILLION).to_list() == [10, 5]
    assert (taken.records["high"] / BILLION).to_list() == [10, 5]
    assert taken.records["verified"].to_dict() == {"alder-into-birch": True, "alder-again": False}
    assert taken.conflicts.empty
    assert set(taken.gaps["record_id"]) == {"alder-into-birch"}
    total = from_alder(taken)
    assert (total.low / BILLION, total.high / BILLION, total.counted) == (10, 10, 1)
    lines = totals.ledger(taken.records, payer="alder")
    assert lines["reason"].to_dict() == {"alder-into-birch": "", "alder-again": "unverified"}


def test_included_they_count_like_any_other(dataset: Dataset) -> None:
    taken = snapshot.take(dataset, unverified=True)
    # 10 against 12 is in conflict, so 10 to 12; with the other 5 it is 15 to 17.
    assert taken.conflicts["record_id"].tolist() == ["alder-into-birch"]
    total = from_alder(taken)
    assert (total.low / BILLION, total.high / BILLION, total.contested) == (15, 17, 1)
    assert taken.records["verified"].to_dict() == {"alder-into-birch": True, "alder-again": False}


def test_the_files_mark_them(dataset: Dataset) -> None:
    published = exports.tables(snapshot.take(dataset))
    rows = published["statements"][["record_id", "minimum", "verified", "quote_start"]]
    written = exports.to_csv(rows).splitlines()
    # The article begins "Birch’s début: ": the first quote begins at its 15th code point, from 0.
    assert written == [
        "record_id,minimum,verified,quote_start",
        "alder-into-birch,10000000000,true,15",
        "alder-into-birch,12000000000,false,",
        "alder-again,5000000000,false,",
    ]
    records = exports.to_csv(published["records"][["record_id", "verified"]]).splitlines()
    assert records == ["record_id,verified", "alder-into-birch,true", "alder-again,false"]
    details = published["details"]
    told = details.loc[details["field"].eq("unverified"), ["record_id", "value"]]
    assert told.to_numpy().tolist() == [
        ["alder-again", "not_found"],
        ["alder-into-birch", "not_found"],
    ]


def test_the_package_and_the_workbook_know_the_column(dataset: Dataset, tmp_path: Path) -> None:
    published = exports.tables(snapshot.take(dataset))
    files = {f"{name}.csv": exports.to_csv(table).encode() for name, table in published.items()}
    described = package.descriptor(dataset, files, currency="USD")
    statements = next(r for r in described["resources"] if r["name"] == "statements")
    assert statements["schema"]["fields"][-1]["name"] == "verified"
    # Two quotes without a place would not be told apart by it.
    assert "primaryKey" not in statements["schema"]
    for name, raw in package.contents(dataset, files, currency="USD").items():
        (tmp_path / name).write_bytes(raw)
    report = frictionless.Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "note"])
    assert workbook(dataset, published, base="").startswith(b"PK")


def test_a_register_gets_what_is_verified(tiny: Callable[..., Path]) -> None:
    root = tiny(
        {
            "stakes": """\
- id: alder-of-birch
  label: {en: Alder of Birch, fr: Alder de Birch}
  holder: alder
  target: birch
  statements:
    - source: "001"
      share: {exact: 40}
      stage: projected
      attestation: unattributed
      quote: Alder will hold 40 % of Birch
"""
        },
        cards={"001": {"figures": None, "waivers": None}},
    )
    more = {**line("alder-of-birch", 1), "share": {"exact": 45}, "quote": "Alder holds 45 % of it"}
    del more["amount"]
    (root / "data" / "statements.jsonl").write_text(json.dumps(more), encoding="utf-8")
    dataset = load(root)
    assert dataset.unverified == {("alder-of-birch", 1): "not_found"}
    found = bods(dataset, snapshot.take(dataset))
    relations = [claim for claim in found if claim["recordType"] == "relationship"]
    shares = [claim["recordDetails"]["interests"][0]["share"] for claim in relations]
    assert shares == [{"exact": 40}]
