"""What follows from the reported figures: found by the shape of the data, and marked as ours.

Every derivation is interval arithmetic on agreed values, so a contested or open input stays so in
the result. Where an input is contested, the derivation is repeated with each source's own figure
(`reading`). Amounts, shares and quantities are taken to be at least zero; shares are in percent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis import agreement, fx
from analysis.grouping import MARK, apart

if TYPE_CHECKING:
    from collections.abc import Callable

COLUMNS = (
    "derivation", "subject", "low", "high", "low_exclusive", "high_exclusive", "approximate",
    "unit", "formula", "symbols", "inputs", "caveat", "stated_by", "reading",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """How one kind of derivation is worded. `formula` is in words, `caveat` its limits."""

    formula: str
    caveat: str


RULES = {
    "unassigned_share": Rule(
        "100 % less the reported stakes",
        "Assumes that the reported stakes are of the same whole at the same time.",
    ),
    "implied_equity": Rule(
        "what the holder pays in, divided by its stake",
        "Assumes that the money buys the stake, and nothing else does.",
    ),
    "unassigned_value": Rule(
        "the equity that a holder's money implies, times the share nobody is reported to hold",
        "Assumes that all shares cost the same.",
    ),
    "coverage": Rule(
        "the parts with a named payer, divided by the whole",
        "Whether the parts count towards this whole is our reading where no source says so.",
    ),
    "uncovered": Rule(
        "the whole, less the parts with a named payer",
        "Not reported is not the same as not paid: others may have paid or pledged it.",
    ),
    "part_of_whole": Rule("the part, divided by its whole", "Both as agreed by their sources."),
    "post_money": Rule(
        "the amount, divided by the valuation",
        "Holds if the valuation includes the new money (post-money).",
    ),
    "pre_money": Rule(
        "the amount, divided by the valuation and the amount",
        "Holds if the valuation excludes the new money (pre-money).",
    ),
    "growth": Rule(
        "the later cost, divided by the earlier",
        "Assumes that both are costs of the same thing.",
    ),
    "yearly_growth": Rule(
        "the growth, to the power of one over the years between, less 100 %",
        "Assumes the same growth in each year.",
    ),
    "capacity_growth": Rule(
        "the later capacity, divided by the first", "Over the whole time between, not by the year."
    ),
    "price_per_unit": Rule(
        "the price of the site, divided by its capacity",
        "The price is of what was bought, not of what it will have cost when equipped.",
    ),
    "yearly_average": Rule(
        "the amount, divided by the years it is spread over",
        "An average: no source says how the money is spread.",
    ),
    "remaining_share": Rule(
        "100 % less the shares reported for the same time",
        "Assumes that the reported shares are of the same need.",
    ),
    "implied_rate": Rule(
        "the amount, divided by the source's own conversion of it",
        "Either figure may be rounded by the source.",
    ),
}


def derive(
    records: pd.DataFrame, statements: pd.DataFrame, currency: str | None = None
) -> pd.DataFrame:
    """One row a derivation, and one more for each source's figure where an input is contested.

    Takes the frame of `agreement.agree`, its statements and its currency. Columns: derivation (a
    key of RULES), subject (a record, or the party it is about), low, high, low_exclusive,
    high_exclusive, approximate, unit, formula (words), symbols, inputs (record ids, `;`), caveat,
    stated_by (sources that state the same number, `;`), reading (a source id, else empty).
    """
    whole = _all(records).assign(reading="")
    readings = _readings(whole, records, statements, currency)
    table = pd.concat([whole, readings, _implied_rates(statements)], ignore_index=True)
    table = table[~_ruled_out(table, statements)].reset_index(drop=True)
    table["formula"] = table["derivation"].map({name: rule.formula for name, rule in RULES.items()})
    table["caveat"] = table["derivation"].map({name: rule.caveat for name, rule in RULES.items()})
    table["stated_by"] = _stated_by(table, records)
    order = table["derivation"].map({name: i for i, name in enumerate(RULES)})
    table = table.assign(order=order).sort_values(["order", "subject", "inputs", "reading"])
    return table[list(COLUMNS)].reset_index(drop=True)


def _readings(
    whole: pd.DataFrame, records: pd.DataFrame, statements: pd.DataFrame, currency: str | None
) -> pd.DataFrame:
    """The derivations that use a contested record, once more by each source's figure of it.

    All readings are worked out in one go: the records and parties of each carry its source in
    their ids, so that no reading meets another.
    """
    contested = records.index[records["conflict_amount"]]
    spoken = statements.loc[
        statements["record_id"].isin(contested) & statements["measure"].notna(),
        ["record_id", "source_id"],
    ].drop_duplicates()
    spoken = spoken.rename(columns={"source_id": "reading"})
    inputs = pd.DataFrame({"row": whole.index, "record_id": whole["inputs"].str.split(";")})
    inputs = inputs.explode("record_id")
    wanted = inputs.merge(spoken, on="record_id")[["row", "reading"]].drop_duplicates()
    needed = wanted.merge(inputs, on="row")[["record_id", "reading"]].drop_duplicates()
    kept = statements.merge(needed, on="record_id")
    kept = kept[~kept["record_id"].isin(contested) | kept["source_id"].eq(kept["reading"])]
    fixed = needed.merge(records[[*agreement.FIXED]], left_on="record_id", right_index=True)
    again = agreement.agree(apart(fixed).set_index("record_id"), apart(kept), currency)
    rows = _all(again)
    own = (spoken["record_id"] + MARK + spoken["reading"]).tolist()
    used = rows["inputs"].str.split(";").explode().isin(own).groupby(level=0).any()
    rows = rows[used.reindex(rows.index, fill_value=False)]
    rows = rows.assign(reading=rows["inputs"].str.rsplit(MARK, n=1).str[-1])
    for name in ("subject", "inputs"):
        rows[name] = rows[name].str.replace(f"{MARK}[^;]*", "", regex=True)
    return rows


_BOUNDS = ("low", "high", "low_exclusive", "high_exclusive", "approximate")
_BASES = ("post_money", "pre_money")


def _all(records: pd.DataFrame) -> pd.DataFrame:
    measured = records[records["measure"].notna() & records["rate_gap"].fillna("").eq("")]
    rules: tuple[Callable[[pd.DataFrame], pd.DataFrame], ...] = (
        _unassigned,
        _implied_equity,
        _coverage,
        _part_of_whole,
        _bought,
        _growth,
        _capacity,
        _yearly_average,
        _remaining,
    )
    return pd.concat([rule(measured) for rule in rules], ignore_index=True)


def _rows(  # noqa: PLR0913 - one argument a column
    derivation: str,
    *,
    subject: pd.Series,
    value: pd.DataFrame,
    unit: pd.Series | str,
    symbols: list[str],
    inputs: pd.Series,
) -> pd.DataFrame:
    once = inputs.str.split(";").map(lambda ids: ";".join(dict.fromkeys(ids)))
    frame = value.assign(
        derivation=derivation, subject=subject, unit=unit, symbols=symbols, inputs=once
    )
    said = [f"{s} = {v}" for s, v in zip(frame["symbols"], _spelt(frame), strict=True)]
    texts = dict.fromkeys(("derivation", "subject", "unit", "symbols", "inputs"), "str")
    return frame.assign(symbols=said).astype(texts).reset_index(drop=True)


def _interval(frame: pd.DataFrame) -> pd.DataFrame:
    """The five columns of an interval."""
    return frame[list(_BOUNDS)]


def _times(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """The product of what is at least zero; open where an end is open."""
    low = one["low"].clip(lower=0) * other["low"].clip(lower=0)
    low = low.where(np.isfinite(one["low"]) & np.isfinite(other["low"]), -np.inf)
    return _joined(one, other, low, one["high"] * other["high"])


def _over(one: pd.DataFrame, other: pd.DataFrame, scale: float = 1.0) -> pd.DataFrame:
    """The quotient: least over greatest to greatest over least; open where an end is open."""
    low = (one["low"] * scale / other["high"]).where(np.isfinite(other["high"]), -np.inf)
    floor = other["low"].clip(lower=0)
    high = (one["high"] * scale / floor.replace(0, np.nan)).fillna(np.inf)
    flipped = other.rename(
        columns={"low_exclusive": "high_exclusive", "high_exclusive": "low_exclusive"}
    )
    return _joined(one, flipped, low, high)


def _less(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    flipped = other.rename(
        columns={"low_exclusive": "high_exclusive", "high_exclusive": "low_exclusive"}
    )
    return _joined(one, flipped, one["low"] - other["high"], one["high"] - other["low"])


def _joined(
    one: pd.DataFrame, other: pd.DataFrame, low: pd.Series, high: pd.Series
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "low": low,
            "high": high,
            "low_exclusive": (one["low_exclusive"] | other["low_exclusive"]) & np.isfinite(low),
            "high_exclusive": (one["high_exclusive"] | other["high_exclusive"]) & np.isfinite(high),
            "approximate": one["approximate"] | other["approximate"],
        }
    )


def _summed(frame: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Interval sums of a frame by group, with the records' ids and a spelt sum."""
    spelt = frame.assign(ids=frame.index, spelt=_spelt(frame))
    sums = spelt.groupby(by, sort=False, as_index=False).agg(
        low=("low", "sum"),
        high=("high", "sum"),
        low_exclusive=("low_exclusive", "any"),
        high_exclusive=("high_exclusive", "any"),
        approximate=("approximate", "any"),
        ids=("ids", ";".join),
        spelt=("spelt", " + ".join),
    )
    # Without a group there is nothing to take these columns' type from.
    return sums.astype({"ids": "str", "spelt": "str"})


