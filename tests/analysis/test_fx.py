"""Conversion at the ECB's rates: which day's, which way, what where there is none."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import fx

FRIDAY, SATURDAY, SUNDAY, MONDAY = (dt.date(2025, 2, day) for day in (7, 8, 9, 10))


def frame(*rows: tuple[str | None, str]) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=["unit", "value_date"])
    return made.assign(value_date=pd.to_datetime(made["value_date"]))


@pytest.mark.parametrize(
    ("source", "target", "day", "rate"),
    [
        # The ECB's fixings of each day for one euro, divided:
        ("USD", "JPY", dt.date(2025, 1, 30), "154.109"),  # 160.32 / 1.0403
        ("USD", "JPY", dt.date(2025, 3, 14), "148.664"),  # 161.88 / 1.0889
        ("EUR", "USD", dt.date(2025, 1, 23), "1.0404"),  # fixed itself
    ],
)
def test_official_fixings(source: str, target: str, day: dt.date, rate: str) -> None:
    found = fx.fixing(source, target, day)
    assert found is not None
    assert found.day == day
    assert round(found.rate, len(rate.split(".")[1])) == Decimal(rate)


@pytest.mark.parametrize("day", [SATURDAY, SUNDAY])
def test_weekend_goes_back_to_friday(day: dt.date) -> None:
    friday, monday = (fx.fixing("USD", "EUR", d) for d in (FRIDAY, MONDAY))
    found = fx.fixing("USD", "EUR", day)
    assert found == friday
    assert found is not None
    assert found.day == FRIDAY
    assert monday is not None
    assert found.rate != monday.rate


def test_never_forward() -> None:
    """The ECB fixed for the first time on 4 January 1999: the day before has nothing behind it."""
    assert fx.fixing("USD", "EUR", dt.date(1999, 1, 3)) is None
    first = fx.fixing("USD", "EUR", dt.date(1999, 1, 4))
    assert first is not None
    assert first.day == dt.date(1999, 1, 4)


def test_seven_days_back_and_no_further() -> None:
    last = fx.latest("USD")
    found = fx.fixing("EUR", "USD", last + dt.timedelta(days=fx.LOOK_BACK))
    assert found is not None
    assert found.day == last
    assert fx.fixing("EUR", "USD", last + dt.timedelta(days=fx.LOOK_BACK + 1)) is None


def test_longest_run_of_days_without_a_fixing_is_within_the_look_back() -> None:
    days = np.flatnonzero(fx.rates("USD") != b"")
    gaps = [after - before - 1 for before, after in pairwise(days)]
    assert len(days) > 6500  # a fixing a working day since 1999
    assert max(gaps) <= fx.LOOK_BACK


def test_rates_stand_in_the_digits_of_the_ecb() -> None:
    # Good Friday was 18 April 2025 and Easter Monday the 21st; the 19th and 20th were a weekend.
    place = (dt.date(2025, 4, 17) - fx.START).days
    assert fx.rates("USD")[place : place + 6].tolist() == [b"1.136", b"", b"", b"", b"", b"1.1476"]


def test_a_currency_takes_little_room() -> None:
    """Of a whole history as objects, each currency took a megabyte."""
    # At most ten bytes a day make 100 kB in 27 years; the file grows by a year a year.
    assert fx.rates("IDR").nbytes < 200_000


def test_a_currency_that_the_ecb_does_not_fix_has_no_rates() -> None:
    assert fx.fixing("XTS", "USD", FRIDAY) is None
    assert fx.fixing("USD", "XTS", FRIDAY) is None
    with pytest.raises(ValueError, match="XTS"):
        fx.rates("XTS")


def test_latest_is_never_ahead_of_its_currency() -> None:
    assert fx.latest("EUR") == max(fx.latest("USD"), fx.latest("JPY"))
    assert fx.latest("RUB") == dt.date(2022, 3, 1)


def test_frame_of_fixings_says_rate_day_and_reason() -> None:
    found = fx.fixings(
        frame(
            ("USD", "2025-02-08"),  # a Saturday
            ("USD", "2025-02-08"),
            ("EUR", "2025-02-08"),  # nothing to convert
            ("RUB", "2025-02-08"),  # the ECB stopped in March 2022
            ("percent", "2025-02-08"),
            (None, "2025-02-08"),
        ),
        "EUR",
    )
    friday = fx.fixing("USD", "EUR", FRIDAY)
    assert friday is not None
    assert found["rate"].tolist()[:3] == [float(friday.rate), float(friday.rate), 1.0]
    assert np.isnan(found["rate"][3])
    assert found["rate"].tolist()[4:] == [1.0, 1.0]
    assert found["fixing"].tolist()[:2] == [pd.Timestamp(FRIDAY)] * 2
    assert found["fixing"][3:].isna().all()
    assert found["rate_gap"][3] == "no rate of the ECB for RUB/EUR in the 7 days to 2025-02-08"
    assert found["rate_gap"].drop(3).eq("").all()


def test_frame_of_fixings_keeps_rows_and_index() -> None:
    rows = frame(("USD", "2025-02-07"), ("JPY", "2025-02-07")).set_axis([7, 3])
    assert list(fx.fixings(rows, "EUR").index) == [7, 3]
    assert fx.fixings(rows.iloc[:0], "EUR").empty


@pytest.mark.parametrize(
    ("one", "other", "pair"),
    [
        ("USD", "EUR", ("EUR", "USD")),
        ("JPY", "USD", ("USD", "JPY")),
        ("JPY", "KRW", ("JPY", "KRW")),
        ("GBP", "EUR", ("EUR", "GBP")),
    ],
)
def test_pairs_are_quoted_as_markets_do(one: str, other: str, pair: tuple[str, str]) -> None:
    assert fx.quoted(one, other) == fx.quoted(other, one) == pair


@given(
    amount=st.floats(min_value=1, max_value=1e15),
    one=st.sampled_from(["USD", "JPY", "EUR", "GBP", "IDR"]),
    other=st.sampled_from(["USD", "JPY", "EUR", "GBP", "IDR"]),
    day=st.dates(dt.date(2024, 1, 1), dt.date(2025, 6, 30)),
)
@settings(deadline=None, max_examples=60)
def test_there_and_back_does_not_drift(amount: float, one: str, other: str, day: dt.date) -> None:
    there, back = fx.fixing(one, other, day), fx.fixing(other, one, day)
    assert there is not None
    assert back is not None
    returned = amount * float(there.rate) * float(back.rate)
    # Two roundings to the nearest float64: far below a unit in 1e15.
    assert returned == pytest.approx(amount, rel=1e-14)


def daily_moves(currency: str) -> list[float]:
    """Relative moves against the euro from each fixing to the next, without their signs."""
    fixed = [float(rate) for rate in fx.rates(currency) if rate]
    return [abs(after / before - 1) for before, after in pairwise(fixed)]


def test_tolerance_is_wider_than_99_moves_in_100() -> None:
    moves = {currency: daily_moves(currency) for currency in ("USD", "JPY", "GBP")}
    below = {
        currency: sum(move < fx.TOLERANCE for move in of) / len(of)
        for currency, of in moves.items()
    }
    together = [move for of in moves.values() for move in of]
    assert min(map(len, moves.values())) > 6500  # a fixing a working day since 1999
    assert sum(move < fx.TOLERANCE for move in together) / len(together) >= 0.99
    assert below["USD"] > 0.99
    assert below["GBP"] > 0.99
    # The yen moves more: 98 in 100, as the docstring of TOLERANCE says.
    assert 0.98 <= below["JPY"] < 0.99
