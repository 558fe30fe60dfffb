"""The palette, in a light and a dark theme, and the plotly template that is built from it.

`.streamlit/config.toml` repeats these colours for Streamlit's own widgets; a test holds the two
together.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

FONT = "'Helvetica Neue', 'Segoe UI', Roboto, 'Noto Sans', Arial, sans-serif"
"""The platform's own sans-serif. Plotly's text has no option for tabular figures, so the stack
names faces whose figures are tabular by default (those of `system-ui` on a Mac are not)."""

SIZE = 13
"""Pixels: row names and labels. Ticks and feet are smaller, titles larger."""

SLOTS = 10
"""How many parties have a colour of their own."""


@dataclass(frozen=True, eq=False)
class Theme:
    """One theme's colours, each `#RRGGBB`, and the plotly template made of them."""

    dark: bool
    ink: str
    """Text and attestation marks."""
    muted: str
    """Secondary text: subtitles, ticks, feet."""
    ground: str
    """The page and the picture; the colour that fills are mixed towards."""
    grid: str
    """Grid and guide lines."""
    alarm: str
    """Conflict, and nothing else."""
    accent: str
    """Buttons, links and the selected page; never data."""
    hatch: str
    """The outline and the hatching of what nobody reported."""
    parties: tuple[str, ...]
    """Ten categorical colours, by slot; the first six are the furthest apart."""
    other: str
    """Every party after the tenth."""
    template: go.layout.Template

    def party(self, slot: int) -> str:
        """The colour of a slot as `party_colours` gives it."""
        return self.parties[slot] if slot < SLOTS else self.other


def party_colours(ids: Sequence[str]) -> dict[str, int]:
    """Give each party its slot (0 to 9; 10 is the grey that all later ones share).

    Args:
        ids: The ids of all parties of the dataset in the dataset's order. Pass all of them on every
            page, not the ones that a filter leaves, or colours wander.
    """
    return {party: min(slot, SLOTS) for slot, party in enumerate(dict.fromkeys(ids))}


@cache
def theme(*, dark: bool) -> Theme:
    """The theme for a page; the same object at every call."""
    colours: dict[str, Any] = _DARK if dark else _LIGHT
    return Theme(dark=dark, **colours, template=_template(colours))


# Within each theme the first six colours keep their distance under simulated protanopia and
# deuteranopia too, which takes steps in lightness: hue alone does not carry. A slot has the same
# hue in both themes, so that a party is recognised in either.
_LIGHT = {
    "ink": "#1C1B19",
    "muted": "#625D55",
    "ground": "#FAF7F2",
    "grid": "#E4DED4",
    "alarm": "#C8102E",
    "accent": "#0B5563",
    "hatch": "#8A857C",
    "parties": (
        "#2479D8",
        "#BF7000",
        "#2F9275",
        "#6A2F60",
        "#663D26",
        "#1A93B9",
        "#6B6D28",
        "#4F5C9E",
        "#8A495F",
        "#578D52",
    ),
    "other": "#85817A",
}
_DARK = {
    "ink": "#E9E6E0",
    "muted": "#A3AAB3",
    "ground": "#141C26",
    "grid": "#2A3542",
    "alarm": "#FF6B66",
    "accent": "#7CC3CE",
    "hatch": "#7E8894",
    "parties": (
        "#3D8CE6",
        "#E8AC44",
        "#7BE3C2",
        "#A96A9C",
        "#A67F63",
        "#6CCBF5",
        "#87912F",
        "#8A8FD0",
        "#D29AAA",
        "#AFD195",
    ),
    "other": "#8B939D",
}


def _template(colours: dict[str, Any]) -> go.layout.Template:
    axis = {
        "automargin": True,
        "fixedrange": True,  # a finger that scrolls the page must not zoom the chart
        "gridcolor": colours["grid"],
        "linecolor": colours["ink"],
        "showgrid": False,
        "showline": False,
        "tickfont": {"color": colours["muted"], "size": SIZE - 1},
        "ticks": "",
        "title": {"font": {"color": colours["muted"], "size": SIZE - 1}},
        "zeroline": False,
    }
    return go.layout.Template(
        layout={
            "annotationdefaults": {"borderpad": 0, "showarrow": False},
            "barmode": "overlay",
            "colorway": colours["parties"],
            "dragmode": False,
            "font": {"color": colours["ink"], "family": FONT, "size": SIZE},
            "hoverlabel": {
                "align": "left",
                "bgcolor": colours["ground"],
                "bordercolor": colours["muted"],
                "font": {"color": colours["ink"], "family": FONT, "size": SIZE},
            },
            "hovermode": "closest",
            "legend": {"bgcolor": "rgba(0,0,0,0)", "orientation": "h"},
            "margin": {"b": 28, "l": 0, "pad": 0, "r": 0, "t": 4},
            "paper_bgcolor": colours["ground"],
            "plot_bgcolor": colours["ground"],
            "showlegend": False,
            "title": {"font": {"color": colours["ink"]}},
            "xaxis": axis,
            "yaxis": axis,
        },
    )


def mix(colour: Sequence[str], into: Sequence[str] | str, weight: NDArray[np.float64]) -> list[str]:
    """Tint colours: `weight` of each colour (0 to 1), the rest of what it is mixed into.

    Tints are opaque mixtures, not transparencies, so that no grid line shines through a bar.

    Args:
        colour: n colours, `#RRGGBB`.
        into: One colour for all, or n of them.
        weight: n shares.
    """
    base = [into] * len(colour) if isinstance(into, str) else into
    share = np.asarray(weight, dtype=float)[:, None]
    rgb = np.rint(share * _channels(colour) + (1 - share) * _channels(base)).astype(int)
    return [f"#{red:02X}{green:02X}{blue:02X}" for red, green, blue in rgb]


def _channels(colours: Sequence[str]) -> NDArray[np.float64]:
    """An (n, 3) array of 0 to 255."""
    packed = np.array([int(colour[1:], 16) for colour in colours], dtype=np.int64)
    return np.stack([packed >> 16, packed >> 8 & 255, packed & 255], axis=1).astype(float)
