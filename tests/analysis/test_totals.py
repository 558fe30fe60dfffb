"""Totals: what counts, what is left out and why, and that no money counts twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import agreement, frames, totals
from models.records import FLOWS

if TYPE_CHECKING:
    from models.loading import Dataset
    from tests.analysis.conftest import Build, Made

BN = 1e9


def interval(total: totals.Total) -> tuple[float, float]:
    return total.low, total.high


def reasons(lines: pd.DataFrame) -> dict[str, str]:
    """What is left out: record and reason."""
    left = lines[lines["reason"].ne(totals.COUNTED)]
    return {str(record): reason for record, reason in left["reason"].items()}


def counted(lines: pd.DataFrame) -> set[str]:
    return set(lines.index[lines["reason"].eq(totals.COUNTED)])


@pytest.fixture(scope="module")
def agreed(ours: Dataset) -> pd.DataFrame:
    return agreement.agree(frames.records(ours), frames.statements(ours), "USD")


# Our own dataset -------------------------------------------------------------


def test_softbank_over_all_articles(agreed: pd.DataFrame) -> None:
    """15-25 (OpenAI) + 15-19 (Stargate) + 2 (2023) + 0.676 (Sakai) = 32.676-46.676 billion."""
    lines = totals.ledger(agreed, payer="softbank")
    assert counted(lines) == {
        "softbank-into-openai",
        "softbank-into-stargate",
        "softbank-into-openai-2023",
        "sakai-plant-purchase",
    }
    assert reasons(lines) == {
        "softbank-overall-commitment": "aggregate",
        "softbank-into-us": "not_reported",
        "softbank-into-alibaba": "not_reported",
        "softbank-into-arm": "not_reported",
        "softbank-in-stargate": "other_measure",
        "sakai-power-initial": "other_measure",
        "sakai-power-later": "other_measure",
    }
    claim = lines.loc["softbank-overall-commitment", "reason_record"]
    assert claim == "softbank-into-openai;softbank-into-stargate"
    result = totals.total(lines)
    assert interval(result) == (32_676_000_000, 46_676_000_000)
    assert (result.contested, result.counted) == (1, 4)
    assert not result.approximate
    assert set(lines.loc[list(counted(lines)), "stage"]) == {
        "in_talks",
        "pledged",
        "completed",
        "committed",
    }


def test_softbank_in_source_002_alone(ours: Dataset) -> None:
    """15-25 + 15 = 30-40, against the article's own "more than 40": above the sum of its parts."""
    statements = frames.statements(ours)
    alone = agreement.agree(
        frames.records(ours), statements[statements["source_id"].eq("002")], "USD"
    )
    commitments = alone.drop("softbank-into-openai-2023")  # past, and not in the claim
    lines = totals.ledger(commitments, payer="softbank")
    assert interval(totals.total(lines)) == (30 * BN, 40 * BN)
    claim = totals.claims(alone).loc["softbank-overall-commitment"]
    assert (claim["parts_low"], claim["parts_high"]) == (30 * BN, 40 * BN)
    assert (claim["low"], claim["high"], claim["low_exclusive"]) == (40 * BN, np.inf, True)
    assert claim["verdict"] == "above"


def test_claim_beside_all_articles_is_within(agreed: pd.DataFrame) -> None:
    """15-25 + 15-19 = 30-44, and "more than 40" can hold up to 44."""
    claim = totals.claims(agreed).loc["softbank-overall-commitment"]
    assert (claim["parts_low"], claim["parts_high"]) == (30 * BN, 44 * BN)
    assert claim["verdict"] == "within"


def test_microsofts_13_are_inside_the_20_raised(agreed: pd.DataFrame) -> None:
    """15-25 (SoftBank's new money) + about 20 (raised so far) = about 35-45."""
    lines = totals.ledger(agreed, payee="openai")
    assert counted(lines) == {"softbank-into-openai", "openai-funding"}
    assert reasons(lines)["microsoft-into-openai"] == "part_of"
    assert lines.loc["microsoft-into-openai", "reason_record"] == "openai-funding"
    assert reasons(lines)["softbank-into-openai-2023"] == "part_of"
    assert reasons(lines)["openai-valuation"] == "stock"
    result = totals.total(lines)
    assert interval(result) == (35 * BN, 45 * BN)
    assert result.approximate


def test_microsofts_13_count_where_the_20_are_not_asked_for(agreed: pd.DataFrame) -> None:
    lines = totals.ledger(agreed, payer="microsoft", payee="openai")
    assert interval(totals.total(lines)) == (13 * BN, 13 * BN)


