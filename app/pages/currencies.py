"""Currencies: every amount in dollars, euros and yen, at which rate, and the sources' own rates."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import streamlit as st

from analysis import fx
from analysis.exports import statements_table
from app import elements, numbers, words
from app.elements import plain
from app.figures import rates
from app.view import View, current
from models.measures import CURRENCIES

if TYPE_CHECKING:
    from decimal import Decimal

    from app.figures.rates import Pair

FIRST_FIXING = dt.date(1999, 1, 4)
FEW = 30
"""Up to this many rows a table stands in full; a longer one scrolls."""


def charts(view: View) -> None:
    """One chart a pair: the official rate, and the rates that the sources convert at."""
    marks = rates.implied(view)
    for pair in rates.pairs(view, marks):
        chart(view, pair, marks[marks["base"].eq(pair.base) & marks["quote"].eq(pair.quote)])


def chart(view: View, pair: Pair, marks: pd.DataFrame) -> None:
    """The chart of one pair; `marks` are the implied rates of it."""
    official = rates.official(view, pair, marks)
    unit = f"{numbers.currency(pair.quote)} for one {numbers.currency(pair.base, one=True)}"
    name = f"rate-{pair.base}-{pair.quote}"
    if official.empty:
        elements.chart(
            view,
            None,
            name=name,
            title=f"No official rate of {unit} in these months",
            subtitle="",
            sentence=f"The ECB's rates at hand end on {numbers.date(last_rate(pair))}; "
            "earlier ones are missing where it did not fix them.",
            table=pd.DataFrame(),
        )
        return
    days = published(view)
    elements.chart(
        view,
        rates.figure(view, official, marks, days),
        name=name,
        title=finding(pair, official, marks),
        subtitle=f"{unit[0].upper()}{unit[1:]}: the ECB's daily reference rate (line), rates in "
        "the sources' own conversions (diamonds), days of publication (ticks at the foot)",
        sentence=sentence(official, marks),
        table=days_table(pair, marks, days),
        data=series_table(pair, official, marks),
    )


def finding(pair: Pair, official: pd.Series[float], marks: pd.DataFrame) -> str:
    """What the chart shows: the source furthest from the ECB, else how the rate moved."""
    one = numbers.currency(pair.base, one=True)
    if marks.empty:
        moved = numbers.signed_percent(official.iloc[-1] / official.iloc[0] - 1)
        return (
            f"One {one} went from {numbers.rate(official.iloc[0])} to "
            f"{numbers.rate(official.iloc[-1])} {numbers.currency(pair.quote)} ({moved}); "
            "no source here converts between the two"
        )
    row = marks.iloc[0]
    title = (
        f"Source {row['source_id']} converts at {rates.implied_text(row)} "
        f"{numbers.currency(pair.quote)} a {one}"
    )
    if np.isnan(row["official"]):
        return f"{title}; the ECB has no rate of that time"
    return f"{title}, {rates.apart(row['difference'])} the official fixing"


def sentence(official: pd.Series[float], marks: pd.DataFrame) -> str:
    """The chart in words: each implied rate, and between which fixings the months lay."""
    said = [
        f"Source {row['source_id']} converts at {rates.implied_text(row)}, {rates.against(row)}"
        + (f" ({row['statements']} statements)" if row["statements"] > 1 else "")
        for row in marks.to_dict("records")
    ]
    ends = " and ".join(
        f"{numbers.rate(official[day])} ({numbers.date(day)})"
        for day in (official.idxmin(), official.idxmax())
    )
    return ". ".join([*said, f"In the months shown the official rate lay between {ends}."])


def published(view: View) -> dict[dt.date, str]:
    """The sources by the day that they count from, in words."""
    cards = view.snapshot.sources
    return {
        day: f"source{'s' * (len(group) > 1)} {', '.join(group['source_id'])}"
        for day, group in cards.groupby("published_start")
    }


def days_table(pair: Pair, marks: pd.DataFrame, days: dict[dt.date, str]) -> pd.DataFrame:
    """The ECB's rate on each day of publication, then each source's own beside the ECB's."""
    rows = []
    for day, sources in days.items():
        fixed = fx.fixing(*pair, day)
        rows.append(
            {
                "Day": numbers.date(day),
                "What": f"{sources} published",
                "ECB": numbers.rate(float(fixed.rate)) if fixed else "no rate",
                "Fixing": numbers.date(fixed.day) if fixed else "",
                "Source's own": "",
                "Difference": "",
            }
        )
    rows += [
        {
            "Day": numbers.date(row["value_date"]),
            "What": f"source {row['source_id']} converts",
            "ECB": "no rate" if np.isnan(row["official"]) else numbers.rate(row["official"]),
            "Fixing": numbers.date(row["fixing"]),
            "Source's own": rates.implied_text(row),
            "Difference": numbers.signed_percent(row["difference"]),
        }
        for row in marks.to_dict("records")
    ]
    return pd.DataFrame(rows)


