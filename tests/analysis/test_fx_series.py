"""The series of official rates, against fixings as the ECB published them."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from analysis import fx


def test_only_days_with_a_fixing_are_in_it() -> None:
    # Good Friday was 18 April 2025 and Easter Monday the 21st; the 19th and 20th were a weekend.
    found = fx.series("EUR", "USD", dt.date(2025, 4, 17), dt.date(2025, 4, 22))
    assert [day.date() for day in found.index] == [dt.date(2025, 4, 17), dt.date(2025, 4, 22)]
    assert found.tolist() == [1.1360, 1.1476]
    assert found.dtype == np.float64
    assert found.index.name == "fixing"


def test_a_cross_rate_is_the_quotient_of_two_fixings() -> None:
    # 14 March 2025: 161.88 yen and 1.0889 dollars for one euro.
    day = dt.date(2025, 3, 14)
    found = fx.series("USD", "JPY", day, day)
    assert found.tolist() == [pytest.approx(161.88 / 1.0889, rel=1e-12)]


def test_both_ways_multiply_to_one() -> None:
    days = (dt.date(2025, 3, 3), dt.date(2025, 3, 7))
    there, back = fx.series("USD", "JPY", *days), fx.series("JPY", "USD", *days)
    assert len(there) == 5
    assert (there * back).tolist() == pytest.approx([1] * 5)


@pytest.mark.parametrize(
    ("base", "quote", "year"),
    [("USD", "JPY", 1998), ("CYP", "USD", 2012), ("USD", "JPY", 2098)],
    ids=["before the euro", "a currency gone", "to come"],
)
def test_without_rates_it_is_empty(base: str, quote: str, year: int) -> None:
    found = fx.series(base, quote, dt.date(year, 3, 1), dt.date(year, 3, 31))
    assert found.empty
    assert found.dtype == np.float64


def test_days_in_the_wrong_order_hold_nothing() -> None:
    assert fx.series("EUR", "USD", dt.date(2025, 3, 14), dt.date(2025, 3, 3)).empty
