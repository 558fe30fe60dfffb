"""Amounts, shares, quantities and dates as the pages write them."""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.snapshot import take
from app import numbers
from app.languages import spoken
from models.checks import load
from models.loading import dataset_root

NAN, INF = math.nan, math.inf
THIN = "\u202f"  # the narrow no-break space between a number and its percent sign


@pytest.mark.parametrize(
    ("value", "currency", "written"),
    [
        (300e9, "USD", "US$300bn"),
        (100e9, "JPY", "¥100bn"),
        (18.25e9, "EUR", "€18.25bn"),
        (676e6, "USD", "US$676m"),
        (1234.0, "GBP", "£1.23k"),
        (3.85e12, "JPY", "¥3.85tn"),
        (2.676e9, "USD", "US$2.68bn"),
        (1e9, "CHF", "CHF1bn"),
        (1.63335, "USD", "US$1.63"),
        (0.0100899, "USD", "US$0.01"),
        (0.00423, "USD", "US$0.0042"),
        (0.0, "USD", "US$0"),
        (-5e9, "USD", "−US$5bn"),
    ],
)
def test_an_amount_is_short(value: float, currency: str, written: str) -> None:
    assert numbers.amount(value, currency) == written


def test_a_whole_amount_has_all_its_digits() -> None:
    assert numbers.whole_amount(100e9, "JPY") == "¥100,000,000,000"
    assert numbers.whole_amount(675_858_348.25, "USD") == "US$675,858,348.25"


@pytest.mark.parametrize(
    ("low", "high", "unit", "written"),
    [
        (15e9, 25e9, "USD", "US$15–25bn"),
        (19e9, 19e9, "USD", "US$19bn"),
        (676e6, 25e9, "USD", "US$676m–25bn"),
        (-INF, 25e9, "USD", "up to US$25bn"),
        (40e9, INF, "USD", "at least US$40bn"),
        (2.31e12, 3.85e12, "JPY", "¥2.31–3.85tn"),
        (40.0, 40.0, "percent", f"40{THIN}%"),
        (34.0, 38.0, "percent", f"34–38{THIN}%"),
        (-1.0, -1.0, "percent", f"−1{THIN}%"),
        (-5.0, -1.0, "percent", f"−5{THIN}% to −1{THIN}%"),
        (-5.0, 1.0, "percent", f"−5{THIN}% to 1{THIN}%"),
        (4.0, 4.0, "multiple", "×4"),
        (3.0, 4.0, "multiple", "×3–4"),
        (240.0, 240.0, "MW", "240 MW"),
        (150.0, 240.0, "MW", "150–240 MW"),
        (1.0, 1.0, "site", "1 site"),
        (3.0, 3.0, "site", "3 sites"),
        (1.0, 2.0, "site", "1–2 sites"),
        (1000.0, INF, "server", "at least 1,000 servers"),
        (2.25e6, 4.5e6, "USD/MW", "US$2.25–4.5m a MW"),
        (147.93, 147.93, "JPY/USD", "147.93 JPY for one USD"),
        (-INF, INF, "USD", "not reported"),
        (NAN, NAN, "USD", "not reported"),
        (NAN, NAN, None, "not reported"),
        (NAN, NAN, NAN, "not reported"),
    ],
)
def test_a_range_stays_a_range(low: float, high: float, unit: str | None, written: str) -> None:
    assert numbers.interval(low, high, unit) == written


@pytest.mark.parametrize(
    ("low", "high", "flags", "written"),
    [
        (40e9, INF, {"low_exclusive": True}, "more than US$40bn"),
        (-INF, 5e9, {"high_exclusive": True}, "less than US$5bn"),
        (300e9, 300e9, {"approximate": True}, "about US$300bn"),
        (15e9, 25e9, {"approximate": True}, "about US$15–25bn"),
        (40e9, INF, {"low_exclusive": True, "approximate": True}, "more than about US$40bn"),
        (-INF, 25e9, {"approximate": True}, "up to about US$25bn"),
    ],
)
def test_bounds_and_about_survive(
    low: float, high: float, flags: dict[str, bool], written: str
) -> None:
    assert numbers.interval(low, high, "USD", **flags) == written


