"""Marks: how an amount, its stage, its attestation and a conflict are drawn on any chart.

An interval is a bar: solid up to its minimum, lighter from there to its maximum. An open bound ends
in an arrow, "about" in a fade. What nobody reported is an empty hatched outline. Stage is fill,
attestation is a mark after the bar's end, a conflict is a line in the alarm colour.

Marks come as a frame, one row a mark, with the columns

    row          str: the category, named once beside its marks; rows stand in order of appearance
    lane         int: 0, 1, ... from top to bottom, where several marks share a row
    minimum      float: -inf or NaN is an open bound; both bounds open is "not reported"
    maximum      float: inf or NaN is an open bound
    approximate  bool: "about"
    stage        str: in_talks, pledged, committed, completed, projected, goal, or "" for none
    attestation  str: official, outlet, unattributed, or "" for none
    colour       str: the party's, #RRGGBB
    contested    bool: the bounds are two statements that cannot both hold
    text         str: the label after the mark (plotly's markup)
    record_id    str: the customdata of each part of the mark, for a click on it
    hover        str: the text under the pointer (plotly's markup)

Further columns do no harm. The vertical axis counts pixels downwards from the top of the first row,
so that bars, gaps and labels keep their sizes whatever the number of rows.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from app.figures import lettering
from app.figures.theme import SIZE, mix
from app.languages import Words, _, marked

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from app.figures.theme import Theme

Labels: TypeAlias = Literal["beside", "above"]

# Pixels.
BAR: Final = 14
LANE: Final = 26  # from one lane's centre to the next; the gap between bars holds a conflict's line
GAP: Final = 10  # between rows
LINE: Final = 17  # a line of a row's name
ARROW: Final = 11
DOT: Final = 9
STROKE: Final = 1.5
DASH: Final = 3
GLYPH: Final = 11
CHARACTER: Final = 0.56 * SIZE  # a character's mean width in running words, generously
SLACK: Final = 6  # what a short label of nothing but capitals and digits takes beyond that

# The plot's least width in pixels, on a phone 340 wide, by where the names stand.
PHONE: Final[dict[Labels, int]] = {"beside": 60, "above": 190}

# At most, for that width.
TICKS: Final[dict[Labels, int]] = {"beside": 4, "above": 6}

# Characters: a name beside its marks, and one above them, which has a phone's whole width.
WRAP: Final[dict[Labels, int]] = {"beside": 22, "above": 44}

# Shares of the horizontal extent.
RUN: Final = 0.07  # how far a bar runs past its last bound when the next is open
SOFT: Final = 0.035  # half of a fade
STUB: Final = 0.1  # the length of what nobody reported

SLICES: Final = 16  # steps of a fade

STAGES: Final = pd.DataFrame(
    [
        ("in_talks", 0.0, 0.0, "solid"),
        ("pledged", 0.28, 0.12, "solid"),
        ("committed", 0.6, 0.24, "solid"),
        ("completed", 1.0, 0.4, "solid"),
        ("projected", 0.0, 0.0, "5px,3px"),
        ("goal", 0.0, 0.0, "5px,3px"),
        ("", 1.0, 0.4, "solid"),
    ],
    columns=["stage", "solid", "light", "dash"],
).set_index("stage")
"""A stage's fill: the colour's share up to the minimum and beyond it, and the outline's dash."""

DOTTED: Final = "2px,3px"  # the outline of a range, at every stage

BROKEN: Final = 0.5  # a broken outline's share of colour where it fades: it has gaps already

ATTESTATIONS: Final = ("official", "outlet", "unattributed", "")

KEY_WORDS: Final[Mapping[str, str]] = Words(
    {
        "in_talks": marked("in talks"),
        "pledged": marked("pledged"),
        "committed": marked("committed"),
        "completed": marked("completed"),
        "goal": marked("projected, goal"),
        "official": marked("by the party"),
        "outlet": marked("by an outlet"),
        "unattributed": marked("unattributed"),
        "range": marked("between two"),
        "minimum": marked("at least"),
        "maximum": marked("up to"),
        "about": marked("about"),
        "not_reported": marked("not reported"),
        "conflict": marked("in conflict"),
        "contested": marked("range of both"),
    }
)
"""The words of the key, by what they explain."""


