"""Exchange rates: the ECB's over the months of the sources, and those that the sources imply."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from babel.dates import format_skeleton
from babel.numbers import get_decimal_symbol, get_group_symbol

from analysis import fx
from analysis.derivations import implied_rates
from app import languages, numbers, words
from app.figures import lettering
from app.figures.marks import CHARACTER, LINE, STROKE
from app.figures.theme import SIZE
from app.languages import _, locale, ngettext

if TYPE_CHECKING:
    import datetime as dt

    from numpy.typing import NDArray

    from app.view import View

Row: TypeAlias = Mapping[Any, Any]

# Pixels.
PLOT: Final = 200
PHONE: Final = 290  # the plot's width on a phone
MARK: Final = 11
TICK: Final = 12
FOOT: Final = 46  # the strip below it, for the ticks of publication and two lines of source ids
CLEAR: Final = 7  # between the line and a label

# How far the axis runs on past the line, as a share of its extent: the first that leaves room.
PADS: Final = (0.1, 0.3, 0.6, 1.2)

DRAWN: Final = 40
"""At most so many of the rates that sources imply are drawn and said, the furthest ones."""

TICKS: Final = 5  # of time, at most about so many
MONTH: Final = 30.4  # days


class Pair(NamedTuple):
    """Two currencies as markets quote them: so many of `quote` for one of `base`."""

    base: str
    quote: str


def implied(view: View) -> pd.DataFrame:
    """The rates that the view's sources convert at; the furthest from the ECB's first.

    One row a source, day and rate, with the columns of `analysis.derivations.implied_rates`;
    `statements` counts those that share it and `record_id` is the first one's. A conversion with
    an open bound implies no rate and has no row.
    """
    found = implied_rates(view.statements)
    found = found[np.isfinite(found["low"]) & np.isfinite(found["high"])]
    keys = ["source_id", "value_date", "base", "quote", "low", "high"]
    grouped: pd.DataFrame = found.groupby(keys, sort=False, as_index=False).agg(
        record_id=("record_id", "first"),
        statements=("record_id", "size"),
        official=("official", "first"),
        fixing=("fixing", "first"),
        difference=("difference", "first"),
        approximate=("approximate", "any"),
    )
    order = grouped["difference"].abs().sort_values(ascending=False, kind="stable").index
    return grouped.loc[order].reset_index(drop=True)


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


def implied_text(row: Row) -> str:
    """The rate in a row of `implied`: `147.93`, `about 1.0400–1.0500`."""
    low, high = numbers.rate(row["low"]), numbers.rate(row["high"])
    said = low if low == high else f"{low}–{high}"
    return _("about {value}").format(value=said) if row["approximate"] else said


def apart(difference: float) -> str:
    """How far a rate is from the official one: `0.49 % below`, or `level with`."""
    size = abs(difference) * 100
    if numbers.decimal(size) == "0":
        return _("level with")
    said = _("{size} above") if difference > 0 else _("{size} below")
    return said.format(size=numbers.point(size, "percent"))


def against(row: Row) -> str:
    """A row of `implied` beside the ECB: `0.49 % below the ECB's 148.66 of 14 Mar 2025`."""
    return _against(row, _("{apart} the ECB's {rate} of {day}"))


def _against(row: Row, said: str) -> str:
    if np.isnan(row["official"]):
        return _("the ECB has no rate of that time")
    return said.format(
        apart=apart(row["difference"]),
        rate=numbers.rate(row["official"]),
        day=numbers.date(row["fixing"]),
    )


def finding(pair: Pair, rates: pd.Series[float], marks: pd.DataFrame) -> str:
    """What the chart shows: the source furthest from the ECB, else how the rate moved."""
    one, others = numbers.currency(pair.base, one=True), numbers.currency(pair.quote)
    if marks.empty:
        first, last = rates.iloc[0], rates.iloc[-1]
        return _(
            "One {base} went from {first} to {last} {quote} ({change}); no source here implies "
            "a rate"
        ).format(
            base=one,
            first=numbers.rate(first),
            last=numbers.rate(last),
            quote=others,
            change=numbers.signed_percent(last / first - 1),
        )
    row = marks.to_dict("records")[0]
    said = {
        "source": row["source_id"],
        "rate": implied_text(row),
        "quote": others,
        "base": one,
    }
    if np.isnan(row["official"]):
        return _(
            "Source {source} converts at {rate} {quote} a {base}; the ECB has no rate of that time"
        ).format(**said)
    return _(
        "Source {source} converts at {rate} {quote} a {base}, {apart} the official fixing"
    ).format(**said, apart=apart(row["difference"]))


def sentence(rates: pd.Series[float], marks: pd.DataFrame) -> str:
    """The chart in words: each implied rate, and between which fixings the months lay."""
    said = [_converts(row) for row in marks.to_dict("records")]
    least, most = int(rates.argmin()), int(rates.argmax())
    span = _(
        "In the time shown the official rate lay between {least} ({least_day}) and {most} "
        "({most_day})."
    ).format(
        least=numbers.rate(rates.iloc[least]),
        least_day=numbers.date(rates.index[least]),
        most=numbers.rate(rates.iloc[most]),
        most_day=numbers.date(rates.index[most]),
    )
    return " ".join([*said, span])


def _converts(row: Row) -> str:
    if row["statements"] == 1:
        said = _("Source {source} converts at {rate}, {against}.")
    else:
        said = ngettext(
            "Source {source} converts at {rate}, {against} ({count} statement).",
            "Source {source} converts at {rate}, {against} ({count} statements).",
            row["statements"],
        )
    return said.format(
        source=row["source_id"],
        rate=implied_text(row),
        against=against(row),
        count=numbers.decimal(row["statements"]),
    )


def published(view: View) -> dict[dt.date, str]:
    """The view's sources in words, by the day that they count from."""
    return {day: words.sources(ids) for day, ids in _by_day(view).items()}


