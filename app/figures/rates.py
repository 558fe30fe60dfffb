"""Exchange rates: the ECB's over the months of the sources, those that sources imply, and ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis import fx
from analysis.derivations import implied_rates
from app import numbers
from app.figures.marks import CHARACTER, LINE, STROKE

if TYPE_CHECKING:
    import datetime as dt

    from app.view import View
    from models.measures import Interval

SHOWN: Final = ("USD", "EUR", "JPY")
"""The currencies that every amount is shown in, beside the display currency."""

HEIGHT: Final = 280  # pixels
PHONE: Final = 290  # pixels: the plot's width on a phone
MARK: Final = 11
BELOW: Final = 0.3  # how far the axis runs on below and above the line, as a share of its extent


class Pair(NamedTuple):
    """Two currencies as markets quote them: so many of `quote` for one of `base`."""

    base: str
    quote: str


def own_conversion(view: View, record_id: str, number: int) -> Interval | None:
    """The source's own conversion in a statement, with its bounds and "about" as worded."""
    equivalent = getattr(view.dataset.records[record_id].statements[number], "equivalent", None)
    return equivalent.interval if equivalent else None


def implied(view: View) -> pd.DataFrame:
    """The rates that the view's sources convert at; the furthest from the ECB's first.

    One row a source, day and rate, with the columns of `analysis.derivations.implied_rates`;
    `statements` counts those that share it and `record_id` is the first one's. A conversion with
    an open bound implies no rate and has no row.
    """
    found = implied_rates(view.statements)
    found = found[np.isfinite(found["low"]) & np.isfinite(found["high"])]
    # "About" may stand with the amount or with the source's conversion of it.
    about = [
        (own := own_conversion(view, record_id, number)) is not None and own.approximate
        for record_id, number in found[["record_id", "number"]].itertuples(index=False)
    ]
    found = found.assign(approximate=found["approximate"].eq(other=True) | about)
    keys = ["source_id", "value_date", "base", "quote", "low", "high"]
    found = found.groupby(keys, sort=False, as_index=False).agg(
        record_id=("record_id", "first"),
        statements=("record_id", "size"),
        official=("official", "first"),
        fixing=("fixing", "first"),
        difference=("difference", "first"),
        approximate=("approximate", "any"),
    )
    order = found["difference"].abs().sort_values(ascending=False, kind="stable").index
    return found.loc[order].reset_index(drop=True)


def pairs(view: View, marks: pd.DataFrame) -> list[Pair]:
    """The pairs that `marks` (of `implied`) are of, and one with the display currency.

    The latter is against the currency most reported, else the dollar, else the euro.
    """
    found = [Pair(*row) for row in marks[["base", "quote"]].itertuples(index=False)]
    found = list(dict.fromkeys(found))
    if all(view.currency not in pair for pair in found):
        everything = view.snapshot.statements
        reported = everything.loc[everything["measure"].eq("money"), "unit"].value_counts()
        others = [code for code in (*reported.index, "USD", "EUR") if code != view.currency]
        found.append(Pair(*fx.quoted(view.currency, others[0])))
    return found


def official(view: View, pair: Pair, marks: pd.DataFrame) -> pd.Series[float]:
    """The ECB's rates of a pair (see `analysis.fx.series`) over the months of the sources.

    From a month before the first source, or the first day of `marks`, to a month after the last,
    and never beyond the day that the reader stepped back to.
    """
    cards = view.snapshot.sources
    days = pd.to_datetime(pd.concat([cards["published_start"], cards["published_end"]]))
    days = pd.concat([days, marks["value_date"]]).dropna()
    month = pd.DateOffset(months=1)
    last = (days.max() + month).date()
    if view.as_of is not None:
        last = min(last, view.as_of)
    return fx.series(*pair, (days.min() - month).date(), last)


def implied_text(row: Any) -> str:
    """The rate in a row of `implied`: `147.93`, `about 1.0400–1.0500`."""
    low, high = numbers.rate(row["low"]), numbers.rate(row["high"])
    return ("about " if row["approximate"] else "") + (low if low == high else f"{low}–{high}")


def apart(difference: float) -> str:
    """How far a rate is from the official one: `0.49 % below`, or `level with`."""
    size = numbers.decimal(abs(difference) * 100)
    if size == "0":
        return "level with"
    return f"{size}\u202f% {'above' if difference > 0 else 'below'}"


