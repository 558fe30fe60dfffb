from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

import pytest
from currency_converter import CurrencyConverter
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from models.measures import CURRENCIES, Bounds, Change, Interval, Money, Quantity, Share

BN = 10**9


def made(model: type[Bounds], **fields: object) -> Bounds:
    """As a file gives it: strict models take words for numbers from JSON only."""
    return model.model_validate_json(json.dumps(fields))


def usd(**bounds: object) -> Bounds:
    return made(Money, unit="billion", currency="USD", **bounds)


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        # 15 billion is 15 * 10^9; an exact value has both bounds.
        ({"exact": "15"}, Interval(Decimal(15 * BN), Decimal(15 * BN))),
        ({"minimum": "15", "maximum": "25"}, Interval(Decimal(15 * BN), Decimal(25 * BN))),
        ({"maximum": "25"}, Interval(None, Decimal(25 * BN))),
        ({"minimum": "15"}, Interval(Decimal(15 * BN), None)),
        ({"exclusive_minimum": "40"}, Interval(Decimal(40 * BN), None, lower_exclusive=True)),
        ({"exclusive_maximum": "40"}, Interval(None, Decimal(40 * BN), upper_exclusive=True)),
        (
            {"minimum": "1", "exclusive_maximum": "2"},
            Interval(Decimal(BN), Decimal(2 * BN), upper_exclusive=True),
        ),
        # 18.25 * 10^9
        (
            {"exact": "18.25", "approximate": True},
            Interval(Decimal(18_250_000_000), Decimal(18_250_000_000), approximate=True),
        ),
        ({"exact": "0"}, Interval(Decimal(0), Decimal(0))),
    ],
)
def test_interval_in_full_units(bounds: dict[str, object], expected: Interval) -> None:
    assert usd(**bounds).interval == expected


@pytest.mark.parametrize(
    ("unit", "zeros"),
    [("one", 0), ("thousand", 3), ("million", 6), ("billion", 9), ("trillion", 12)],
)
def test_scale_words_are_short_scale(unit: str, zeros: int) -> None:
    # 1 billion is a one and nine zeros: the French milliard.
    money = made(Money, exact="1", unit=unit, currency="EUR")
    assert money.interval.lower == Decimal("1" + "0" * zeros)


@pytest.mark.parametrize(
    ("bounds", "message"),
    [
        ({}, "no bound is given: write `exact`, `minimum`, `maximum` or an exclusive one"),
        (
            {"approximate": True},
            "no bound is given: write `exact`, `minimum`, `maximum` or an exclusive one",
        ),
        (
            {"exact": "1", "minimum": "1"},
            "`exact` stands beside a bound: keep `exact`, or the bounds, not both",
        ),
        (
            {"exact": "1", "exclusive_maximum": "2"},
            "`exact` stands beside a bound: keep `exact`, or the bounds, not both",
        ),
        (
            {"minimum": "1", "exclusive_minimum": "2"},
            "`minimum` and `exclusive_minimum` stand together: keep one of them",
        ),
        (
            {"maximum": "1", "exclusive_maximum": "2"},
            "`maximum` and `exclusive_maximum` stand together: keep one of them",
        ),
        (
            {"minimum": "25", "maximum": "15"},
            "the bounds are out of order: 25 is above 15; swap them",
        ),
        (
            {"exclusive_minimum": "25", "exclusive_maximum": "15"},
            "the bounds are out of order: 25 is above 15; swap them",
        ),
        # As words "9" stands behind "10"; as numbers it does not.
        ({"minimum": "10", "maximum": "9"}, "10 is above 9"),
        ({"minimum": "15", "maximum": "15.0"}, "both bounds are 15: write `exact: 15`"),
        ({"exclusive_minimum": "15", "maximum": "15"}, "both bounds are 15: write `exact: 15`"),
        ({"exact": "-1"}, "a bound is below zero: write what was reported without the sign"),
        ({"minimum": "-1", "maximum": "1"}, "a bound is below zero"),
    ],
)
def test_bounds_are_refused(bounds: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(message)):
        usd(**bounds)


