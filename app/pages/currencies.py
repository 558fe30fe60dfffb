"""Currencies: every amount in dollars, euros and yen, at which rate, and the sources' own rates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from analysis import fx
from app import elements, numbers, url_state
from app.elements import plain
from app.figures import conversions, rates
from app.url_state import FIRST_DAY, LAST_DAY
from app.view import View, current
from models.measures import CURRENCIES

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from streamlit.delta_generator import DeltaGenerator

    from app.figures.rates import Pair

# Pixels. Only rows of more than 64 wrap their words; the columns fit a laptop's screen.
LINE = 22
WORDS = {"Source": 58, "Record": 138, "Rates": 158}
FIGURES = {"As reported": 103, "In USD": 103, "In JPY": 103, "Source's own": 92, "vs ours": 66}
FIGURE = 120
FEW = 30  # rows: up to as many a table stands in full, a longer one scrolls


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
            title=f"The ECB fixed no rate of {unit} in these months",
            subtitle="",
            sentence=f"Its rates at hand end on {numbers.date(last_rate(pair))}.",
            table=pd.DataFrame(),
        )
        return
    elements.chart(
        view,
        rates.figure(view, official, marks),
        name=name,
        title=rates.finding(pair, official, marks),
        subtitle=f"{unit}: the ECB's reference rate (line)"
        + (", what sources convert at (diamonds)" if len(marks) else "")
        + ", days of publication (ticks at the foot)",
        sentence=rates.sentence(official, marks),
        table=rates.days_table(view, pair, marks),
        data=rates.data(pair, official, marks),
    )


def amounts(view: View, found: pd.DataFrame) -> None:
    """Every amount as reported and in each currency; a click on a row opens its record."""
    if found.empty:
        st.subheader("No amount of money is reported here", anchor="amounts")
        st.markdown("What these records say of shares, capacities or dates is on the other pages.")
        return
    title = conversions.finding(found)
    st.subheader(plain(title), anchor="amounts")
    st.caption(
        "One row a statement, each converted at the ECB's reference rate of its own day. "
        "Choose a row to open its record and the words."
    )
    table = conversions.table(view, found)
    record_ids = found.loc[~found.index.duplicated(), "record_id"]
    key = elements.keyed("amounts")

    def opened() -> None:
        rows = st.session_state[key].selection.rows
        if rows:
            elements.open_record(record_ids.iloc[rows[0]])

    st.dataframe(
        table,
        key=key,
        hide_index=True,
        height="content" if len(table) <= FEW else "auto",
        on_select=opened,
        selection_mode="single-row",
        row_height=LINE * found["target"].nunique(),  # a line for each rate, one for the date
        column_config={
            name: st.column_config.TextColumn(
                width=(WORDS | FIGURES).get(name, FIGURE),
                alignment="left" if name in WORDS else "right",
            )
            for name in table.columns
        },
        alt=title,
    )
    st.caption(plain(view.foot(rates=True)))
    elements.download(conversions.data(found), "amounts")


def converter(view: View, found: pd.DataFrame) -> None:
    """Convert any amount as of any day; it opens with the conversion furthest from the ECB's."""
    st.subheader("Convert an amount as of a day", anchor="converter")
    amount, source, target, day = example(view, found)
    day = min(max(day, FIRST_DAY), LAST_DAY)
    cells = st.columns([3, 2, 2, 2])
    typed = cells[0].text_input(
        "Amount",
        value=st.session_state["amount"] or amount,
        max_chars=40,
        help="Digits with a point for decimals, and a scale word if you like: 100bn, 1.5 million.",
        **url_state.bound("amount", amount),
    )
    source = currency_box(cells[1], "From", "from", source)
    target = currency_box(cells[2], "To", "to", target)
    asked = cells[3].date_input(
        "On",
        value=st.session_state["on"] or day,
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        format="YYYY-MM-DD",
        **url_state.bound("on", day),
    )
    value = numbers.parse_amount(typed)
    if value is None:
        st.warning(
            f"Not understood as an amount: {plain(typed) or 'nothing'}. Write digits with a point "
            "for decimals, such as 100bn, 1.5 million or 250,000.",
            icon="✏️",
        )
        return
    result(value, source, target, asked)
    beside(view, conversions.own_of(found, value, source, target, asked))


