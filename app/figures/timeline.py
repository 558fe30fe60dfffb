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
import textwrap
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from app import numbers, words
from app.figures.marks import (
    ARROW,
    BAR,
    CHARACTER,
    DOTTED,
    GAP,
    GLYPH,
    KEY_WORDS,
    LANE,
    LINE,
    RUN,
    SLICES,
    SOFT,
    STAGES,
    STROKE,
)
from app.figures.theme import SIZE, mix
from models.dates import is_uncertain

if TYPE_CHECKING:
    from collections.abc import Sequence

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

PHONE: Final = 340
"""Pixels of the plot on the narrowest screen: labels are placed so that they fit it."""

MOST_YEARS: Final = 9
"""How many years such a screen can name."""

SHARE: Final = 0.3
"""Of the width of the second chart, what the line of time takes."""

_ORDER: Final = ["completed", "committed", "pledged", "in_talks", "projected", "goal", ""]
_MARK: Final = ["first", "last", "about", "lasts", "told", "stage", "colour"]


def dated(view: View) -> pd.DataFrame:
    """One row a record with a date, those of the past first.

    Columns: record_id, row (the party it stands under), label, amount, source (empty), first and
    last (days; NaT where an end is open), about, lasts, told (the last day it was stated), stage
    ("" for none), colour, when (words), conflict (words, "" for none), due (its last day, else its
    first), ahead (not completed, and due after the last article).
    """
    records = view.records[view.records[["event_low", "event_high"]].notna().any(axis=1)]
    told = view.statements.dropna(subset=["event"])
    about = told["event"].map(is_uncertain).astype(bool).groupby(told["record_id"]).all()
    amounts = [
        "" if pd.isna(row["unit"]) or numbers.of(row) == numbers.NOT_REPORTED else numbers.of(row)
        for row in records.to_dict("records")
    ]
    frame = records.assign(
        about=about.reindex(records.index),
        told=records["last_from"],
        amount=amounts,
        source="",
    )
    return _marks(view, frame.reset_index())


def dated_statements(view: View) -> pd.DataFrame:
    """One row a statement with a date; columns as of `dated`, with the source's id as `source`."""
    told = view.statements.dropna(subset=["event"])
    amounts = [
        "" if pd.isna(row["low"]) else numbers.reported(row) for row in told.to_dict("records")
    ]
    meanings = told["meaning"].map(words.MEANINGS).fillna("")
    said = [", ".join(filter(None, pair)) for pair in zip(meanings, amounts, strict=True)]
    frame = told.assign(
        about=told["event"].map(is_uncertain),
        told=told["counts_from"],
        amount=said,
        source=told["source_id"],
    )
    return _marks(view, frame)


def _marks(view: View, frame: pd.DataFrame) -> pd.DataFrame:
    conflicts = view.conflicts["conflict"].map(words.CONFLICTS).groupby(view.conflicts["record_id"])
    last_article = view.snapshot.sources["published_start"].max()
    marks = pd.DataFrame(
        {
            "record_id": frame["record_id"],
            "row": frame["payer_id"].fillna(frame["payee_id"]).map(view.name),
            "label": [view.label(record) for record in frame["record_id"]],
            "amount": frame["amount"],
            "source": frame["source"],
            "first": frame["event_low"],
            "last": frame["event_high"],
            "about": frame["about"].astype(bool),
            "lasts": frame["kind"].isin(LASTING),
            "told": frame["told"],
            "stage": frame["stage"].fillna(""),
            "colour": [view.colour(record) for record in frame["record_id"]],
            "conflict": frame["record_id"].map(conflicts.agg("; ".join)).fillna(""),
        }
    )
    marks["when"] = [
        numbers.period(first, last, about=about)
        for first, last, about in marks[["first", "last", "about"]].itertuples(index=False)
    ]
    marks["due"] = marks["last"].fillna(marks["first"])
    marks["ahead"] = marks["stage"].ne("completed") & marks["due"].gt(pd.Timestamp(last_article))
    begin = marks["first"].fillna(marks["last"])
    order = marks.assign(begin=begin).sort_values(["begin", "due"], kind="stable")
    return marks.loc[order.index].reset_index(drop=True)


