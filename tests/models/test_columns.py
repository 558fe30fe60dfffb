"""Statements in bulk as columns, and the models made again from them."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bench import generated
from models import columns
from models.bulk import rows
from models.checks import load
from models.columns import EXACT
from models.reading import Document
from models.records import Funding, Investment, Purchase

if TYPE_CHECKING:
    from pathlib import Path

    from models.loading import Dataset

SIZE = 50


@pytest.fixture(params=[False, True], ids=["lines", "parquet"])
def made(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Dataset:
    """A generated dataset whose statements come in several blocks and batches."""
    monkeypatch.setattr(columns, "_BLOCK", 7)
    monkeypatch.setattr(columns, "_BATCH", 9)
    generated.write(tmp_path / "made", SIZE, parquet=request.param)
    return load(tmp_path / "made")


def test_every_statement_comes_back_as_it_was_written(made: Dataset, tmp_path: Path) -> None:
    generated.write(tmp_path / "lines", SIZE)
    path = tmp_path / "lines" / "data" / "statements.jsonl"
    written = [row.value for row in rows(path, "") if isinstance(row, Document)]
    assert made.columns is not None
    for (_, statement), value in zip(made.columns.statements(), written, strict=True):
        assert statement.quote == value["quote"]
        amount = {
            name: bound if name in {"unit", "currency"} else Decimal(bound)
            for name, bound in value["amount"].items()
        }
        found = statement.measure.model_dump(exclude_defaults=True) if statement.measure else {}
        assert found == amount
    # Four statements a record, the last has two.
    assert [len(record.statements) for record in made.records.values()].count(4) == 12
    assert sum(len(record.statements) for record in made.records.values()) == SIZE


def test_records_are_a_mapping_in_the_order_of_their_kinds(made: Dataset) -> None:
    kinds = [type(record) for record in made.records.values()]
    assert kinds == sorted(kinds, key=[Investment, Purchase, Funding].index)
    assert len(made.records) == 13
    assert "record-3" in made.records
    assert made.records["record-3"] is made.records["record-3"]
    assert made.label("record-3").en == made.records["record-3"].label.en == "Record 3"
    for name in ("record-99", ""):
        assert name not in made.records
        with pytest.raises(KeyError):
            made.records[name]


def test_each_has_its_line(made: Dataset) -> None:
    assert made.columns is not None
    lines = [made.columns.line(row)[1] for row in range(SIZE)]
    assert lines == list(range(1, SIZE + 1))
    # The sixth statement is the second of the second record.
    assert made.columns.key(5) == ("record-1", 1)
    assert made.columns.place("record-1", ("statements", 1, "quote")) == (
        made.columns.line(5)[0],
        6,
    )
    # A record stands where its first statement does.
    assert made.columns.place("record-1", ("payer",)) == (made.columns.line(4)[0], 5)
    assert made.columns.place("nothing", ()) is None


def test_the_digest_is_of_what_is_said_not_of_the_file(tmp_path: Path) -> None:
    for name, parquet in (("a", False), ("b", True)):
        generated.write(tmp_path / name, SIZE, parquet=parquet)
    lines, rows_of = load(tmp_path / "a"), load(tmp_path / "b")
    assert lines.digest == rows_of.digest
    path = tmp_path / "a" / "data" / "statements.jsonl"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"stage": "pledged"', '"stage": "committed"', 1), encoding="utf-8")
    assert load(tmp_path / "a").digest != lines.digest


def test_no_digit_is_too_many(tmp_path: Path) -> None:
    generated.write(tmp_path / "made", SIZE)
    path = tmp_path / "made" / "data" / "statements.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    first = json.loads(lines[0])
    # 28 signs, 26 of them behind the point: more than the ten that usually do.
    first["amount"] = {"exact": 0, "unit": "thousand", "currency": "USD"}
    lines[0] = json.dumps(first).replace('"exact": 0', '"exact": 1.23456789012345678901234567')
    path.write_text("\n".join(lines), encoding="utf-8")
    dataset = load(tmp_path / "made")
    assert dataset.columns is not None
    table = dataset.columns.table
    assert table.schema.field("minimum").type == EXACT
    assert table["minimum"][0].as_py() == Decimal("1234.56789012345678901234567")
