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

from analysis.grouping import joined
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

_ENDS = ("payer_id", "payee_id", "stage")
# What the lines of a ledger are read for.
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
    reason = _reason(lines)
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


def _reason(lines: pd.DataFrame) -> pd.Series:
    """Why each record counts in no total whatever is asked; COUNTED where it may."""
    reason = pd.Series(COUNTED, index=lines.index, dtype="str")
    kind = lines["kind"]
    flow = kind.isin(FLOWS)
    reason = reason.mask(~flow, "other_measure")
    reason = reason.mask(kind.eq("valuation"), "stock")
    reason = reason.mask(kind.eq("cost") & ~lines["measure"].eq("quantity"), "running_cost")
    reason = reason.mask(flow & lines["measure"].isna(), "not_reported")
    reason = reason.mask(flow & lines["rate_gap"].fillna("").ne(""), "no_rate")
    return reason.mask(flow & ~lines["counts"], "unverified")


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

    The rules are those of `ledger`, here for all questions at once: a record is a line of up to six
    of them, and the lines are grouped by question.
    """
    flows = records.loc[records["kind"].isin(FLOWS), _READ]
    lines = _all_lines(flows)
    counted = lines[lines["reason"].eq(COUNTED)]
    sums = summed(counted, ["question"])
    sums["counted"] = joined(counted["record_id"], counted["question"])
    left = lines[lines["reason"].ne(COUNTED)]
    told = joined(left["record_id"] + "=" + left["reason"], left["question"])
    table = lines.drop_duplicates("question").set_index("question")[list(_ENDS)]
    table = table.join(sums).join(told.rename("left_out"))
    flags = ["low_exclusive", "high_exclusive", "approximate"]
    table[flags] = table[flags].eq(other=True)
    table["contested"] = table["contested"].fillna(0).astype("int64")
    table[["counted", "left_out"]] = table[["counted", "left_out"]].fillna("")
    table = table.sort_values(list(_ENDS)).reset_index(drop=True)
    for name in _ENDS:
        table[name] = table[name].where(table[name].ne(""))
    return table


def summed(counted: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Interval sums of counted records by group: the fields of `Total`, `counted` how many."""
    sums = counted.groupby(by, sort=False).agg(
        low=("low", "sum"),
        high=("high", "sum"),
        low_exclusive=("low_exclusive", "any"),
        high_exclusive=("high_exclusive", "any"),
        approximate=("approximate", "any"),
        contested=("conflict_amount", "sum"),
        counted=("low", "size"),
    )
    for bound in ("low", "high"):
        sums[f"{bound}_exclusive"] &= np.isfinite(sums[bound])
    return sums


def by_payers(records: pd.DataFrame) -> pd.DataFrame:
    """The rows of those records that the ledger of their own payer counts, payer after payer."""
    lines = ledgers(records)
    own = lines["question"].str.startswith("from ") & lines["line"].eq("counted")
    return records.loc[lines.loc[own, "record_id"]]


def _all_lines(flows: pd.DataFrame) -> pd.DataFrame:
    """The lines of every question's ledger: question (a number), the ends of it, record and reason.

    Each question's lines stand in the order of `ledger`.
    """
    rows = flows.reset_index().assign(place=np.arange(len(flows)), reason=_reason(flows).to_numpy())
    ends = rows[list(_ENDS)].fillna("")
    asked = []
    for payer, payee in ((True, False), (False, True), (True, True)):
        for stage in (False, True):
            chosen = ends.assign(
                payer_id=ends["payer_id"] if payer else "",
                payee_id=ends["payee_id"] if payee else "",
                stage=ends["stage"] if stage else "",
            )
            given = (
                (ends["payer_id"].ne("") | (not payer))
                & (ends["payee_id"].ne("") | (not payee))
                & (ends["stage"].ne("") | (not stage))
            )
            asked.append(chosen[given])
    chosen = pd.concat(asked)
    lines = chosen.join(rows.drop(columns=list(_ENDS)))
    lines["question"] = lines.groupby(list(_ENDS), sort=False).ngroup()
    lines = _without_doubles(lines, _within(flows))
    order = lines["reason"].map({code: i for i, code in enumerate([COUNTED, *REASONS])})
    lines = lines.assign(order=order).sort_values(["question", "order", "place"])
    return lines.reset_index(drop=True)


