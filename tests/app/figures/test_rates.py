"""The chart of official and implied rates. Fixings were looked up by hand:

2025-01-23: 1.0404 dollars for one euro; 2025-03-14: 1.0889 dollars and 161.88 yen, so 148.66 yen
for one dollar. 100 billion yen for 676 million dollars imply 147.93; 19 for 18.25 imply 1.0411.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from analysis import fx
from analysis.snapshot import take
from app.figures import rates
from app.figures.marks import CHARACTER, LINE
from app.figures.rates import Pair
from app.figures.theme import theme
from app.view import View
from models.checks import load
from models.loading import OWN_DATASET

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import plotly.graph_objects as go

YEN, EURO = Pair("USD", "JPY"), Pair("EUR", "USD")


loaded = cache(load)


def view_of(root: Path = OWN_DATASET, currency: str = "USD", as_of: dt.date | None = None) -> View:
    data = loaded(root)
    taken = take(data, currency, as_of)
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
    return view_of()


def marks_of(view: View, pair: Pair) -> pd.DataFrame:
    found = rates.implied(view)
    return found[found["base"].eq(pair.base) & found["quote"].eq(pair.quote)]


def drawn(view: View, pair: Pair) -> go.Figure:
    marks = marks_of(view, pair)
    return rates.figure(view, rates.official(view, pair, marks), marks)


def trace(figure: go.Figure, name: str) -> go.Scatter:
    return next(part for part in figure.data if part.name == name)


def test_sources_imply_two_rates_the_furthest_first(view: View) -> None:
    found = rates.implied(view)
    assert found["source_id"].tolist() == ["001", "004"]
    assert found["low"].tolist() == pytest.approx([1e11 / 676e6, 19 / 18.25])
    assert found["difference"].tolist() == pytest.approx(
        [100e9 / 676e6 / (161.88 / 1.0889) - 1, 19 / 18.25 / 1.0404 - 1]
    )
    # 004 says "about" of its euros, and gives them for two amounts.
    assert found["approximate"].tolist() == [False, True]
    assert found["statements"].tolist() == [1, 2]
    assert found["record_id"].tolist() == ["sakai-plant-purchase", "softbank-into-stargate"]


def test_a_rate_beside_the_official_one_in_words(view: View) -> None:
    yen, euro = rates.implied(view).to_dict("records")
    assert rates.implied_text(yen) == "147.93"
    assert rates.against(yen) == "0.49\u202f% below the ECB's 148.66 of 14 Mar 2025"
    assert rates.implied_text(euro) == "about 1.0411"
    assert rates.against(euro) == "0.07\u202f% above the ECB's 1.0404 of 23 Jan 2025"


def test_no_rate_to_compare_with_is_said(view: View) -> None:
    row = rates.implied(view).iloc[0].to_dict() | {"official": np.nan, "difference": np.nan}
    assert rates.against(row) == "the ECB has no rate of that time"
    marks = pd.DataFrame([row])
    assert rates.finding(YEN, pd.Series([1.0]), marks).endswith("the ECB has no rate of that time")


@pytest.mark.parametrize(
    ("difference", "words"),
    [(0.00004, "level with"), (-0.00006, "0.01\u202f% below"), (0.123, "12.3\u202f% above")],
)
def test_how_far_apart(difference: float, words: str) -> None:
    assert rates.apart(difference) == words


@pytest.mark.parametrize(
    ("currency", "pairs"),
    [
        ("USD", [YEN, EURO]),
        ("EUR", [YEN, EURO]),
        ("GBP", [YEN, EURO, Pair("GBP", "USD")]),
    ],
)
def test_pairs_are_those_implied_and_the_display_currencys(
    currency: str, pairs: list[Pair]
) -> None:
    view = view_of(currency=currency)
    assert rates.pairs(view, rates.implied(view)) == pairs


def test_without_conversions_the_display_currency_is_drawn(tiny: Callable[..., Path]) -> None:
    """Its one amount is in dollars."""
    root = tiny()
    for currency, pair in (("USD", EURO), ("JPY", YEN), ("EUR", EURO)):
        view = view_of(root, currency)
        found = rates.implied(view)
        assert found.empty
        assert rates.pairs(view, found) == [pair]


def test_the_line_runs_from_a_month_before_the_sources_to_a_month_after(view: View) -> None:
    found = rates.official(view, YEN, marks_of(view, YEN))
    # The first is of 23 January, the last may be of 31 March.
    assert found.index[0].date() == dt.date(2024, 12, 23)
    assert found.index[-1].date() == dt.date(2025, 4, 30)
    assert found[pd.Timestamp("2025-03-14")] == pytest.approx(161.88 / 1.0889)


def test_nothing_is_drawn_beyond_the_day_stepped_back_to() -> None:
    view = view_of(as_of=dt.date(2025, 2, 1))
    assert marks_of(view, YEN).empty
    found = rates.official(view, EURO, marks_of(view, EURO))
    assert found.index[-1].date() == dt.date(2025, 1, 31)  # the 1st of February was a Saturday
    assert rates.published(view) == {
        dt.date(2025, 1, 23): "source 004",
        dt.date(2025, 1, 30): "source 002",
    }


def test_the_implied_rate_is_a_mark_that_opens_its_record(view: View) -> None:
    figure = drawn(view, YEN)
    mark = trace(figure, "implied")
    assert [pd.Timestamp(day) for day in mark.x] == [pd.Timestamp("2025-03-14")]
    assert list(mark.y) == pytest.approx([147.929], abs=1e-3)
    assert list(mark.customdata) == ["sakai-plant-purchase"]
    assert [re.sub(r"</?b>", "", note.text) for note in figure.layout.annotations] == [
        "147.93 source 001<br>0.49\u202f% below the ECB's<br>148.66 of 14 Mar 2025"
    ]
    stem = trace(figure, "difference")
    assert list(stem.y)[:2] == pytest.approx([147.929, 148.664], abs=1e-3)


def test_every_tick_has_the_decimals_of_its_step(view: View) -> None:
    """About 25 yen and 0.25 dollars apart: steps of 5 and of 0.05."""
    assert drawn(view, YEN).layout.yaxis.tickformat == ",.0f"
    assert drawn(view, EURO).layout.yaxis.tickformat == ",.2f"


def test_days_of_publication_are_named_at_the_foot(view: View) -> None:
    ticks = trace(drawn(view, YEN), "published")
    assert [text.removesuffix("<br>\u00a0") for text in ticks.text] == [
        "004",
        "002",
        "003",
        "000, 001",
    ]
    # Seven days apart two ids would touch on a phone: the second stands a line higher.
    assert [text.endswith("<br>\u00a0") for text in ticks.text[:2]] == [False, True]


@pytest.mark.parametrize("pair", [YEN, EURO], ids=["yen", "euro"])
def test_a_label_stands_clear_of_the_line(view: View, pair: Pair) -> None:
    figure = drawn(view, pair)
    (note,) = figure.layout.annotations
    line = trace(figure, "official")
    start, end = (pd.Timestamp(day) for day in figure.layout.xaxis.range)
    low, high = figure.layout.yaxis.range
    x = np.array([(day - start) / (end - start) for day in line.x]) * rates.PHONE
    y = (np.array(line.y) - low) / (high - low) * rates.PLOT
    lines = re.sub(r"</?b>", "", note.text).split("<br>")
    wide = CHARACTER * max(map(len, lines))
    tall = LINE * len(lines)
    at = (pd.Timestamp(note.x) - start) / (end - start) * rates.PHONE
    left = at - {"left": 0.0, "center": wide / 2, "right": wide}[note.xanchor]
    edge = (note.y - low) / (high - low) * rates.PLOT - note.ay
    foot = edge if note.yanchor == "bottom" else edge - tall
    assert left >= 0
    assert left + wide <= rates.PHONE
    assert foot >= 0
    assert foot + tall <= rates.PLOT
    assert not np.any((x > left) & (x < left + wide) & (y > foot) & (y < foot + tall))


def test_labels_without_room_are_left_out_and_none_covers_another(view: View) -> None:
    one = marks_of(view, YEN)
    marks = pd.concat([one] * 9, ignore_index=True)
    figure = rates.figure(view, rates.official(view, YEN, one), marks)
    assert 1 <= len(figure.layout.annotations) < 9
    assert len(trace(figure, "implied").x) == 9
    spots = {(note.xanchor, note.yanchor, note.ay) for note in figure.layout.annotations}
    assert len(spots) == len(figure.layout.annotations)


def test_titles_state_the_finding(view: View) -> None:
    marks = marks_of(view, YEN)
    line = rates.official(view, YEN, marks)
    assert rates.finding(YEN, line, marks) == (
        "Source 001 converts at 147.93 Japanese yen a US dollar, 0.49\u202f% below the official "
        "fixing"
    )
    flat = pd.Series([150.0, 140.0, 144.0])
    assert rates.finding(YEN, flat, marks.iloc[:0]) == (
        "One US dollar went from 150.00 to 144.00 Japanese yen (\u22124\u202f%); no source here "
        "implies a rate"
    )


def test_the_sentence_says_the_same(view: View) -> None:
    days = pd.DatetimeIndex(["2025-03-03", "2025-03-04", "2025-03-05"])
    line = pd.Series([150.0, 140.0, 144.0], index=days)
    assert rates.sentence(line, marks_of(view, EURO)) == (
        "Source 004 converts at about 1.0411, 0.07\u202f% above the ECB's 1.0404 of 23 Jan 2025 "
        "(2 statements). In the time shown the official rate lay between 140.00 (4 Mar 2025) and "
        "150.00 (3 Mar 2025)."
    )


def test_the_table_has_each_publication_and_each_conversion(view: View) -> None:
    table = rates.days_table(view, YEN, marks_of(view, YEN))
    assert table["What"].tolist() == [
        "source 004 published",
        "source 002 published",
        "source 003 published",
        "sources 000, 001 published",
        "source 001 converts",
    ]
    # 22 February 2025 was a Saturday.
    assert table["Fixing"].tolist()[2] == "21 Feb 2025"
    assert table.iloc[-1].tolist() == [
        *(
            "14 Mar 2025",
            "source 001 converts",
            "148.66",
            "14 Mar 2025",
            "147.93",
            "\u22120.49\u202f%",
        )
    ]


def test_the_csv_has_the_daily_rates_and_the_implied_ones(view: View) -> None:
    marks = marks_of(view, YEN)
    line = rates.official(view, YEN, marks)
    table = rates.data(YEN, line, marks)
    assert len(table) == len(line) + 1
    (own,) = table[table["rate"].eq("implied")].to_dict("records")
    assert own["day"] == own["fixing"] == dt.date(2025, 3, 14)
    assert own["minimum"] == own["maximum"] == pytest.approx(147.929, abs=1e-3)
    assert (own["source_id"], own["base"], own["quote"]) == ("001", "USD", "JPY")
    none = rates.data(YEN, line, marks.iloc[:0])
    assert none.columns.tolist() == ["day", "rate", "minimum", "maximum", "base", "quote"]
    assert none["maximum"].tolist() == line.tolist()


def test_a_single_fixing_is_a_point(view: View) -> None:
    day = dt.date(2025, 3, 14)
    figure = rates.figure(view, fx.series(*YEN, day, day), marks_of(view, YEN))
    assert trace(figure, "official").mode == "markers"
    assert len(figure.layout.annotations) == 1
