"""When things happen, and when they were stated: dates as marks on a line of time.

What is drawn says how a date is known. A day is a diamond. What lasts is a bar with both its ends;
what happens some time within a span is a bar that fades at both ends, and one whose dates are only
"about" fades past them. A by-date is a dotted line from the day it was first stated to a stop, an
open end is an arrow. What lies before or after the years on the axis gathers at its edge as a
triangle. Stage is fill, as everywhere; a stage that nobody reported is hatched.

Horizontal positions are days since 1970, where a day ends at the next one's start; vertical ones
are pixels downwards, as in `marks`.
"""

from __future__ import annotations

import html
import math
import unicodedata
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.agreement import FIRMNESS
from app import languages, numbers, words
from app.figures import lettering
from app.figures.marks import (
    ARROW,
    BAR,
    DOTTED,
    GAP,
    GLYPH,
    LANE,
    LINE,
    RUN,
    SLICES,
    SOFT,
    STAGES,
    STROKE,
)
from app.figures.theme import SIZE, mix
from app.languages import _, marked
from app.once import once
from models.dates import is_uncertain

if TYPE_CHECKING:
    from collections.abc import Hashable

    from app.figures.theme import Theme
    from app.view import View

LASTING: Final = ("cost", "funding", "programme")
"""Kinds of record whose amount spreads over their dates; all others happen at some time in them."""

LULL: Final = 5
"""Years: what lies further than this from all that stands between it and the articles is gathered
at the axis' edge."""

SMALL: Final = 0.03
"""A share of the axis: a shorter span is drawn as a point, or no phone would show it."""

WRAP: Final = 32
"""Characters of a label's line."""

LETTER: Final = 0.52 * SIZE
"""Pixels: a character's mean width, not generously, for labels have the margins to run into."""

PHONE: Final = 350
"""Pixels of the plot on the narrowest screen: labels are placed so that they fit it."""

MOST_YEARS: Final = 9
"""How many years such a screen can name."""

WHOLE: Final = 44
"""Characters of a line that has a phone's whole width."""

SHARE: Final = 0.3
"""Of the width of the second chart, what the line of time takes."""

FADE: Final = 0.2
"""Of a span's length, what fades at each end."""

FORTNIGHT: Final = 16
"""Days to each side of a lone source: wide enough that a month begins in view."""

MONTHS: Final = 14
"""A longer axis names years."""

MOST_TICKS: Final = 4
MOST_DAYS: Final = 2  # days that stand on that axis where no month starts on it

FEWEST: Final = 12
"""Statements that the second chart has room for, at the least: a lone one is no long bar."""

COLUMNS: Final = 3
"""Of the stages above the second chart; one less where a language's words are long."""

SHORT: Final = 12
"""Characters of a stage's word that such a column of a phone has room for."""

MARKS: Final = 24
"""Records, or statements, that the first chart has room for."""

DAYS: Final = 60
"""Days of articles that are drawn; of more, the months that had any."""

SQUARES: Final = 150
"""Statements that the second chart draws a square each; of more, it counts them by stage."""

SOURCES: Final = 30
"""Sources that it has room for; of more, it counts by month, and of more months by year."""

NAMED: Final = 5
"""Sources of one day that are named; more are counted."""

NO_STAGE: Final = marked("stage not reported")

_ORDER: Final = (*reversed(FIRMNESS), "")
_REPORTED: Final = (
    "low", "high", "minimum_exclusive", "maximum_exclusive", "approximate", "unit", "verified",
)  # fmt: skip
_BOUNDS: Final = ("low", "high", "low_exclusive", "high_exclusive", "approximate", "unit")


@once
def dues(view: View) -> pd.DataFrame:
    """One row a record with a date, by its id, the first to begin first: due and ahead.

    As the columns of `dated`, which has those of them that a picture can hold.
    """
    records = view.records[view.records[["event_low", "event_high"]].notna().any(axis=1)]
    frame = _due(view, records["event_low"], records["event_high"], records["stage"].fillna(""))
    begin = records["event_low"].fillna(records["event_high"])
    order = frame.assign(begin=begin).sort_values(["begin", "due"], kind="stable")
    return order.drop(columns="begin")


def _due(view: View, first: pd.Series, last: pd.Series, stage: pd.Series) -> pd.DataFrame:
    article = pd.Timestamp(view.snapshot.sources["published_start"].max())
    due = last.fillna(first)
    return pd.DataFrame({"due": due, "ahead": stage.ne("completed") & due.gt(article)})


@once
def nearest(view: View) -> pd.Index:
    """The ids of the `MARKS` dated records that fall due nearest the last article, nearest first.

    Half of them ahead of it and half not, as far as there are so many of each.
    """
    found = dues(view).sort_values("due", kind="stable")
    ahead, past = found[found["ahead"]], found[~found["ahead"]]
    least = MARKS // 2
    chosen = pd.concat(
        [
            past.tail(max(least, MARKS - len(ahead))),
            ahead.head(max(MARKS - least, MARKS - len(past))),
        ]
    )
    article = pd.Timestamp(view.snapshot.sources["published_start"].max())
    return (chosen["due"] - article).abs().sort_values(kind="stable").index


@once
def dated(view: View) -> pd.DataFrame:
    """One row a record with a date, those of the past first; of many, the `nearest`.

    Columns: record_id, row (the party it stands under), label, amount, source (empty), low, high,
    low_exclusive, high_exclusive, approximate and unit (of the amount), first and last (days; NaT
    where an end is open), about, lasts, told (the last day it was stated), stage ("" for none),
    colour, when (words), conflict (words, "" for none), due (its last day, else its first), ahead
    (not completed, and due after the last article).
    """
    records = view.records[view.records.index.isin(nearest(view))]
    told = view.statements[view.statements["record_id"].isin(records.index)]
    told = told.dropna(subset=["event"])
    about = told["event"].map(is_uncertain).astype(bool).groupby(told["record_id"]).all()
    amounts = [
        "" if pd.isna(row["unit"]) or numbers.of(row) == numbers.not_reported() else numbers.of(row)
        for row in records.to_dict("records")
    ]
    frame = records.assign(
        about=about.reindex(records.index),
        told=records["last_from"],
        amount=amounts,
        source="",
    )
    return _marks(view, frame.reset_index())


