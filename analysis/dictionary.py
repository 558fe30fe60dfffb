"""The data dictionary: every published table and column, its meaning, type, unit and codes.

Types are those of a Data Package: `string`, `number`, `integer`, `boolean`, `date`, and `list` for
values joined by `;`. An empty cell means "not reported" or "does not apply". Codes are the models'
and the analysis' own lists; what holds for a column holds for every dataset and every view of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, get_args

from analysis import conflicts, derivations, gaps, totals
from models.measures import CURRENCIES, Money, Quantity, QuantityUnit, Share
from models.parties import Party
from models.records import ATTESTATIONS, KINDS, STAGES, RecordBase
from models.sources import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a published table."""

    name: str
    meaning: str
    """In plain words, for somebody who has the file and nothing else."""
    type: str
    unit: str = ""
    """What its values count or name: a unit, or the standard its codes are of; may be empty."""
    required: bool = False
    """Whether no cell of it is ever empty."""
    codes: Mapping[str, str] = field(default_factory=dict, hash=False)
    """All values that it can hold (of a list: that each entry can), each with what it means.

    The meaning is empty where the code is its own word; without codes any value may stand there.
    """
    pattern: str = ""
    """A regular expression of each whole value (of a list: of each entry); empty for any."""
    example: str = ""
    """A cell as it may stand in the file, where the meaning alone leaves its form open."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Columns whose cells, unless empty, stand in columns of another table (or of the same)."""

    columns: tuple[str, ...]
    table: str
    to: tuple[str, ...]
    everywhere: bool = True
    """False where only the whole dataset is sure to hold what is referred to: no view of it is."""


@dataclass(frozen=True, slots=True)
class Table:
    """One published table: NAME.csv."""

    name: str
    title: str
    meaning: str
    """What one row is, or what the rows are, in a line."""
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    """The columns that tell any two rows apart; none where these may be empty in some rows."""
    references: tuple[Reference, ...] = ()


def _codes(codes: Iterable[str]) -> dict[str, str]:
    return dict.fromkeys(codes, "")


def _pattern(model: type[RecordBase | Source], name: str) -> str:
    # A schema's pattern is of the whole value, and knows no marks for its ends.
    pattern = str(model.model_json_schema()["properties"][name]["pattern"])
    return pattern.removeprefix("^").removesuffix("$")


MEASURES: tuple[str, ...] = (Money.measure, Share.measure, Quantity.measure)
UNITS: tuple[str, ...] = (
    *CURRENCIES,
    Share(exact=Decimal(1)).csv_unit,
    *get_args(QuantityUnit),
)
"""Every unit of a bound: currencies, `percent`, and what quantities are counted in."""

LINES = ("counted", "left_out", "result")
"""What a line of a ledger is."""

FIELDS = {
    "partner": "a party that the sentence names as taking part",
    "meaning": "what the figure or date means, as a code of the record's kind",
    "horizon_minimum_years": "over how many years at the least",
    "horizon_maximum_years": "over how many years at the most",
    "context": "a further fragment of the article, which carries the payer, the unit or the date",
    "note_en": "our note on how the words were read, in English",
    "note_fr": "our note on how the words were read, in French",
    "unverified": "why the quote is not verified",
}
"""What a row of details.csv holds, by the code in its column `field`."""

_UNIT = "as in `unit`"
_POINTS = "code points from 0"
_SLUG = _pattern(RecordBase, "id")
_CARD = _pattern(Source, "id")
_FLAGS = {
    "minimum_exclusive": "Whether the value lies above the minimum: “more than”.",
    "maximum_exclusive": "Whether the value lies below the maximum: “less than”.",
    "low_exclusive": "Whether the value lies above `low`: “more than”.",
    "high_exclusive": "Whether the value lies below `high`: “less than”.",
}

