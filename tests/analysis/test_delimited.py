"""How tables become delimited text: each kind of cell, what is quoted, block by block."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analysis import delimited
from analysis.delimited import FRENCH_EXCEL, blocks, rounded

if TYPE_CHECKING:
    from collections.abc import Sequence


def lines(table: pd.DataFrame) -> list[str]:
    """The lines of the table's canonical CSV, without its header."""
    _, *rows = b"".join(blocks(table)).decode().removesuffix("\n").split("\n")
    return rows


def column(values: Sequence[object], dtype: object = None) -> list[str]:
    """The cells of a column as they are written; beside another one, as an empty one needs."""
    cells = pd.Series(list(values), dtype=dtype)  # type: ignore[call-overload]
    return [line.removesuffix(",1") for line in lines(pd.DataFrame({"a": cells, "b": 1}))]


# Cells -----------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["str", "object", "category"])
def test_text_stands_as_it_is_and_a_missing_one_is_empty(dtype: str) -> None:
    assert column(["Sakai", None, "", "milliards d’euros", " a; b"], dtype) == [
        *("Sakai", "", "", "milliards d’euros", " a; b"),
    ]


@pytest.mark.parametrize("dtype", ["str", "object", "category"])
def test_only_a_cell_that_would_be_misread_is_quoted(dtype: str) -> None:
    cells = ["plain", "1,5", 'the "A"', "two\r\nlines", "a return\ronly", "a;b"]
    header, _, rest = b"".join(
        blocks(pd.DataFrame({"a": pd.Series(cells, dtype=dtype), "b": 1}))
    ).partition(b"\n")
    assert header == b"a,b"
    assert rest == (
        b'plain,1\n"1,5",1\n"the ""A""",1\n"two\r\nlines",1\n"a return\ronly",1\na;b,1\n'
    )


def test_names_of_columns_are_quoted_like_cells() -> None:
    table = pd.DataFrame({"a,b": [1], 'the "c"': [2], "d": [3]})
    assert b"".join(blocks(table)) == b'"a,b","the ""c""",d\n1,2,3\n'


@pytest.mark.parametrize("dtype", ["str", "category"])
def test_an_empty_cell_is_quoted_where_the_line_would_be_empty(dtype: str) -> None:
    assert lines(pd.DataFrame({"a": pd.Series(["x", None, ""], dtype=dtype)})) == ["x", '""', '""']


def test_a_table_without_rows_is_its_header_and_one_without_columns_an_empty_line() -> None:
    empty = pd.DataFrame({"a": [], "b": []})
    assert list(blocks(empty)) == [b"a,b\n"]
    assert list(blocks(empty, FRENCH_EXCEL)) == [b"\xef\xbb\xbfa;b\r\n"]
    assert list(blocks(pd.DataFrame())) == [b"\n"]


@pytest.mark.parametrize("dtype", ["bool", "boolean", "object", "bool[pyarrow]"])
def test_booleans_are_in_lower_case(dtype: str) -> None:
    assert column([True, False], dtype) == ["true", "false"]
    if dtype != "bool":
        assert column([True, None, False], dtype) == ["true", "", "false"]


def test_whole_numbers() -> None:
    assert column([1, None, -20], "Int64") == ["1", "", "-20"]
    assert column([2**80, None], "object") == ["1208925819614629174706176", ""]


DECIMALS = ["100000000000", "18.250", "-0.5", "0.00", "1E+9", "0.00000010", "-1E-7", "40"]
PLAIN = ["100000000000", "18.25", "-0.5", "0", "1000000000", "0.0000001", "-0.0000001", "40"]


@pytest.mark.parametrize(
    "dtype",
    ["object", *(pd.ArrowDtype(kind) for kind in (pa.decimal128(30, 8), pa.decimal256(60, 20)))],
    ids=str,
)
def test_decimals_have_neither_exponents_nor_trailing_zeros(dtype: object) -> None:
    cells = [*map(Decimal, DECIMALS), None]
    assert column(cells, dtype) == [*PLAIN, ""]


def test_whole_decimals_keep_their_zeros() -> None:
    cells = [Decimal(1000), None, Decimal(0)]
    assert column(cells, pd.ArrowDtype(pa.decimal128(20, 0))) == ["1000", "", "0"]
    assert column(cells, "object") == ["1000", "", "0"]


def test_a_decimal_that_arrow_cannot_hold_is_written_whole() -> None:
    """Its decimals have 76 digits at most; here are 101 and 1."""
    assert column([Decimal("1E+100"), Decimal("0.5")]) == ["1" + 100 * "0", "0.5"]
    assert column([Decimal("NaN"), Decimal(1)]) == ["", "1"]


def test_days_are_in_iso_8601() -> None:
    days = [dt.date(2025, 1, 30), None, dt.date(1999, 12, 31)]
    written = ["2025-01-30", "", "1999-12-31"]
    assert column(days, "object") == written
    assert column(days, pd.ArrowDtype(pa.date32())) == written
    assert column(days, "datetime64[s]") == written
    assert column([dt.datetime(2025, 1, 30, 18, 5)], "datetime64[s]") == ["2025-01-30 18:05:00"]  # noqa: DTZ001


