"""Contested figures: each source's interval on a line of its own, joined where both cannot hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis import fx
from app import numbers
from app.figures import axis
from app.figures.lettering import literal
from app.figures.marks import add_contest, add_ranges
from app.languages import _

if TYPE_CHECKING:
    from app.view import View

LINES: Final = 48
"""Statements that one picture can hold."""


def measured(view: View, record_ids: list[str]) -> pd.DataFrame:
    """The statements with a measure of the records named, in the records' order.

    Columns of the statements, and `place` (of the record in the order).
    """
    statements = view.snapshot.statements
    order = {record: i for i, record in enumerate(record_ids)}
    found = statements[statements["record_id"].isin(order) & statements["low"].notna()]
    return found.assign(place=found["record_id"].map(order)).sort_values(["place", "number"])


def accounts(view: View, record_ids: list[str]) -> pd.DataFrame:
    """One row a statement with a measure, of the records named and in their order.

    Columns of the statements, with money in the display currency (`low`, `high`, `unit`), the
    record's label, `shown` (the figure as reported) and `lane` (0, 1, ... within the record). The
    first records whose statements are `LINES` or fewer, or as many statements of the first.
    """
    found = measured(view, record_ids)
    reach = found.groupby("place").size().cumsum()
    whole = reach.index[reach <= LINES]
    found = (found[found["place"].isin(whole)] if len(whole) else found.head(LINES)).copy()
    found["shown"] = [numbers.reported(row) for row in found.to_dict("records")]
    rates = fx.fixings(found, view.currency)
    found["low"] *= rates["rate"]
    found["high"] *= rates["rate"]
    money = found["measure"].eq("money")
    found["unit"] = found["unit"].mask(money, view.currency)
    found["label"] = found["record_id"].map(view.label)
    found["lane"] = found.groupby("record_id").cumcount()
    return found


def figure(view: View, found: pd.DataFrame, unit: str) -> go.Figure:
    """The accounts of one unit as ranges, a statement a line; a click opens the record.

    Each statement is joined to the next that it excludes.
    """
    marks = pd.DataFrame(
        {
            "row": found["label"],
            "lane": found["lane"],
            "minimum": found["low"],
            "maximum": found["high"],
            "approximate": found["approximate"].eq(other=True),
            "stage": found["stage"].fillna(""),
            "attestation": found["attestation"],
            "colour": [view.colour(record) for record in found["record_id"]],
            "contested": False,
            "text": [
                _("source {source}: {figure}").format(source=literal(source), figure=shown)
                for source, shown in found[["source_id", "shown"]].itertuples(index=False)
            ],
            "record_id": found["record_id"],
            "hover": found["quote"].map(literal),
        }
    )
    drawn = add_ranges(go.Figure(), marks, theme=view.theme)
    return axis.label(add_contest(drawn, _contests(found), theme=view.theme), unit)


def _contests(found: pd.DataFrame) -> pd.DataFrame:
    """Each statement with the next one of its record that it excludes, end to end."""
    told = found[["record_id", "label", "lane", "low", "high"]].assign(
        exclusive=found[["minimum_exclusive", "maximum_exclusive"]].eq(other=True).any(axis=1)
    )
    pairs = told.merge(told, on=["record_id", "label"], suffixes=("", "_next"))
    pairs = pairs[pairs["lane"] < pairs["lane_next"]]
    # Bounds that meet exclude each other if either is exclusive.
    touching = pairs["exclusive"] | pairs["exclusive_next"]
    above = (pairs["low"] > pairs["high_next"]) | (touching & pairs["low"].eq(pairs["high_next"]))
    below = (pairs["high"] < pairs["low_next"]) | (touching & pairs["high"].eq(pairs["low_next"]))
    joined = pd.DataFrame(
        {
            "record_id": pairs["record_id"],
            "row": pairs["label"],
            "lane": pairs["lane"],
            "x": np.where(above, pairs["low"], pairs["high"]),
            "to_row": pairs["label"],
            "to_lane": pairs["lane_next"],
            "to_x": np.where(above, pairs["high_next"], pairs["low_next"]),
        }
    )
    return joined[above | below].drop_duplicates(["record_id", "lane"])
