"""The flow picture: from payers to payees, what is certain apart from what is only possible."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.totals import COUNTED, ledger, summed, total
from app import numbers
from app.figures.lettering import literal
from app.figures.theme import mix
from app.languages import _

if TYPE_CHECKING:
    from app.view import View


MOST: Final = 60
"""Records that one picture can hold; of more, all from one payer to one payee are one band."""
PAIRS: Final = 30
"""Payers and payees that it can hold then; the widest are drawn."""


def links(view: View) -> pd.DataFrame:
    """One row a counted record with payer and payee: its bounds, who, to whom.

    Parts of a whole that has no payer of its own are counted; aggregates are not. Of more than
    `MOST` records one row a payer and payee, with their interval sum, `records` how many they are
    and no stage where theirs differ; and of those the `PAIRS` widest.
    """
    lines = ledger(view.records[view.records["payer_id"].notna()])
    counted = lines[lines["reason"].eq(COUNTED) & lines["payee_id"].notna()].assign(records=1)
    if len(counted) > MOST:
        counted = _widest(counted)
    rows = counted.to_dict("records")
    return counted.assign(
        payer=[view.name(row["payer_id"]) for row in rows],
        payee=[view.name(row["payee_id"]) for row in rows],
        amount=[numbers.of(row) for row in rows],
        label=[
            view.label(str(record))
            if row["records"] == 1
            else numbers.counted("{count} record", "{count} records", row["records"])
            for record, row in zip(counted.index, rows, strict=True)
        ],
    )


def _widest(counted: pd.DataFrame) -> pd.DataFrame:
    """The widest of the sums from one payer to one payee, indexed by a record of theirs."""
    pair = ["payer_id", "payee_id"]
    found = summed(counted, pair).rename(columns={"counted": "records"})
    groups = counted.reset_index().groupby(pair, sort=False)
    found = found.join(groups[["record_id", "unit", "stage"]].first())
    found["stage"] = found["stage"].where(groups["stage"].nunique().eq(1))
    found["conflict_amount"] = found["contested"] > 0
    found["reason"] = COUNTED
    widest = reach(found).sort_values(ascending=False, kind="stable").index[:PAIRS]
    return found.loc[widest].reset_index().set_index("record_id")


def reach(found: pd.DataFrame) -> pd.Series[float]:
    """How far each interval is known to reach: its upper bound, or the lower where that is open."""
    high: pd.Series[float] = found["high"]
    return high.where(np.isfinite(high.astype("float64")), found["low"])


def figure(view: View, found: pd.DataFrame) -> go.Figure:
    """A Sankey diagram: a dark band as wide as the minimum, a light one as the rest to the maximum.

    Where there is no upper bound the light band is left out, and the label says "at least".
    """
    least = found["low"].where(np.isfinite(found["low"]), 0.0)
    most = found["high"].where(np.isfinite(found["high"]), least)
    payers = list(dict.fromkeys(found["payer_id"]))
    payees = list(dict.fromkeys(found["payee_id"]))
    # A party may pay and be paid: it stands on both sides, so that no flow runs backwards.
    place = {("payer", party): i for i, party in enumerate(payers)}
    place |= {("payee", party): i + len(payers) for i, party in enumerate(payees)}
    colours = found["payer_id"].map(view.colours)
    bands = pd.concat(
        [
            found.assign(value=least, weight=0.45, part=_("this band: {amount} at the least")),
            found.assign(
                value=most - least,
                weight=0.18,
                part=_("this band: {amount} beyond that, at the most"),
            ),
        ]
    ).assign(colour=pd.concat([colours, colours]))
    bands = bands[bands["value"] > 0].sort_values(["payer_id", "payee_id"], kind="stable")
    names = []
    for side, party in place:
        result = total(found[found[f"{side}_id"].eq(party)])
        summed = numbers.of({**asdict(result), "unit": view.currency})
        names.append(f"{literal(view.name(party))}<br>{summed}")
    drawn = go.Figure(
        go.Sankey(
            arrangement="snap",
            node={
                "label": names,
                "color": [view.colours[party] for _, party in place],
                "line": {"width": 0},
                "pad": 34,
                "thickness": 12,
                "hovertemplate": "%{label}<extra></extra>",
            },
            link={
                "source": [place["payer", party] for party in bands["payer_id"]],
                "target": [place["payee", party] for party in bands["payee_id"]],
                "value": bands["value"],
                "color": mix(
                    bands["colour"].tolist(), view.theme.ground, bands["weight"].to_numpy()
                ),
                "customdata": [
                    _("{name}: {text}").format(name=literal(label), text=amount)
                    + "<br>"
                    + part.format(amount=numbers.amount(value, view.currency))
                    for label, amount, value, part in zip(
                        bands["label"], bands["amount"], bands["value"], bands["part"], strict=True
                    )
                ],
                "hovertemplate": "%{customdata}<extra></extra>",
            },
            textfont={"color": view.theme.ink, "shadow": "none"},
        )
    )
    rows = max(len(payers), len(payees))
    return drawn.update_layout(height=120 + 80 * rows, margin={"l": 4, "r": 4, "t": 12, "b": 12})
