"""Dates as sources give them: EDTF level 1 strings, and the first and last day they can mean.

`2026` is some day of 2026, `../2030` any day until the end of 2030 ("by 2030"), `2024-06~`
about June 2024, `2015/..` from 2015 on; of level 1, unknown digits (`201X`) are left out: write
`2010/2019`. https://www.loc.gov/standards/datetime/
"""

from __future__ import annotations

import math
import re
from datetime import date
from functools import cache
from typing import Annotated

import edtf
from pydantic import AfterValidator, WithJsonSchema

from models.base import brief

_ONE_DATE = r"\d{4}(?:-\d\d){0,2}[~?%]?"
_PLAIN = re.compile(rf"(?:\.\.|{_ONE_DATE})(?:/(?:\.\.|{_ONE_DATE}))?", re.ASCII)
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_HINT = "write EDTF, such as 2026, 2025-03-14, ../2030, 2024-06~ or 2025-01-30/2025-02-02"


@cache
def bounds(text: str) -> tuple[date | None, date | None]:
    """First and last day that an EDTF string can mean; None where an end is open.

    Raises ValueError, with the fix, for a string that is not EDTF, a day that no calendar has,
    or an interval that ends before it begins.
    """
    for year, month, day in _DAY.findall(text):
        try:
            date(int(year), int(month), int(day))
        except ValueError as error:
            msg = (
                f"'{brief(text)}' is no date: no calendar has {year}-{month}-{day}; correct the day"
            )
            raise ValueError(msg) from error
    if text.startswith("/") or text.endswith("/"):
        msg = f"'{brief(text)}' leaves an end unknown: write .. for an open end, such as ../2030"
        raise ValueError(msg)
    msg = f"'{brief(text)}' is not a date: {_HINT}"
    # The parser also takes times, sets, spaces and unknown digits, which hide the year from
    # whoever compares it with the quote (and on some of them it fails, or prints).
    if not _PLAIN.fullmatch(text):
        raise ValueError(msg)
    try:
        parsed = edtf.parse_edtf(text)
        first, last = (
            None if isinstance(end, float) and math.isinf(end) else date(*end[:3])
            for end in (parsed.lower_strict(), parsed.upper_strict())
        )
    except (ValueError, AttributeError, edtf.EDTFParseException) as error:
        raise ValueError(msg) from error
    if first is None and last is None:
        msg = f"'{brief(text)}' is open at both ends: leave the date out"
        raise ValueError(msg)
    if first and last and first > last:
        msg = f"'{brief(text)}' ends before it begins: swap its two dates"
        raise ValueError(msg)
    return first, last


def is_uncertain(text: str) -> bool:
    """Whether the string is marked `~` (approximate), `?` (uncertain) or `%` (both)."""
    return any(mark in text for mark in "~?%")


def _valid(text: str) -> str:
    bounds(text)
    return text


# An editor reads a bare year as a number.
EdtfDate = Annotated[str, AfterValidator(_valid), WithJsonSchema({"type": ["string", "integer"]})]
"""An EDTF level 1 string whose bounds are known."""
