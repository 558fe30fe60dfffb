"""What the reader has chosen, and the frames that follow from it; computed once for all sessions.

Filters choose records; a record brings all its statements, so that no filter hides a disagreement.
The frames are shared between sessions: pages read them and never write to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from analysis.snapshot import Snapshot, take
from analysis.snapshot import choose as chosen
from app import holding, languages, numbers, words
from app.figures.theme import Theme, party_colours, theme
from app.languages import _
from app.once import of_dataset
from models.loading import Dataset, dataset_root

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path


@dataclass(frozen=True, eq=False)
class View:
    """One view: the whole snapshot, the records that the filters leave, and how to draw them."""

    dataset: Dataset
    snapshot: Snapshot
    """Everything as of the day, in the currency; not filtered."""
    records: pd.DataFrame
    """The records that the filters leave, as `analysis.agreement.agree` gives them."""
    statements: pd.DataFrame
    """All statements of those records."""
    party: str | None
    stages: tuple[str, ...]
    theme: Theme
    colours: dict[str, str]
    """Each party's colour, `#RRGGBB`, by its id."""

    @property
    def currency(self) -> str:
        """ISO 4217 code of the display currency."""
        return self.snapshot.currency

    @property
    def as_of(self) -> dt.date | None:
        """The day that the reader stepped back to, if any."""
        return self.snapshot.as_of

    @property
    def unverified(self) -> bool:
        """Whether the reader includes unverified statements."""
        return self.snapshot.unverified

    @cached_property
    def conflicts(self) -> pd.DataFrame:
        """The conflicts of the filtered records."""
        found = self.snapshot.conflicts
        return found[found["record_id"].isin(self.records.index)]

    def label(self, record_id: str) -> str:
        """A record's name in the page's language."""
        return languages.own(self.dataset.label(record_id))

    def name(self, party_id: str | None) -> str:
        """A party's name in the page's language; nothing for nobody."""
        if not party_id or pd.isna(party_id):
            return ""
        return languages.own(self.dataset.parties[party_id].label)

    def colour(self, record_id: str) -> str:
        """The colour of the record's payer, else of whom it is about."""
        row = self.snapshot.records.loc[record_id]
        for party in (row["payer_id"], row["payee_id"]):
            if isinstance(party, str):
                return self.colours[party]
        return self.theme.other

    def foot(self, *, rates: bool = False) -> str:
        """The line under a chart: sources, as-of date and, if it converts, the rates."""
        ids = self.snapshot.sources["source_id"]
        articles = numbers.counted("{count} press article", "{count} press articles", len(ids))
        said = _("Source: {articles} ({sources}).")
        if self.as_of:
            said = _("Source: {articles} ({sources}), as of {date}.")
        day = numbers.date(self.as_of)
        foot = [said.format(articles=articles, sources=words.few(list(ids)), date=day)]
        if rates:
            foot.append(_("Converted at the ECB's reference rates of each amount's day."))
        return languages.sentences(foot)


def dataset(root: Path) -> Dataset:
    """The dataset, in the last state of its files that loaded. Raises DatasetError."""
    return holding.dataset(root)


def snapshot(
    root: Path, currency: str, as_of: dt.date | None, *, unverified: bool = False
) -> Snapshot:
    """The analysis of a dataset as of a day in a currency; `unverified` ones included or not."""
    found: Snapshot = _snapshot(dataset(root), currency, as_of, unverified=unverified)
    return found


@of_dataset(256)
def _snapshot(data: Dataset, currency: str, as_of: dt.date | None, *, unverified: bool) -> Snapshot:
    return take(data, currency, as_of, unverified=unverified)


def choose(  # noqa: PLR0913 - everything that a view depends on
    root: Path,
    currency: str,
    as_of: dt.date | None,
    party: str | None,
    stages: tuple[str, ...],
    *,
    dark: bool,
    unverified: bool = False,
) -> View:
    """The view of a dataset that these choices leave; no party and no stages choose nothing."""
    found: View = _choose(
        dataset(root), currency, as_of, party, stages, dark=dark, unverified=unverified
    )
    return found


@of_dataset(1024)
def _choose(  # noqa: PLR0913 - as above
    data: Dataset,
    currency: str,
    as_of: dt.date | None,
    party: str | None,
    stages: tuple[str, ...],
    *,
    dark: bool,
    unverified: bool,
) -> View:
    taken = _snapshot(data, currency, as_of, unverified=unverified)
    records = chosen(taken.records, party, stages)
    look = theme(dark=dark)
    slots = party_colours(list(data.parties))
    return View(
        dataset=data,
        snapshot=taken,
        records=records,
        statements=taken.statements[taken.statements["record_id"].isin(records.index)],
        party=party,
        stages=stages,
        theme=look,
        colours={key: look.party(slot) for key, slot in slots.items()},
    )


def current() -> View:
    """The view that the session's controls have chosen."""
    state = st.session_state
    return choose(
        dataset_root(),
        state["currency"],
        state["as_of"],
        state["party"],
        tuple(state["stage"]),
        dark=st.context.theme.type == "dark",
        unverified=state.get("unverified", False),
    )