def _without_doubles(lines: pd.DataFrame, within: pd.DataFrame) -> pd.DataFrame:
    """The same lines, with the reasons of those that would count something twice.

    One more column, `reason_record`, is that of `ledger`. The order of the lines may be another.
    """
    keys = ["question", "record_id"]
    candidates = lines.loc[lines["reason"].eq(COUNTED), keys]
    wholes = candidates.rename(columns={"record_id": "whole"})
    # In the order of `within`, which a merge keeps: the nearest first.
    both = within.merge(candidates, on="record_id").merge(wholes, on=["question", "whole"])
    included = both[both["included"]].drop_duplicates([*keys, "whole"])
    aggregates = included.groupby(["question", "whole"], as_index=False)["record_id"].agg(";".join)
    aggregates = aggregates.set_axis([*keys, "parts"], axis=1)
    counted = both.merge(
        aggregates, left_on=["question", "whole"], right_on=keys, how="left", suffixes=("", "_of")
    )
    nearest = counted.loc[counted["parts"].isna(), [*keys, "whole"]].drop_duplicates(keys)
    lines = lines.merge(aggregates, on=keys, how="left").merge(nearest, on=keys, how="left")
    parts, whole = lines.pop("parts"), lines.pop("whole")
    reason = lines["reason"].mask(parts.notna(), "aggregate").mask(whole.notna(), "part_of")
    return lines.assign(reason=reason, reason_record=whole.fillna(parts).fillna(""))


def ledgers(records: pd.DataFrame) -> pd.DataFrame:
    """The ledgers of each payer and each payee of money, line by line, each with its result.

    Columns: question (`from ID` or `to ID`), line (`counted`, `left_out` or `result`, which comes
    last), record_id, low, high, unit, reason and reason_record; the last two and the lines' order
    are those of `ledger`, here for all questions at once.
    """
    rows = records.loc[~records["kind"].isin(_WITHOUT_FIGURES), [*_READ, "unit"]]
    rows = rows.reset_index().assign(place=np.arange(len(rows)), reason=_reason(rows).to_numpy())
    asked = []
    for way, column in (("from", "payer_id"), ("to", "payee_id")):
        chosen = rows[rows[column].notna()]
        # The place of the first money of a party's: none, and nobody asks.
        money = chosen["place"].where(chosen["kind"].isin(FLOWS))
        first = money.groupby(chosen[column]).transform("min")
        question = way + " " + chosen[column].astype("str")
        asked.append(chosen.assign(way=way, first=first, question=question)[first.notna()])
    lines = _without_doubles(pd.concat(asked, ignore_index=True), _within(records))
    counts = lines["reason"].eq(COUNTED)
    codes = [COUNTED, *REASONS]
    lines = lines.assign(line=np.where(counts, "counted", "left_out"))
    lines = lines.assign(order=lines["reason"].map({code: i for i, code in enumerate(codes)}))
    lines = lines.sort_values(["order", "place"], ignore_index=True)
    figures = ["low", "high", "unit"]
    counted = lines[figures].where(lines["line"].eq("counted"))
    groups = lines.assign(**{name: counted[name] for name in figures}).groupby(
        ["way", "first", "question"], as_index=False
    )
    results = groups[["low", "high"]].sum(min_count=1)
    results = results.assign(unit=groups["unit"].first()["unit"], line="result", order=len(codes))
    table = pd.concat([lines, results]).sort_values(["way", "first", "order"], kind="stable")
    columns = ["question", "line", "record_id", *figures, "reason", "reason_record"]
    return table[columns].reset_index(drop=True)


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
