"""Conflicts: each found by rule, what each says of itself, and no false one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from analysis import agreement, conflicts, frames, snapshot, totals

if TYPE_CHECKING:
    from models.loading import Dataset
    from tests.analysis.conftest import Build, Made

BN = 1e9


def found(table: pd.DataFrame) -> dict[str, str]:
    """Record and kind of conflict."""
    return dict(zip(table["record_id"], table["conflict"], strict=True))


# Our own dataset -------------------------------------------------------------

# What a reader of the five articles finds, and nothing else:
CONFLICTS = {
    # 002: 15 already allotted; 004: 19 each.
    "softbank-into-stargate": "amount",
    # 001: more than 240 MW; 000: up to 240.
    "sakai-power-later": "bound",
    # 003 gives 5 billion as the cost of the models, and as total spending.
    "openai-costs-2024": "meaning",
    # 2026: 001 operations begin, 000 the conversion begins.
    "sakai-2026": "meaning",
    # 002 names OpenAI, Oracle and SoftBank, then OpenAI, Oracle and MGX.
    "stargate-partners": "partners",
}


def test_our_conflicts_are_exactly_these(taken: snapshot.Snapshot) -> None:
    assert found(taken.conflicts) == CONFLICTS
    assert not taken.conflicts["record_id"].duplicated().any()


@pytest.mark.parametrize("currency", ["JPY", "EUR", "GBP"])
def test_conflicts_do_not_depend_on_the_display_currency(ours: Dataset, currency: str) -> None:
    statements = frames.statements(ours)
    agreed = agreement.agree(frames.records(ours), statements, currency)
    table = conflicts.conflicts(agreed, statements, totals.totals(agreed))
    assert found(table) == CONFLICTS
    relative = table.set_index("record_id")["gap_relative"]
    assert relative["softbank-into-stargate"] == pytest.approx(4 / 15)


def test_softbank_into_stargate_says_what_it_is(taken: snapshot.Snapshot) -> None:
    """19 - 15 = 4 billion, 4/15 of the smaller, by two voices; it widens what SoftBank commits."""
    row = taken.conflicts.set_index("record_id").loc["softbank-into-stargate"]
    assert (row["low"], row["high"], row["unit"]) == (15 * BN, 19 * BN, "USD")
    assert (row["gap"], row["widens_by"]) == (4 * BN, 4 * BN)
    assert row["gap_relative"] == pytest.approx(4 / 15)
    assert (row["statements"], row["sources"]) == ("0;1", "002;004")
    assert (row["voices"], row["independent"]) == (2, True)
    # To Stargate the programme is counted, and this money is a part of it.
    assert row["totals"] == "from softbank;from softbank to stargate"


def test_sakai_power_is_one_voice_and_in_no_total(taken: snapshot.Snapshot) -> None:
    """000 and 001 both retell TechCrunch: what differs is the retelling."""
    row = taken.conflicts.set_index("record_id").loc["sakai-power-later"]
    assert (row["gap"], row["gap_relative"]) == (0, 0)
    assert (row["voices"], row["independent"]) == (1, False)
    assert row["totals"] == ""
    assert pd.isna(row["widens_by"])


def test_conflict_of_words_has_no_figures(taken: snapshot.Snapshot) -> None:
    rows = taken.conflicts.set_index("record_id").loc[
        ["openai-costs-2024", "sakai-2026", "stargate-partners"]
    ]
    assert rows[["low", "high", "gap", "gap_relative", "unit"]].isna().all(axis=None)


def test_largest_first(taken: snapshot.Snapshot) -> None:
    assert list(taken.conflicts["record_id"])[:2] == ["softbank-into-stargate", "sakai-power-later"]


def test_figures_that_only_look_contested_are_not(taken: snapshot.Snapshot) -> None:
    """A range and its ceiling, about 150 and 150, yen and dollars of one price, by and in 2027."""
    compatible = [
        "softbank-into-openai",
        "sakai-power-initial",
        "sakai-plant-purchase",
        "openai-costs-2027",
        "stargate-programme",
        "inference-overtakes-training",
    ]
    several = taken.records.loc[compatible]
    assert (several["statements"] > 1).all()
    assert not several["conflict"].any()


def test_states_count_concurring_single_and_contested(taken: snapshot.Snapshot) -> None:
    states = taken.records["state"]
    assert set(states.index[states.eq("contested")]) == set(CONFLICTS)
    assert states["softbank-into-openai"] == "concurring"
    assert states["openai-into-stargate"] == "single"
    # Two articles, one voice.
    assert states["sakai-plant-purchase"] == "single"


# One rule each ---------------------------------------------------------------


def test_amount_and_bound(made: Made) -> None:
    """15 and 19 lie 4 apart; up to 240 and more than 240 meet and exclude each other.

    record | source | bounds
    apart  | a      | 15
    apart  | b      | 19
    meet   | a      | <=240
    meet   | b      | >240
    """
    table = made.conflicts()
    assert found(table) == {"apart": "amount", "meet": "bound"}
    assert table["gap"].tolist() == [4, 0]


def test_gap_is_relative_to_the_smaller_bound_of_the_two(made: Made) -> None:
    """From 5 to 10 are 5, as much as the 5; from 10 to 20 are 10, as much as the 10.

    record | source | bounds
    ranges | a      | 1-5
    ranges | b      | 10-20
    open   | a      | <=10
    open   | b      | >=20
    """
    table = made.conflicts().set_index("record_id")
    assert table["gap"].to_dict() == {"ranges": 5, "open": 10}
    assert table["gap_relative"].to_dict() == {"ranges": 1, "open": 1}


def test_dates(made: Made) -> None:
    """By 2027 and in 2027 can hold; by 2027 and in 2028 cannot; nor two days of one month.

    record | source | event
    by     | a      | ../2027
    by     | b      | 2027
    late   | a      | ../2027
    late   | b      | 2028
    days   | a      | 2025-03-14
    days   | b      | 2025-03-15
    month  | a      | 2025-03-14
    month  | b      | 2025-03
    from   | a      | 2015/..
    from   | b      | ../2014
    undated | a     |
    undated | b     | 2025
    """
    assert found(made.conflicts()) == {"late": "date", "days": "date", "from": "date"}


def test_partners(made: Made) -> None:
    """A list that names fewer is compatible; one that names another instead is not.

    record | kind        | form          | source | partners
    fewer  | partnership | joint_venture | a      | alder birch
    fewer  | partnership | joint_venture | b      | alder birch cedar
    same   | partnership | joint_venture | a      | alder birch
    same   | partnership | joint_venture | b      | birch alder
    other  | partnership | joint_venture | a      | alder birch
    other  | partnership | joint_venture | b      | alder cedar
    """
    assert found(made.conflicts()) == {"other": "partners"}


def test_partners_of_two_that_agree_with_a_third(made: Made) -> None:
    """{alder, birch} and {alder, cedar} are both in the long list, and not in each other.

    record | kind        | form          | source | partners
    three  | partnership | joint_venture | a      | alder birch
    three  | partnership | joint_venture | b      | alder birch cedar
    three  | partnership | joint_venture | c      | alder cedar
    """
    table = made.conflicts()
    assert found(table) == {"three": "partners"}
    assert table["statements"][0] == "0;1;2"


def test_meaning(made: Made) -> None:
    """One figure said of two things is a conflict; one that leaves open what it means is not.

    record | kind      | source | bounds | meaning
    two    | cost      | a      | 5      | models
    two    | cost      | b      | 5      | total
    open   | cost      | a      | 5      | models
    open   | cost      | b      | 5      |
    start  | milestone | a      |        | operations_start
    start  | milestone | b      |        | conversion_start
    """
    assert found(made.conflicts()) == {"two": "meaning", "start": "meaning"}


def test_one_article_can_contradict_itself(made: Made) -> None:
    """Two figures of one article: a conflict, and one voice.

    record | source | bounds
    deal   | a      | 15
    deal   | a      | 19
    """
    table = made.conflicts()
    assert found(table) == {"deal": "amount"}
    assert (table["voices"][0], table["independent"][0]) == (1, False)


def test_voices_are_those_of_the_statements_in_the_conflict(made: Made) -> None:
    """a and b differ on the amount and share their outlet; c gives a date only.

    record | source | bounds | upstream | event
    deal   | a      | 15     | X        |
    deal   | b      | 19     | X        |
    deal   | c      |        |          | 2025
    """
    table = made.conflicts()
    assert table["statements"][0] == "0;1"
    assert table["sources"][0] == "a;b"
    assert (table["voices"][0], table["independent"][0]) == (1, False)


def test_one_record_can_be_contested_twice(made: Made) -> None:
    """In its amount by a and b, in its date by b and c.

    record | source | bounds | event
    deal   | a      | 15     |
    deal   | b      | 19     | 2025
    deal   | c      |        | 2026
    """
    table = made.conflicts().set_index("conflict")
    assert table["sources"].to_dict() == {"amount": "a;b", "date": "b;c"}
    assert table["statements"].to_dict() == {"amount": "0;1", "date": "1;2"}


def test_conflict_in_an_aggregate_widens_no_total(made: Made) -> None:
    """The sum is contested, and not counted: its record is.

    record | source | bounds | includes
    one    | a      | 10     |
    sum    | a      | 40     | one
    sum    | b      | 50     |
    """
    table = made.conflicts()
    assert found(table) == {"sum": "amount"}
    assert table["totals"][0] == ""
    assert pd.isna(table["widens_by"][0])


def test_conflict_open_at_an_end_widens_totals_without_end(made: Made) -> None:
    """Up to 10 against at least 20: any amount.

    record | payer | payee | source | bounds
    deal   | alder | birch | a      | <=10
    deal   |       |       | b      | >=20
    """
    row = made.conflicts().iloc[0]
    assert row["totals"] == "to birch;from alder;from alder to birch"
    assert np.isinf(row["widens_by"])


def test_programme_that_nobody_is_named_to_pay_for(made: Made) -> None:
    """Its money is asked for by payee only.

    record | kind      | payee | source | bounds
    whole  | programme | birch | a      | 100
    whole  |           |       | b      | 200
    """
    assert made.conflicts()["totals"].tolist() == ["to birch"]


def test_nothing_contested_is_an_empty_table_with_its_columns(made: Made) -> None:
    """One source.

    record | bounds
    deal   | 15
    """
    table = made.conflicts()
    assert table.empty
    assert tuple(table.columns) == conflicts.COLUMNS


def test_as_of_before_the_second_source_nothing_is_contested(ours: Dataset) -> None:
    """004 (19) is of 23 January, 002 (15) of the 30th."""
    before = snapshot.take(ours, as_of=pd.Timestamp("2025-01-29").date())
    assert "softbank-into-stargate" in before.records.index
    assert not before.records["conflict"].any()
    after = snapshot.take(ours, as_of=pd.Timestamp("2025-01-30").date())
    assert found(after.conflicts) == {
        "softbank-into-stargate": "amount",
        "stargate-partners": "partners",
    }


def test_two_outlets_against_each_other_in_two_currencies(build: Build) -> None:
    """100 EUR were 104.03 USD: 120 USD are 15.97 more, 15.3 % of the smaller."""
    made = build(
        [
            {"record": "deal", "bounds": "100", "unit": "EUR", "source": "a"},
            {"record": "deal", "bounds": "120", "unit": "USD", "source": "b"},
        ]
    )
    row = made.conflicts("USD").iloc[0]
    assert row["gap"] == pytest.approx(15.97, abs=0.005)
    assert row["gap_relative"] == pytest.approx(0.1535, abs=0.0005)
    assert made.conflicts("JPY").iloc[0]["gap_relative"] == row["gap_relative"]


def test_columns_and_kinds_are_those_that_are_documented(taken: snapshot.Snapshot) -> None:
    assert tuple(taken.conflicts.columns) == conflicts.COLUMNS
    assert set(taken.conflicts["conflict"]) == {"amount", "bound", "meaning", "partners"}
    assert set(conflicts.KINDS) == {"amount", "bound", "date", "meaning", "partners"}
