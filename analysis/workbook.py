"""The tables as one Excel workbook: real numbers, days and flags, and text that stays text.

A cell holds what the table's canonical CSV says, read by the type that the dictionary gives its
column; a cell that is empty there is empty here. A spreadsheet keeps some 16 digits of a number:
a whole number with more of them stays text, digit by digit, and a fraction is rounded to them.

No cell is a formula, and no text becomes a link of itself. A text that begins as a formula does
(= + - @) carries the mark that a spreadsheet sets for a leading apostrophe, so that it stays text
even where somebody edits it.

The limits are those of "Excel specifications and limits", by its maker.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from itertools import islice
from math import ceil
from typing import TYPE_CHECKING
from urllib.parse import quote

from analysis import exports
from analysis.dictionary import Column, Table, described
from models.base import PLAIN_DECIMAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pandas as pd
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from models.loading import Dataset

Value = str | float | int | bool | dt.date | None
"""What a cell holds; None for an empty one."""

TEXT_LIMIT = 32_767
"""Characters of a cell."""
LINK_LIMIT = 65_530
"""Links of a sheet; the codes beyond them stand without."""
ROW_LIMIT = 1_048_576
"""Rows of a sheet, its header among them."""
FIRST_DAY = dt.date(1900, 3, 1)
"""The first day that all spreadsheets count alike; an earlier one stays text."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NARROWEST, _WIDEST, _READ_ME = 8, 65, 110
# In points: one line, and as high as a row can be.
_LINE, _HIGHEST = 15, 409
_PAGES = {"record_id": "/?record={}", "source_id": "/sources?source={}"}
_FORMATS: dict[str, dict[str, object]] = {
    "text": {"valign": "top"},
    "text guarded": {"valign": "top", "quote_prefix": True},
    "long": {"valign": "top", "text_wrap": True},
    "long guarded": {"valign": "top", "text_wrap": True, "quote_prefix": True},
    "link": {"valign": "top", "font_color": "#0b57d0", "underline": True},
    "whole": {"valign": "top", "num_format": "#,##0"},
    "fraction": {"valign": "top", "num_format": "#,##0.##########"},
    # A boolean is shown as such by Excel anyway, and by LibreOffice where the format says so.
    "flag": {"valign": "top", "num_format": '"TRUE";"TRUE";"FALSE"', "align": "left"},
    "day": {"valign": "top", "num_format": "yyyy-mm-dd", "align": "left"},
    "header": {"valign": "top", "bold": True, "bottom": 1, "bg_color": "#eeeeee"},
    "heading": {"valign": "top", "bold": True},
}
_COLUMNS = (
    Column("sheet", "The sheet.", "string"),
    Column("column", "The column.", "string"),
    Column("meaning", "What it says.", "string"),
    Column("type", "Of what type it is.", "string"),
    Column("unit", "In what unit, or of which standard.", "string"),
    Column("codes", "What may stand there, where that is a list.", "string"),
)
_BOUNDS = (
    "A figure is an interval. An exact value has its minimum and maximum alike. Where one of them "
    "is empty that end is open (“at least”, “up to”); where both are, nothing was reported, which "
    "is not zero. An exclusive bound is not itself reached (“more than”, “less than”); "
    "“approximate” stands for “about”. Never put one number in the place of two."
)
_DISAGREEMENT = (
    "Where sources disagree, each one's statement is kept. The record then has TRUE in its column "
    "“conflict”, and its bounds span all that is said."
)
_TOTALS = (
    "Sums of intervals, each record counted once. Do not add up the rows of “records”: some are "
    "parts of others. The sheet “ledgers” says what each total counts and leaves out."
)
_RATES = (
    "Reference rates of the European Central Bank, of the day of the statement or the last fixing "
    "before it, never after. In “records” the columns “rate” and “fixing” give the rate and its "
    "day. “statements” holds what was reported, and a source's own conversion."
)
_CELLS = (
    f"A text that is longer than a cell ({TEXT_LIMIT:,} characters) ends in “…”, and a whole "
    "number with more digits than a spreadsheet keeps stands as text; the CSV has both whole."
)
_HOW_TO_READ = (
    ("Bounds", _BOUNDS),
    ("Amounts", "In full units: 100,000,000,000 is 100 billion. The unit has its own column."),
    ("Disagreement", _DISAGREEMENT),
    ("Totals", _TOTALS),
    ("Exchange rates", _RATES),
    ("Quotes", "At most 12 words each. They remain their publishers' and are under no licence."),
    ("Cells", _CELLS),
)


