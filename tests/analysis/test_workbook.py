"""The Excel workbook, as openpyxl and LibreOffice read it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl
import pytest

from analysis import exports, snapshot, workbook
from analysis.dictionary import TABLES
from models.loading import OWN_DATASET

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

    from analysis.snapshot import Snapshot
    from models.loading import Dataset
    from tests.analysis.conftest import Made

BASE = "https://pledgebook.example"
# What a spreadsheet could run, or take for a link.
RISKY = (
    "=1+1",
    '=HYPERLINK("https://example.org","here")',
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "https://example.org/a",
    "001",
)
WRITE = f"""\
import sys
from analysis import exports, snapshot, workbook
from models.checks import load
dataset = load()
tables = exports.tables(snapshot.take(dataset))
sys.stdout.buffer.write(workbook.workbook(dataset, tables, base="{BASE}"))
"""


def opened(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def cells(table: pd.DataFrame) -> list[list[str]]:
    """Header and rows of the canonical CSV."""
    return list(csv.reader(io.StringIO(exports.to_csv(table), newline="")))


@pytest.fixture(scope="module")
def tables(taken: Snapshot) -> dict[str, pd.DataFrame]:
    return exports.tables(taken)


@pytest.fixture(scope="module")
def content(ours: Dataset, tables: dict[str, pd.DataFrame]) -> bytes:
    return workbook.workbook(ours, tables, base=BASE)


@pytest.fixture(scope="module")
def book(content: bytes) -> Workbook:
    return opened(content)


@pytest.fixture
def risky(ours: Dataset, tables: dict[str, pd.DataFrame]) -> Workbook:
    """A workbook whose first quotes are RISKY."""
    return opened(workbook.workbook(ours, {"statements": quoting(tables, *RISKY)}, base=BASE))


def quoting(tables: Mapping[str, pd.DataFrame], *quotes: str) -> pd.DataFrame:
    statements = tables["statements"].head(len(quotes))
    return statements.assign(quote=list(quotes))


def column(sheet: Worksheet, name: str) -> list[Cell]:
    """The cells below a header."""
    header = [cell.value for cell in sheet[1]]
    return [row[header.index(name)] for row in sheet.iter_rows(min_row=2)]


def cell(sheet: Worksheet, record: str, name: str) -> Cell:
    """The cell of the record's first row."""
    rows = [one.value for one in column(sheet, "record_id")]
    return column(sheet, name)[rows.index(record)]


# Sheets ----------------------------------------------------------------------


def test_there_is_one_sheet_a_table_after_the_two_that_explain(book: Workbook) -> None:
    assert book.sheetnames == [
        *("Read me", "Columns", "statements", "records", "conflicts", "totals", "claims"),
        *("ledgers", "derivations", "gaps", "parties", "sources", "details"),
    ]


def test_header_is_bold_and_stays_in_sight_and_every_column_has_a_filter(
    book: Workbook, tables: dict[str, pd.DataFrame]
) -> None:
    for name, table in tables.items():
        sheet = book[name]
        assert [one.value for one in sheet[1]] == list(table.columns)
        assert all(one.font.bold for one in sheet[1])
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions, name


def test_columns_are_as_wide_as_what_they_hold_and_long_text_is_wrapped(book: Workbook) -> None:
    sheet = book["records"]
    header = [one.value for one in sheet[1]]
    # Neighbours of one width stand in the file as one span.
    spans = sheet.column_dimensions.values()
    widths = {header[i - 1]: one.width for one in spans for i in range(one.min, one.max + 1)}
    assert set(widths) == set(header)
    assert all(8 <= width < 66 for width in widths.values())
    # 300,000,000,000 is 15 characters long.
    assert widths["maximum"] > 15
    long = [one for one in column(sheet, "note_en") if len(one.value or "") > 130]
    assert long
    for one in long:
        assert one.alignment.wrap_text
        # More than two lines of 65 characters, each 15 points high.
        assert sheet.row_dimensions[one.row].height >= 3 * 15