class _Extent(NamedTuple):
    """The horizontal axis in its own unit, and what is a share of its length."""

    start: float
    end: float
    run: float
    soft: float
    stub: float

    @classmethod
    def over(cls, start: float, end: float) -> _Extent:
        length = end - start
        return cls(start, end, RUN * length, SOFT * length, STUB * length)


class _Canvas(NamedTuple):
    """Where traces go: a figure, one of its pairs of axes, and the theme."""

    figure: go.Figure
    theme: Theme
    axes: dict[str, str]


def add_intervals(
    figure: go.Figure,
    frame: pd.DataFrame,
    *,
    theme: Theme,
    labels: Labels = "above",
) -> go.Figure:
    """Draw horizontal bars from zero, and lay out the figure's axes, margins and height for them.

    Call it once on a figure; `add_contest` comes after it.

    Args:
        figure: Changed in place, and returned.
        frame: The marks (see the module); bounds in one unit, from zero upwards.
        theme: The page's theme.
        labels: Whether the rows' names stand beside the marks or above them; above leaves a narrow
            screen to the bars.

    Raises:
        ValueError: There are no marks, two share a lane, a stage or an attestation is unknown, or a
            minimum exceeds its maximum.
    """
    marks = _checked(frame, _("not reported"))
    furthest = _bounds(marks).max(initial=0.0)
    extent = _Extent.over(0.0, float(furthest) or 1.0)
    return _lay_out(_Canvas(figure, theme, _axes()), marks, _draw_bars, extent, labels)


def add_ranges(
    figure: go.Figure,
    frame: pd.DataFrame,
    *,
    theme: Theme,
    labels: Labels = "above",
) -> go.Figure:
    """Draw each interval on a line of its own: a point at each bound and a band between them.

    The axis spans the bounds and does not begin at zero, so nothing here is a length to compare.
    Same arguments, columns and errors as `add_intervals`.
    """
    marks = _checked(frame, _("not reported"))
    bounds = _bounds(marks)
    low, high = (float(bounds.min()), float(bounds.max())) if bounds.size else (0.0, 1.0)
    pad = 0.12 * ((high - low) or abs(high) or 1.0)
    extent = _Extent.over(low - pad, high + pad)
    return _lay_out(_Canvas(figure, theme, _axes()), marks, _draw_ranges, extent, labels)


def add_contest(figure: go.Figure, frame: pd.DataFrame, *, theme: Theme) -> go.Figure:
    """Join statements that cannot both hold by a thin line in the alarm colour.

    Args:
        figure: One that `add_intervals` or `add_ranges` has laid out; changed in place, returned.
        frame: One row a pair: `row`, `lane`, `x` (where one mark ends, in the axis' unit), and
            `to_row`, `to_lane`, `to_x` of the other. Both in one lane give a straight line.
        theme: The page's theme.

    Raises:
        KeyError: A row that the figure does not have.
    """
    if frame.empty:
        return figure
    lanes = figure.layout.meta["lanes"]
    here = np.array([lanes[row] for row in frame["row"]]) + LANE * frame["lane"].to_numpy()
    there = np.array([lanes[row] for row in frame["to_row"]]) + LANE * frame["to_lane"].to_numpy()
    x, to_x = frame["x"].to_numpy(), frame["to_x"].to_numpy()
    down = here <= there
    _joined(
        _Canvas(figure, theme, _axes()),
        np.where(down, x, to_x),
        np.minimum(here, there),
        np.where(down, to_x, x),
        np.maximum(here, there),
    )
    return figure