@given(st.floats(1e6, 1e13), st.floats(1e6, 1e13))
def test_a_range_of_money_names_its_currency_once(one: float, other: float) -> None:
    low, high = sorted((one, other))
    written = numbers.interval(low, high, "USD")
    assert written.startswith("US$")
    assert written.count("US$") == 1
    assert ("–" in written) == (low != high)


def test_a_row_of_a_frame_is_written_with_its_flags() -> None:
    row = {"low": 50.0, "high": INF, "unit": "percent", "approximate": False}
    assert numbers.of({**row, "low_exclusive": True, "high_exclusive": False}) == (
        f"more than 50{THIN}%"
    )


def test_a_statement_without_a_measure_is_not_reported() -> None:
    flags = {"minimum_exclusive": None, "maximum_exclusive": None, "approximate": None}
    assert numbers.reported({"low": NAN, "high": NAN, "unit": None, **flags}) == "not reported"


def test_a_statement_keeps_its_wording() -> None:
    flags = {"minimum_exclusive": True, "maximum_exclusive": False, "approximate": False}
    assert numbers.reported({"low": 40e9, "high": INF, "unit": "USD", **flags}) == (
        "more than US$40bn"
    )


@pytest.mark.parametrize(
    ("value", "written"),
    [(148.66, "148.66"), (1.0411, "1.0411"), (154.109, "154.11")],
)
def test_a_rate_has_five_digits(value: float, written: str) -> None:
    assert numbers.rate(value) == written


def test_a_date_is_a_day_in_words() -> None:
    assert numbers.date(dt.date(2025, 3, 14)) == "14 Mar 2025"
    assert numbers.date(None) == ""


@pytest.mark.parametrize(
    ("ratio", "written"),
    [
        (0.005, f"+0.5{THIN}%"),
        (-0.005, f"−0.5{THIN}%"),
        (4 / 15, f"+26.67{THIN}%"),
        (0.0, f"+0{THIN}%"),
        (-0.000001, f"+0{THIN}%"),
        (NAN, ""),
    ],
)
def test_a_difference_has_its_sign(ratio: float, written: str) -> None:
    assert numbers.signed_percent(ratio) == written


def test_one_is_not_several() -> None:
    records = ("{count} record", "{count} records")
    assert numbers.counted(*records, 1) == "1 record"
    assert numbers.counted(*records, 0) == "0 records"
    assert numbers.counted(*records, 10_000) == "10,000 records"
    with spoken("fr"):  # in French nothing is singular; thousands are parted by a thin space
        assert numbers.counted(*records, 0) == "0 dossier"
        assert numbers.counted(*records, 10_000) == "10\u202f000 dossiers"


@pytest.mark.parametrize(
    ("language", "low", "high", "unit", "written"),
    [
        # 15 bn to 25 bn dollars: CLDR's "Md" is the milliard.
        ("fr", 15e9, 25e9, "USD", "15–25\xa0Md\xa0$US"),
        ("fr", 1.825e10, 1.825e10, "EUR", "18,25\xa0Md\xa0€"),
        ("fr", 2.97e12, 2.97e12, "JPY", "2,97\xa0Bn\xa0¥"),
        ("fr", 40, 40, "percent", "40\u202f%"),
        ("fr", 240, INF, "MW", "au moins 240\xa0MW"),
        # 100 oku are ten thousand million; a cho is a million million.
        ("ja", 15e9, 25e9, "USD", "150–250億米ドル"),
        ("ja", 1e11, 1e11, "JPY", "1000億円"),
        ("ja", 2.97e12, 2.97e12, "JPY", "2.97兆円"),
        ("ja", -INF, 25e9, "USD", "最大250億米ドル"),
    ],
)
def test_each_language_has_its_scales_and_signs(
    language: str, low: float, high: float, unit: str, written: str
) -> None:
    with spoken(language):
        assert numbers.interval(low, high, unit) == written