_RECORD_ID = Column(
    "record_id",
    "The record: a real-world thing that sources speak of.",
    "string",
    required=True,
    pattern=_SLUG,
    example="alder-into-birch",
)
_KIND = Column(
    "kind",
    "What the record is: an investment, a stake, a purchase, ...",
    "string",
    required=True,
    codes=_codes(KINDS),
)
_LABELS = (
    Column("label_en", "The record's name in English; ours.", "string", required=True),
    Column("label_fr", "The record's name in French; ours.", "string"),
)
_ABOUT_RECORD = (_RECORD_ID, _KIND, *_LABELS)
_PARTIES = (
    Column(
        "payer_id",
        "Who pays, holds, buys, provides or runs it.",
        "string",
        "party_id",
        pattern=_SLUG,
    ),
    Column(
        "payee_id",
        "Who is paid, held or served, or what the record is about.",
        "string",
        "party_id",
        pattern=_SLUG,
    ),
)
_PART_OF = Column(
    "part_of",
    "The record of which this one is a part; a total counts the whole and leaves the part out.",
    "string",
    "record_id",
    pattern=_SLUG,
)
_MEASURE = Column(
    "measure",
    "What is measured: money, share or quantity; empty for none.",
    "string",
    codes=_codes(MEASURES),
)
_UNIT_OF_BOUNDS = Column(
    "unit",
    "The unit of the bounds.",
    "string",
    "ISO 4217, percent, MW, ...",
    codes=_codes(UNITS),
)
_MONEY_OF_BOUNDS = Column(
    "unit",
    "The currency of the bounds.",
    "string",
    "ISO 4217",
    required=True,
    codes=_codes(CURRENCIES),
)
_SOURCE_ID = Column(
    "source_id",
    "The article that makes the statement.",
    "string",
    required=True,
    pattern=_CARD,
    example="004",
)


def _bounds(what: str) -> tuple[Column, Column]:
    """The two bounds of something computed; `what` begins a sentence."""
    return (
        Column("low", f"{what}: the lower bound; empty where open or unknown.", "number", _UNIT),
        Column("high", f"{what}: the upper bound, likewise.", "number", _UNIT),
    )


def _flag(name: str) -> Column:
    """Whether a bound itself is left out, in a table in which each row says so."""
    return Column(name, _FLAGS[name], "boolean", required=True)


STATEMENTS: tuple[Column, ...] = (
    *_ABOUT_RECORD,
    _SOURCE_ID,
    Column("source_file", "The name of that article's text file.", "string", required=True),
    Column(
        "published",
        "When the article was published; may be a span.",
        "string",
        "EDTF",
        required=True,
        example="2025-03-14/2025-03-16",
    ),
    *_PARTIES,
    _MEASURE,
    Column(
        "minimum",
        "The lower bound, in full units and plain digits; an exact value has both bounds alike.",
        "number",
        _UNIT,
        example="15000000000",
    ),
    Column("maximum", "The upper bound, likewise; an open bound is empty.", "number", _UNIT),
    Column("minimum_exclusive", _FLAGS["minimum_exclusive"], "boolean"),
    Column("maximum_exclusive", _FLAGS["maximum_exclusive"], "boolean"),
    Column("approximate", "Whether the source says “about”, “around”, “nearly”.", "boolean"),
    _UNIT_OF_BOUNDS,
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
    Column(
        "equivalent_unit",
        "The currency of that conversion.",
        "string",
        "ISO 4217",
        codes=_codes(CURRENCIES),
    ),
    Column(
        "stage",
        "How binding it is; empty where that does not apply. Money is in talks (nothing is "
        "promised), pledged (promised, not binding), committed (bound by a contract or a decision) "
        "or completed (paid or done); what lies ahead is projected (expected) or a goal (aimed "
        "at).",
        "string",
        codes=_codes(STAGES),
    ),
    Column(
        "attestation",
        "How well it is attested: official (the party itself says so), by a named outlet, or "
        "unattributed.",
        "string",
        required=True,
        codes=_codes(ATTESTATIONS),
    ),
    Column(
        "upstream",
        "The outlets that the article names for it.",
        "list",
        example="The Gazette;The Herald",
    ),
    Column(
        "event",
        "When the thing that is told of happens.",
        "string",
        "EDTF",
        example="../2030",
    ),
    Column("event_start", "The first day of the event; empty where open.", "date"),
    Column("event_end", "The last day of the event; empty where open.", "date"),
    _PART_OF,
    Column(
        "quote",
        "The article's own words that carry the figure or the relation.",
        "string",
        required=True,
    ),
    Column(
        "quote_start",
        "Where the quote begins in the text file.",
        "integer",
        _POINTS,
        required=True,
    ),
    Column("quote_end", "One past where it ends.", "integer", _POINTS, required=True),
)
"""The columns of statements.csv, in its order: one row a statement, as reported."""

