"""Totals that keep their bounds and say what they left out.

A total is a ledger: the records that the question asks for, each either counted or left out with
a reason, and the interval sum of those counted. Of a whole and its part the whole is counted; of
an aggregate and what it includes, the included; stocks and running costs are never added to
commitments. An open bound leaves the total's bound open.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.records import FLOWS

COUNTED = ""
# Nobody would expect these in a sum: they report who, when or which way, not how much.
_WITHOUT_FIGURES = ("market_move", "partnership", "milestone")
REASONS = {
    "not_reported": "no source reports an amount",
    "no_rate": "no exchange rate for its date",
    "part_of": "part of a whole that is counted",
    "aggregate": "an adding-up of records that are counted: a claim about them",
    "stock": "a stock (what something is worth), not a flow",
    "running_cost": "a running cost, spent and not committed to anybody",
    "other_measure": "not an amount of money",
}
"""Why a record is left out of a total, by the code in the ledger's column `reason`."""


@dataclass(frozen=True, slots=True)
class Total:
    """The interval sum of a ledger: bounds in full units, -inf and inf where open.

    `low` and `high` are NaN where nothing was counted: that is "not reported", never zero.
    """

    low: float
    high: float
    low_exclusive: bool
    high_exclusive: bool
    approximate: bool
    contested: int
    counted: int


def ledger(
    records: pd.DataFrame,
    *,
    payer: str | None = None,
    payee: str | None = None,
    stages: tuple[str, ...] = (),
) -> pd.DataFrame:
    """The records that answer "how much from `payer` to `payee`, at these stages".

    Takes the frame of `agreement.agree` and returns its rows with two more columns: `reason`
    (empty where the record is counted, else a key of REASONS) and `reason_record` (the whole,
    or the included records, `;`), counted rows first. Without a payer or payee, anybody's.
    """
    asked = ~records["kind"].isin(_WITHOUT_FIGURES)
    if payer:
        asked &= records["payer_id"].eq(payer)
    if payee:
        asked &= records["payee_id"].eq(payee)
    if stages:
        asked &= records["stage"].isin(stages)
    lines = records[asked].copy()
    reason = pd.Series(COUNTED, index=lines.index, dtype="str")
    kind = lines["kind"]
    flow = kind.isin(FLOWS)
    reason = reason.mask(~flow, "other_measure")
    reason = reason.mask(kind.eq("valuation"), "stock")
    reason = reason.mask(kind.eq("cost") & ~lines["measure"].eq("quantity"), "running_cost")
    reason = reason.mask(flow & lines["measure"].isna(), "not_reported")
    reason = reason.mask(flow & lines["rate_gap"].fillna("").ne(""), "no_rate")
    candidates = reason.index[reason.eq(COUNTED)]
    whole = _counted_whole(records, lines.loc[candidates])
    parts = _counted_parts(lines.loc[candidates])
    reason.loc[whole.index] = "part_of"
    reason.loc[parts.index] = "aggregate"
    lines["reason"] = reason
    lines["reason_record"] = pd.concat([whole, parts]).groupby(level=0).first()
    lines["reason_record"] = lines["reason_record"].fillna("")
    order = lines["reason"].map({code: i for i, code in enumerate([COUNTED, *REASONS])})
    return lines.iloc[np.argsort(order.to_numpy(), kind="stable")]


def _counted_whole(records: pd.DataFrame, candidates: pd.DataFrame) -> pd.Series:
    """For each candidate that is part, however deep, of another: that whole's id."""
    parent = records["part_of"].dropna()
    found = pd.Series(dtype="str")
    above = candidates["part_of"].dropna()
    while not above.empty:
        hit = above[above.isin(candidates.index)]
        found = pd.concat([found, hit[~hit.index.isin(found.index)]])
        above = above.map(parent).dropna()
    return found


def _counted_parts(candidates: pd.DataFrame) -> pd.Series:
    """For each candidate aggregate whose included records are candidates too: their ids."""
    included = candidates["includes"].explode().dropna()
    included = included[included.isin(candidates.index)]
    return included.groupby(level=0).agg(";".join)


