"""Derivations: each rule by hand, with its inputs, its readings and its open ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import derivations, frames

if TYPE_CHECKING:
    from analysis.snapshot import Snapshot
    from models.loading import Dataset
    from tests.analysis.conftest import Build, Made

BN = 1e9


def rows_of(
    table: pd.DataFrame, derivation: str, subject: str | None = None, reading: str = ""
) -> pd.DataFrame:
    rows = table[table["derivation"].eq(derivation) & table["reading"].eq(reading)]
    return rows if subject is None else rows[rows["subject"].eq(subject)]


def one(
    table: pd.DataFrame, derivation: str, subject: str | None = None, reading: str = ""
) -> dict[str, Any]:
    """The one row of its kind."""
    rows = rows_of(table, derivation, subject, reading)
    assert len(rows) == 1, rows[["derivation", "subject", "inputs", "reading"]]
    return {str(name): value for name, value in rows.iloc[0].items()}


def interval(row: pd.Series | pd.DataFrame | dict[str, Any]) -> tuple[float, float]:
    return np.asarray(row["low"]).item(), np.asarray(row["high"]).item()


# Our own dataset -------------------------------------------------------------


def test_a_fifth_of_stargate_is_unassigned(taken: Snapshot) -> None:
    """100 % - (40 % + 40 %) = 20 %."""
    row = one(taken.derivations, "unassigned_share", "stargate")
    assert interval(row) == (20, 20)
    assert row["unit"] == "percent"
    assert row["symbols"] == "100 % - (40 % + 40 %) = 20 %"
    assert row["inputs"] == "softbank-in-stargate;openai-in-stargate"


def test_implied_equity_of_stargate(taken: Snapshot) -> None:
    """19 / 0.40 = 47.5; 15-19 / 0.40 = 37.5-47.5, which are 37.5 by 002 and 47.5 by 004."""
    rows = rows_of(taken.derivations, "implied_equity", "stargate").set_index("inputs")
    by_openai = rows.loc["openai-into-stargate;openai-in-stargate"]
    assert interval(by_openai) == (47.5 * BN, 47.5 * BN)
    by_softbank = "softbank-into-stargate;softbank-in-stargate"
    assert interval(rows.loc[by_softbank]) == (37.5 * BN, 47.5 * BN)
    for source, value in (("002", 37.5 * BN), ("004", 47.5 * BN)):
        reading = one(taken.derivations, "implied_equity", "stargate", source)
        assert interval(reading) == (value, value)
        assert reading["inputs"] == by_softbank


def test_value_of_the_unassigned_fifth(taken: Snapshot) -> None:
    """20 % of 47.5 = 9.5; 20 % of 37.5-47.5 = 7.5-9.5."""
    rows = rows_of(taken.derivations, "unassigned_value", "stargate")
    assert [interval(row) for _, row in rows.iterrows()] == [
        (9.5 * BN, 9.5 * BN),
        (7.5 * BN, 9.5 * BN),
    ]
    for ids in rows["inputs"].str.split(";"):
        assert len(ids) == len(set(ids)), "each input is listed once"


def test_partners_cover_34_to_38_of_the_first_100(taken: Snapshot) -> None:
    """(15-19 + 19) / 100 = 34-38 %, / 500 = 6.8-7.6 %; what is left: 62-66 and 462-466."""
    table = taken.derivations
    first = one(table, "coverage", "stargate-first-tranche")
    assert interval(first) == pytest.approx((34, 38))
    assert set(first["inputs"].split(";")) == {
        "stargate-first-tranche",
        "softbank-into-stargate",
        "openai-into-stargate",
    }
    assert interval(one(table, "coverage", "stargate-programme")) == pytest.approx((6.8, 7.6))
    assert interval(one(table, "uncovered", "stargate-first-tranche")) == (62 * BN, 66 * BN)
    assert interval(one(table, "uncovered", "stargate-programme")) == (462 * BN, 466 * BN)
    by_002 = one(table, "coverage", "stargate-first-tranche", "002")
    assert interval(by_002) == pytest.approx((34, 34))


def test_microsofts_part_of_what_openai_raised(taken: Snapshot) -> None:
    """13 / about 20 = about 65 %."""
    row = one(taken.derivations, "part_of_whole", "microsoft-into-openai")
    assert interval(row) == (65, 65)
    assert row["approximate"]


def test_share_that_15_to_25_buy_at_about_300(taken: Snapshot) -> None:
    """Post-money 15/300 = 5 %, 25/300 = 8.33 %; pre-money 15/315 = 4.76 %, 25/325 = 7.69 %."""
    post = one(taken.derivations, "post_money", "softbank-into-openai")
    assert interval(post) == pytest.approx((5, 8.3333), abs=1e-4)
    pre = one(taken.derivations, "pre_money", "softbank-into-openai")
    assert interval(pre) == pytest.approx((4.7619, 7.6923), abs=1e-4)
    assert post["approximate"]
    assert pre["approximate"]
    assert "softbank-into-openai-2023" not in set(
        rows_of(taken.derivations, "post_money")["subject"]
    ), "what is already paid buys nothing of the new round"


def test_growth_of_costs_is_what_003_itself_states(taken: Snapshot) -> None:
    """20 / 5 = x4 from 2024 to 2027; the third root of 4 is 1.5874: 58.74 % a year."""
    growth = one(taken.derivations, "growth", "openai")
    assert interval(growth) == (4, 4)
    assert growth["stated_by"] == "003"
    assert growth["inputs"] == "openai-costs-2027;openai-costs-2024"
    yearly = one(taken.derivations, "yearly_growth", "openai")
    assert interval(yearly) == pytest.approx((58.7401, 58.7401), abs=1e-4)
    assert yearly["stated_by"] == ""


def test_growth_of_sakais_power_by_each_source(taken: Snapshot) -> None:
    """240 / 150 = 1.6: at most by 000, more by 001, and together any."""
    table = taken.derivations
    assert interval(one(table, "capacity_growth")) == (-np.inf, np.inf)
    at_most = one(table, "capacity_growth", reading="000")
    assert interval(at_most) == (-np.inf, 1.6)
    assert not at_most["high_exclusive"]
    more = one(table, "capacity_growth", reading="001")
    assert interval(more) == (1.6, np.inf)
    assert more["low_exclusive"]


def test_price_of_a_megawatt_at_sakai(taken: Snapshot) -> None:
    """676 million / 150 MW = 4.50667 million a megawatt."""
    rows = rows_of(taken.derivations, "price_per_unit").set_index("inputs")
    row = rows.loc["sakai-plant-purchase;sakai-power-initial"]
    assert interval(row) == pytest.approx((676e6 / 150, 676e6 / 150))
    assert row["unit"] == "USD/MW"


def test_stargates_500_are_125_a_year(taken: Snapshot) -> None:
    """500 / 4 = 125."""
    row = one(taken.derivations, "yearly_average", "stargate-programme")
    assert interval(row) == (125 * BN, 125 * BN)


def test_a_quarter_of_openais_computing_is_left(taken: Snapshot) -> None:
    """100 % - 75 % = 25 % by 2030; Microsoft's majority is of another time."""
    row = one(taken.derivations, "remaining_share", "openai")
    assert interval(row) == (25, 25)
    assert row["inputs"] == "stargate-for-openai"


