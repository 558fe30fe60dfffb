"""How a party's total moved, as an interval, from one source's publication to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from analysis.totals import ledger, total
from app import numbers, words
from app.figures import axis
from app.figures.marks import add_intervals
from app.languages import _

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from app.view import View


def steps(view: View, payer: str, records_of: Callable[[dt.date], pd.DataFrame]) -> pd.DataFrame:
    """One row a day on which a source began to count: day, ids and sources, the total, text.

    The sources are a list of ids, and in words; the total is in the columns of an interval, with
    `contested`. `records_of` gives the records as of a day; party and stages are filtered as in
    the view.
    """
    cards = view.snapshot.sources.sort_values(["published_start", "source_id"])
    rows: list[dict[str, Any]] = []
    for day in sorted(cards["published_start"].unique()):
        group = cards[cards["published_start"].eq(day)]
        records = records_of(day)
        if view.party:
            records = records[[view.party in parties for parties in records["parties"]]]
        result = total(ledger(records, payer=payer, stages=view.stages))
        ids = group["source_id"].tolist()
        row = {
            "day": day,
            "ids": ids,
            "sources": words.sources(ids),
            "low": result.low,
            "high": result.high,
            "low_exclusive": result.low_exclusive,
            "high_exclusive": result.high_exclusive,
            "approximate": result.approximate,
            "contested": result.contested,
            "unit": view.currency,
        }
        text = numbers.of(row)
        if result.contested:
            disputed = numbers.counted(
                "{count} figure contested", "{count} figures contested", result.contested
            )
            text = _("{amount} ({contested})").format(amount=text, contested=disputed)
        rows.append({**row, "text": text})
    return pd.DataFrame(rows)


def figure(view: View, found: pd.DataFrame, payer: str) -> go.Figure:
    """The total as a bar for each step, in the order of time."""
    rows = found.to_dict("records")
    marks = pd.DataFrame(
        {
            "row": [
                _("{name}: {text}").format(name=numbers.date(row["day"]), text=row["sources"])
                for row in rows
            ],
            "lane": 0,
            "minimum": found["low"],
            "maximum": found["high"],
            "approximate": found["approximate"],
            "stage": "",
            "attestation": "",
            "colour": view.colours[payer],
            # A sum is not two statements that exclude each other, whatever its parts are.
            "contested": False,
            # Short enough to leave a phone's width to the bars; the rest is said under the pointer.
            "text": [numbers.of(row) for row in rows],
            "record_id": "",
            "hover": found["text"],
        }
    )
    return axis.label(add_intervals(go.Figure(), marks, theme=view.theme), view.currency)
