"""Everything that is computed from one dataset, as of one day, in one currency."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from analysis import agreement, conflicts, derivations, frames, gaps, totals
from models.loading import Dataset

CURRENCY = "USD"
"""The currency of computed amounts where the caller does not choose one."""


@dataclass(frozen=True)
class Snapshot:
    """The frames that pages draw and files hold; what each holds stands in its module."""

    currency: str
    as_of: dt.date | None
    statements: pd.DataFrame
    records: pd.DataFrame
    conflicts: pd.DataFrame
    derivations: pd.DataFrame
    gaps: pd.DataFrame
    totals: pd.DataFrame
    sources: pd.DataFrame
    parties: pd.DataFrame


def take(dataset: Dataset, currency: str = CURRENCY, as_of: dt.date | None = None) -> Snapshot:
    """Compute all frames; with `as_of`, from the sources that count by then and no others."""
    statements = frames.as_of(frames.statements(dataset), as_of)
    agreed = agreement.agree(frames.records(dataset), statements, currency)
    summed = totals.totals(agreed)
    found = conflicts.conflicts(agreed, statements, summed)
    agreed["conflict"] = agreed.index.isin(found["record_id"])
    agreed["state"] = conflicts.concurrence(agreed, found)
    derived = derivations.derive(agreed, statements, currency)
    cards = frames.sources(dataset)
    if as_of is not None:
        cards = cards[cards["published_start"] <= as_of]
    return Snapshot(
        currency=currency,
        as_of=as_of,
        statements=statements,
        records=agreed,
        conflicts=found,
        derivations=derived,
        gaps=gaps.gaps(agreed, statements, derived),
        totals=summed,
        sources=cards,
        parties=frames.parties(dataset),
    )
