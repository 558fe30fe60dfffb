"""Everything at once: as of a day, in a currency, on our own dataset and on invented ones."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import exports, snapshot, totals
from models.checks import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from analysis.snapshot import Snapshot
    from models.loading import Dataset
    from tests.analysis.conftest import Build

BN = 1e9


def tables(taken: Snapshot) -> dict[str, pd.DataFrame]:
    """The frames of a snapshot by name."""
    found = {field.name: getattr(taken, field.name) for field in dataclasses.fields(taken)}
    return {name: table for name, table in found.items() if isinstance(table, pd.DataFrame)}


def assert_same(one: Snapshot, other: Snapshot) -> None:
    for name, table in tables(one).items():
        pd.testing.assert_frame_equal(table, tables(other)[name], obj=name)


def total_of(taken: Snapshot, payer: str) -> tuple[float, float]:
    result = totals.total(totals.ledger(taken.records, payer=payer))
    return result.low, result.high


# Our own dataset -------------------------------------------------------------


def test_as_of_1_february_only_002_and_004_count(ours: Dataset) -> None:
    """15-25 (OpenAI) + 15-19 (Stargate) + 2 (2023): 32-46; the plant is bought in March."""
    taken = snapshot.take(ours, as_of=dt.date(2025, 2, 1))
    assert set(taken.statements["source_id"]) == {"002", "004"}
    assert set(taken.sources["source_id"]) == {"002", "004"}
    assert set(taken.records["sources"].str.split(";").explode()) == {"002", "004"}
    assert "sakai-plant-purchase" not in taken.records.index
    assert "openai-valuation" not in taken.records.index
    assert set(taken.conflicts["record_id"]) == {"softbank-into-stargate", "stargate-partners"}
    assert total_of(taken, "softbank") == (32 * BN, 46 * BN)
    # Costs and computing are told of by 003, the valuation by 001.
    kinds = set(taken.derivations["derivation"])
    assert kinds.isdisjoint({"growth", "remaining_share", "post_money", "capacity_growth"})
    assert {"implied_equity", "coverage", "unassigned_share"} <= kinds


@pytest.mark.parametrize(
    ("day", "low", "high"),
    [
        (dt.date(2025, 1, 23), 19, 19),  # 004: 19 into Stargate
        (dt.date(2025, 1, 30), 32, 46),  # 002: 15-25, 15 against 19, and 2
        (dt.date(2025, 2, 22), 32, 46),  # 003 gives no amount
        (dt.date(2025, 3, 14), 32.676, 46.676),  # 001 and 000: the plant
    ],
)
def test_softbanks_total_moves_from_article_to_article(
    ours: Dataset, day: dt.date, low: float, high: float
) -> None:
    taken = snapshot.take(ours, as_of=day)
    assert total_of(taken, "softbank") == pytest.approx((low * BN, high * BN))


def test_before_the_first_article_every_table_is_empty_but_readable(
    ours: Dataset, taken: Snapshot
) -> None:
    before = snapshot.take(ours, as_of=dt.date(2025, 1, 1))
    for name, table in tables(before).items():
        if name != "parties":
            assert table.empty, name
        assert list(table.columns) == list(tables(taken)[name].columns), name
    now = exports.tables(taken)
    for name, table in exports.tables(before).items():
        assert exports.to_csv(table).splitlines()[0] == exports.to_csv(now[name]).splitlines()[0]


def test_end_of_time_is_no_as_of(ours: Dataset, taken: Snapshot) -> None:
    assert_same(snapshot.take(ours, as_of=dt.date(2099, 1, 1)), taken)


def test_purchase_in_yen_and_in_dollars(ours: Dataset, taken: Snapshot) -> None:
    in_yen = snapshot.take(ours, "JPY")
    dollars = taken.records.loc["sakai-plant-purchase"]
    yen = in_yen.records.loc["sakai-plant-purchase"]
    # What is written is in the currency that was asked for.
    totals_table = exports.tables(in_yen)["totals"]
    assert set(totals_table["unit"]) == {"JPY"}
    assert set(totals_table.loc[totals_table["payee_id"].eq("sharp"), "low"]) == {"100000000000"}
    assert (dollars["low"], dollars["high"], dollars["unit"]) == (676e6, 676e6, "USD")
    assert (yen["low"], yen["high"], yen["unit"]) == (100e9, 100e9, "JPY")
    for row in (dollars, yen):
        assert not row["conflict"]
        assert row["within_tolerance"]


def test_computed_money_is_in_the_currency_asked_for(ours: Dataset, taken: Snapshot) -> None:
    assert (taken.currency, taken.as_of) == (snapshot.CURRENCY, None) == ("USD", None)
    day = dt.date(2099, 1, 1)
    taken = snapshot.take(ours, "EUR", day)
    assert (taken.currency, taken.as_of) == ("EUR", day)
    money = taken.records[taken.records["measure"].eq("money")]
    assert money["unit"].eq("EUR").all()
    units = set(taken.derivations["unit"])
    assert units == {"percent", "multiple", "EUR", "EUR/MW", "USD/EUR", "JPY/USD"}


# Invented datasets -----------------------------------------------------------


def test_dataset_with_nothing_in_it(tiny: Callable[..., Path]) -> None:
    taken = snapshot.take(load(tiny({"parties": "[]\n"})))
    assert taken.records.empty
    assert taken.totals.empty
    for name, table in exports.tables(taken).items():
        assert exports.to_csv(table).endswith("\n"), name


def test_least_dataset(tiny: Callable[..., Path]) -> None:
    """Alder puts 10 billion dollars into Birch."""
    taken = snapshot.take(load(tiny()))
    assert total_of(taken, "alder") == (10 * BN, 10 * BN)
    assert taken.conflicts.empty
    assert taken.derivations.empty
    assert set(taken.gaps["gap"]) == {"unconfirmed", "one_voice"}


days = st.dates(dt.date(2024, 1, 1), dt.date(2025, 12, 31)).map(dt.date.isoformat)
told = st.tuples(
    st.sampled_from(["deal", "other"]),
    st.sampled_from(["15", "15-25", "<=25", ">40", "~20", ""]),
    st.sampled_from(["a", "b", "c"]),
    days,
)


@given(rows=st.lists(told, min_size=1, max_size=4))
@settings(deadline=None, max_examples=5)
def test_end_of_time_is_no_as_of_for_any_dataset(
    build: Build, rows: list[tuple[str, str, str, str]]
) -> None:
    names = ("record", "bounds", "source", "published")
    dataset = build([{n: c for n, c in zip(names, row, strict=True) if c} for row in rows]).dataset
    assert_same(snapshot.take(dataset, as_of=dt.date.max), snapshot.take(dataset))