RECORDS: tuple[Column, ...] = (
    *_ABOUT_RECORD,
    *_PARTIES,
    _MEASURE,
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
    _UNIT_OF_BOUNDS,
    Column(
        "rate",
        "What one unit of the reported currency was worth in `unit`; empty if not converted.",
        "number",
        "`unit` for one",
    ),
    Column("fixing", "The day of the ECB's reference rate that was used.", "date"),
    Column("rate_gap", "Why there is no rate, where one was needed.", "string"),
    Column("conflict", "Whether any two statements cannot both hold.", "boolean", required=True),
    Column(
        "conflict_amount",
        "Whether their figures or bounds exclude each other.",
        "boolean",
        required=True,
    ),
    Column(
        "within_tolerance",
        "Whether they agree only within the tolerance of a conversion or of “about”.",
        "boolean",
        required=True,
    ),
    Column(
        "stage",
        "The least binding stage that any source reports.",
        "string",
        codes=_codes(STAGES),
    ),
    Column("stages", "Every stage that a source reports.", "list", codes=_codes(STAGES)),
    Column(
        "attestation",
        "The best attestation among its statements.",
        "string",
        required=True,
        codes=_codes(ATTESTATIONS),
    ),
    Column(
        "statements", "How many statements speak of it.", "integer", "statements", required=True
    ),
    Column(
        "sources",
        "The articles that speak of it.",
        "list",
        "source_id",
        required=True,
        pattern=_CARD,
    ),
    Column(
        "voices",
        "How many independent voices speak of it; articles that share an outlet are one.",
        "integer",
        "voices",
        required=True,
    ),
    Column(
        "state",
        "Whether it is contested, concurring or rests on a single voice.",
        "string",
        required=True,
        codes=conflicts.STATES,
    ),
    _PART_OF,
    Column(
        "includes",
        "The records that this aggregate already counts.",
        "list",
        "record_id",
        pattern=_SLUG,
    ),
    Column("event_start", "The first day of the event on which all agree.", "date"),
    Column("event_end", "The last day of it; of all that is said where sources differ.", "date"),
    Column("note_en", "Our note to the reader, in English.", "string"),
    Column("note_fr", "Our note to the reader, in French.", "string"),
)
"""The columns of records.csv, in its order: one row a record, as its statements agree."""

CONFLICTS: tuple[Column, ...] = (
    _RECORD_ID,
    _KIND,
    Column(
        "conflict",
        "How the sources part ways: two amounts; two bounds that meet but exclude each other; two "
        "dates; two lists of partners of which neither holds the other; or one figure or date with "
        "two meanings.",
        "string",
        required=True,
        codes=_codes(conflicts.KINDS),
    ),
    *_bounds("The span of all that is said, of amounts and bounds"),
    _UNIT_OF_BOUNDS,
    Column(
        "gap",
        "How far the two furthest that exclude each other lie apart; 0 where they meet.",
        "number",
        _UNIT,
    ),
    Column("gap_relative", "That gap over the smaller of the two.", "number", "ratio"),
    Column(
        "statements",
        "Which of the record's statements speak of it, counted from 0 in the order of the dataset.",
        "list",
        required=True,
        pattern="[0-9]+",
        example="0;1",
    ),
    Column(
        "sources",
        "The articles that make these.",
        "list",
        "source_id",
        required=True,
        pattern=_CARD,
    ),
    Column(
        "voices",
        "How many independent voices these are; articles that share an outlet are one.",
        "integer",
        "voices",
        required=True,
    ),
    Column("independent", "Whether they are more than one voice.", "boolean", required=True),
    Column(
        "totals",
        "The totals that count the record: from a payer, to a payee, or both.",
        "list",
        pattern=f"(from {_SLUG}( to {_SLUG})?|to {_SLUG})",
        example="from alder;from alder to birch",
    ),
    Column("widens_by", "How much wider the conflict makes each of these.", "number", _UNIT),
)

