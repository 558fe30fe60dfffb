"""The controls that all pages share."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from app import words
from app.elements import plain
from app.url_state import Parameter, parameters
from app.view import LANGUAGE
from models.dates import bounds
from models.loading import Dataset
from models.records import STAGES

DISPLAY = ("USD", "EUR", "JPY", "GBP", "CHF")
"""The display currencies on offer, beside those that the dataset reports in."""


def known(data: Dataset) -> dict[str, Parameter]:
    """The URL parameters of this dataset; the default currency is the one it reports in most."""
    units = [s.measure.csv_unit for _, _, s in data.statements() if s.measure]
    money = [unit for unit in units if unit.isupper() and len(unit) == len("USD")]
    most = max(sorted(set(money)), key=money.count, default=DISPLAY[0])
    return parameters(data.parties, data.records, most)


def show(data: Dataset) -> None:
    """Draw the controls in the sidebar; their values are in the session's state by their names."""
    reported = {
        s.measure.csv_unit
        for _, _, s in data.statements()
        if s.measure and s.measure.measure == "money"
    }
    currencies = [*DISPLAY, *sorted(reported - set(DISPLAY))]
    if st.session_state["currency"] not in currencies:
        currencies.append(st.session_state["currency"])
    days = [bounds(source.published)[0] or dt.date.max for source in data.sources.values()]
    with st.sidebar:
        st.selectbox(
            "Display currency",
            currencies,
            key="currency",
            help="Amounts are converted at the ECB's reference rate of their own day.",
        )
        st.date_input(
            "As of",
            key="as_of",
            value=None,
            min_value=dt.date(1999, 1, 4),
            max_value=dt.date(2099, 12, 31),
            format="YYYY-MM-DD",
            help="Step back in time: only sources published by this day count. Sources count from "
            + ", ".join(day.isoformat() for day in sorted(set(days)))
            + ".",
        )
        st.selectbox(
            "Party",
            list(data.parties),
            index=None,
            placeholder="All parties",
            key="party",
            format_func=lambda party: data.parties[party].label.get(LANGUAGE),
            help="Records in which the party has any part.",
        )
        st.pills(
            "Stage",
            STAGES,
            key="stage",
            selection_mode="multi",
            format_func=words.STAGES.__getitem__,
            help="How binding: "
            + "; ".join(f"{words.STAGES[code]}, {words.STAGE_HELP[code]}" for code in STAGES)
            + ". A record is as firm as its least firm statement.",
        )


def say_ignored(ignored: list[str]) -> None:
    """Tell the reader which parts of the link were not understood."""
    if ignored:
        st.warning(
            f"Not understood in this link, and left out: {plain(', '.join(ignored))}.", icon="⚠️"
        )
