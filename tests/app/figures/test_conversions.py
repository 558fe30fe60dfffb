"""Amounts in each currency shown, worked out by hand at fixings of the ECB:

2025-01-02 (the tiny articles' day): 1.0321 dollars, 162.34 yen for one euro;
2025-01-30: 1.0403 dollars, 160.32 yen; 2025-03-14: 1.0889 dollars, 161.88 yen.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from analysis.exports import to_csv
from analysis.snapshot import take
from app.figures import conversions
from app.figures.theme import theme
from app.view import View
from models.checks import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from models.loading import Dataset


def view_of(data: Dataset, currency: str = "USD") -> View:
    taken = take(data, currency)
    return View(
        dataset=data,
        snapshot=taken,
        records=taken.records,
        statements=taken.statements,
        party=None,
        stages=(),
        theme=theme(dark=False),
        colours={},
    )


@pytest.fixture(scope="module")
def view() -> View:
    return view_of(load())


@pytest.fixture(scope="module")
def found(view: View) -> pd.DataFrame:
    return conversions.conversions(view, conversions.amounts(view))


CEDAR = """\
- id: cedar-into-birch
  label: {en: Cedar into Birch, fr: Cedar dans Birch}
  payer: cedar
  payee: birch
  statements:
    - source: "001"
      amount: {minimum: 2, maximum: 3, unit: billion, currency: EUR}
      equivalent: {exact: 2.5, unit: billion, currency: USD, approximate: true}
      stage: pledged
      attestation: unattributed
      quote: between 2 and 3 billion euros (about 2.5 billion dollars)