def key(theme: Theme) -> go.Figure:
    """The grammar on a strip: stage and attestation left, bounds and conflict right."""
    stages = ["in_talks", "pledged", "committed", "completed", "goal"]
    left = [(code, 10.0, 10.0, code, "") for code in stages] + [
        (code, 10.0, 10.0, "completed", code) for code in ("official", "outlet", "unattributed")
    ]
    right = [
        ("range", 6.0, 10.0, "completed", ""),
        ("minimum", 8.0, np.inf, "completed", ""),
        ("maximum", -np.inf, 10.0, "completed", ""),
        ("about", 10.0, 10.0, "completed", ""),
        ("not_reported", -np.inf, np.inf, "", ""),
        ("conflict", 7.0, 7.0, "completed", ""),
        ("", 10.0, 10.0, "completed", ""),  # the other statement of the conflict
        ("contested", 7.0, 10.0, "completed", ""),
    ]
    figure = go.Figure()
    columns = ["row", "minimum", "maximum", "stage", "attestation"]
    # Each half's axis takes a share of the width and leaves the rest to the words.
    for half, (rows, domain) in enumerate(((left, (0, 0.14)), (right, (0.53, 0.67)))):
        marks = pd.DataFrame(rows, columns=columns)
        marks = marks.assign(
            lane=0,
            approximate=marks["row"] == "about",
            contested=marks["row"] == "contested",
            colour=theme.muted,
            text=["" if code == "" else KEY_WORDS[code] for code in marks["row"]],
            record_id="",
            hover="",
            y=LANE * (np.arange(len(marks)) + 0.5),
        )
        canvas = _Canvas(figure, theme, _axes(half + 1))
        # Short bars need more of their length to show an arrow and a fade.
        drawn = _draw_bars(canvas, _checked(marks, ""), _Extent(0, 10, run=2, soft=1.6, stub=4))
        if half == 1:
            above, below = drawn["y"].to_numpy()[5:7, None]
            _joined(canvas, np.array([7.0]), above, np.array([10.0]), below)
        figure.layout["xaxis" + canvas.axes["xaxis"][1:]] = {
            "anchor": canvas.axes["yaxis"],
            "domain": domain,
            "range": [0, 11.6],  # as far as the longest fade
            "visible": False,
        }
        figure.layout["yaxis" + canvas.axes["yaxis"][1:]] = {
            "anchor": canvas.axes["xaxis"],
            "range": [LANE * len(marks), 0],
            "visible": False,
        }
    figure.update_layout(
        template=theme.template,
        height=LANE * max(len(left), len(right)) + 8,
        margin={"b": 4, "l": 2, "r": 0, "t": 4},
    )
    figure.update_traces(hoverinfo="skip", hovertemplate=None)
    return figure


def _checked(frame: pd.DataFrame, not_reported: str) -> pd.DataFrame:
    """The marks with their fills, open bounds as NaN and an index of their own."""
    if frame.empty:
        raise ValueError("no marks: the page says so in words, an empty chart would not")
    marks = frame.reset_index(drop=True)
    if marks.duplicated(["row", "lane"]).any():
        twice = marks.loc[marks.duplicated(["row", "lane"]), "record_id"].tolist()
        raise ValueError(f"two marks in one lane, of which one would hide the other: {twice}")
    for column, known in (("stage", STAGES.index), ("attestation", ATTESTATIONS)):
        unknown = sorted(set(marks[column]) - set(known))
        if unknown:
            raise ValueError(f"{column}: no mark for {unknown}; the grammar has {list(known)}")
    bounds = marks[["minimum", "maximum"]].astype(float)
    marks[["minimum", "maximum"]] = bounds.where(np.isfinite(bounds))
    backwards = marks["minimum"] > marks["maximum"]
    if backwards.any():
        raise ValueError(f"minimum above maximum: {marks.loc[backwards, 'record_id'].tolist()}")
    marks[["approximate", "contested"]] = marks[["approximate", "contested"]].astype(bool)
    marks["unknown"] = marks["minimum"].isna() & marks["maximum"].isna()
    marks["rising"] = marks["maximum"].isna() & ~marks["unknown"]
    marks["falling"] = marks["minimum"].isna() & ~marks["unknown"]
    fills = STAGES.loc[marks["stage"]].reset_index(drop=True)
    marks[["solid", "light", "dash"]] = fills
    marks["text"] = marks["text"].mask(marks["unknown"] & (marks["text"] == ""), not_reported)
    return marks


def _bounds(marks: pd.DataFrame) -> NDArray[np.float64]:
    """All bounds that are known, in no order."""
    bounds = marks[["minimum", "maximum"]].to_numpy(dtype=float)
    known: NDArray[np.float64] = bounds[np.isfinite(bounds)]
    return known