def test_table_without_rows_is_a_sheet_with_a_header(made: Made) -> None:
    """This dataset has no parties.

    record | bounds
    deal   | 15
    """
    table = snapshot.take(made.dataset).parties
    sheet = opened(workbook.workbook(made.dataset, {"parties": table}, base=None))["parties"]
    assert [one.value for one in sheet[1]] == [one.name for one in TABLES["parties"].columns]
    assert sheet.max_row == 1


# Values ----------------------------------------------------------------------


def as_csv(found: object) -> str:
    """A cell as the canonical CSV would have it; a fraction as the sixteen digits that it has."""
    if found is None:
        return ""
    if isinstance(found, bool):
        return str(found).lower()
    if isinstance(found, dt.datetime):
        assert found.time() == dt.time()
        return found.date().isoformat()
    return f"{Decimal(repr(found)):f}" if isinstance(found, int | float) else str(found)


def test_every_cell_is_that_of_the_csv(book: Workbook, tables: dict[str, pd.DataFrame]) -> None:
    fractions = 0
    for name, table in tables.items():
        rows = [[as_csv(one.value) for one in row] for row in book[name].iter_rows()]
        expected = cells(table)
        assert len(rows) == len(expected), name
        for found, said in zip(rows, expected, strict=True):
            for one, other in zip(found, said, strict=True):
                if one == other:
                    continue
                fractions += 1
                # A rate has up to seventeen digits.
                assert len(other.replace(".", "").lstrip("0")) > 16, (name, one, other)
                assert float(one) == pytest.approx(float(other), rel=1e-15)
    assert fractions < 10


def test_types_are_those_of_the_dictionary(book: Workbook, tables: dict[str, pd.DataFrame]) -> None:
    kinds = {"number": "n", "integer": "n", "boolean": "b", "date": "d"}
    seen = set()
    for name in tables:
        types = [one.type for one in TABLES[name].columns]
        for row in book[name].iter_rows(min_row=2):
            for one, kind in zip(row, types, strict=True):
                if one.value is not None:
                    assert one.data_type == kinds.get(kind, "s"), (name, one.coordinate)
                    seen.add(kind)
    assert seen == {*kinds, "string", "list"}


def test_numbers_days_and_flags_are_real(book: Workbook) -> None:
    records, statements = book["records"], book["statements"]
    amount = cell(records, "softbank-into-stargate", "minimum")
    assert (amount.value, amount.number_format) == (15_000_000_000, "#,##0")
    assert cell(records, "softbank-into-stargate", "conflict").value is True
    assert cell(records, "softbank-into-openai", "conflict").value is False
    # "More than 40 billion": no upper bound.
    assert cell(records, "softbank-overall-commitment", "maximum").value is None
    confirmed = cell(statements, "sakai-plant-purchase", "event_start")
    assert confirmed.value == dt.datetime(2025, 3, 14)  # noqa: DTZ001 (a cell has no time zone)
    assert confirmed.number_format == "yyyy-mm-dd"
    # 4 / 15
    part = cell(book["conflicts"], "softbank-into-stargate", "gap_relative")
    assert part.value == 0.266667
    assert part.number_format.startswith("#,##0.#")