def test_objects_of_several_kinds_are_written_each_by_its_own() -> None:
    cells = [1, "a,b", True, Decimal("2.50"), 0.1 + 0.2, None, math.nan, Decimal("NaN"), pd.NaT]
    assert column(cells, "object") == ["1", '"a,b"', "true", "2.5", "0.3", *4 * [""]]


def test_a_cell_without_a_category_is_empty() -> None:
    assert column(["a,b", None, "c"], "category") == ['"a,b"', "", "c"]
    assert column([None, None], "category") == ["", ""]


# Floats ----------------------------------------------------------------------


def test_floats_are_rounded_half_to_even_at_six_places() -> None:
    """By the digits that Python shows: 1.0000005 is a tie, though its float lies just below.

    0.0000015 and 0.0000025 are both half a millionth from 0.000002, the even one.
    """
    given_and_written = {
        0.1 + 0.2: "0.3",
        2 / 3: "0.666667",
        1.5e-06: "0.000002",
        2.5e-06: "0.000002",
        1.0000005: "1",
        1.0000015: "1.000002",
        4506666.6666666665: "4506666.666667",
        -0.25: "-0.25",
        9007199254.7409915: "9007199254.740992",
    }
    assert column(list(given_and_written)) == list(given_and_written.values())


def test_floats_have_no_exponent_and_zero_no_sign() -> None:
    cells = [1e11, 1e15, 1e22, 2.0**60, 1e-7, -1e-7, -0.0, 5e-324]
    # 2**60 by the 16 digits that tell it from its neighbours.
    assert column(cells) == [
        *("100000000000", "1000000000000000", "10000000000000000000000", "1152921504606847000"),
        *4 * ["0"],
    ]


def test_what_is_not_finite_is_empty() -> None:
    assert column([math.inf, -math.inf, math.nan, 1.5]) == ["", "", "", "1.5"]
    assert column([math.inf, 2.5, None], "object") == ["", "2.5", ""]


def test_among_other_objects_zero_has_no_sign_either() -> None:
    assert column(["none", -0.0, -1e-7, Decimal("-0.0")], "object") == ["none", "0", "0", "0"]


def test_money_is_rounded_half_to_even_to_whole_units() -> None:
    values = pd.Series([2.5, 3.5, 2 / 3, math.inf, -0.4], index=[4, 3, 2, 1, 0])
    money = pd.Series([True, True, False, True, True], index=values.index)
    written = rounded(values, whole=money)
    assert written.to_dict() == {
        4: "2",
        3: "4",
        2: "0.666667",
        1: pytest.approx(math.nan, nan_ok=True),
        0: "0",
    }


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
@example([n / 2_000_000 for n in range(-9, 10)])
@example([123456.0000005, 8388608.0000005, 9007199254740991.0, 4503599627370495.5])
def test_a_float_is_written_as_its_digits_are_rounded(values: list[float]) -> None:
    """The same in decimals, one by one; beyond 2**53 every float is whole."""
    exact = [Decimal(repr(value)) for value in values]
    expected = [round(one, 6) if abs(one) <= 2**53 else one for one in exact]
    written = column(values)
    assert [Decimal(cell) for cell in written] == expected
    assert not any("e" in cell.lower() for cell in written)


# Blocks ----------------------------------------------------------------------


def test_a_table_comes_as_its_header_and_blocks_of_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five rows, two at a time."""
    monkeypatch.setattr(delimited, "BLOCK", 2)
    table = pd.DataFrame(
        {
            "kind": pd.Categorical(["a", "b", None, "a", "b"]),
            "amount": [Decimal(1), None, Decimal("2.50"), None, Decimal("1E+3")],
            "said": ["x", "y,z", None, "w", ""],
        },
        index=[9, 9, 7, 7, 5],
    )
    assert list(blocks(table)) == [
        b"kind,amount,said\n",
        b'a,1,x\nb,,"y,z"\n',
        b",2.5,\na,,w\n",
        b"b,1000,\n",
    ]


def test_one_word_in_any_block_makes_a_column_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "BLOCK", 2)
    table = pd.DataFrame({"text": ["1.5", "-2", "3", "none"], "number": ["1.5", "-2", "3", None]})
    assert b"".join(blocks(table, FRENCH_EXCEL)).decode("utf-8-sig") == (
        "text;number\r\n1.5;1,5\r\n'-2;-2\r\n3;3\r\nnone;\r\n"
    )


def test_a_category_that_no_row_has_makes_no_text_of_numbers() -> None:
    amounts = pd.Categorical(["1.5", "-2"], categories=["1.5", "-2", "none"])
    written = b"".join(blocks(pd.DataFrame({"amount": amounts}), FRENCH_EXCEL))
    assert written == b"\xef\xbb\xbfamount\r\n1,5\r\n-2\r\n"


_CELLS = st.one_of(st.none(), st.text(st.sampled_from('a1,;"\n\r \t=é日'), max_size=6))


@given(rows=st.lists(st.tuples(_CELLS, _CELLS), max_size=8), kinds=st.booleans())
def test_a_reader_of_csv_gets_every_cell_back(
    rows: list[tuple[str | None, str | None]], *, kinds: bool
) -> None:
    table = pd.DataFrame(rows, columns=["a", "b"], dtype="str")
    if kinds:
        table = table.astype("category")
    read = list(csv.reader(io.StringIO(b"".join(blocks(table)).decode(), newline="")))
    assert read == [["a", "b"], *([a or "", b or ""] for a, b in rows)]
