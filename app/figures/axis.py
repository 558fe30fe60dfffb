"""An axis of money: figures in full units, ticks in short words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from app import numbers
from models.measures import CURRENCIES

if TYPE_CHECKING:
    import plotly.graph_objects as go


def label(figure: go.Figure, unit: str, *, ticks: int = 5) -> go.Figure:
    """Write the ticks of the horizontal axis in `unit`, short (`US$20bn`, `40 %`)."""
    start, end = figure.layout.xaxis.range
    step = _step((end - start) / ticks)
    first = math.ceil(start / step)
    values = [step * n for n in range(first, math.floor(end / step) + 1)]
    texts = [numbers.point(value, unit) for value in values]
    if unit in CURRENCIES:
        texts = ["0" if value == 0 else text for value, text in zip(values, texts, strict=True)]
    figure.update_xaxes(tickmode="array", tickvals=values, ticktext=texts)
    return figure


def _step(least: float) -> float:
    """The next larger of 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(least)) if least > 0 else 1.0
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least)
