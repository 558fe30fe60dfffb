"""The data dictionary: every column of statements.csv and records.csv, its meaning, type, unit.

Types are those of a Data Package: `string`, `number`, `integer`, `boolean`, `date`, and
`list` for codes joined by `;`. An empty cell means "not reported" or "does not apply".
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a published table."""

    name: str
    meaning: str
    """In plain words, for somebody who has the file and nothing else."""
    type: str
    unit: str = ""
    """What its values count or name: a unit, or the standard its codes are of; may be empty."""


_UNIT = "as in `unit`"
_POINTS = "code points from 0"

_ABOUT_RECORD = (
    Column("record_id", "The record: a real-world thing that sources speak of.", "string"),
    Column("kind", "What the record is: an investment, a stake, a purchase, ...", "string"),
    Column("label_en", "The record's name in English; ours.", "string"),
    Column("label_fr", "The record's name in French; ours.", "string"),
)
_PARTIES = (
    Column("payer_id", "Who pays, holds, buys, provides or runs it.", "string", "party_id"),
    Column(
        "payee_id",
        "Who is paid, held or served, or what the record is about.",
        "string",
        "party_id",
    ),
)
_PART_OF = Column(
    "part_of",
    "The record of which this one is a part; a total counts the whole and leaves the part out.",
    "string",
    "record_id",
)

STATEMENTS: tuple[Column, ...] = (
    *_ABOUT_RECORD,
    Column("source_id", "The article that makes the statement.", "string"),
    Column("source_file", "The name of that article's text file.", "string"),
    Column("published", "When the article was published; may be a span.", "string", "EDTF"),
    *_PARTIES,
    Column("measure", "What is measured: money, share or quantity; empty for none.", "string"),
    Column(
        "minimum",
        "The lower bound, in full units and plain digits; an exact value has both bounds alike.",
        "number",
        _UNIT,
    ),
    Column("maximum", "The upper bound, likewise; an open bound is empty.", "number", _UNIT),
    Column(
        "minimum_exclusive", "Whether the value lies above the minimum: “more than”.", "boolean"
    ),
    Column(
        "maximum_exclusive", "Whether the value lies below the maximum: “less than”.", "boolean"
    ),
    Column("approximate", "Whether the source says “about”, “around”, “nearly”.", "boolean"),
    Column("unit", "The unit of the bounds.", "string", "ISO 4217, percent, MW, ..."),
    Column(
        "equivalent_minimum",
        "The lower bound of the source's own conversion; never added to the amount.",
        "number",
        "as in `equivalent_unit`",
    ),
    Column(
        "equivalent_maximum",
        "The upper bound of the source's own conversion.",
        "number",
        "as in `equivalent_unit`",
    ),
    Column("equivalent_unit", "The currency of that conversion.", "string", "ISO 4217"),
    Column("stage", "How binding it is; empty where that does not apply.", "string"),
    Column("attestation", "How well it is attested.", "string"),
    Column("upstream", "The outlets that the article names for it.", "list"),
    Column("event", "When the thing that is told of happens.", "string", "EDTF"),
    Column("event_start", "The first day of the event; empty where open.", "date"),
    Column("event_end", "The last day of the event; empty where open.", "date"),
    _PART_OF,
    Column("quote", "The article's own words that carry the figure or the relation.", "string"),
    Column("quote_start", "Where the quote begins in the text file.", "integer", _POINTS),
    Column("quote_end", "One past where it ends.", "integer", _POINTS),
)
"""The columns of statements.csv, in its order: one row a statement, as reported."""

RECORDS: tuple[Column, ...] = (
    *_ABOUT_RECORD,
    *_PARTIES,
    Column("measure", "What is measured: money, share or quantity; empty for none.", "string"),
    Column(
        "minimum",
        "The lower bound of what the statements agree on; of all they say where they conflict.",
        "number",
        _UNIT,
    ),
    Column("maximum", "The upper bound, likewise; an open bound is empty.", "number", _UNIT),
    Column("minimum_exclusive", "Whether the value lies above the minimum.", "boolean"),
    Column("maximum_exclusive", "Whether the value lies below the maximum.", "boolean"),
    Column("approximate", "Whether a bound is only “about”.", "boolean"),
    Column("unit", "The unit of the bounds.", "string", "ISO 4217, percent, MW, ..."),
    Column(
        "rate",
        "What one unit of the reported currency was worth in `unit`; empty if not converted.",
        "number",
    ),
    Column("fixing", "The day of the ECB's reference rate that was used.", "date"),
    Column("rate_gap", "Why there is no rate, where one was needed.", "string"),
    Column("conflict", "Whether any two statements cannot both hold.", "boolean"),
    Column("conflict_amount", "Whether their figures or bounds exclude each other.", "boolean"),
    Column(
        "within_tolerance",
        "Whether they agree only within the tolerance of a conversion or of “about”.",
        "boolean",
    ),
    Column("stage", "The least binding stage that any source reports.", "string"),
    Column("stages", "Every stage that a source reports.", "list"),
    Column("attestation", "The best attestation among its statements.", "string"),
    Column("statements", "How many statements speak of it.", "integer", "statements"),
    Column("sources", "The articles that speak of it.", "list", "source_id"),
    Column(
        "voices",
        "How many independent voices speak of it; articles that share an outlet are one.",
        "integer",
        "voices",
    ),
    Column("state", "Whether it is contested, concurring or rests on a single voice.", "string"),
    _PART_OF,
    Column("includes", "The records that this aggregate already counts.", "list", "record_id"),
    Column("event_start", "The first day of the event on which all agree.", "date"),
    Column("event_end", "The last day of it; of all that is said where sources differ.", "date"),
    Column("note_en", "Our note to the reader, in English.", "string"),
    Column("note_fr", "Our note to the reader, in French.", "string"),
)
"""The columns of records.csv, in its order: one row a record, as its statements agree."""