TOTALS: tuple[Column, ...] = (
    Column("payer_id", "From whom; empty for anybody.", "string", "party_id", pattern=_SLUG),
    Column("payee_id", "To whom; empty for anybody.", "string", "party_id", pattern=_SLUG),
    Column("stage", "At which stage; empty for all.", "string", codes=_codes(STAGES)),
    *_bounds("The sum of the records counted"),
    _flag("low_exclusive"),
    _flag("high_exclusive"),
    Column("approximate", "Whether any of them is only “about”.", "boolean", required=True),
    Column(
        "contested",
        "How many of them have figures that exclude each other.",
        "integer",
        "records",
        required=True,
    ),
    Column("counted", "The records that are added up.", "list", "record_id", pattern=_SLUG),
    Column(
        "left_out",
        "The records that are not, each with the reason (see ledgers.csv).",
        "list",
        "record_id=reason",
        pattern=f"{_SLUG}=({'|'.join(totals.REASONS)})",
        example="alder-into-cedar=not_reported",
    ),
    _MONEY_OF_BOUNDS,
)

CLAIMS: tuple[Column, ...] = (
    replace(_RECORD_ID, meaning="The record: a source's own adding-up of other records."),
    *_bounds("What is claimed"),
    _flag("low_exclusive"),
    _flag("high_exclusive"),
    _UNIT_OF_BOUNDS,
    Column(
        "parts",
        "The records that it adds up.",
        "list",
        "record_id",
        required=True,
        pattern=_SLUG,
    ),
    Column(
        "parts_low",
        "The lower bound of these records' sum; empty where open or unknown.",
        "number",
        _UNIT,
    ),
    Column("parts_high", "The upper bound of that sum, likewise.", "number", _UNIT),
    Column(
        "verdict",
        "Whether the claim can hold beside the sum of its parts.",
        "string",
        required=True,
        codes=totals.VERDICTS,
    ),
    Column(
        "reading",
        "The article whose figures alone are compared; empty for those of all.",
        "string",
        "source_id",
        pattern=_CARD,
    ),
)

LEDGERS: tuple[Column, ...] = (
    Column(
        "question",
        "Whose ledger it is: all from a payer, or all to a payee.",
        "string",
        "from or to a party_id",
        required=True,
        pattern=f"(from|to) {_SLUG}",
        example="from alder",
    ),
    Column(
        "line",
        "Whether the line's record is counted or left out, or the line is the result.",
        "string",
        required=True,
        codes=_codes(LINES),
    ),
    replace(
        _RECORD_ID,
        meaning="The record; empty in the line of the result.",
        required=False,
    ),
    Column(
        "minimum",
        "The lower bound of the record or of the result; empty where open or not reported.",
        "number",
        _UNIT,
    ),
    Column("maximum", "The upper bound, likewise.", "number", _UNIT),
    _UNIT_OF_BOUNDS,
    Column(
        "reason",
        "Why the record is left out; empty where it is counted.",
        "string",
        codes=totals.REASONS,
    ),
    Column(
        "reason_record",
        "The records that are counted in its stead: its whole, or what it includes.",
        "list",
        "record_id",
        pattern=_SLUG,
    ),
)

DERIVATIONS: tuple[Column, ...] = (
    Column(
        "derivation",
        "What is worked out.",
        "string",
        required=True,
        codes={name: rule.formula for name, rule in derivations.RULES.items()},
    ),
    Column("subject", "What it is about.", "string", "party_id or record_id", required=True),
    *_bounds("What follows"),
    _flag("low_exclusive"),
    _flag("high_exclusive"),
    Column("approximate", "Whether any input is only “about”.", "boolean", required=True),
    Column(
        "unit",
        "The unit of the bounds; `USD/MW` is dollars for each megawatt.",
        "string",
        "ISO 4217, percent, multiple, ...",
        required=True,
        example="USD/MW",
    ),
    Column("formula", "How it is worked out, in words.", "string", required=True),
    Column(
        "symbols",
        "The same with its figures, in short: bn is 1e9, tn 1e12.",
        "string",
        required=True,
        example="(10bn USD) / 40 % = 25bn USD",
    ),
    Column(
        "inputs",
        "The records that it uses.",
        "list",
        "record_id",
        required=True,
        pattern=_SLUG,
    ),
    Column("caveat", "What it assumes.", "string", required=True),
    Column(
        "stated_by",
        "The articles that state the same number.",
        "list",
        "source_id",
        pattern=_CARD,
    ),
    Column(
        "reading",
        "The article whose figure alone is used of what is contested; empty for those of all.",
        "string",
        "source_id",
        pattern=_CARD,
    ),
)

