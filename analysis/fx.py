"""Conversion at the European Central Bank's reference rates.

An amount is converted at the fixing of its value date, going back at most seven days to the last
one before it and never forward (IATI's value-date rule; IAS 21, spot rate). Each conversion keeps
its rate and the fixing's date. Where no rate is found the result is blank with a reason.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import numpy as np
import pandas as pd
from currency_converter import CURRENCY_FILE

from models.measures import CURRENCIES

LOOK_BACK = 7
"""Days to go back for a fixing: longer than any run of days on which the ECB does not fix."""

TOLERANCE = 0.02
"""Relative difference up to which a converted amount and a reported one agree.

Of all moves of the US dollar, yen and pound against the euro from one fixing to the next since
1999, 99 in 100 were smaller than this (dollar and pound more than 99, yen 98; see the test of
it): an article's own rate may be another hour's.
"""

EURO = "EUR"
START = dt.date(1999, 1, 4)
"""The first day on which the ECB fixed rates."""

_QUOTED_FIRST = ("EUR", "GBP", "AUD", "NZD", "USD", "CAD", "CHF")


@dataclass(frozen=True, slots=True)
class Fixing:
    """How many units of the target one unit of the source was worth, and when that was fixed."""

    rate: Decimal
    day: dt.date


@cache
def rates(currency: str) -> np.ndarray:
    """What one euro was worth in a currency on each day from `START`, as the ECB wrote it.

    ASCII digits, one entry a day; empty where nothing was fixed. Each currency is read when it is
    first asked for: the whole history as objects would take 35 MB. Raises ValueError where the
    ECB's file does not have the currency.
    """
    fixed = pd.read_csv(
        CURRENCY_FILE, usecols=["Date", currency], index_col="Date", dtype="str"
    ).dropna()
    days = (pd.to_datetime(fixed.index, format="%Y-%m-%d") - pd.Timestamp(START)).days
    written = fixed[currency].to_numpy(dtype="S")
    found = np.zeros(days.max() + 1, dtype=written.dtype)
    found[days] = written
    return found


def _of_euro(currency: str, day: dt.date) -> Decimal | None:
    """What one euro was worth on a day; None where nothing was fixed. Raises ValueError."""
    if currency == EURO:
        return Decimal(1)
    found, place = rates(currency), (day - START).days
    written: bytes = found[place] if 0 <= place < len(found) else b""
    return Decimal(written.decode("ascii")) if written else None


@cache
def fixing(source: str, target: str, day: dt.date) -> Fixing | None:
    """The last fixing on or before `day`, at most seven days back; None where there is none."""
    if source == target:
        return Fixing(Decimal(1), day)
    for back in range(LOOK_BACK + 1):
        fixed = day - dt.timedelta(days=back)
        try:
            one, other = _of_euro(source, fixed), _of_euro(target, fixed)
        except ValueError:  # a currency that the rates do not cover at all
            return None
        if one and other:
            return Fixing(1 / one * other, fixed)
    return None


def series(base: str, quote: str, first: dt.date, last: dt.date) -> pd.Series[float]:
    """The official rate of each day from `first` to `last` for which there was a fixing.

    float64, units of `quote` for one of `base`, indexed by `fixing` (datetime64, ascending).
    Weekends and holidays are left out, not filled; a pair without rates gives an empty series.
    """
    days = pd.date_range(first, last)
    found = [(day, fixing(base, quote, day.date())) for day in days]
    rows = [(day, float(fixed.rate)) for day, fixed in found if fixed and fixed.day == day.date()]
    index = pd.DatetimeIndex([day for day, _ in rows], name="fixing")
    return pd.Series([rate for _, rate in rows], index=index, name="rate", dtype="float64")


def latest(currency: str) -> dt.date:
    """The newest day for which a rate of `currency` against the euro is at hand."""
    if currency == EURO:
        return max(latest(code) for code in ("USD", "JPY"))
    # Nothing stands behind a currency's last fixing.
    return START + dt.timedelta(days=len(rates(currency)) - 1)


def fixings(
    frame: pd.DataFrame, target: str, unit: str = "unit", day: str = "value_date"
) -> pd.DataFrame:
    """For each row: `rate` (float64), `fixing` (datetime64) and `rate_gap`.

    `rate_gap` says why there is no rate, else it is empty. Rows whose unit is no currency (or is
    missing) get rate 1, no fixing and no gap: there is nothing to convert.
    """
    keys = [unit, day]
    pairs = frame[keys].drop_duplicates()
    found = [
        _fixing_row(source, target, when)
        for source, when in pairs.itertuples(index=False, name=None)
    ]
    pairs["rate"] = np.array([rate for rate, _, _ in found], dtype="float64")
    pairs["fixing"] = pd.to_datetime(pd.Series([d for _, d, _ in found], index=pairs.index))
    pairs["rate_gap"] = pd.Series([why for _, _, why in found], index=pairs.index, dtype="str")
    return frame[keys].merge(pairs, on=keys, how="left").set_axis(frame.index).drop(columns=keys)


def _fixing_row(source: str, target: str, when: pd.Timestamp) -> tuple[float, object, str]:
    if source not in CURRENCIES:
        return 1.0, None, ""
    fixed = fixing(source, target, when.date())
    if fixed is None:
        gap = f"no rate of the ECB for {source}/{target} in the {LOOK_BACK} days to {when:%Y-%m-%d}"
        return np.nan, None, gap
    return float(fixed.rate), fixed.day, ""


def quoted(one: str, other: str) -> tuple[str, str]:
    """The two currencies as markets quote them: (base, quote); "USD per EUR" has base EUR."""

    def place(code: str) -> tuple[int, str]:
        known = code in _QUOTED_FIRST
        return (_QUOTED_FIRST.index(code) if known else len(_QUOTED_FIRST), code)

    base, quote = sorted((one, other), key=place)
    return base, quote
