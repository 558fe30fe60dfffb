"""From measurements to tables: percentiles, ratios, goals, and the sections of bench/README.md."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NOT_MEASURED = "not measured"


def percentile(values: Sequence[float], percent: float) -> float:
    """The nearest-rank percentile: the least value that `percent` % of the values do not exceed.

    Raises ValueError for no values and for a percentage outside of 0 < percent <= 100.
    """
    if not values or not 0 < percent <= 100:  # noqa: PLR2004 - a percentage
        msg = f"no {percent}th percentile of {len(values)} values"
        raise ValueError(msg)
    return sorted(values)[math.ceil(percent / 100 * len(values)) - 1]


@dataclass(frozen=True)
class Goal:
    """What a row has to reach: of one column, or of its ratio to another column."""

    limit: float
    column: str
    of: str | None = None
    """The column to divide by; without it the limit is in the row's unit."""
    least: bool = False
    """Whether the limit is the least that will do, and not the most."""


@dataclass(frozen=True)
class Row:
    """One measured thing: its value in each column, None where it could not be measured."""

    what: str
    unit: str
    values: Mapping[str, float | None]
    goal: Goal | None = None

    def ratio(self, column: str, of: str) -> float | None:
        """One column's value by another's; None where either is missing or the divisor is 0."""
        value, divisor = self.values.get(column), self.values.get(of)
        return value / divisor if value is not None and divisor else None

    @property
    def reached(self) -> float | None:
        """What the goal speaks of, None where it was not measured."""
        if self.goal is None:
            return None
        if self.goal.of is not None:
            return self.ratio(self.goal.column, self.goal.of)
        return self.values.get(self.goal.column)

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None without a goal or a measurement."""
        if self.goal is None or self.reached is None:
            return None
        if self.goal.least:
            return self.reached >= self.goal.limit
        return self.reached <= self.goal.limit


@dataclass(frozen=True)
class Section:
    """A part's table, with what a reader has to know of how it was measured."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Row]
    notes: Sequence[str] = field(default=())

    def markdown(self) -> str:
        """The table, one row a measured thing, and the notes under it."""
        head = ["What", *self.columns, "ratio", "goal", "met"]
        lines = [head, ["---"] + ["--:"] * (len(head) - 2) + ["---"]]
        lines += [self._cells(row) for row in self.rows]
        table = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
        return "\n\n".join([table, *self.notes])

    def _cells(self, row: Row) -> list[str]:
        named = f"{row.what}, {row.unit}" if row.unit else row.what
        values = [number(row.values.get(column)) for column in self.columns]
        return [named, *values, *_judged(row)]


def _judged(row: Row) -> list[str]:
    """The ratio, the goal, and whether it is met."""
    goal = row.goal
    if goal is None:
        return ["", "", ""]
    sign = "≥" if goal.least else "≤"
    met = {True: "yes", False: "**no**", None: NOT_MEASURED}[row.met]
    if goal.of is None:
        return ["", f"{sign} {number(goal.limit)} ({goal.column})", met]
    ratio = number(row.reached) if row.reached is not None else ""
    return [ratio, f"{sign} {number(goal.limit)} of {goal.of} ({goal.column})", met]


def number(value: float | None) -> str:
    """Three significant digits, thousands apart; a dash for what was not measured."""
    if value is None:
        return "–"
    if value == 0:
        return "0"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:,.{digits}f}"


def put(text: str, name: str, body: str) -> str:
    """`text` with what stands between a section's markers replaced.

    Raises ValueError where `<!-- name -->` and, behind it, `<!-- /name -->` do not stand once.
    """
    start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    pattern = re.compile(f"{re.escape(start)}.*?{re.escape(end)}", re.DOTALL)
    changed, count = pattern.subn(lambda _: f"{start}\n\n{body}\n\n{end}", text)
    if count != 1:
        msg = f"the markers of {name} stand {count} times in bench/README.md: let them stand once"
        raise ValueError(msg)
    return changed