def _lay_out(
    canvas: _Canvas,
    marks: pd.DataFrame,
    draw: Callable[[_Canvas, pd.DataFrame, _Extent], pd.DataFrame],
    extent: _Extent,
    labels: Labels,
) -> go.Figure:
    """Give rows and lanes their places, draw, and leave the room that names and labels need."""
    figure, theme, _ = canvas
    rows = _rows(marks, labels)
    marks["y"] = marks["row"].map(rows["first"]) + LANE * marks["lane"]
    drawn = draw(canvas, marks, extent)
    end = max(extent.end, drawn["tail"].max())
    # The whole lane is the mark's: a pointer beside its bar or on its label means this record, and
    # not the neighbour whose bar happens to be nearer.
    figure.add_bar(
        name="lane",
        orientation="h",
        base=extent.start,
        x=[end - extent.start] * len(drawn),
        y=drawn["y"].tolist(),
        width=LANE,
        marker={"color": "rgba(0,0,0,0)", "line": {"width": 0}},
        **_record(drawn),
        **canvas.axes,
    )

    # Labels may stand in the right margin, which is fixed in pixels and so right at any width. What
    # a label needs of it shrinks with its mark's distance from the edge, the most on a wide screen:
    # the narrowest plot decides.
    away = (end - drawn["tail"]) / (end - extent.start) * PHONE[labels]
    right = (drawn["pad"] + _width(marks["text"]) - away).max()
    bottom = float(rows["bottom"].max())
    left = 6.0
    if labels == "beside":
        left = _width(rows["name"]).max() + 12
    figure.update_layout(
        template=theme.template,
        height=bottom - GAP / 2 + 32,
        margin={"b": 28, "l": left, "r": max(right, 12), "t": 4},
        meta={"lanes": rows["first"].to_dict()},
        xaxis={
            "automargin": "height",  # the words at the left edge keep their distance to the axis
            "nticks": TICKS[labels],
            "range": [extent.start, end],
            "showgrid": True,
            "tickangle": 0,
            "zeroline": bool(extent.start == 0),
            "zerolinecolor": theme.ink,
        },
        yaxis={"range": [bottom, GAP / 2], "showticklabels": False},
    )
    # All at once: added one by one, plotly checks the ones before it again each time.
    names = [
        {
            "text": name,
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "xshift": -left,
            "y": top,
            "yref": "y",
            "yanchor": "top" if labels == "above" else "middle",
            "yshift": 1,  # on the line of the mark's label
            "align": "left",
            "bgcolor": theme.ground,  # grid lines stop at a name above its marks
            "font": {"size": SIZE},
        }
        for name, top in rows[["name", "top"]].itertuples(index=False)
    ]
    figure.update_layout(annotations=[*figure.layout.annotations, *names])
    return figure


def _rows(marks: pd.DataFrame, labels: Labels) -> pd.DataFrame:
    """Each row's name, wrapped, and in pixels its name's place, first lane and bottom; by row."""
    rows = (marks.groupby("row", sort=False)["lane"].max() + 1).to_frame("lanes")
    rows["name"] = [
        "<br>".join(lettering.lines(html.escape(str(row), quote=False), WRAP[labels]))
        for row in rows.index
    ]
    named = LINE * (rows["name"].str.count("<br>") + 1)
    bars = LANE * rows["lanes"]
    above = labels == "above"
    heights = (named + bars if above else np.maximum(named, bars)) + GAP
    rows["bottom"] = heights.cumsum()
    start = rows["bottom"] - heights + GAP / 2
    middle = (heights - GAP) / 2
    rows["top"] = start if above else start + middle
    rows["first"] = start + (named if above else middle - bars / 2) + LANE / 2
    return rows


def _draw_bars(canvas: _Canvas, marks: pd.DataFrame, extent: _Extent) -> pd.DataFrame:
    """Draw bars from zero; return the marks with their `tail` (axis unit) and `pad` (pixels)."""
    floor = marks["minimum"].fillna(0.0)
    last = marks["maximum"].fillna(floor)  # the last bound that is known
    ranged = ~marks["rising"] & (last > floor)
    soft = marks["approximate"] & ~marks["unknown"]
    half = (last / 2).clip(upper=extent.soft).where(soft, 0.0)
    # "About" fades across the last bound: into the ground, or into the range that runs on from it.
    marks["dense"] = (last - half).mask(ranged, np.maximum(last - half, floor))
    marks["thin"] = last + half
    marks["tail"] = marks["thin"].mask(marks["rising"], last + extent.run)
    marks["tail"] = marks["tail"].mask(marks["unknown"], extent.stub)
    edge = np.minimum(floor, marks["dense"])

    solid = marks.assign(left=0.0, right=edge, weight=marks["solid"], begins=True)
    solid["ends"] = ~soft | ranged
    lighter = marks.assign(left=edge, weight=marks["light"], dash=DOTTED, begins=marks["falling"])
    lighter["right"] = marks["dense"].mask(marks["rising"], marks["tail"])
    lighter["ends"] = ~soft & ~marks["rising"]
    parts = {"range": lighter[marks["rising"] | ranged], "solid": solid[floor > 0]}
    for name, part in parts.items():
        _fill(canvas, name, part)
    fades = marks.assign(
        weight=marks["solid"].mask(ranged, marks["light"]),
        into=marks["light"].where(marks["rising"], 0.0),
        stroke=np.where(ranged | (marks["dash"] != "solid"), BROKEN, 1.0),
    )
    _fade(canvas, fades[soft], "thin")
    _outline(canvas, pd.concat(parts.values()))
    _hatch(canvas, marks[marks["unknown"]], extent)
    _arrow(canvas, marks[marks["rising"]], "tail", -90)
    marks["taken"] = np.where(marks["rising"], ARROW, 0)
    return _annotated(canvas, marks)


