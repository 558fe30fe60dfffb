"""Contested figures: each source's interval on a line of its own, joined where both cannot hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis import fx
from app import numbers
from app.figures import axis
from app.figures.marks import add_contest, add_ranges

if TYPE_CHECKING:
    from app.view import View


def accounts(view: View, record_ids: list[str]) -> pd.DataFrame:
    """One row a statement with a measure, of the records named and in their order.

    Columns of the statements, with money in the display currency (`low`, `high`, `unit`), the
    record's label, `shown` (the figure as reported) and `lane` (0, 1, ... within the record).
    """
    statements = view.snapshot.statements
    order = {record: i for i, record in enumerate(record_ids)}
    found = statements[statements["record_id"].isin(order) & statements["low"].notna()].copy()
    found["shown"] = [numbers.reported(row) for row in found.to_dict("records")]
    rates = fx.fixings(found, view.currency)
    found["low"] *= rates["rate"]
    found["high"] *= rates["rate"]
    money = found["measure"].eq("money")
    found["unit"] = found["unit"].mask(money, view.currency)
    found["label"] = found["record_id"].map(view.label)
    found["place"] = found["record_id"].map(order)
    found = found.sort_values(["place", "number"])
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
            "text": "source " + found["source_id"] + ": " + found["shown"],
            "record_id": found["record_id"],
            "hover": found["quote"],
        }
    )
    drawn = add_ranges(go.Figure(), marks, theme=view.theme)
    return axis.label(add_contest(drawn, _contests(found), theme=view.theme), unit)


def _contests(found: pd.DataFrame) -> pd.DataFrame:
    """Pairs of neighbouring statements of one record that exclude each other, end to end."""
    after = found.groupby("record_id")[["low", "high", "lane"]].shift(-1)
    pairs = found.join(after, rsuffix="_next")
    pairs = pairs[pairs["lane_next"].notna()]
    exclusive = pairs["minimum_exclusive"].eq(other=True) | pairs["maximum_exclusive"].eq(
        other=True
    )
    touching = exclusive | _excludes_next(found, pairs)
    above = pairs["low"] > pairs["high_next"]
    below = pairs["high"] < pairs["low_next"]
    above |= touching & pairs["low"].eq(pairs["high_next"])
    below |= touching & pairs["high"].eq(pairs["low_next"])
    pairs = pairs[above | below]
    x = np.where(above[pairs.index], pairs["low"], pairs["high"])
    to_x = np.where(above[pairs.index], pairs["high_next"], pairs["low_next"])
    return pd.DataFrame(
        {
            "row": pairs["label"],
            "lane": pairs["lane"],
            "x": x,
            "to_row": pairs["label"],
            "to_lane": pairs["lane_next"].astype("int64"),
            "to_x": to_x,
        }
    )


def _excludes_next(found: pd.DataFrame, pairs: pd.DataFrame) -> pd.Series:
    """Whether the next statement's own bounds are exclusive."""
    flags = found[["minimum_exclusive", "maximum_exclusive"]].eq(other=True).any(axis=1)
    return flags.groupby(found["record_id"]).shift(-1, fill_value=False)[pairs.index]