GAPS: tuple[Column, ...] = (
    Column("gap", "What is not reported.", "string", required=True, codes=gaps.KINDS),
    replace(_RECORD_ID, meaning="The record of which it is not reported."),
    Column(
        "party_id",
        "Whose stake or amount it is, or of what it is a rest; empty where the record says it.",
        "string",
        "party_id; record_id where the gap is `uncovered`",
        pattern=_SLUG,
    ),
    *_bounds("What is unassigned or uncovered"),
    _UNIT_OF_BOUNDS,
    Column("explanation", "The gap in words.", "string", required=True),
)

PARTIES: tuple[Column, ...] = (
    Column(
        "party_id",
        "The party: who pays, is paid, holds, provides or takes part.",
        "string",
        required=True,
        pattern=_SLUG,
        example="alder",
    ),
    Column("label_en", "Its name in English.", "string", required=True),
    Column("label_fr", "Its name in French.", "string"),
    Column(
        "type",
        "What it is; a venture is a joint venture or a programme with partners.",
        "string",
        required=True,
        codes=_codes(get_args(Party.model_fields["type"].annotation)),
    ),
    Column(
        "country",
        "Its country, where an article says or plainly implies it.",
        "string",
        "ISO 3166-1 alpha-2",
        pattern="[A-Z]{2}",
    ),
    Column("note_en", "Our note to tell it from another, in English.", "string"),
    Column("note_fr", "Our note to tell it from another, in French.", "string"),
)

SOURCES: tuple[Column, ...] = (
    replace(_SOURCE_ID, meaning="The article."),
    Column("source_file", "The name of its text file.", "string", required=True),
    Column("title_en", "What it is about, in English and our own words.", "string", required=True),
    Column("title_fr", "What it is about, in French and our own words.", "string"),
    Column("publisher", "Who published it; empty where the text does not say.", "string"),
    Column(
        "language",
        "The article's language.",
        "string",
        "ISO 639-1",
        required=True,
        pattern=_pattern(Source, "language"),
    ),
    Column(
        "published",
        "When it was published; may be a span.",
        "string",
        "EDTF",
        required=True,
        example="2025-03-14/2025-03-16",
    ),
    Column(
        "published_start",
        "The first day of that: from then on the article counts.",
        "date",
        required=True,
    ),
    Column("published_end", "The last day of it; empty where open.", "date"),
    Column(
        "published_basis",
        "Whether the date stands in the text or was inferred by us.",
        "string",
        required=True,
        codes=_codes(get_args(Source.model_fields["published_basis"].annotation)),
    ),
    Column("published_note_en", "How the date is known, in English.", "string", required=True),
    Column("published_note_fr", "How the date is known, in French.", "string"),
    Column("upstream", "The outlets that the article itself draws on.", "list"),
    Column("length", "How long the text file is.", "integer", "code points", required=True),
    Column(
        "sha256",
        "The SHA-256 of the text file's bytes, to know it by.",
        "string",
        "hexadecimal",
        required=True,
        pattern=_pattern(Source, "sha256"),
    ),
    Column("body_start", "Where the article begins in it.", "integer", _POINTS, required=True),
    Column("body_end", "One past where it ends.", "integer", _POINTS, required=True),
    Column("summary_en", "What it says, in English and our own words.", "string", required=True),
    Column("summary_fr", "What it says, in French and our own words.", "string"),
    Column("note_en", "Our note on how far to trust it, in English.", "string"),
    Column("note_fr", "Our note on how far to trust it, in French.", "string"),
)

