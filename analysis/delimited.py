"""Tables as delimited text, a block of rows at a time, each block column by column with Arrow.

A cell is written by its type, alike in all dialects: decimals and floats in plain digits without
exponent or trailing zeros (floats rounded to six places), days in ISO 8601, booleans in lower case;
what is missing or infinite is empty. Quotation marks stand only around a cell that a reader would
else misread: one with a delimiter, a quotation mark or an end of line in it, or an empty one that
is all of its row. (Arrow's own writer of CSV can quote every text or none.)
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandas.api.types import infer_dtype, is_bool_dtype, is_numeric_dtype

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Finish = Callable[[pa.Array], pa.Array]

PLACES = 6
"""Decimal places that a float keeps at most."""
BLOCK = 20_000
"""Rows of a block: a few megabytes."""

_TEXT = pa.large_string()
_NUMBER = r"^(-?\d+(\.\d+)?(e[+-]?\d+)?)?$"
_FORMULA = "^[=+@\t\r-]"
# Every whole number up to here is a float, and every float beyond it whole.
_EXACT = 2.0**53


@dataclass(frozen=True, slots=True)
class Dialect:
    """How cells become lines."""

    delimiter: str
    line_end: str
    mark: bytes = b""
    """What the file begins with."""
    spreadsheet: bool = False
    """Whether numbers get decimal commas, and texts that could be formulas an apostrophe."""


CANONICAL = Dialect(",", "\n")
"""Commas and line feeds."""

FRENCH_EXCEL = Dialect(";", "\r\n", b"\xef\xbb\xbf", spreadsheet=True)
"""As a French Excel reads it."""


def blocks(table: pd.DataFrame, dialect: Dialect = CANONICAL) -> Iterator[bytes]:
    """The lines of a table in UTF-8: its header, then those of `BLOCK` rows at a time.

    In a spreadsheet's dialect a column that holds nothing but plain numbers is numeric. In all
    others a cell that could be taken for a formula (it begins with = + - @, a tab or a return) gets
    a leading apostrophe.
    """
    if table.columns.empty:
        yield dialect.mark + dialect.line_end.encode()
        return
    quoted = partial(_quoted, delimiter=dialect.delimiter)
    header = [quoted(pa.array([str(name)], _TEXT)) for name in table.columns]
    yield dialect.mark + _lines(header, dialect)
    columns = [_by_block(cells, _finish(cells, dialect, quoted)) for _, cells in table.items()]
    for rows in _blocks(table):
        yield _lines([column(rows) for column in columns], dialect)


def rounded(values: pd.Series, whole: pd.Series | None = None) -> pd.Series:
    """Floats as text in plain digits; missing where they are not finite.

    They are rounded half to even at six places, or to whole numbers where `whole` is true.
    """
    numbers = _floats(values)
    if whole is not None:
        numbers = np.where(whole, np.rint(numbers), numbers)
    return pd.Series(pd.array(_of_floats(numbers), dtype="str"), values.index)


def digits(value: float) -> str:
    """All digits that tell a finite number from the next one, without an exponent."""
    return _digits(Decimal(repr(float(value))))


def _blocks(rows: pd.DataFrame | pd.Series) -> Iterator[slice]:
    return (slice(start, start + BLOCK) for start in range(0, len(rows), BLOCK))


def _finish(cells: pd.Series, dialect: Dialect, quoted: Finish) -> Finish:
    """What makes of a column's texts that which stands between the delimiters."""
    if not dialect.spreadsheet:
        return quoted
    if _numeric(cells):
        return lambda texts: quoted(pc.replace_substring(texts, ".", ","))
    return lambda texts: quoted(_guarded(texts))


def _by_block(cells: pd.Series, finish: Finish) -> Callable[[slice], pa.Array]:
    """What gives a column's finished texts of some rows."""
    if isinstance(cells.dtype, pd.CategoricalDtype):
        # Once for all blocks: there may be as many categories as rows.
        finished = finish(_texts(cells.cat.categories.to_series()))
        codes = cells.cat.codes.to_numpy()
        return lambda rows: finished.take(pa.array(codes[rows], mask=codes[rows] < 0))
    return lambda rows: finish(_texts(cells.iloc[rows]))


def _lines(columns: list[pa.Array], dialect: Dialect) -> bytes:
    """Columns of texts as lines, empty where a text is missing."""
    *others, last = columns
    if not others:
        # An empty line would be no row at all.
        empty = pc.fill_null(pc.equal(pc.binary_length(last), 0), fill_value=True)
        last = pc.if_else(empty, _text('""'), last)
    ended = pc.binary_join_element_wise(
        last, _text(dialect.line_end), _text(""), null_handling="replace"
    )
    lines = pc.binary_join_element_wise(
        *others, ended, _text(dialect.delimiter), null_handling="replace"
    )
    return _body(lines)


def _text(text: str) -> pa.Scalar:
    return pa.scalar(text, _TEXT)


def _body(texts: pa.Array) -> bytes:
    """All bytes of an array of texts, as they stand one behind the other in memory."""
    _, offsets, body = texts.buffers()
    if not len(texts) or body is None:
        return b""
    ends = np.frombuffer(offsets, np.int64)[[texts.offset, texts.offset + len(texts)]]
    return bytes(memoryview(body)[slice(*ends)])


def _quoted(texts: pa.Array, delimiter: str) -> pa.Array:
    """The texts with quotation marks around those that need them."""
    body = _body(texts)
    # Most columns have none of these bytes, and to look for a byte takes next to nothing.
    if any(mark in body for mark in (delimiter.encode(), b'"', b"\n", b"\r")):
        marked = pc.match_substring_regex(texts, f'[{delimiter}"\n\r]')
        doubled = pc.replace_substring(texts.filter(marked), '"', '""')
        quoted = pc.binary_join_element_wise(_text('"'), doubled, _text('"'), _text(""))
        texts = pc.replace_with_mask(texts, marked, quoted)
    return texts


