"""Tidy frames of a dataset: one row a statement, one row a record, one row a source or party.

Bounds stand twice. `minimum` and `maximum` hold what was reported, as `Decimal` in full units,
None where a bound is open. `low` and `high` hold the same as float64 for computing, with -inf
and inf for open bounds and NaN where no measure was reported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from models.dates import bounds

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from models.loading import Dataset
    from models.records import RecordBase, Statement

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
_OF_RECORD = (
    "kind", "label_en", "label_fr", "payer_id", "payee_id", "parties", "part_of", "includes",
    "asset", "form", "grows_from", "growth_of", "relative_to", "note_en", "note_fr",
)  # fmt: skip
_FLOATS = ("low", "high", "horizon_low", "horizon_high")
_CODES = (
    *("record_id", "source_id", "unit", "stage", "attestation", "upstream", "measure"),
    "unverified",
)
_PLACES = ("quote_start", "quote_end")
_YEARS = {"month": 1 / 12}


def statements(dataset: Dataset) -> pd.DataFrame:
    """One row a statement, in the order of the files.

    Beside the public columns: `number` (of the statement within its record), `low` and `high`
    (float64), `counts_from` (first day of the source's `published`), `value_date` (the day of
    whose exchange rate the amount is converted: the event where it is one single day and not one
    to come, else `counts_from`), `event_low` and `event_high`, `meaning`, `partners` (frozenset),
    `horizon_low` and `horizon_high` (years), `equivalent_approximate`, `context` (tuple),
    `note_en` and `note_fr`, `verified` (bool: whether its quote is) and `unverified` (why it is
    not, a key of `models.bulk.UNVERIFIED`; such a quote has no `quote_start` and `quote_end`).
    """
    rows = [
        _row(dataset, record, number, statement)
        for record, number, statement in dataset.statements()
    ]
    frame = pd.DataFrame(rows, columns=[*STATEMENT_COLUMNS, *_COMPUTED])
    for name in ("counts_from", "value_date", "event_low", "event_high"):
        frame[name] = pd.to_datetime(frame[name])
    # Without a row there is nothing to take a column's type from.
    types = dict.fromkeys(_FLOATS, "float64") | dict.fromkeys(_CODES, "str")
    return frame.astype(types | dict.fromkeys(_PLACES, "Int64") | {"verified": "bool"})


def _row(dataset: Dataset, record: RecordBase, number: int, statement: Statement) -> dict[str, Any]:
    source = dataset.sources[statement.source]
    measure = statement.measure
    interval = measure.interval if measure else None
    equivalent = getattr(statement, "equivalent", None)
    beside = equivalent.interval if equivalent else None
    horizon = getattr(statement, "horizon", None)
    span_of_time = horizon.interval if horizon else None
    in_years = _YEARS.get(horizon.unit, 1.0) if horizon else np.nan
    first, last = bounds(statement.event) if statement.event else (None, None)
    counts_from = bounds(source.published)[0]
    known = first is not None and counts_from is not None and first <= counts_from
    span = dataset.spans.get((record.id, number))
    unverified = dataset.unverified.get((record.id, number))
    note = statement.note
    return {
        "record_id": record.id,
        "number": number,
        "kind": getattr(record, "kind", None),
        "label_en": record.label.en,
        "label_fr": record.label.fr,
        "source_id": source.id,
        "source_file": source.file,
        "published": source.published,
        "payer_id": record.payer_id,
        "payee_id": record.payee_id,
        "measure": getattr(measure, "measure", None),
        "minimum": interval.lower if interval else None,
        "maximum": interval.upper if interval else None,
        "minimum_exclusive": interval.lower_exclusive if interval else None,
        "maximum_exclusive": interval.upper_exclusive if interval else None,
        "approximate": interval.approximate if interval else None,
        "unit": measure.csv_unit if measure else None,
        "equivalent_minimum": beside.lower if beside else None,
        "equivalent_maximum": beside.upper if beside else None,
        "equivalent_unit": equivalent.csv_unit if equivalent else None,
        "stage": statement.stage,
        "attestation": statement.attestation,
        "upstream": ";".join(statement.upstream) or None,
        "event": statement.event,
        "event_start": first,
        "event_end": last,
        "part_of": record.part_of,
        "quote": statement.quote,
        "quote_start": span.start if span else None,
        "quote_end": span.end if span else None,
        "low": _float(interval.lower, -np.inf) if interval else np.nan,
        "high": _float(interval.upper, np.inf) if interval else np.nan,
        "counts_from": counts_from,
        "value_date": first if known and first == last else counts_from,
        "event_low": first,
        "event_high": last,
        "meaning": statement.meaning,
        "partners": frozenset(getattr(statement, "partners", ())),
        "horizon_low": _float(span_of_time.lower, -np.inf) * in_years if span_of_time else np.nan,
        "horizon_high": _float(span_of_time.upper, np.inf) * in_years if span_of_time else np.nan,
        "equivalent_approximate": beside.approximate if beside else None,
        "context": statement.context,
        "note_en": note.en if note else None,
        "note_fr": note.fr if note else None,
        "verified": unverified is None,
        "unverified": unverified,
    }


def _float(value: Decimal | None, where_open: float) -> float:
    return where_open if value is None else float(value)


def records(dataset: Dataset) -> pd.DataFrame:
    """One row a record, indexed by `record_id`, with what does not depend on any statement.

    Columns: kind, label_en, label_fr, payer_id, payee_id, parties (tuple of every party named),
    part_of, includes (tuple), asset, form, grows_from, growth_of, relative_to, note_en, note_fr.
    """
    rows = [
        {
            "record_id": record.id,
            "kind": getattr(record, "kind", None),
            "label_en": record.label.en,
            "label_fr": record.label.fr,
            "payer_id": record.payer_id,
            "payee_id": record.payee_id,
            "parties": record.party_ids,
            "part_of": record.part_of,
            "includes": record.includes,
            "asset": getattr(record, "asset", None),
            "form": getattr(record, "form", None),
            "grows_from": getattr(record, "grows_from", None),
            "growth_of": getattr(record, "growth_of", None),
            "relative_to": getattr(record, "relative_to", None),
            "note_en": record.note.en if record.note else None,
            "note_fr": record.note.fr if record.note else None,
        }
        for record in dataset.records.values()
    ]
    return pd.DataFrame(rows, columns=["record_id", *_OF_RECORD]).set_index("record_id")


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