class TooManyRowsError(ValueError):
    """A table that no sheet has room for; the message says what to take instead."""


def workbook(
    dataset: Dataset,
    tables: Mapping[str, pd.DataFrame],
    *,
    base: str | None,
    as_of: dt.date | None = None,
    whole: bool = True,
) -> bytes:
    """Return the .xlsx: “Read me”, “Columns” and one sheet a table, by the tables' names.

    `tables` are those of `analysis.exports.tables`. With `base` (a dashboard's address) the codes
    of records and sources link to their pages. `as_of` is the day that the tables were stepped back
    to, and without `whole` a filter has left records out: the first sheet says both. The same
    arguments give the same bytes.

    Raises TooManyRowsError for a table with more rows than a sheet has, before anything is written,
    and KeyError for a table or a column that the dictionary does not know.
    """
    for name, table in tables.items():
        if len(table) >= ROW_LIMIT:
            said = f"{name}: {len(table):,} rows are more than a sheet has"
            raise TooManyRowsError(f"{said} ({ROW_LIMIT - 1:,}): take {name}.csv, or filter")
    read = {name: _read(table) for name, table in tables.items()}
    known = described(bulk=dataset.bulk)
    contents = (
        (f"Sheet “{name}”", f"{known[name].meaning} ({len(rows):,} rows)")
        for name, (_, rows) in read.items()
    )
    content = io.BytesIO()
    # Here, as it takes 11 MB and 0.2 s: too much for a server that nobody asks for a workbook.
    from xlsxwriter import Workbook  # noqa: PLC0415

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(content, options) as book:
        book.set_properties(_properties(dataset))
        sheets = _Sheets(book, base)
        sheets.read_me([*_about(dataset, base, as_of, whole=whole), *_HOW_TO_READ, *contents])
        sheets.table("Columns", _COLUMNS, list(_columns([known[name] for name in tables])))
        for name, (header, rows) in read.items():
            columns = {column.name: column for column in known[name].columns}
            sheets.table(name, [columns[column] for column in header], rows)
    return content.getvalue()


def value(cell: str, kind: str) -> Value:
    """What a cell of the canonical CSV says, by its column's type; text where no other type can.

    Raises ValueError for a cell that is not of its column's type.
    """
    if not cell:
        return None
    if kind == "boolean":
        if cell not in ("true", "false"):
            raise ValueError(f"'{cell}' is neither true nor false")
        return cell == "true"
    if kind in ("number", "integer"):
        return _number(cell)
    if kind == "date":
        day = dt.date.fromisoformat(cell)
        return day if day >= FIRST_DAY else cell
    return cell


def _number(cell: str) -> float | int | str:
    if not PLAIN_DECIMAL.fullmatch(cell):
        raise ValueError(f"'{cell}' is no number in plain digits")
    exact = Decimal(cell)
    if exact != exact.to_integral_value():
        return float(exact)
    # What the file keeps of it, and every spreadsheet behind it.
    kept = Decimal(f"{float(exact):.16g}")
    return int(exact) if kept == exact else cell


def _read(table: pd.DataFrame) -> tuple[list[str], list[list[str]]]:
    """Header and rows of the table's canonical CSV."""
    header, *rows = csv.reader(io.StringIO(exports.to_csv(table), newline=""))
    return header, rows


def _columns(tables: Iterable[Table]) -> Iterator[list[str]]:
    """The rows of the sheet “Columns”."""
    for table in tables:
        for column in table.columns:
            codes = (f"{code}: {said}" if said else code for code, said in column.codes.items())
            said = [column.name, column.meaning, column.type, column.unit]
            yield [table.name, *said, "; ".join(codes)]


def _title(dataset: Dataset) -> str:
    return dataset.citation.title if dataset.citation else "A dataset without a title"


def _properties(dataset: Dataset) -> dict[str, object]:
    cited = dataset.citation
    # The format wants a moment, and a clock would make each file another.
    day = cited.date_released if cited else dt.date(1980, 1, 1)
    return {
        "title": _title(dataset),
        "subject": cited.abstract if cited else "",
        "author": cited.credit if cited else "",
        "comments": f"Version {dataset.version}, SHA-256 {dataset.digest}",
        "created": dt.datetime.combine(day, dt.time(), dt.UTC),
    }