def series_table(pair: Pair, official: pd.Series[float], marks: pd.DataFrame) -> pd.DataFrame:
    """The daily rates and the implied ones: `quote` for one `base`, between two bounds."""
    daily = pd.DataFrame({"day": official.index, "rate": "official"})
    daily["minimum"] = daily["maximum"] = official.to_numpy()
    own = marks.assign(rate="implied", day=marks["value_date"], minimum=marks["low"])
    own["maximum"] = own["high"]
    columns = ["day", "rate", "minimum", "maximum"]
    of_source = ["approximate", "source_id", "record_id", "official", "fixing", "difference"]
    parts = [daily[columns], own[[*columns, *of_source]]]
    table = pd.concat([part for part in parts if not part.empty], ignore_index=True)
    return table.assign(
        base=pair.base,
        quote=pair.quote,
        **{name: table[name].dt.date for name in ("day", "fixing") if name in table},
    )


def amounts(view: View, found: pd.DataFrame) -> None:
    """Every amount as reported and in each currency; a click on a row opens its record."""
    if found.empty:
        st.subheader("No amount of money is reported here", anchor="amounts")
        st.markdown("What these records say of shares, capacities or dates is on the other pages.")
        return
    each = found.loc[~found.index.duplicated()]
    units = each["unit"].value_counts()
    own = each["equivalent_unit"].notna()
    title = (
        f"{units.iloc[0]} of {len(each)} amounts are reported in {numbers.currency(units.index[0])}"
    )
    furthest = found[["difference_low", "difference_high"]].abs().max().max()
    if own.any():
        title += f"; sources convert {own.sum()} themselves"
    if not np.isnan(furthest):
        title += f", at most {numbers.decimal(100 * furthest)}\u202f% from the ECB's rate"
    st.subheader(plain(title), anchor="amounts")
    st.caption(
        "One row a statement, each converted at the ECB's reference rate of its own day. "
        "Choose a row to open its record and the words."
    )
    table = amounts_table(view, found)
    key = elements.keyed("amounts")

    def opened() -> None:
        rows = st.session_state[key].selection.rows
        if rows:
            elements.open_record(each["record_id"].iloc[rows[0]])

    right = [name for name in table if name.startswith("In ")] + ["As reported", "Against ours"]
    st.dataframe(
        table,
        key=key,
        hide_index=True,
        height="content" if len(table) <= FEW else "auto",
        on_select=opened,
        selection_mode="single-row",
        column_config={
            "Source": st.column_config.TextColumn(width=60),
            "Record": st.column_config.TextColumn(width="medium"),
            "Against ours": st.column_config.TextColumn(
                alignment="right", help="How far the source's own conversion is from ours."
            ),
            **{
                name: st.column_config.TextColumn(alignment="right")
                for name in right
                if name != "Against ours"
            },
        },
        alt=title,
    )
    st.caption(plain(view.foot(rates=True)))
    elements.download(amounts_data(found), "amounts")


