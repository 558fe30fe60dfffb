"""Who holds what of a whole: reported shares side by side, and what nobody is reported to hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from app import languages, numbers, words
from app.figures import axis, lettering
from app.figures.lettering import literal
from app.figures.marks import CHARACTER, GAP, LINE, add_intervals
from app.figures.theme import SIZE, mix
from app.languages import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.view import View

WHOLE = 100.0
HOLDERS = 12
"""At most so many shares of a whole are drawn, the largest."""
_BAR = 76  # pixels, at the least
_PHONE = 300  # pixels: all shares together, on a phone
_SHORTEST = 8  # characters: a name is not broken into shorter lines
_WEIGHT = 0.45  # a share's share of its holder's colour, light enough for text on it


def shares(view: View, kind: str) -> pd.DataFrame:
    """One row a reported share of a whole, and one more for what is left of it.

    `kind` is "stake" (of a target) or "compute_share" (of a consumer's need). Columns: whole (party
    id), when (the time that the share is of: `in 2025`, `by 2030` or empty), holder (party id,
    empty for the rest), low, high, low_exclusive, high_exclusive, approximate, unit (percent),
    stage, contested, record_id.
    """
    found = view.records[view.records["kind"].eq(kind) & view.records["measure"].notna()]
    found = found.reset_index().assign(
        whole=found["payee_id"].to_numpy(),
        holder=found["payer_id"].to_numpy(),
        when=_moments(found).to_numpy() if kind == "compute_share" else "",
        contested=found["conflict_amount"].to_numpy(),
    )
    rows: list[Mapping[Any, Any]] = []
    for (whole, moment), group in found.groupby(["whole", "when"], sort=False):
        rows += group.to_dict("records")
        # Nobody holds more than the whole, whatever bound a source leaves open.
        low = WHOLE - group["high"].clip(upper=WHOLE).sum()
        high = WHOLE - group["low"].clip(lower=0).sum()
        if high <= 0:
            continue
        low = low if low > 0 else -np.inf
        rest = {"whole": whole, "when": moment, "holder": "", "low": low, "high": high}
        flags = {"low_exclusive": False, "approximate": bool(group["approximate"].any())}
        flags["high_exclusive"] = bool(group["low_exclusive"].any())
        rows.append(rest | flags | {"unit": "percent", "contested": False, "record_id": ""})
    columns = ["whole", "when", "holder", "low", "high", "low_exclusive", "high_exclusive"]
    columns += ["approximate", "unit", "stage", "contested", "record_id"]
    return pd.DataFrame(rows, columns=columns)


def in_words(view: View, found: pd.DataFrame) -> pd.DataFrame:
    """The shares of one whole that a picture holds: the largest of many, and what is left.

    One column more: text, in the language of the page.
    """
    held = found[found["holder"].ne("")]
    largest = held.index
    if len(held) > HOLDERS:
        order = held[["low", "high"]].clip(lower=0, upper=WHOLE).sum(axis=1)
        largest = order.sort_values(ascending=False, kind="stable").index[:HOLDERS]
    shown = found[found["holder"].eq("") | found.index.isin(largest)]
    text = [
        f"{view.name(row['holder']) or numbers.not_reported()} {numbers.of(row)}"
        for row in shown.to_dict("records")
    ]
    return shown.assign(text=pd.Series(text, index=shown.index, dtype="str"))


def _moments(found: pd.DataFrame) -> pd.Series:
    """The time that each share is of: `in 2025`, `by 2030`, or nothing where none is reported."""
    year = found["event_high"].dt.strftime("%Y").fillna("")
    before = pd.Series("in ", index=found.index).mask(found["event_low"].isna(), "by ")
    moments: pd.Series = (before + year).where(year.ne(""), "")
    return moments


def breakdown(view: View, found: pd.DataFrame) -> go.Figure:
    """One bar of 100 % for the shares of one whole (`in_words`); what nobody reported is hatched.

    A range is drawn to its minimum; what lies between minimum and maximum stays in the rest.
    """
    drawn = go.Figure()
    least = found["low"].clip(lower=0).where(found["holder"].ne(""), found["high"])
    names = [
        lettering.lines(view.name(holder), max(_SHORTEST, int(width / WHOLE * _PHONE / CHARACTER)))
        for holder, width in zip(found["holder"], least, strict=True)
    ]
    bar = max([_BAR, *(LINE * (len(name) + 1) + GAP for name in names)])
    starts = least.cumsum() - least
    drawn_from = zip(found.to_dict("records"), starts, least, names, strict=True)
    for row, start, width, name_lines in drawn_from:
        held = bool(row["holder"])
        colour = view.colours[row["holder"]] if held else view.theme.hatch
        fill = mix([colour], view.theme.ground, np.array([_WEIGHT]))[0]
        ahead = row["stage"] in ("projected", "goal")
        name = f"<b>{'<br>'.join(map(literal, name_lines))}</b>" if held else _("not<br>reported")
        hover = _("{share}, expected").format(share=row["text"]) if ahead else row["text"]
        drawn.add_bar(
            x=[width],
            y=[""],
            orientation="h",
            width=0.9,
            marker={
                "color": fill if held else view.theme.ground,
                "line": {"color": colour, "width": 1.5},
                "pattern": {
                    "shape": "" if held else "/",
                    "fgcolor": colour,
                    "bgcolor": view.theme.ground,
                    "size": 9,
                    "solidity": 0.12,
                },
            },
            customdata=[row["record_id"]],
            hovertext=literal(hover),
            hovertemplate="%{hovertext}<extra></extra>",
        )
        drawn.add_annotation(
            text=f"{name}<br>{numbers.of(row)}",
            x=start + width / 2,
            y=0.5,
            yref="paper",
            showarrow=False,
            # Nobody's share may be a fifth of a phone, and "communiqué" is to stand in it.
            font={"color": view.theme.ink, "size": SIZE if held else SIZE - 2},
            # Letters on a hatching are hard to read.
            bgcolor="rgba(0,0,0,0)" if held else view.theme.ground,
            borderpad=0,
        )
    return drawn.update_layout(
        barmode="stack",
        height=bar + 40,
        xaxis={
            "range": [0, WHOLE],
            "tickvals": [0, 50, 100],
            "ticktext": ["0", "50", numbers.point(WHOLE, "percent")],
        },
        yaxis={"visible": False},
        margin={"l": 6, "r": 18, "t": 4, "b": 28},
    )


def derived(view: View, found: pd.DataFrame, unit: str) -> go.Figure:
    """Derived intervals as bars, in `unit`: a row for each `about`, a lane for each `reading`."""
    marks = pd.DataFrame(
        {
            "row": found["about"],
            "lane": found.groupby("about").cumcount(),
            "minimum": found["low"],
            "maximum": found["high"],
            "approximate": found["approximate"],
            "stage": "projected",
            "attestation": "",
            "colour": [view.colour(ids.split(";")[0]) for ids in found["inputs"]],
            "contested": False,
            "text": [f"{_by(row)}{row['which']}" for row in found.to_dict("records")],
            "record_id": found["inputs"].str.split(";").str[0],
            "hover": found["symbols"].map(numbers.working),
        }
    )
    return axis.label(add_intervals(go.Figure(), marks, theme=view.theme), unit)


def _by(row: Mapping[Any, Any]) -> str:
    """A derived value, and the source whose figure gives it, where there are several."""
    value = numbers.of(row)
    if not row["reading"]:
        return value
    return _("{value} by source {source}").format(value=value, source=row["reading"])


def stage_words(found: pd.DataFrame) -> str:
    """The stages of the shares, in words, such as "projected"."""
    stages = found["stage"].dropna().unique()
    return languages.listed(words.STAGES[stage] for stage in stages)