def test_rates_that_the_articles_imply(ours: Dataset) -> None:
    """100 bn JPY / 676 m USD = 147.93, 0.5 % under 148.664; 19 / 18.25 = 1.0411 over 1.0404."""
    rates = derivations.implied_rates(frames.statements(ours)).set_index("record_id")
    yen = rates.loc["sakai-plant-purchase"]
    assert (yen["base"], yen["quote"]) == ("USD", "JPY")
    assert (yen["low"], yen["high"]) == (pytest.approx(100_000 / 676),) * 2
    assert round(yen["low"], 2) == 147.93
    assert round(yen["official"], 3) == 148.664
    assert yen["fixing"] == pd.Timestamp("2025-03-14")
    assert round(yen["difference"], 4) == -0.0049
    euro = rates.loc["openai-into-stargate"]
    assert (euro["base"], euro["quote"]) == ("EUR", "USD")
    assert round(euro["low"], 4) == 1.0411
    assert round(euro["official"], 4) == 1.0404
    assert euro["approximate"]


def test_every_row_has_its_formula_and_caveat(taken: Snapshot) -> None:
    table = taken.derivations
    assert tuple(table.columns) == derivations.COLUMNS
    assert set(table["derivation"]) == set(derivations.RULES)
    for name in ("formula", "caveat", "symbols", "inputs"):
        assert table[name].str.len().gt(0).all()
    assert set(table["inputs"].str.split(";").explode()) <= set(taken.records.index)


