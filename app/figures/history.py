"""How a party's total moved, as an interval, from one source's publication to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.totals import ledger, total
from app import numbers
from app.figures.theme import mix

if TYPE_CHECKING:
    from collections.abc import Callable
    import datetime as dt

    from analysis.snapshot import Snapshot
    from app.view import View


def steps(
    view: View, payer: str, snapshot_of: Callable[[dt.date], Snapshot]
) -> pd.DataFrame:
    """One row a day on which a source began to count: day, sources, low, high, unit, text.

    `snapshot_of` gives the analysis as of a day; stages are filtered as in the view.
    """
    cards = view.snapshot.sources.sort_values(["published_start", "source_id"])
    rows: list[dict[str, Any]] = []
    for day, group in cards.groupby("published_start"):
        result = total(ledger(snapshot_of(day).records, payer=payer, stages=view.stages))
        row = {
            "day": day,
            "sources": ", ".join(group["source_id"]),
            "low": result.low,
            "high": result.high,
            "low_exclusive": result.low_exclusive,
            "high_exclusive": result.high_exclusive,
            "approximate": result.approximate,
            "contested": result.contested > 0,
            "unit": view.currency,
        }
        rows.append({**row, "text": numbers.of(row)})
    return pd.DataFrame(rows)


def figure(view: View, found: pd.DataFrame, payer: str) -> go.Figure:
    """A band between minimum and maximum that steps where a source came in."""
    colour = view.colours[payer]
    known = found[np.isfinite(found["low"]) & np.isfinite(found["high"])]
    last = known["day"].iloc[-1] + (known["day"].iloc[-1] - known["day"].iloc[0]) / 8
    days = [*known["day"], last]
    low, high = [*known["low"], known["low"].iloc[-1]], [*known["high"], known["high"].iloc[-1]]
    light, soft = mix([colour, colour], view.theme.ground, np.array([0.6, 0.2]))
    shape = {"shape": "hv", "color": colour, "width": 1.5}
    drawn = go.Figure(
        [
            go.Scatter(x=days, y=low, mode="lines", line=shape, hoverinfo="skip", fill="tozeroy",
                       fillcolor=light),
            go.Scatter(x=days, y=high, mode="lines", line=shape, hoverinfo="skip", fill="tonexty",
                       fillcolor=soft),
            go.Scatter(
                x=known["day"],
                y=known["high"],
                mode="markers+text",
                text=[
                    f"<b>{text}</b><br>source{'s' * (',' in ids)} {ids}"
                    for text, ids in zip(known["text"], known["sources"], strict=True)
                ],
                textposition="top right",
                marker={
                    "size": 8,
                    "color": np.where(known["contested"], view.theme.alarm, colour),
                },
                hovertemplate="%{x|%-d %B %Y}<br>%{text}<extra></extra>",
                cliponaxis=False,
            ),
        ]
    )  # fmt: skip
    top = 1.3 * max(high)
    step = 10.0 ** np.floor(np.log10(top / 2))
    ticks = np.arange(0, top, step if top / step <= 6 else 2 * step)
    return drawn.update_layout(
        height=340,
        xaxis={"tickformat": "%-d %b %Y", "nticks": 5},
        yaxis={
            "range": [0, top],
            "showgrid": True,
            "tickvals": ticks,
            "ticktext": ["0", *(numbers.amount(tick, view.currency) for tick in ticks[1:])],
        },
        margin={"r": 90},
    )
