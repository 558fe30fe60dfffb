"""Who has committed how much to whom, and how firmly: one bar for each payer, payee and stage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.agreement import FIRMNESS
from analysis.totals import COUNTED, ledger, total
from app import numbers, words
from app.figures import axis
from app.figures.lettering import literal
from app.figures.marks import add_intervals
from app.languages import _
from app.once import once

if TYPE_CHECKING:
    from app.view import View


@once
def payers(view: View) -> pd.DataFrame:
    """One row a payer with a total: payer_id, the fields of `Total`, name; the largest first."""
    rows: list[dict[str, Any]] = []
    for payer in view.records["payer_id"].dropna().unique():
        lines = ledger(view.records, payer=payer)
        result = total(lines)
        if result.counted:
            rows.append(
                {
                    "payer_id": payer,
                    "name": view.name(payer),
                    "low": result.low,
                    "high": result.high,
                    "low_exclusive": result.low_exclusive,
                    "high_exclusive": result.high_exclusive,
                    "approximate": result.approximate,
                    "contested": result.contested,
                    "unit": view.currency,
                }
            )
    columns = ["payer_id", "name", "low", "high", "unit", "contested"]
    frame = pd.DataFrame(rows) if rows else pd.DataFrame(columns=columns)
    order = pd.DataFrame({"reach": reach(frame), "low": frame["low"]})
    return frame.loc[order.sort_values(["reach", "low"], ascending=False, kind="stable").index]


def reach(found: pd.DataFrame) -> pd.Series[float]:
    """How far each interval is known to reach: its upper bound, or the lower where that is open."""
    high: pd.Series[float] = found["high"]
    return high.where(np.isfinite(high.astype("float64")), found["low"])


def lines(view: View) -> pd.DataFrame:
    """One row for each payer, payee and stage with counted records: its interval sum.

    Columns: payer_id, payer, payee_id ("" where none is named), payee, stage, low, high,
    low_exclusive, high_exclusive, approximate, contested, unit, attestation, record_id (where it is
    one record), text.
    """
    rows: list[dict[str, Any]] = []
    for payer in payers(view)["payer_id"]:
        counted = ledger(view.records, payer=payer)
        counted = counted[counted["reason"].eq(COUNTED)]
        counted = counted.assign(
            stage=counted["stage"].fillna(""), payee_id=counted["payee_id"].fillna("")
        )
        for _key, group in counted.groupby(["payee_id", "stage"], sort=False):
            payee, stage = group["payee_id"].iloc[0], group["stage"].iloc[0]
            result = total(group)
            single = group.index[0] if len(group) == 1 else ""
            row = {
                "payer_id": payer,
                "payer": view.name(payer),
                "payee_id": payee,
                "payee": view.name(payee),
                "stage": stage,
                "low": result.low,
                "high": result.high,
                "low_exclusive": result.low_exclusive,
                "high_exclusive": result.high_exclusive,
                "approximate": result.approximate,
                "contested": result.contested > 0,
                "unit": view.currency,
                "attestation": group["attestation"].iloc[0] if single else "",
                "record_id": single,
            }
            said = _("{amount} to {payee}, {stage}") if payee else _("{amount}, {stage}")
            row["text"] = said.format(
                amount=numbers.of(row),
                payee=row["payee"],
                stage=words.STAGES.get(stage, _("stage not reported")),
            )
            rows.append(row)
    frame = pd.DataFrame(rows)
    if frame.empty:
        return frame
    order = frame["stage"].map({stage: i for i, stage in enumerate(FIRMNESS)}).fillna(-1)
    payer_order = frame["payer_id"].map({p: i for i, p in enumerate(payers(view)["payer_id"])})
    return frame.assign(order=order, place=payer_order).sort_values(
        ["place", "order"], ascending=[True, False], kind="stable"
    )


def figure(view: View, found: pd.DataFrame) -> go.Figure:
    """The bars of `lines`, a payer a row; a click on one opens its record."""
    totals = payers(view).set_index("payer_id")
    named = {
        key: _("{name}: {amount} in all").format(name=row["name"], amount=numbers.of(row))
        for key, row in totals.iterrows()
    }
    marks = pd.DataFrame(
        {
            "row": found["payer_id"].map(named),
            "lane": found.groupby("payer_id").cumcount(),
            "minimum": found["low"],
            "maximum": found["high"],
            "approximate": found["approximate"],
            "stage": found["stage"],
            "attestation": found["attestation"],
            "colour": found["payer_id"].map(view.colours),
            # A sum is not two statements that exclude each other, whatever its parts are.
            "contested": found["contested"] & found["record_id"].ne(""),
            "text": found["text"].map(literal),
            "record_id": found["record_id"],
            "hover": found["text"].map(literal),
        }
    )
    drawn = add_intervals(go.Figure(), marks, theme=view.theme)
    return axis.label(drawn, view.currency)
