"""Whether a quote's words say what its statement says: each figure, unit, bound and year.

The figures in the quote are parsed (`models.figures`) and compared both ways: a number of the
statement that is not in the quote is a problem, and so is a number of the quote that the
statement does not account for. A unit or currency may stand in a `context` fragment instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from models.figures import Bound, Figure, direction, figures
from models.measures import Bounds
from models.records import Statement

_PARTS = ("amount", "equivalent", "share", "quantity", "multiple", "change", "horizon", "lag")
_MIRRORED = {
    Bound.MINIMUM: Bound.MAXIMUM,
    Bound.MAXIMUM: Bound.MINIMUM,
    Bound.EXCLUSIVE_MINIMUM: Bound.EXCLUSIVE_MAXIMUM,
    Bound.EXCLUSIVE_MAXIMUM: Bound.EXCLUSIVE_MINIMUM,
}
_YEAR = re.compile(r"\d{4}(?=$|[-/~?%])")
_DAY = re.compile(r"(?<=\d{4}-\d\d-)\d\d")


@dataclass(frozen=True, slots=True)
class _Expected:
    """One bound of a statement: its field, its value in full units and how it is bounded."""

    part: str
    value: Decimal
    unit: str
    bound: Bound
    approximate: bool
    factor: Decimal
    falls: bool
    """Whether it stands below zero: the words give its size, and "at least 5 %" is -5 or less."""

    def matches(self, figure: Figure) -> bool:
        if figure.unit == "calendar_year" or (figure.unit and not self._same_unit(figure.unit)):
            return False
        if figure.value == self.value:
            return True
        # "entre 15 et 25 milliards" cut short: the scale word may stand outside the fragment.
        return not figure.scaled and not figure.unit and figure.value * self.factor == self.value

    def _same_unit(self, unit: str) -> bool:
        return unit == self.unit or (unit == "ordinal" and self.unit == "site")


@cache
def _parts(model: type[Statement]) -> tuple[str, ...]:
    """The measures that a kind of statement can have."""
    return tuple(part for part in _PARTS if part in model.model_fields)


def _expected(statement: Statement) -> Iterator[_Expected]:
    for part in _parts(type(statement)):
        measure: Bounds | None = getattr(statement, part)
        if measure is None:
            continue
        for bound in Bound:
            value = getattr(measure, bound.value)
            if value is not None:
                yield _Expected(
                    part,
                    abs(value * measure.factor),
                    measure.csv_unit,
                    bound,
                    measure.approximate,
                    measure.factor,
                    falls=value < 0,
                )


def is_of_date(figure: Figure, date: str) -> bool:
    """Whether the figure is a year or a day that the EDTF string `date` names."""
    if figure.unit == "calendar_year":
        return str(figure.value) in _YEAR.findall(date)
    return figure.unit == "day" and f"{figure.value:02}" in _DAY.findall(date)


def says(statement: Statement, figure: Figure) -> bool:
    """Whether the statement says the figure's number: as a bound of a measure, or in its date."""
    return is_of_date(figure, statement.event or "") or any(
        expected.matches(figure) for expected in _expected(statement)
    )


def mismatches(statement: Statement) -> Iterator[tuple[str, str]]:
    """Yield (field, what is wrong and the fix) for each way the words differ from the figures."""
    found = figures(statement.quote)
    beside = [figure for fragment in statement.context for figure in figures(fragment)]
    free = list(found)
    for expected in _expected(statement):
        figure = next((f for f in free if expected.matches(f)), None)
        if figure is None and expected.part in ("horizon", "equivalent"):
            figure = next((f for f in beside if expected.matches(f)), None)
        elif figure is not None:
            free.remove(figure)
        if figure is None:
            yield (
                expected.part,
                (
                    f"`{expected.part}` says {_plain(expected.value)} {expected.unit} but the "
                    f"quote says {spoken(found)}: correct the one that is wrong"
                ),
            )
            continue
        yield from _against(expected, figure, beside, noted=statement.note is not None)
    years = set(_YEAR.findall(statement.event or ""))
    for figure in free:
        if is_of_date(figure, statement.event or ""):
            continue
        yield (
            "quote",
            (
                f"the quote also says {spoken([figure])}, which the statement does not: "
                "record it, or take words without it"
            ),
        )
    said = {str(figure.value) for figure in (*found, *beside) if figure.unit == "calendar_year"}
    unsaid = ", ".join(sorted(years - said))
    if unsaid and said:
        yield (
            "event",
            (
                f"`event` says {unsaid} but the quoted words say {', '.join(sorted(said))}: "
                "correct the one that is wrong"
            ),
        )
    elif unsaid and statement.note is None:
        yield (
            "event",
            (
                f"no quoted word says {unsaid}: add the words as `context`, "
                "or a `note` that says how the date was found"
            ),
        )
    yield from _direction(statement)


def _against(
    expected: _Expected, figure: Figure, beside: list[Figure], *, noted: bool
) -> Iterator[tuple[str, str]]:
    if not figure.unit and not any(other.unit == expected.unit for other in beside):
        yield (
            expected.part,
            f"no quoted word says {expected.unit}: add the fragment that does as `context`",
        )
    said = figure.bound
    if said is not None and expected.falls:
        said = _MIRRORED.get(said, said)
    if said is not None and said != expected.bound:
        yield (
            expected.part,
            (
                f"`{expected.part}` has `{expected.bound.value}` where the quote's words mean "
                f"`{said.value}`: correct the bound"
            ),
        )
    elif said is None and expected.bound is not Bound.EXACT and not noted:
        yield (
            expected.part,
            (
                f"no word of the quote makes {_plain(expected.value)} `{expected.bound.value}`: "
                "write `exact`, or a `note` that says how it was read"
            ),
        )
    if figure.approximate and not expected.approximate:
        yield (
            expected.part,
            f"the quote says {_plain(figure.value)} only about: add `approximate: true`",
        )
    elif expected.approximate and not figure.approximate and not noted:
        yield (
            expected.part,
            (
                f"no word of the quote says {_plain(expected.value)} is only about: remove "
                "`approximate`, or add a `note` that says how it was read"
            ),
        )


def _direction(statement: Statement) -> Iterator[tuple[str, str]]:
    fragments = (statement.quote, *statement.context)
    said = next((way for way in map(direction, fragments) if way), 0)
    given = {"up": 1, "down": -1}.get(getattr(statement, "direction", ""), 0)
    if given and said and given != said:
        yield "direction", "the quote's words move the other way: correct `direction` and sign"
    elif given and not said and statement.note is None:
        yield (
            "direction",
            (
                "no quoted word says which way: add the words as `context`, "
                "or a `note` that says how it was read"
            ),
        )


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def spoken(found: list[Figure]) -> str:
    """The figures as a problem names them: `15000000000 USD, 40 percent`."""
    return ", ".join(f"{_plain(f.value)} {f.unit}".strip() for f in found) or "no figure"