def test_100_and_400_are_inside_500(agreed: pd.DataFrame) -> None:
    lines = totals.ledger(agreed, payee="stargate")
    assert counted(lines) == {"stargate-programme"}
    assert interval(totals.total(lines)) == (500 * BN, 500 * BN)
    left = lines[lines["reason"].eq("part_of")]
    # The partners' money is in the first tranche, and with it in the whole that is counted.
    assert left["reason_record"].to_dict() == {
        "stargate-first-tranche": "stargate-programme",
        "stargate-remainder": "stargate-programme",
        "softbank-into-stargate": "stargate-first-tranche",
        "openai-into-stargate": "stargate-first-tranche",
    }


def test_stage_asks_for_the_tranche_without_the_programme(agreed: pd.DataFrame) -> None:
    """Only the first 100 are pledged; the 500 are a goal, the 400 projected."""
    lines = totals.ledger(agreed, payee="stargate", stages=("pledged",))
    assert counted(lines) == {"stargate-first-tranche"}
    assert lines.loc["softbank-into-stargate", "reason_record"] == "stargate-first-tranche"
    both = totals.ledger(agreed, payee="stargate", stages=("pledged", "projected"))
    assert interval(totals.total(both)) == (500 * BN, 500 * BN)


def test_running_costs_are_not_commitments(agreed: pd.DataFrame) -> None:
    lines = totals.ledger(agreed, payer="openai")
    assert counted(lines) == {"openai-into-stargate"}
    left = reasons(lines)
    assert left["openai-costs-2024"] == left["openai-costs-2027"] == "running_cost"
    assert left["openai-costs-growth"] == "other_measure"


def test_every_record_of_the_ledger_is_counted_or_has_a_known_reason(agreed: pd.DataFrame) -> None:
    lines = totals.ledger(agreed)
    assert set(lines["reason"]) <= {totals.COUNTED, *totals.REASONS}
    order = [totals.COUNTED, *totals.REASONS]
    places = lines["reason"].map(order.index)
    assert places.is_monotonic_increasing


# One rule each ---------------------------------------------------------------


def test_at_least_stays_open_above(made: Made) -> None:
    """At least 10, and 5: at least 15. More than 10, and 5: more than 15.

    record | payee | bounds
    floor  | birch | >=10
    five   | birch | 5
    over   | cedar | >10
    five-b | cedar | 5
    """
    rows = made.agreed()
    least = totals.total(totals.ledger(rows, payee="birch"))
    assert interval(least) == (15, np.inf)
    assert not least.low_exclusive
    more = totals.total(totals.ledger(rows, payee="cedar"))
    assert interval(more) == (15, np.inf)
    assert more.low_exclusive
    assert not more.high_exclusive


def test_up_to_stays_open_below(made: Made) -> None:
    """Up to 25, and 5: up to 30, and nothing is known of the least.

    record | bounds
    upto   | <=25
    five   | 5
    """
    assert interval(totals.total(totals.ledger(made.agreed()))) == (-np.inf, 30)


def test_about_makes_the_total_about(made: Made) -> None:
    """About 20 and 5 are about 25.

    record | bounds
    about  | ~20
    five   | 5
    """
    result = totals.total(totals.ledger(made.agreed()))
    assert interval(result) == (25, 25)
    assert result.approximate


def test_nothing_counted_is_not_reported_and_never_zero(made: Made) -> None:
    """One investment without an amount.

    record | bounds
    silent |
    """
    lines = totals.ledger(made.agreed())
    assert reasons(lines) == {"silent": "not_reported"}
    result = totals.total(lines)
    assert np.isnan(interval(result)).all()
    assert result.counted == 0


def test_part_of_over_two_levels(made: Made) -> None:
    """10 of 100 of 500 leave 500; without the 500, 100; without both, 10.

    record  | kind       | payer | payee | bounds | part_of | stage
    whole   | programme  |       | birch | 500    |         | goal
    tranche | programme  |       | birch | 100    | whole   | pledged
    money   | investment | alder | birch | 10     | tranche | committed
    """
    rows = made.agreed()
    assert interval(totals.total(totals.ledger(rows))) == (500, 500)
    firm = totals.ledger(rows, stages=("pledged", "committed"))
    assert interval(totals.total(firm)) == (100, 100)
    # The tranche is not asked for: the whole still holds the money.
    ends = totals.ledger(rows, stages=("goal", "committed"))
    assert interval(totals.total(ends)) == (500, 500)
    assert ends.loc["money", "reason_record"] == "whole"
    assert interval(totals.total(totals.ledger(rows, payer="alder"))) == (10, 10)


