"""Small datasets for the rules of analysis/: a table in a test's docstring becomes its frames.

A table has one row a statement, its cells parted by `|`, its first row the columns' names:

    record | payer | payee | source | bounds | part_of
    deal   | alder | birch | a      | 15-25  |
    deal   |       |       | b      | <=25   |

Empty cells mean "not said"; a party that a kind cannot do without is alder, or birch, and what is
bought is the plant. What belongs to the record stands in its first row. Columns of the
record: record, kind (investment), payer, payee (whatever two fields its kind has for them),
part_of, includes (spaced), asset, form, grows_from, growth_of, relative_to. Columns of the
statement: source (a), published (2025-01-30), bounds, unit (USD), equivalent (`18.25 EUR`), stage,
attestation (outlet), upstream (`;`), event, meaning, partners (spaced), horizon (`4 year`).

Bounds: `15`, `15-25`, `>40`, `>=40`, `<=25`, `<5`, `>15 <=25`, and `~` before them for "about".
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from analysis import agreement, conflicts, derivations, frames, snapshot, totals
from models.checks import load
from models.loading import Dataset
from models.measures import CURRENCIES
from models.quotes import Span
from models.records import FILES, RecordBase
from models.sources import Source

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, str]
_KINDS: dict[str, type[RecordBase]] = {
    str(model.model_fields["kind"].default): model for model in FILES.values()
}
_OF_RECORD = ("part_of", "asset", "form", "grows_from", "growth_of", "relative_to")
_BOUND = re.compile(r"(?P<sign>[<>]=?)(?P<number>-?[0-9.]+)")
_RANGE = re.compile(r"(?P<low>[0-9.]+)-(?P<high>[0-9.]+)")
_NAMES = {
    ">": "exclusive_minimum",
    ">=": "minimum",
    "<": "exclusive_maximum",
    "<=": "maximum",
}


@dataclass(frozen=True)
class Made:
    """A dataset made of a table, and what the analysis makes of it."""

    dataset: Dataset

    @property
    def statements(self) -> pd.DataFrame:
        return frames.statements(self.dataset)

    @property
    def records(self) -> pd.DataFrame:
        return frames.records(self.dataset)

    def agreed(self, currency: str | None = "USD") -> pd.DataFrame:
        return agreement.agree(self.records, self.statements, currency)

    def conflicts(self, currency: str | None = "USD") -> pd.DataFrame:
        agreed = self.agreed(currency)
        return conflicts.conflicts(agreed, self.statements, totals.totals(agreed))

    def derived(self, currency: str | None = "USD") -> pd.DataFrame:
        return derivations.derive(self.agreed(currency), self.statements, currency)


class Build(Protocol):
    """Makes the dataset of a list of rows, for tests that draw their rows."""

    def __call__(self, rows: list[Row]) -> Made: ...


@pytest.fixture
def made(request: pytest.FixtureRequest) -> Made:
    """The dataset of the table in the test's docstring."""
    return _built(_read(request.function.__doc__))


@pytest.fixture(scope="session")
def build() -> Build:
    return _built


@pytest.fixture(scope="session")
def ours() -> Dataset:
    """Our own dataset: the five articles."""
    return load()


@pytest.fixture(scope="session")
def taken(ours: Dataset) -> snapshot.Snapshot:
    """Everything that is computed from our own dataset, in dollars."""
    return snapshot.take(ours)


def _read(docstring: str | None) -> list[Row]:
    lines = [line for line in (docstring or "").splitlines() if "|" in line]
    header, *body = [[cell.strip() for cell in line.split("|")] for line in lines]
    return [{name: cell for name, cell in zip(header, row, strict=True) if cell} for row in body]


def _built(rows: list[Row]) -> Made:
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row["record"], []).append(row)
    records = {key: _record(key, of_record) for key, of_record in grouped.items()}
    cards = {row.get("source", "a"): "2025-01-30" for row in rows}
    for row in reversed(rows):
        if "published" in row:
            cards[row.get("source", "a")] = row["published"]
    return Made(
        Dataset(
            root=Path("made"),
            parties={},
            sources={key: _source(key, published) for key, published in cards.items()},
            records=records,
            spans={
                (key, number): Span(0, 1)
                for key, record in records.items()
                for number, _ in enumerate(record.statements)
            },
        )
    )


def _record(key: str, rows: list[Row]) -> RecordBase:
    first = rows[0]
    kind = first.get("kind", "investment")
    model = _KINDS[kind]
    fields: dict[str, Any] = {"id": key, "label": {"en": key, "fr": key}}
    needed = {"payer": "alder", "payee": "birch"}
    for role, (column, party) in zip(model.roles, needed.items(), strict=True):
        if role and (column in first or model.model_fields[role].is_required()):
            fields[role] = first.get(column, party)
    fields |= {name: first[name] for name in _OF_RECORD if name in first}
    if kind == "purchase":
        fields.setdefault("asset", "plant")
    if "includes" in first:
        fields["includes"] = first["includes"].split()
    fields["statements"] = [_statement(kind, row) for row in rows]
    return model.model_validate_json(json.dumps(fields))


def _statement(kind: str, row: Row) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "source": row.get("source", "a"),
        "attestation": row.get("attestation", "outlet"),
        "quote": "invented words that carry it",
    }
    fields |= {name: row[name] for name in ("stage", "event") if name in row}
    if "upstream" in row:
        fields["upstream"] = row["upstream"].split(";")
    if "partners" in row:
        fields["partners"] = row["partners"].split()
    if "meaning" in row:
        names = {"valuation": "basis", "cost": "scope", "market_move": "direction"}
        fields[names.get(kind, "occurrence")] = row["meaning"]
    if "bounds" in row:
        unit = row.get("unit", "USD")
        fields[_measure_name(kind, unit)] = _bounds(row["bounds"], unit)
    if "equivalent" in row:
        fields["equivalent"] = _bounds(*row["equivalent"].split())
    if "horizon" in row:
        fields["horizon"] = _bounds(*row["horizon"].split())
    return fields


def _measure_name(kind: str, unit: str) -> str:
    if kind == "cost" and unit == "multiple":
        return "multiple"
    names = {"stake": "share", "compute_share": "share", "capacity": "quantity"}
    return names.get(kind, "change" if kind == "market_move" else "amount")


def _bounds(text: str, unit: str) -> dict[str, Any]:
    plain = text.removeprefix("~")
    fields: dict[str, Any] = {"approximate": True} if plain != text else {}
    ranged = _RANGE.fullmatch(plain)
    ends = list(_BOUND.finditer(plain))
    if ranged:
        fields |= {"minimum": ranged["low"], "maximum": ranged["high"]}
    elif ends:
        fields |= {_NAMES[end["sign"]]: end["number"] for end in ends}
    else:
        fields["exact"] = plain
    if unit in CURRENCIES:
        fields["currency"] = unit
    elif unit != "percent":
        fields["unit"] = unit
    return fields


def _source(key: str, published: str) -> Source:
    same = {"en": key, "fr": key}
    card = {
        "id": key,
        "file": f"{key}.txt",
        "title": same,
        "language": "en",
        "published": published,
        "published_basis": "printed",
        "published_note": same,
        "length": 10,
        "sha256": "0" * 64,
        "body": {"start": 0, "end": 10},
        "summary": same,
    }
    return Source.model_validate_json(json.dumps(card))