def _hundred(like: pd.DataFrame) -> pd.DataFrame:
    flags = {"low_exclusive": False, "high_exclusive": False, "approximate": False}
    return pd.DataFrame({"low": 100.0, "high": 100.0, **flags}, index=like.index)


def _unassigned(records: pd.DataFrame) -> pd.DataFrame:
    stakes = _summed(records[records["kind"].eq("stake")], ["payee_id"])
    rest = _less(_hundred(stakes), _interval(stakes))
    # Nobody holds less than nothing, though the most that each may hold can add up to over 100 %.
    beyond = rest["low"].lt(0) & np.isfinite(rest["low"])
    rest["low"] = rest["low"].mask(beyond, 0.0)
    rest["low_exclusive"] &= ~beyond
    return _rows(
        "unassigned_share",
        subject=stakes["payee_id"],
        value=rest,
        unit="percent",
        symbols=[f"100 % - ({spelt})" for spelt in stakes["spelt"]],
        inputs=stakes["ids"],
    )


def _implied_equity(records: pd.DataFrame) -> pd.DataFrame:
    """Implied equity of a target by holder, and the value of what nobody is reported to hold."""
    money = records[records["kind"].eq("investment") & records["includes"].map(len).eq(0)]
    # A part of what the same payer puts into the same payee is already in that whole.
    above = _descent(records).join(money[["payer_id", "payee_id"]], on="record_id")
    above = above.merge(
        money[["payer_id", "payee_id"]],
        left_on=["whole", "payer_id", "payee_id"],
        right_on=["record_id", "payer_id", "payee_id"],
    )
    money = money[~money.index.isin(above["record_id"])]
    paid = _summed(money, ["payer_id", "payee_id", "unit"])
    stakes = records[records["kind"].eq("stake")].reset_index()
    pairs = paid.merge(stakes, on=["payer_id", "payee_id"], suffixes=("", "_of"))
    under = _under(pairs)
    equity = _over(_interval(pairs), _interval(under), 100.0)
    shares = _spelt(under)
    symbols = [f"({money}) / {share}" for money, share in zip(pairs["spelt"], shares, strict=True)]
    inputs = pairs["ids"] + ";" + pairs["record_id"]
    implied = _rows(
        "implied_equity",
        subject=pairs["payee_id"],
        value=equity,
        unit=pairs["unit"],
        symbols=symbols,
        inputs=inputs,
    )
    left = _unassigned(records).set_index("subject")
    known = implied["subject"].map(left["high"]).gt(0)
    implied_left = implied[known].reset_index(drop=True)
    rest = left.loc[implied_left["subject"]].reset_index()
    spelt, rest_spelt = _spelt(implied_left), _spelt(rest)
    value = _times(_interval(implied_left), _interval(rest))
    value[["low", "high"]] /= 100.0
    unassigned = _rows(
        "unassigned_value",
        subject=implied_left["subject"],
        value=value,
        unit=implied_left["unit"],
        symbols=[f"{one} x {other}" for one, other in zip(spelt, rest_spelt, strict=True)],
        inputs=implied_left["inputs"] + ";" + rest["inputs"],
    )
    return pd.concat([implied, unassigned], ignore_index=True)