@pytest.mark.parametrize(
    ("language", "day", "period"),
    [
        ("en", "14 Mar 2025", "20–26 Jan 2025"),
        ("fr", "14 mars 2025", "20–26 janv. 2025"),
        ("ja", "2025年3月14日", "2025年1月20日～26日"),
    ],
)
def test_each_language_has_its_dates(language: str, day: str, period: str) -> None:
    with spoken(language):
        assert numbers.date(dt.date(2025, 3, 14)) == day
        assert numbers.period(dt.date(2025, 1, 20), dt.date(2025, 1, 26)) == period


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "2025-01-30/2025-02-02", "30 Jan\u2009–\u20092 Feb 2025"),
        ("en", "2024-05~", "about May 2024"),
        ("fr", "2025-01-30/2025-02-02", "30 janv.\u2009–\u20092 févr. 2025"),
        ("fr", "../2030", "d’ici 2030"),
        ("ja", "2025-03-14", "2025年3月14日"),
    ],
)
def test_a_published_date_is_said_in_words(language: str, text: str, words: str) -> None:
    with spoken(language):
        assert numbers.when(text) == words


@pytest.mark.parametrize(
    ("language", "symbols", "written"),
    [
        ("en", "(15-19bn USD) / 40 % = 37.5-47.5bn USD", "(US$15–19bn) / 40_% = US$37.5–47.5bn"),
        ("en", "100 % - (40 % + 40 %) = 20 %", "100_% \u2212 (40_% + 40_%) = 20_%"),
        ("en", "? MW / 150 MW = ? multiple", "?~MW / 150 MW = ?"),
        ("en", "20bn USD / 5bn USD = 4 multiple", "US$20bn / US$5bn = ×4"),
        # The rate alone: the record's id before it is a code.
        ("fr", "a-b: USD for one EUR = 1.0411 USD/EUR", "1,0411 USD pour 1 EUR"),
        ("fr", "37.5bn USD x 20 % = 7.5bn USD", "37,5~Md~$US × 20_% = 7,5~Md~$US"),
        ("fr", "<= 240 MW / 150 MW = <= 1.6 multiple", "jusqu’à 240~MW / 150~MW = jusqu’à ×1,6"),
        ("ja", "13bn USD / 20bn USD = 65 %", "130億米ドル / 200億米ドル = 65%"),
        ("ja", "500bn USD / 4 year = 125bn USD", "5000億米ドル / 4年 = 1250億米ドル"),
    ],
)
def test_a_formula_in_figures_is_of_the_language(language: str, symbols: str, written: str) -> None:
    """`_` stands for the narrow no-break space and `~` for the wide one."""
    with spoken(language):
        shown = numbers.working(symbols).replace("\u202f", "_").replace("\u00a0", "~")
    assert shown == written


def test_every_formula_of_the_dataset_leaves_its_code_behind() -> None:
    found = take(load(dataset_root()), "USD", None).derivations["symbols"]
    with spoken("fr"):
        shown = " ".join(found.map(numbers.working))
    assert not re.search(r"\d(?:bn|tn) |\d\.\d|\d-\d|multiple|year| x ", shown)


@pytest.mark.parametrize(
    ("language", "typed", "amount"),
    [
        ("fr", "1,5 Md", 1_500_000_000),
        ("fr", "100 milliards", 100_000_000_000),
        ("fr", "1 billion", 1_000_000_000_000),  # a million millions
        ("fr", "1.5", Decimal("1.5")),
        ("ja", "100億", 10_000_000_000),
        ("ja", "1.5兆", 1_500_000_000_000),
        ("en", "1,5 Md", None),
    ],
)
def test_an_amount_is_read_as_its_language_writes_it(
    language: str, typed: str, amount: Decimal | int | None
) -> None:
    with spoken(language):
        assert numbers.parse_amount(typed) == amount


def test_a_currency_has_a_name() -> None:
    assert numbers.currency("JPY") == "Japanese yen"
    assert numbers.currency("USD", one=True) == "US dollar"


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("100bn", Decimal(10) ** 11),
        ("1.5 million", Decimal(1_500_000)),
        ("100,000,000", Decimal(10) ** 8),
        ("2TN", Decimal(2) * 10**12),
        ("1,5", None),
        ("-3", None),
        ("3 apples", None),
        ("", None),
    ],
)
def test_what_a_reader_types_is_an_amount_or_nothing(text: str, amount: Decimal | None) -> None:
    assert numbers.parse_amount(text) == amount