def test_spans_and_codes_stay_text(book: Workbook) -> None:
    statements = book["statements"]
    span = cell(statements, "softbank-into-openai", "published")
    assert (span.value, span.data_type) == ("2025-01-30/2025-02-02", "s")
    source = cell(statements, "softbank-into-openai", "source_id")
    assert (source.value, source.data_type) == ("002", "s")


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("", "number", None),
        ("", "string", None),
        ("18.25", "number", 18.25),
        ("-5", "number", -5),
        ("40", "integer", 40),
        ("0.0000617", "number", 0.0000617),
        # The last whole number up to which a float has every one: 2 ** 53.
        ("9007199254740992", "number", 2**53),
        ("9007199254740993", "number", "9007199254740993"),
        # Sixteen digits that no float has, and one digit too many for the file.
        ("9999999999999999", "number", "9999999999999999"),
        ("12345678901234568", "number", "12345678901234568"),
        ("1000000000000000000000000000", "number", 10**27),
        ("true", "boolean", True),
        ("false", "boolean", False),
        ("2025-03-14", "date", dt.date(2025, 3, 14)),
        ("1900-03-01", "date", dt.date(1900, 3, 1)),
        ("1900-02-28", "date", "1900-02-28"),
        ("001", "string", "001"),
        ("001;002", "list", "001;002"),
    ],
)
def test_value_of_a_cell(text: str, kind: str, expected: object) -> None:
    found = workbook.value(text, kind)
    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("yes", "boolean"),
        ("True", "boolean"),
        ("1e9", "number"),
        ("nan", "number"),
        ("1,5", "number"),
        ("2025-02-30", "date"),
        ("2025", "date"),
    ],
)
def test_cell_of_another_type_is_refused(text: str, kind: str) -> None:
    with pytest.raises(ValueError, match=r"neither|plain digits|[Ii]nvalid|range"):
        workbook.value(text, kind)


def test_number_with_too_many_digits_is_text_in_the_sheet(made: Made) -> None:
    """Nine quadrillion yen, and one more digit than a spreadsheet keeps.

    record | bounds              | unit
    held   | 9000000000000000    | JPY
    over   | 12345678901234568   | JPY
    """
    table = exports.statements_table(made.statements)
    content = workbook.workbook(made.dataset, {"statements": table}, base=None)
    sheet = opened(content)["statements"]
    held, over = column(sheet, "minimum")
    assert (held.data_type, held.value) == ("n", 9_000_000_000_000_000)
    assert (over.data_type, over.value) == ("s", "12345678901234568")


# Text stays text -------------------------------------------------------------


def test_no_cell_is_a_formula(book: Workbook, risky: Workbook) -> None:
    found = [one for sheet in (*book, *risky) for row in sheet.iter_rows() for one in row]
    assert len(found) > 5000
    assert not [one.coordinate for one in found if one.data_type == "f"]


def test_text_that_begins_like_a_formula_is_a_string(risky: Workbook) -> None:
    quotes = column(risky["statements"], "quote")
    assert [(one.value, one.data_type) for one in quotes] == [(text, "s") for text in RISKY]
    assert [one.hyperlink for one in quotes] == [None] * len(RISKY)
    # The leading apostrophe, as a spreadsheet keeps it.
    guarded = [bool(one.quotePrefix) for one in quotes]
    assert guarded == [True] * 6 + [False] * 2


