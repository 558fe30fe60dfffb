"""How far each source's statements are borne out: contested, concurring, or alone."""

from __future__ import annotations

import html
import textwrap
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from app import words
from app.figures.marks import BAR, DOT, GAP, LINE, STROKE, WRAP
from app.figures.theme import SIZE, mix
from app.view import LANGUAGE
from models.records import ATTESTATIONS

if TYPE_CHECKING:
    from app.view import View

NEWEST: Final = 30
"""At most so many sources are drawn, the newest."""

LONGEST: Final = 40
"""At most so many blocks stand in a row; with more statements a block stands for several."""

HEAD: Final = 26  # pixels above the first row, for the columns' names
LEAST: Final = 6  # blocks: a column is at least as wide as its name
ROOM: Final = 2  # blocks' room after a row, for its count


def told(view: View) -> pd.DataFrame:
    """The view's statements, with their record's state: source_id, record_id, state, attestation.

    The newest source first, its statements as they stand in it.
    """
    frame = view.statements[
        ["source_id", "record_id", "counts_from", "attestation", "quote", "quote_start"]
    ].assign(state=lambda f: f["record_id"].map(view.records["state"]))
    order = ["counts_from", "source_id", "quote_start"]
    return frame.sort_values(order, ascending=[False, True, True], kind="stable")


def counts(found: pd.DataFrame) -> pd.DataFrame:
    """Of `told`: one row a source, in its order, with the number of statements in each state."""
    table = pd.crosstab(found["source_id"], found["state"])
    table = table.reindex(columns=list(words.STATE_HEADS), fill_value=0)
    return table.reindex(found["source_id"].unique())