def _descent(records: pd.DataFrame) -> pd.DataFrame:
    """Every record with each whole above it: columns record_id and whole."""
    parent = records["part_of"].dropna()
    level = parent.rename("whole").reset_index()
    found = []
    while not level.empty:
        found.append(level)
        level = level.assign(whole=level["whole"].map(parent)).dropna()
    columns = ["record_id", "whole"]
    return pd.concat(found, ignore_index=True)[columns] if found else pd.DataFrame(columns=columns)


def _coverage(records: pd.DataFrame) -> pd.DataFrame:
    """What parts with a named payer cover of each whole above them, and what they do not."""
    descent = _descent(records)
    lines = descent.join(records, on="record_id")
    included = records["includes"].explode()
    aggregates = included.index[included.isin(records.index)]
    lines = lines[
        lines["payer_id"].notna()
        & lines["whole"].isin(records.index)
        & ~lines["record_id"].isin(aggregates)
    ]
    # A payer's part within another payer's part of the same whole is already in it.
    pairs = lines[["record_id", "whole"]]
    nested = descent.rename(columns={"whole": "within"}).merge(
        pairs.rename(columns={"record_id": "within"}), on="within"
    )
    lines = lines.merge(nested, on=["record_id", "whole"], how="left")
    lines = lines.drop_duplicates(["record_id", "whole"])
    lines = lines[lines["within"].isna()].set_index("record_id")
    # Amounts that were not converted to one unit do not add up.
    mixed = lines.loc[lines["unit"].ne(lines["whole"].map(records["unit"])), "whole"]
    lines = lines[~lines["whole"].isin(mixed)]
    parts = _summed(lines, ["whole"])
    wholes = records.loc[parts["whole"]].reset_index()
    spelt = _spelt(wholes)
    inputs = parts["whole"] + ";" + parts["ids"]
    coverage = _rows(
        "coverage",
        subject=parts["whole"],
        value=_over(_interval(parts), _interval(wholes), 100.0),
        unit="percent",
        symbols=[f"({one}) / {other}" for one, other in zip(parts["spelt"], spelt, strict=True)],
        inputs=inputs,
    )
    rest = _rows(
        "uncovered",
        subject=parts["whole"],
        value=_less(_interval(wholes), _interval(parts)),
        unit=wholes["unit"],
        symbols=[f"{other} - ({one})" for one, other in zip(parts["spelt"], spelt, strict=True)],
        inputs=inputs,
    )
    return pd.concat([coverage, rest], ignore_index=True)