"""


def test_one_row_a_statement_and_currency(view: View, found: pd.DataFrame) -> None:
    money = view.statements["measure"].eq("money").sum()
    assert money == 22
    assert len(found) == 3 * money
    assert found["target"].tolist() == ["USD", "EUR", "JPY"] * money
    assert found["value_date"].is_monotonic_increasing


def test_another_display_currency_is_a_fourth(view: View) -> None:
    pounds = view_of(view.dataset, "GBP")
    found = conversions.conversions(pounds, conversions.amounts(pounds))
    assert found["target"].unique().tolist() == ["USD", "EUR", "JPY", "GBP"]


def test_a_range_stays_a_range(view: View, found: pd.DataFrame) -> None:
    table = conversions.table(view, found)
    row = table[table["As reported"].eq("US$15–25bn")].iloc[0]
    # 160.32 / 1.0403 = 154.109: 15 and 25 billion dollars are 2,311.6 and 3,852.7 billion yen.
    assert row["In JPY"] == "¥2.31–3.85tn"
    assert row["In EUR"] == "€14.42–\n24.03bn"
    assert row["In USD"] == "US$15–25bn"
    assert row["Rates"].replace("\u00a0", " ") == (
        "1 EUR = 1.0403 USD; 1 USD = 154.11 JPY; 30 Jan 2025"
    )


def test_open_bounds_and_about_stay(view: View, found: pd.DataFrame) -> None:
    table = conversions.table(view, found).set_index("As reported")
    # 40 / 1.0403 = 38.450; 25 / 1.0889 = 22.959; 300 / 1.0889 = 275.508.
    assert table.loc["more than US$40bn", "In EUR"] == "more than €38.45bn"
    assert table.loc["up to US$25bn", "In EUR"] == "up to €22.96bn"
    assert table.loc["about US$300bn", "In EUR"] == "about €275.51bn"


def test_a_sources_own_conversion_stands_beside_ours(view: View, found: pd.DataFrame) -> None:
    table = conversions.table(view, found)
    row = table[table["As reported"].eq("¥100bn")].iloc[0]
    # 100bn / (161.88 / 1.0889) = 672.659 million dollars, of which 676 is 0.497 % more.
    assert row["In USD"] == "US$672.66m"
    assert row["Source's own"] == "US$676m"
    assert row["vs ours"] == "+0.5\u202f%"
    first = table.iloc[0]
    # 19bn / 1.0404 = 18.262 billion euros.
    assert (first["In EUR"], first["Source's own"]) == ("€18.26bn", "about €18.25bn")
    assert first["vs ours"] == "\u22120.07\u202f%"


def test_two_statements_of_one_record_are_told_apart(view: View, found: pd.DataFrame) -> None:
    names = conversions.table(view, found)["Record"]
    assert "OpenAI's costs in 2024 (running the models)" in set(names)
    assert "OpenAI's costs in 2024 (all spending)" in set(names)


def test_a_range_against_one_figure_differs_by_bound(tiny: Callable[..., Path]) -> None:
    view = view_of(load(tiny({"investments": CEDAR})))
    found = conversions.conversions(view, conversions.amounts(view))
    (row,) = conversions.table(view, found).to_dict("records")
    # At 1.0321 ours are 2.0642 and 3.0963 billion dollars.
    assert row["In USD"] == "US$2.06–\n3.1bn"
    assert row["Source's own"] == "about US$2.5bn"
    assert row["vs ours"] == "+21.11\u202f% to \u221219.26\u202f%"


def test_a_missing_rate_is_a_blank_with_its_reason(tiny: Callable[..., Path]) -> None:
    """A year before the euro."""
    root = tiny({"investments": CEDAR}, cards={"001": {"published": "1998-03-02"}})
    view = view_of(load(root))
    found = conversions.conversions(view, conversions.amounts(view))
    (row,) = conversions.table(view, found).to_dict("records")
    assert (row["In USD"], row["In EUR"], row["In JPY"]) == ("", "€2–3bn", "")
    assert row["vs ours"] == ""
    assert row["Rates"] == (
        "no rate of the ECB for EUR/USD in the 7 days to 2 Mar 1998; "
        "no rate of the ECB for EUR/JPY in the 7 days to 2 Mar 1998"
    )
    table = conversions.data(found).set_index("converted_unit")
    assert table["converted_minimum"].isna().to_dict() == {"EUR": False, "USD": True, "JPY": True}


def test_the_currencies_that_sources_use_most_are_shown(view: View) -> None:
    """Of our own: dollars in most amounts, euros in two conversions, yen in one amount."""
    assert conversions.shown(view) == ["USD", "EUR", "JPY"]
    assert conversions.shown(view_of(view.dataset, "CHF")) == ["USD", "EUR", "JPY", "CHF"]


def test_the_most_traded_make_up_for_currencies_that_no_source_uses(
    tiny: Callable[..., Path],
) -> None:
    """Cedar's 2 to 3 billion euros, with the source's own dollars: one each, then by alphabet."""
    data = load(tiny({"investments": CEDAR}))
    assert conversions.shown(view_of(data)) == ["EUR", "USD", "JPY"]


def test_the_csv_has_raw_bounds(found: pd.DataFrame) -> None:
    table = conversions.data(found)
    open_ended = table[table["record_id"].eq("softbank-overall-commitment")]
    yen = open_ended[open_ended["converted_unit"].eq("JPY")].iloc[0]
    assert (yen["minimum"], yen["minimum_exclusive"]) == (Decimal(40_000_000_000), True)
    assert pd.isna(yen["maximum"])
    assert yen["converted_minimum"] == pytest.approx(40e9 * 160.32 / 1.0403, rel=1e-9)
    assert pd.isna(yen["converted_maximum"])
    assert yen["fixing"] == dt.date(2025, 1, 30)
    own = table[table["unit"].eq("JPY") & table["converted_unit"].eq("USD")].iloc[0]
    assert (own["equivalent_minimum"], own["equivalent_unit"]) == (Decimal(676_000_000), "USD")
    assert own["difference_minimum"] == pytest.approx(676 / 672.6588 - 1, rel=1e-4)
    lines = to_csv(table).splitlines()
    assert len(lines) == 67
    assert ",100000000000,100000000000,false,false,false,JPY,676000000,676000000,USD," in "".join(
        lines
    )
    assert "e+" not in "".join(lines).lower()


def finding(found: pd.DataFrame) -> str:
    own = found[found["equivalent_unit"].notna()]
    return conversions.finding(found.loc[~found.index.duplicated()], own)


def test_the_finding_counts_amounts_and_conversions(found: pd.DataFrame) -> None:
    assert finding(found) == (
        "21 of 22 amounts are reported in US dollars; "
        "the sources' 3 own conversions are within 0.5\u202f% of ours"
    )
    dollars = found[found["unit"].eq("USD") & found["equivalent_unit"].isna()]
    assert finding(dollars) == "All 19 amounts are reported in US dollars"
    yen = found[found["unit"].eq("JPY")]
    assert finding(yen) == (
        "The one amount is reported in Japanese yen; "
        "the sources' one own conversion is within 0.5\u202f% of ours"
    )


def test_records_without_money_give_an_empty_frame(tiny: Callable[..., Path]) -> None:
    stake = """\
- id: alder-of-birch
  label: {en: Alder's stake, fr: La part d'Alder}
  holder: alder
  target: birch
  statements:
    - source: "001"
      share: {exact: 40}
      stage: projected
      attestation: unattributed
      quote: Alder will hold 40 % of Birch
"""
    assert conversions.amounts(view_of(load(tiny({"stakes": stake})))).empty


def test_who_converts_just_that_amount(found: pd.DataFrame) -> None:
    day = dt.date(2025, 3, 14)
    own = conversions.own_of(found, Decimal("1e11"), "JPY", "USD", day)
    assert own["record_id"].tolist() == ["sakai-plant-purchase"]
    assert conversions.own_of(found, Decimal("1e11"), "JPY", "EUR", day).empty
    assert conversions.own_of(found, Decimal("1e11"), "JPY", "USD", dt.date(2025, 3, 13)).empty