DETAILS: tuple[Column, ...] = (
    replace(_RECORD_ID, meaning="The statement's record."),
    replace(_SOURCE_ID, meaning="The statement's article."),
    Column(
        "quote_start",
        "Where the statement's quote begins in the text file.",
        "integer",
        _POINTS,
        required=True,
    ),
    Column("field", "What the row holds of it.", "string", required=True, codes=FIELDS),
    Column("value", "That, one value a row.", "string", "as `field` says", required=True),
)


def _refers(*columns: str, to: str, key: tuple[str, ...]) -> tuple[Reference, ...]:
    """One reference for each of some columns that refer to a table's key of one column."""
    return tuple(Reference((column,), to, key) for column in columns)


_TO_RECORD = _refers("record_id", to="records", key=("record_id",))
_TO_SOURCE = _refers("source_id", to="sources", key=("source_id",))
_TO_READING = _refers("reading", to="sources", key=("source_id",))
_TO_PARTIES = _refers("payer_id", "payee_id", to="parties", key=("party_id",))
# A filter, or a day to step back to, may leave out the whole and keep the part.
_TO_WHOLE = (Reference(("part_of",), "records", ("record_id",), everywhere=False),)
_STATEMENT = ("record_id", "source_id", "quote_start")

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "statements",
            "Statements",
            "one row a statement, as reported",
            STATEMENTS,
            key=_STATEMENT,
            references=(*_TO_RECORD, *_TO_SOURCE, *_TO_PARTIES, *_TO_WHOLE),
        ),
        Table(
            "records",
            "Records",
            "one row a record, with what its statements agree on",
            RECORDS,
            key=("record_id",),
            references=(*_TO_PARTIES, *_TO_WHOLE),
        ),
        Table(
            "conflicts",
            "Conflicts",
            "one row for each way in which sources cannot both be right",
            CONFLICTS,
            key=("record_id", "conflict"),
            references=_TO_RECORD,
        ),
        Table(
            "totals",
            "Totals",
            "one row a question: how much from a payer, to a payee, or both",
            TOTALS,
            references=_TO_PARTIES,
        ),
        Table(
            "claims",
            "Claims",
            "sources' own adding-up beside the sum of its parts, by all and by its own figures",
            CLAIMS,
            references=(*_TO_RECORD, *_TO_READING),
        ),
        Table(
            "ledgers",
            "Ledgers",
            "each total line by line: what is added and what is left out, and why",
            LEDGERS,
            references=_TO_RECORD,
        ),
        Table(
            "derivations",
            "Derivations",
            "what follows from the reported figures, worked out by us",
            DERIVATIONS,
            references=_TO_READING,
        ),
        Table("gaps", "Gaps", "what no source says", GAPS, references=_TO_RECORD),
        Table("parties", "Parties", "one row a party", PARTIES, key=("party_id",)),
        Table("sources", "Sources", "one row an article", SOURCES, key=("source_id",)),
        Table(
            "details",
            "Details",
            "partners, meanings, horizons, further fragments and notes of the statements",
            DETAILS,
            references=(*_TO_RECORD, *_TO_SOURCE, Reference(_STATEMENT, "statements", _STATEMENT)),
        ),
    )
}
"""Every published table by its file's name without ending, in the order of a reader's choice."""

VERIFIED = Column(
    "verified",
    "Whether its words were verified against the article; of a record, those of any statement.",
    "boolean",
    required=True,
)
"""The last column of statements.csv and records.csv where a dataset has statements in bulk.

Without such every quote is verified: else the dataset would not load.
"""


def described(*, bulk: bool) -> dict[str, Table]:
    """The tables of a dataset, with statements in bulk (`models.bulk`) or without.

    The quote of an unverified statement has no place, so that none tells any two statements apart.
    """
    if not bulk:
        return TABLES
    found = dict(TABLES)
    for name in ("statements", "records", "details"):
        table = TABLES[name]
        columns = [
            replace(column, required=False)
            if column.name in ("quote_start", "quote_end")
            else column
            for column in table.columns
        ]
        if name != "details":
            columns.append(VERIFIED)
        found[name] = replace(
            table,
            columns=tuple(columns),
            key=() if name == "statements" else table.key,
            references=tuple(r for r in table.references if r.to != _STATEMENT),
        )
    return found
