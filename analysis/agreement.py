"""What the statements of one record agree on.

Statements of one record are compared as intervals in one currency. Where they overlap, the
record's value is their intersection: "up to 25" and "15 to 25" agree on 15-25. Where they do not,
its value is the envelope and the record is in conflict: 15 against 19 gives 15-19.

Two allowances are made, and said to be made (`within_tolerance`): a converted bound may be off by
`fx.TOLERANCE`, a bound that is only "about" by `ABOUT`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis import fx
from analysis.grouping import joined
from models.columns import OF_RECORD
from models.measures import CURRENCIES, DIMENSIONS
from models.records import ATTESTATIONS

ABOUT = 0.05
"""Relative width of "about": 300 and "about 290" can both hold. A convention, stated as such."""

FIRMNESS = ("goal", "projected", "in_talks", "pledged", "committed", "completed")
"""Stages from the least to the most binding; a record is as firm as its least firm statement."""

FIXED = OF_RECORD
"""The columns of `frames.records`, which no statement changes."""

READ = (
    "number", "source_id", "upstream", "stage", "attestation", "measure", "unit", "low", "high",
    "minimum_exclusive", "maximum_exclusive", "approximate", "counts_from", "value_date", "event",
    "event_low", "event_high", "horizon_low", "horizon_high", "verified",
)  # fmt: skip
"""What is read of the statements, beside their record_id: other columns need not be copied."""
_LONG_AGO, _FAR_OFF = pd.Timestamp("0001-01-01"), pd.Timestamp("9999-12-31")
_TO_BASE = {unit: float(factor) for unit, (_, factor) in DIMENSIONS.items()}
_BASE = {unit: base for unit, (base, _) in DIMENSIONS.items()}


def agree(
    records: pd.DataFrame, statements: pd.DataFrame, currency: str | None = None
) -> pd.DataFrame:
    """One row a record that any of the given statements speaks of, indexed by `record_id`.

    Adds to the columns of `records`: measure, unit, low, high, low_exclusive, high_exclusive,
    approximate (the agreed interval; money in `currency`, or as reported without one), home_unit,
    home_low, home_high (the same before conversion), rate, fixing, rate_gap, conflict_amount,
    within_tolerance, gap (between intervals that cannot both hold, in `unit`), gap_relative (the
    gap over the smaller of the two bounds that exclude each other), stage (the least binding),
    stages (all, `;`), attestation (the best), statements, sources (`;`), voices, counts_from
    (first), last_from (last), event_low, event_high, horizon_low, horizon_high, verified (whether
    any statement is), counts (whether it may be added up: if it is verified).

    Where there is no rate to compare a statement by, or to convert the value by, `rate_gap` says
    so and the bounds are NaN.
    """
    numbers, ids = pd.factorize(statements["record_id"])
    # Records are numbered here: numbers are grouped and looked up faster than words.
    told = statements[list(READ)].assign(record_id=numbers)
    measured = _measured(told)
    verdict = _verdict(measured)
    value = _combined(measured, _home(measured, currency), verdict["conflict_amount"])
    value = _converted(value, currency).drop(columns=["inner_low", "inner_high"])
    value["gap"] = _converted(verdict, currency)["gap"]
    value["gap_relative"] = verdict["gap_relative"]
    found = _about(told).join(value)
    found["verified"] = told.groupby("record_id")["verified"].any()
    found["counts"] = found["verified"]
    found.index = pd.Index(ids, name="record_id").take(found.index)
    flags = ["conflict_amount", "within_tolerance", "approximate"]
    for name in (*flags, "low_exclusive", "high_exclusive"):
        found[name] = found[name].eq(other=True)
    return records.join(found, how="inner")


def heard(statements: pd.DataFrame) -> pd.DataFrame:
    """The statements by which records agree: where any of a record is verified, those alone."""
    verified = statements["verified"]
    if verified.all():
        return statements
    return statements[verified | ~verified.groupby(statements["record_id"]).transform("any")]


def _about(statements: pd.DataFrame) -> pd.DataFrame:
    """Per record: stage, attestation, voices, dates and horizon; nothing about its measure."""
    ranked = statements.assign(
        firm=statements["stage"].map({stage: i for i, stage in enumerate(FIRMNESS)}),
        attested=statements["attestation"].map({a: i for i, a in enumerate(ATTESTATIONS)}),
    )
    grouped = ranked.groupby("record_id", sort=False)
    about = grouped.agg(
        firm=("firm", "min"),
        attested=("attested", "min"),
        statements=("number", "size"),
        counts_from=("counts_from", "min"),
        last_from=("counts_from", "max"),
        horizon_low=("horizon_low", "max"),
        horizon_high=("horizon_high", "min"),
        hull_low=("horizon_low", "min"),
        hull_high=("horizon_high", "max"),
    )
    apart = about["horizon_low"] > about["horizon_high"]
    for bound in ("low", "high"):
        hull = about.pop(f"hull_{bound}")
        about[f"horizon_{bound}"] = about[f"horizon_{bound}"].mask(apart, hull)
    about["stage"] = about.pop("firm").map(dict(enumerate(FIRMNESS)))
    about["attestation"] = about.pop("attested").map(dict(enumerate(ATTESTATIONS)))
    for name, column in (("stages", "stage"), ("sources", "source_id")):
        distinct = statements.dropna(subset=[column]).drop_duplicates(["record_id", column])
        distinct = distinct.sort_values(column)
        about[name] = joined(distinct[column], distinct["record_id"])
    about["stages"] = about["stages"].fillna("")
    about["voices"] = voices(statements)
    return about.join(_events(statements))


def _events(statements: pd.DataFrame) -> pd.DataFrame:
    """Per record with a dated statement: the days on which all agree, else the span of all."""
    dated = statements.dropna(subset=["event"]).assign(
        first=lambda f: f["event_low"].fillna(_LONG_AGO),
        last=lambda f: f["event_high"].fillna(_FAR_OFF),
    )
    spans = dated.groupby("record_id").agg(
        low=("first", "max"),
        high=("last", "min"),
        hull_low=("first", "min"),
        hull_high=("last", "max"),
    )
    apart = spans["low"] > spans["high"]
    low = spans["low"].mask(apart, spans["hull_low"])
    high = spans["high"].mask(apart, spans["hull_high"])
    return pd.DataFrame(
        {
            "event_low": low.where(low > _LONG_AGO),
            "event_high": high.where(high < _FAR_OFF),
        }
    )


def voices(statements: pd.DataFrame) -> pd.Series:
    """How many independent voices speak of each record.

    Statements of one article are one voice, and so are articles that share an upstream outlet,
    directly or through others: the connected components of the two relations.
    """
    named = statements["upstream"].fillna("").ne("")
    several = statements["record_id"].isin(statements.loc[named, "record_id"])
    # Without an outlet every article is a voice.
    alone = statements.loc[~several, ["record_id", "source_id"]].drop_duplicates()
    found = [alone.groupby("record_id").size(), _components(statements[several])]
    counted: pd.Series = pd.concat(found).rename("voice")
    return counted


def _components(statements: pd.DataFrame) -> pd.Series:
    """How many connected components each record's statements have."""
    own = "source " + statements["source_id"]
    names = statements["upstream"].fillna("").str.split(";").map(lambda n: [x for x in n if x])
    tokens = pd.DataFrame(
        {
            "record_id": statements["record_id"],
            "statement": np.arange(len(statements)),
            "token": [[first, *rest] for first, rest in zip(own, names, strict=True)],
        }
    ).explode("token")
    tokens["voice"] = tokens["statement"]
    while True:
        by_token = tokens.groupby(["record_id", "token"])["voice"].transform("min")
        by_statement = by_token.groupby(tokens["statement"]).transform("min")
        if by_statement.eq(tokens["voice"]).all():
            break
        tokens["voice"] = by_statement
    return tokens.groupby("record_id")["voice"].nunique()


