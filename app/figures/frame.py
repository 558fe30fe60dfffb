"""The frame around a picture: its title, its line of explanation and its foot."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final

import plotly.graph_objects as go

from app.figures import lettering
from app.figures.theme import SIZE

if TYPE_CHECKING:
    from app.figures.theme import Theme

CONFIG: Final[dict[str, Any]] = {
    "displayModeBar": False,
    "displaylogo": False,
    "doubleClick": False,
    "responsive": True,
    "showTips": False,
}
"""For `st.plotly_chart(figure, theme=None, config=CONFIG)`: with another theme Streamlit lays its
own template over ours."""

TITLE: Final = SIZE + 5
FOOT: Final = SIZE - 2
LEADING: Final = 1.3  # a line's height, in font sizes
EDGE: Final = 8  # pixels above the picture's words, and below them
SIDE: Final = 16  # pixels at its sides, where the words are inside
GAP: Final = 4  # pixels between the title and what explains it


def finish(  # noqa: PLR0913 - all are by name, and each is a line of the picture
    figure: go.Figure,
    *,
    title: str,
    subtitle: str,
    foot: str,
    theme: Theme,
    height: float | None = None,
    inside: bool = True,
    width: int = 720,
) -> go.Figure:
    """Put the words around a picture, left-aligned, and set its height.

    Args:
        figure: Changed in place, and returned.
        title: The finding, as a sentence.
        subtitle: What is drawn, and in which unit.
        foot: Sources, as-of date, exchange rates; a line break begins a new line.
        theme: The page's theme.
        height: The whole picture's, in pixels; without it, the figure's own (450 where it has none)
            and what the words add.
        inside: False leaves all three texts to the page, whose HTML wraps them on any screen.
        width: The narrowest width in pixels at which the words, wrapped for it, still fit.
    """
    figure.update_layout(template=theme.template)
    own = figure.layout.height or 450
    if not inside:
        return figure.update_layout(height=height or own)

    margin = {"b": 28, "l": 0, "r": 0, "t": 4} | {
        side: value
        for side, value in figure.layout.margin.to_plotly_json().items()
        if value is not None
    }
    room = width - 2 * SIDE
    heads = _wrapped(title, 1.05 * TITLE, room)  # bold is wider
    subs = _wrapped(subtitle, SIZE, room)
    feet = _wrapped(foot, FOOT, room)
    above = LEADING * (TITLE * len(heads) + SIZE * len(subs)) + GAP + 2 * EDGE
    below = LEADING * FOOT * len(feet) + 2 * EDGE
    figure.update_layout(
        height=height or own + above + below,
        margin={
            "t": margin["t"] + above,
            "b": margin["b"] + below,
            "l": margin["l"] + SIDE,
            "r": margin["r"] + SIDE,
        },
    )
    explained = LEADING * SIZE * len(subs)
    top = margin["t"] + EDGE
    for lines, y, anchor, shift, font in (
        (heads, 1, "bottom", top + explained + GAP, {"size": TITLE, "weight": "bold"}),
        (subs, 1, "bottom", top, {"size": SIZE, "color": theme.muted}),
        (feet, 0, "top", -margin["b"] - GAP, {"size": FOOT, "color": theme.muted}),
    ):
        if lines:
            figure.add_annotation(
                text="<br>".join(lines),
                align="left",
                font=font,
                x=0,
                xanchor="left",
                xref="paper",
                xshift=-margin["l"],
                y=y,
                yanchor=anchor,
                yref="paper",
                yshift=shift,
            )
    return figure


class Finished(go.Figure):  # type: ignore[misc]  # plotly has no types
    """A figure that will not change: it holds what is sent of it, made once.

    Of a figure's methods only `to_dict` answers; `thawed` is one to work on.
    """

    def __init__(self, figure: go.Figure) -> None:
        """Take the figure as it stands."""
        self._sent: dict[str, Any] = figure.to_dict()

    def to_dict(self) -> dict[str, Any]:
        """What is sent; not to be written to."""
        return self._sent

    def thawed(self) -> go.Figure:
        """A figure of its own."""
        return go.Figure(deepcopy(self._sent))


def _wrapped(text: str, size: float, width: int) -> list[str]:
    """Lines that fit the width at this font size, both in pixels; SVG text does not wrap itself."""
    most = max(int(width / (0.52 * size)), 1)
    return [line for part in text.splitlines() for line in lettering.lines(part, most)]