def _by_day(view: View) -> dict[dt.date, list[str]]:
    return {
        pd.Timestamp(str(day)).date(): list(group["source_id"])
        for day, group in view.snapshot.sources.groupby("published_start")
    }


def days_table(view: View, pair: Pair, marks: pd.DataFrame) -> pd.DataFrame:
    """In words: the ECB's rate on each day of publication, and the sources' own beside it."""
    rows = []
    for day, sources in published(view).items():
        fixed = fx.fixing(*pair, day)
        rows.append(
            {
                _("Day"): numbers.date(day),
                _("What"): _("{sources} published").format(sources=sources),
                _("ECB"): numbers.rate(float(fixed.rate)) if fixed else _("no rate"),
                _("Fixing"): numbers.date(fixed.day if fixed else None),
            }
        )
    rows += [
        {
            _("Day"): numbers.date(row["value_date"]),
            _("What"): _("source {source} converts").format(source=row["source_id"]),
            _("ECB"): _("no rate") if np.isnan(row["official"]) else numbers.rate(row["official"]),
            _("Fixing"): numbers.date(row["fixing"]),
            _("Source's own"): implied_text(row),
            _("Difference"): numbers.signed_percent(row["difference"]),
        }
        for row in marks.to_dict("records")
    ]
    return pd.DataFrame(rows)


def data(pair: Pair, rates: pd.Series[float], marks: pd.DataFrame) -> pd.DataFrame:
    """As figures: the daily rates (`official`) and the sources' (`implied`), between two bounds."""
    daily = pd.DataFrame({"day": rates.index, "rate": "official", "minimum": rates.to_numpy()})
    daily["maximum"] = daily["minimum"]
    own = marks.rename(columns={"value_date": "day", "low": "minimum", "high": "maximum"})
    own = own.drop(columns=["base", "quote"]).assign(rate="implied")
    table = daily.merge(own, how="outer") if len(own) else daily
    table = table.assign(base=pair.base, quote=pair.quote)
    days = table.columns.intersection(["day", "fixing"])
    return table.assign(**{name: table[name].dt.date for name in days})