def _draw_ranges(canvas: _Canvas, marks: pd.DataFrame, extent: _Extent) -> pd.DataFrame:
    """Draw points and bands on guide lines; return the marks as `_draw_bars` does."""
    low = marks["minimum"].fillna(marks["maximum"])
    high = marks["maximum"].fillna(marks["minimum"])
    soft = marks["approximate"] & ~marks["unknown"]
    # Softness reaches outwards from each known bound.
    marks["before"] = low - 2 * extent.soft
    marks["after"] = high + 2 * extent.soft
    marks["left"] = low.mask(marks["falling"], high - extent.run)
    marks["right"] = high.mask(marks["rising"], low + extent.run)
    marks["tail"] = marks["right"].mask(soft & ~marks["rising"], marks["after"])
    marks["tail"] = marks["tail"].mask(marks["unknown"], extent.start + extent.stub)

    y = marks["y"].to_numpy()[:, None]
    # A guide leads from the name to the mark and stops there: beyond it stands the label.
    stop = marks["left"].mask(soft & ~marks["falling"], marks["before"])
    guides = np.column_stack([np.full(len(marks), extent.start), stop])
    _lines(canvas, "guide", guides, np.tile(y, 2), color=canvas.theme.grid, width=1)

    bands = marks[~marks["unknown"] & (marks["right"] > marks["left"])]
    bands = bands.assign(weight=bands["light"], dash=DOTTED, begins=False, ends=False)
    _fill(canvas, "range", bands)
    _outline(canvas, bands)
    fades = marks.assign(weight=marks["light"], into=0.0, stroke=BROKEN)
    _fade(canvas, fades.assign(dense=low)[soft & ~marks["falling"]], "before")
    _fade(canvas, fades.assign(dense=high)[soft & ~marks["rising"]], "after")
    _hatch(canvas, marks[marks["unknown"]], extent)
    _arrow(canvas, marks[marks["rising"]], "right", -90)
    _arrow(canvas, marks[marks["falling"]], "left", 90)
    _points(canvas, marks)
    marks["taken"] = np.where(soft | marks["unknown"], 0, GLYPH / 2)
    marks.loc[marks["rising"], "taken"] = ARROW
    return _annotated(canvas, marks)


def _fill(canvas: _Canvas, name: str, parts: pd.DataFrame) -> None:
    """Bars from `left` to `right`, `weight` of their colour."""
    tints = mix(parts["colour"].tolist(), canvas.theme.ground, parts["weight"].to_numpy())
    _bars(canvas, name, parts, {"color": tints})


def _fade(canvas: _Canvas, marks: pd.DataFrame, thin: str) -> None:
    """A tint that goes from `weight` at `dense` to `into` at the column named by `thin`.

    The outline goes from `stroke` of its colour to none.

    Slices lie on top of one another and not side by side, which would leave hairlines between them.
    """
    slices = marks.loc[marks.index.repeat(SLICES)]
    depth = np.tile(np.arange(SLICES) / SLICES, len(marks))  # 0 is the thin end
    length = slices["dense"] - slices[thin]
    stop = slices[thin] + depth * length
    base = slices["dense"] + length / SLICES  # overlaps what it continues, for the same reason
    share = depth + 0.5 / SLICES
    slices = slices.assign(
        left=np.minimum(base, stop),
        right=np.maximum(base, stop),
        weight=slices["into"] + share * (slices["weight"] - slices["into"]),
    )
    _fill(canvas, "fade", slices)
    # The outline fades along, in dashes: no line of plotly's changes its colour on its way.
    strokes = share * slices["stroke"].to_numpy()
    tints = mix(slices["colour"].tolist(), canvas.theme.ground, strokes)
    marker = {"line": {"color": tints, "width": STROKE}, "size": DASH, "symbol": "line-ew"}
    for side in (-1, 1):
        middle = stop + length / (2 * SLICES)
        edge = slices.assign(y=slices["y"] + side * (BAR - STROKE) / 2, at=middle)
        _markers(canvas, "fading edge", edge, "at", {"color": tints, **marker})