def test_part_counts_where_its_whole_has_no_amount(made: Made) -> None:
    """Nobody says how large the whole is: the 10 are known.

    record | kind       | bounds | part_of
    whole  | programme  |        |
    part   | investment | 10     | whole
    """
    lines = totals.ledger(made.agreed())
    assert interval(totals.total(lines)) == (10, 10)
    assert reasons(lines) == {"whole": "not_reported"}


def test_aggregate_is_left_out_beside_what_it_includes(made: Made) -> None:
    """10 + 20 = 30; the source's own "more than 40" is a claim about them.

    record | bounds | includes
    one    | 10     |
    two    | 20     |
    all    | >40    | one two
    """
    rows = made.agreed()
    lines = totals.ledger(rows)
    assert interval(totals.total(lines)) == (30, 30)
    assert reasons(lines) == {"all": "aggregate"}
    assert lines.loc["all", "reason_record"] == "one;two"


def test_aggregate_counts_where_nothing_that_it_includes_does(made: Made) -> None:
    """The two records have no amount: then "more than 40" is all that is known.

    record | bounds | includes
    one    |        |
    two    |        |
    all    | >40    | one two
    """
    lines = totals.ledger(made.agreed())
    assert interval(totals.total(lines)) == (40, np.inf)
    assert reasons(lines) == {"one": "not_reported", "two": "not_reported"}


def test_aggregate_before_the_articles_on_what_it_includes(made: Made) -> None:
    """On 15 January only the sum is known.

    record | source | published  | bounds | includes
    one    | b      | 2025-01-20 | 10     |
    all    | a      | 2025-01-10 | 40     | one
    """
    known = frames.as_of(made.statements, pd.Timestamp("2025-01-15").date())
    rows = agreement.agree(made.records, known, "USD")
    assert interval(totals.total(totals.ledger(rows))) == (40, 40)
    assert totals.claims(rows)["verdict"].to_dict() == {"all": "open"}


def test_aggregate_of_an_aggregate(made: Made) -> None:
    """All sums up some, and some sums up 10: 10, whether or not anybody reports the sum between.

    record | payee | bounds | includes
    one    | birch | 10     |
    some   | birch | 11     | one
    all    | birch | 12     | some
    one-b  | cedar | 10     |
    some-b | cedar |        | one-b
    all-b  | cedar | 12     | some-b
    """
    rows = made.agreed()
    assert counted(totals.ledger(rows, payee="birch")) == {"one"}
    assert counted(totals.ledger(rows, payee="cedar")) == {"one-b"}


def test_aggregate_of_a_whole_whose_part_is_asked_for(made: Made) -> None:
    """Alder's 60 sum up the programme's 50; Alder's 10 are part of these: only the 10 count.

    record    | kind       | payer | payee | bounds | part_of   | includes
    programme | programme  |       | birch | 50     |           |
    part      | investment | alder | birch | 10     | programme |
    all       | investment | alder | birch | 60     |           | programme
    """
    assert counted(totals.ledger(made.agreed(), payer="alder")) == {"part"}


def test_record_named_as_a_part_from_both_sides_counts_once(made: Made) -> None:
    """`one` is part of `all`, and `all` includes `one`: the same thing said twice.

    record | bounds | part_of | includes
    one    | 10     | all     |
    two    | 20     | all     |
    all    | 40     |         | one two
    """
    lines = totals.ledger(made.agreed())
    assert counted(lines) == {"one", "two"}
    assert reasons(lines) == {"all": "aggregate"}


def test_what_an_aggregate_includes_is_in_the_whole_that_the_aggregate_is_in(made: Made) -> None:
    """10 is in the sum, the sum is in the 100: 100.

    record | bounds | part_of | includes
    whole  | 100    |         |
    sum    | 40     | whole   | one
    one    | 10     |         |
    """
    lines = totals.ledger(made.agreed())
    assert counted(lines) == {"whole"}
    assert reasons(lines) == {"sum": "part_of", "one": "part_of"}


def test_stocks_costs_and_other_measures_are_never_added(made: Made) -> None:
    """Of all that Alder and Birch are told of, only the 10 are a flow of money.

    record | kind          | bounds | unit    | meaning
    money  | investment    | 10     | USD     |
    worth  | valuation     | 300    | USD     |
    spent  | cost          | 5      | USD     | total
    share  | stake         | 40     | percent |
    power  | capacity      | 150    | MW      |
    part   | compute_share | 75     | percent |
    fall   | market_move   | -1     | percent | down
    """
    lines = totals.ledger(made.agreed())
    assert counted(lines) == {"money"}
    assert reasons(lines) == {
        "worth": "stock",
        "spent": "running_cost",
        "share": "other_measure",
        "power": "other_measure",
        "part": "other_measure",
    }


