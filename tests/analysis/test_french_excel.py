"""The variant of the CSV for a French Excel."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from analysis import frames
from analysis.exports import for_french_excel, statements_table

if TYPE_CHECKING:
    from models.loading import Dataset


def lines(table: pd.DataFrame) -> list[str]:
    return for_french_excel(table).decode("utf-8-sig").split("\r\n")


def test_semicolons_decimal_commas_and_a_byte_order_mark() -> None:
    table = pd.DataFrame({"amount": ["18.25", None, "-1"], "rate": [147.93, 1.5, 2.0]})
    written = for_french_excel(table)
    assert written.startswith(b"\xef\xbb\xbf")
    assert written.decode("utf-8-sig") == "amount;rate\r\n18,25;147,93\r\n;1,5\r\n-1;2\r\n"


def test_decimals_are_numbers_too() -> None:
    assert lines(pd.DataFrame({"amount": [Decimal("18.25"), Decimal(-1)]})) == [
        "amount",
        "18,25",
        "-1",
        "",
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_could_be_a_formula_gets_an_apostrophe(start: str) -> None:
    table = pd.DataFrame({"quote": [f"{start}1+1", "a = b"]})
    assert for_french_excel(table).decode("utf-8-sig").count(f"'{start}1+1") == 1
    assert "'a = b" not in for_french_excel(table).decode("utf-8-sig")


def test_a_number_in_a_column_of_text_stays_as_it_is() -> None:
    assert lines(pd.DataFrame({"version": ["1.5", "-2", "none"]})) == [
        "version",
        "1.5",
        "'-2",
        "none",
        "",
    ]


def test_a_cell_with_a_semicolon_or_a_quotation_mark_is_quoted() -> None:
    assert lines(pd.DataFrame({"upstream": ['The "A";B']}))[1] == '"The ""A"";B"'


def test_codes_dates_and_flags_stay_as_they_are(ours: Dataset) -> None:
    table = statements_table(frames.statements(ours))
    header, first, *_ = lines(table)
    row = dict(zip(header.split(";"), first.split(";"), strict=True))
    assert row["record_id"] == "softbank-into-openai"
    assert row["source_id"] == "002"
    assert row["minimum"] == "15000000000"
    assert row["approximate"] == "false"
    assert row["published"] == "2025-01-30/2025-02-02"
    equivalents = [line for line in lines(table) if "18250000000" in line]
    assert len(equivalents) == 2
