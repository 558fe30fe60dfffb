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
    unverified: bool
    """Whether unverified statements are included in what is computed."""
    bulk: bool
    """Whether the dataset has statements in bulk."""
    statements: pd.DataFrame
    records: pd.DataFrame
    conflicts: pd.DataFrame
    derivations: pd.DataFrame
    gaps: pd.DataFrame
    totals: pd.DataFrame
    claims: pd.DataFrame
    sources: pd.DataFrame
    parties: pd.DataFrame


def take(
    dataset: Dataset,
    currency: str = CURRENCY,
    as_of: dt.date | None = None,
    *,
    unverified: bool = False,
) -> Snapshot:
    """Compute all frames; with `as_of`, from the sources that count by then and no others.

    An unverified statement (of those in bulk) is kept and marked, but nothing is computed from it:
    a record of which others are verified agrees on those, a record without any has its figure and
    counts in no total, conflict, derivation or gap. With `unverified` it counts like any other.
    """
    statements = frames.as_of(frames.statements(dataset), as_of)
    heard = statements if unverified else agreement.heard(statements)
    agreed = agreement.agree(frames.records(dataset), heard, currency)
    agreed["counts"] |= unverified
    counted = agreed[agreed["counts"]]
    said = heard[heard["record_id"].isin(counted.index)]
    summed = totals.totals(agreed)
    found = conflicts.conflicts(counted, said, summed)
    agreed["conflict"] = agreed.index.isin(found["record_id"])
    agreed["state"] = conflicts.concurrence(agreed, found)
    counted = agreed[agreed["counts"]]
    derived = derivations.derive(counted, said, currency)
    cards = frames.sources(dataset)
    if as_of is not None:
        cards = cards[cards["published_start"] <= as_of]
    return Snapshot(
        currency=currency,
        as_of=as_of,
        unverified=unverified,
        bulk=dataset.bulk,
        statements=statements,
        records=agreed,
        conflicts=found,
        derivations=derived,
        gaps=gaps.gaps(counted, said, derived),
        totals=summed,
        claims=_claims(counted, said, currency),
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
