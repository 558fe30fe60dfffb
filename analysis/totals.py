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
    "unverified": "its words could not be verified",
}
"""Why a record is left out of a total, by the code in the ledger's column `reason`."""

VERDICTS = {
    "open": "a part or the claim has no amount",
    "above": "the claim lies above any sum of its parts",
    "below": "the claim lies below any sum of its parts",
    "within": "both can hold",
}
"""What each verdict on a claim means."""

_READ = [
    "kind", "payer_id", "payee_id", "part_of", "includes", "measure", "rate_gap", "stage", "low",
    "high", "low_exclusive", "high_exclusive", "approximate", "conflict_amount", "counts",
]  # fmt: skip


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
    return _ledger(records, _within(records), payer, payee, stages)


def _ledger(
    records: pd.DataFrame,
    within: pd.DataFrame,
    payer: str | None,
    payee: str | None,
    stages: tuple[str, ...],
) -> pd.DataFrame:
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
    reason = reason.mask(flow & ~lines["counts"], "unverified")
    candidates = reason.index[reason.eq(COUNTED)]
    parts = _counted_parts(within, candidates)
    whole = _counted_whole(within, candidates, candidates.difference(parts.index))
    reason.loc[parts.index] = "aggregate"
    reason.loc[whole.index] = "part_of"
    lines["reason"] = reason
    lines["reason_record"] = pd.concat([whole, parts]).groupby(level=0).first()
    lines["reason_record"] = lines["reason_record"].fillna("")
    order = lines["reason"].map({code: i for i, code in enumerate([COUNTED, *REASONS])})
    return lines.iloc[np.argsort(order.to_numpy(), kind="stable")]


def _within(records: pd.DataFrame) -> pd.DataFrame:
    """Every record with each record that contains it, the nearest first, however deep.

    Columns: record_id, whole, and `included` (it is among what the whole includes, or within
    that; False where it is a part of the whole).
    """
    part = records["part_of"].dropna().rename("whole").reset_index()
    listed = records["includes"].explode().dropna()
    included = pd.DataFrame({"record_id": listed.to_numpy(), "whole": listed.index.to_numpy()})
    direct = pd.concat(
        [part.assign(included=False), included.assign(included=True)], ignore_index=True
    )
    above = direct.rename(columns={"record_id": "whole", "whole": "next", "included": "listed"})
    found, level = [], direct
    while not level.empty:
        found.append(level)
        level = level.merge(above, on="whole")[["record_id", "next", "listed"]]
        level = level.set_axis(["record_id", "whole", "included"], axis=1).drop_duplicates()
    return pd.concat(found, ignore_index=True) if found else direct


def _counted_parts(within: pd.DataFrame, candidates: pd.Index) -> pd.Series:
    """For each candidate aggregate of which something included is a candidate too: its ids."""
    pairs = within[within["included"]].drop_duplicates(["record_id", "whole"])
    pairs = pairs[pairs["record_id"].isin(candidates) & pairs["whole"].isin(candidates)]
    return pairs.groupby("whole")["record_id"].agg(";".join)


def _counted_whole(within: pd.DataFrame, candidates: pd.Index, counted: pd.Index) -> pd.Series:
    """For each candidate inside another that is counted: the id of the nearest such whole."""
    pairs = within[within["record_id"].isin(candidates) & within["whole"].isin(counted)]
    return pairs.drop_duplicates("record_id").set_index("record_id")["whole"]


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
    # Each question copies its lines: what no ledger reads is not carried along.
    flows = records.loc[records["kind"].isin(FLOWS), _READ]
    asked: set[tuple[str | None, str | None, str | None]] = set()
    for payer, payee, stage in flows[["payer_id", "payee_id", "stage"]].itertuples(index=False):
        ends = [
            payer if isinstance(payer, str) else None,
            payee if isinstance(payee, str) else None,
        ]
        for question in ((ends[0], None), (None, ends[1]), (ends[0], ends[1])):
            if question != (None, None):
                asked.add((*question, None))
                if isinstance(stage, str):
                    asked.add((*question, stage))
    within = _within(flows)
    rows = []
    for payer, payee, stage in sorted(asked, key=lambda q: tuple(part or "" for part in q)):
        lines = _ledger(flows, within, payer, payee, (stage,) if stage else ())
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
    """Each aggregate beside the interval sum of what it includes, as far as that is known.

    Indexed by the aggregate's record_id: low, high (as claimed), parts (ids, `;`), parts_low,
    parts_high, unit and verdict (a key of VERDICTS).
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