def _hatch(canvas: _Canvas, marks: pd.DataFrame, extent: _Extent) -> None:
    """An empty outline of one length for all."""
    stubs = marks.assign(left=extent.start, right=extent.start + extent.stub)
    marker = {
        "color": canvas.theme.ground,
        "line": {"color": canvas.theme.hatch, "width": 1},
        "pattern": {
            "fgcolor": canvas.theme.hatch,
            "bgcolor": canvas.theme.ground,
            "fillmode": "replace",
            "shape": "/",
            "size": 5,
            "solidity": 0.2,
        },
    }
    _bars(canvas, "not reported", stubs, marker)


def _bars(
    canvas: _Canvas,
    name: str,
    parts: pd.DataFrame,
    marker: dict[str, Any],
    width: float = BAR,
) -> None:
    if parts.empty:
        return
    canvas.figure.add_bar(
        name=name,
        orientation="h",
        base=parts["left"].tolist(),
        x=(parts["right"] - parts["left"]).tolist(),
        y=parts["y"].tolist(),
        width=width,
        marker={"line": {"width": 0}, **marker},
        unselected={"marker": {"opacity": 1}},  # a click opens a record and dims nothing
        **_record(parts),
        **canvas.axes,
    )


def _outline(canvas: _Canvas, parts: pd.DataFrame) -> None:
    """Stroke the parts: with a left edge where a part `begins`, a right one where it `ends`."""
    # Clockwise from the bottom left; a missing edge is a break in the path.
    half = (BAR - STROKE) / 2
    for (colour, dash), group in parts.groupby(["colour", "dash"]):
        left, right, y = (group[column].to_numpy() for column in ("left", "right", "y"))
        begin = np.where(group["begins"], left, np.nan)
        end = np.where(group["ends"], right, np.nan)
        x = np.column_stack([left, begin, left, right, end, right, left])
        up, low = y - half, y + half
        _lines(
            canvas,
            "outline",
            x,
            np.column_stack([low, low, up, up, up, low, low]),
            color=colour,
            dash=dash,
            width=STROKE,
        )


def _arrow(canvas: _Canvas, marks: pd.DataFrame, at: str, angle: int) -> None:
    """Heads just past the column named by `at`: to the right at -90 degrees, to the left at 90."""
    marker = {"angle": angle, "color": marks["colour"].tolist(), "standoff": ARROW / 2 - 1}
    _markers(canvas, "arrow", marks, at, {"symbol": "triangle-down", "size": ARROW, **marker})


def _points(canvas: _Canvas, marks: pd.DataFrame) -> None:
    """A square at each known bound, filled by stage."""
    bounds = pd.concat([marks.assign(at=marks["minimum"]), marks.assign(at=marks["maximum"])])
    bounds = bounds.dropna(subset=["at"]).drop_duplicates(["at", "row", "lane"])
    tints = mix(bounds["colour"].tolist(), canvas.theme.ground, bounds["solid"].to_numpy())
    line = {"color": bounds["colour"].tolist(), "width": 2}
    marker = {"color": tints, "line": line, "size": GLYPH, "symbol": "square"}
    _markers(canvas, "point", bounds, "at", marker)
    _cut(canvas, bounds[bounds["dash"] != "solid"], "at", "cross-thin", {"size": GLYPH + 4})


def _cut(
    canvas: _Canvas, marks: pd.DataFrame, at: str, symbol: str, marker: dict[str, Any]
) -> None:
    """Break the outline of a symbol below: plotly has no dashed ones."""
    line = {"color": canvas.theme.ground, "width": 3}
    _markers(canvas, "cut", marks, at, {"line": line, "symbol": symbol, **marker})