def against(row: Any) -> str:
    """A row of `implied` beside the ECB: `0.49 % below the ECB's 148.66 of 14 Mar 2025`."""
    if np.isnan(row["official"]):
        return "the ECB has no rate of that time"
    fixed = f"{numbers.rate(row['official'])} of {numbers.date(row['fixing'])}"
    return f"{apart(row['difference'])} the ECB's {fixed}"


def figure(
    view: View, rates: pd.Series[float], marks: pd.DataFrame, published: dict[dt.date, str]
) -> go.Figure:
    """The official rate as a line, the implied rates of one pair as diamonds on it.

    Args:
        view: For the theme.
        rates: As `official` gives them, not empty.
        marks: The rows of `implied` of that pair.
        published: Days on which sources were published and their ids: ticks at the foot.
    """
    theme = view.theme
    values = [*rates, *marks["low"], *marks["high"]]
    low, high = min(values), max(values)
    pad = BELOW * ((high - low) or abs(high))
    start, end = low - pad, high + pad
    first, last = min([rates.index[0], *marks["value_date"]]), rates.index[-1]
    drawn = go.Figure()
    drawn.add_scatter(
        name="official",
        mode="lines" if len(rates) > 1 else "markers",
        x=list(rates.index),
        y=rates.tolist(),
        text=[numbers.rate(rate) for rate in rates],
        line={"color": theme.muted, "width": 2},
        hovertemplate="%{x|%-d %b %Y}: %{text}<extra>ECB</extra>",
    )
    ticks = {day: ids for day, ids in published.items() if first <= pd.Timestamp(day) <= last}
    drawn.add_scatter(
        name="published",
        mode="markers",
        x=list(ticks),
        y=[start] * len(ticks),
        text=list(ticks.values()),
        marker={
            "color": theme.ink,
            "line": {"color": theme.ink, "width": STROKE},
            "size": 14,
            "symbol": "line-ns",
        },
        hovertemplate="%{x|%-d %b %Y}: published %{text}<extra></extra>",
        cliponaxis=False,
    )
    _implied(drawn, view, marks, _places(rates, marks, (first, last), (start, end)))
    return drawn.update_layout(
        height=HEIGHT,
        margin={"r": 12, "t": 8},
        xaxis={"nticks": 5, "range": _room(first, last), "tickformat": "%-d %b\n%Y"},
        yaxis={"nticks": 6, "range": [start, end], "showgrid": True, "tickformat": ","},
    )


