"""How amounts, shares, quantities and dates are written: by babel's locale data, short and whole.

In the language spoken (`app.languages`); the examples here are the English ones. A range stays a
range: `US$15–25bn`, `up to US$25bn`, `more than US$40bn`, `about US$300bn`, and `not reported`
where no bound is known.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

import pandas as pd
from babel.dates import format_date, format_interval, format_skeleton
from babel.numbers import (
    NumberFormatError,
    format_compact_currency,
    format_compact_decimal,
    format_currency,
    format_decimal,
    get_currency_name,
    parse_decimal,
)

from app.languages import _, current, locale, marked, ngettext
from models.dates import bounds, is_uncertain
from models.measures import CURRENCIES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    Row: TypeAlias = Mapping[Any, Any] | pd.Series[Any]

# CLDR's short English scales are capitals; financial pages write bn, for a billion is no bold B.
_SCALES = {"K": "k", "M": "m", "B": "bn", "T": "tn"}
# CLDR's signs where the press of the language writes another.
_SIGNS = {"en": ("JP¥", "¥"), "fr": ("JPY", "¥")}
# How a reader may write a scale; a French billion is a million millions.
_WRITTEN = {
    "en": {
        "k": 3, "thousand": 3, "m": 6, "mn": 6, "million": 6, "bn": 9, "billion": 9,
        "tn": 12, "trillion": 12,
    },
    "fr": {
        "k": 3, "mille": 3, "m": 6, "mn": 6, "million": 6, "millions": 6, "md": 9, "mds": 9,
        "milliard": 9, "milliards": 9, "bn": 12, "billion": 12, "billions": 12,
    },
    "ja": {"千": 3, "万": 4, "億": 8, "兆": 12},
}  # fmt: skip
_THOUSAND = 1000
_MINUS = "\N{MINUS SIGN}"  # as wide as a digit, which the hyphen is not


# By: is there a minimum, a maximum, is the one bound exclusive; then for exact and for "about".
_BOUNDS = {
    (True, True, False): (marked("{value}"), marked("about {value}")),
    (True, False, False): (marked("at least {value}"), marked("at least about {value}")),
    (True, False, True): (marked("more than {value}"), marked("more than about {value}")),
    (False, True, False): (marked("up to {value}"), marked("up to about {value}")),
    (False, True, True): (marked("less than {value}"), marked("less than about {value}")),
}

# What analysis.derivations.spell writes, and what stands before a source's own rate.
_POWERS = {"": 1.0, "m": 1e6, "bn": 1e9, "tn": 1e12}
_NUMBER = r"-?\d+(?:\.\d+)?(?:e[+-]\d+)?"
_FIGURE = re.compile(
    rf"(?:(?P<sign>[<>]=?) )?(?P<low>\?|{_NUMBER})(?:-(?P<high>{_NUMBER}))?(?P<scale>tn|bn|m)? "
    r"(?P<unit>%|[A-Z]{3}/[A-Za-z]+|[A-Za-z]{2,})"
)
_IMPLIED = re.compile(r"^\S+: [A-Z]{3} for one [A-Z]{3} = ")


def not_reported() -> str:
    """The words for what no source says."""
    return _("not reported")


def amount(value: float, currency: str) -> str:
    """One amount in full units of `currency`, short: 18250000000 EUR is `€18.25bn`."""
    if abs(value) < _THOUSAND:  # babel shortens from there on, and leaves the rest as it is
        value = round(value, 2) if abs(value) >= 1 else float(f"{value:.2g}")
    if current() == "ja":
        text = format_compact_decimal(value, locale=locale(), fraction_digits=2)
        return _signed(text) + get_currency_name(currency, count=2, locale=locale())
    text = format_compact_currency(value, currency, locale=locale(), fraction_digits=2)
    if current() == "en":
        text = re.sub(r"(?<=\d)[KMBT]\b", lambda match: _SCALES[match.group()], text)
    return _usual(_signed(text))


def _usual(text: str) -> str:
    """The same with the sign that the language's press writes; no other currency has it bare."""
    return text.replace(*_SIGNS.get(current(), _SIGNS["en"]))


