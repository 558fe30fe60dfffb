"""What is firm and what is talk: all payers' commitments by stage, each counted once."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from analysis.agreement import FIRMNESS
from analysis.totals import COUNTED, ledger, total
from app import numbers, words
from app.figures import axis
from app.figures.marks import add_intervals
from app.languages import _

if TYPE_CHECKING:
    from app.view import View

FIRM = ("completed", "committed")
"""The stages that bind: paid, or owed by a contract or a decision."""


def stages(view: View) -> pd.DataFrame:
    """One row a stage at which a payer's money is counted, the firmest first.

    Columns: stage, the fields of `Total`, unit, text. Money without a named payer (a programme's
    size, a funding total) is nobody's commitment and is not in it.
    """
    lines = _lines(view)
    rows: list[dict[str, Any]] = []
    for stage in reversed(FIRMNESS):
        result = total(lines[lines["stage"].eq(stage)])
        if result.counted:
            row = {"stage": stage, **asdict(result), "unit": view.currency}
            rows.append(row | {"text": numbers.of(row)})
    columns = ["stage", "low", "high", "unit", "text"]
    return pd.DataFrame(rows) if rows else pd.DataFrame(columns=columns)


def split(view: View) -> tuple[str, str]:
    """What is firm and what is not, in words; "nothing" where there is none."""
    lines = _lines(view)
    firm = lines["stage"].isin(FIRM)
    said = []
    for part in (lines[firm], lines[~firm]):
        result = total(part)
        said.append(
            numbers.of({**asdict(result), "unit": view.currency})
            if result.counted
            else _("nothing")
        )
    return said[0], said[1]


def _lines(view: View) -> pd.DataFrame:
    lines = ledger(view.records[view.records["payer_id"].notna()])
    return lines[lines["reason"].eq(COUNTED)]


def figure(view: View, found: pd.DataFrame) -> go.Figure:
    """A bar for each stage, in its fill."""
    marks = pd.DataFrame(
        {
            "row": [
                _("{name}: {text}").format(name=words.STAGES[stage], text=words.STAGE_HELP[stage])
                for stage in found["stage"]
            ],
            "lane": 0,
            "minimum": found["low"],
            "maximum": found["high"],
            "approximate": found["approximate"],
            "stage": found["stage"],
            "attestation": "",
            "colour": view.theme.muted,
            "contested": False,
            "text": found["text"],
            "record_id": "",
            "hover": found["text"],
        }
    )
    return axis.label(add_intervals(go.Figure(), marks, theme=view.theme), view.currency)