def _annotated(canvas: _Canvas, marks: pd.DataFrame) -> pd.DataFrame:
    """Conflict, attestation and label; adds `pad`, the pixels from the `tail` to the label."""
    contested = marks[marks["contested"]]
    both = contested[["minimum", "maximum"]].to_numpy()
    alarm = canvas.theme.alarm
    y = np.tile(contested["y"].to_numpy()[:, None], 2)
    _lines(canvas, "conflict", both, y, color=alarm, width=STROKE)
    tick = {"line": {"color": alarm, "width": 2}, "size": BAR + 4, "symbol": "line-ns"}
    for bound in ("minimum", "maximum"):
        known = contested.dropna(subset=[bound])
        _markers(canvas, "conflict", known, bound, {"color": alarm, **tick})

    ink, ground = canvas.theme.ink, canvas.theme.ground
    attested = marks["attestation"] != ""
    for name, fill in (("official", ink), ("outlet", ground), ("unattributed", ground)):
        group = marks[marks["attestation"] == name]
        place = {"angle": -90, "standoff": (group["taken"] + DOT / 2 + 4).tolist()}
        line = {"color": ink, "width": STROKE}
        marker = {"color": fill, "line": line, "size": DOT, "symbol": "circle", **place}
        _markers(canvas, name, group, "tail", marker)
        if name == "unattributed":
            _cut(canvas, group, "tail", "x-thin", {"size": DOT + 2, **place})

    marks["pad"] = marks["taken"] + np.where(attested, DOT + 8, 0) + 5
    # plotly moves a label off its marker by 5/8 of the marker's size and one pixel: an unseen
    # marker sets it where we want it.
    unseen = {"color": "rgba(0,0,0,0)", "line": {"width": 0}, "size": (marks["pad"] - 1) * 1.6}
    text = {"text": marks["text"].tolist(), "textposition": "middle right"}
    _markers(canvas, "label", marks, "tail", unseen, mode="markers+text", **text)
    return marks


def _joined(
    canvas: _Canvas,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    to_x: NDArray[np.float64],
    to_y: NDArray[np.float64],
) -> None:
    """A step from below each upper mark, through the gap under it, to above its lower mark."""
    apart = to_y > y
    leave = np.where(apart, y + BAR / 2, y)
    between = np.where(apart, y + LANE / 2, y)
    arrive = np.where(apart, to_y - BAR / 2, y)
    xs = np.column_stack([x, x, to_x, to_x])
    ys = np.column_stack([leave, between, between, arrive])
    _lines(canvas, "conflict", xs, ys, color=canvas.theme.alarm, width=STROKE)


def _lines(
    canvas: _Canvas, name: str, x: NDArray[np.float64], y: NDArray[np.float64], **line: object
) -> None:
    """One trace of n paths of k points each, from two (n, k) arrays; NaN breaks a path."""
    if not len(x):
        return
    gap = np.full((len(x), 1), np.nan)
    canvas.figure.add_scatter(
        name=name,
        mode="lines",
        x=np.hstack([x, gap]).ravel().tolist(),
        y=np.hstack([y, gap]).ravel().tolist(),
        line=line,
        cliponaxis=False,
        hoverinfo="skip",
        **canvas.axes,
    )


def _markers(
    canvas: _Canvas,
    name: str,
    marks: pd.DataFrame,
    at: str,
    marker: dict[str, Any],
    **options: object,
) -> None:
    if marks.empty:
        return
    canvas.figure.add_scatter(
        **{"mode": "markers", **options},
        name=name,
        x=marks[at].tolist(),
        y=marks["y"].tolist(),
        marker=marker,
        cliponaxis=False,
        unselected={"marker": {"opacity": 1}, "textfont": {"color": canvas.theme.ink}},
        **_record(marks),
        **canvas.axes,
    )


def _record(marks: pd.DataFrame) -> dict[str, Any]:
    """What a part of a mark answers to the pointer."""
    return {
        "customdata": marks["record_id"].tolist(),
        "hovertext": marks["hover"].tolist(),
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _axes(number: int = 1) -> dict[str, str]:
    """Plotly's names for a pair of axes: x and y, then x2 and y2."""
    suffix = "" if number == 1 else str(number)
    return {"xaxis": f"x{suffix}", "yaxis": f"y{suffix}"}


def _width(texts: pd.Series[str]) -> pd.Series[float]:
    """The width in pixels of each text's longest line, markup aside."""
    lines = texts.str.replace(r"<br ?/?>", "\n", regex=True).str.replace(r"<[^>]*>", "", regex=True)
    longest = lines.map(
        lambda text: max(map(lettering.characters, html.unescape(text).split("\n")))
    )
    return CHARACTER * longest + SLACK
