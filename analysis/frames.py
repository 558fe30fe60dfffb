"""Tidy frames of a dataset: one row a statement, one row a record, one row a source or party.

Bounds stand twice. `minimum` and `maximum` hold what was reported, as `Decimal` in full units,
missing where a bound is open (with statements in bulk in columns of Arrow's decimals). `low` and
`high` hold the same as float64 for computing, with -inf and inf for open bounds and NaN where no
measure was reported.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from models.bulk import UNVERIFIED
from models.columns import EXACT, OF_RECORD, STATED, described, stated
from models.dates import bounds

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from models.columns import Bulk
    from models.loading import Dataset

STATEMENT_COLUMNS = (
    "record_id", "kind", "label_en", "label_fr", "source_id", "source_file", "published",
    "payer_id", "payee_id", "measure", "minimum", "maximum", "minimum_exclusive",
    "maximum_exclusive", "approximate", "unit", "equivalent_minimum", "equivalent_maximum",
    "equivalent_unit", "stage", "attestation", "upstream", "event", "event_start", "event_end",
    "part_of", "quote", "quote_start", "quote_end",
)  # fmt: skip
"""The public columns of statements.csv, in order."""

_COMPUTED = (
    "number", "low", "high", "counts_from", "value_date", "event_low", "event_high", "meaning",
    "partners", "horizon_low", "horizon_high", "equivalent_approximate", "context", "note_en",
    "note_fr", "verified", "unverified",
)  # fmt: skip
_FLOATS = ("low", "high", "horizon_low", "horizon_high")
_CODES = (
    *("record_id", "source_id", "unit", "stage", "attestation", "upstream", "measure"),
    "unverified",
)
_PLACES = ("quote_start", "quote_end")
_EXACT_BOUNDS = ("minimum", "maximum", "equivalent_minimum", "equivalent_maximum")
_OF_ROW = ("record_id", "number", *_PLACES, "unverified")
_SEVERAL: dict[str, type[Collection[str]]] = {"partners": frozenset, "context": tuple}
_KEPT = 2
"""Datasets whose frames are kept: the one that is served, and the one before it."""


@lru_cache(_KEPT)
def statements(dataset: Dataset) -> pd.DataFrame:
    """One row a statement, in the order of the files; made once, so that nobody writes to it.

    Beside the public columns: `number` (of the statement within its record), `low` and `high`
    (float64), `counts_from` (first day of the source's `published`), `value_date` (the day of
    whose exchange rate the amount is converted: the event where it is one single day and not one
    to come, else `counts_from`), `event_low` and `event_high`, `meaning`, `partners` (frozenset),
    `horizon_low` and `horizon_high` (years), `equivalent_approximate`, `context` (tuple),
    `note_en` and `note_fr`, `verified` (bool: whether its quote is) and `unverified` (why it is
    not, a key of `models.bulk.UNVERIFIED`; such a quote has no `quote_start` and `quote_end`).
    """
    said = _by_hand(dataset)
    if dataset.columns is not None:
        said = _together(said, _in_bulk(dataset.columns))
    about = records(dataset)
    place = about.index.get_indexer(pd.Index(said["record_id"]))
    if dataset.columns is not None:
        order = np.lexsort((said["number"].to_numpy(), place))
        said, place = said.take(order).reset_index(drop=True), place[order]
    for name in ("kind", "label_en", "label_fr", "payer_id", "payee_id", "part_of"):
        said[name] = about[name].take(place).array
    _add_dates(said, dataset)
    said["source_file"] = said["source_id"].map({s.id: s.file for s in dataset.sources.values()})
    said["verified"] = said["unverified"].isna()
    frame = said[[*STATEMENT_COLUMNS, *_COMPUTED]]
    # Without a row there is nothing to take a column's type from.
    types = dict.fromkeys(_FLOATS, "float64") | dict.fromkeys(_CODES, "str")
    return frame.astype(types | dict.fromkeys(_PLACES, "Int64"))


def _by_hand(dataset: Dataset) -> pd.DataFrame:
    """The statements of YAML files, by the names of `models.columns.STATED`."""
    rows = []
    for record in dataset.by_hand.values():
        for number, statement in enumerate(record.statements):
            span = dataset.spans.get((record.id, number))
            place = (span.start, span.end) if span else (None, None)
            rows.append((record.id, number, *place, None, *stated(statement)))
    said = pd.DataFrame(rows, columns=[*_OF_ROW, *STATED])
    return _filled(said)


def _in_bulk(columns: Bulk) -> pd.DataFrame:
    """The statements in bulk, by the same names."""
    table = columns.table.select(["number", *STATED])
    spelt = [
        (field.name, pa.string() if pa.types.is_dictionary(field.type) else field.type)
        for field in table.schema
    ]
    said = table.cast(pa.schema(spelt)).to_pandas(types_mapper=_type)
    said["record_id"] = pd.Series(columns.ids, dtype="str").take(columns.records).array
    placed = columns.starts >= 0
    for name, found in (("quote_start", columns.starts), ("quote_end", columns.ends)):
        said[name] = pd.arrays.IntegerArray(found.astype("int64"), ~placed)
    reasons = np.array([None, *UNVERIFIED], dtype="object")
    said["unverified"] = pd.Series(reasons[columns.reasons], dtype="str")
    return _filled(said)


def _together(by_hand: pd.DataFrame, in_bulk: pd.DataFrame) -> pd.DataFrame:
    """Both in one frame, exact bounds as Arrow's decimals."""
    if by_hand.empty:
        return in_bulk
    exact = dict.fromkeys(_EXACT_BOUNDS, pd.ArrowDtype(EXACT))
    return pd.concat([by_hand.astype(exact), in_bulk.astype(exact)], ignore_index=True)