# One rule each ---------------------------------------------------------------


def test_unassigned_share_of_ranges(made: Made) -> None:
    """100 - (40-70 and 40) = -10 to 20, and nobody holds less than nothing: 0-20.

    record | kind  | payer | payee | bounds | unit
    one    | stake | alder | birch | 40-70  | percent
    two    | stake | cedar | birch | 40     | percent
    """
    assert interval(one(made.derived(), "unassigned_share")) == (0, 20)


def test_unassigned_share_with_an_open_stake(made: Made) -> None:
    """100 - (at least 35, and 40) = at most 25; more than 35 makes it less than 25.

    record | kind  | payer | payee | bounds | unit
    one    | stake | alder | birch | >35    | percent
    two    | stake | cedar | birch | 40     | percent
    """
    row = one(made.derived(), "unassigned_share")
    assert interval(row) == (-np.inf, 25)
    assert row["high_exclusive"]


def test_value_of_what_is_left_is_open_where_its_inputs_are(made: Made) -> None:
    """Up to 40 for at least 40 % is at most 100 in all; of it at most 60 %, that is at most 60.

    record | kind       | payer | payee | bounds | unit
    money  | investment | alder | birch | <=40   | USD
    share  | stake      | alder | birch | >=40   | percent
    """
    table = made.derived()
    assert interval(one(table, "implied_equity")) == (-np.inf, 100)
    assert interval(one(table, "unassigned_value")) == (-np.inf, 60)


def test_part_of_what_a_holder_pays_is_not_paid_twice(made: Made) -> None:
    """4 of the 10 are paid: 10 / 40 % = 25, not 14 / 40 % = 35.

    record | kind       | payer | payee | bounds | unit    | part_of
    money  | investment | alder | birch | 10     | USD     |
    paid   | investment | alder | birch | 4      | USD     | money
    share  | stake      | alder | birch | 40     | percent |
    """
    row = one(made.derived(), "implied_equity")
    assert interval(row) == (25, 25)
    assert row["inputs"] == "money;share"


def test_aggregate_buys_no_stake(made: Made) -> None:
    """The 10 and the 20 buy the stake: 30 / 40 % = 75; "more than 40" sums them up.

    record | kind       | payer | payee | bounds | unit    | includes
    one    | investment | alder | birch | 10     | USD     |
    two    | investment | alder | birch | 20     | USD     |
    all    | investment | alder | birch | >40    | USD     | one two
    share  | stake      | alder | birch | 40     | percent |
    """
    assert interval(one(made.derived(), "implied_equity")) == (75, 75)


def test_coverage_over_two_levels(made: Made) -> None:
    """30 of the tranche's 100 and of the whole's 500; the 10 within them are not added.

    record  | kind       | payer | payee | bounds | part_of
    whole   | programme  |       | birch | 500    |
    tranche | programme  |       | birch | 100    | whole
    money   | investment | alder | birch | 30     | tranche
    share   | programme  |       | birch | 20     | money
    inner   | investment | alder | birch | 10     | share
    """
    table = made.derived()
    assert interval(one(table, "coverage", "tranche")) == (30, 30)
    assert interval(one(table, "coverage", "whole")) == (6, 6)
    assert interval(one(table, "uncovered", "whole")) == (470, 470)
    assert one(table, "coverage", "whole")["inputs"] == "whole;money"


