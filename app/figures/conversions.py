"""Every reported amount of money in each currency shown: as a frame, in words, and as figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import pandas as pd

from analysis import fx
from analysis.exports import statements_table
from app import languages, numbers, words
from app.languages import _, ngettext
from models.measures import CURRENCIES

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from app.view import View
    from models.measures import Interval

Row: TypeAlias = Mapping[Any, Any]

SHOWN: Final = 3
"""How many currencies every amount is shown in, beside the display currency."""
FITS: Final = 12
"""Characters of a range that a column of the table holds on one line."""
TRADED: Final = ("USD", "EUR", "JPY")
"""The currencies most traded (Bank for International Settlements, Triennial Survey 2025)."""

LONG: Final = 32  # characters: what is longer fills more than a line of a cell

RAW: Final = (
    "record_id", "source_id", "quote_start", "minimum", "maximum", "minimum_exclusive",
    "maximum_exclusive", "approximate", "unit", "equivalent_minimum", "equivalent_maximum",
    "equivalent_unit",
)  # fmt: skip
"""What the CSV repeats of the statements."""


def own_conversion(view: View, record_id: str, number: int) -> Interval | None:
    """The source's own conversion in a statement, with its bounds and "about" as worded."""
    equivalent = getattr(view.dataset.records[record_id].statements[number], "equivalent", None)
    return equivalent.interval if equivalent else None


def shown(view: View) -> list[str]:
    """The currencies that every amount is shown in: those that the sources use most.

    Their own conversions count too; where they use fewer, those most traded make up the number.
    The display currency is the last, unless it is among them.
    """
    money = view.snapshot.statements[["unit", "equivalent_unit"]].melt()["value"].dropna()
    counts = money[money.isin(CURRENCIES)].value_counts()
    used = counts.sort_index().sort_values(ascending=False, kind="stable").index
    most = list(dict.fromkeys([*used, *TRADED]))[:SHOWN]
    return list(dict.fromkeys([*most, view.currency]))


def amounts(view: View) -> pd.DataFrame:
    """The view's statements of an amount of money, by day, source and the order of the files."""
    money = view.statements[view.statements["measure"].eq("money")]
    return money.sort_values(["value_date", "source_id"], kind="stable")


def conversions(view: View, money: pd.DataFrame) -> pd.DataFrame:
    """Some of `amounts` in each currency shown: one row a statement and `target`.

    The statements' columns; `rate`, `fixing` and `rate_gap` (see `analysis.fx.fixings`; no fixing
    where nothing had to be converted); `converted_low` and `converted_high` in `target`; and, where
    the source itself converts to `target`, `own_low` and `own_high`, and how far they are from ours
    as ratios, `difference_low` and `difference_high`. In the order of `money`; the rows of one
    statement share their label in the index.
    """
    return pd.concat([_converted(money, target) for target in shown(view)]).loc[money.index]


def _converted(money: pd.DataFrame, target: str) -> pd.DataFrame:
    found = money.assign(target=target).join(fx.fixings(money, target))
    found["fixing"] = found["fixing"].mask(found["unit"].eq(target))
    own = found["equivalent_unit"].eq(target)
    for end, bound in (("low", "minimum"), ("high", "maximum")):
        found[f"converted_{end}"] = found[end] * found["rate"]
        found[f"own_{end}"] = found[f"equivalent_{bound}"].astype("float64").where(own)
        ratio = found[f"own_{end}"] / found[f"converted_{end}"] - 1
        found[f"difference_{end}"] = ratio.where(np.isfinite(found[f"converted_{end}"]))
    return found


def own_of(
    found: pd.DataFrame, value: Decimal, source: str, target: str, day: dt.date
) -> pd.DataFrame:
    """The rows of `conversions` in which a source itself converts exactly that on that day."""
    amount = found["low"].eq(float(value)) & found["high"].eq(float(value))
    pair = found["unit"].eq(source) & found["target"].eq(target)
    same_day = found["value_date"].eq(pd.Timestamp(day))
    return found[amount & pair & same_day & found["difference_low"].notna()]


def converting(money: pd.DataFrame) -> pd.DataFrame:
    """Those of `amounts` that the source itself converts."""
    return money[money["equivalent_unit"].notna()]


def finding(each: pd.DataFrame, found: pd.DataFrame) -> str:
    """What `amounts` (not empty) and the `conversions` of the `converting` ones show."""
    unit, count = next(iter(each["unit"].value_counts().items()))
    if len(each) == 1:
        text = _("The one amount is reported in {currency}")
    elif count == len(each):
        text = _("All {count} amounts are reported in {currency}")
    else:
        text = ngettext(
            "{count} of {all} amounts are reported in {currency}",
            "{count} of {all} amounts are reported in {currency}",
            count,
        )
    said = [
        text.format(
            count=numbers.decimal(count),
            all=numbers.decimal(len(each)),
            currency=numbers.currency(str(unit)),
        )
    ]
    own = int(each["equivalent_unit"].notna().sum())
    furthest = found[["difference_low", "difference_high"]].abs().to_numpy()
    if np.isfinite(furthest).any():
        theirs = ngettext(
            "the sources' one own conversion is within {size} of ours",
            "the sources' {count} own conversions are within {size} of ours",
            own,
        )
        size = numbers.point(100 * np.nanmax(furthest), "percent")
        said.append(theirs.format(count=numbers.decimal(own), size=size))
    return _("; ").join(said)