def _filled(said: pd.DataFrame) -> pd.DataFrame:
    """The frame with partners as sets and context as tuples, one empty one for all without any."""
    for name, kind in _SEVERAL.items():
        cells = np.full(len(said), fill_value=None, dtype="object")
        given = said[name].notna().to_numpy()
        cells[~given] = pd.Series([kind()] * int((~given).sum()), dtype="object")
        cells[given] = said.loc[given, name].map(kind)
        said[name] = cells
    return said


def _type(kind: pa.DataType) -> pd.ArrowDtype | pd.StringDtype | None:
    if pa.types.is_decimal(kind):
        return pd.ArrowDtype(kind)
    return pd.StringDtype(na_value=np.nan) if pa.types.is_string(kind) else None


def _add_dates(said: pd.DataFrame, dataset: Dataset) -> None:
    """What follows from the dates of statements and of their sources, each looked up once."""
    published = {source.id: source.published for source in dataset.sources.values()}
    said["published"] = said["source_id"].map(published)
    counts = {key: bounds(text)[0] for key, text in published.items()}
    said["counts_from"] = pd.to_datetime(said["source_id"].map(counts))
    days = {text: bounds(text) for text in said["event"].dropna().unique()}
    for end, names in enumerate((("event_start", "event_low"), ("event_end", "event_high"))):
        found = said["event"].map({text: day[end] for text, day in days.items()})
        said[names[0]] = found.astype("object").where(found.notna(), None)
        said[names[1]] = pd.to_datetime(found)
    low, high, known = said["event_low"], said["event_high"], said["counts_from"]
    said["value_date"] = known.mask(low.eq(high) & low.le(known), low)


@lru_cache(_KEPT)
def records(dataset: Dataset) -> pd.DataFrame:
    """One row a record, indexed by `record_id`, with what does not depend on any statement.

    Made once, so that nobody writes to it.

    Columns: kind, label_en, label_fr, payer_id, payee_id, parties (tuple of every party named),
    part_of, includes (tuple), asset, form, grows_from, growth_of, relative_to, note_en, note_fr.
    """
    rows = [(record.id, *described(record)) for record in dataset.by_hand.values()]
    columns = dataset.columns
    if columns is not None:
        rows += [(columns.ids[number], *said) for number, said in columns.given.items()]
    frame = pd.DataFrame(rows, columns=["record_id", *OF_RECORD]).set_index("record_id")
    if columns is None:
        return frame
    frame = frame.loc[list(dataset.records)]
    more = _partners(columns)
    frame["parties"] = [
        tuple(dict.fromkeys([*named, *more.get(str(key), ())]))
        for key, named in frame["parties"].items()
    ]
    return frame


def _partners(columns: Bulk) -> dict[str, list[str]]:
    """The partners that statements in bulk name, by the record's id."""
    found: dict[str, list[str]] = {}
    rows = columns.table.select(["record", "partners"]).drop_null()
    for number, partners in zip(*(column.to_pylist() for column in rows.columns), strict=True):
        found.setdefault(columns.ids[number], []).extend(partners)
    return found


def parties(dataset: Dataset) -> pd.DataFrame:
    """One row a party: party_id, label_en, label_fr, type, country, note_en, note_fr."""
    return pd.DataFrame(
        [
            {
                "party_id": party.id,
                "label_en": party.label.en,
                "label_fr": party.label.fr,
                "type": party.type,
                "country": party.country,
                "note_en": party.note.en if party.note else None,
                "note_fr": party.note.fr if party.note else None,
            }
            for party in dataset.parties.values()
        ],
        columns=["party_id", "label_en", "label_fr", "type", "country", "note_en", "note_fr"],
    )


def sources(dataset: Dataset) -> pd.DataFrame:
    """One row a source: the card's fields, dates as EDTF and as first and last day."""
    rows = []
    for source in dataset.sources.values():
        first, last = bounds(source.published)
        rows.append(
            {
                "source_id": source.id,
                "source_file": source.file,
                "title_en": source.title.en,
                "title_fr": source.title.fr,
                "publisher": source.publisher,
                "language": source.language,
                "published": source.published,
                "published_start": first,
                "published_end": last,
                "published_basis": source.published_basis,
                "published_note_en": source.published_note.en,
                "published_note_fr": source.published_note.fr,
                "upstream": ";".join(source.upstream) or None,
                "length": source.length,
                "sha256": source.sha256,
                "body_start": source.body.start,
                "body_end": source.body.end,
                "summary_en": source.summary.en,
                "summary_fr": source.summary.fr,
                "note_en": source.note.en if source.note else None,
                "note_fr": source.note.fr if source.note else None,
            }
        )
    return pd.DataFrame(rows)


def as_of(frame: pd.DataFrame, day: dt.date | None) -> pd.DataFrame:
    """The statements whose source counts by the end of `day`; all of them without a day."""
    if day is None:
        return frame
    return frame[frame["counts_from"] <= pd.Timestamp(day)]
