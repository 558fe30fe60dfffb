"""The controls that all pages share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from analysis.dictionary import TABLES
from app import citing, holding, languages, numbers, words
from app.elements import plain
from app.languages import _, ngettext
from app.once import once
from app.url_state import (
    FIRST_DAY,
    LAST_DAY,
    RENAMED,
    SHARED,
    Ignored,
    Parameter,
    bound,
    parameters,
)
from models.dates import bounds
from models.records import STAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from streamlit.navigation.page import Page

    from models.loading import Dataset

DISPLAY = ("USD", "EUR", "JPY", "GBP", "CHF")
"""The display currencies on offer, beside those that the dataset reports in."""


@once
def known(data: Dataset) -> dict[str, Parameter]:
    """The URL parameters of this dataset; the default currency is the one it reports in most."""
    reported = data.currencies
    most = max(sorted(reported), key=reported.__getitem__, default=DISPLAY[0])
    return parameters(
        data.parties,
        data.records,
        most,
        sources=data.sources,
        tables=TABLES,
        unverified=bool(data.unverified),
    )


def links(data: Dataset, pages: Mapping[str, Page], query: Mapping[str, list[str]]) -> None:
    """Draw the dataset's title and the links to the pages, each with the view's parameters.

    Streamlit's own navigation leaves the parameters out of its links: putting them back afterwards
    makes two entries of one step, and the browser's way back then seems not to work.
    """
    kept = {name: codes for name, codes in query.items() if name in SHARED}
    with st.sidebar:
        st.markdown(f"### {plain(citing.site_name(data))}")
        for name, page in pages.items():
            st.page_link(page, label=words.PAGES[name], query_params=kept)
        st.space("small")


@dataclass(frozen=True, slots=True)
class _Wording:
    """What the controls say in a language."""

    as_of: str
    stages: str
    unverified: str
    parties: dict[str, str]


@once
def _wording(data: Dataset) -> _Wording:
    days = {first for source in data.sources.values() if (first := bounds(source.published)[0])}
    stages = _("; ").join(f"{words.STAGES[code]}, {words.STAGE_HELP[code]}" for code in STAGES)
    return _Wording(
        as_of=_(
            "Step back in time: only sources published by this day count. Sources count from "
            "{days}."
        ).format(days=languages.listed(map(numbers.date, sorted(days)))),
        stages=_("How binding: {stages}. A record is as firm as its least firm statement.").format(
            stages=stages
        ),
        unverified=_(
            "Of {count} statements the quote could not be verified against the article. "
            "They are marked, and no total counts them unless you include them."
        ).format(count=numbers.decimal(len(data.unverified))),
        parties={party: languages.own(about.label) for party, about in data.parties.items()},
    )


def show(data: Dataset) -> None:
    """Draw the controls in the sidebar; their values are in the session's state by their names."""
    currencies = [*DISPLAY, *sorted(set(data.currencies) - set(DISPLAY))]
    if st.session_state.get("currency", currencies[0]) not in currencies:
        currencies.append(st.session_state["currency"])
    wording = _wording(data)
    with st.sidebar:
        st.selectbox(
            _("Display currency"),
            currencies,
            key="currency",
            help=_("Amounts are converted at the ECB's reference rate of their own day."),
        )
        st.date_input(
            _("As of"),
            key="as_of",
            value=None,
            min_value=FIRST_DAY,
            max_value=LAST_DAY,
            format="YYYY-MM-DD",
            help=wording.as_of,
        )
        st.selectbox(
            _("Party"),
            list(wording.parties),
            index=None,
            placeholder=_("All parties"),
            key="party",
            format_func=wording.parties.__getitem__,
            help=_("Records in which the party has any part."),
        )
        st.pills(
            _("Stage"),
            STAGES,
            key="stage",
            selection_mode="multi",
            format_func=words.STAGES.__getitem__,
            help=wording.stages,
        )
        if data.unverified:
            st.toggle(_("Include unverified statements"), key="unverified", help=wording.unverified)
        spoken, tongues = languages.of_reader(), list(languages.known())
        st.selectbox(
            # A reader who landed in the wrong language finds it by the English name.
            " · ".join(dict.fromkeys([_("Language"), "Language"])),
            tongues,
            index=tongues.index(languages.current()),
            format_func=languages.native,
            **bound("lang", spoken),
        )


def say_ignored(ignored: list[Ignored]) -> None:
    """Tell the reader which parts of the link were left out, why, and what is shown instead."""
    if ignored:
        lines = "\n".join(f"- {plain(line)}" for line in left_out(ignored))
        said = _("Not all of this link was understood:")
        st.warning(f"{said}\n{lines}", icon="⚠️")


def say_stale(data: Dataset) -> None:
    """Say that the dataset's files have changed and do not load; the log says where."""
    problems = len(holding.problems(data.root))
    if problems:
        said = ngettext(
            "The data have been changed and do not load: there is {count} problem. "
            "What you see is the last version that did, {version}.",
            "The data have been changed and do not load: there are {count} problems. "
            "What you see is the last version that did, {version}.",
            problems,
        ).format(count=numbers.decimal(problems), version=data.version)
        st.warning(plain(said), icon="⏳")


def left_out(ignored: list[Ignored]) -> list[str]:
    """A sentence for each part of a link that was left out."""
    sentence = _("{part}: {reason}; {instead}.")
    return [
        sentence.format(
            part=f"{part.name}={part.code}",
            reason=words.IGNORED[part.why],
            instead=words.INSTEAD.get(RENAMED.get(part.name, part.name))
            or _("the rest of the link stands"),
        )
        for part in ignored
    ]