def whole_amount(value: float, currency: str) -> str:
    """One amount with all its digits: `¥100,000,000,000`."""
    if current() == "ja":
        return decimal(value) + get_currency_name(currency, count=2, locale=locale())
    shape = "#,##0.##\u00a0¤" if current() == "fr" else "¤#,##0.##"
    return _usual(format_currency(value, currency, format=shape, locale=locale()))


def decimal(value: float, digits: int = 2) -> str:
    """A plain number with at most `digits` decimals and grouped thousands."""
    # A difference that rounds to nothing has no sign.
    return _decimal(round(value, digits) + 0, digits, locale())


# Pages count much, and mostly up to the same few numbers.
@lru_cache(4096)
def _decimal(rounded: float, digits: int, tongue: str) -> str:
    return _signed(format_decimal(rounded, format=f"#,##0.{'#' * digits}", locale=tongue))


def _signed(text: str) -> str:
    """The same with the true minus."""
    return text.replace("-", _MINUS)


def counted(one: str, many: str, number: float) -> str:
    """So many of something, of two messages with `{count}` in them: `1 record`, `44 records`."""
    return ngettext(one, many, number).format(count=decimal(number))


def _quantity(value: float, unit: str) -> str:
    """So much of a unit that is a word; others (MW) are signs and stand as they are."""
    if unit == "server":
        return counted("{count} server", "{count} servers", value)
    if unit == "site":
        return counted("{count} site", "{count} sites", value)
    if unit == "year":
        return counted("{count} year", "{count} years", value)
    return f"{decimal(value)}\u00a0{unit}" if current() == "fr" else f"{decimal(value)} {unit}"


def _percent(figure: str) -> str:
    """A figure with the sign for a hundredth, which Japanese writes close to it."""
    return f"{figure}%" if current() == "ja" else f"{figure}\u202f%"


def point(value: float, unit: str) -> str:
    """One value in its unit: money short, percent with its sign, quantities with their unit."""
    if unit in CURRENCIES:
        return amount(value, unit)
    if unit == "percent":
        return _percent(decimal(value))
    if unit == "multiple":
        return f"×{decimal(value)}"
    over = unit.split("/")
    if len(over) > 1 and over[0] in CURRENCIES:
        # A price a unit is money; what one currency is worth in another is a rate.
        if over[1] in CURRENCIES:
            return _("{rate} {quote} for one {base}").format(
                rate=decimal(value, 4), quote=over[0], base=over[1]
            )
        return _("{amount} a {unit}").format(amount=amount(value, over[0]), unit=over[1])
    return _quantity(value, unit)


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
        return not_reported()
    least, most = math.isfinite(low), math.isfinite(high)
    if not least and not most:
        return not_reported()
    if least and most:
        said = point(low, unit) if low == high else _span(low, high, unit)
    else:
        said = point(low if least else high, unit)
    bounded = least and most
    exclusive = not bounded and (low_exclusive if least else high_exclusive)
    return _(_BOUNDS[least, most, exclusive][approximate]).format(value=said)


def _span(low: float, high: float, unit: str) -> str:
    """`US$15–25bn`, and `US$676m–25bn` where the two are not of one scale."""
    first, last = point(low, unit), point(high, unit)
    shape = re.compile(r"^(\D*)([\d.,\u202f]*\d)(.*)$")
    one, other = shape.match(first), shape.match(last)
    if one is None or other is None or one[1] != other[1] or low < 0:
        return _("{first} to {last}").format(first=first, last=last)
    tail = "" if one[3] in (other[3], f" {unit}") else one[3]
    return f"{one[1]}{one[2]}{tail}–{other[2]}{other[3]}"


def of(row: Row) -> str:
    """The interval in a row of a frame that has the columns of one (see `analysis`).

    Marked where the row says that it is not `verified`.
    """
    said = interval(
        row["low"],
        row["high"],
        row["unit"],
        low_exclusive=bool(row["low_exclusive"]),
        high_exclusive=bool(row["high_exclusive"]),
        approximate=bool(row["approximate"]),
    )
    return _verified(said, row)


def _verified(said: str, row: Row) -> str:
    return said if row.get("verified", True) else unverified(said)


