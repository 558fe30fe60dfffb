"""How amounts, shares, quantities and dates are written: by babel's locale data, short and whole.

A range stays a range: `US$15–25bn`, `up to US$25bn`, `more than US$40bn`, `about US$300bn`, and
`not reported` where no bound is known.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

import pandas as pd
from babel.dates import format_date, format_interval
from babel.numbers import (
    NumberFormatError,
    format_compact_currency,
    format_currency,
    format_decimal,
    get_currency_name,
    parse_decimal,
)

from models.measures import CURRENCIES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    Row: TypeAlias = Mapping[Any, Any] | pd.Series[Any]

LOCALE = "en_GB"
"""The locale of every number and date on the pages."""

NOT_REPORTED = "not reported"

# CLDR's short English scales are capitals; financial pages write bn, for a billion is no bold B.
_SCALES = {"K": "k", "M": "m", "B": "bn", "T": "tn"}
_WRITTEN = {
    "": 0, "k": 3, "thousand": 3, "m": 6, "mn": 6, "million": 6, "bn": 9, "billion": 9,
    "tn": 12, "trillion": 12,
}  # fmt: skip
_MINUS = "\N{MINUS SIGN}"  # as wide as a digit, which the hyphen is not
_UNITS = {"server": "servers", "site": "sites", "year": "years", "multiple": ""}


def amount(value: float, currency: str) -> str:
    """One amount in full units of `currency`, short: 18250000000 EUR is `€18.25bn`."""
    text = _signed(format_compact_currency(value, currency, locale=LOCALE, fraction_digits=2))
    text = re.sub(r"(?<=\d)[KMBT]\b", lambda match: _SCALES[match.group()], text)
    # No other currency of the rates is written with the bare sign.
    return text.replace("JP¥", "¥")


def whole_amount(value: float, currency: str) -> str:
    """One amount with all its digits: `¥100,000,000,000`."""
    text = format_currency(value, currency, format="¤#,##0.##", locale=LOCALE)
    return text.replace("JP¥", "¥")


def decimal(value: float, digits: int = 2) -> str:
    """A plain number with at most `digits` decimals and grouped thousands."""
    # A difference that rounds to nothing has no sign.
    rounded = round(value, digits) + 0
    return _signed(format_decimal(rounded, format=f"#,##0.{'#' * digits}", locale=LOCALE))


def _signed(text: str) -> str:
    """The same with the true minus."""
    return text.replace("-", _MINUS)


def count(number: int, noun: str) -> str:
    """So many of something: `1 record`, `44 records`."""
    return f"{decimal(number)} {noun}{'s' * (number != 1)}"


def point(value: float, unit: str) -> str:
    """One value in its unit: money short, percent with its sign, quantities with their unit."""
    if unit in CURRENCIES:
        return amount(value, unit)
    if unit == "percent":
        return f"{decimal(value)}\u202f%"
    if unit == "multiple":
        return f"×{decimal(value)}"
    over = unit.split("/")
    if len(over) > 1 and over[0] in CURRENCIES:
        # A price a unit is money; what one currency is worth in another is a rate.
        if over[1] in CURRENCIES:
            return f"{decimal(value, 4)} {over[0]} for one {over[1]}"
        return f"{amount(value, over[0])} a {over[1]}"
    name = unit if value == 1 else _UNITS.get(unit, unit)
    return f"{decimal(value)} {name}"


def interval(  # noqa: PLR0913 - an interval has that many parts
    low: float,
    high: float,
    unit: str | None,
    *,
    low_exclusive: bool = False,
    high_exclusive: bool = False,
    approximate: bool = False,
) -> str:
    """An interval in words and figures; -inf, inf and NaN are open bounds."""
    if unit is None or pd.isna(unit):
        return NOT_REPORTED
    least, most = math.isfinite(low), math.isfinite(high)
    about = "about " if approximate else ""
    if not least and not most:
        return NOT_REPORTED
    if least and most:
        return about + (point(low, unit) if low == high else _span(low, high, unit))
    if least:
        return f"{'more than' if low_exclusive else 'at least'} {about}{point(low, unit)}"
    return f"{'less than' if high_exclusive else 'up to'} {about}{point(high, unit)}"


def _span(low: float, high: float, unit: str) -> str:
    """`US$15–25bn`, and `US$676m–25bn` where the two are not of one scale."""
    first, last = point(low, unit), point(high, unit)
    shape = re.compile(r"^(\D*)([\d.,]+)(.*)$")
    one, other = shape.match(first), shape.match(last)
    if one is None or other is None or one[1] != other[1] or low < 0:
        return f"{first} to {last}"
    tail = "" if one[3] in (other[3], f" {unit}") else one[3]
    return f"{one[1]}{one[2]}{tail}–{other[2]}{other[3]}"


def of(row: Row) -> str:
    """The interval in a row of a frame that has the columns of one (see `analysis`)."""
    return interval(
        row["low"],
        row["high"],
        row["unit"],
        low_exclusive=bool(row["low_exclusive"]),
        high_exclusive=bool(row["high_exclusive"]),
        approximate=bool(row["approximate"]),
    )


def reported(row: Row) -> str:
    """A statement's own measure, as reported, in a row of the statements' frame."""
    if pd.isna(row["low"]):
        return NOT_REPORTED
    return interval(
        row["low"],
        row["high"],
        row["unit"],
        low_exclusive=row["minimum_exclusive"] is True,
        high_exclusive=row["maximum_exclusive"] is True,
        approximate=row["approximate"] is True,
    )


def date(day: dt.date | None) -> str:
    """`14 Mar 2025`; nothing for no day."""
    return "" if day is None or pd.isna(day) else str(format_date(day, "d MMM y", locale=LOCALE))


def month(day: dt.date) -> str:
    """`Mar`."""
    return str(format_date(day, "LLL", locale=LOCALE))


def period(first: dt.date | None, last: dt.date | None, *, about: bool = False) -> str:
    """The days that a date can mean, as short as they allow; an open end is None or NaT.

    `14 Mar 2025`, `20–26 Jan 2025`, `May 2024`, `2026`, `by 2030`, `since 2015`, `about 2024`.
    """
    by, since = pd.isna(first), pd.isna(last)
    start, end = pd.to_datetime(pd.Series([first, last])).bfill().ffill()
    skeleton = "yMMMd"
    if (by or start.is_month_start) and (since or end.is_month_end):
        yearly = (by or start.is_year_start) and (since or end.is_year_end)
        skeleton = "y" if yearly else "yMMM"
    words = str(format_interval(start, end, skeleton, locale=LOCALE))
    edge = "since " if since else "by " if by else ""
    return f"{'about ' if about else ''}{edge}{words}"


def signed_percent(ratio: float) -> str:
    """A relative difference with its sign: `+0.5 %`, and a true minus below zero."""
    if pd.isna(ratio):
        return ""
    text = decimal(ratio * 100)
    return f"{'' if text.startswith(_MINUS) else '+'}{text}\u202f%"


def rate(value: float) -> str:
    """An exchange rate to five digits, about as many as are fixed: `148.66`, `1.0411`."""
    return str(format_decimal(value, format="@@@@@", locale=LOCALE))


def currency(code: str, *, one: bool = False) -> str:
    """A currency's name: `US dollars`, `Japanese yen`, and of one: `US dollar`."""
    return str(get_currency_name(code, count=1 if one else 2, locale=LOCALE))


def parse_amount(text: str) -> Decimal | None:
    """An amount that a reader typed, such as `100bn`, `1.5 million` or `100,000,000`, in full.

    None where it is no amount: a sign, a stray comma (1,5 could be 1.5 or 15), an unknown word.
    """
    typed = re.fullmatch(r"([0-9.,]+)([a-z]*)", re.sub(r"\s", "", text).lower())
    if typed is None or typed[2] not in _WRITTEN:
        return None
    try:
        return Decimal(parse_decimal(typed[1], locale=LOCALE, strict=True)).scaleb(
            _WRITTEN[typed[2]]
        )
    except NumberFormatError:
        return None