def total(lines: pd.DataFrame) -> Total:
    """The interval sum of a ledger's counted rows."""
    counted = lines[lines["reason"].eq(COUNTED)]
    if counted.empty:
        return Total(
            low=np.nan,
            high=np.nan,
            low_exclusive=False,
            high_exclusive=False,
            approximate=False,
            contested=0,
            counted=0,
        )
    low, high = float(counted["low"].sum()), float(counted["high"].sum())
    return Total(
        low=low,
        high=high,
        low_exclusive=bool(counted["low_exclusive"].any()) and np.isfinite(low),
        high_exclusive=bool(counted["high_exclusive"].any()) and np.isfinite(high),
        approximate=bool(counted["approximate"].any()),
        contested=int(counted["conflict_amount"].sum()),
        counted=len(counted),
    )


def totals(records: pd.DataFrame) -> pd.DataFrame:
    """One row a question: everything from each payer, to each payee, and from each to each.

    Columns: payer_id, payee_id (missing for "anybody"), stage (missing for all), low, high,
    low_exclusive, high_exclusive, approximate, contested, counted and left_out (record ids, `;`).
    Questions to which nothing counts are kept: their bounds are NaN, "not reported".
    """
    flows = records[records["kind"].isin(FLOWS)]
    asked = set()
    for payer, payee, stage in flows[["payer_id", "payee_id", "stage"]].itertuples(index=False):
        ends = [payer if isinstance(payer, str) else None, payee if isinstance(payee, str) else None]
        for question in ((ends[0], None), (None, ends[1]), (ends[0], ends[1])):
            if question != (None, None):
                asked.add((*question, None))
                if isinstance(stage, str):
                    asked.add((*question, stage))
    rows = []
    for payer, payee, stage in sorted(asked, key=lambda q: tuple(part or "" for part in q)):
        lines = ledger(flows, payer=payer, payee=payee, stages=(stage,) if stage else ())
        result = total(lines)
        kept = lines["reason"].eq(COUNTED)
        rows.append(
            {
                "payer_id": payer,
                "payee_id": payee,
                "stage": stage,
                "low": result.low,
                "high": result.high,
                "low_exclusive": result.low_exclusive,
                "high_exclusive": result.high_exclusive,
                "approximate": result.approximate,
                "contested": result.contested,
                "counted": ";".join(lines.index[kept]),
                "left_out": ";".join(
                    f"{record}={reason}" for record, reason in lines["reason"][~kept].items()
                ),
            }
        )
    columns = ["payer_id", "payee_id", "stage", "low", "high", "low_exclusive", "high_exclusive"]
    columns += ["approximate", "contested", "counted", "left_out"]
    return pd.DataFrame(rows, columns=columns)


def claims(records: pd.DataFrame) -> pd.DataFrame:
    """Each aggregate beside the interval sum of what it includes.

    Indexed by the aggregate's record_id: low, high (as claimed), parts (ids, `;`), parts_low,
    parts_high, unit and verdict: `above`, `below` (the claim excludes the sum), `within`, or
    `open` where a part has no amount.
    """
    pairs = records["includes"].explode().dropna().rename("part").reset_index()
    pairs = pairs.join(records[["low", "high"]], on="part")
    sums = pairs.groupby("record_id", sort=False).agg(
        parts=("part", ";".join),
        parts_low=("low", lambda s: s.sum(skipna=False)),
        parts_high=("high", lambda s: s.sum(skipna=False)),
    )
    columns = ["low", "high", "low_exclusive", "high_exclusive", "unit"]
    found = records[columns].join(sums, how="inner")
    above = (found["low"] > found["parts_high"]) | (
        (found["low"] == found["parts_high"]) & found["low_exclusive"]
    )
    below = (found["high"] < found["parts_low"]) | (
        (found["high"] == found["parts_low"]) & found["high_exclusive"]
    )
    unknown = found["parts_low"].isna() | found["low"].isna()
    found["verdict"] = np.select([unknown, above, below], ["open", "above", "below"], "within")
    return found
