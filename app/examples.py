"""Worked examples, chosen by rule from the records of a view; no figure in them is typed.

Each function takes a view and gives the example, or None where the view has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.agreement import agree
from analysis.derivations import implied_rates
from analysis.frames import as_of
from analysis.fx import fixings
from analysis.totals import COUNTED, REASONS, ledger, total
from app import numbers, words
from app.record import equivalent
from models.quotes import RUN
from models.quotes import words as split

if TYPE_CHECKING:
    from app.view import View


@dataclass(frozen=True, slots=True)
class Example:
    """One example: what it shows, in words, and the record that it is about."""

    text: str
    """One paragraph a line."""
    record_id: str
    quote: str = ""
    """The source's words, where the example is about words."""


def reading(view: View) -> Example | None:
    """The figure with the longest quote: how its words are found again."""
    figures = view.statements[view.statements["measure"].notna()]
    if figures.empty:
        return None
    lengths = figures["quote"].map(lambda quote: len(split(quote)))
    count = int(lengths.max())
    row = figures[lengths.eq(count)].iloc[0]
    source = view.dataset.sources[row["source_id"]]
    text = (
        f"{view.label(row['record_id'])}, source {row['source_id']}: "
        f"{numbers.reported(row)}. Its {count} words make {count - RUN + 1} runs of {RUN}; their "
        f"hashes stand in a row once in the article's fingerprint, at characters "
        f"{row['quote_start']:,} to {row['quote_end']:,} of {source.file}."
    )
    return Example(text, row["record_id"], row["quote"])


def stages(view: View) -> Example | None:
    """A record whose sources report different stages."""
    several = view.records[view.records["stages"].str.contains(";")]
    if several.empty:
        return None
    record_id = str(several.index[0])
    own = view.statements[view.statements["record_id"].eq(record_id)].dropna(subset=["stage"])
    said = "; ".join(
        f"source {row['source_id']} says {words.STAGES[row['stage']]}"
        for row in own.to_dict("records")
    )
    counts = words.STAGES[several["stage"].iloc[0]]
    return Example(f"{view.label(record_id)}: {said}. It counts as {counts}.", record_id)


def official(view: View) -> Example | None:
    """The first statement in which the party itself is said to speak."""
    found = view.statements[view.statements["attestation"].eq("official")]
    if found.empty:
        return None
    row = found.iloc[0]
    text = (
        f"{len(found)} of {len(view.statements)} statements are official. One of them: "
        f"{view.label(row['record_id'])}, source {row['source_id']}."
    )
    return Example(text, row["record_id"], row["quote"])


def bounds(view: View) -> dict[str, Example]:
    """For each shape of bounds that occurs, by its name: the first statement of that shape."""
    rows = view.statements[view.statements["measure"].notna()]
    low, high = np.isfinite(rows["low"]), np.isfinite(rows["high"])
    same = rows["low"].eq(rows["high"])
    about = rows["approximate"].eq(other=True)
    above = rows["minimum_exclusive"].eq(other=True)
    below = rows["maximum_exclusive"].eq(other=True)
    shapes = {
        "Exact": rows[same & ~about],
        "A range": rows[low & high & ~same],
        "Up to": rows[~low & high & ~below],
        "Less than": rows[~low & below],
        "At least": rows[low & ~high & ~above],
        "More than": rows[low & ~high & above],
        "About": rows[about],
        "Not reported": view.statements[
            view.statements["record_id"].isin(view.records.index[view.records["measure"].isna()])
            & view.statements["kind"].isin(["investment", "purchase", "cost", "stake"])
        ],
    }
    return {
        shape: Example(numbers.reported(row), row["record_id"], row["quote"])
        for shape, found in shapes.items()
        for row in found.head(1).to_dict("records")
    }


def _told(view: View, record_id: str) -> str:
    """What each measured statement of a record says: `source 002 says US$15bn`; joined."""
    own = view.statements[view.statements["record_id"].eq(record_id)]
    return "; ".join(
        f"source {row['source_id']} says {numbers.reported(row)}"
        for row in own[own["measure"].notna()].to_dict("records")
    )


