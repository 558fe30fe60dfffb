"""The tidy frames: columns, types, reported beside computed bounds, and the step back in time."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from analysis import frames
from models.checks import load
from models.dates import bounds

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from models.loading import Dataset
    from tests.analysis.conftest import Made

# DESIGN.md, "What people see".
COLUMNS = """
record_id, kind, label_en, label_fr, source_id, source_file, published, payer_id, payee_id, measure,
minimum, maximum, minimum_exclusive, maximum_exclusive, approximate, unit, equivalent_minimum,
equivalent_maximum, equivalent_unit, stage, attestation, upstream, event, event_start, event_end,
part_of, quote, quote_start, quote_end
""".replace("\n", " ").strip()


def test_public_columns_are_those_of_the_design() -> None:
    assert ", ".join(frames.STATEMENT_COLUMNS) == COLUMNS


def test_frame_begins_with_the_public_columns(ours: Dataset) -> None:
    frame = frames.statements(ours)
    assert tuple(frame.columns[: len(frames.STATEMENT_COLUMNS)]) == frames.STATEMENT_COLUMNS


def test_one_row_a_statement_in_the_order_of_the_files(ours: Dataset) -> None:
    frame = frames.statements(ours)
    keys = [(record.id, number) for record, number, _ in ours.statements()]
    assert list(zip(frame["record_id"], frame["number"], strict=True)) == keys


def test_one_row_a_record_source_and_party(ours: Dataset) -> None:
    assert list(frames.records(ours).index) == list(ours.records)
    assert list(frames.sources(ours)["source_id"]) == list(ours.sources)
    assert list(frames.parties(ours)["party_id"]) == list(ours.parties)


def test_reported_amounts_stay_decimal_in_full_units(ours: Dataset) -> None:
    frame = frames.statements(ours)
    price = frame[frame["record_id"].eq("sakai-plant-purchase")].iloc[1]
    assert (price["minimum"], price["maximum"]) == (Decimal(100_000_000_000),) * 2
    assert isinstance(price["minimum"], Decimal)
    assert (price["equivalent_minimum"], price["equivalent_unit"]) == (Decimal(676_000_000), "USD")


def test_bounds_stand_twice_and_keep_what_they_are(made: Made) -> None:
    """Reported bounds are Decimal or None; computed ones float64, infinite where open.

    record | bounds
    range  | 15-25
    exact  | 19
    atmost | <=25
    over   | >40
    about  | ~300
    none   |
    """
    frame = made.statements.set_index("record_id")
    reported = frame[["minimum", "maximum"]].astype("object").where(frame["measure"].notna(), None)
    assert reported.to_numpy().tolist() == [
        [Decimal(15), Decimal(25)],
        [Decimal(19), Decimal(19)],
        [None, Decimal(25)],
        [Decimal(40), None],
        [Decimal(300), Decimal(300)],
        [None, None],
    ]
    assert frame["low"].tolist()[:5] == [15.0, 19.0, -np.inf, 40.0, 300.0]
    assert frame["high"].tolist()[:5] == [25.0, 19.0, 25.0, np.inf, 300.0]
    assert frame.loc["none", ["low", "high"]].isna().all()
    assert frame["minimum_exclusive"].tolist()[:5] == [False, False, False, True, False]
    assert frame["approximate"].tolist()[:5] == [False, False, False, False, True]
    assert frame["measure"].isna().tolist() == [False] * 5 + [True]


def test_types_of_the_computed_columns(made: Made) -> None:
    """Also where one of them is empty from the first row to the last.

    record | bounds | event
    deal   | 15     |
    """
    frame = made.statements
    for name in ("low", "high", "horizon_low", "horizon_high"):
        assert frame[name].dtype == np.float64
    for name in ("counts_from", "value_date", "event_low", "event_high"):
        assert pd.api.types.is_datetime64_dtype(frame[name].dtype)


def test_holder_and_target_buyer_and_seller_stand_as_payer_and_payee(ours: Dataset) -> None:
    frame = frames.records(ours)
    assert list(frame.loc["softbank-in-stargate", ["payer_id", "payee_id"]]) == [
        "softbank",
        "stargate",
    ]
    assert list(frame.loc["sakai-plant-purchase", ["payer_id", "payee_id", "asset"]]) == [
        "softbank",
        "sharp",
        "sakai-plant",
    ]
    assert pd.isna(frame["payer_id"]["openai-valuation"])


def test_rate_is_of_the_event_where_it_is_one_day_past_and_else_of_the_article(made: Made) -> None:
    """A span of days has no one rate, and the rate of a day to come is not known.

    record | published             | event
    day    | 2025-03-14/2025-03-16 | 2025-03-10
    year   |                       | 2025
    none   |                       |
    tocome |                       | 2025-06-30
    """
    days = made.statements.set_index("record_id")["value_date"]
    assert days["day"] == pd.Timestamp("2025-03-10")
    assert days["year"] == pd.Timestamp("2025-03-14")
    assert days["none"] == pd.Timestamp("2025-03-14")
    assert days["tocome"] == pd.Timestamp("2025-03-14")


def test_horizon_is_in_years_whatever_its_unit(made: Made) -> None:
    """18 months are 18 / 12 = 1.5 years.

    record | kind      | payee | bounds | horizon
    years  | programme | birch | 500    | <=4 year
    months | programme | birch | 500    | 18 month
    none   | programme | birch | 500    |
    """
    frame = made.statements.set_index("record_id")
    assert list(frame.loc["years", ["horizon_low", "horizon_high"]]) == [-np.inf, 4.0]
    assert list(frame.loc["months", ["horizon_low", "horizon_high"]]) == [1.5, 1.5]
    assert frame.loc["none", ["horizon_low", "horizon_high"]].isna().all()


def test_as_of_counts_a_source_from_the_first_day_of_its_published(ours: Dataset) -> None:
    frame = frames.statements(ours)
    first = {key: bounds(source.published)[0] for key, source in ours.sources.items()}
    for source, day in first.items():
        assert day is not None
        assert source in set(frames.as_of(frame, day)["source_id"])
        before = frames.as_of(frame, day - dt.timedelta(days=1))
        assert source not in set(before["source_id"])


@pytest.mark.parametrize(
    ("day", "sources"),
    [
        # 004 is of 23 January, 002 of 30 January to 2 February, 003 of 22 February.
        (dt.date(2025, 1, 1), set()),
        (dt.date(2025, 1, 29), {"004"}),
        (dt.date(2025, 2, 1), {"002", "004"}),
        (dt.date(2025, 3, 13), {"002", "003", "004"}),
        (dt.date(2099, 1, 1), {"000", "001", "002", "003", "004"}),
        (None, {"000", "001", "002", "003", "004"}),
    ],
)
def test_as_of_on_our_own_dataset(ours: Dataset, day: dt.date | None, sources: set[str]) -> None:
    assert set(frames.as_of(frames.statements(ours), day)["source_id"]) == sources


def test_dataset_without_records_makes_empty_frames(tiny: Callable[..., Path]) -> None:
    dataset = load(tiny({"parties": "[]\n"}))
    assert list(frames.statements(dataset).columns[:29]) == list(frames.STATEMENT_COLUMNS)
    assert frames.records(dataset).empty