def _spelt(frame: pd.DataFrame) -> list[str]:
    columns = ["low", "high", "unit", "low_exclusive", "high_exclusive"]
    return [
        spell(low, high, unit, low_exclusive=above, high_exclusive=below)
        for low, high, unit, above, below in frame[columns].itertuples(index=False, name=None)
    ]


def _under(pairs: pd.DataFrame) -> pd.DataFrame:
    """The second of each pair: the columns that end in `_of`, under their plain names."""
    names = [*_BOUNDS, "unit"]
    return pairs[[f"{name}_of" for name in names]].set_axis(names, axis=1)


def _quotients(
    derivation: str, pairs: pd.DataFrame, *, scale: float, unit: pd.Series | str, subject: pd.Series
) -> pd.DataFrame:
    """One quotient a row, of the columns of a pair: plain names over names that end in `_of`."""
    under = _under(pairs)
    over, below = _spelt(pairs), _spelt(under)
    return _rows(
        derivation,
        subject=subject,
        value=_over(_interval(pairs), _interval(under), scale),
        unit=unit,
        symbols=[f"{one} / {other}" for one, other in zip(over, below, strict=True)],
        inputs=pairs["record_id"] + ";" + pairs["record_id_of"],
    )


def _paired(
    one: pd.DataFrame, other: pd.DataFrame, left: list[str], right: list[str]
) -> pd.DataFrame:
    """Each record of `one` beside each of `other` whose values are equal; `_of` is the other's."""
    return one.reset_index().merge(
        other.reset_index().add_suffix("_of"), left_on=left, right_on=right
    )