def test_coverage_takes_what_an_aggregate_includes(made: Made) -> None:
    """10 + 20 of 100; their sum is not added to them.

    record | kind       | payer | bounds | part_of | includes
    whole  | programme  |       | 100    |         |
    one    | investment | alder | 10     | whole   |
    two    | investment | cedar | 20     | whole   |
    all    | investment | alder | 30     | whole   | one two
    """
    assert interval(one(made.derived(), "coverage", "whole")) == (30, 30)


def test_amounts_that_were_not_converted_are_not_added_or_divided(made: Made) -> None:
    """Without one currency, 10 dollars are no part of 100 euros; 10 of 100 euros are 10 %.

    record | kind       | payer | bounds | unit | part_of
    whole  | programme  |       | 100    | EUR  |
    one    | investment | alder | 10     | USD  | whole
    two    | investment | cedar | 10     | EUR  | whole
    """
    reported = made.derived(None)
    assert rows_of(reported, "coverage").empty
    assert list(rows_of(reported, "part_of_whole")["subject"]) == ["two"]
    converted = one(made.derived("USD"), "coverage", "whole")
    # 10 USD are 9.61 EUR: 19.61 of 100.
    assert interval(converted) == pytest.approx((19.61, 19.61), abs=0.01)


def test_share_bought_at_an_open_valuation(made: Made) -> None:
    """At most 300: 15 buy at least 5 %, or 15 / 315 of it and at most the whole.

    record | kind       | payer | payee | bounds
    money  | investment | alder | birch | 15
    worth  | valuation  |       | birch | <=300
    """
    table = made.derived()
    assert interval(one(table, "post_money")) == (5, np.inf)
    assert interval(one(table, "pre_money")) == pytest.approx((100 * 15 / 315, 100))


def test_a_stated_basis_rules_out_the_other_answer(made: Made) -> None:
    """A valuation that is said to be before the new money: 100 / (300 + 100) = 25 %, and no other.

    record  | kind       | payer | payee | bounds | stage    | meaning
    birch   | valuation  |       | birch | 300    | in_talks | pre_money
    into    | investment | alder | birch | 100    | in_talks |
    cedar   | valuation  |       | cedar | 300    | in_talks |
    other   | investment | alder | cedar | 100    | in_talks |
    """
    derived = made.derived()
    bought = derived[derived["derivation"].isin(["post_money", "pre_money"])]
    told = bought.groupby("subject")["derivation"].agg(sorted).to_dict()
    assert told == {"into": ["pre_money"], "other": ["post_money", "pre_money"]}
    assert bought.loc[bought["subject"].eq("into"), "low"].tolist() == [25.0]


def test_two_bases_rule_out_neither(made: Made) -> None:
    """Two sources that differ on the basis.

    record | kind       | source | payer | payee | bounds | stage    | meaning
    birch  | valuation  | a      |       | birch | 300    | in_talks | pre_money
    birch  | valuation  | b      |       | birch | 300    | in_talks | post_money
    into   | investment | a      | alder | birch | 100    | in_talks |
    """
    derived = made.derived()
    assert {"post_money", "pre_money"} <= set(derived["derivation"])


def test_share_bought_by_an_open_amount(made: Made) -> None:
    """At least 15 of 300: at least 5 %, or at least 15 / 315. Up to 15: at most these.

    record | kind       | payer | payee | bounds
    least  | investment | alder | birch | >=15
    most   | investment | cedar | birch | <=15
    worth  | valuation  |       | birch | 300
    """
    table = made.derived()
    assert interval(one(table, "post_money", "least")) == (5, np.inf)
    assert interval(one(table, "post_money", "most")) == (-np.inf, 5)
    low, high = interval(one(table, "pre_money", "least"))
    assert low == pytest.approx(100 * 15 / 315)
    assert high >= 100
    assert interval(one(table, "pre_money", "most"))[1] == pytest.approx(100 * 15 / 315)


