"""Currencies: each amount in those that the sources use, at which rate, and their own rates."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st
from babel.numbers import format_decimal

from analysis import fx
from app import elements, languages, numbers, tables, url_state
from app.elements import plain
from app.figures import conversions, rates
from app.languages import SOURCE, _, locale, ngettext, spoken
from app.once import once
from app.url_state import FIRST_DAY, LAST_DAY
from app.view import View, current
from models.measures import CURRENCIES

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from streamlit.delta_generator import DeltaGenerator
    from streamlit.elements.lib.column_types import ColumnConfig

    from app.elements import Chart, Opener
    from app.figures.rates import Pair

# Pixels. Only rows of more than 64 wrap their words; the columns fit a laptop's screen.
LINE = 22
FIGURE = 107
FEW = 30  # rows: up to as many a table stands in full, a longer one scrolls
CHARTS = 4  # at most so many pairs are drawn: those furthest from the ECB's rate, and our own
OWN = 10  # at most so many statements that convert the same amount are named
MOST = 40  # characters of an amount that a reader types


def charts(view: View) -> None:
    """One chart a pair: the official rate, and the rates that the sources convert at."""
    found = pairs(view)
    for pair in (*found[: CHARTS - 1], *found[CHARTS - 1 :][-1:]):
        elements.show(view, chart(view, pair))
    if more := found[CHARTS - 1 : -1]:
        st.caption(
            _("Not drawn: {pairs}. The CSV file below has every source's own conversion.").format(
                pairs=languages.listed(f"{pair.base}/{pair.quote}" for pair in more)
            )
        )


@once
def pairs(view: View) -> list[Pair]:
    """The pairs of currencies that the view's amounts are compared in."""
    return rates.pairs(view, implied(view))


@once
def implied(view: View) -> pd.DataFrame:
    """The rates that the view's sources convert at; there is one table of them."""
    return rates.implied(view)


@once
def chart(view: View, pair: Pair) -> Chart:
    """The chart of one pair."""
    marks = implied(view)
    marks = marks[marks["base"].eq(pair.base) & marks["quote"].eq(pair.quote)]
    official = rates.official(view, pair, marks)
    unit = _("{quote} for one {base}").format(
        quote=numbers.currency(pair.quote), base=numbers.currency(pair.base, one=True)
    )
    name = f"rate-{pair.base}-{pair.quote}"
    if official.empty:
        return elements.chart(
            view,
            None,
            name=name,
            title=_("The ECB fixed no rate of {unit} in these months").format(unit=unit),
            subtitle="",
            sentence=_("Its rates at hand end on {day}.").format(day=numbers.date(last_rate(pair))),
            table=pd.DataFrame(),
        )
    if len(marks):
        drawn = _(
            "{unit}: the ECB's reference rate (line), what sources convert at (diamonds), days of "
            "publication (ticks at the foot)"
        )
    else:
        drawn = _(
            "{unit}: the ECB's reference rate (line), days of publication (ticks at the foot)"
        )
    drawn = drawn.format(unit=unit[0].upper() + unit[1:])
    furthest = marks.head(rates.DRAWN)
    if len(marks) > len(furthest):
        some = _("{drawn}; of {all} rates the {count} furthest from the ECB's, the CSV has all")
        drawn = some.format(
            drawn=drawn, all=numbers.decimal(len(marks)), count=numbers.decimal(len(furthest))
        )
    return elements.chart(
        view,
        rates.figure(view, official, furthest),
        name=name,
        title=rates.finding(pair, official, furthest),
        subtitle=drawn,
        sentence=rates.sentence(official, furthest),
        table=rates.days_table(view, pair, furthest),
        data=rates.data(pair, official, marks),
    )


@once
def amounts_of(view: View) -> pd.DataFrame:
    """The statements of every amount of the view."""
    return conversions.amounts(view)


@once
def finding(view: View) -> str:
    """What the amounts show, in a sentence; there is one."""
    return conversions.finding(amounts_of(view), own(view))


@once
def in_words(view: View, first: int, last: int) -> pd.DataFrame:
    """The amounts from one place to before another, as reported and in each currency."""
    found = amounts_of(view).iloc[first:last]
    return conversions.table(view, conversions.conversions(view, found))


@once
def lines(view: View) -> int:
    """Of the rates in a row: one for each of the statement that needs most, one for their date."""
    targets = conversions.shown(view)
    return 1 + len(targets) - int(amounts_of(view)["unit"].isin(targets).all())