def test_missing_rate_is_left_out_with_its_reason(made: Made) -> None:
    """Roubles have no rate in 2025; the 10 dollars count.

    record  | bounds | unit
    roubles | 100    | RUB
    dollars | 10     | USD
    """
    lines = totals.ledger(made.agreed("USD"))
    assert interval(totals.total(lines)) == (10, 10)
    assert reasons(lines) == {"roubles": "no_rate"}


def test_stage_filter_takes_the_records_stage(made: Made) -> None:
    """A record is as firm as its least firm statement: pledged here.

    record | source | bounds | stage
    deal   | a      | 15     | pledged
    deal   | b      | 15     | committed
    done   | a      | 2      | completed
    vague  | a      | 3      |
    """
    rows = made.agreed()
    assert counted(totals.ledger(rows, stages=("pledged",))) == {"deal"}
    assert counted(totals.ledger(rows, stages=("committed",))) == set()
    assert counted(totals.ledger(rows, stages=("pledged", "completed"))) == {"deal", "done"}
    assert counted(totals.ledger(rows)) == {"deal", "done", "vague"}


def test_every_question_has_its_row(made: Made) -> None:
    """Alder to Birch at one stage, and Cedar's to nobody named.

    record | kind       | payer | payee | bounds | stage
    deal   | investment | alder | birch | 15     | pledged
    whole  | programme  |       | birch | 100    |
    """
    table = totals.totals(made.agreed())
    asked = table[["payer_id", "payee_id", "stage"]].astype("object")
    rows = asked.where(asked.notna(), None).apply(tuple, axis=1).tolist()
    assert rows == [
        (None, "birch", None),
        (None, "birch", "pledged"),
        ("alder", None, None),
        ("alder", None, "pledged"),
        ("alder", "birch", None),
        ("alder", "birch", "pledged"),
    ]
    assert table["low"].tolist() == [115, 15, 15, 15, 15, 15]
    assert table["counted"][0] == "deal;whole"


def test_table_agrees_with_the_ledger(agreed: pd.DataFrame) -> None:
    table = totals.totals(agreed)
    row = table[table["payer_id"].eq("softbank") & table["payee_id"].isna() & table["stage"].isna()]
    lines = totals.ledger(agreed, payer="softbank")
    assert (row["low"].item(), row["high"].item()) == interval(totals.total(lines))
    assert set(row["counted"].item().split(";")) == counted(lines)
    assert "softbank-overall-commitment=aggregate" in row["left_out"].item()


# The ledgers of all parties --------------------------------------------------


def test_ledgers_of_all_parties_line_by_line(made: Made) -> None:
    """Money names cedar before alder; a stake's payer alone, dogwood, has no ledger.

    record | kind       | payer   | payee | bounds | unit    | part_of | includes
    share  | stake      | dogwood | birch | 10     | percent |         |
    part   | investment | cedar   | birch | 15     | USD     | whole   |
    both   | investment | alder   | birch | 50     | USD     |         | two one
    whole  | investment | cedar   | birch | 100    | USD     |         |
    one    | investment | alder   | birch | >20    | USD     |         |
    two    | investment | alder   | birch | 5-7    | USD     |         |
    none   | investment | alder   | elm   |        | USD     |         |
    """
    table = totals.ledgers(made.agreed())
    columns = ["question", "line", "record_id", "low", "high", "reason", "reason_record"]
    inf = np.inf
    assert table[columns].astype("object").fillna("").to_numpy().tolist() == [
        ["from cedar", "counted", "whole", 100, 100, "", ""],
        ["from cedar", "left_out", "part", 15, 15, "part_of", "whole"],
        ["from cedar", "result", "", 100, 100, "", ""],
        ["from alder", "counted", "one", 20, inf, "", ""],
        ["from alder", "counted", "two", 5, 7, "", ""],
        ["from alder", "left_out", "none", "", "", "not_reported", ""],
        ["from alder", "left_out", "both", 50, 50, "aggregate", "two;one"],
        ["from alder", "result", "", 25, inf, "", ""],
        ["to birch", "counted", "whole", 100, 100, "", ""],
        ["to birch", "counted", "one", 20, inf, "", ""],
        ["to birch", "counted", "two", 5, 7, "", ""],
        ["to birch", "left_out", "part", 15, 15, "part_of", "whole"],
        ["to birch", "left_out", "both", 50, 50, "aggregate", "two;one"],
        ["to birch", "left_out", "share", 10, 10, "other_measure", ""],
        ["to birch", "result", "", 125, inf, "", ""],
        ["to elm", "left_out", "none", "", "", "not_reported", ""],
        ["to elm", "result", "", "", "", "", ""],
    ]
    assert table.loc[table["line"].eq("result"), "unit"].fillna("").tolist() == [*3 * ["USD"], ""]