def test_what_is_paid_already_buys_nothing_of_a_new_round(made: Made) -> None:
    """Only the pledged 15 do.

    record | kind       | payer | payee | bounds | stage
    past   | investment | alder | birch | 2      | completed
    new    | investment | alder | birch | 15     | pledged
    worth  | valuation  |       | birch | 300    | in_talks
    """
    assert list(rows_of(made.derived(), "post_money")["subject"]) == ["new"]


def test_growth_between_consecutive_years(made: Made) -> None:
    """5 in 2024, 10 in 2025, 40 in 2027: x2 in a year (100 %), x4 in two (100 % a year).

    record | kind | payer | bounds | event
    c24    | cost | alder | 5      | 2024
    c27    | cost | alder | 40     | ../2027
    c27    | cost |       | 40     | 2027
    c25    | cost | alder | 10     | 2025
    """
    table = made.derived()
    growth = rows_of(table, "growth").set_index("inputs")
    assert interval(growth.loc["c25;c24"]) == (2, 2)
    assert interval(growth.loc["c27;c25"]) == (4, 4)
    yearly = rows_of(table, "yearly_growth").set_index("inputs")
    assert interval(yearly.loc["c25;c24"]) == pytest.approx((100, 100))
    assert interval(yearly.loc["c27;c25"]) == pytest.approx((100, 100))


def test_no_growth_within_one_year_between_payees_or_without_a_year(made: Made) -> None:
    """Two costs of 2024, one with Birch in 2025, one by 2027, one from 2025 to 2026: no pair.

    record | kind | payer | payee | bounds | event
    one    | cost | alder |       | 5      | 2024
    two    | cost | alder |       | 6      | 2024
    with   | cost | alder | birch | 7      | 2025
    by     | cost | alder |       | 8      | ../2027
    years  | cost | alder |       | 9      | 2025/2026
    """
    table = made.derived()
    assert rows_of(table, "growth").empty
    assert rows_of(table, "yearly_growth").empty


@pytest.mark.parametrize(
    ("said", "stated_by"),
    [
        ("4", "b"),
        ("~3.9", "b"),  # within a twentieth of 4
        ("3-5", "b"),
        (">=4", "b"),
        ("3", ""),
        (">5", ""),
    ],
)
def test_growth_that_a_source_states_itself(build: Build, said: str, stated_by: str) -> None:
    made = build(
        [
            {"record": "early", "kind": "cost", "bounds": "5", "event": "2024"},
            {"record": "late", "kind": "cost", "bounds": "20", "event": "2027"},
            {
                "record": "said",
                "kind": "cost",
                "source": "b",
                "bounds": said,
                "unit": "multiple",
                "growth_of": "late",
                "relative_to": "early",
            },
        ]
    )
    assert one(made.derived(), "growth")["stated_by"] == stated_by


def test_growth_that_two_records_state(made: Made) -> None:
    """b says x4, c says x3: 20 / 5 is what b states.

    record | kind | source | bounds | unit     | event | growth_of | relative_to
    early  | cost | a      | 5      | USD      | 2024  |           |
    late   | cost | a      | 20     | USD      | 2027  |           |
    said-b | cost | b      | 4      | multiple |       | late      | early
    said-c | cost | c      | 3      | multiple |       | late      | early
    """
    assert one(made.derived(), "growth")["stated_by"] == "b"


def test_capacity_growth_in_mixed_units(made: Made) -> None:
    """1.2 GW after 150 MW: 1200 / 150 = 8. Servers do not grow from megawatts.

    record | kind     | bounds | unit   | grows_from
    first  | capacity | 150    | MW     |
    later  | capacity | 1.2    | GW     | first
    other  | capacity | 1000   | server | first
    """
    row = one(made.derived(), "capacity_growth")
    assert interval(row) == (8, 8)
    assert row["inputs"] == "later;first"