def table(view: View, found: pd.DataFrame) -> pd.DataFrame:
    """The words of the table, one row a statement; a missing rate gives a blank and its reason."""
    rows = []
    labelled = zip(found.index, found.to_dict("records"), strict=True)
    for _statement, group in groupby(labelled, key=itemgetter(0)):
        converted = [row for _label, row in group]
        first = converted[0]
        meaning = words.MEANINGS.get(first["meaning"], "")
        rows.append(
            {
                _("Source"): first["source_id"],
                _("Record"): view.label(first["record_id"]) + (f" ({meaning})" if meaning else ""),
                _("As reported"): broken(numbers.reported(first)),
                **{in_currency(each["target"]): broken(in_target(each)) for each in converted},
                _("Source's own"): own_words(view, first),
                _("vs ours"): next(filter(None, map(difference, converted)), ""),
                _("Rates"): rates_used(converted),
            }
        )
    return pd.DataFrame(rows)


def broken(figure: str) -> str:
    """A figure for a narrow column, which breaks words anywhere: a long range after its dash."""
    wide = len(figure) + sum(map(str.isupper, figure)) / 3  # capitals are that much wider
    return figure.replace("–", "–\n") if wide > FITS else figure


def in_currency(code: str) -> str:
    """The name of the column of the amounts in a currency."""
    return _("In {currency}").format(currency=code)


def in_target(row: Row) -> str:
    """The converted amount, its bounds as reported; blank without a rate."""
    if row["rate_gap"]:
        return ""
    bounds = {"low": row["converted_low"], "high": row["converted_high"], "unit": row["target"]}
    return numbers.reported({**row, **bounds})


def own_words(view: View, row: Row) -> str:
    """The source's own conversion in words; blank where it has none."""
    own = own_conversion(view, row["record_id"], row["number"])
    if own is None:
        return ""
    return numbers.interval(
        -np.inf if own.lower is None else float(own.lower),
        np.inf if own.upper is None else float(own.upper),
        row["equivalent_unit"],
        low_exclusive=own.lower_exclusive,
        high_exclusive=own.upper_exclusive,
        approximate=own.approximate,
    )


def difference(row: Row) -> str:
    """How far the source's own conversion is from ours, bound by bound where that differs."""
    ends = [row["difference_low"], row["difference_high"]]
    said = list(dict.fromkeys(numbers.signed_percent(end) for end in ends if not np.isnan(end)))
    if len(said) > 1:
        return _("{first} to {last}").format(first=said[0], last=said[1])
    return "".join(said)


def rates_used(rows: Sequence[Row]) -> str:
    """The rates of one statement's conversions as markets quote them, and their date.

    A missing rate gives its reason; an amount already in that currency needs none.
    """
    said = {}
    for row in rows:
        if row["rate_gap"]:
            said[without_rate(row)] = ""
        elif row["unit"] != row["target"]:
            base, quote = fx.quoted(row["unit"], row["target"])
            rate = numbers.rate(row["rate"] if base == row["unit"] else 1 / row["rate"])
            said[f"1 {base} = {rate} {quote}"] = numbers.date(row["fixing"])
    days = list(dict.fromkeys(filter(None, said.values())))
    lines = [*said, *days]
    if len(days) > 1:
        lines = [languages.listed(filter(None, line)) for line in said.items()]
    # A cell has no line breaks of its own: it wraps, at the spaces that may be broken.
    apart = _("; ").rstrip() + " "
    return apart.join(line if len(line) > LONG else line.replace(" ", "\u00a0") for line in lines)


def without_rate(row: Row) -> str:
    """Why there is no rate for a row: its `rate_gap` in the language of the page."""
    return _("no rate of the ECB for {source}/{target} in the {days} days to {day}").format(
        source=row["unit"],
        target=row["target"],
        days=fx.LOOK_BACK,
        day=numbers.date(row["value_date"]),
    )


def data(found: pd.DataFrame) -> pd.DataFrame:
    """The same as figures: one row a statement and currency, bounds in full units.

    `rate` is in `converted_unit` for one `unit`; differences are ratios; an open bound is empty.
    """
    computed = {
        f"converted_{bound}": found[f"converted_{end}"]
        .where(np.isfinite(found[f"converted_{end}"]))
        .round()
        .astype("Int64")
        for end, bound in (("low", "minimum"), ("high", "maximum"))
    }
    return statements_table(found)[list(RAW)].assign(
        converted_unit=found["target"],
        **computed,
        rate=found["rate"],
        fixing=found["fixing"].dt.date,
        rate_gap=found["rate_gap"],
        difference_minimum=found["difference_low"],
        difference_maximum=found["difference_high"],
    )