def currency_box(cell: DeltaGenerator, label: str, name: str, default: str) -> str:
    """A box to choose one of the ECB's currencies, the parameter `name`."""
    chosen: str = cell.selectbox(
        label,
        CURRENCIES,
        index=CURRENCIES.index(st.session_state[name] or default),
        format_func=lambda code: f"{code}, {numbers.currency(code, one=True)}",
        **url_state.bound(name, default),
    )
    return chosen


def example(view: View, found: pd.DataFrame) -> tuple[str, str, str, dt.date]:
    """What the converter opens with: amount, from, to and day."""
    own = found[found["difference_low"].notna() & found["low"].eq(found["high"])]
    if not own.empty:
        row = own.loc[own["difference_low"].abs().eq(own["difference_low"].abs().max())].iloc[0]
        day = view.as_of or row["value_date"].date()
        return numbers.decimal(row["low"]), row["unit"], row["target"], day
    days = view.snapshot.sources["published_start"]
    last = fx.latest("EUR") if days.empty else days.max()
    pair = rates.pairs(view, rates.implied(view))[-1]
    return "1bn", pair.base, pair.quote, view.as_of or last


def result(value: Decimal, source: str, target: str, day: dt.date) -> None:
    """The converted amount with its rate and fixing, or why there is none."""
    end = last_rate((source, target))
    late = f"The ECB's rates at hand end on {numbers.date(end)}" if day > end else ""
    fixed = fx.fixing(source, target, day)
    if fixed is None:
        between = f"{numbers.currency(source)} and {numbers.currency(target)}"
        said = f"No rate between {between} is at hand for {numbers.date(day)}"
        before = f" or the {fx.LOOK_BACK} days before it"
        st.info(plain(f"{said}{before}. {late and f'{late}.'}"), icon="🗓️")
        return
    given = numbers.amount(float(value), source)
    got = float(value * fixed.rate)
    st.markdown(f"#### {plain(given)} is {plain(numbers.amount(got, target))}")
    if source == target:
        st.markdown("Both currencies are the same: there is nothing to convert.")
        return
    base, quote = fx.quoted(source, target)
    rate = numbers.rate(float(fixed.rate if base == source else 1 / fixed.rate))
    said = (
        f"In full {numbers.whole_amount(round(got, 2), target)}. "
        f"One {numbers.currency(base, one=True)} was {rate} {numbers.currency(quote)} at the "
        f"ECB's fixing of {numbers.date(fixed.day)}."
    )
    if fixed.day < day:
        said += f" {late or f'There is none of {numbers.date(day)}'}: this is the last before it."
    st.markdown(plain(said))


def last_rate(pair: tuple[str, str]) -> dt.date:
    """The newest day for which a rate between two currencies is at hand."""
    return min(fx.latest(code) for code in pair)


def beside(view: View, own: pd.DataFrame) -> None:
    """The sources that convert the same amount themselves."""
    for row in own.to_dict("records"):
        text = (
            f"Source {row['source_id']} itself gives {conversions.own_words(view, row)}, "
            f"{conversions.difference(row)} against it: {view.label(row['record_id'])}"
        )
        elements.record_button(
            view, row["record_id"], text, f"beside-{row['record_id']}-{row['number']}"
        )


def page() -> None:
    """The page, from top to bottom."""
    view = current()
    st.title("What each amount is worth in dollars, euros and yen")
    found = conversions.conversions(view)
    if not elements.nothing(view):
        st.markdown(
            "Each amount is converted at the European Central Bank's reference rate of its own "
            "day: that of the event where the source names one day of the past, else the first "
            "day on which the source can have been published. What a source converts itself "
            "stands beside ours, never instead of it."
        )
        charts(view)
        amounts(view, found)
    converter(view, found)


page()