def _measured(statements: pd.DataFrame) -> pd.DataFrame:
    """The statements that report a measure, quantities in one unit of their dimension."""
    measured = statements[statements["measure"].notna()].copy()
    factor = measured["unit"].map(_TO_BASE).astype("float64").fillna(1.0)
    measured["low"] *= factor
    measured["high"] *= factor
    measured["unit"] = measured["unit"].replace(_BASE)
    return measured


def _home(measured: pd.DataFrame, currency: str | None) -> pd.Series:
    """The unit in which each record is compared: `currency` if a source reports in it.

    Else the one that most statements use; of two that are used alike, the first by alphabet.
    """
    counts = measured.groupby(["record_id", "unit"]).size().rename("uses").reset_index()
    counts["wanted"] = counts["unit"].eq(currency or "")
    ranked = counts.sort_values(
        ["record_id", "wanted", "uses", "unit"], ascending=[True, False, False, True]
    )
    return ranked.drop_duplicates("record_id").set_index("record_id")["unit"]


def _verdict(measured: pd.DataFrame) -> pd.DataFrame:
    """Whether each record's statements can hold together, whatever currency a reader looks at.

    Two amounts in one currency get no allowance for an exchange rate, whatever currencies the
    record's other statements are in: so no further statement can make a conflict go away.
    """
    result = _combined(measured, _home(measured, None))
    units = measured.groupby("record_id")["unit"].transform("nunique")
    apart = measured[units > 1]
    if not apart.empty:
        of_unit = apart.assign(record_id=apart.groupby(["record_id", "unit"]).ngroup())
        alike = _combined(of_unit, _home(of_unit, None))
        contested = apart["record_id"][of_unit["record_id"].map(alike["conflict_amount"])]
        known = result["conflict_amount"] | result.index.isin(contested)
        result = _combined(measured, result["home_unit"], known)
    smaller = result[["inner_low", "inner_high"]].abs().min(axis=1)
    result["gap_relative"] = (result["gap"] / smaller).mask(result["gap"].eq(0), 0.0)
    return result


