"""An axis of money: figures in full units, ticks in short words."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from babel.numbers import get_group_symbol, parse_decimal

from app import numbers
from app.figures import lettering
from app.figures.theme import SIZE
from app.languages import locale
from models.measures import CURRENCIES

if TYPE_CHECKING:
    import plotly.graph_objects as go


PHONE = 340
"""Pixels: a chart's width on a phone."""
_CHARACTER = 0.56 * (SIZE - 1)  # a tick's character, in pixels


def label(figure: go.Figure, unit: str, *, ticks: int = 4) -> go.Figure:
    """Write the ticks of the horizontal axis as plain numbers, the last one with its unit.

    The numbers are in the last one's scale (`0  10  20  US$30bn`): a phone has room for no more.
    Where the margins leave it too little for these, only the first and the last are written.
    """
    start, end = figure.layout.xaxis.range
    step = _step((end - start) / ticks)
    count = math.floor(end / step)
    values = [step * n for n in range(math.ceil(start / step), count + 1)]
    last = numbers.point(values[-1], unit)
    if unit in CURRENCIES:
        texts = _scaled(values[:-1], values[-1], last)
    else:
        texts = [numbers.decimal(value) for value in values[:-1]]
    margin = figure.layout.margin
    apart = (PHONE - (margin.l or 0) - (margin.r or 0)) * step / (end - start)
    if texts and apart < _CHARACTER * (lettering.characters(f"{texts[-1]}{last}") / 2 + 1):
        texts[1:] = [""] * len(texts[1:])
    return figure.update_xaxes(tickmode="array", tickvals=values, ticktext=[*texts, last])


def _scaled(values: list[float], last: float, text: str) -> list[str]:
    """The values in the scale in which the language writes the last amount short.

    Thousands are grouped as there: Japanese counts up to 9999 of a scale and groups none.
    """
    written = re.search(r"\d[\d.,\u202f]*", text)
    if written is None or last <= 0:
        return [numbers.decimal(value) for value in values]
    # The text rounds the amount, and a scale is a power of ten.
    power = round(math.log10(last / float(parse_decimal(written[0], locale=locale()))))
    group = get_group_symbol(locale())
    texts = [numbers.decimal(value / 10.0**power) for value in values]
    return texts if group in written[0] else [text.replace(group, "") for text in texts]


def _step(least: float) -> float:
    """The next larger of 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(least)) if least > 0 else 1.0
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least)