def _implied(drawn: go.Figure, view: View, marks: pd.DataFrame, places: list[str]) -> None:
    """The diamonds, their labels, and a line from each to the official rate."""
    if marks.empty:
        return
    theme = view.theme
    middle = (marks["low"] + marks["high"]) / 2
    ends = marks[["low", "high"]].assign(official=marks["official"].fillna(middle))
    stems = np.column_stack([ends.min(axis=1), ends.max(axis=1), np.full(len(marks), np.nan)])
    drawn.add_scatter(
        name="difference",
        mode="lines",
        x=marks["value_date"].repeat(3).tolist(),
        y=stems.ravel().tolist(),
        line={"color": theme.ink, "width": STROKE},
        hoverinfo="skip",
    )
    rows = marks.to_dict("records")
    drawn.add_scatter(
        name="implied",
        mode="markers+text",
        x=marks["value_date"].tolist(),
        y=middle.tolist(),
        text=[label if place else "" for label, place in zip(_labels(marks), places, strict=True)],
        textposition=[place or "top center" for place in places],
        textfont={"color": theme.ink},
        customdata=marks["record_id"].tolist(),
        hovertext=[
            f"Source {row['source_id']}: {implied_text(row)}<br>{against(row)}<br>"
            f"{view.label(row['record_id'])}"
            + (f" and {row['statements'] - 1} more" if row["statements"] > 1 else "")
            for row in rows
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        marker={
            "color": theme.ink,
            "line": {"color": theme.ground, "width": STROKE},
            "size": MARK,
            "symbol": "diamond",
        },
        unselected={"marker": {"opacity": 1}, "textfont": {"color": theme.ink}},
        cliponaxis=False,
    )


def _room(first: pd.Timestamp, last: pd.Timestamp) -> list[pd.Timestamp]:
    """The axis of days, a little longer than the line, so that no mark is cut."""
    pad = max((last - first) * 0.02, pd.Timedelta(days=1))
    return [first - pad, last + pad]


def _labels(marks: pd.DataFrame) -> list[str]:
    """The labels, in three short lines, for a phone."""
    return [
        f"<b>{implied_text(row)}</b> source {row['source_id']}<br>"
        + against(row).replace(" ECB's ", " ECB's<br>")
        for row in marks.to_dict("records")
    ]


def _places(
    rates: pd.Series[float],
    marks: pd.DataFrame,
    days: tuple[pd.Timestamp, pd.Timestamp],
    axis: tuple[float, float],
) -> list[str]:
    """Where each label stands clear of the line on a phone; "" where other labels leave no room.

    What is clear there is clear on any wider screen: labels keep their size, distances grow.
    """
    start, end = _room(*days)
    span = (end - start).total_seconds()

    def across(when: pd.Index[Any] | pd.Series[Any]) -> np.ndarray[Any, np.dtype[np.float64]]:
        seconds = (pd.DatetimeIndex(when) - start).total_seconds()
        return np.asarray(seconds, dtype="float64") / span * PHONE

    def up(rate: pd.Series[float]) -> np.ndarray[Any, np.dtype[np.float64]]:
        return (rate.to_numpy() - axis[0]) / (axis[1] - axis[0]) * HEIGHT

    x, y = across(rates.index), up(rates)
    at_x, at_y = across(marks["value_date"]), up((marks["low"] + marks["high"]) / 2)
    taken: list[tuple[float, float, float, float]] = []
    places = []
    for label, left, bottom in zip(_labels(marks), at_x, at_y, strict=True):
        lines = label.replace("<b>", "").replace("</b>", "").split("<br>")
        wide, tall = CHARACTER * max(map(len, lines)), LINE * len(lines)
        boxes = {}
        for side, shift in (("right", 0.0), ("left", -wide), ("center", -wide / 2)):
            for end_of, lift in (("top", MARK / 2), ("bottom", -tall - MARK / 2)):
                box = (left + shift, bottom + lift, left + shift + wide, bottom + lift + tall)
                if not any(_overlap(box, other) for other in taken):
                    crossed = np.sum((x > box[0]) & (x < box[2]) & (y > box[1]) & (y < box[3]))
                    beyond = max(-box[0], 0) + max(box[2] - PHONE, 0)
                    beyond += max(-box[1], 0) + max(box[3] - HEIGHT, 0)
                    # A pixel cut off is as bad as a line behind the words.
                    boxes[f"{end_of} {side}"] = (float(crossed + beyond), box)
        place = min(boxes, key=lambda name: boxes[name][0], default="")
        if place:
            taken.append(boxes[place][1])
        places.append(place)
    return places


def _overlap(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def conversions(view: View) -> pd.DataFrame:
    """Every reported amount of money in each currency shown: one row a statement and `target`.

    The statements' columns; `rate`, `fixing` and `rate_gap` (see `analysis.fx.fixings`; no fixing
    where nothing had to be converted); `converted_low` and `converted_high` in `target`; and, where
    the source itself converts to `target`, `own_low` and `own_high`, and how far they are from ours
    as ratios, `difference_low` and `difference_high`. By day, source and the order of the files.
    """
    money = view.statements[view.statements["measure"].eq("money")]
    money = money.sort_values(["value_date", "source_id"], kind="stable")
    parts = [_converted(money, target) for target in dict.fromkeys([*SHOWN, view.currency])]
    return pd.concat(parts).loc[money.index]


def _converted(money: pd.DataFrame, target: str) -> pd.DataFrame:
    found = money.assign(target=target).join(fx.fixings(money, target))
    found["fixing"] = found["fixing"].mask(found["unit"].eq(target))
    own = found["equivalent_unit"].eq(target)
    for end, bound in (("low", "minimum"), ("high", "maximum")):
        found[f"converted_{end}"] = found[end] * found["rate"]
        found[f"own_{end}"] = found[f"equivalent_{bound}"].astype("float64").where(own)
        ratio = found[f"own_{end}"] / found[f"converted_{end}"] - 1
        found[f"difference_{end}"] = ratio.where(np.isfinite(found[f"converted_{end}"]))
    return found
