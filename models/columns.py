"""Statements in bulk in memory: what each says as columns, and each as it was written, packed.

A million statements as models would take gigabytes. Each is validated as a model where it is read,
and what tables are made of goes into columns; the model of one is made again, from the packed
words, when somebody asks for that one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from hashlib import blake2b, sha256
from threading import Lock
from typing import Any, Final, TypeVar, get_args

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from cachetools import LRUCache
from pydantic import BaseModel

from models.base import LocalText
from models.bulk import UNVERIFIED
from models.quotes import Span
from models.records import FILES, KINDS, RecordBase, Statement

T = TypeVar("T")

MODELS: dict[str, type[RecordBase]] = dict(zip(KINDS, FILES.values(), strict=True))
"""The model of each kind of record."""
STATEMENTS: dict[type[RecordBase], type[Statement]] = {
    model: get_args(model.model_fields["statements"].annotation)[0] for model in FILES.values()
}
"""The model of the statements of each model of records."""
_PLACES = {model: place for place, model in enumerate(FILES.values())}
_KEPT: Final = 1024
"""Records whose models are kept, once made."""
_BLOCK: Final = 256
"""Statements that are packed together: small enough to unpack for the sake of one."""
_BATCH: Final = 20_000

_CODE = pa.dictionary(pa.int32(), pa.string())
# The bounds of a number of at most 28 signs (`models.base`), times a trillion.
EXACT = pa.decimal256(76, 28)
"""Holds every bound that a file can give, in full units."""
_USUAL = pa.decimal128(38, 10)
OF_STATEMENT: dict[str, pa.DataType] = {
    "record": pa.int32(),
    "number": pa.int32(),
    "source_id": _CODE,
    "measure": _CODE,
    "minimum": EXACT,
    "maximum": EXACT,
    "low": pa.float64(),
    "high": pa.float64(),
    "minimum_exclusive": pa.bool_(),
    "maximum_exclusive": pa.bool_(),
    "approximate": pa.bool_(),
    "unit": _CODE,
    "equivalent_minimum": EXACT,
    "equivalent_maximum": EXACT,
    "equivalent_unit": _CODE,
    "equivalent_approximate": pa.bool_(),
    "stage": _CODE,
    "attestation": _CODE,
    "upstream": _CODE,
    "event": _CODE,
    "quote": pa.string(),
    "meaning": _CODE,
    "partners": pa.list_(pa.string()),
    "horizon_low": pa.float64(),
    "horizon_high": pa.float64(),
    "context": pa.list_(pa.string()),
    "note_en": pa.string(),
    "note_fr": pa.string(),
    "line": pa.int32(),
    "file": _CODE,
    "digest": pa.binary(8),
}
"""The columns of statements in bulk: what `stated` gives, and where each stands."""
_YEARS: Final = {"month": 1 / 12}


def _part(statement: Statement, name: str) -> Any:  # noqa: ANN401 - of whatever type the field is
    """A field that only some kinds of statements have; a model asked for another's takes long."""
    return getattr(statement, name) if name in type(statement).model_fields else None


def stated(statement: Statement) -> tuple[Any, ...]:
    """What a statement says as cells, by the names from `source_id` to `note_fr` of `OF_STATEMENT`.

    `minimum` and `maximum` are exact, in full units, None where a bound is open; `low` and `high`
    are the same as floats, with -inf and inf for open bounds and NaN without a measure, and so are
    `horizon_low` and `horizon_high`, in years.
    """
    measure = statement.measure
    interval = measure.interval if measure else None
    equivalent = _part(statement, "equivalent")
    beside = equivalent.interval if equivalent else None
    horizon = _part(statement, "horizon")
    years = horizon.interval if horizon else None
    scale = _YEARS.get(horizon.unit, 1.0) if horizon else 1.0
    note = statement.note
    return (
        statement.source,
        getattr(measure, "measure", None),
        interval.lower if interval else None,
        interval.upper if interval else None,
        _float(interval.lower, -np.inf) if interval else np.nan,
        _float(interval.upper, np.inf) if interval else np.nan,
        interval.lower_exclusive if interval else None,
        interval.upper_exclusive if interval else None,
        interval.approximate if interval else None,
        measure.csv_unit if measure else None,
        beside.lower if beside else None,
        beside.upper if beside else None,
        equivalent.csv_unit if equivalent else None,
        beside.approximate if beside else None,
        statement.stage,
        statement.attestation,
        ";".join(statement.upstream) or None,
        statement.event,
        statement.quote,
        statement.meaning,
        _part(statement, "partners") or None,
        _float(years.lower, -np.inf) * scale if years else np.nan,
        _float(years.upper, np.inf) * scale if years else np.nan,
        statement.context or None,
        note.en if note else None,
        note.fr if note else None,
    )