def of_each_party(agreed: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    """The lines of every ledger that `ledger` gives: question, record, reason, records of it."""
    found = []
    for way, role in (("from", "payer"), ("to", "payee")):
        asked = agreed.loc[agreed["kind"].isin(FLOWS), f"{role}_id"].dropna().unique()
        for party in asked:
            lines = totals.ledger(agreed, **{role: party})
            told = lines.reset_index()[["record_id", "reason", "reason_record"]]
            found += [(f"{way} {party}", *line) for line in told.itertuples(index=False)]
    return found


def lines_of(agreed: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    table = totals.ledgers(agreed)
    told = table.loc[
        table["line"].ne("result"), ["question", "record_id", "reason", "reason_record"]
    ]
    return list(told.itertuples(index=False, name=None))


def test_each_partys_lines_are_those_of_its_ledger(agreed: pd.DataFrame) -> None:
    assert lines_of(agreed) == of_each_party(agreed)


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("40", "above"),  # the parts are 15-25 and 10: 25-35
        (">35", "above"),  # 35 itself is excluded
        (">=35", "within"),
        ("30", "within"),
        ("<=25", "within"),
        ("<25", "below"),
        ("20", "below"),
        ("", "open"),
    ],
)
def test_claim_against_the_sum_of_its_parts(build: Build, claim: str, verdict: str) -> None:
    rows = [
        {"record": "one", "bounds": "15-25"},
        {"record": "two", "bounds": "10"},
        {"record": "all", "includes": "one two", "bounds": claim},
    ]
    made = build([{name: cell for name, cell in row.items() if cell} for row in rows])
    found = totals.claims(made.agreed()).loc["all"]
    assert (found["parts_low"], found["parts_high"]) == (25, 35)
    assert found["parts"] == "one;two"
    assert found["verdict"] == verdict


# Properties ------------------------------------------------------------------


@st.composite
def forests(draw: st.DrawFn) -> list[dict[str, str]]:
    """Records of one payer, some part of earlier ones, some adding up earlier ones."""
    rows: list[dict[str, str]] = []
    for number in range(draw(st.integers(1, 6))):
        low = draw(st.integers(0, 50))
        high = low + draw(st.integers(1, 50))
        row = {"record": f"r{number}", "bounds": f"{low}-{high}"}
        earlier = [old["record"] for old in rows]
        link = draw(st.sampled_from(["", "part_of", "includes"])) if earlier else ""
        if link == "part_of":
            row[link] = draw(st.sampled_from(earlier))
        if link == "includes":
            some = draw(st.lists(st.sampled_from(earlier), min_size=1, unique=True))
            row[link] = " ".join(some)
        rows.append(row)
    return rows


@given(rows=forests(), data=st.data())
@settings(deadline=None, max_examples=25)
def test_total_contains_every_total_of_points_chosen_from_its_inputs(
    build: Build, rows: list[dict[str, str]], data: st.DataObject
) -> None:
    agreed = build(rows).agreed()
    lines = totals.ledger(agreed)
    result = totals.total(lines)
    points = 0.0
    for low, high in lines.loc[lines["reason"].eq(totals.COUNTED), ["low", "high"]].to_numpy():
        points += data.draw(st.floats(min_value=low, max_value=high))
    assert result.low - 1e-9 <= points <= result.high + 1e-9


@given(rows=forests())
@settings(deadline=None, max_examples=20)
def test_however_records_contain_others_each_partys_lines_are_those_of_its_ledger(
    build: Build, rows: list[dict[str, str]]
) -> None:
    agreed = build(rows).agreed()
    assert lines_of(agreed) == of_each_party(agreed)


@given(rows=forests())
@settings(deadline=None, max_examples=20)
def test_no_record_counts_beside_one_that_contains_it(
    build: Build, rows: list[dict[str, str]]
) -> None:
    lines = totals.ledger(build(rows).agreed())
    kept = counted(lines)
    assert kept, "something always counts"
    above: dict[str, set[str]] = {row["record"]: set() for row in rows}
    for row in rows:
        if "part_of" in row:
            above[row["record"]].add(row["part_of"])
        for part in row.get("includes", "").split():
            above[part].add(row["record"])
    for record in kept:
        seen: set[str] = set()
        ahead = set(above[record])
        while ahead:
            whole = ahead.pop()
            if whole not in seen:
                seen.add(whole)
                ahead |= above[whole]
        assert not seen & kept