def test_price_for_each_unit_of_capacity(made: Made) -> None:
    """Up to 600 for 150 MW: at most 4 each. For more than 200 MW: less than 3 each.

    record | kind     | payee  | asset | bounds | unit
    price  | purchase | cedar  | plant | <=600  | USD
    first  | capacity | plant  |       | 150    | MW
    later  | capacity | plant  |       | >200   | MW
    """
    rows = rows_of(made.derived(), "price_per_unit").set_index("inputs")
    assert interval(rows.loc["price;first"]) == (-np.inf, 4)
    assert not rows.loc["price;first", "high_exclusive"]
    assert interval(rows.loc["price;later"]) == (-np.inf, 3)
    assert rows.loc["price;later", "high_exclusive"]


def test_average_over_a_contested_or_open_horizon(made: Made) -> None:
    """500 over 4 or 5 years: 100-125 a year; within at most 4: at least 125; 60 in 18 months: 40.

    record  | kind      | source | bounds | horizon
    years   | programme | a      | 500    | 4 year
    years   | programme | b      | 500    | 5 year
    within  | programme | a      | 500    | <=4 year
    months  | programme | a      | 60     | 18 month
    """
    table = made.derived()
    assert interval(one(table, "yearly_average", "years")) == (100, 125)
    assert interval(one(table, "yearly_average", "within")) == (125, np.inf)
    assert interval(one(table, "yearly_average", "months")) == (40, 40)


def test_remaining_share_is_of_one_time_and_bounded(made: Made) -> None:
    """By 2030, 100 - (50-60 and 10) = 30-40; for 2025 a majority leaves no figure.

    record | kind          | payer | payee | bounds | unit    | event
    one    | compute_share | alder | birch | 50-60  | percent | ../2030
    two    | compute_share | cedar | birch | 10     | percent | ../2030
    now    | compute_share | cedar | birch | >50    | percent | 2025
    """
    row = one(made.derived(), "remaining_share")
    assert interval(row) == (30, 40)
    assert row["inputs"] == "one;two"


def test_implied_rate_of_a_range(made: Made) -> None:
    """15-25 USD for 10 EUR: 1.5-2.5; 10 USD as 9-12 EUR: 10/12 to 10/9.

    record | bounds | unit | equivalent
    range  | 15-25  | USD  | 10 EUR
    beside | 10     | USD  | 9-12 EUR
    euros  | 10     | EUR  | 11 USD
    """
    rates = derivations.implied_rates(made.statements).set_index("record_id")
    assert (rates["base"] + rates["quote"]).unique().tolist() == ["EURUSD"]
    assert list(rates.loc["range", ["low", "high"]]) == [1.5, 2.5]
    assert list(rates.loc["beside", ["low", "high"]]) == pytest.approx([10 / 12, 10 / 9])
    assert list(rates.loc["euros", ["low", "high"]]) == [1.1, 1.1]
    # 1.1 / 1.0403 is 5.7 % above the official rate of 30 January 2025.
    assert rates.loc["euros", "difference"] == pytest.approx(0.0574, abs=1e-4)


def test_implied_rate_without_an_official_one(made: Made) -> None:
    """No rouble is fixed in 2025.

    record | bounds | unit | equivalent
    deal   | 100    | RUB  | 1 USD
    """
    rate = derivations.implied_rates(made.statements).iloc[0]
    assert rate["low"] == 100
    assert pd.isna(rate["official"])
    assert pd.isna(rate["fixing"])
    assert pd.isna(rate["difference"])


def test_contested_input_is_read_by_each_source(made: Made) -> None:
    """10 or 20 for 40 %: 25-50; 25 by a, 50 by b; c gives the same 40 % and no amount.

    record | kind       | payer | payee | source | bounds | unit
    money  | investment | alder | birch | a      | 10     | USD
    money  |            |       |       | b      | 20     | USD
    share  | stake      | alder | birch | c      | 40     | percent
    """
    table = made.derived()
    assert interval(one(table, "implied_equity")) == (25, 50)
    assert interval(one(table, "implied_equity", reading="a")) == (25, 25)
    assert interval(one(table, "implied_equity", reading="b")) == (50, 50)
    assert rows_of(table, "implied_equity", reading="c").empty
    # The stakes are not contested: what is left of them is not read again.
    assert table[table["derivation"].eq("unassigned_share")]["reading"].tolist() == [""]