def _part_of_whole(records: pd.DataFrame) -> pd.DataFrame:
    parts = records[records["part_of"].notna()]
    pairs = _paired(parts, records, ["part_of", "unit"], ["record_id_of", "unit_of"])
    return _quotients(
        "part_of_whole", pairs, scale=100.0, unit="percent", subject=pairs["record_id"]
    )


def _bought(records: pd.DataFrame) -> pd.DataFrame:
    """The share that an amount not yet paid buys at a target's valuation."""
    unpaid = records[
        records["kind"].eq("investment")
        & records["stage"].ne("completed")
        & records["includes"].map(len).eq(0)
    ]
    valuations = records[records["kind"].eq("valuation")]
    pairs = _paired(unpaid, valuations, ["payee_id", "unit"], ["payee_id_of", "unit_of"])
    post = _quotients("post_money", pairs, scale=100.0, unit="percent", subject=pairs["record_id"])
    value = post[list(_BOUNDS)].copy()
    # a / (v + a) rises with a and falls with v: each end is taken at its own corner.
    for end, far in (("low", "high"), ("high", "low")):
        amount, valuation = pairs[end], pairs[f"{far}_of"].clip(lower=0)
        value[end] = (100.0 * amount / (valuation + amount)).where(np.isfinite(amount), post[end])
    spelt = _spelt(pairs)
    worth = _spelt(_under(pairs))
    pre = _rows(
        "pre_money",
        subject=pairs["record_id"],
        value=value,
        unit="percent",
        symbols=[f"{a} / ({v} + {a})" for a, v in zip(spelt, worth, strict=True)],
        inputs=pairs["record_id"] + ";" + pairs["record_id_of"],
    )
    return pd.concat([post, pre], ignore_index=True)


def _ruled_out(table: pd.DataFrame, statements: pd.DataFrame) -> pd.Series:
    """Whether a row takes a valuation for post-money that is said to be pre-money, or the reverse.

    Where the sources say neither, or both, no row is ruled out.
    """
    said = statements[statements["meaning"].isin(_BASES)].groupby("record_id")["meaning"]
    basis = said.first()[said.nunique().eq(1)]
    told = table["inputs"].str.split(";").str[-1].map(basis)
    return table["derivation"].isin(_BASES) & told.notna() & told.ne(table["derivation"])