def saved(view: View) -> pd.DataFrame:
    """Every amount in each currency as figures."""
    return conversions.data(conversions.conversions(view, conversions.amounts(view)))


def amounts(view: View) -> None:
    """Every amount as reported and in each currency; a click on a row opens its record."""
    found = amounts_of(view)
    if found.empty:
        st.header(_("No amount of money is reported here"), anchor="amounts")
        st.markdown(
            _("What these records say of shares, capacities or dates is on the other pages.")
        )
        return
    title = finding(view)
    st.header(plain(title), anchor="amounts")
    st.caption(
        _(
            "One row a statement, each converted at the ECB's reference rate of its own day. "
            "Choose a row to open its record and the words."
        )
    )
    page = tables.page(len(found), "amounts")
    # What is selected on one page is not selected on the next.
    key = elements.keyed(f"amounts-{page.start}" if page.start else "amounts")
    record_ids = found["record_id"].iloc[page].tolist()

    def opened() -> None:
        rows = st.session_state[key].selection.rows
        if rows:
            elements.open_record(record_ids[rows[0]])

    shown = in_words(view, page.start, page.stop)
    st.dataframe(
        shown,
        key=key,
        hide_index=True,
        height="content" if len(shown) <= FEW else "auto",
        on_select=opened,
        selection_mode="single-row",
        # A line for each rate, one for their date; a record's name may need four.
        row_height=LINE * max(4, lines(view)),
        column_config=columns(shown),
        alt=title,
    )
    st.caption(plain(view.foot(rates=True)))
    elements.download(partial(saved, view), "amounts")


@once
def own(view: View) -> pd.DataFrame:
    """The amounts that a source converts itself, in each currency."""
    return conversions.conversions(view, conversions.converting(amounts_of(view)))


def columns(table: pd.DataFrame) -> dict[str, ColumnConfig]:
    """The widths of the table's columns: words stand left, figures right."""
    texts = {_("Source"): 74, _("Record"): 120, _("Rates"): 164}
    figures = {_("Source's own"): 94, _("vs ours"): 66}
    return {
        name: st.column_config.TextColumn(
            width=(texts | figures).get(name, FIGURE),
            alignment="left" if name in texts else "right",
        )
        for name in table.columns
    }


def converter(view: View) -> None:
    """Convert any amount as of any day; it opens with the conversion furthest from the ECB's."""
    st.header(_("Convert an amount as of a day"), anchor="converter")
    amount, source, target, day = example(view)
    day = min(max(day, FIRST_DAY), LAST_DAY)
    cells = st.columns([3, 2, 2, 2])
    typed = cells[0].text_input(
        _("Amount"),
        value=spelt(st.session_state["amount"]) or amount,
        max_chars=MOST,
        help=_(
            "Digits with a point for decimals, and a scale word if you like: 100bn, 1.5 million."
        ),
        **url_state.bound("amount", amount, code=digits),
    )
    source = currency_box(cells[1], _("From"), "from", source)
    target = currency_box(cells[2], _("To"), "to", target)
    asked = cells[3].date_input(
        _("On"),
        value=st.session_state["on"] or day,
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        format="YYYY-MM-DD",
        **url_state.bound("on", day),
    )
    value = numbers.parse_amount(typed)
    if value is None:
        st.warning(
            _(
                "Not understood as an amount: {typed}. Write digits with a point for decimals, "
                "such as 100bn, 1.5 million or 250,000."
            ).format(typed=plain(typed) or _("nothing")),
            icon="✏️",
        )
        return
    result(value, source, target, asked)
    openers, more = beside(view, value, source, target, asked)
    for opener in openers:
        opener.draw()
    if more:
        st.caption(
            ngettext(
                "{count} more statement gives its own; the CSV file above has it.",
                "{count} more statements give their own; the CSV file above has them.",
                more,
            ).format(count=numbers.decimal(more))
        )


def digits(typed: str) -> str | None:
    """What the URL holds of an amount, the same for every language; nothing of what is none."""
    value = numbers.parse_amount(typed)
    return None if value is None else f"{value.normalize():f}"


def spelt(code: str | None) -> str:
    """An amount of the URL, also one with a scale word, as the language writes it.

    What is no amount stays as it is.
    """
    if not code:
        return ""
    with spoken(SOURCE):
        value = numbers.parse_amount(code)
    if value is None:
        return code
    written = format_decimal(value, locale=locale(), decimal_quantization=False)
    return written if len(written) <= MOST else code


