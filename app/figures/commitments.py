"""Who has committed how much to whom, and how firmly: one bar for each payer, payee and stage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import plotly.graph_objects as go

from analysis.agreement import FIRMNESS
from analysis.totals import by_payers, summed
from app import numbers, words
from app.figures import axis
from app.figures.flows import reach
from app.figures.lettering import literal
from app.figures.marks import add_intervals
from app.languages import _
from app.once import once

if TYPE_CHECKING:
    from collections.abc import Hashable

    from app.view import View


PAYERS: Final = 10
"""Payers that one picture can hold; the largest are drawn."""
LINES: Final = 12
"""Lines of a payer, before all payees of a stage are one line."""


@once
def _counted(view: View) -> pd.DataFrame:
    return by_payers(view.records)


@once
def payers(view: View) -> pd.DataFrame:
    """One row a payer with a total: payer_id, the fields of `Total`, name; the largest first."""
    found = summed(_counted(view), ["payer_id"]).reset_index()
    found = found.assign(name=[view.name(party) for party in found["payer_id"]], unit=view.currency)
    order = pd.DataFrame({"reach": reach(found), "low": found["low"]})
    return found.loc[order.sort_values(["reach", "low"], ascending=False, kind="stable").index]


def lines(view: View) -> pd.DataFrame:
    """One row for each payer, payee and stage with counted records: its interval sum.

    Columns: payer_id, payer, payee_id ("" where none is named), payee, stage, low, high,
    low_exclusive, high_exclusive, approximate, contested, unit, attestation, record_id (where it is
    one record), text. Of more than `PAYERS` payers the largest; of a payer of more than `LINES`
    lines all payees of a stage in one.
    """
    order = {party: place for place, party in enumerate(payers(view)["payer_id"].head(PAYERS))}
    counted = _counted(view)
    counted = counted[counted["payer_id"].isin(list(order))].reset_index()
    counted = counted.fillna({"stage": "", "payee_id": ""})
    payee, keys = counted["payee_id"], ["payer_id", "payee_id", "stage"]
    several = counted.drop_duplicates(keys)["payer_id"].value_counts()
    merged = counted["payer_id"].isin(several.index[several > LINES])
    counted = counted.assign(to=payee, payee_id=payee.mask(merged, ""))
    found = summed(counted, keys).join(
        counted.groupby(keys, sort=False).agg(
            payees=("to", "nunique"),
            to=("to", "first"),
            attestation=("attestation", "first"),
            record_id=("record_id", "first"),
        )
    )
    found = found.reset_index()
    found["payee_id"] = found["to"].where(found["payees"].eq(1), "")
    single = found["counted"].eq(1)
    found = found.assign(
        payer=[view.name(party) for party in found["payer_id"]],
        payee=[_whom(view, row) for row in found.to_dict("records")],
        contested=found["contested"] > 0,
        unit=view.currency,
        attestation=found["attestation"].where(single, ""),
        record_id=found["record_id"].where(single, ""),
        place=found["payer_id"].map(order),
        order=found["stage"].map({stage: i for i, stage in enumerate(FIRMNESS)}).fillna(-1),
    )
    found["text"] = [_text(row) for row in found.to_dict("records")]
    return found.sort_values(["place", "order"], ascending=[True, False], kind="stable")


def _whom(view: View, row: dict[Hashable, Any]) -> str:
    if row["payees"] > 1:
        return numbers.counted("{count} payee", "{count} payees", row["payees"])
    return view.name(row["payee_id"])


def _text(row: dict[Hashable, Any]) -> str:
    said = _("{amount} to {payee}, {stage}") if row["payee"] else _("{amount}, {stage}")
    return said.format(
        amount=numbers.of(row),
        payee=row["payee"],
        stage=words.STAGES.get(row["stage"], _("stage not reported")),
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