def _growth(records: pd.DataFrame) -> pd.DataFrame:
    """Growth between consecutive yearly costs of one payer to one payee."""
    costs = records[records["kind"].eq("cost") & records["measure"].eq("money")].copy()
    costs["year"] = costs["event_high"].dt.year
    costs = costs[costs["event_low"].dt.year.eq(costs["year"])].sort_values("year")
    costs["payee_id"] = costs["payee_id"].fillna("")
    later = costs.reset_index()
    earlier = later.groupby(["payer_id", "payee_id", "unit"]).shift(1)
    pairs = later.join(earlier.add_suffix("_of")).assign(unit_of=later["unit"])
    pairs = pairs[pairs["year_of"].lt(pairs["year"])].reset_index(drop=True)
    for name in ("low_exclusive_of", "high_exclusive_of", "approximate_of"):
        pairs[name] = pairs[name].astype("bool")
    growth = _quotients("growth", pairs, scale=1.0, unit="multiple", subject=pairs["payer_id"])
    years = pairs["year"] - pairs["year_of"]
    yearly = growth[list(_BOUNDS)].copy()
    for end in ("low", "high"):
        yearly[end] = (growth[end].clip(lower=0) ** (1 / years) - 1) * 100
    rate = _rows(
        "yearly_growth",
        subject=growth["subject"],
        value=yearly,
        unit="percent",
        symbols=[
            f"({of}) ^ (1/{n:.0f}) - 1"
            for of, n in zip(growth["symbols"].str.split(" = ").str[0], years, strict=True)
        ],
        inputs=growth["inputs"],
    )
    return pd.concat([growth, rate], ignore_index=True)


def _capacity(records: pd.DataFrame) -> pd.DataFrame:
    """Growth of a capacity, and the price of a site for each unit of its capacity."""
    later = records[records["grows_from"].notna()]
    grown = _paired(later, records, ["grows_from", "unit"], ["record_id_of", "unit_of"])
    growth = _quotients(
        "capacity_growth", grown, scale=1.0, unit="multiple", subject=grown["record_id"]
    )
    bought = records[records["asset"].notna()]
    capacities = records[records["kind"].eq("capacity")]
    priced = _paired(bought, capacities, ["asset"], ["payee_id_of"])
    unit = priced["unit"] + "/" + priced["unit_of"]
    price = _quotients("price_per_unit", priced, scale=1.0, unit=unit, subject=priced["asset"])
    return pd.concat([growth, price], ignore_index=True)


def _yearly_average(records: pd.DataFrame) -> pd.DataFrame:
    spread = records[records["horizon_high"].gt(0)].reset_index()
    years = pd.DataFrame(
        {
            "low": spread["horizon_low"],
            "high": spread["horizon_high"],
            "low_exclusive": False,
            "high_exclusive": False,
            "approximate": False,
        }
    )
    spans = _spelt(years.assign(unit="year"))
    return _rows(
        "yearly_average",
        subject=spread["record_id"],
        value=_over(_interval(spread), years),
        unit=spread["unit"],
        symbols=[f"{one} / {other}" for one, other in zip(_spelt(spread), spans, strict=True)],
        inputs=spread["record_id"],
    )


def _remaining(records: pd.DataFrame) -> pd.DataFrame:
    """What is left of a consumer's need at one time; only where the shares are bounded above."""
    shares = records[records["kind"].eq("compute_share") & records["event_high"].notna()]
    shares = _summed(shares.assign(when=shares["event_high"]), ["payee_id", "when"])
    shares = shares[shares["high"].le(100)].reset_index(drop=True)
    return _rows(
        "remaining_share",
        subject=shares["payee_id"],
        value=_less(_hundred(shares), _interval(shares)),
        unit="percent",
        symbols=[f"100 % - ({spelt})" for spelt in shares["spelt"]],
        inputs=shares["ids"],
    )


