"""Measures: money, shares and quantities as intervals whose bounds are explicit.

The names of the bounds are those of `share` in the Beneficial Ownership Data Standard 0.4,
used here for all three. Whatever is reported stays `Decimal`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Literal, Self, get_args

from pydantic import model_validator

from models.base import Model, Number

Currency = Literal[
    "AUD", "BGN", "BRL", "CAD", "CHF", "CNY", "CYP", "CZK", "DKK", "EEK", "EUR", "GBP", "HKD",
    "HRK", "HUF", "IDR", "ILS", "INR", "ISK", "JPY", "KRW", "LTL", "LVL", "MTL", "MXN", "MYR",
    "NOK", "NZD", "PHP", "PLN", "ROL", "RON", "RUB", "SEK", "SGD", "SIT", "SKK", "THB", "TRL",
    "TRY", "USD", "ZAR",
]  # fmt: skip
"""The ISO 4217 codes for which the European Central Bank publishes or published rates."""

Scale = Literal["one", "thousand", "million", "billion", "trillion"]
"""Short scale: a billion is 1e9 (French *milliard*), a trillion 1e12 (French *billion*)."""

FACTORS: dict[str, Decimal] = {
    "one": Decimal(1),
    "thousand": Decimal(10) ** 3,
    "million": Decimal(10) ** 6,
    "billion": Decimal(10) ** 9,
    "trillion": Decimal(10) ** 12,
}

QuantityUnit = Literal["kW", "MW", "GW", "year", "month", "server", "site", "multiple"]
"""Units of what is neither money nor a share; `multiple` is "times as much"."""

CURRENCIES: tuple[str, ...] = get_args(Currency)

DIMENSIONS: dict[str, tuple[str, Decimal]] = {
    "kW": ("MW", Decimal("0.001")),
    "GW": ("MW", Decimal(1000)),
    "month": ("year", Decimal(1) / 12),
}
"""Units that are compared in another one: which, and how much of it one is."""

HUNDRED_PERCENT = Decimal(100)


@dataclass(frozen=True, slots=True)
class Interval:
    """Bounds in full units; None is an open bound. An exact value has lower == upper."""

    lower: Decimal | None
    upper: Decimal | None
    lower_exclusive: bool = False
    upper_exclusive: bool = False
    approximate: bool = False


class Bounds(Model):
    """An interval as a source words it: `exact`, or one or two bounds; `approximate` for "about".

    Errors: no bound at all, `exact` beside a bound, two lower or two upper bounds, or a lower
    bound that is not below the upper one.
    """

    exact: Number | None = None
    """The one value that is reported."""
    minimum: Number | None = None
    """At least this much."""
    maximum: Number | None = None
    """At most, up to this much."""
    exclusive_minimum: Number | None = None
    """More than this."""
    exclusive_maximum: Number | None = None
    """Less than this."""
    approximate: bool = False
    """True for "about", "around", "nearly"."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        lower = self.minimum if self.exclusive_minimum is None else self.exclusive_minimum
        upper = self.maximum if self.exclusive_maximum is None else self.exclusive_maximum
        bounded = lower is not None or upper is not None
        if self.exact is not None and bounded:
            msg = "`exact` stands beside a bound: keep `exact`, or the bounds, not both"
        elif self.exact is None and not bounded:
            msg = "no bound is given: write `exact`, `minimum`, `maximum` or an exclusive one"
        elif self.minimum is not None and self.exclusive_minimum is not None:
            msg = "`minimum` and `exclusive_minimum` stand together: keep one of them"
        elif self.maximum is not None and self.exclusive_maximum is not None:
            msg = "`maximum` and `exclusive_maximum` stand together: keep one of them"
        elif lower is None or upper is None or lower < upper:
            return self
        elif lower > upper:
            msg = f"the bounds are out of order: {lower} is above {upper}; swap them"
        else:
            msg = f"both bounds are {lower}: write `exact: {lower}`"
        raise ValueError(msg)

    @property
    def written(self) -> list[Decimal]:
        """The bounds that are given, in written units."""
        ends = [self.exact, self.minimum, self.maximum]
        ends += [self.exclusive_minimum, self.exclusive_maximum]
        return [end for end in ends if end is not None]

    @property
    def factor(self) -> Decimal:
        """How many full units one written unit is."""
        return Decimal(1)

    @property
    def csv_unit(self) -> str:
        """The unit as the tables name it: an ISO 4217 code, `percent`, `MW`, ..."""
        raise NotImplementedError

    @property
    def interval(self) -> Interval:
        """The bounds in full units (15 billion is 15000000000)."""

        def full(*bounds: Decimal | None) -> Decimal | None:
            return next((b * self.factor for b in bounds if b is not None), None)

        return Interval(
            lower=full(self.exact, self.minimum, self.exclusive_minimum),
            upper=full(self.exact, self.maximum, self.exclusive_maximum),
            lower_exclusive=self.exclusive_minimum is not None,
            upper_exclusive=self.exclusive_maximum is not None,
            approximate=self.approximate,
        )


class _NotNegative(Bounds):
    """Bounds of something of which there cannot be less than nothing."""

    @model_validator(mode="after")
    def _not_negative(self) -> Self:
        for bound in self.written:
            if bound < 0:
                msg = "a bound is below zero: write what was reported without the sign"
                raise ValueError(msg)
        return self


class Money(_NotNegative):
    """An amount of money, in `unit`s (a scale word) of `currency`."""

    measure: ClassVar = "money"
    unit: Scale = "one"
    """The scale word beside the number: one, thousand, million, billion, trillion."""
    currency: Currency
    """ISO 4217, in capitals."""

    @property
    def factor(self) -> Decimal:
        """1e9 for a billion, and so on."""
        return FACTORS[self.unit]

    @property
    def csv_unit(self) -> str:
        """The ISO 4217 code."""
        return self.currency


class Share(_NotNegative):
    """A part of a whole, in percent: 40 is 40 %."""

    measure: ClassVar = "share"

    @model_validator(mode="after")
    def _within_whole(self) -> Self:
        if any(bound > HUNDRED_PERCENT for bound in self.written):
            msg = f"a share of {max(self.written)} % is more than the whole: shares end at 100"
            raise ValueError(msg)
        return self

    @property
    def csv_unit(self) -> str:
        """Always `percent`."""
        return "percent"


class Change(Bounds):
    """A relative move of a price, in percent: -1 is a fall of 1 %."""

    measure: ClassVar = "share"

    @property
    def csv_unit(self) -> str:
        """Always `percent`."""
        return "percent"


class Quantity(_NotNegative):
    """A number of `unit`s: megawatts, sites, years, "times as much"."""

    measure: ClassVar = "quantity"
    unit: QuantityUnit
    """kW, MW, GW, year, month, server, site or multiple."""

    @property
    def csv_unit(self) -> str:
        """The unit as written."""
        return self.unit