def _guarded(texts: pa.Array) -> pa.Array:
    """The texts, those with an apostrophe that a spreadsheet could take for formulas."""
    formula = pc.match_substring_regex(texts, _FORMULA)
    if not pc.any(formula).as_py():
        return texts
    guarded = pc.binary_join_element_wise(_text("'"), texts.filter(formula), _text(""))
    return pc.replace_with_mask(texts, formula, guarded)


def _numeric(cells: pd.Series) -> bool:
    """Whether a column holds nothing but plain numbers."""
    if is_numeric_dtype(cells.dtype) and not is_bool_dtype(cells.dtype):
        return True
    if cells.dtype == object and infer_dtype(cells, skipna=True) == "decimal":
        return True
    texts = _by_block(cells, lambda texts: texts)
    # Of a column of words the first block tells.
    return all(
        pc.all(pc.match_substring_regex(texts(rows), _NUMBER), min_count=0).as_py()
        for rows in _blocks(cells)
    )


def _texts(cells: pd.Series) -> pa.Array:
    """Each cell as text, missing ones as null."""
    if cells.dtype == object:
        return _of_objects(cells.to_numpy())
    found = pa.array(cells, from_pandas=True)
    if isinstance(found, pa.ChunkedArray):
        found = found.combine_chunks()
    if pa.types.is_floating(found.type):
        return _of_floats(_floats(cells))
    if pa.types.is_decimal(found.type):
        return _plain(pc.cast(found, _TEXT))
    if pa.types.is_timestamp(found.type):
        days = pc.cast(found, pa.date32())
        midnight = pc.equal(pc.cast(days, found.type), found)
        return pc.if_else(midnight, pc.cast(days, _TEXT), pc.cast(found, _TEXT))
    return pc.cast(found, _TEXT)


def _of_objects(cells: np.ndarray) -> pa.Array:
    """The texts of Python's own objects: all at once where they are of one kind."""
    match infer_dtype(cells, skipna=True):
        case "empty":
            return pa.nulls(len(cells), _TEXT)
        case "string" | "boolean" | "date":
            return pc.cast(pa.array(cells, from_pandas=True), _TEXT)
        case "floating":
            return _of_floats(_floats(pd.Series(cells)))
        case "decimal":
            # Arrow takes several times as long to find a precision and scale for all of them.
            return _plain(pa.array(list(map(str, cells)), _TEXT, mask=pd.isna(cells)))
    return pa.array([_of_object(cell) for cell in cells], _TEXT)


def _of_object(cell: object) -> str | None:
    if cell is None or cell is pd.NA or cell is pd.NaT:
        return None
    if isinstance(cell, Decimal):
        return _digits(cell) if cell.is_finite() else None
    if isinstance(cell, float):
        return _exactly(cell) if np.isfinite(cell) else None
    return str(cell).lower() if isinstance(cell, bool | np.bool_) else str(cell)


def _plain(decimals: pa.Array) -> pa.Array:
    """Decimals that were cast to text, without exponents and trailing zeros."""
    body = _body(decimals)
    if b"E" in body:
        # Few if any: Arrow and Python write one for what is nearer to zero than 0.000001.
        short = pc.match_substring(decimals, "E")
        digits = [f"{Decimal(text):f}" for text in decimals.filter(short).to_pylist()]
        decimals = pc.replace_with_mask(decimals, short, pa.array(digits, _TEXT))
    if b"." in body or b"E" in body:
        trimmed = pc.ascii_rtrim(pc.ascii_rtrim(decimals, "0"), ".")
        decimals = pc.if_else(pc.match_substring(decimals, "."), trimmed, decimals)
    return decimals


def _floats(values: pd.Series) -> np.ndarray:
    return values.to_numpy("float64", na_value=np.nan)


def _of_floats(values: np.ndarray) -> pa.Array:
    """The texts of floats, each by its shortest digits, which are rounded where there are more."""
    finite = np.isfinite(values)
    whole = finite & (np.abs(values) <= _EXACT) & (values == np.rint(values))
    texts = pc.cast(pa.array(np.where(whole, values, 0).astype("int64"), mask=~whole), _TEXT)
    rest = finite & ~whole
    if not rest.any():
        return texts
    left = values[rest]
    scaled = np.clip(left, -_EXACT, _EXACT) * 10.0**PLACES
    nearest = np.rint(scaled)
    # The product is off by half a unit in the last place at most, and so are the shortest digits:
    # nearer than that to a tie (and beyond 2**53) it takes the digits themselves.
    sure = 0.5 - np.abs(scaled - nearest) > np.abs(scaled) * 2.0**-51
    shifted = pc.cast(pa.array(np.where(sure, nearest, 0).astype("int64")), pa.decimal128(19))
    written = _plain(pc.cast(shifted.view(pa.decimal128(19, PLACES)), _TEXT))
    if not sure.all():
        exact = pa.array([_exactly(value) for value in left[~sure].tolist()], _TEXT)
        written = pc.replace_with_mask(written, pa.array(~sure), exact)
    return pc.replace_with_mask(texts, pa.array(rest), written)


def _exactly(value: float) -> str:
    digits = Decimal(repr(value))
    # Farther from zero all are whole.
    return _digits(round(digits, PLACES) if abs(value) <= _EXACT else digits)


def _digits(number: Decimal) -> str:
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
