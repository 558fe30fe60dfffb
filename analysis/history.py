"""How a payer's total moved from one source's publication to the next."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import pandas as pd

from analysis import agreement, frames
from analysis.grouping import MARK, apart
from analysis.totals import ledger, total

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from models.loading import Dataset


def steps(  # noqa: PLR0913 - all but the first three are what a view chooses
    dataset: Dataset,
    payer: str,
    days: Sequence[dt.date],
    currency: str,
    *,
    party: str | None = None,
    stages: tuple[str, ...] = (),
    unverified: bool = False,
) -> pd.DataFrame:
    """The total from a payer as of each day, of the sources that count by then: a row a day.

    Columns: day and the fields of `Total`. `party`, `stages` and `unverified` choose records as
    they do in `snapshot`. All days are worked out in one go: the records of each carry it in their
    ids, so that no day meets another.
    """
    records = _near(frames.records(dataset), payer)
    said = frames.statements(dataset)
    said = said.loc[said["record_id"].isin(records.index), ["record_id", *agreement.READ]]
    when = pd.DataFrame({"day": pd.to_datetime(pd.Series(days))})
    when["reading"] = when["day"].dt.strftime("%Y-%m-%d")
    told = said.merge(when, how="cross")
    told = apart(told[told["counts_from"] <= told["day"]])
    fixed = apart(records.reset_index().merge(when, how="cross")).set_index("record_id")
    agreed = agreement.agree(fixed, agreement.heard(told), currency)
    agreed["counts"] |= unverified
    if party:
        agreed = agreed[[f"{party}" in parties for parties in agreed["parties"]]]
    marks = agreed.index.str.rsplit(MARK, n=1).str[-1]
    rows = []
    for day, mark in zip(days, when["reading"], strict=True):
        lines = ledger(agreed[marks == mark], payer=f"{payer}{MARK}{mark}", stages=stages)
        rows.append({"day": day, **asdict(total(lines))})
    return pd.DataFrame(rows)


def _near(records: pd.DataFrame, payer: str) -> pd.DataFrame:
    """The payer's records, and those by which one of them may be a part of another."""
    links = records["part_of"].notna() | (records["includes"].map(len) > 0)
    named = {*records["part_of"].dropna(), *records["includes"].explode().dropna()}
    return records[records["payer_id"].eq(payer) | links | records.index.isin(named)]