@pytest.mark.parametrize("written", ["15", "15.0", "0.5", "007", "18.25"])
def test_plain_numbers_are_read(written: str) -> None:
    interval = made(Change, exact=written).interval
    assert interval.lower == Decimal(written)
    assert isinstance(interval.lower, Decimal)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("18,25", "'18,25' has a decimal comma: write 18.25"),
        ("1e9", "'1e9' is not a number: write plain digits with a decimal point, such as 18.25"),
        ("1_000", "'1_000' is not a number"),
        ("1 000", "'1 000' is not a number"),
        ("NaN", "'NaN' is not a number"),
        ("Infinity", "'Infinity' is not a number"),
        ("", "'' is not a number"),
        ("+5", "'+5' is not a number"),
        (".5", "'.5' is not a number"),
        ("5.", "'5.' is not a number"),
        ("15\n", r"'15\n' is not a number"),
        ("\u0661\u0665", "'\u0661\u0665' is not a number"),  # Arabic-Indic digits
        ("\uff11\uff15", "'\uff11\uff15' is not a number"),  # full-width digits
        (1.5, "'1.5' is not a number"),  # a float is never let in, whatever it holds
        (True, "'True' is not a number"),
        (None, "no bound is given"),
        ([15], "'[15]' is not a number"),
    ],
)
def test_other_numbers_are_refused(written: object, message: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(message)):
        made(Change, exact=written)


@given(st.decimals(min_value=0, max_value=10**15, places=4))
def test_a_reported_number_keeps_its_digits(number: Decimal) -> None:
    money = made(Money, exact=f"{number:f}", currency="JPY")
    assert isinstance(money, Money)
    assert f"{money.exact:f}" == f"{number:f}"


@pytest.mark.parametrize(
    ("model", "fields", "message"),
    [
        (Money, {"exact": "1", "currency": "usd"}, "Input should be 'AUD'"),
        (Money, {"exact": "1", "currency": "QQQ"}, "Input should be 'AUD'"),
        (Money, {"exact": "1"}, "currency\n  Field required"),
        (Money, {"exact": "1", "currency": "USD", "unit": "milliard"}, "Input should be 'one'"),
        (Money, {"exact": "1", "currency": "USD", "per": "year"}, "per\n  Extra inputs"),
        (Quantity, {"exact": "1"}, "unit\n  Field required"),
        (Quantity, {"exact": "1", "unit": "mw"}, "Input should be 'kW'"),
        (Quantity, {"exact": "-1", "unit": "MW"}, "a bound is below zero"),
        (Share, {"exact": "-1"}, "a bound is below zero"),
        (Share, {"exact": "100.1"}, "a share of 100.1 % is more than the whole: shares end at 100"),
        (Share, {"minimum": "40", "maximum": "140"}, "a share of 140 % is more than the whole"),
        (Share, {"exact": "1", "approximate": "true"}, "Input should be a valid boolean"),
    ],
)
def test_units_are_refused(model: type[Bounds], fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(message)):
        made(model, **fields)


@pytest.mark.parametrize(
    ("measure", "name", "unit"),
    [
        (usd(exact="1"), "money", "USD"),
        (made(Share, exact="100"), "share", "percent"),
        (made(Change, exact="-250"), "share", "percent"),
        (made(Quantity, exact="150", unit="MW"), "quantity", "MW"),
    ],
)
def test_names_of_measure_and_unit(measure: Bounds, name: str, unit: str) -> None:
    assert (vars(type(measure))["measure"], measure.csv_unit) == (name, unit)


def test_the_base_has_no_unit_of_its_own() -> None:
    with pytest.raises(NotImplementedError):
        _ = made(Bounds, exact="1").csv_unit


def test_a_measure_does_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        setattr(usd(exact="1"), "exact", Decimal(2))  # noqa: B010 - mypy refuses the plain form


def test_each_currency_has_rates() -> None:
    assert set(CURRENCIES) == set(CurrencyConverter().currencies)
