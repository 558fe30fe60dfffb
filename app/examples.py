"""Worked examples, chosen by rule from the records of a view; no figure in them is typed.

Each function takes a view and gives the example, or None where the view has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.agreement import agree
from analysis.derivations import RULES, implied_rates
from analysis.frames import as_of
from analysis.fx import fixings
from analysis.gaps import KINDS
from analysis.totals import COUNTED, REASONS, ledger, total
from app import numbers, words
from app.languages import _, marked, ngettext
from app.once import once
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


@once
def reading(view: View) -> Example | None:
    """The figure with the longest quote: how its words are found again."""
    said = view.statements
    figures = said[said["measure"].notna() & said["verified"]]
    if figures.empty:
        return None
    lengths = figures["quote"].map(lambda quote: len(split(quote)))
    count = int(lengths.max())
    row = figures[lengths.eq(count)].iloc[0]
    source = view.dataset.sources[row["source_id"]]
    text = _(
        "{record}, source {source}: {value}. Its {count} words make {runs} runs of {run}; their "
        "hashes stand in a row once in the article's fingerprint, at characters {start} to {end} "
        "of {file}."
    ).format(
        record=view.label(row["record_id"]),
        source=row["source_id"],
        value=numbers.reported(row),
        count=count,
        runs=count - RUN + 1,
        run=RUN,
        start=numbers.decimal(row["quote_start"]),
        end=numbers.decimal(row["quote_end"]),
        file=source.file,
    )
    return Example(text, row["record_id"], row["quote"])


@once
def stages(view: View) -> Example | None:
    """A record whose sources report different stages."""
    several = view.records[view.records["stages"].str.contains(";")]
    if several.empty:
        return None
    record_id = str(several.index[0])
    own = view.statements[view.statements["record_id"].eq(record_id)].dropna(subset=["stage"])
    said = _("; ").join(
        _("source {source} says {stage}").format(
            source=row["source_id"], stage=words.STAGES[row["stage"]]
        )
        for row in own.to_dict("records")
    )
    text = _("{record}: {said}. It counts as {stage}.").format(
        record=view.label(record_id), said=said, stage=words.STAGES[several["stage"].iloc[0]]
    )
    return Example(text, record_id)


@once
def official(view: View) -> Example | None:
    """The first statement in which the party itself is said to speak."""
    found = view.statements[view.statements["attestation"].eq("official")]
    if found.empty:
        return None
    row = found.iloc[0]
    text = _(
        "{count} of {all} statements are official. One of them: {record}, source {source}."
    ).format(
        count=len(found),
        all=len(view.statements),
        record=view.label(row["record_id"]),
        source=row["source_id"],
    )
    return Example(text, row["record_id"], row["quote"])


@once
def bounds(view: View) -> dict[str, Example]:
    """For each shape of bounds that occurs, by its `marked` name: the first such statement."""
    rows = view.statements[view.statements["measure"].notna()]
    low, high = np.isfinite(rows["low"]), np.isfinite(rows["high"])
    same = rows["low"].eq(rows["high"])
    about = rows["approximate"].eq(other=True)
    above = rows["minimum_exclusive"].eq(other=True)
    below = rows["maximum_exclusive"].eq(other=True)
    shapes = {
        marked("Exact"): rows[same & ~about],
        marked("A range"): rows[low & high & ~same],
        marked("Up to"): rows[~low & high & ~below],
        marked("Less than"): rows[~low & below],
        marked("At least"): rows[low & ~high & ~above],
        marked("More than"): rows[low & ~high & above],
        marked("About"): rows[about],
        marked("Not reported"): view.statements[
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
    """What each measured statement of a record says, joined: `source 002 says US$15bn; ...`."""
    own = view.statements[view.statements["record_id"].eq(record_id)]
    return _("; ").join(
        _("source {source} says {value}").format(
            source=row["source_id"], value=numbers.reported(row)
        )
        for row in own[own["measure"].notna()].to_dict("records")
    )


@once
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
    text = _("{record}: {said}. They agree on {value}.").format(
        record=view.label(record_id),
        said=_told(view, record_id),
        value=numbers.of(found.iloc[0]),
    )
    return Example(text, record_id)


@once
def envelope(view: View) -> Example | None:
    """The contested amount with the largest relative gap."""
    found = view.conflicts[view.conflicts["conflict"].eq("amount")]
    found = found.sort_values("gap_relative", ascending=False)
    if found.empty:
        return None
    row = found.iloc[0]
    record = view.records.loc[row["record_id"]]
    text = _(
        "{record}: {said}. They cannot both hold: they are {gap} apart ({share} of the smaller). "
        "The value is {value}, in conflict."
    ).format(
        record=view.label(row["record_id"]),
        said=_told(view, row["record_id"]),
        gap=numbers.point(row["gap"], row["unit"]),
        share=numbers.point(100 * row["gap_relative"], "percent"),
        value=numbers.of(record),
    )
    return Example(text, row["record_id"])


@once
def tolerance(view: View) -> Example | None:
    """A record whose sources agree only within a tolerance."""
    found = view.records[view.records["within_tolerance"]]
    if found.empty:
        return None
    record_id = str(found.index[0])
    text = _("{record}: {said}. They count as agreeing on {value}.").format(
        record=view.label(record_id),
        said=_told(view, record_id),
        value=numbers.of(found.iloc[0]),
    )
    return Example(text, record_id)


@once
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
    text = ngettext(
        "{record}: sources {sources} speak of it, and name {outlets} for it. That makes {count} "
        "voice.",
        "{record}: sources {sources} speak of it, and name {outlets} for it. That makes {count} "
        "voices.",
        count,
    ).format(
        record=view.label(record_id),
        sources=row["sources"].replace(";", _(", ")),
        outlets=_(", ").join(named),
        count=count,
    )
    return Example(text, record_id)


@once
def added(view: View) -> Example | None:
    """The ledger of the largest total from one payer, if it can be of one that leaves lines out."""
    ledgers = {payer: ledger(view.records, payer=payer) for payer in _payers(view)}
    sums = {payer: total(lines) for payer, lines in ledgers.items()}
    counted = {payer: result for payer, result in sums.items() if result.counted}
    if not counted:
        return None
    leaving = {key for key in counted if ledgers[key]["reason"].ne(COUNTED).any()}
    payer = max(counted, key=lambda key: (key in leaving, counted[key].low, counted[key].high))
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
    text = _("From {payer}: {sum} = {total}.").format(
        payer=view.name(payer), sum=sums_up, total=amount
    )
    out = lines[~kept].assign(label=[view.label(key) for key in lines.index[~kept]])
    for reason, group in out.groupby("reason", sort=False):
        left_out = _("Left out, {reason}: {records}.").format(
            reason=_(REASONS[str(reason)]), records=_("; ").join(group["label"])
        )
        text += f"\n{left_out}"
    return Example(text, str(out.index[0] if len(out) else lines.index[0]))


def _payers(view: View) -> list[str]:
    return list(view.records["payer_id"].dropna().unique())


@once
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
    text = _(
        "{record}, source {source}: {value} is of {date}. The fixing of {fixing} is {rate} {quote} "
        "for one {base}, which makes {amount}."
    ).format(
        record=view.label(row["record_id"]),
        source=row["source_id"],
        value=numbers.reported(row),
        date=numbers.date(row["value_date"]),
        fixing=numbers.date(row["fixing"]),
        rate=numbers.rate(row["rate"]),
        quote=view.currency,
        base=row["unit"],
        amount=numbers.amount(row["value"], view.currency),
    )
    return Example(text, row["record_id"], row["quote"])


@once
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
    text = _(
        "{record}, source {source}: {value} ({equivalent}) implies {rate} {quote} for one {base}; "
        "the ECB fixed {official} on {date}, a difference of {difference}."
    ).format(
        record=view.label(row["record_id"]),
        source=row["source_id"],
        value=numbers.reported(own),
        equivalent=equivalent(own),
        rate=numbers.rate(row["low"]),
        quote=row["quote"],
        base=row["base"],
        official=numbers.rate(row["official"]),
        date=numbers.date(row["fixing"]),
        difference=numbers.signed_percent(row["difference"]),
    )
    return Example(text, row["record_id"], own["quote"])


@once
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
    rule = RULES[row["derivation"]]
    text = _("{derivation}: {formula}. {symbols}. Caveat: {caveat}").format(
        derivation=words.DERIVATIONS[row["derivation"]],
        formula=_(rule.formula),
        symbols=numbers.working(row["symbols"]),
        caveat=_(rule.caveat),
    )
    return Example(text, row["inputs"].split(";")[0])


@once
def missing(view: View) -> Example | None:
    """The largest gap of known size; else the first one."""
    gaps = view.snapshot.gaps
    found = gaps[gaps["record_id"].isin(view.records.index)]
    if found.empty:
        return None
    sized = found[found["high"].map(np.isfinite)]
    row = (sized.sort_values("high", kind="stable").iloc[-1:] if len(sized) else found).iloc[0]
    counted = _(", ").join(
        _("{gap} {count}").format(gap=words.GAPS[str(gap)].lower(), count=count)
        for gap, count in found["gap"].value_counts(sort=False).items()
    )
    heads = _("{count} gaps here: {gaps}.").format(count=len(found), gaps=counted)
    label, why = view.label(row["record_id"]), _(KINDS[str(row["gap"])])
    if pd.notna(row["low"]):
        one = _("One of them: {record}: {size}, {explanation}.").format(
            record=label,
            size=numbers.interval(row["low"], row["high"], row["unit"]),
            explanation=why,
        )
    else:
        one = _("One of them: {record}, {explanation}.").format(record=label, explanation=why)
    return Example(f"{heads}\n{one}", row["record_id"])


@once
def stepped(view: View) -> Example | None:
    """A record whose value changed when a later source came in; a contested one first."""
    several = view.records[view.records["counts_from"] < view.records["last_from"]]
    several = several[several["measure"].notna()].sort_values("conflict_amount", ascending=False)
    for record_id in several.index:
        own = view.statements[view.statements["record_id"].eq(record_id)]
        values = _history(view, own, several.loc[[record_id]])
        if len(set(values.values())) > 1:
            steps = _("; ").join(
                _("from {date} {value}").format(date=day, value=value)
                for day, value in values.items()
            )
            text = _("{record}: {steps}.").format(record=view.label(str(record_id)), steps=steps)
            return Example(text, str(record_id))
    return None


def _history(view: View, own: pd.DataFrame, record: pd.DataFrame) -> dict[str, str]:
    """The record's value from each day on which a source began to count, both in words."""
    values: dict[str, str] = {}
    for day in sorted(own["counts_from"].unique()):
        known: Any = agree(record[["kind"]], as_of(own, pd.Timestamp(day).date()), view.currency)
        row = known.iloc[0]
        value = numbers.of(row) if isinstance(row["measure"], str) else numbers.not_reported()
        if row["conflict_amount"]:
            value = _("{value}, in conflict").format(value=value)
        values[numbers.date(pd.Timestamp(day).date())] = value
    return values