def _float(value: Decimal | None, where_open: float) -> float:
    return where_open if value is None else float(value)


STATED: tuple[str, ...] = tuple(OF_STATEMENT)[2:-3]
"""The names of what `stated` gives."""

OF_RECORD: tuple[str, ...] = (
    "kind", "label_en", "label_fr", "payer_id", "payee_id", "parties", "part_of", "includes",
    "asset", "form", "grows_from", "growth_of", "relative_to", "note_en", "note_fr",
)  # fmt: skip
"""The names of what `described` gives."""


def described(record: RecordBase) -> tuple[Any, ...]:
    """What a record says without its statements, as cells, by the names of `OF_RECORD`."""
    note = record.note
    return (
        getattr(record, "kind", None),
        record.label.en,
        record.label.fr,
        record.payer_id,
        record.payee_id,
        record.party_ids,
        record.part_of,
        record.includes,
        getattr(record, "asset", None),
        getattr(record, "form", None),
        getattr(record, "grows_from", None),
        getattr(record, "growth_of", None),
        getattr(record, "relative_to", None),
        note.en if note else None,
        note.fr if note else None,
    )


class _Packed:
    """Lines, compressed some hundreds at a time; read by their number."""

    def __init__(self) -> None:
        self._blocks: list[tuple[int, bytes]] = []
        self._open: list[bytes] = []
        self._last: tuple[int, list[bytes]] = (-1, [])

    def append(self, line: bytes) -> None:
        self._open.append(line)
        if len(self._open) == _BLOCK:
            whole = b"\n".join(self._open)
            self._blocks.append((len(whole), pa.compress(whole, codec="zstd", asbytes=True)))
            self._open = []

    def __getitem__(self, number: int) -> bytes:
        block, place = divmod(number, _BLOCK)
        if block == len(self._blocks):
            return self._open[place]
        # Whoever reads one line mostly reads the next.
        found, lines = self._last
        if found != block:
            size, packed = self._blocks[block]
            whole: bytes = pa.decompress(packed, size, codec="zstd", asbytes=True)
            lines = whole.split(b"\n")
            self._last = (block, lines)
        return lines[place]


class _OfStatements(Mapping[tuple[str, int], T]):
    """Something of some statements in bulk, by their record's id and their number there.

    With `more`, the same of other statements.
    """

    def __init__(
        self,
        bulk: Bulk,
        rows: np.ndarray,
        of_row: Callable[[int], T],
        more: Mapping[tuple[str, int], T],
    ) -> None:
        self._bulk = bulk
        self._rows = rows
        self._of_row = of_row
        self._more = more

    def __len__(self) -> int:
        return len(self._more) + len(self._rows)

    def __iter__(self) -> Iterator[tuple[str, int]]:
        yield from self._more
        for row in self._rows.tolist():
            yield self._bulk.key(row)

    def __getitem__(self, key: tuple[str, int]) -> T:
        if key in self._more:
            return self._more[key]
        row = self._bulk.row(*key)
        if row is None or row not in self._rows:
            raise KeyError(key)
        return self._of_row(row)