def test_file_holds_no_formula_element(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        assert len(sheets) == 13
        assert not [name for name in sheets if b"<f" in archive.read(name)]


def test_longest_text_of_a_cell(ours: Dataset, tables: dict[str, pd.DataFrame]) -> None:
    whole, cut = "a" * 32_767, "b" * 32_768
    table = quoting(tables, whole, cut)
    sheet = opened(workbook.workbook(ours, {"statements": table}, base=None))["statements"]
    found = [one.value for one in column(sheet, "quote")]
    assert found == [whole, "b" * 32_766 + "…"]


# Links -----------------------------------------------------------------------


def test_codes_of_records_and_sources_lead_to_their_pages(book: Workbook) -> None:
    record = cell(book["records"], "softbank-into-openai", "record_id")
    assert record.hyperlink.target == f"{BASE}/?record=softbank-into-openai"
    source = cell(book["statements"], "softbank-into-openai", "source_id")
    assert source.hyperlink.target == f"{BASE}/sources?source=002"
    linked = {
        (sheet.title, sheet.cell(1, one.column).value)
        for sheet in book
        for row in sheet.iter_rows()
        for one in row
        if one.hyperlink
    }
    names = ("statements", "records", "conflicts", "claims", "ledgers", "gaps", "details")
    assert linked == {
        *((name, "record_id") for name in names),
        *((name, "source_id") for name in ("statements", "sources", "details")),
    }


def test_every_code_is_linked_and_no_empty_cell(book: Workbook) -> None:
    for name in ("statements", "ledgers"):
        for one in column(book[name], "record_id"):
            assert bool(one.hyperlink) == (one.value is not None)


def test_slash_at_the_end_of_the_base_is_not_doubled(
    ours: Dataset, tables: dict[str, pd.DataFrame]
) -> None:
    content = workbook.workbook(ours, {"sources": tables["sources"]}, base=f"{BASE}/sub/")
    first = column(opened(content)["sources"], "source_id")[0]
    assert first.hyperlink.target == f"{BASE}/sub/sources?source=000"


def test_without_a_base_nothing_is_linked(ours: Dataset, tables: dict[str, pd.DataFrame]) -> None:
    content = workbook.workbook(ours, tables, base=None)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            assert b"<hyperlink" not in archive.read(name), name


def test_sheet_has_no_more_links_than_a_sheet_may_have(
    ours: Dataset, tables: dict[str, pd.DataFrame]
) -> None:
    """Two codes a row: 32,765 rows have 65,530 links, and the two rows behind them have none."""
    rows = 32_767
    one = tables["details"].head(1)
    table = one.loc[one.index.repeat(rows)]
    content = workbook.workbook(ours, {"details": table}, base=BASE)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet3.xml").decode()
    linked = re.findall(r'<hyperlink ref="([AB])(\d+)"', sheet)
    assert len(linked) == 65_530
    assert max(int(row) for _, row in linked) == 1 + 32_765
    # The codes themselves stand in every row.
    assert len(re.findall(r'<c r="[AB]\d+" s="\d+" t="s">', sheet)) == 2 * (1 + rows)


def test_more_rows_than_a_sheet_has_are_refused(
    ours: Dataset, tables: dict[str, pd.DataFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five sources and a header are six rows."""
    sources = {"sources": tables["sources"]}
    monkeypatch.setattr(workbook, "ROW_LIMIT", 6)
    assert opened(workbook.workbook(ours, sources, base=None))["sources"].max_row == 6
    monkeypatch.setattr(workbook, "ROW_LIMIT", 5)
    said = r"sources: 5 rows are more than a sheet has \(4\): take sources.csv, or filter"
    with pytest.raises(workbook.TooManyRowsError, match=said):
        workbook.workbook(ours, sources, base=None)


# What it says of itself ------------------------------------------------------


def read_me(book: Workbook) -> dict[str, str]:
    return {row[0].value: row[1].value for row in book["Read me"].iter_rows()}


def test_first_sheet_says_what_it_is_and_how_to_read_it(ours: Dataset, book: Workbook) -> None:
    assert ours.citation
    said = read_me(book)
    assert said["Title"] == ours.citation.title
    assert said["Version"] == ours.version
    assert said["SHA-256 of the data"] == ours.digest
    assert said["Day of release"] == ours.citation.date_released.isoformat()
    assert "CC-BY-4.0" in said["Licence"]
    for part in (ours.citation.credit, ours.citation.title, ours.version, BASE):
        assert part in said["How to cite"]
    assert {"Bounds", "Exchange rates", "Disagreement", "Totals"} <= set(said)
    assert said["Sheet “statements”"] == "one row a statement, as reported (65 rows)"
    assert not {"As of", "A part"} & set(said)


def test_first_sheet_says_what_is_left_out(ours: Dataset, tables: dict[str, pd.DataFrame]) -> None:
    content = workbook.workbook(
        ours, {"gaps": tables["gaps"]}, base=None, as_of=dt.date(2025, 2, 1), whole=False
    )
    said = read_me(opened(content))
    assert said["As of"].startswith("2025-02-01: ")
    assert "filter" in said["A part"]
    assert said["How to cite"].endswith("[data set].")


def test_dataset_without_a_citation_claims_no_licence(
    ours: Dataset, tables: dict[str, pd.DataFrame]
) -> None:
    uncited = replace(ours, citation=None, citation_text=None)
    found = opened(workbook.workbook(uncited, {"gaps": tables["gaps"]}, base=BASE))
    assert not {"Licence", "How to cite", "Day of release"} & set(read_me(found))
    assert read_me(found)["SHA-256 of the data"] == uncited.digest
    assert found.properties.creator is None


def test_second_sheet_explains_every_column(
    book: Workbook, tables: dict[str, pd.DataFrame]
) -> None:
    rows = [[one.value for one in row] for row in book["Columns"].iter_rows()]
    assert rows[0] == ["sheet", "column", "meaning", "type", "unit", "codes"]
    assert [tuple(row[:5]) for row in rows[1:]] == [
        (name, one.name, one.meaning, one.type, one.unit or None)
        for name in tables
        for one in TABLES[name].columns
    ]
    attestation = next(row for row in rows if row[:2] == ["statements", "attestation"])
    assert attestation[5] == "official; outlet; unattributed"


def test_properties_name_the_version_and_its_day(ours: Dataset, book: Workbook) -> None:
    assert ours.citation
    properties = book.properties
    assert (properties.title, properties.creator) == ("Pledgebook", "Pledgebook contributors")
    assert properties.subject == ours.citation.abstract
    assert properties.description == f"Version {ours.version}, SHA-256 {ours.digest}"
    # Midnight, and no moment of a clock.
    released = dt.datetime.combine(ours.citation.date_released, dt.time())
    assert (properties.created, properties.modified) == (released, released)


def test_another_process_writes_the_same_bytes(content: bytes) -> None:
    """Whatever the order of a set and the day by the clock."""
    done = subprocess.run(
        [sys.executable, "-c", WRITE],
        cwd=OWN_DATASET,
        env={**os.environ, "PYTHONHASHSEED": "12", "TZ": "Pacific/Kiritimati", "DATASET": ""},
        capture_output=True,
        check=True,
    )
    assert done.stdout == content


# LibreOffice -----------------------------------------------------------------


@pytest.fixture(scope="session")
def soffice() -> str:
    """LibreOffice, which is not among the dependencies."""
    path = shutil.which("soffice")
    if path is None:
        pytest.skip("needs LibreOffice: soffice is not on the path")
    return path


def test_libreoffice_reads_every_cell_as_the_csv_has_it(
    soffice: str, ours: Dataset, tables: dict[str, pd.DataFrame], tmp_path: Path
) -> None:
    """Its own CSV of each sheet, in raw values: a formula would stand there as its result."""
    written = {**tables, "statements": quoting(tables, *RISKY)}
    content = workbook.workbook(ours, written, base=BASE)
    (tmp_path / "book.xlsx").write_bytes(content)
    # Comma, quotation mark, UTF-8, from line 1; raw values; every sheet in a file of its own.
    form = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
    subprocess.run(
        [
            *(soffice, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"),
            *("--convert-to", form, "--outdir", str(tmp_path), str(tmp_path / "book.xlsx")),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    for name, table in written.items():
        text = (tmp_path / f"book-{name}.csv").read_text(encoding="utf-8")
        rows = list(csv.reader(io.StringIO(text, newline="")))
        flags = {"TRUE": "true", "FALSE": "false"}
        found = [[flags.get(one, one) for one in row] for row in rows]
        for row, expected in zip(found, cells(table), strict=True):
            for one, other in zip(row, expected, strict=True):
                assert one == other or float(one) == pytest.approx(float(other), rel=1e-14)
