"""Everything that is computed from one dataset, as of one day, in one currency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analysis import agreement, conflicts, derivations, frames, gaps, totals

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

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
    claims: pd.DataFrame
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
        claims=_claims(agreed, statements, currency),
        sources=cards,
        parties=frames.parties(dataset),
    )


def choose(
    records: pd.DataFrame,
    party: str | None = None,
    stages: Collection[str] = (),
    record: str | None = None,
) -> pd.DataFrame:
    """The agreed records that filters leave: in which a party has any part, of any of some stages.

    Filters choose records; a record keeps all its statements, so that no filter hides a
    disagreement. No party, stages or record chooses nothing.
    """
    if party:
        named = records["parties"].explode()
        records = records.loc[records.index.isin(named.index[named.eq(party)])]
    if stages:
        records = records[records["stage"].isin(stages)]
    if record:
        records = records.loc[records.index == record]
    return records


def _claims(records: pd.DataFrame, statements: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Aggregates against the sums of their parts: by all sources, then by the claim's own alone.

    The frame of `totals.claims` with its record_id as a column, and `reading`: the source whose
    statements alone are compared, or empty for all sources.
    """
    found = [totals.claims(records).assign(reading="")]
    aggregates = records[records["includes"].map(len) > 0]
    named = set(aggregates.index) | set(aggregates["includes"].explode())
    near = statements[statements["record_id"].isin(named)]
    fixed = records.loc[records.index.isin(named), [*agreement.FIXED]]
    for source in near.loc[near["record_id"].isin(aggregates.index), "source_id"].unique():
        alone = agreement.agree(fixed, near[near["source_id"].eq(source)], currency)
        found.append(totals.claims(alone).assign(reading=source))
    return pd.concat(found).reset_index()