class Bulk:
    """The statements in bulk of a dataset, in the order of their files; grows while it is read.

    A record that they speak of has a number, by which the columns name it: `ids` holds the ids.
    Their quotes are looked up when all are there; `starts`, `ends` and `reasons` keep what comes of
    it.
    """

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.numbers: dict[str, int] = {}
        self.given: dict[int, tuple[Any, ...]] = {}
        """What each record says that a line gives, by its number and the names of `OF_RECORD`."""
        self.size = 0
        """How many statements there are."""
        self._models: list[type[RecordBase]] = []
        self._records = _Packed()
        self._place_of_record: dict[int, int] = {}
        self._digests: list[bytes] = []
        self._statements = _Packed()
        self._next: list[int] = []
        self._first: list[int] = []
        self._cells: list[tuple[Any, ...]] = []
        self._batches: list[pa.RecordBatch] = []

    def speak_of(self, key: str, record: RecordBase, written: str | None = None) -> None:
        """Number a record before its first statement; `written` (JSON) where a line gives it."""
        number = len(self.ids)
        self.ids.append(key)
        self.numbers[key] = number
        self._models.append(type(record))
        self._first.append(len(record.statements) if written is None else 0)
        self._next.append(self._first[number])
        self._digests.append(b"")
        if written is not None:
            alone = record.model_copy(update={"statements": ()})
            self._digests[number] = _digest(alone)
            self.given[number] = described(alone)
            self._place_of_record[number] = len(self._place_of_record)
            self._records.append(written.encode())

    def add(self, key: str, statement: Statement, written: str, file: str, line: int) -> None:
        """Take in a statement (and how it is written, JSON) about a record that has a number."""
        record = self.numbers[key]
        place = (line, file, _digest(statement))
        self._cells.append((record, self._next[record], *stated(statement), *place))
        self._statements.append(written.encode())
        self._next[record] += 1
        self.size += 1
        if len(self._cells) == _BATCH:
            self._flush()

    def _flush(self) -> None:
        columns = zip(*self._cells, strict=True)
        arrays = {
            name: _array(cells, kind)
            for (name, kind), cells in zip(OF_STATEMENT.items(), columns, strict=True)
        }
        self._batches.append(pa.RecordBatch.from_pydict(arrays))
        self._cells = []

    @cached_property
    def table(self) -> pa.Table:
        """The columns of `OF_STATEMENT`, one row a statement; from now on none is added."""
        if self._cells:
            self._flush()
        if not self._batches:
            return pa.table({name: pa.array([], kind) for name, kind in OF_STATEMENT.items()})
        schemas = [batch.schema for batch in self._batches]
        wide = {
            name for schema in schemas for name in schema.names if schema.field(name).type == EXACT
        }
        fields = [
            pa.field(field.name, EXACT if field.name in wide else field.type)
            for field in schemas[0]
        ]
        parts = [pa.table(batch).cast(pa.schema(fields)) for batch in self._batches]
        self._batches = []
        return pa.concat_tables(parts).unify_dictionaries().combine_chunks()

    @cached_property
    def records(self) -> np.ndarray:
        """The record's number of each statement, int32."""
        found: np.ndarray = self.table["record"].to_numpy()
        return found

    @cached_property
    def starts(self) -> np.ndarray:
        """Where each verified quote begins in its article, int32; -1 of the others."""
        return np.full(self.size, -1, dtype="int32")

    @cached_property
    def ends(self) -> np.ndarray:
        """Where each verified quote ends, int32; -1 of the others."""
        return np.full(self.size, -1, dtype="int32")

    @cached_property
    def reasons(self) -> np.ndarray:
        """Why each quote is unverified: 0 for verified, else n for the n-th of `UNVERIFIED`."""
        return np.zeros(self.size, dtype="int8")

    def spans(self, by_hand: Mapping[tuple[str, int], Span]) -> Mapping[tuple[str, int], Span]:
        """Where the verified quotes stand, with those of YAML files."""
        rows = np.flatnonzero(self.starts >= 0)
        return _OfStatements(
            self, rows, lambda row: Span(int(self.starts[row]), int(self.ends[row])), by_hand
        )

    @property
    def unverified(self) -> Mapping[tuple[str, int], str]:
        """Why the others are not verified: keys of `UNVERIFIED`."""
        names = list(UNVERIFIED)
        rows = np.flatnonzero(self.reasons)
        return _OfStatements(self, rows, lambda row: names[self.reasons[row] - 1], {})

    @cached_property
    def _of_records(self) -> tuple[np.ndarray, np.ndarray]:
        """The rows of all records, one record after the other, and where each one's begin."""
        order = np.argsort(self.records, kind="stable")
        counts = np.bincount(self.records, minlength=len(self.ids))
        return order, np.concatenate([[0], np.cumsum(counts)])

    def rows(self, key: str) -> list[int]:
        """The rows of a record's statements in bulk, in order."""
        order, begin = self._of_records
        number = self.numbers[key]
        found: list[int] = order[begin[number] : begin[number + 1]].tolist()
        return found

    def row(self, key: str, number: int) -> int | None:
        """The row of a record's n-th statement, if that is one in bulk."""
        if key not in self.numbers:
            return None
        rows = self.rows(key)
        place = number - self._first[self.numbers[key]]
        return rows[place] if 0 <= place < len(rows) else None

    def key(self, row: int) -> tuple[str, int]:
        """The record's id and the number within it of the statement in a row."""
        return self.ids[self.records[row]], int(self.table["number"][row].as_py())

    def place(self, key: str, path: tuple[str | int, ...]) -> tuple[str, int] | None:
        """The file and the line of what stands in bulk: a statement of a record, or the record."""
        if key not in self.numbers:
            return None
        match path:
            case ("statements", int(number), *_):
                row = self.row(key, number)
            case _:
                row = self.rows(key)[0] if self.numbers[key] in self.given else None
        return None if row is None else self.line(row)

    def line(self, row: int) -> tuple[str, int]:
        """The file and the line of the statement in a row."""
        return self.table["file"][row].as_py(), self.table["line"][row].as_py()

    def rows_of(self, source: str) -> list[int]:
        """The rows of a source's statements."""
        found: list[int] = np.flatnonzero(pc.equal(self.table["source_id"], source)).tolist()
        return found

    @property
    def sources(self) -> set[str]:
        """The ids of the sources that are cited."""
        return set(pc.unique(self.table["source_id"]).to_pylist())

    @property
    def partners(self) -> set[str]:
        """The ids of the parties that statements name as partners."""
        return set(pc.unique(pc.list_flatten(self.table["partners"])).to_pylist())

    def currencies(self) -> Counter[str]:
        """How many amounts are reported in each currency."""
        money = self.table.filter(pc.equal(self.table["measure"], "money"))
        counts = pc.value_counts(money["unit"].cast(pa.string())).to_pylist()
        return Counter({found["values"]: found["counts"] for found in counts})

    def statement(self, row: int) -> Statement:
        """The statement in a row."""
        model = STATEMENTS[self._models[self.records[row]]]
        return model.model_validate_json(self._statements[row])

    def statements(self) -> Iterator[tuple[int, Statement]]:
        """Every statement with its row."""
        for row in range(self.size):
            yield row, self.statement(row)

    def record(self, key: str, by_hand: RecordBase | None) -> RecordBase:
        """A record with all its statements; `by_hand` is what a YAML file holds of it."""
        rows = self.rows(key)
        if by_hand is not None:
            said = (*by_hand.statements, *map(self.statement, rows))
            return by_hand.model_copy(update={"statements": said})
        number = self.numbers[key]
        fields = self._records[self._place_of_record[number]].removesuffix(b"}")
        listed = b",".join(self._statements[row] for row in rows)
        written = fields + b',"statements":[' + listed + b"]}"
        return self._models[number].model_validate_json(written)

    def label(self, key: str) -> LocalText:
        """The name of a record that a line gives."""
        said = dict(zip(OF_RECORD, self.given[self.numbers[key]], strict=True))
        return LocalText(en=said["label_en"], fr=said["label_fr"])

    def model(self, key: str) -> type[RecordBase]:
        """The model of a record that has a number."""
        return self._models[self.numbers[key]]

    def digest(self) -> bytes:
        """SHA-256 of what they say: their records and each of them, in the order of `Records`."""
        said = sha256()
        order, begin = self._of_records
        of_each = self.table["digest"].take(pa.array(order)).to_pylist()
        places = [_PLACES[model] for model in self._models]
        for number in np.argsort(places, kind="stable").tolist():
            said.update(self.ids[number].encode() + self._digests[number])
            said.update(b"".join(of_each[begin[number] : begin[number + 1]]))
        for found in (self.starts, self.ends, self.reasons):
            said.update(found.take(order).tobytes())
        return said.digest()