def intersection(view: View) -> Example | None:
    """A record whose sources give different bounds that can all hold: what they have in common."""
    measured = view.statements[view.statements["measure"].notna()]
    shapes = measured.drop_duplicates(["record_id", "low", "high", "unit"])
    several = shapes["record_id"].value_counts()
    kept = view.records[~view.records["conflict_amount"] & ~view.records["within_tolerance"]]
    found = kept[kept.index.isin(several.index[several > 1])]
    if found.empty:
        return None
    record_id = str(found.index[0])
    text = f"{view.label(record_id)}: {_told(view, record_id)}. They agree on "
    return Example(f"{text}{numbers.of(found.iloc[0])}.", record_id)


def envelope(view: View) -> Example | None:
    """The contested amount with the largest relative gap."""
    found = view.conflicts[view.conflicts["conflict"].eq("amount")]
    found = found.sort_values("gap_relative", ascending=False)
    if found.empty:
        return None
    row = found.iloc[0]
    record = view.records.loc[row["record_id"]]
    text = (
        f"{view.label(row['record_id'])}: {_told(view, row['record_id'])}. They cannot both hold: "
        f"they are {numbers.point(row['gap'], row['unit'])} apart "
        f"({numbers.point(100 * row['gap_relative'], 'percent')} of the smaller). The value is "
        f"{numbers.of(record)}, in conflict."
    )
    return Example(text, row["record_id"])


def tolerance(view: View) -> Example | None:
    """A record whose sources agree only within a tolerance."""
    found = view.records[view.records["within_tolerance"]]
    if found.empty:
        return None
    record_id = str(found.index[0])
    text = f"{view.label(record_id)}: {_told(view, record_id)}. They count as agreeing on "
    return Example(f"{text}{numbers.of(found.iloc[0])}.", record_id)


def voices(view: View) -> Example | None:
    """A record of which more sources than independent voices speak, the most such."""
    sources = view.records["sources"].str.split(";").map(len)
    merged = (sources - view.records["voices"]).where(lambda n: n > 0).dropna()
    if merged.empty:
        return None
    record_id = str(merged.idxmax())
    row = view.records.loc[[record_id]].iloc[0]
    own = view.statements[view.statements["record_id"].eq(record_id)]
    named = sorted({name for text in own["upstream"].dropna() for name in text.split(";")})
    count = int(row["voices"])
    text = (
        f"{view.label(record_id)}: sources {row['sources'].replace(';', ', ')} speak of it, and "
        f"name {', '.join(named)} for it. That makes {count} voice{'s' * (count > 1)}."
    )
    return Example(text, record_id)


def added(view: View) -> Example | None:
    """The ledger of the payer with the largest total: lines added, lines left out and why."""
    ledgers = {payer: ledger(view.records, payer=payer) for payer in _payers(view)}
    sums = {payer: total(lines) for payer, lines in ledgers.items()}
    counted = {payer: result for payer, result in sums.items() if result.counted}
    if not counted:
        return None
    payer = max(counted, key=lambda key: (counted[key].low, counted[key].high))
    lines, result = ledgers[payer], counted[payer]
    kept = lines["reason"].eq(COUNTED)
    sums_up = " + ".join(numbers.of(row) for row in lines[kept].to_dict("records"))
    amount = numbers.interval(
        result.low,
        result.high,
        view.currency,
        low_exclusive=result.low_exclusive,
        high_exclusive=result.high_exclusive,
        approximate=result.approximate,
    )
    text = f"From {view.name(payer)}: {sums_up} = {amount}."
    out = lines[~kept].assign(label=[view.label(key) for key in lines.index[~kept]])
    for reason, group in out.groupby("reason", sort=False):
        text += f"\nLeft out, {REASONS[str(reason)]}: {', '.join(group['label'])}."
    return Example(text, str(out.index[0] if len(out) else lines.index[0]))


def _payers(view: View) -> list[str]:
    return list(view.records["payer_id"].dropna().unique())


def converted(view: View) -> Example | None:
    """The largest amount that is reported in another currency than the one on display."""
    rows = view.statements[
        view.statements["measure"].eq("money")
        & view.statements["unit"].ne(view.currency)
        & np.isfinite(view.statements["high"])
    ]
    found = fixings(rows, view.currency)
    rows = rows.assign(rate=found["rate"], fixing=found["fixing"]).dropna(subset=["fixing"])
    if rows.empty:
        return None
    rows["value"] = rows["high"] * rows["rate"]
    row = rows.sort_values("value", kind="stable").iloc[-1]
    each = numbers.rate(row["rate"])
    text = (
        f"{view.label(row['record_id'])}, source {row['source_id']}: {numbers.reported(row)} is of "
        f"{numbers.date(row['value_date'])}. The fixing of {numbers.date(row['fixing'])} is {each} "
        f"{view.currency} for one {row['unit']}, which makes "
        f"{numbers.amount(row['value'], view.currency)}."
    )
    return Example(text, row["record_id"], row["quote"])