def figure(view: View, rates: pd.Series[float], marks: pd.DataFrame) -> go.Figure:
    """The official rate as a line, the implied rates of one pair as diamonds on it.

    Args:
        view: Its sources' days of publication are ticks at the foot.
        rates: As `official` gives them, not empty.
        marks: The rows of `implied` of that pair.
    """
    first, last = min([rates.index[0], *marks["value_date"]]), rates.index[-1]
    pad = max((last - first) * 0.02, pd.Timedelta(days=1))
    for share in PADS:
        scale = _Scale(first - pad, last + pad, *_extent(rates, marks, share))
        places = _places(scale, rates, marks)
        if all(places):
            break
    theme = view.theme
    drawn = go.Figure()
    drawn.add_scatter(
        name="official",
        mode="lines" if len(rates) > 1 else "markers",
        x=list(rates.index),
        y=rates.tolist(),
        text=[
            _("{day}: {rate}").format(day=numbers.date(day), rate=numbers.rate(rate))
            for day, rate in zip(pd.DatetimeIndex(rates.index), rates, strict=True)
        ],
        line={"color": theme.muted, "width": 2},
        hovertemplate=f"%{{text}}<extra>{_('ECB')}</extra>",
    )
    _published(drawn, view, scale)
    _implied(drawn, view, marks)
    labels = zip(_words(marks), marks["value_date"], _middle(marks), places, strict=True)
    leader = {"showarrow": True, "arrowhead": 0, "arrowwidth": 1, "arrowcolor": theme.muted}
    return drawn.update_layout(
        annotations=[
            leader
            | {"text": text, "x": day, "y": rate, "ax": 0, "align": "left"}
            | {"bgcolor": theme.ground, **place}
            for text, day, rate, place in labels
            if place is not None
        ],
        height=PLOT + FOOT + 54,
        margin={"b": 44, "r": 12, "t": 10},
        separators=get_decimal_symbol(locale()) + get_group_symbol(locale()),
        # The ticks of publication have a strip of their own, below the grid.
        xaxis={"anchor": "y2", "range": [scale.start, scale.end], **_ticks(scale)},
        yaxis={
            "domain": [FOOT / (PLOT + FOOT), 1],
            "nticks": 6,
            "range": [scale.low, scale.high],
            "showgrid": True,
            # Whatever the step, its last digit stands on every tick: 1.10 beside 1.15.
            "tickformat": f",.{scale.digits()}f",
        },
        yaxis2={"domain": [0, FOOT / (PLOT + FOOT)], "range": [0, FOOT], "visible": False},
    )


class _Scale(NamedTuple):
    """The plot's ends in days and rates, and from these to pixels on a phone."""

    start: pd.Timestamp
    end: pd.Timestamp
    low: float
    high: float

    def digits(self) -> int:
        """Decimals that tell six ticks apart."""
        return max(0, math.ceil(-math.log10((self.high - self.low) / 6)))

    def across(self, days: pd.Index[Any] | pd.Series[Any]) -> NDArray[np.float64]:
        """Pixels from the left edge."""
        share = (pd.DatetimeIndex(days) - self.start) / (self.end - self.start)
        return np.asarray(share, dtype="float64") * PHONE

    def up(self, rates: pd.Series[float]) -> NDArray[np.float64]:
        """Pixels from the foot."""
        share = (rates.to_numpy(dtype="float64") - self.low) / (self.high - self.low)
        return np.asarray(share * PLOT, dtype="float64")


def _ticks(scale: _Scale) -> dict[str, Any]:
    """The axis of time: firsts of months, or Sundays of a short time; a year where it begins."""
    least = (scale.end - scale.start) / pd.Timedelta(days=TICKS)
    if least > MONTH / 2:
        months = next(n for n in (1, 2, 3, 6, 12, 24, 60, 120, 600) if n * MONTH >= least)
        days = pd.date_range(scale.start.normalize(), scale.end, freq="MS")
        days = days[(12 * days.year + days.month - 1) % months == 0]
    else:
        days = pd.date_range(scale.start.normalize(), scale.end, freq="W-SUN")
        days = days[:: 1 if least <= 7 else 2]  # noqa: PLR2004 - days of a week
    days = days[days >= scale.start]
    texts = [str(format_skeleton("MMMd", day, locale=locale())) for day in days]
    years = [str(format_skeleton("y", day, locale=locale())) for day in days]
    for i, year in enumerate(years):
        if i == 0 or year != years[i - 1]:
            texts[i] += f"<br>{year}"
    return {"tickmode": "array", "tickvals": list(days), "ticktext": texts}


def _extent(rates: pd.Series[float], marks: pd.DataFrame, share: float) -> tuple[float, float]:
    """The axis of rates: from the least to the greatest, and a share of that on either side."""
    values = [*rates, *marks["low"], *marks["high"]]
    low, high = min(values), max(values)
    pad = share * ((high - low) or abs(high))
    return low - pad, high + pad


def _middle(marks: pd.DataFrame) -> pd.Series[float]:
    return (marks["low"] + marks["high"]) / 2


def _published(drawn: go.Figure, view: View, scale: _Scale) -> None:
    """Ticks at the foot with the ids of the sources, in two lines where they are close."""
    days = published(view)
    x = scale.across(pd.DatetimeIndex(list(days)))
    ids = [languages.listed(sources) for sources in _by_day(view).values()]
    texts = []
    ends = [-np.inf, -np.inf]  # of the last label in each line, in pixels
    for label, at in zip(ids, x, strict=True):
        half = (CHARACTER * len(label) + CLEAR) / 2
        line = next((i for i, end in enumerate(ends) if at - half >= end), None)
        texts.append("" if line is None else label + "<br>\u00a0" * line)
        if line is not None:
            ends[line] = at + half
    drawn.add_scatter(
        name="published",
        mode="markers+text",
        x=list(days),
        yaxis="y2",
        y=[TICK / 2] * len(days),
        text=texts,
        textposition="top center",
        textfont={"color": view.theme.muted, "size": SIZE - 2},
        hovertext=[
            _("{day}: published {sources}").format(day=numbers.date(day), sources=sources)
            for day, sources in days.items()
        ],
        marker={
            "line": {"color": view.theme.muted, "width": STROKE},
            "size": TICK / 2,
            "symbol": "line-ns",
        },
        hovertemplate="%{hovertext}<extra></extra>",
        unselected={"marker": {"opacity": 1}, "textfont": {"color": view.theme.muted}},
    )