@once
def dated_statements(view: View) -> pd.DataFrame:
    """One row a statement with a date; columns as of `dated`, with the source's id as `source`.

    Of many, all those of the `nearest` records that `MARKS` have room for, or as many of the first.
    """
    places = pd.Series(range(len(nearest(view))), nearest(view))
    told = view.statements.dropna(subset=["event"])
    place = told["record_id"].map(places)
    reach = place.value_counts().sort_index().cumsum()
    whole = reach.index[reach <= MARKS]
    told = told[place.isin(whole)] if len(whole) else told[place.eq(0)].head(MARKS)
    amounts = [
        "" if pd.isna(row["low"]) else numbers.reported(row) for row in told.to_dict("records")
    ]
    meanings = [words.MEANINGS.get(code, "") for code in told["meaning"]]
    said = [languages.listed(filter(None, pair)) for pair in zip(meanings, amounts, strict=True)]
    frame = told.assign(
        about=told["event"].map(is_uncertain),
        told=told["counts_from"],
        amount=said,
        source=told["source_id"],
        low_exclusive=told["minimum_exclusive"],
        high_exclusive=told["maximum_exclusive"],
    )
    return _marks(view, frame)


def _marks(view: View, frame: pd.DataFrame) -> pd.DataFrame:
    found = view.conflicts[view.conflicts["record_id"].isin(frame["record_id"])]
    conflicts = found.groupby("record_id")["conflict"].agg(list).to_dict()
    marks = pd.DataFrame(
        {
            "record_id": frame["record_id"],
            "row": frame["payer_id"].fillna(frame["payee_id"]).map(view.name),
            "label": [view.label(record) for record in frame["record_id"]],
            "amount": frame["amount"],
            "source": frame["source"],
            **{name: frame[name].where(frame["low"].notna()) for name in _BOUNDS},
            "first": frame["event_low"],
            "last": frame["event_high"],
            "about": frame["about"].astype(bool),
            "lasts": frame["kind"].isin(LASTING),
            "told": frame["told"],
            "stage": frame["stage"].fillna(""),
            "colour": [view.colour(record) for record in frame["record_id"]],
            "conflict": [
                _("; ").join(words.CONFLICTS[code] for code in conflicts.get(record, []))
                for record in frame["record_id"]
            ],
        }
    )
    marks["when"] = [
        numbers.period(first, last, about=about)
        for first, last, about in marks[["first", "last", "about"]].itertuples(index=False)
    ]
    marks["hover"] = [
        "<br>".join(
            [
                *lettering.lines(html.escape(row["label"], quote=False), WHOLE),
                languages.listed(
                    filter(None, [row["amount"], row["when"], words.STAGES.get(row["stage"], "")])
                ),
            ]
        )
        for row in marks.to_dict("records")
    ]
    marks = marks.join(_due(view, marks["first"], marks["last"], marks["stage"]))
    begin = marks["first"].fillna(marks["last"])
    order = marks.assign(begin=begin).sort_values(["begin", "due"], kind="stable")
    return marks.loc[order.index].reset_index(drop=True)


def finding(view: View) -> str:
    """How many of the dated records lie ahead, and what is next."""
    marks, whole = dated(view), dues(view)
    count, coming = len(whole), whole.loc[whole["ahead"], "due"]
    ahead = marks[marks["ahead"]].sort_values("due", kind="stable")
    if ahead.empty:
        latest = marks.sort_values("due", kind="stable").iloc[-1]
        said = (
            _("The one dated record, {record}, does not lie ahead of the last article")
            if count == 1
            else _(
                "None of {count} dated records falls due after the last article; "
                "the latest is {record}"
            )
        )
        return said.format(
            count=numbers.decimal(count), record=f"{latest['label']} ({latest['when']})"
        )
    one = ahead.iloc[0]
    due = coming[coming.eq(one["due"])]
    named = one["label"] if one["when"] in one["label"] else f"{one['label']} ({one['when']})"
    if count == 1:
        said = (
            _(
                "The one dated record, {record}, falls due after the last article; "
                "it is contested: {conflict}"
            )
            if one["conflict"]
            else _("The one dated record, {record}, falls due after the last article")
        )
        return said.format(record=named, conflict=one["conflict"])
    until = coming.max().year
    if len(coming) == 1:
        falls = _("1 of {count} dated records falls due after the last article")
    elif until > one["due"].year:
        falls = _("{ahead} of {count} dated records fall due after the last article, up to {until}")
    else:
        falls = _(
            "{ahead} of {count} dated records fall due after the last article, all in {until}"
        )
    if len(due) > 1:
        follows = _("the next are {record} and {count} more")
    elif one["conflict"]:
        follows = _("the next, {record}, is contested: {conflict}")
    else:
        follows = _("next is {record}")
    return _("{first}; {second}").format(
        first=falls.format(
            ahead=numbers.decimal(len(coming)), count=numbers.decimal(count), until=until
        ),
        second=follows.format(
            record=named, count=numbers.decimal(len(due) - 1), conflict=one["conflict"]
        ),
    )


def years(marks: pd.DataFrame, published: pd.DataFrame) -> tuple[int, int]:
    """First and last year of the axis: those of the articles, and all that stand near them.

    Args:
        marks: With the columns first and last.
        published: With the columns published_start and published_end.
    """
    days = pd.concat([marks["first"], marks["last"]]).dropna()
    known = sorted(set(days.dt.year))
    start = pd.Timestamp(published["published_start"].min()).year
    end = pd.Timestamp(published["published_end"].max()).year
    for year in reversed(known):
        start = year if start - LULL <= year < start else start
    for year in known:
        end = year if end < year <= end + LULL else end
    return start, end


