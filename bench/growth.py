"""The plot of bench/README.md: what the number of statements costs, on logarithmic scales.

Drawn by hand as SVG: a library would need a browser for it, and it is a few lines and letters.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WIDTH, HEIGHT = 800, 440
LEFT, RIGHT, TOP, BOTTOM = 70, 240, 50, 50
INK, MUTED, GRID = "#1b1b1b", "#5f5f5f", "#dddddd"
COLOURS: Final = ("#0b62a4", "#b3540f", "#1a7f46", "#7a3fa0")
"""One a line, each dark enough on white; a line's name stands at its end as well."""


def plot(lines: Mapping[str, Mapping[int, float]]) -> str:
    """An SVG of lines: for each name the seconds by the number of statements.

    A grey line shows what grows in proportion. Sizes without a figure are left out. Raises
    ValueError for fewer than two sizes, of which there is nothing to draw.
    """
    points = [(size, seconds) for line in lines.values() for size, seconds in line.items()]
    sizes, times = [size for size, _ in points], [seconds for _, seconds in points]
    if len(set(sizes)) < 2:  # noqa: PLR2004 - a line has two ends
        msg = f"no growth to draw of {len(set(sizes))} sizes"
        raise ValueError(msg)
    across = _Scale(sizes, LEFT, WIDTH - RIGHT)
    up = _Scale(times, HEIGHT - BOTTOM, TOP)
    drawn = [
        _text(LEFT, 24, "Seconds by the number of statements, both in powers of ten", INK, 15),
        *(_grid(across, up)),
        *(_proportion(across, up)),
    ]
    ends: list[float] = []
    for colour, (name, line) in zip(COLOURS, lines.items(), strict=False):
        places = [(across.at(size), up.at(seconds)) for size, seconds in sorted(line.items())]
        if not places:
            continue
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        drawn.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        drawn += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in places]
        # Names that would lie upon each other stand one below the other.
        y = places[-1][1]
        while any(abs(y - other) < 16 for other in ends):  # noqa: PLR2004 - a line of words
            y += 4
        ends.append(y)
        drawn.append(_text(places[-1][0] + 10, y + 4, name, colour))
    body = "\n".join(drawn)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif"><rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>\n'
        f"{body}\n</svg>\n"
    )


class _Scale:
    """A logarithmic axis over whole powers of ten."""

    def __init__(self, values: Sequence[float], begin: float, end: float) -> None:
        self.least = math.floor(math.log10(min(values)))
        self.most = max(self.least + 1, math.ceil(math.log10(max(values))))
        self._begin, self._end = begin, end

    def at(self, value: float) -> float:
        """Where a value lies, in pixels."""
        part = (math.log10(value) - self.least) / (self.most - self.least)
        return self._begin + part * (self._end - self._begin)


def _grid(across: _Scale, up: _Scale) -> list[str]:
    left, right = across.at(10**across.least), across.at(10**across.most)
    low, high = up.at(10.0**up.least), up.at(10.0**up.most)
    found = []
    for power in range(across.least, across.most + 1):
        x = across.at(10**power)
        found.append(_line(x, low, x, high, GRID))
        found.append(_text(x, low + 20, f"{10**power:,}", MUTED, anchor="middle"))
    for power in range(up.least, up.most + 1):
        y = up.at(10.0**power)
        found.append(_line(left, y, right, y, GRID))
        found.append(_text(left - 8, y + 4, f"{10.0**power:g} s", MUTED, anchor="end"))
    return found


def _proportion(across: _Scale, up: _Scale) -> list[str]:
    """From the lower left on, ten times as much for ten times as many."""
    powers = min(across.most - across.least, up.most - up.least)
    x, y = across.at(10 ** (across.least + powers)), up.at(10.0 ** (up.least + powers))
    dashed = _line(across.at(10**across.least), up.at(10.0**up.least), x, y, MUTED, "5 5")
    # Where the lines have not come together yet.
    beside = _text(
        across.at(10 ** (across.least + 1)) + 8,
        up.at(10.0 ** (up.least + 1)) + 12,
        "in proportion",
        MUTED,
    )
    return [dashed, beside]


def _line(  # noqa: PLR0913, PLR0917 - two ends and a look
    x1: float, y1: float, x2: float, y2: float, colour: str, dashes: str = ""
) -> str:
    broken = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"{broken}/>'
    )


def _text(  # noqa: PLR0913 - a place and a look
    x: float, y: float, words: str, colour: str, size: int = 12, *, anchor: str = "start"
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" font-size="{size}" '
        f'text-anchor="{anchor}">{words}</text>'
    )