def _about(
    dataset: Dataset, base: str | None, as_of: dt.date | None, *, whole: bool
) -> Iterator[tuple[str, str]]:
    """What the workbook holds and how it is cited: pairs of a heading and its text."""
    cited = dataset.citation
    yield "Title", _title(dataset)
    if cited:
        yield "What it holds", cited.abstract
    yield "Version", dataset.version
    yield "SHA-256 of the data", dataset.digest
    if as_of:
        yield "As of", f"{as_of.isoformat()}: only sources published by the end of that day count."
    if not whole:
        yield "A part", "A filter has left records out; totals add up those that are here alone."
    if cited:
        yield "Day of release", cited.date_released.isoformat()
        yield "Licence", f"{cited.license}, by {cited.credit}"
        said = f"{cited.credit} ({cited.date_released.year}). {cited.title}, version "
        yield "How to cite", f"{said}{dataset.version} [data set]. {base or ''}".rstrip()


class _Sheets:
    """Writes sheets into a workbook."""

    def __init__(self, book: Workbook, base: str | None) -> None:
        self._book = book
        self._base = base
        self._formats = {name: book.add_format(said) for name, said in _FORMATS.items()}

    def read_me(self, rows: Sequence[tuple[str, str]]) -> None:
        """Write the first sheet: headings, and beside each its text."""
        sheet = self._book.add_worksheet("Read me")
        sheet.set_column(0, 0, _WIDEST // 2)
        sheet.set_column(1, 1, _READ_ME)
        for i, (heading, said) in enumerate(rows):
            sheet.set_row(i, _height(len(said), _READ_ME))
            sheet.write_string(i, 0, heading, self._formats["heading"])
            self._text(sheet, i, 1, said, "long")

    def table(self, name: str, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
        """Write a sheet: frozen header, filter, columns as wide as what they hold."""
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)
        # A source's code is 001, and no number.
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        pages = self._pages(columns, rows)
        for i, row in enumerate(rows, start=1):
            sheet.set_row(i, _height(max(map(len, row)), _WIDEST))
        for j, column in enumerate(columns):
            sheet.write_string(0, j, column.name, self._formats["header"])
            values = [value(row[j], column.type) for row in rows]
            # Beside the name the header shows the filter's arrow.
            width = max(len(column.name) + 3, _NARROWEST, *(len(_shown(one)) + 1 for one in values))
            sheet.set_column(j, j, min(width, _WIDEST))
            style = "long" if width > _WIDEST else "text"
            for i, one in enumerate(values, start=1):
                if (i, j) in pages:
                    sheet.write_url(i, j, pages[i, j], self._formats["link"], str(one))
                else:
                    self._cell(sheet, i, j, one, style)

    def _pages(
        self, columns: Sequence[Column], rows: Sequence[Sequence[str]]
    ) -> dict[tuple[int, int], str]:
        """The pages of a sheet's codes by row and column; no more of them than it may link to."""
        if not self._base:
            return {}
        linked = [(j, _PAGES[one.name]) for j, one in enumerate(columns) if one.name in _PAGES]
        found = (
            ((i, j), self._base.rstrip("/") + page.format(quote(row[j], safe="")))
            for i, row in enumerate(rows, start=1)
            for j, page in linked
            if row[j]
        )
        return dict(islice(found, LINK_LIMIT))

    def _cell(self, sheet: Worksheet, row: int, column: int, one: Value, style: str) -> None:
        match one:
            case None:
                pass
            case bool():
                sheet.write_boolean(row, column, one, self._formats["flag"])
            case int():
                sheet.write_number(row, column, one, self._formats["whole"])
            case float():
                sheet.write_number(row, column, one, self._formats["fraction"])
            case dt.date():
                sheet.write_datetime(row, column, one, self._formats["day"])
            case str():
                self._text(sheet, row, column, one, style)

    def _text(self, sheet: Worksheet, row: int, column: int, said: str, style: str) -> None:
        if len(said) > TEXT_LIMIT:
            said = f"{said[: TEXT_LIMIT - 1]}…"
        guard = " guarded" if said.startswith(_FORMULA) else ""
        sheet.write_string(row, column, said, self._formats[f"{style}{guard}"])


def _height(longest: int, width: int) -> int:
    """The height of a row, in points; programs differ on whether they find it by themselves."""
    return min(_LINE * max(ceil(longest / width), 1), _HIGHEST)


def _shown(one: Value) -> str:
    """A value about as long as a spreadsheet shows it."""
    if one is None:
        return ""
    if isinstance(one, bool):
        return str(one).upper()
    return f"{one:,}" if isinstance(one, int | float) else str(one)