def figure(view: View, marks: pd.DataFrame, *, by: str) -> go.Figure:
    """The marks of `dated` under their parties, or of `dated_statements` under their records.

    Args:
        view: The view.
        marks: What is drawn; at least one row.
        by: `party` or `record`.
    """
    cards = view.snapshot.sources
    first_year, last_year = years(marks, cards)
    begin = float(_days(pd.Series([pd.Timestamp(first_year, 1, 1)])).iloc[0])
    end = float(_days(pd.Series([pd.Timestamp(last_year + 1, 1, 1)])).iloc[0])
    placed = _placed(marks, begin, end, SMALL)
    pad = 0.035 * (end - begin)
    start = begin - (pad if placed["side"].eq(-1).any() else pad / 4)
    stop = end + (pad if placed["side"].eq(1).any() else pad / 4)
    column = "row" if by == "party" else "record_id"
    # A group stands where its first mark does.
    groups = {key: place for place, key in enumerate(dict.fromkeys(placed[column]))}
    order = placed[column].map(groups).sort_values(kind="stable").index
    placed = placed.loc[order].reset_index(drop=True)
    top = 2.0 * LINE + GAP
    placed, labels, bottom = _labelled(view, placed, by, (start, stop), top)
    drawn = go.Figure()
    _draw(drawn, placed, view.theme, SOFT * (stop - start))
    if by == "record":
        _joined(drawn, placed, view.theme, (start, stop))
    _targets(drawn, placed, (start, stop))
    calendar, named = _calendar(view, (first_year, last_year), (start, stop), bottom)
    drawn.update_layout(
        template=view.theme.template,
        height=bottom + LINE,
        margin={"l": 2, "r": 2, "t": 0, "b": 0},
        xaxis={"range": [start, stop], "visible": False},
        yaxis={"range": [bottom + LINE, 0], "visible": False},
        annotations=[*named, *labels],
        shapes=calendar,
    )
    return _undimmed(drawn)


def _days(days: pd.Series) -> pd.Series:
    """Days since 1970."""
    return (pd.to_datetime(days) - pd.Timestamp(1970, 1, 1)) / pd.Timedelta(days=1)


def _placed(marks: pd.DataFrame, begin: float, end: float, small: float) -> pd.DataFrame:
    """Add left and right (days) and how each end looks, within the axis' years.

    Columns: left, right; shape (point, span, by, since, edge); soft (a span's ends fade); side (-1
    or 1 of what lies before or after, else 0); cut (begins before the axis does).
    """
    length = end - begin
    first, last, told = (_days(marks[name]) for name in ("first", "last", "told"))
    left, right = first.copy(), last + 1
    by, since = first.isna(), last.isna()
    left = left.mask(by, told.where(told < right, right - RUN * length))
    right = right.mask(since, np.maximum(told, left + RUN * length))
    side = np.select([right <= begin, left >= end], [-1, 1], default=0)
    edge = np.where(side < 0, begin - 0.02 * length, end + 0.02 * length)
    cut = (side == 0) & (left < begin)
    span = ~by & ~since
    point = span & (right - left < small * length)
    middle = (left + right) / 2
    left, right = left.mask(point, middle), right.mask(point, middle)
    shape = np.select([side != 0, by, since, point], ["edge", "by", "since", "point"], "span")
    soft = span & (marks["about"] | (~marks["lasts"] & (last > first)))
    return marks.assign(
        left=np.where(side != 0, edge, np.maximum(left, begin)),
        right=np.where(side != 0, edge, np.minimum(right, end)),
        shape=shape,
        soft=soft & (side == 0),
        side=side,
        cut=cut,
    )


def _labelled(
    view: View, marks: pd.DataFrame, by: str, extent: tuple[float, float], top: float
) -> tuple[pd.DataFrame, list[dict[str, Any]], float]:
    """Give marks their `y` and `height` in pixels, a label above each, and find the bottom."""
    labels: list[dict[str, Any]] = []
    start, stop = extent
    y, group = top, ""
    ys, heights, anchors = [], [], []
    for mark in marks.to_dict("records"):
        head = ""
        if by == "party" and mark["row"] != group:
            group = mark["row"]
            name = f'<b><span style="color:{mark["colour"]}">■</span> {html.escape(group)}</b>'
            y += GAP if labels else 0
            labels.append(_text(view, name, 0, y, "left", {"xref": "paper"}))
            y += LINE + 3
        elif by == "record" and mark["record_id"] != group:
            group = mark["record_id"]
            head = mark["label"]
            y += GAP if labels else 0
        lines, width = _words(view, mark, head, by)
        near, far = ((mark[side] - start) / (stop - start) for side in ("left", "right"))
        rooms = {
            "left": (mark["left"], PHONE * (1 - near)),
            "right": (mark["right"], PHONE * far),
            "center": (
                (mark["left"] + mark["right"]) / 2,
                PHONE * min(near + far, 2 - near - far),
            ),
        }
        fits = [side for side, (_, room) in rooms.items() if room >= width]
        side = fits[0] if fits else max(rooms, key=lambda key: rooms[key][1])
        labels.append(_text(view, "<br>".join(lines), rooms[side][0], y, side))
        height = LINE * len(lines) + 4 + BAR
        y += height
        ys.append(y - BAR / 2)
        heights.append(height)
        anchors.append(side)
        y += GAP
    return marks.assign(y=ys, height=heights, anchor=anchors), labels, y


def _words(view: View, mark: dict[Hashable, Any], head: str, by: str) -> tuple[list[str], float]:
    """A label's lines in plotly's markup, and the pixels of the longest."""
    source = words.sources([mark["source"]]) if mark["source"] else ""
    name = mark["label"] if by == "party" else source
    said = languages.listed(filter(None, [name, mark["amount"]]))
    stage = words.STAGES.get(mark["stage"], "")
    detail = languages.listed(filter(None, [mark["when"], stage]))
    parts = [(head, "bold"), (said, ""), (detail, view.theme.muted)]
    if mark["conflict"] and (by == "party" or head):
        parts.insert(1 if head else 3, (mark["conflict"], view.theme.alarm))
    lines: list[str] = []
    lengths: list[int] = []
    for text, look in parts:
        wrapped = lettering.lines(text, WRAP)
        written = [_styled(line, look) for line in wrapped]
        joins = look == view.theme.muted and len(wrapped) == 1 and bool(lengths)
        if joins and lengths[-1] + 2 + _length(text) <= WRAP:
            lines[-1] += f"  {written[0]}"
            lengths[-1] += 2 + _length(text)
            continue
        lines += written
        lengths += [_length(line) for line in wrapped]
    return lines, LETTER * max(lengths)


def _length(text: str) -> int:
    """Of a text, in Latin letters: a Chinese or Japanese character is as wide as two."""
    return sum(1 + (unicodedata.east_asian_width(letter) in "WF") for letter in text)


def _styled(text: str, look: str) -> str:
    escaped = html.escape(text, quote=False)
    if look == "bold":
        return f"<b>{escaped}</b>"
    return f'<span style="color:{look}">{escaped}</span>' if look else escaped


