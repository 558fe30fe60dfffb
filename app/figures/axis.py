"""An axis of money: figures in full units, ticks in short words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from app import numbers
from models.measures import CURRENCIES

if TYPE_CHECKING:
    import plotly.graph_objects as go


def label(figure: go.Figure, unit: str, *, ticks: int = 4) -> go.Figure:
    """Write the ticks of the horizontal axis as plain numbers, the last one with its unit.

    The numbers are in the last one's scale (`0  10  20  US$30bn`): a phone has room for no more.
    """
    start, end = figure.layout.xaxis.range
    step = _step((end - start) / ticks)
    count = math.floor(end / step)
    values = [step * n for n in range(math.ceil(start / step), count + 1)]
    scale = _scale(values[-1]) if unit in CURRENCIES else 1.0
    texts = [numbers.decimal(value / scale) for value in values[:-1]]
    figure.update_xaxes(
        tickmode="array", tickvals=values, ticktext=[*texts, numbers.point(values[-1], unit)]
    )
    return figure


def _scale(value: float) -> float:
    """The thousand, million, billion or trillion in which an amount is written short."""
    return float(next((power for power in (1e12, 1e9, 1e6, 1e3) if value >= power), 1.0))


def _step(least: float) -> float:
    """The next larger of 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(least)) if least > 0 else 1.0
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least)