def amounts_table(view: View, found: pd.DataFrame) -> pd.DataFrame:
    """The words of the table, one row a statement; a missing rate gives a blank and its reason."""
    rows = []
    for _, group in found.groupby(level=0, sort=False):
        first = group.iloc[0]
        meaning = words.MEANINGS.get(first["meaning"], "")
        beside = rates.own_conversion(view, first["record_id"], first["number"])
        row = {
            "Source": first["source_id"],
            "Record": view.label(first["record_id"]) + (f" ({meaning})" if meaning else ""),
            "As reported": numbers.reported(first),
        }
        converted = group.to_dict("records")
        row |= {f"In {each['target']}": in_target(each) for each in converted}
        row["Source's own"] = (
            ""
            if beside is None
            else numbers.interval(
                -np.inf if beside.lower is None else float(beside.lower),
                np.inf if beside.upper is None else float(beside.upper),
                first["equivalent_unit"],
                low_exclusive=beside.lower_exclusive,
                high_exclusive=beside.upper_exclusive,
                approximate=beside.approximate,
            )
        )
        row["Against ours"] = next(filter(None, map(difference, converted)), "")
        row |= {f"Rate for {each['target']}": rate_used(each) for each in converted}
        rows.append(row)
    return pd.DataFrame(rows)


def in_target(row: dict[str, Any]) -> str:
    """The converted amount, bounds as reported; blank without a rate."""
    if row["rate_gap"]:
        return ""
    return numbers.reported(
        row | {"low": row["converted_low"], "high": row["converted_high"], "unit": row["target"]}
    )


def rate_used(row: dict[str, Any]) -> str:
    """The rate as markets quote it and its fixing's date, or why there is none."""
    if row["rate_gap"]:
        return str(row["rate_gap"])
    if row["unit"] == row["target"]:
        return "as reported"
    base, quote = fx.quoted(row["unit"], row["target"])
    rate = numbers.rate(row["rate"] if base == row["unit"] else 1 / row["rate"])
    return f"1 {base} = {rate} {quote}, {numbers.date(row['fixing'])}"


def difference(row: dict[str, Any]) -> str:
    """How far the source's own conversion is from ours, bound by bound where that differs."""
    ends = [row[f"difference_{end}"] for end in ("low", "high")]
    texts = dict.fromkeys(numbers.signed_percent(end) for end in ends if not np.isnan(end))
    return " to ".join(texts)


def amounts_data(found: pd.DataFrame) -> pd.DataFrame:
    """The table as figures: one row a statement and currency, bounds in full units.

    `rate` is in `converted_unit` for one `unit`; differences are ratios.
    """
    table = statements_table(found)[
        ["record_id", "source_id", "quote_start", "minimum", "maximum", "minimum_exclusive"]
        + ["maximum_exclusive", "approximate", "unit", "equivalent_minimum", "equivalent_maximum"]
        + ["equivalent_unit"]
    ]
    computed = {
        f"converted_{bound}": found[f"converted_{end}"]
        .where(np.isfinite(found[f"converted_{end}"]))
        .round()
        .astype("Int64")
        for end, bound in (("low", "minimum"), ("high", "maximum"))
    }
    return table.assign(
        converted_unit=found["target"],
        **computed,
        rate=found["rate"],
        fixing=found["fixing"].dt.date,
        rate_gap=found["rate_gap"],
        difference_minimum=found["difference_low"],
        difference_maximum=found["difference_high"],
    )


def converter(view: View, found: pd.DataFrame) -> None:
    """Convert any amount as of any day; it opens with the conversion furthest from the ECB's."""
    st.subheader("Convert an amount as of a day", anchor="converter")
    amount, source, target, day = example(view, found)
    # The default is part of the key: with another one (another as-of day) the widget begins anew.
    cells = st.columns([3, 2, 2, 2])
    typed = cells[0].text_input(
        "Amount",
        value=amount,
        key=f"convert-amount-{amount}",
        max_chars=40,
        help="Digits with a point for decimals, and a scale word if you like: 100bn, 1.5 million.",
    )
    chosen = [
        cells[i].selectbox(
            label,
            CURRENCIES,
            index=CURRENCIES.index(default),
            key=f"convert-{label}-{default}",
            format_func=lambda code: f"{code}, {numbers.currency(code, one=True)}",
        )
        for i, label, default in ((1, "From", source), (2, "To", target))
    ]
    asked = cells[3].date_input(
        "On",
        value=day,
        key=f"convert-day-{day}",
        min_value=FIRST_FIXING,
        max_value=dt.date(2099, 12, 31),
        format="YYYY-MM-DD",
    )
    value = numbers.parse_amount(typed)
    if value is None:
        st.warning(
            f"Not understood as an amount: {plain(typed) or 'nothing'}. Write digits with a point "
            "for decimals, such as 100bn, 1.5 million or 250,000.",
            icon="✏️",
        )
        return
    result(value, *chosen, asked)
    reported(view, found, (value, *chosen, asked))