def own_conversion(view: View) -> Example | None:
    """The source's own conversion that is furthest from the official rate."""
    rates = implied_rates(view.statements).dropna(subset=["difference"])
    if rates.empty:
        return None
    row = rates.loc[rates["difference"].abs().sort_values(kind="stable").index].iloc[-1]
    own = view.statements[
        view.statements["record_id"].eq(row["record_id"])
        & view.statements["number"].eq(row["number"])
    ].to_dict("records")[0]
    text = (
        f"{view.label(row['record_id'])}, source {row['source_id']}: {numbers.reported(own)} "
        f"({equivalent(own)}) implies {numbers.rate(row['low'])} {row['quote']} for one "
        f"{row['base']}; the ECB fixed {numbers.rate(row['official'])} on "
        f"{numbers.date(row['fixing'])}, a difference of "
        f"{numbers.signed_percent(row['difference'])}."
    )
    return Example(text, row["record_id"], own["quote"])


def derived(view: View) -> Example | None:
    """A derivation of the most inputs whose result is a range; else of the most inputs."""
    found = view.snapshot.derivations
    inputs = found["inputs"].str.split(";")
    known = inputs.map(lambda ids: all(key in view.records.index for key in ids))
    found = found.assign(count=inputs.map(len), ranged=found["low"] < found["high"])
    found = found[known & found["reading"].eq("")]
    if found.empty:
        return None
    row = found.sort_values(["ranged", "count"], ascending=False, kind="stable").iloc[0]
    text = (
        f"{words.DERIVATIONS[row['derivation']]}: {row['formula']}. {row['symbols']}. "
        f"Caveat: {row['caveat']}"
    )
    return Example(text, row["inputs"].split(";")[0])


def missing(view: View) -> Example | None:
    """The largest gap of known size; else the first one."""
    gaps = view.snapshot.gaps
    found = gaps[gaps["record_id"].isin(view.records.index)]
    if found.empty:
        return None
    sized = found[found["high"].map(np.isfinite)]
    row = (sized.sort_values("high", kind="stable").iloc[-1:] if len(sized) else found).iloc[0]
    counted = ", ".join(
        f"{words.GAPS[str(gap)].lower()} {count}"
        for gap, count in found["gap"].value_counts(sort=False).items()
    )
    size = ""
    if pd.notna(row["low"]):
        size = f": {numbers.interval(row['low'], row['high'], row['unit'])}"
    text = (
        f"{len(found)} gaps here: {counted}.\nOne of them: {view.label(row['record_id'])}{size}, "
        f"{row['explanation']}."
    )
    return Example(text, row["record_id"])


def stepped(view: View) -> Example | None:
    """A record whose value changed when a later source came in; a contested one first."""
    several = view.records[view.records["counts_from"] < view.records["last_from"]]
    several = several[several["measure"].notna()].sort_values("conflict_amount", ascending=False)
    for record_id in several.index:
        own = view.statements[view.statements["record_id"].eq(record_id)]
        values = _history(view, own, several.loc[[record_id]])
        if len(set(values.values())) > 1:
            steps = "; ".join(f"from {day} {value}" for day, value in values.items())
            return Example(f"{view.label(str(record_id))}: {steps}.", str(record_id))
    return None


def _history(view: View, own: pd.DataFrame, record: pd.DataFrame) -> dict[str, str]:
    """The record's value from each day on which a source began to count, both in words."""
    values: dict[str, str] = {}
    for day in sorted(own["counts_from"].unique()):
        known: Any = agree(record[["kind"]], as_of(own, pd.Timestamp(day).date()), view.currency)
        row = known.iloc[0]
        value = numbers.of(row) if isinstance(row["measure"], str) else numbers.NOT_REPORTED
        contested = ", in conflict" if row["conflict_amount"] else ""
        values[numbers.date(pd.Timestamp(day).date())] = value + contested
    return values