def blocks(found: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Of `told`: the blocks that are drawn, and how many statements each stands for (at most).

    Columns: source_id, state, attestation, place (from 0, within source and state), record_id (of
    the first of its statements) and quote. Blocks are sorted by attestation, the best first.
    """
    drawn = found[found["source_id"].isin(found["source_id"].unique()[:NEWEST])]
    keys = ["source_id", "state", "attestation"]
    longest = drawn.groupby(["source_id", "state"]).size().max()
    each = int(np.ceil(longest / LONGEST))
    rank = drawn["attestation"].map({code: i for i, code in enumerate(ATTESTATIONS)})
    drawn = drawn.assign(rank=rank).sort_values("rank", kind="stable")
    first = drawn[drawn.groupby(keys, sort=False).cumcount() % each == 0]
    place = first.groupby(["source_id", "state"], sort=False).cumcount()
    return first.assign(place=place)[[*keys, "place", "record_id", "quote"]], each


def figure(view: View, found: pd.DataFrame) -> go.Figure:
    """Three columns of blocks, a source a row; a click on a block opens its record."""
    drawn, _ = blocks(found)
    table = counts(found).head(NEWEST)
    rows = _rows(view, table.index)
    columns = _columns(drawn)
    drawn = drawn.assign(
        x=drawn["place"] + drawn["state"].map(columns["start"]) + 0.5,
        y=drawn["source_id"].map(rows["middle"]),
        hover=[
            f"{view.label(record)}<br>« {html.escape(quote, quote=False)} »"
            for record, quote in zip(drawn["record_id"], drawn["quote"], strict=True)
        ],
    )
    picture = go.Figure()
    look = view.theme
    base = drawn["state"].map({"contested": look.alarm}).fillna(look.muted)
    weight = drawn["state"].map({"contested": 0.3, "concurring": 0.45, "single": 0.14})
    tints = mix(base.tolist(), look.ground, weight.to_numpy())
    picture.add_bar(
        name="statement",
        orientation="h",
        base=(drawn["x"] - 0.46).tolist(),
        x=[0.92] * len(drawn),
        y=drawn["y"].tolist(),
        width=BAR + 4,
        marker={"color": tints, "line": {"width": 0}},
        unselected={"marker": {"opacity": 1}},
        **_record(drawn),
    )
    _attested(view, picture, drawn)
    _lettered(view, picture, table, rows, columns)
    bottom = float(rows["bottom"].max())
    return picture.update_layout(
        height=bottom + 8,
        margin={"b": 4, "l": 0, "r": 0, "t": 4},
        xaxis={"range": [0, columns["end"].max()], "visible": False},
        yaxis={"range": [bottom, 0], "visible": False},
    )


def _rows(view: View, source_ids: pd.Index) -> pd.DataFrame:
    """Each source's name, wrapped, and in pixels its name's top, its blocks' middle and bottom."""
    sources = view.dataset.sources
    names = [f"{key} · {sources[key].title.get(LANGUAGE)}" for key in source_ids]
    wrapped = [textwrap.wrap(name, WRAP["above"]) for name in names]
    rows = pd.DataFrame(
        {"name": ["<br>".join(html.escape(line, quote=False) for line in w) for w in wrapped]},
        index=source_ids,
    )
    heights = pd.Series([LINE * len(w) for w in wrapped], index=source_ids) + 26 + GAP
    rows["bottom"] = HEAD + heights.cumsum()
    rows["top"] = rows["bottom"] - heights
    rows["middle"] = rows["bottom"] - GAP - 13
    return rows


def _columns(drawn: pd.DataFrame) -> pd.DataFrame:
    """Where each state's column starts and ends, in blocks."""
    longest = drawn.groupby("state")["place"].max() + 1
    width = longest.reindex(list(words.STATE_HEADS)).fillna(0).clip(lower=LEAST) + ROOM
    end = width.cumsum()
    return pd.DataFrame({"start": end - width, "end": end})


def _attested(view: View, picture: go.Figure, drawn: pd.DataFrame) -> None:
    """The grammar's mark on each block: a dot, a ring or a broken ring."""
    ink, ground = view.theme.ink, view.theme.ground
    for code, fill in (("official", ink), ("outlet", ground), ("unattributed", ground)):
        group = drawn[drawn["attestation"].eq(code)]
        if group.empty:
            continue
        line = {"color": ink, "width": STROKE}
        marker: dict[str, Any] = {"color": fill, "line": line, "size": DOT, "symbol": "circle"}
        _points(picture, code, group, marker)
        if code == "unattributed":
            cut = {"color": ground, "width": 3}
            _points(picture, "cut", group, {"line": cut, "size": DOT + 2, "symbol": "x-thin"})


def _points(picture: go.Figure, name: str, group: pd.DataFrame, marker: dict[str, Any]) -> None:
    picture.add_scatter(
        name=name,
        mode="markers",
        x=group["x"].tolist(),
        y=group["y"].tolist(),
        marker=marker,
        cliponaxis=False,
        unselected={"marker": {"opacity": 1}},
        **_record(group),
    )


def _record(drawn: pd.DataFrame) -> dict[str, Any]:
    return {
        "customdata": drawn["record_id"].tolist(),
        "hovertext": drawn["hover"].tolist(),
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _lettered(
    view: View,
    picture: go.Figure,
    table: pd.DataFrame,
    rows: pd.DataFrame,
    columns: pd.DataFrame,
) -> None:
    """The columns' names, the rows' names, and each row's count after its blocks."""
    drawn = {"showarrow": False, "xanchor": "left", "align": "left"}
    for state, start in columns["start"].items():
        colour = view.theme.alarm if state == "contested" else view.theme.muted
        head = words.STATE_HEADS[str(state)]
        font = {"color": colour, "size": SIZE, "weight": "bold"}
        picture.add_annotation(text=head, x=start, y=0, yanchor="top", font=font, **drawn)
    for source_id, row in rows.iterrows():
        picture.add_annotation(text=row["name"], x=0, y=row["top"], yanchor="top", **drawn)
        for state, number in table.loc[str(source_id)].items():
            place = {"x": columns["start"][state] + number, "xshift": 5, "y": row["middle"]}
            picture.add_annotation(text=str(number), yanchor="middle", **place, **drawn)
