"""How far each source's statements are borne out: contested, concurring, or alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from app import languages, numbers, words
from app.figures import lettering
from app.figures.marks import BAR, DOT, GAP, LINE, STROKE
from app.figures.theme import SIZE, mix
from app.languages import ngettext
from models.records import ATTESTATIONS

if TYPE_CHECKING:
    from app.view import View

NEWEST: Final = 30
"""At most so many sources are drawn, the newest."""

LONGEST: Final = 40
"""At most so many blocks stand in a row; with more statements a block stands for several."""

MOST: Final = 300
"""At most about so many blocks are drawn: a block stands for more statements where it must."""

HEAD: Final = 26  # pixels above the first row, for the columns' names
NAME: Final = 54  # characters of a row's name on a line, as many as a phone's width holds
LEAST: Final = 6  # blocks: a column is at least as wide as its name
MARK: Final = DOT - 2  # pixels: on a phone, twelve blocks leave a mark no more
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

    Columns: source_id, state, attestation, place (from 0, within source and state), record_id and
    quote (of the first of its statements) and statements (how many it stands for). Blocks
    are sorted by attestation, the best first.
    """
    drawn = found[found["source_id"].isin(found["source_id"].unique()[:NEWEST])]
    keys = ["source_id", "state", "attestation"]
    longest = drawn.groupby(["source_id", "state"]).size().max()
    each = int(np.ceil(max(longest / LONGEST, len(drawn) / MOST)))
    rank = drawn["attestation"].map({code: i for i, code in enumerate(ATTESTATIONS)})
    drawn = drawn.assign(rank=rank).sort_values("rank", kind="stable")
    inside = drawn.groupby(keys, sort=False).cumcount()
    size = drawn.groupby([*keys, inside // each], sort=False)["quote"].transform("size")
    first = drawn.assign(statements=size)[inside % each == 0]
    place = first.groupby(["source_id", "state"], sort=False).cumcount()
    return first.assign(place=place)[[*keys, "place", "record_id", "quote", "statements"]], each


def figure(view: View, found: pd.DataFrame) -> go.Figure:
    """Three columns of blocks, a source a row; a click on a block opens its record."""
    drawn, _ = blocks(found)
    table = counts(found).loc[found["source_id"].unique()[:NEWEST]]
    rows = _rows(view, table.index)
    columns = _columns(drawn)
    drawn = drawn.assign(
        x=drawn["place"] + drawn["state"].map(columns["start"]) + 0.5,
        y=drawn["source_id"].map(rows["middle"]),
        hover=[
            _hover(view, *block)
            for block in zip(
                drawn["record_id"], drawn["quote"], drawn["statements"] - 1, strict=True
            )
        ],
    )
    picture = go.Figure()
    look = view.theme
    colour = drawn["state"].map({"contested": look.alarm}).fillna(look.muted)
    weight = drawn["state"].map({"contested": 0.3, "concurring": 0.45, "single": 0.14})
    drawn["tint"] = mix(colour.tolist(), look.ground, np.asarray(weight, dtype=np.float64))
    picture.add_bar(
        name="statement",
        orientation="h",
        base=(drawn["x"] - 0.46).tolist(),
        x=[0.92] * len(drawn),
        y=drawn["y"].tolist(),
        width=BAR + 4,
        marker={"color": drawn["tint"].tolist(), "line": {"width": 0}},
        unselected={"marker": {"opacity": 1}},
        **_record(drawn),
    )
    _attested(view, picture, drawn)
    _named(view, picture, rows, columns)
    _counted(picture, drawn, table, rows, columns)
    bottom = float(rows["bottom"].max())
    return picture.update_layout(
        height=bottom + 8,
        margin={"b": 4, "l": 0, "r": 0, "t": 4},
        xaxis={"range": [0, columns["end"].max()], "visible": False},
        yaxis={"range": [bottom, 0], "visible": False},
    )


def _hover(view: View, record_id: str, quote: str, others: int) -> str:
    """Under the pointer: a statement's record and words, or of several the first's record."""
    name = lettering.literal(view.label(record_id))
    if others:
        return ngettext("{name} and {count} more", "{name} and {count} more", others).format(
            name=name, count=numbers.decimal(others)
        )
    return f"{name}<br>« {lettering.literal(quote)} »"


def _rows(view: View, source_ids: pd.Index) -> pd.DataFrame:
    """Each source's name, wrapped, and in pixels its name's top, its blocks' middle and bottom."""
    sources = view.dataset.sources
    names = [f"{key} · {languages.own(sources[key].title)}" for key in source_ids]
    wrapped = [lettering.lines(name, NAME) for name in names]
    rows = pd.DataFrame(
        {"name": ["<br>".join(map(lettering.literal, w)) for w in wrapped]},
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
    ink = view.theme.ink
    for code, group in drawn.groupby("attestation"):
        tints = group["tint"].tolist()
        fill = ink if code == "official" else tints
        line = {"color": ink, "width": STROKE}
        marker: dict[str, Any] = {"color": fill, "line": line, "size": MARK, "symbol": "circle"}
        _points(picture, str(code), group, marker)
        if code == "unattributed":
            cut = {"color": tints, "width": 3}
            _points(picture, "cut", group, {"line": cut, "size": MARK + 2, "symbol": "x-thin"})


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


_LETTERED: Final = {"showarrow": False, "xanchor": "left", "align": "left"}


def _named(view: View, picture: go.Figure, rows: pd.DataFrame, columns: pd.DataFrame) -> None:
    """The columns' names and the rows' names."""
    for state, start in columns["start"].items():
        colour = view.theme.alarm if state == "contested" else view.theme.muted
        font = {"color": colour, "size": SIZE, "weight": "bold"}
        name = words.STATE_HEADS[str(state)]
        picture.add_annotation(text=name, x=start, y=0, yanchor="top", font=font, **_LETTERED)
    for row in rows.to_dict("records"):
        picture.add_annotation(text=row["name"], x=0, y=row["top"], yanchor="top", **_LETTERED)


def _counted(
    picture: go.Figure,
    drawn: pd.DataFrame,
    table: pd.DataFrame,
    rows: pd.DataFrame,
    columns: pd.DataFrame,
) -> None:
    """Each row's count of statements after its blocks, 0 where there are none."""
    long = table.reset_index().melt("source_id", var_name="state", value_name="number")
    filled = drawn.groupby(["source_id", "state"])["place"].max() + 1
    keys = pd.MultiIndex.from_frame(long[["source_id", "state"]])
    after = filled.reindex(keys).fillna(0).to_numpy() + long["state"].map(columns["start"])
    picture.add_scatter(
        name="count",
        mode="text",
        x=after.tolist(),
        y=long["source_id"].map(rows["middle"]).tolist(),
        text=(" " + long["number"].astype("str")).tolist(),
        textposition="middle right",
        cliponaxis=False,
        hoverinfo="skip",
    )
