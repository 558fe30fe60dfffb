"""How a party's total moved, as an interval, from one source's publication to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import plotly.graph_objects as go

from analysis import history
from app import numbers, words
from app.figures import axis
from app.figures.marks import add_intervals
from app.languages import _

MOST: Final = 24
"""Steps that a chart can hold."""

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable

    from app.view import View


def steps(view: View, payer: str) -> pd.DataFrame:
    """One row a day on which a source began to count: day, ids and sources, the total, text.

    The sources are a list of ids, and in words; the total is in the columns of an interval, with
    `contested`. Of more than `MOST` days the last of each month, quarter or year is a row.
    """
    cards = view.snapshot.sources.sort_values(["published_start", "source_id"])
    days, ids = _periods(cards)
    found = history.steps(
        view.dataset,
        payer,
        days,
        view.currency,
        party=view.party,
        stages=view.stages,
        unverified=view.unverified,
    ).assign(ids=pd.Series(ids, dtype="object"), unit=view.currency)
    found["sources"] = [words.sources(of_day) for of_day in found["ids"]]
    found["text"] = [_text(row) for row in found.to_dict("records")]
    columns = ["day", "ids", "sources", "low", "high", "low_exclusive", "high_exclusive"]
    return found[[*columns, "approximate", "contested", "unit", "text"]]


def _periods(cards: pd.DataFrame) -> tuple[list[dt.date], list[list[str]]]:
    """The sources by the day by which they count: their own, or the last of their period."""
    days = cards["published_start"]
    for period in ("D", "M", "Q", "Y"):
        of_day = pd.to_datetime(days).dt.to_period(period)
        if of_day.nunique() <= MOST:
            break
    last = days.groupby(of_day).transform("max")
    listed = cards.groupby(last)["source_id"].agg(list)
    return listed.index.tolist(), listed.tolist()


def _text(row: dict[Hashable, Any]) -> str:
    text = numbers.of(row)
    if not row["contested"]:
        return text
    disputed = numbers.counted(
        "{count} figure contested", "{count} figures contested", row["contested"]
    )
    return _("{amount} ({contested})").format(amount=text, contested=disputed)


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