@once
def currency_names() -> dict[str, str]:
    """What to call each of the ECB's currencies, by its code."""
    return {code: f"{code}, {numbers.currency(code, one=True)}" for code in CURRENCIES}


def currency_box(cell: DeltaGenerator, label: str, name: str, default: str) -> str:
    """A box to choose one of the ECB's currencies, the parameter `name`."""
    chosen: str = cell.selectbox(
        label,
        CURRENCIES,
        index=CURRENCIES.index(st.session_state[name] or default),
        format_func=currency_names().__getitem__,
        **url_state.bound(name, default),
    )
    return chosen


@once
def example(view: View) -> tuple[str, str, str, dt.date]:
    """What the converter opens with: amount, from, to and day."""
    found = own(view)
    found = found[found["difference_low"].notna() & found["low"].eq(found["high"])]
    if not found.empty:
        apart = found["difference_low"].abs()
        row = found.loc[apart.eq(apart.max())].iloc[0]
        day = view.as_of or row["value_date"].date()
        return numbers.decimal(row["low"]), row["unit"], row["target"], day
    days = view.snapshot.sources["published_start"]
    last = fx.latest("EUR") if days.empty else days.max()
    pair = pairs(view)[-1]
    return _("1bn"), pair.base, pair.quote, view.as_of or last


def result(value: Decimal, source: str, target: str, day: dt.date) -> None:
    """The converted amount with its rate and fixing, or why there is none."""
    end = last_rate((source, target))
    fixed = fx.fixing(source, target, day)
    if fixed is None:
        said = _(
            "No rate between {source} and {target} is at hand for {day} or the {days} days "
            "before it."
        ).format(
            source=numbers.currency(source),
            target=numbers.currency(target),
            day=numbers.date(day),
            days=fx.LOOK_BACK,
        )
        if day > end:
            said += " " + _("The ECB's rates at hand end on {day}.").format(day=numbers.date(end))
        st.info(plain(said), icon="🗓️")
        return
    got = float(value * fixed.rate)
    equal = _("{amount} is {converted}").format(
        amount=numbers.amount(float(value), source), converted=numbers.amount(got, target)
    )
    st.markdown(f"### {plain(equal)}")
    if source == target:
        st.markdown(_("Both currencies are the same: there is nothing to convert."))
        return
    base, quote = fx.quoted(source, target)
    rate = numbers.rate(float(fixed.rate if base == source else 1 / fixed.rate))
    said = _(
        "In full {amount}. One {base} was {rate} {quote} at the ECB's fixing of {day}."
    ).format(
        amount=numbers.whole_amount(round(got, 2), target),
        base=numbers.currency(base, one=True),
        rate=rate,
        quote=numbers.currency(quote),
        day=numbers.date(fixed.day),
    )
    if day > end:
        late = _("The ECB's rates at hand end on {day}: this is the last before it.")
        said += " " + late.format(day=numbers.date(end))
    elif fixed.day < day:
        none = _("There is none of {day}: this is the last before it.")
        said += " " + none.format(day=numbers.date(day))
    st.markdown(plain(said))


def last_rate(pair: tuple[str, str]) -> dt.date:
    """The newest day for which a rate between two currencies is at hand."""
    return min(fx.latest(code) for code in pair)


@once
def beside(
    view: View, value: Decimal, source: str, target: str, day: dt.date
) -> tuple[list[Opener], int]:
    """The sources that convert the same amount themselves, and how many more statements do."""
    openers = []
    found = conversions.own_of(own(view), value, source, target, day)
    for row in found.iloc[:OWN].to_dict("records"):
        text = _("Source {source} itself gives {amount}, {difference} against it: {name}").format(
            source=row["source_id"],
            amount=conversions.own_words(view, row),
            difference=conversions.difference(row),
            name=view.label(row["record_id"]),
        )
        key = f"beside-{row['record_id']}-{row['number']}"
        openers.append(elements.opener(view, row["record_id"], text, key))
    return openers, len(found) - len(openers)


def page() -> None:
    """The page, from top to bottom."""
    view = current()
    st.title(_("What each amount is worth in other currencies"))
    if not elements.nothing(view):
        st.markdown(
            _(
                "Each amount is converted at the European Central Bank's reference rate of its own "
                "day: that of the event where the source names one day of the past, else the first "
                "day on which the source can have been published. What a source converts itself "
                "stands beside ours, never instead of it."
            )
        )
        charts(view)
        amounts(view)
    converter(view)


page()