def implied_rates(statements: pd.DataFrame) -> pd.DataFrame:
    """The exchange rate in each source's own conversion, beside the ECB's.

    One row a statement with an `equivalent`: record_id, number, source_id, value_date, base and
    quote (the pair as markets quote it), low and high (units of quote for one of base), official
    (the ECB's rate, NaN where there is none), fixing, difference (of the middle of the implied
    rate from the official one, as a ratio), approximate.
    """
    both = statements[statements["equivalent_unit"].notna()].copy()
    pairs = [
        fx.quoted(unit, other)
        for unit, other in zip(both["unit"], both["equivalent_unit"], strict=True)
    ]
    both["base"] = pd.Series([base for base, _ in pairs], index=both.index, dtype="str")
    both["quote"] = pd.Series([quote for _, quote in pairs], index=both.index, dtype="str")
    beside_low = both["equivalent_minimum"].astype("float64")
    beside_high = both["equivalent_maximum"].astype("float64")
    # The amount is in the quote currency, or its equivalent is: divide by the base's figure.
    straight = both["unit"].eq(both["quote"])
    low = (both["low"] / beside_high).where(straight, beside_low / both["high"])
    high = (both["high"] / beside_low).where(straight, beside_high / both["low"])
    both["low"], both["high"] = low, high
    beside_about = both["equivalent_approximate"].eq(other=True)
    both["approximate"] = both["approximate"].eq(other=True) | beside_about
    rows = []
    for base, target, day in both[["base", "quote", "value_date"]].itertuples(index=False):
        fixed = fx.fixing(base, target, day.date())
        rows.append((float(fixed.rate), fixed.day) if fixed else (np.nan, pd.NaT))
    both["official"] = pd.Series([r for r, _ in rows], index=both.index, dtype="float64")
    both["fixing"] = pd.to_datetime(pd.Series([d for _, d in rows], index=both.index))
    both["difference"] = (both["low"] + both["high"]) / 2 / both["official"] - 1
    columns = ["record_id", "number", "source_id", "value_date", "base", "quote", "low", "high"]
    columns += ["official", "fixing", "difference", "approximate"]
    return both[columns].reset_index(drop=True)


def _implied_rates(statements: pd.DataFrame) -> pd.DataFrame:
    rates = implied_rates(statements)
    spelt = [
        f"{record}: {quote} for one {base}"
        for record, quote, base in rates[["record_id", "quote", "base"]].itertuples(index=False)
    ]
    value = rates[["low", "high"]].assign(
        low_exclusive=False, high_exclusive=False, approximate=rates["approximate"]
    )
    return _rows(
        "implied_rate",
        subject=rates["record_id"],
        value=value,
        unit=rates["quote"] + "/" + rates["base"],
        symbols=spelt,
        inputs=rates["record_id"],
    ).assign(reading=rates["source_id"])


def _stated_by(table: pd.DataFrame, records: pd.DataFrame) -> pd.Series:
    """Sources that state the same growth themselves, within a twentieth of it."""
    said = records[records["growth_of"].notna() & records["measure"].notna()]
    own = said[["sources", "low", "high"]].assign(
        inputs=said["growth_of"] + ";" + said["relative_to"]
    )
    rows = table[["inputs", "low", "high"]].assign(row=table.index)
    pairs = rows[table["derivation"].eq("growth")].merge(own, on="inputs", suffixes=("", "_said"))
    slack = 1 + agreement.ABOUT
    agrees = (pairs["low_said"] <= pairs["high"] * slack) & (
        pairs["low"] <= pairs["high_said"] * slack
    )
    sources = pairs[agrees].groupby("row")["sources"].agg(";".join)
    return sources.reindex(table.index).fillna("")


def spell(
    low: float, high: float, unit: str, *, low_exclusive: bool = False, high_exclusive: bool = False
) -> str:
    """An interval in short plain words, such as `15-19bn USD`, `> 240 MW` or `40 %`."""
    ends = [bound for bound in (low, high) if np.isfinite(bound)]
    if not ends:
        return f"? {unit}"
    currency = unit.isupper() and len(unit) == len("USD")
    power, suffix = next(
        ((p, s) for p, s in ((1e12, "tn"), (1e9, "bn"), (1e6, "m")) if max(ends) >= p), (1.0, "")
    )
    if not currency and "/" not in unit:
        power, suffix = 1.0, ""
    figures = [f"{bound / power:.6g}" for bound in ends]
    name = "%" if unit == "percent" else unit
    if len(ends) == 1:
        above, below = ">" if low_exclusive else ">=", "<" if high_exclusive else "<="
        sign = above if np.isfinite(low) else below
        return f"{sign} {figures[0]}{suffix} {name}"
    shown = figures[0] if low == high else f"{figures[0]}-{figures[1]}"
    return f"{shown}{suffix} {name}"