def _text(  # noqa: PLR0913, PLR0917 - a text, its place, and what differs
    view: View, text: str, x: float, y: float, anchor: str, more: dict[str, Any] | None = None
) -> dict[str, Any]:
    """An annotation whose top is at `y`; grid lines stop at it."""
    return {
        "text": text,
        "x": x,
        "y": y,
        "xref": "x",
        "yref": "y",
        "xanchor": anchor,
        "yanchor": "top",
        "align": anchor,
        "bgcolor": view.theme.ground,
        "font": {"size": SIZE},
        "showarrow": False,
        **(more or {}),
    }


def _calendar(
    view: View, span: tuple[int, int], extent: tuple[float, float], bottom: float
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The years' lines and names, above and below, and the days of the articles."""
    theme, cards = view.theme, view.snapshot.sources
    known = range(span[0], span[1] + 2)
    starts = _days(pd.Series([pd.Timestamp(year, 1, 1) for year in known])).tolist()
    lines = [_upright(day, (LINE, bottom), theme.grid) for day in starts]
    step = -(-(len(starts) - 1) // MOST_YEARS)
    font = {"size": SIZE - 1, "color": theme.muted}
    named = [
        _text(view, str(year), (starts[place] + starts[place + 1]) / 2, y, "center", {"font": font})
        for place, year in enumerate(known[:-1])
        if place % step == 0
        for y in (0, bottom)
    ]
    first, last = _days(cards["published_start"]), _days(cards["published_end"]) + 1
    many = crowded(view)
    shaded = _months_of(first, last) if many else list(zip(first, last, strict=True))
    lines += [
        {**_upright(left, (LINE, bottom), "rgba(0,0,0,0)"), "x1": right, "fillcolor": theme.grid}
        for left, right in shaded
    ]
    (tint,) = mix([theme.muted], theme.ground, np.array([0.6]))
    days = [] if many else sorted(set(first))
    lines += [_upright(day, (LINE, bottom), tint) for day in days]
    told = numbers.period(cards["published_start"].min(), cards["published_end"].max())
    share = (first.min() - extent[0]) / (extent[1] - extent[0])
    place, anchor, shift = (first.min(), "left", 4) if share < 1 / 2 else (last.max(), "right", -4)
    look = {"font": font, "xshift": shift}
    said = _("articles, {dates}").format(dates=told)
    named.append(_text(view, said, place, LINE + 2, anchor, look))
    return lines, named


def crowded(view: View) -> bool:
    """Whether the articles are of so many days that months stand for them."""
    return bool(view.snapshot.sources["published_start"].nunique() > DAYS)


def _months_of(first: pd.Series, last: pd.Series) -> list[tuple[float, float]]:
    """The months that these days are of, in days since 1970; those that follow on are one."""
    epoch = np.datetime64("1970-01-01", "D")
    days = pd.concat([first, last - 1]).to_numpy().astype("timedelta64[D]")
    months = np.unique((epoch + days).astype("datetime64[M]"))
    runs = np.split(months, np.flatnonzero(np.diff(months.astype(int)) > 1) + 1)
    return [
        (float((run[0] - epoch).astype(int)), float((run[-1] + 1 - epoch).astype(int)))
        for run in runs
    ]


def _upright(day: float, ends: tuple[float, float], colour: str) -> dict[str, Any]:
    return {
        "type": "rect",
        "layer": "below",
        "x0": day,
        "x1": day,
        "y0": ends[0],
        "y1": ends[1],
        "line": {"color": colour, "width": 1},
    }


def _draw(figure: go.Figure, marks: pd.DataFrame, theme: Theme, soft: float) -> None:
    """Draw marks that have a place: the columns of `_placed`, about, stage, colour and `y`.

    What is "about" fades `soft` days past its dates.
    """
    marks = marks.join(STAGES.rename(columns={"dash": "stroke"}), on="stage")
    marks["solid"] = marks["solid"].where(marks["stage"].ne(""), 0.0)

    # What happens some time in a span fades within it; "about" fades past its dates as well.
    spans = marks[marks["shape"].eq("span")]
    inner = (FADE * (spans["right"] - spans["left"])).where(spans["soft"], 0.0)
    outer = pd.Series(soft, spans.index).where(spans["about"], 0.0)
    whole = ~spans["soft"]
    spans = spans.assign(dense=spans["left"] + inner, thick=spans["right"] - inner)
    spans = spans.assign(begins=whole & ~spans["cut"], ends=whole, rail=1.0, thickness=BAR)
    since = marks[marks["shape"].eq("since")]
    since = since.assign(dense=since["left"], thick=since["right"], solid=since["light"])
    since = since.assign(begins=~since["cut"], ends=False, stroke=DOTTED)
    boxes = pd.concat([spans, since])
    points = marks[marks["shape"].eq("point")]
    vague = points[points["soft"]].assign(solid=0.5, rail=0.0, thickness=BAR / 2)
    reach = soft * np.where(vague["about"], 1.5, 0.75)

    _boxes(figure, boxes, theme)
    _fade(
        figure,
        pd.concat(
            [
                spans.assign(near=spans["dense"], far=spans["left"] - outer)[spans["soft"]],
                spans.assign(near=spans["thick"], far=spans["right"] + outer)[spans["soft"]],
                vague.assign(near=vague["left"], far=vague["left"] - reach),
                vague.assign(near=vague["right"], far=vague["right"] + reach),
            ]
        ),
        theme,
    )
    _by_dates(figure, marks[marks["shape"].eq("by")], theme)
    _symbols(figure, "point", points, theme, "diamond", "left")
    _symbols(figure, "since", since, theme, "triangle-right", "right")
    edges = marks[marks["shape"].eq("edge")]
    _symbols(figure, "before", edges[edges["side"] < 0], theme, "triangle-left", "left")
    _symbols(figure, "after", edges[edges["side"] > 0], theme, "triangle-right", "right")
    _symbols(figure, "cut", boxes[boxes["cut"]], theme, "triangle-left", "left")


def _boxes(figure: go.Figure, boxes: pd.DataFrame, theme: Theme, **axes: str) -> None:
    """Bars from `dense` to `thick` with an outline that is open where they do not begin or end."""
    if boxes.empty:
        return
    figure.add_bar(
        name="span",
        orientation="h",
        base=boxes["dense"].tolist(),
        x=(boxes["thick"] - boxes["dense"]).tolist(),
        y=boxes["y"].tolist(),
        width=BAR,
        marker=_fill(boxes, theme),
        hoverinfo="skip",
        **axes,
    )
    _outline(figure, boxes, **axes)


def _fill(boxes: pd.DataFrame, theme: Theme) -> dict[str, Any]:
    """A bar's fill by stage: hatched where the stage is not reported."""
    hatched = boxes["stage"].eq("")
    # Among bars with colours of their own, plotly hatches in a bar's colour.
    weight = boxes["solid"].mask(hatched, 1.0).to_numpy()
    return {
        "color": mix(boxes["colour"].tolist(), theme.ground, weight),
        "line": {"width": 0},
        "pattern": {
            "shape": np.where(hatched, "/", "").tolist(),
            "fillmode": "replace",
            "size": 5,
            "solidity": 0.25,
        },
    }


def _outline(figure: go.Figure, boxes: pd.DataFrame, **axes: str) -> None:
    """Stroke boxes; one that does not begin has no left edge, one that does not end no right."""
    half = (BAR - STROKE) / 2
    for (colour, dash), group in boxes.groupby(["colour", "stroke"]):
        left, right, y = (group[name].to_numpy(dtype=float) for name in ("dense", "thick", "y"))
        begin = np.where(group["begins"], left, np.nan)
        end = np.where(group["ends"], right, np.nan)
        gap = np.full(len(group), np.nan)
        up, low = y - half, y + half
        figure.add_scatter(
            name="outline",
            mode="lines",
            x=np.column_stack([left, begin, left, right, end, right, left, gap]).ravel().tolist(),
            y=np.column_stack([low, low, up, up, up, low, low, gap]).ravel().tolist(),
            line={"color": colour, "dash": dash, "width": STROKE},
            hoverinfo="skip",
            **axes,
        )


def _fade(figure: go.Figure, fades: pd.DataFrame, theme: Theme) -> None:
    """Thin out from `near` to `far`: the fill `thickness` high, and rails if there are any."""
    fades = fades.reset_index(drop=True)
    slices = fades.loc[fades.index.repeat(SLICES)]
    # From thin to dense, each over the one before, so that no seam shows between them.
    place = np.tile(np.arange(SLICES)[::-1], len(fades))
    step = (slices["far"] - slices["near"]) / SLICES
    left = 1 - (place + 0.5) / SLICES
    # Plotly dashes lines, not bars: where the stage's outline is broken, every other pair is left.
    dashed = slices["stroke"].ne("solid")
    half = (BAR - STROKE) / 2
    rails = slices.assign(
        weight=slices["rail"] * left * (~dashed | (place // 2 % 2 == 0)),
        base=slices["near"] + dashed * place * step,
        length=step * np.where(dashed, 1, place + 1),
        thickness=STROKE,
    )
    parts = pd.concat(
        [
            slices.assign(
                weight=slices["solid"] * left, base=slices["near"], length=step * (place + 1)
            ),
            rails.assign(y=rails["y"] - half),
            rails.assign(y=rails["y"] + half),
        ]
    )
    parts = parts[parts["weight"] > 0]
    if parts.empty:
        return
    figure.add_bar(
        name="fade",
        orientation="h",
        base=parts["base"].tolist(),
        x=parts["length"].tolist(),
        y=parts["y"].tolist(),
        width=parts["thickness"].tolist(),
        marker={
            "color": mix(parts["colour"].tolist(), theme.ground, parts["weight"].to_numpy()),
            "line": {"width": 0},
        },
        hoverinfo="skip",
    )


def _by_dates(figure: go.Figure, marks: pd.DataFrame, theme: Theme) -> None:
    """A dotted line that runs, arrow ahead, into a stop."""
    for colour, group in marks.groupby("colour"):
        left, right, y = (group[name].to_numpy(dtype=float) for name in ("left", "right", "y"))
        gap = np.full(len(group), np.nan)
        figure.add_scatter(
            name="by",
            mode="lines",
            x=np.column_stack([left, right, gap]).ravel().tolist(),
            y=np.column_stack([y, y, gap]).ravel().tolist(),
            line={"color": colour, "dash": DOTTED, "width": 2},
            hoverinfo="skip",
        )
    _symbols(figure, "arrow", marks, theme, "triangle-right", "right", standoff=ARROW / 2 + 3)
    stop = {"line": {"color": marks["colour"].tolist(), "width": 3}, "symbol": "line-ns"}
    _markers(figure, "stop", marks, "right", {"size": BAR + 4, **stop})


def _symbols(  # noqa: PLR0913, PLR0917 - a mark's parts, in the order they are told
    figure: go.Figure,
    name: str,
    marks: pd.DataFrame,
    theme: Theme,
    symbol: str,
    at: str,
    *,
    standoff: float = 0,
) -> None:
    """Symbols filled by stage; a day of an unreported stage is crossed."""
    if marks.empty:
        return
    tints = mix(marks["colour"].tolist(), theme.ground, marks["solid"].to_numpy())
    crossed = marks["stage"].eq("") & (symbol == "diamond")
    marker = {
        "color": tints,
        "line": {"color": marks["colour"].tolist(), "width": STROKE},
        "size": GLYPH + 2 if symbol == "diamond" else ARROW,
        "symbol": np.where(crossed, f"{symbol}-x", symbol).tolist(),
    }
    if standoff:
        # Along the angle, so turned the same way as the symbol itself is.
        marker |= {"angle": 90, "standoff": standoff, "symbol": "triangle-up"}
    _markers(figure, name, marks, at, marker)


def _markers(
    figure: go.Figure, name: str, marks: pd.DataFrame, at: str, marker: dict[str, Any]
) -> None:
    figure.add_scatter(
        name=name,
        mode="markers",
        x=marks[at].tolist(),
        y=marks["y"].tolist(),
        marker=marker,
        cliponaxis=False,
        hoverinfo="skip",
    )


def _joined(
    figure: go.Figure, marks: pd.DataFrame, theme: Theme, extent: tuple[float, float]
) -> None:
    """Join a contested record's statements by a thin line beside them, where no label stands."""
    contested = marks[marks["conflict"].ne("")]
    off = 0.012 * (extent[1] - extent[0])
    for _record, group in contested.groupby("record_id", sort=False):
        right = group["anchor"].iloc[0] == "right"
        x = group["right"].max() + off if right else group["left"].min() - off
        if len(group) > 1:
            figure.add_scatter(
                name="conflict",
                mode="lines",
                x=[x, x],
                y=[group["y"].iloc[0], group["y"].iloc[-1]],
                line={"color": theme.alarm, "width": STROKE},
                cliponaxis=False,
                hoverinfo="skip",
            )


def _targets(figure: go.Figure, marks: pd.DataFrame, extent: tuple[float, float]) -> None:
    """What answers the pointer: unseen, over each mark and the middle of its label."""
    least = 0.05 * (extent[1] - extent[0])
    short = (least - (marks["right"] - marks["left"])).clip(lower=0) / 2
    left = (marks["left"] - short).clip(lower=extent[0])
    right = (marks["right"] + short).clip(upper=extent[1])
    figure.add_bar(
        name="target",
        orientation="h",
        base=left.tolist(),
        x=(right - left).tolist(),
        y=(marks["y"] + (BAR - marks["height"]) / 2).tolist(),
        width=marks["height"].tolist(),
        marker={"color": "rgba(0,0,0,0)", "line": {"width": 0}},
        customdata=marks["record_id"].tolist(),
        hovertext=marks["hover"].tolist(),
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _undimmed(figure: go.Figure) -> go.Figure:
    """A click opens a record and dims nothing."""
    for kind in ("bar", "scatter"):
        figure.update_traces(unselected={"marker": {"opacity": 1}}, selector={"type": kind})
    return figure


def stated(view: View) -> pd.DataFrame:
    """One row a statement, sources in order of publication, what was new in them first.

    Columns: source_id, counts_from, record_id, number (of the statement within the record), new (no
    source of an earlier day speaks of the record), stage ("" for none), colour, place (0, 1, ...
    among the source's new, or not new, ones).
    """
    told, records = view.statements, view.snapshot.records
    first = told.groupby("record_id")["counts_from"].transform("min")
    colours = records["payer_id"].fillna(records["payee_id"]).map(view.colours)
    frame = pd.DataFrame(
        {
            "source_id": told["source_id"],
            "counts_from": told["counts_from"],
            "record_id": told["record_id"],
            "number": told["number"],
            "new": told["counts_from"].eq(first),
            "stage": told["stage"].fillna(""),
            "colour": told["record_id"].map(colours.fillna(view.theme.other)),
        }
    )
    firmness = frame["stage"].map({stage: place for place, stage in enumerate(_ORDER)})
    frame = frame.assign(repeats=~frame["new"], firmness=firmness).sort_values(
        ["counts_from", "source_id", "repeats", "firmness", "colour"], kind="stable"
    )
    place = frame.groupby(["source_id", "new"]).cumcount()
    return frame.drop(columns=["repeats", "firmness"]).assign(place=place).reset_index(drop=True)


def rows(view: View, statements: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of the second chart: a source each, or a month or year where they are too many.

    Args:
        view: The view.
        statements: As of `stated`.

    Returns:
        The statements with one column more, `row`; and by row, in order: title, articles (how
        many), said (its days in words), published_start, published_end and published_basis.
    """
    cards = view.snapshot.sources.set_index("source_id")
    cards = cards.loc[list(statements["source_id"].unique())]
    if len(cards) <= SOURCES:
        said = [
            _("{date}, inferred").format(date=day) if basis == "inferred" else day
            for day, basis in zip(_periods(cards), cards["published_basis"], strict=True)
        ]
        named = [languages.own(view.dataset.sources[str(source)].title) for source in cards.index]
        titles = [f"{source}  {name}" for source, name in zip(cards.index, named, strict=True)]
        heads = cards[["published_start", "published_end", "published_basis"]]
        return (
            statements.assign(row=statements["source_id"]),
            heads.assign(title=titles, articles=1, said=said),
        )
    day = statements.drop_duplicates("source_id").set_index("source_id")["counts_from"]
    row = day.dt.strftime("%Y-%m")
    if row.nunique() > SOURCES:
        row = day.dt.strftime("%Y")
    heads = cards.groupby(row, sort=False).agg(
        articles=("published_basis", "size"),
        published_start=("published_start", "min"),
        published_end=("published_end", "max"),
        published_basis=("published_basis", "max"),
    )
    spans = [pd.Period(str(name)) for name in heads.index]
    titles = [numbers.period(span.start_time, span.end_time.normalize()) for span in spans]
    return (
        statements.assign(row=statements["source_id"].map(row)),
        heads.assign(title=titles, said=_articles(heads["articles"])),
    )


def _periods(cards: pd.DataFrame) -> list[str]:
    ends = zip(cards["published_start"], cards["published_end"], strict=True)
    return [numbers.period(first, last) for first, last in ends]


def _articles(counts: pd.Series) -> list[str]:
    return [
        numbers.counted("{count} press article", "{count} press articles", count)
        for count in counts
    ]


def by_stage(statements: pd.DataFrame) -> pd.DataFrame:
    """How many statements of each stage a row has, new ones first and the firmest of them.

    Columns: row, new, stage, statements.
    """
    order = {stage: place for place, stage in enumerate(_ORDER)}
    keys = ["row", "new", "stage"]
    counts = statements.groupby(keys, sort=False).size().rename("statements").reset_index()
    place = counts["row"].map({row: i for i, row in enumerate(statements["row"].unique())})
    found = counts.assign(place=place, repeats=~counts["new"], firmness=counts["stage"].map(order))
    return found.sort_values(["place", "repeats", "firmness"])[[*keys, "statements"]]


def _amount(statement: dict[Hashable, Any]) -> str:
    return "" if pd.isna(statement["low"]) else numbers.reported(statement)


def news(statements: pd.DataFrame, of: str = "source_id") -> pd.Series:
    """How many records each source (or row), in order, is the first to speak of.

    Or speaks of on the first day.
    """
    new = statements[statements["new"]].drop_duplicates([of, "record_id"])
    counts = new.groupby(of).size()
    return counts.reindex(statements[of].unique(), fill_value=0)


def stated_finding(statements: pd.DataFrame) -> str:
    """What `stated` shows: who brought the most that was new, and what the latest day added."""
    new, count = news(statements), statements["record_id"].nunique()
    records = numbers.counted("{count} record", "{count} records", count)
    most = str(new.idxmax())
    if len(new) == 1:
        return _("All that is told of {records} comes from source {name}").format(
            records=records, name=most
        )
    last = statements["counts_from"].max()
    latest = statements[statements["counts_from"].eq(last)]
    added = latest.loc[latest["new"], "record_id"].nunique()
    names = sorted(set(latest["source_id"]))
    those = _(" and ").join(names)
    if len(names) > NAMED:
        those = numbers.counted("{count} press article", "{count} press articles", len(names))
    if added == count:
        said = (
            _("The one record was first told of on {date}, by {names}")
            if count == 1
            else _("All {records} were first told of on {date}, by {names}")
        )
        return said.format(records=records, date=numbers.date(last), names=those)
    said = (
        _(
            "Source {name} brought the most that was new, {new} of {records}; "
            "{known} had been told of before {date}"
        )
        if most in set(latest["source_id"])
        else _(
            "Source {name} brought the most that was new, {new} of {records}; "
            "the latest, {names} of {date}, added {added}"
        )
    )
    return said.format(
        name=most,
        new=numbers.decimal(new[most]),
        records=records,
        known=numbers.decimal(count - added),
        date=numbers.date(last),
        names=those,
        added=numbers.decimal(added),
    )


def counted(statements: pd.DataFrame, heads: pd.DataFrame) -> bool:
    """Whether the second chart counts statements by stage, and draws none by itself."""
    return len(statements) > SQUARES or bool(heads["articles"].gt(1).any())


def stated_figure(view: View, statements: pd.DataFrame) -> go.Figure:
    """The sources on a line of time, and beside each its statements: new ones, then known ones.

    A square is a statement, filled by its stage in its party's colour; a click opens the record.
    Where they are `counted`, a bar is as many statements as it is long.
    """
    statements, cards = rows(view, statements)
    known = view.snapshot.sources
    first = float(_days(known["published_start"]).min())
    last = float(_days(known["published_end"]).max()) + 1
    pad = max(0.08 * (last - first), FORTNIGHT if len(known) == 1 else 0)
    extent = first - pad, last + pad
    drawn = go.Figure()
    whole = counted(statements, cards)
    if whole:  # what is counted together has no party's colour
        statements = statements.assign(colour=view.theme.muted)
    legend, top = _legend(drawn, view, statements)
    names, places, lanes, bottom = _sources(view, cards, statements, top)
    inferred = cards["published_basis"].eq("inferred")
    marks = pd.DataFrame(
        {
            "first": cards["published_start"],
            "last": cards["published_end"],
            "about": False,
            "lasts": ~inferred,
            "told": cards["published_start"],
            "stage": np.where(inferred, "in_talks", "completed"),
            "colour": view.theme.ink,
            "y": places,
        }
    ).reset_index(drop=True)
    for name in ("first", "last", "told"):
        marks[name] = pd.to_datetime(marks[name])
    placed = _placed(marks, *extent, SMALL / SHARE)
    _draw(drawn, placed, view.theme, SOFT / SHARE * (extent[1] - extent[0]))
    parts = _counts(view, statements) if whole else _squares(view, statements)
    keys = zip(parts["row"], parts["new"], strict=True)
    room = _bars(drawn, view, parts.assign(y=[lanes[key] for key in keys]))
    months = _months(*extent)
    most = max(math.ceil(parts["end"].max()), FEWEST)
    drawn.update_layout(
        template=view.theme.template,
        height=bottom + 24,
        margin={"l": 2, "r": max(62, room), "t": 0, "b": 24},
        xaxis={
            "domain": [0, SHARE],
            "range": list(extent),
            "tickvals": list(months),
            "ticktext": list(months.values()),
            "tickangle": 0,
        },
        xaxis3={"range": [0, COLUMNS], "visible": False, "anchor": "y"},
        xaxis2={"domain": [SHARE + 0.04, 1], "range": [0, most], "visible": False, "anchor": "y"},
        yaxis={"range": [bottom, 0], "visible": False},
        annotations=[*legend, *names],
        shapes=[_upright(day, (top, bottom), view.theme.grid) for day in months],
        plot_bgcolor="rgba(0,0,0,0)",  # three pairs of axes, of which the last would hide the first
    )
    return _undimmed(drawn)


def _sources(
    view: View, cards: pd.DataFrame, statements: pd.DataFrame, top: float
) -> tuple[list[dict[str, Any]], list[float], dict[tuple[str, bool], float], float]:
    """The rows' names, their places and those of their lanes, in pixels, and the bottom."""
    names: list[dict[str, Any]] = []
    places, lanes, y = [], {}, top
    brought = news(statements, "row")
    used = set(statements[["row", "new"]].drop_duplicates().itertuples(index=False, name=None))
    for row, card in cards.iterrows():
        title = lettering.lines(card["title"], WHOLE)
        lines = [_styled(line, "bold") for line in title]
        lines.append(_styled(card["said"], view.theme.muted))
        if new := int(brought[str(row)]):
            said = numbers.counted("{count} record new", "{count} records new", new)
            lines.append(_styled(said, view.theme.muted))
        names.append(_text(view, "<br>".join(lines), 0, y, "left", {"xref": "paper"}))
        y += LINE * len(lines) + LANE / 2
        places.append(y)
        for new in (True, False):
            if (str(row), new) in used:
                lanes[str(row), new] = y
                y += LANE - GAP / 2
        y += GAP / 2
    return names, places, lanes, y


def _legend(
    figure: go.Figure, view: View, statements: pd.DataFrame
) -> tuple[list[dict[str, Any]], float]:
    """A square and a word for each stage, in columns, and the parties' colours.

    Gives the words, and the bottom in pixels.
    """
    theme, present = view.theme, set(statements["stage"])
    known = [stage for stage in _ORDER if stage in present]
    long = any(_length(words.STAGES[stage]) > SHORT for stage in known if stage)
    columns = COLUMNS - 1 if long else COLUMNS
    place = np.arange(len(known))
    left = place % columns * (COLUMNS / columns)
    boxes = pd.DataFrame(
        {
            "stage": known,
            "dense": left,
            "thick": left + 0.1,
            "y": LANE / 2 + (LANE - GAP / 2) * (place // columns),
            "colour": theme.muted,
            "begins": True,
            "ends": True,
        }
    ).join(STAGES.rename(columns={"dash": "stroke"}), on="stage")
    _boxes(figure, boxes, theme, xaxis="x3", yaxis="y")
    legend = [
        {
            "text": words.STAGES.get(box["stage"], _(NO_STAGE)),
            "x": box["thick"],
            "xref": "x3",
            "xanchor": "left",
            "xshift": 6,
            "y": box["y"],
            "yref": "y",
            "font": {"size": SIZE - 1, "color": theme.muted},
            "showarrow": False,
        }
        for box in boxes.to_dict("records")
    ]
    top = float(boxes["y"].max()) + LANE / 2 + 4
    drawn = set(statements["colour"])
    named = {
        colour: view.name(party)
        for party, colour in view.colours.items()
        if colour in drawn and colour != theme.other
    }
    named |= {theme.other: _("others")} if theme.other in drawn else {}
    lines: list[str] = []
    length = WHOLE
    for colour, name in named.items():
        written = f'<span style="color:{colour}">■</span> {html.escape(name, quote=False)}'
        length += len(name) + 4
        if length > WHOLE:
            lines.append(written)
            length = len(name) + 2
        else:
            lines[-1] += f"\u2002{written}"
    look = {"xref": "paper", "font": {"size": SIZE - 1, "color": theme.muted}}
    if lines:
        legend.append(_text(view, "<br>".join(lines), 0, top, "left", look))
    return legend, top + LINE * len(lines) + GAP


def _squares(view: View, statements: pd.DataFrame) -> pd.DataFrame:
    """A square a statement: begin and end of it, stage, colour, record_id, hover; and its row."""
    keys = ["record_id", "number"]
    facts = view.statements[[*keys, *_REPORTED]]
    known = statements[keys].merge(facts, on=keys, how="left", validate="1:1")
    stages = [words.STAGES.get(stage, _(NO_STAGE)) for stage in statements["stage"]]
    labels = [
        languages.listed(filter(None, [view.label(row["record_id"]), _amount(row)]))
        for row in known.to_dict("records")
    ]
    told = [words.sources([source]) for source in statements["source_id"]]
    return statements.assign(
        count=1,
        begin=statements["place"] + 0.08,
        end=statements["place"] + 0.92,
        hover=[
            "<br>".join(
                [*lettering.lines(html.escape(label, quote=False), WHOLE), f"{stage}, {by}"]
            )
            for label, stage, by in zip(labels, stages, told, strict=True)
        ],
    )


def _counts(view: View, statements: pd.DataFrame) -> pd.DataFrame:
    """A bar a stage in a row, as long as it has statements; columns as of `_squares`."""
    found = by_stage(statements)
    end = found.groupby(["row", "new"])["statements"].cumsum()
    return found.rename(columns={"statements": "count"}).assign(
        begin=end - found["statements"],
        end=end,
        colour=view.theme.muted,
        record_id="",
        hover=[
            _("{count} {stage}").format(
                count=numbers.decimal(count), stage=words.STAGES.get(stage, _(NO_STAGE))
            )
            for count, stage in zip(found["statements"], found["stage"], strict=True)
        ],
    )


def _bars(figure: go.Figure, view: View, squares: pd.DataFrame) -> float:
    """Draw the squares, or bars, and how many statements there are at each lane's end.

    Gives the pixels of the longest words there.
    """
    axes = {"xaxis": "x2", "yaxis": "y"}
    parts = squares.join(STAGES.rename(columns={"dash": "stroke"}), on="stage")
    parts = parts.assign(
        solid=parts["solid"].where(parts["stage"].ne(""), 0.0),
        dense=parts["begin"],
        thick=parts["end"],
        begins=True,
        ends=True,
    )
    figure.add_bar(
        name="statement",
        orientation="h",
        base=parts["dense"].tolist(),
        x=(parts["thick"] - parts["dense"]).tolist(),
        y=parts["y"].tolist(),
        width=BAR,
        marker=_fill(parts, view.theme),
        customdata=parts["record_id"].tolist(),
        hovertext=parts["hover"].tolist(),
        hovertemplate="%{hovertext}<extra></extra>",
        **axes,
    )
    _outline(figure, parts, **axes)
    ends = parts.groupby(["row", "new"], as_index=False).agg(
        y=("y", "first"), count=("count", "sum")
    )
    said = [
        "\u2002"
        + (
            numbers.counted("{count} new", "{count} new", count)
            if new
            else numbers.counted("{count} known", "{count} known", count)
        )
        for count, new in zip(ends["count"], ends["new"], strict=True)
    ]
    figure.add_scatter(
        name="count",
        mode="text",
        x=ends["count"].tolist(),
        y=ends["y"].tolist(),
        text=said,
        textposition="middle right",
        cliponaxis=False,
        hoverinfo="skip",
        **axes,
    )
    return LETTER * max(map(_length, said))


def _months(begin: float, end: float) -> dict[float, str]:
    """Starts of months, as days, and their names.

    Of years where the axis is long, and of a few days where no month starts on it.
    """
    epoch = pd.Timestamp(1970, 1, 1)
    span = [epoch + pd.Timedelta(days=day) for day in (begin, end)]
    long = end - begin > MONTHS * 31
    starts = pd.date_range(span[0], span[1], freq="YS" if long else "MS", normalize=True)
    starts = starts[starts >= span[0]]
    if starts.empty:
        days = pd.date_range(span[0].ceil("D"), span[1], freq="D")
        days = days[:: -(-len(days) // MOST_DAYS)]
        return {(day - epoch).days: numbers.day(day) for day in days}
    starts = starts[:: -(-len(starts) // MOST_TICKS)]
    return {(day - epoch).days: str(day.year) if long else numbers.month(day) for day in starts}


def key(theme: Theme) -> go.Figure:
    """How a date is drawn, a line a way of knowing it."""
    ways = [
        (_("on that day"), "point", False, False, 4, 4),
        (_("lasts from then to then"), "span", False, False, 1, 8),
        (_("some time within"), "span", True, False, 1, 8),
        (_("about then"), "point", True, True, 4, 4),
        (_("by then, stated at the line's start"), "by", False, False, 1, 8),
        (_("from then on"), "since", False, False, 1, 7.4),
        (_("earlier than the axis"), "edge", False, False, 0.6, 0.6),
    ]
    columns = ["word", "shape", "soft", "about", "left", "right"]
    marks = pd.DataFrame(ways, columns=columns).assign(
        side=-1, cut=False, stage="pledged", colour=theme.muted
    )
    marks["y"] = LANE * (np.arange(len(marks)) + 0.5)
    drawn = go.Figure()
    _draw(drawn, marks, theme, 0.7)
    drawn.update_layout(
        template=theme.template,
        height=LANE * len(marks),
        margin={"l": 4, "r": 0, "t": 0, "b": 0},
        xaxis={"domain": [0, SHARE], "range": [0, 9], "visible": False},
        yaxis={"range": [LANE * len(marks), 0], "visible": False},
        annotations=[
            {"text": word, "x": SHARE, "xref": "paper", "xanchor": "left", "y": y, "yref": "y"}
            for word, y in marks[["word", "y"]].itertuples(index=False)
        ],
    )
    return drawn