def _digest(said: BaseModel) -> bytes:
    return blake2b(repr(said.model_dump()).encode(), digest_size=8).digest()


def _array(cells: tuple[Any, ...], kind: pa.DataType) -> pa.Array:
    """Cells as Arrow has them most narrowly."""
    if kind == _CODE:
        return pa.array(cells, pa.string()).dictionary_encode()
    array = pa.array(cells, kind)
    if kind == EXACT:
        try:
            return array.cast(_USUAL)
        except pa.ArrowInvalid:
            return array
    return array


class Records(Mapping[str, RecordBase]):
    """All records by their ids, in the order of the kinds, each made when it is asked for."""

    def __init__(self, by_hand: Mapping[str, RecordBase], bulk: Bulk) -> None:
        self.by_hand = by_hand
        self._bulk = bulk
        self._made: LRUCache[str, RecordBase] = LRUCache(_KEPT)
        self._lock = Lock()

    @cached_property
    def _order(self) -> list[str]:
        models = {key: type(record) for key, record in self.by_hand.items()}
        models |= {key: self._bulk.model(key) for key in self._bulk.ids if key not in models}
        return sorted(models, key=lambda key: _PLACES[models[key]])

    def __len__(self) -> int:
        return len(self._order)

    def __iter__(self) -> Iterator[str]:
        return iter(self._order)

    def __contains__(self, key: object) -> bool:
        return key in self.by_hand or key in self._bulk.numbers

    def __getitem__(self, key: str) -> RecordBase:
        own = self.by_hand.get(key)
        if key not in self._bulk.numbers:
            if own is None:
                raise KeyError(key)
            return own
        with self._lock:
            found = self._made.get(key)
            if found is None:
                found = self._made[key] = self._bulk.record(key, own)
            return found