def test_missing_rate_derives_nothing(made: Made) -> None:
    """Roubles have no rate in 2025: neither equity nor an unconverted number.

    record | kind       | payer | payee | bounds | unit
    money  | investment | alder | birch | 10     | RUB
    share  | stake      | alder | birch | 40     | percent
    """
    assert rows_of(made.derived("USD"), "implied_equity").empty
    assert interval(one(made.derived("RUB"), "implied_equity")) == (25, 25)


@pytest.mark.parametrize(
    ("low", "high", "unit", "spelt"),
    [
        (15e9, 19e9, "USD", "15-19bn USD"),
        (676e6, 676e6, "USD", "676m USD"),
        (1.5e12, np.inf, "JPY", ">= 1.5tn JPY"),
        (-np.inf, 240.0, "MW", "<= 240 MW"),
        (40.0, 40.0, "percent", "40 %"),
        (-np.inf, np.inf, "MW", "? MW"),
        (1000.0, np.inf, "server", ">= 1000 server"),
        (676e6 / 150, 676e6 / 150, "USD/MW", "4.50667m USD/MW"),
    ],
)
def test_spelling(low: float, high: float, unit: str, spelt: str) -> None:
    assert derivations.spell(low, high, unit) == spelt


def test_spelling_of_excluded_bounds() -> None:
    assert derivations.spell(240, np.inf, "MW", low_exclusive=True) == "> 240 MW"
    assert derivations.spell(-np.inf, 5, "percent", high_exclusive=True) == "< 5 %"


# Properties ------------------------------------------------------------------

amounts = st.tuples(st.integers(1, 400), st.integers(0, 400)).map(lambda t: (t[0], t[0] + t[1]))
shares = st.tuples(st.integers(1, 45), st.integers(0, 45)).map(lambda t: (t[0], t[0] + t[1]))
fractions = st.floats(0, 1)


def bounds(ends: tuple[int, int]) -> str:
    low, high = ends
    return str(low) if low == high else f"{low}-{high}"


def point(ends: tuple[int, int], fraction: float) -> float:
    return ends[0] + fraction * (ends[1] - ends[0])


@given(
    money=amounts,
    rest=amounts,
    stake=shares,
    worth=amounts,
    at=st.lists(fractions, min_size=4, max_size=4),
)
@settings(deadline=None, max_examples=20)
def test_each_derivation_contains_what_points_of_its_inputs_give(  # noqa: PLR0913, PLR0917 - one an input
    build: Build,
    money: tuple[int, int],
    rest: tuple[int, int],
    stake: tuple[int, int],
    worth: tuple[int, int],
    at: list[float],
) -> None:
    table = build(
        [
            {"record": "whole", "kind": "programme", "bounds": bounds(worth)},
            {"record": "m", "payee": "birch", "bounds": bounds(money), "part_of": "whole"},
            {"record": "r", "payer": "cedar", "bounds": bounds(rest), "part_of": "whole"},
            {"record": "s", "kind": "stake", "bounds": bounds(stake), "unit": "percent"},
            {"record": "v", "kind": "valuation", "bounds": bounds(worth)},
        ]
    ).derived()
    m, r, s, v = (
        point(ends, fraction)
        for ends, fraction in zip((money, rest, stake, worth), at, strict=True)
    )
    expected = {
        ("unassigned_share", "birch"): 100 - s,
        ("implied_equity", "birch"): m / s * 100,
        ("unassigned_value", "birch"): m / s * (100 - s),
        ("coverage", "whole"): (m + r) / v * 100,
        ("uncovered", "whole"): v - (m + r),
        ("part_of_whole", "m"): m / v * 100,
        ("part_of_whole", "r"): r / v * 100,
        ("post_money", "m"): m / v * 100,
        ("pre_money", "m"): m / (v + m) * 100,
    }
    for (derivation, subject), value in expected.items():
        low, high = interval(one(table, derivation, subject))
        slack = 1e-9 * max(1.0, abs(value))
        assert low - slack <= value <= high + slack, derivation