def finding(view: View, marks: pd.DataFrame) -> str:
    """What `dated` shows: how much of it lies ahead, and what is next."""
    count, ahead = len(marks), marks[marks["ahead"]].sort_values("due", kind="stable")
    records = f"{count} dated record{'s' * (count > 1)}"
    if ahead.empty:
        latest = marks.loc[marks["due"].idxmax()]
        return (
            f"Of {records} none falls due after the last article; "
            f"the latest is {latest['label']} ({latest['when']})"
        )
    falls = f"{len(ahead)} of {records} fall{'s' * (len(ahead) == 1)} due after the last article"
    until = ahead["due"].iloc[-1].year
    due = ahead[ahead["due"].eq(ahead["due"].iloc[0])]
    one = due.iloc[0]
    named = one["label"] if one["when"] in one["label"] else f"{one['label']} ({one['when']})"
    if len(ahead) > 1:
        falls += f", up to {until}" if until > one["due"].year else f", all in {until}"
    if len(due) > 1:
        return f"{falls}; the next are {named} and {len(due) - 1} more"
    contested = f", is contested: {one['conflict']}" if one["conflict"] else ""
    return f"{falls}; the next, {named}{contested}" if contested else f"{falls}; next is {named}"


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
    _draw(drawn, placed, view.theme, (start, stop))
    if by == "record":
        _joined(drawn, placed, view.theme)
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

    Columns: left, right; shape (day, span, by, since, edge); soft (a span's ends fade); side (-1
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
    ys, heights = [], []
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
        height = LINE * len(lines) + BAR
        y += height
        ys.append(y - BAR / 2 + 2)
        heights.append(height)
        y += GAP + 4
    return marks.assign(y=ys, height=heights), labels, y


def _words(view: View, mark: dict[str, Any], head: str, by: str) -> tuple[list[str], float]:
    """A label's lines in plotly's markup, and the pixels of the longest."""
    source = f"source {mark['source']}" if mark["source"] else ""
    name = mark["label"] if by == "party" else source
    said = ", ".join(filter(None, [name, mark["amount"]]))
    stage = words.STAGES.get(mark["stage"], "")
    detail = ", ".join(filter(None, [mark["when"], stage]))
    parts = [(head, "bold"), (said, ""), (detail, view.theme.muted)]
    if mark["conflict"] and (by == "party" or head):
        parts.insert(1 if head else 3, (mark["conflict"], view.theme.alarm))
    lines: list[str] = []
    lengths: list[int] = []
    for text, look in parts:
        wrapped = textwrap.wrap(text, WRAP)
        written = [_styled(line, look) for line in wrapped]
        joins = look == view.theme.muted and len(wrapped) == 1 and bool(lengths)
        if joins and lengths[-1] + 2 + len(text) <= WRAP:
            lines[-1] += f"  {written[0]}"
            lengths[-1] += 2 + len(text)
            continue
        lines += written
        lengths += [len(line) for line in wrapped]
    return lines, CHARACTER * max(lengths)


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
    """The years' lines and names, above and below, and the articles' days and what is known of them."""
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
    lines += [
        {**_upright(left, (LINE, bottom), "rgba(0,0,0,0)"), "x1": right, "fillcolor": theme.grid}
        for left, right in zip(first, last, strict=True)
    ]
    lines += [_upright(day, (LINE, bottom), theme.muted) for day in sorted(set(first))]
    told = numbers.period(cards["published_start"].min(), cards["published_end"].max())
    share = (first.min() - extent[0]) / (extent[1] - extent[0])
    place, anchor = (first.min(), "left") if share < 1 / 2 else (last.max(), "right")
    named.append(_text(view, f"articles, {told}", place, LINE + 2, anchor, {"font": font}))
    return lines, named


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


def _draw(
    figure: go.Figure, marks: pd.DataFrame, theme: Theme, extent: tuple[float, float]
) -> None:
    """Draw marks that have a place: the columns of `_placed` and `y`."""
    soft = SOFT * (extent[1] - extent[0])
    marks = marks.join(STAGES.rename(columns={"dash": "stroke"}), on="stage")
    marks["solid"] = marks["solid"].where(marks["stage"].ne(""), 0.0)

    spans = marks[marks["shape"].eq("span")]
    # "About" fades past the dates, what happens some time in a span fades within it.
    fade = (0.3 * (spans["right"] - spans["left"])).where(spans["soft"], 0.0)
    past = pd.Series(soft, spans.index).where(spans["about"], 0.0)
    spans = spans.assign(
        dense=spans["left"] + fade, thick=spans["right"] - fade, thin=spans["left"] - past,
        out=spans["right"] + past, begins=~spans["soft"] & ~spans["cut"], ends=~spans["soft"],
    )  # fmt: skip
    since = marks[marks["shape"].eq("since")]
    since = since.assign(
        dense=since["left"], thick=since["right"], begins=~since["cut"], ends=False,
        solid=since["light"], stroke=DOTTED,
    )  # fmt: skip
    boxes = pd.concat([spans, since])
    _boxes(figure, boxes, theme)
    fading = spans[spans["soft"]]
    points = marks[marks["shape"].eq("point")]
    vague = points[points["soft"]].assign(solid=0.5, rail=0.0, thickness=BAR / 2)
    reach = np.where(vague["about"], 1.5 * soft, 0.75 * soft)
    _fade(
        figure,
        pd.concat(
            [
                fading.assign(near=fading["dense"], far=fading["thin"], rail=1.0, thickness=BAR),
                fading.assign(near=fading["thick"], far=fading["out"], rail=1.0, thickness=BAR),
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


def _boxes(figure: go.Figure, boxes: pd.DataFrame, theme: Theme) -> None:
    """Bars from `dense` to `thick` with an outline that is open where it does not begin or end."""
    if boxes.empty:
        return
    tints = mix(boxes["colour"].tolist(), theme.ground, boxes["solid"].to_numpy())
    hatched = boxes["stage"].eq("")
    figure.add_bar(
        name="span",
        orientation="h",
        base=boxes["dense"].tolist(),
        x=(boxes["thick"] - boxes["dense"]).tolist(),
        y=boxes["y"].tolist(),
        width=BAR,
        marker=_pattern(tints, boxes["colour"], hatched, theme),
        hoverinfo="skip",
    )
    _outline(figure, boxes.assign(x0=boxes["dense"], x1=boxes["thick"]))


def _pattern(
    tints: list[str], colours: pd.Series, hatched: pd.Series, theme: Theme
) -> dict[str, Any]:
    """A bar's fill, hatched where the stage is not reported."""
    return {
        "color": tints,
        "line": {"width": 0},
        "pattern": {
            "shape": np.where(hatched, "/", "").tolist(),
            "fgcolor": colours.tolist(),
            "bgcolor": theme.ground,
            "fillmode": "replace",
            "size": 5,
            "solidity": 0.25,
        },
    }


def _outline(figure: go.Figure, boxes: pd.DataFrame, **axes: str) -> None:
    """Stroke boxes from `x0` to `x1`: with a left edge where one `begins`, a right one where it ends."""
    half = (BAR - STROKE) / 2
    for (colour, dash), group in boxes.groupby(["colour", "stroke"]):
        left, right, y = (group[name].to_numpy(dtype=float) for name in ("x0", "x1", "y"))
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
    """Slices that thin out from `near` to `far`: the fill, and its rails (broken where dashed)."""
    if fades.empty:
        return
    slices = fades.loc[fades.index.repeat(SLICES)].reset_index(drop=True)
    # Marks may share an index label where two fades are one mark's: slice by position.
    slices = pd.DataFrame(np.repeat(fades.to_numpy(), SLICES, axis=0), columns=fades.columns)
    depth = np.tile((np.arange(SLICES) + 0.5) / SLICES, len(fades))
    length = (slices["far"] - slices["near"]).astype(float) / SLICES
    base = slices["near"].astype(float) + length * (depth * SLICES - 0.5)
    colours = slices["colour"].tolist()
    y = slices["y"].astype(float)
    thickness = slices["thickness"].astype(float)
    shown = np.tile(np.arange(SLICES) % 2 == 0, len(fades)) | slices["stroke"].eq("solid")
    rail = slices["rail"].astype(float).to_numpy() * (1 - depth) * shown.to_numpy()
    fill = slices["solid"].astype(float).to_numpy() * (1 - depth)
    half = (BAR - STROKE) / 2
    for name, weight, place, width in (
        ("fade", fill, y, thickness),
        ("rail", rail, y - half, thickness * 0 + STROKE),
        ("rail", rail, y + half, thickness * 0 + STROKE),
    ):
        kept = weight > 0
        figure.add_bar(
            name=name,
            orientation="h",
            base=base[kept].tolist(),
            x=length[kept].tolist(),
            y=place[kept].tolist(),
            width=width[kept].tolist(),
            marker={
                "color": mix(
                    [c for c, k in zip(colours, kept, strict=True) if k], theme.ground, weight[kept]
                ),
                "line": {"width": 0},
            },
            hoverinfo="skip",
        )