def unverified(said: str) -> str:
    """What is said by words that could not be verified."""
    return _("{said} (unverified)").format(said=said)


def reported(row: Row) -> str:
    """A statement's own measure, as reported, in a row of the statements' frame."""
    if pd.isna(row["low"]):
        return _verified(not_reported(), row)
    said = interval(
        row["low"],
        row["high"],
        row["unit"],
        low_exclusive=row["minimum_exclusive"] is True,
        high_exclusive=row["maximum_exclusive"] is True,
        approximate=row["approximate"] is True,
    )
    return _verified(said, row)


def date(day: dt.date | None) -> str:
    """`14 Mar 2025`; nothing for no day."""
    if day is None or pd.isna(day):
        return ""
    return str(format_skeleton("yMMMd", pd.Timestamp(day), locale=locale()))


def month(day: dt.date) -> str:
    """`Mar`."""
    return str(format_date(day, "LLL", locale=locale()))


def day(named: dt.date) -> str:
    """`14 Mar`, where the year is plain."""
    return str(format_skeleton("MMMd", named, locale=locale()))


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
    words = str(format_interval(start, end, skeleton, locale=locale()))
    if since:
        words = _("since {date}").format(date=words)
    elif by:
        words = _("by {date}").format(date=words)
    return _("about {date}").format(date=words) if about else words


def when(text: str) -> str:
    """An EDTF date in words: `2025-01-30/2025-02-02` is `30 Jan – 2 Feb 2025`.

    Raises ValueError for what is no such date.
    """
    return period(*bounds(text), about=is_uncertain(text))


def working(symbols: str) -> str:
    """A derivation's figures (`symbols` of `analysis.derivations`) as the page writes them.

    `(15-19bn USD) / 40 % = 37.5-47.5bn USD` is `(US$15–19bn) / 40 % = US$37.5–47.5bn`; the rate
    that a source implies is alone, without the record's id before it.
    """
    said = _IMPLIED.sub("", symbols)
    said = _FIGURE.sub(_figure, said)
    return said.replace(" x ", " × ").replace(" - ", f" {_MINUS} ")


def _figure(found: re.Match[str]) -> str:
    """An interval with its unit, as `analysis.derivations.spell` has it; an unknown stays `?`."""
    unit = "percent" if found["unit"] == "%" else found["unit"]
    if found["low"] == "?":
        return "?" if unit in {"percent", "multiple"} else f"?\u00a0{unit}"
    power = _POWERS[found["scale"] or ""]
    low = float(found["low"]) * power
    high = float(found["high"]) * power if found["high"] else low
    sign = found["sign"] or ""
    return interval(
        -math.inf if sign.startswith("<") else low,
        math.inf if sign.startswith(">") else high,
        unit,
        low_exclusive=sign == ">",
        high_exclusive=sign == "<",
    )


def signed_percent(ratio: float) -> str:
    """A relative difference with its sign: `+0.5 %`, and a true minus below zero."""
    if pd.isna(ratio):
        return ""
    text = decimal(ratio * 100)
    return _percent(text if text.startswith(_MINUS) else f"+{text}")


def rate(value: float) -> str:
    """An exchange rate to five digits, about as many as are fixed: `148.66`, `1.0411`."""
    return str(format_decimal(value, format="@@@@@", locale=locale()))


def currency(code: str, *, one: bool = False) -> str:
    """A currency's name: `US dollars`, `Japanese yen`, and of one: `US dollar`."""
    return str(get_currency_name(code, count=1 if one else 2, locale=locale()))


def parse_amount(text: str) -> Decimal | None:
    """An amount that a reader typed, such as `100bn`, `1.5 million` or `100,000,000`, in full.

    None where it is no amount: a sign, a stray comma (1,5 could be 1.5 or 15), an unknown word.
    """
    typed = re.fullmatch(r"([0-9.,]+)(\w*)", re.sub(r"\s", "", text).lower())
    scales = {"": 0, **_WRITTEN.get(current(), _WRITTEN["en"])}
    if typed is None or typed[2] not in scales:
        return None
    try:
        return Decimal(parse_decimal(typed[1], locale=locale(), strict=True)).scaleb(
            scales[typed[2]]
        )
    except NumberFormatError:
        return None