def example(view: View, found: pd.DataFrame) -> tuple[str, str, str, dt.date]:
    """What the converter opens with: amount, from, to and day."""
    exact = found[found["own_low"].notna() & found["low"].eq(found["high"])]
    if not exact.empty:
        row = exact.loc[exact["difference_low"].abs().fillna(0).sort_values().index[-1]]
        day = view.as_of or row["value_date"].date()
        return numbers.decimal(row["low"]), row["unit"], row["target"], day
    days = view.snapshot.sources["published_start"]
    last = fx.latest("EUR") if days.empty else days.max()
    return "1bn", *rates.pairs(view, rates.implied(view))[-1], view.as_of or last


def result(value: Decimal, source: str, target: str, day: dt.date) -> None:
    """The converted amount with its rate and fixing, or why there is none."""
    fixed = fx.fixing(source, target, day)
    base, quote = fx.quoted(source, target)
    end = last_rate((source, target))
    late = f"The ECB's rates at hand end on {numbers.date(end)}." if day > end else ""
    if fixed is None:
        st.info(
            plain(
                f"Not converted: the ECB has no rate between {numbers.currency(source)} and "
                f"{numbers.currency(target)} of {numbers.date(day)} or the {fx.LOOK_BACK} days "
                f"before it. {late}"
            ),
            icon="🗓️",
        )
        return
    got = float(value * fixed.rate)
    given = numbers.amount(float(value), source)
    st.markdown(f"#### {plain(given)} is {plain(numbers.amount(got, target))}")
    said = f"In full {numbers.whole_amount(round(got, 2), target)}. "
    if source == target:
        said = "Both currencies are the same."
    else:
        rate = numbers.rate(float(fixed.rate if base == source else 1 / fixed.rate))
        said += (
            f"One {numbers.currency(base, one=True)} was {rate} {numbers.currency(quote)} at the "
            f"ECB's fixing of {numbers.date(fixed.day)}."
        )
    if fixed.day < day:
        said += f" {late or f'There is none of {numbers.date(day)}'}: this is the last before it."
    st.markdown(plain(said))


def last_rate(pair: tuple[str, str]) -> dt.date:
    """The newest day for which a rate between two currencies is at hand."""
    return min(fx.latest(code) for code in pair)


def reported(view: View, found: pd.DataFrame, asked: tuple[Decimal, str, str, dt.date]) -> None:
    """Beside it, the sources that convert the same amount themselves."""
    value, source, target, day = asked
    same = found[
        found["minimum"].eq(value)
        & found["maximum"].eq(value)
        & found["unit"].eq(source)
        & found["target"].eq(target)
        & found["value_date"].dt.date.eq(day)
        & found["own_low"].notna()
    ]
    for row in same.to_dict("records"):
        own = numbers.interval(row["own_low"], row["own_high"], target)
        text = (
            f"Source {row['source_id']} itself gives {own}, {difference(row)} against it: "
            f"{view.label(row['record_id'])}"
        )
        elements.record_button(
            view, row["record_id"], text, f"same-{row['record_id']}-{row['number']}"
        )


def page() -> None:
    """The page, from top to bottom."""
    view = current()
    st.title("What each amount is worth in dollars, euros and yen")
    found = rates.conversions(view)
    if not elements.nothing(view):
        st.markdown(
            "Each amount is converted at the European Central Bank's reference rate of its day: "
            "the day it was agreed or paid where the source gives one, else the source's first "
            "possible day. What sources convert themselves stands beside ours, never instead of it."
        )
        charts(view)
        amounts(view, found)
    converter(view, found)


page()
