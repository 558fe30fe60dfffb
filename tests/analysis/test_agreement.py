"""What the statements of one record agree on: intervals, stages, voices, dates."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import agreement, frames, fx

if TYPE_CHECKING:
    from models.loading import Dataset
    from tests.analysis.conftest import Build, Made

BN = 1e9


def interval(row: pd.Series | pd.DataFrame | dict[str, Any]) -> tuple[float, float]:
    return np.asarray(row["low"]).item(), np.asarray(row["high"]).item()


def rate(source: str, target: str, day: str) -> float:
    fixed = fx.fixing(source, target, pd.Timestamp(day).date())
    assert fixed is not None
    return float(fixed.rate)


# Our own dataset -------------------------------------------------------------


def agreed(ours: Dataset, currency: str | None = "USD") -> pd.DataFrame:
    return agreement.agree(frames.records(ours), frames.statements(ours), currency)


def test_softbank_into_openai_agrees_on_15_to_25(ours: Dataset) -> None:
    row = agreed(ours).loc["softbank-into-openai"]
    assert interval(row) == (15 * BN, 25 * BN)
    assert not row["conflict_amount"]
    assert row["sources"] == "001;002"
    assert row["voices"] == 2


def test_softbank_into_stargate_is_15_to_19_in_conflict(ours: Dataset) -> None:
    row = agreed(ours).loc["softbank-into-stargate"]
    assert interval(row) == (15 * BN, 19 * BN)
    assert row["conflict_amount"]
    assert row["gap"] == 4 * BN
    assert row["gap_relative"] == pytest.approx(4 / 15)
    # 004 says pledged, 002 committed: as firm as the least firm of them.
    assert (row["stage"], row["stages"]) == ("pledged", "committed;pledged")
    assert row["attestation"] == "outlet"


def test_purchase_is_what_is_reported_in_the_currency_that_is_displayed(ours: Dataset) -> None:
    """676m USD x 148.664 = 100.497bn JPY: half a per cent from the 100bn of the contract."""
    for currency, price in (("JPY", 100 * BN), ("USD", 0.676 * BN)):
        row = agreed(ours, currency).loc["sakai-plant-purchase"]
        assert interval(row) == (price, price)
        assert row["unit"] == currency
        assert row["rate"] == 1.0
        assert pd.isna(row["fixing"])
        assert not row["conflict_amount"]
        assert row["within_tolerance"]


def test_purchase_in_a_third_currency_is_converted_at_its_day(ours: Dataset) -> None:
    row = agreed(ours, "EUR").loc["sakai-plant-purchase"]
    assert row["fixing"] == pd.Timestamp("2025-03-14")
    assert row["low"] == pytest.approx(0.676 * BN * rate("USD", "EUR", "2025-03-14"))
    assert (row["home_low"], row["home_unit"]) == (0.676 * BN, "USD")


def test_articles_on_one_upstream_source_are_one_voice(ours: Dataset) -> None:
    """000 and 001 both retell TechCrunch."""
    row = agreed(ours).loc["sakai-power-initial"]
    assert (row["sources"], row["voices"]) == ("000;001", 1)


def test_150_and_about_150_agree_on_150_without_about(ours: Dataset) -> None:
    row = agreed(ours).loc["sakai-power-initial"]
    assert interval(row) == (150, 150)
    assert not row["approximate"]
    assert not row["within_tolerance"]


@pytest.mark.parametrize("currency", ["JPY", "EUR", "GBP", "CHF", None])
def test_conflicts_do_not_depend_on_the_display_currency(
    ours: Dataset, currency: str | None
) -> None:
    flags = agreed(ours)["conflict_amount"]
    assert agreed(ours, currency)["conflict_amount"].equals(flags)


# One rule each ---------------------------------------------------------------


def test_ceiling_and_the_range_that_it_contains(made: Made) -> None:
    """Up to 25 is (-inf, 25]; its intersection with [15, 25] is [15, 25].

    record | source | bounds
    deal   | a      | <=25
    deal   | b      | 15-25
    """
    row = made.agreed().loc["deal"]
    assert interval(row) == (15, 25)
    assert not row["conflict_amount"]
    assert not row["within_tolerance"]
    assert not row["high_exclusive"]


def test_figures_apart_give_the_envelope_and_a_conflict(made: Made) -> None:
    """Between [1, 5] and [10, 20] lie 10 - 5 = 5: as much as the smaller bound, 5 / 5 = 1.

    record | source | bounds
    deal   | a      | 1-5
    deal   | b      | 10-20
    """
    row = made.agreed().loc["deal"]
    assert interval(row) == (1, 20)
    assert row["conflict_amount"]
    assert row["gap"] == 5
    assert row["gap_relative"] == 1


def test_open_bounds_apart_give_an_envelope_open_at_both_ends(made: Made) -> None:
    """Up to 10 and at least 20: 10 apart, which is 10 / 10 of the smaller.

    record | source | bounds
    deal   | a      | <=10
    deal   | b      | >=20
    """
    row = made.agreed().loc["deal"]
    assert interval(row) == (-np.inf, np.inf)
    assert (row["gap"], row["gap_relative"]) == (10, 1)


@pytest.mark.parametrize(
    ("one", "other", "conflict"),
    [
        ("<=240", ">240", True),  # the issue's own: they meet at 240, which the second excludes
        ("<=240", ">=240", False),  # 240
        ("<240", ">=240", True),
        ("<240", ">240", True),
        ("240", ">240", True),
        ("240", "<240", True),
        ("241", ">240", False),  # 241
        (">240", ">=240", False),  # more than 240
        ("15-25", "<15", True),
    ],
)
def test_exclusive_bounds(build: Build, one: str, other: str, conflict: bool) -> None:
    made = build([{"record": "r", "bounds": one}, {"record": "r", "bounds": other, "source": "b"}])
    row = made.agreed().loc["r"]
    assert row["conflict_amount"] == conflict
    assert pd.isna(row["gap"]) != conflict
    if conflict:
        assert row["gap"] == 0


def test_exclusive_bound_stays_exclusive(made: Made) -> None:
    """(240, inf) within [240, 300] leaves (240, 300].

    record | source | bounds
    deal   | a      | >240
    deal   | b      | 240-300
    """
    row = made.agreed().loc["deal"]
    assert interval(row) == (240, 300)
    assert (row["low_exclusive"], row["high_exclusive"]) == (True, False)


def test_bound_of_an_envelope_is_exclusive_only_if_nobody_reaches_it(made: Made) -> None:
    """Envelope of [10, 10], (20, 30): 10 is reached, 30 is not.

    record | source | bounds
    deal   | a      | 10
    deal   | b      | >20 <30
    """
    row = made.agreed().loc["deal"]
    assert interval(row) == (10, 30)
    assert (row["low_exclusive"], row["high_exclusive"]) == (False, True)


def test_about_has_a_tolerance_that_is_said(made: Made) -> None:
    """About 290 reaches to 290 x 1.05 = 304.5, so 300 can hold; 310 cannot.

    record | source | bounds
    near   | a      | ~290
    near   | b      | 300
    far    | a      | ~290
    far    | b      | 310
    """
    assert agreement.ABOUT == 0.05
    rows = made.agreed()
    assert interval(rows.loc["near"]) == (300, 300)
    assert rows.loc["near", "within_tolerance"]
    assert not rows.loc["near", "conflict_amount"]
    assert interval(rows.loc["far"]) == (290, 310)
    assert rows.loc["far", "conflict_amount"]


def test_about_survives_where_it_alone_sets_a_bound(made: Made) -> None:
    """In [15, 25], about 20 sets both bounds; in [20, 25] about 15-25 sets one of them.

    record | source | bounds
    both   | a      | 15-25
    both   | b      | ~20
    alone  | a      | ~300
    none   | a      | ~15-25
    none   | b      | 16-24
    """
    rows = made.agreed()
    assert interval(rows.loc["both"]) == (20, 20)
    assert rows["approximate"].to_dict() == {"both": True, "alone": True, "none": False}


def test_quantities_are_compared_in_one_unit(made: Made) -> None:
    """0.15 GW = 150,000 kW = 150 MW; 18 months = 1.5 years.

    record | kind     | source | bounds  | unit
    power  | capacity | a      | 0.15    | GW
    power  | capacity | b      | 150000  | kW
    power  | capacity | c      | 150     | MW
    time   | capacity | a      | 18      | month
    time   | capacity | b      | 1.5     | year
    apart  | capacity | a      | 1       | GW
    apart  | capacity | b      | 150     | MW
    """
    rows = made.agreed()
    assert interval(rows.loc["power"]) == pytest.approx((150, 150))
    assert rows.loc["power", "unit"] == "MW"
    assert interval(rows.loc["time"]) == pytest.approx((1.5, 1.5))
    assert rows.loc["time", "unit"] == "year"
    assert rows["conflict_amount"].to_dict() == {"power": False, "time": False, "apart": True}
    assert interval(rows.loc["apart"]) == (150, 1000)


def test_falls_are_compared_as_falls(made: Made) -> None:
    """About -10 % reaches from -10.5 to -9.52: -10.2 can hold, -11 cannot.

    record | kind        | source | bounds | unit    | meaning
    near   | market_move | a      | ~-10   | percent | down
    near   | market_move | b      | -10.2  | percent | down
    far    | market_move | a      | ~-10   | percent | down
    far    | market_move | b      | -11    | percent | down
    """
    rows = made.agreed()
    assert rows["conflict_amount"].to_dict() == {"near": False, "far": True}
    assert interval(rows.loc["near"]) == (-10.2, -10.2)
    assert interval(rows.loc["far"]) == (-11, -10)


def test_statements_in_two_currencies_agree_within_the_rates_tolerance(made: Made) -> None:
    """One euro was 1.0403 dollars on 30 January 2025: 100 EUR = 104.03 USD.

    106 USD is 1.9 % from it, 107 USD 2.9 %.

    record | source | bounds | unit
    near   | a      | 100    | EUR
    near   | b      | 106    | USD
    far    | a      | 100    | EUR
    far    | b      | 107    | USD
    """
    assert fx.TOLERANCE == 0.02
    for currency in ("USD", "EUR", "JPY", None):
        rows = made.agreed(currency)
        assert rows["conflict_amount"].to_dict() == {"near": False, "far": True}
        assert rows["within_tolerance"].to_dict() == {"near": True, "far": False}
    assert interval(made.agreed("EUR").loc["near"]) == (100, 100)
    assert interval(made.agreed("USD").loc["near"]) == (106, 106)
    assert interval(made.agreed("USD").loc["far"]) == pytest.approx((104.03, 107), rel=1e-5)


def test_rates_tolerance_is_not_for_two_amounts_in_one_currency(made: Made) -> None:
    """100 and 101 dollars cannot both hold, whatever a third source says in yen or in euros.

    97 EUR = 100.91 USD, 15500 JPY = 100.58 USD: each within 2 % of both.

    record | source | bounds | unit
    deal   | a      | 100    | USD
    deal   | b      | 101    | USD
    deal   | c      | 97     | EUR
    deal   | d      | 15500  | JPY
    deal   | e      | 15500  | JPY
    deal   | f      | 15500  | JPY
    """
    for currency in ("USD", "EUR", "JPY", "GBP", None):
        row = made.agreed(currency).loc["deal"]
        assert row["conflict_amount"]
        assert not row["within_tolerance"]
        assert row["gap"] > 0
        assert row["low"] < row["high"]
    row = made.agreed("USD").loc["deal"]
    assert interval(row) == pytest.approx((100, 101))


def test_missing_rate_is_a_blank_with_its_reason(made: Made) -> None:
    """The ECB has fixed no rouble since March 2022.

    record | source | bounds | unit
    deal   | a      | 100    | RUB
    """
    row = made.agreed("USD").loc["deal"]
    assert np.isnan([row["low"], row["high"], row["rate"]]).all()
    assert row["rate_gap"] == "no rate of the ECB for RUB/USD in the 7 days to 2025-01-30"
    assert (row["home_low"], row["home_unit"]) == (100, "RUB")
    reported = made.agreed("RUB").loc["deal"]
    assert interval(reported) == (100, 100)
    assert reported["rate_gap"] == ""


def test_statement_that_no_rate_compares_is_not_passed_over(made: Made) -> None:
    """Whether 100 roubles are 5 dollars nobody can say: the value is not the dollars alone.

    record | source | bounds | unit
    deal   | a      | 100    | RUB
    deal   | b      | 5      | USD
    """
    row = made.agreed("USD").loc["deal"]
    assert np.isnan([row["low"], row["high"]]).all()
    assert row["rate_gap"] == "no rate of the ECB for RUB/USD in the 7 days to 2025-01-30"


def test_record_without_a_measure_has_no_bounds_and_no_zero(made: Made) -> None:
    """Told of by two sources, with no figure.

    record | source | bounds
    deal   | a      |
    deal   | b      |
    """
    row = made.agreed().loc["deal"]
    assert row[["low", "high", "measure"]].isna().all()
    assert row["voices"] == 2
    assert not row["conflict_amount"]


def test_figure_counts_though_another_source_gives_none(made: Made) -> None:
    """15 is not contradicted by a source that gives no amount.

    record | source | bounds
    deal   | a      |
    deal   | b      | 15
    """
    assert interval(made.agreed().loc["deal"]) == (15, 15)


def test_as_firm_as_the_least_firm_and_as_well_attested_as_the_best(made: Made) -> None:
    """From goal to completed; official before outlet before unattributed.

    record | source | bounds | stage     | attestation
    deal   | a      | 15     | committed | unattributed
    deal   | b      | 15     | pledged   | official
    deal   | c      | 15     |           | outlet
    """
    row = made.agreed().loc["deal"]
    assert (row["stage"], row["stages"]) == ("pledged", "committed;pledged")
    assert row["attestation"] == "official"


def test_voices_join_through_a_chain_of_outlets(made: Made) -> None:
    """a and b share X, b and c share Y: one voice; d has its own.

    record | source | bounds | upstream
    deal   | a      | 15     | X
    deal   | b      | 15     | X;Y
    deal   | c      | 15     | Y
    deal   | d      | 15     |
    other  | a      | 15     |
    other  | c      | 15     |
    """
    rows = made.agreed()
    assert rows["voices"].to_dict() == {"deal": 2, "other": 2}


def test_outlet_and_source_of_one_name_are_not_one_voice(made: Made) -> None:
    """Source `a` is an article of ours, the outlet `a` somebody else.

    record | source | bounds | upstream
    deal   | a      | 15     |
    deal   | b      | 15     | a
    """
    assert made.agreed().loc["deal", "voices"] == 2


def test_dates_meet_where_they_can(made: Made) -> None:
    """By 2027 and in 2027: in 2027. In 2025 and in 2027: from one to the other.

    record | source | event
    meet   | a      | ../2027
    meet   | b      | 2027
    apart  | a      | 2025
    apart  | b      | 2027
    open   | a      | 2015/..
    """
    rows = made.agreed()
    days = rows[["event_low", "event_high"]].map(lambda day: str(day.date()) if day == day else "")  # noqa: PLR0124
    assert list(days.loc["meet"]) == ["2027-01-01", "2027-12-31"]
    assert list(days.loc["apart"]) == ["2025-01-01", "2027-12-31"]
    assert list(days.loc["open"]) == ["2015-01-01", ""]


def test_horizons_meet_or_span(made: Made) -> None:
    """Four years and at most four: four. Four and five: from four to five.

    record | kind      | source | bounds | horizon
    meet   | programme | a      | 500    | 4 year
    meet   | programme | b      | 500    | <=4 year
    apart  | programme | a      | 500    | 4 year
    apart  | programme | b      | 500    | 5 year
    """
    rows = made.agreed()[["horizon_low", "horizon_high"]]
    assert list(rows.loc["meet"]) == [4, 4]
    assert list(rows.loc["apart"]) == [4, 5]


def test_only_records_that_a_statement_speaks_of(made: Made) -> None:
    """Nothing is known of `later` before its article.

    record | source | bounds | published
    early  | a      | 15     | 2025-01-10
    later  | b      | 15     | 2025-02-10
    """
    known = frames.as_of(made.statements, pd.Timestamp("2025-01-31").date())
    assert list(agreement.agree(made.records, known, "USD").index) == ["early"]


# Properties ------------------------------------------------------------------

whole = st.integers(0, 60)
spans = st.tuples(whole, whole).map(sorted).map(lambda ends: f"{ends[0]}-{ends[1] + 1}")
bounds = st.one_of(
    whole.map(str),
    spans,
    whole.map("<={}".format),
    whole.map(">={}".format),
    whole.map("<{}".format),
    whole.map(">{}".format),
    whole.map("~{}".format),
)
told = st.builds(
    lambda text, unit, source, stage, upstream: {
        "record": "deal",
        "bounds": text,
        "unit": unit,
        "source": source,
        "stage": stage,
        "upstream": upstream,
    },
    bounds,
    st.sampled_from(["USD", "USD", "EUR", "JPY"]),
    st.sampled_from(["a", "b", "c"]),
    st.sampled_from(["in_talks", "pledged", "committed"]),
    st.sampled_from(["", "X", "Y", "X;Y"]),
).map(lambda row: {name: cell for name, cell in row.items() if cell})


@given(rows=st.lists(told, min_size=1, max_size=6), seed=st.integers(0, 10**6))
@settings(deadline=None, max_examples=20)
def test_agreement_does_not_depend_on_the_order_of_statements(
    build: Build, rows: list[dict[str, str]], seed: int
) -> None:
    shuffled = random.Random(seed).sample(rows, len(rows))  # noqa: S311 - no secret
    one, other = (build(order).agreed() for order in (rows, shuffled))
    pd.testing.assert_frame_equal(one, other)


@given(rows=st.lists(told, min_size=2, max_size=5), more=told)
@settings(deadline=None, max_examples=30)
def test_adding_a_statement_never_narrows_a_conflicts_envelope(
    build: Build, rows: list[dict[str, str]], more: dict[str, str]
) -> None:
    before = build(rows).agreed().loc["deal"]
    after = build([*rows, more]).agreed().loc["deal"]
    if before["conflict_amount"]:
        assert after["conflict_amount"]
        # The home currency may be another: what is converted back moves by a rounding.
        assert after["low"] <= before["low"] * (1 + 1e-12)
        assert after["high"] >= before["high"] * (1 - 1e-12)


@given(rows=st.lists(told, min_size=1, max_size=5))
@settings(deadline=None, max_examples=20)
def test_value_is_an_interval_in_order_and_conflict_is_the_same_in_every_currency(
    build: Build, rows: list[dict[str, str]]
) -> None:
    made = build(rows)
    flags = set()
    for currency in ("USD", "JPY", "EUR", "GBP", None):
        row = made.agreed(currency).loc["deal"]
        assert row["low"] <= row["high"]
        assert not (row["conflict_amount"] and row["within_tolerance"])
        flags.add((bool(row["conflict_amount"]), bool(row["gap"] == 0)))
    assert len(flags) == 1