def _implied(drawn: go.Figure, view: View, marks: pd.DataFrame) -> None:
    """The diamonds, and a line from each to the official rate."""
    if marks.empty:
        return
    theme = view.theme
    middle = _middle(marks)
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
    drawn.add_scatter(
        name="implied",
        mode="markers",
        x=marks["value_date"].tolist(),
        y=middle.tolist(),
        customdata=marks["record_id"].tolist(),
        hovertext=[_hover(view, row) for row in marks.to_dict("records")],
        hovertemplate="%{hovertext}<extra></extra>",
        marker={
            "color": theme.ink,
            "line": {"color": theme.ground, "width": STROKE},
            "size": MARK,
            "symbol": "diamond",
        },
        unselected={"marker": {"opacity": 1}},
        cliponaxis=False,
    )


def _hover(view: View, row: Row) -> str:
    """Under the pointer: the rate, how far it is from the ECB's, and the record."""
    record = view.label(row["record_id"])
    others = row["statements"] - 1
    if others:
        record = ngettext("{name} and {count} more", "{name} and {count} more", others).format(
            name=record, count=numbers.decimal(others)
        )
    rate = _("Source {source}: {rate}").format(source=row["source_id"], rate=implied_text(row))
    return "<br>".join([lettering.literal(rate), against(row), lettering.literal(record)])


def _words(marks: pd.DataFrame) -> list[str]:
    """The labels, in three short lines, for a phone."""
    return [
        _("<b>{rate}</b> source {source}").format(
            rate=implied_text(row), source=lettering.literal(row["source_id"])
        )
        + "<br>"
        + _against(row, _("{apart} the ECB's<br>{rate} of {day}"))
        for row in marks.to_dict("records")
    ]


def _places(
    scale: _Scale, rates: pd.Series[float], marks: pd.DataFrame
) -> list[dict[str, Any] | None]:
    """Where each label stands clear of the line on a phone; None where there is no room.

    What is clear there is clear on any wider screen: labels keep their size, distances grow.
    """
    x, y = scale.across(rates.index), scale.up(rates)
    at_x, at_y = scale.across(marks["value_date"]), scale.up(_middle(marks))
    taken: list[_Box] = []
    places: list[dict[str, Any] | None] = []
    for label, mark_x, mark_y in zip(_words(marks), at_x, at_y, strict=True):
        lines = label.replace("<b>", "").replace("</b>", "").split("<br>")
        wide = CHARACTER * max(map(lettering.characters, lines))
        tall = LINE * len(lines)
        found: list[tuple[float, _Box, dict[str, Any]]] = []
        for anchor, left in (("center", wide / 2), ("left", 0.0), ("right", wide)):
            near = y[(x > mark_x - left - CLEAR) & (x < mark_x - left + wide + CLEAR)]
            crossed = [*near, mark_y - MARK / 2, mark_y + MARK / 2]
            for side, foot in (
                ("bottom", max(crossed) + CLEAR),
                ("top", min(crossed) - CLEAR - tall),
            ):
                box = _Box(mark_x - left, foot, mark_x - left + wide, foot + tall)
                edge = foot if side == "bottom" else foot + tall
                if box.inside() and not any(box.overlaps(other) for other in taken):
                    place = {"xanchor": anchor, "yanchor": side, "ay": mark_y - edge}
                    found.append((abs(mark_y - edge), box, place))
        if found:
            _, box, place = min(found, key=lambda one: one[0])
            taken.append(box)
        places.append(place if found else None)
    return places


class _Box(NamedTuple):
    """A label's box in pixels from the plot's lower left corner."""

    left: float
    foot: float
    right: float
    top: float

    def inside(self) -> bool:
        """Whether it is within the plot."""
        return self.left >= 0 and self.right <= PHONE and self.foot >= 0 and self.top <= PLOT

    def overlaps(self, other: _Box) -> bool:
        """Whether one would cover a part of the other."""
        across = self.left < other.right and other.left < self.right
        return across and self.foot < other.top and other.foot < self.top
