"""How much is measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Options:
    """Counts and times of the parts; the defaults take about half an hour on two cores."""

    repeat: int = 5
    """Rounds of the parts that are repeated."""
    changes: int = 20
    """Changes of a control in a round."""
    at_once: int = 30
    """Changes that are asked for together."""
    sessions: tuple[int, ...] = (10, 50, 100, 200)
    seconds: float = 20.0
    """How long each crowd of sessions stays."""
    kept: int = 50
    """Sessions open at once when memory is measured."""
    settle: int = 200
    """Sessions that come and go before those that are counted."""
    gone: int = 1000
    """Sessions that come and go and are counted."""
    sizes: tuple[int, ...] = (50, 100, 10_000, 100_000, 1_000_000)
    """Statements of the generated datasets."""