def _combined(
    measured: pd.DataFrame, home: pd.Series, contested: pd.Series | None = None
) -> pd.DataFrame:
    """Intersect each record's statements in its home unit; envelope and conflict where empty.

    `contested` says which records are in conflict, where that is already known.
    """
    frame = measured.assign(home=measured["record_id"].map(home))
    foreign = frame["unit"].ne(frame["home"])
    rate = pd.Series(1.0, index=frame.index)
    frame["rate_gap"] = ""
    for target, rows in frame[foreign].groupby("home"):
        found = fx.fixings(rows, str(target))
        rate.loc[rows.index] = found["rate"]
        frame.loc[rows.index, "rate_gap"] = found["rate_gap"]
    frame["low"] *= rate
    frame["high"] *= rate
    slack = foreign * fx.TOLERANCE + frame["approximate"].eq(other=True) * ABOUT
    frame["wide_low"] = frame["low"] / (1 + slack)
    frame["wide_high"] = frame["high"] * (1 + slack)
    falling = frame["low"] < 0, frame["high"] < 0
    frame.loc[falling[0], "wide_low"] = frame["low"] * (1 + slack)
    frame.loc[falling[1], "wide_high"] = frame["high"] / (1 + slack)
    grouped = frame.groupby("record_id", sort=False)
    result = grouped.agg(
        measure=("measure", "first"),
        value_date=("value_date", "max"),
        rate_gap=("rate_gap", "max"),
        low=("low", "max"),
        high=("high", "min"),
        wide_low=("wide_low", "max"),
        wide_high=("wide_high", "min"),
        hull_low=("low", "min"),
        hull_high=("high", "max"),
    )
    result.insert(0, "home_unit", home)
    key = frame["record_id"]
    exclusive_low = frame["minimum_exclusive"].eq(other=True)
    exclusive_high = frame["maximum_exclusive"].eq(other=True)
    firm = ~frame["approximate"].eq(other=True)

    def at(bound: str, column: str, flag: pd.Series) -> pd.Series:
        """Whether `flag` holds for any statement that sets the record's `bound`."""
        attains = frame[column].eq(key.map(result[bound]))
        found = (attains & flag).groupby(key).any()
        return found.reindex(result.index)

    strict_empty = (result["low"] > result["high"]) | (
        (result["low"] == result["high"])
        & (at("low", "low", exclusive_low) | at("high", "high", exclusive_high))
    )
    wide_empty = (result["wide_low"] > result["wide_high"]) | (
        (result["wide_low"] == result["wide_high"])
        & (at("wide_low", "wide_low", exclusive_low) | at("wide_high", "wide_high", exclusive_high))
    )
    empty = strict_empty & wide_empty
    conflict = empty if contested is None else contested.reindex(result.index, fill_value=False)
    near = strict_empty & ~conflict
    result["conflict_amount"] = conflict
    result["within_tolerance"] = near
    result["gap"] = (result["low"] - result["high"]).clip(lower=0).where(conflict)
    result["inner_low"], result["inner_high"] = result["low"], result["high"]
    for bound, column, flag in (
        ("low", "low", exclusive_low),
        ("high", "high", exclusive_high),
    ):
        infinite = np.isinf(result[bound])
        tight = at(bound, column, flag)
        hull = at(f"hull_{bound}", column, ~flag)
        result[f"{bound}_exclusive"] = np.where(conflict, ~hull, tight) & ~infinite
        result[f"{bound}_firm"] = at(bound, column, firm) | infinite
        result[bound] = result[bound].mask(near, result[f"wide_{bound}"])
        result[bound] = result[bound].mask(conflict | empty, result[f"hull_{bound}"])
        result[bound] = result[bound].where(result["rate_gap"].eq(""))
        result[f"{bound}_exclusive"] &= ~np.isinf(result[bound])
    result["approximate"] = ~(result.pop("low_firm") & result.pop("high_firm")) & ~conflict
    return result.drop(columns=["wide_low", "wide_high", "hull_low", "hull_high"])


def _converted(value: pd.DataFrame, currency: str | None) -> pd.DataFrame:
    """Money in `currency`, at the rate of the day of the record's latest amount."""
    value["home_low"], value["home_high"] = value["low"], value["high"]
    value["unit"] = value["home_unit"]
    money = value["home_unit"].isin(CURRENCIES)
    if currency is None:
        value["rate"], value["fixing"] = 1.0, pd.NaT
        value["fixing"] = pd.to_datetime(value["fixing"])
        return value
    found = fx.fixings(value, currency, unit="home_unit")
    same = value["home_unit"].eq(currency)
    value["rate"] = found["rate"]
    value["fixing"] = found["fixing"].mask(same)
    value["rate_gap"] = value["rate_gap"].mask(value["rate_gap"].eq(""), found["rate_gap"])
    for name in ("low", "high", "gap"):
        value[name] *= value["rate"]
    value["unit"] = value["unit"].mask(money, currency)
    return value
