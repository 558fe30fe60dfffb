"""What no source says: found by shape, listed as "not reported", never taken for zero."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.records import FLOWS

KINDS = {
    "amount": "no source reports an amount",
    "share": "no source reports a share",
    "partner_stake": "named as a partner; no source reports a stake",
    "partner_amount": "named as a partner; no source reports what it pays",
    "unassigned": "no source says who holds the rest",
    "basis": "no source says whether the new money is in it (pre-money or post-money)",
    "uncovered": "no source says who pays the rest",
    "unconfirmed": "no party to it has confirmed it officially",
    "one_voice": "the figure rests on one voice",
}
"""What each kind of gap means."""

COLUMNS = ("gap", "record_id", "party_id", "low", "high", "unit", "explanation")


def gaps(records: pd.DataFrame, statements: pd.DataFrame, derived: pd.DataFrame) -> pd.DataFrame:
    """One row a gap, in the order of KINDS.

    Takes the frames of `agreement.agree`, its statements and `derivations.derive`. Columns: gap
    (a key of KINDS), record_id, party_id (whose stake or amount is missing), low, high and unit
    (of what is unassigned or uncovered), explanation.
    """
    measured = records["measure"].notna()
    figured = records["kind"].isin([*FLOWS, "valuation"])
    found = [
        _rows("amount", records.index[records["kind"].isin([*FLOWS, "cost"]) & ~measured]),
        _rows("share", records.index[records["kind"].isin(["stake", "compute_share"]) & ~measured]),
        _partners(records, statements),
        _rest("unassigned", derived, "unassigned_share"),
        _rows("basis", _without_basis(records, statements)),
        _rest("uncovered", derived, "uncovered"),
        _rows(
            "unconfirmed", records.index[figured & measured & records["attestation"].ne("official")]
        ),
        _rows("one_voice", records.index[figured & measured & records["voices"].eq(1)]),
    ]
    table = pd.concat(found, ignore_index=True)
    table["explanation"] = table["gap"].map(KINDS)
    return table[list(COLUMNS)]


def _rows(gap: str, record_ids: pd.Index) -> pd.DataFrame:
    empty = {"party_id": None, "low": np.nan, "high": np.nan, "unit": None}
    frame = pd.DataFrame({"record_id": record_ids}).assign(gap=gap, **empty)
    return frame.astype({"party_id": "str", "unit": "str"})


def _without_basis(records: pd.DataFrame, statements: pd.DataFrame) -> pd.Index:
    valued = records.index[records["kind"].eq("valuation")]
    said = statements.loc[statements["meaning"].notna(), "record_id"]
    return valued.difference(pd.Index(said), sort=False)


def _partners(records: pd.DataFrame, statements: pd.DataFrame) -> pd.DataFrame:
    """Partners of joint ventures without a stake in them, or without an amount paid in."""
    ventures = records.index[records["form"].eq("joint_venture") & records["payee_id"].notna()]
    columns = ["record_id", "payee_id", "partners"]
    named = statements.loc[statements["record_id"].isin(ventures), columns].copy()
    # A set has no order of its own: sorted, the table is the same on every run.
    named["partners"] = named["partners"].map(sorted)
    named = named.explode("partners").drop_duplicates(["record_id", "partners"])
    named = named.rename(columns={"partners": "party_id"})
    missing = []
    for gap, kind in (("partner_stake", "stake"), ("partner_amount", "investment")):
        said = records.loc[
            records["kind"].eq(kind) & records["measure"].notna(), ["payer_id", "payee_id"]
        ].rename(columns={"payer_id": "party_id"})
        found = named.merge(said.drop_duplicates(), how="left", indicator=True)
        unsaid = found[found["_merge"].eq("left_only")]
        missing.append(unsaid[["record_id", "party_id"]].assign(gap=gap))
    return pd.concat(missing).assign(low=np.nan, high=np.nan, unit=None).astype({"unit": "str"})


def _rest(gap: str, derived: pd.DataFrame, derivation: str) -> pd.DataFrame:
    rest = derived[derived["derivation"].eq(derivation) & derived["reading"].eq("")]
    rest = rest[rest["high"] > 0]
    return pd.DataFrame(
        {
            "gap": gap,
            "record_id": rest["inputs"].str.split(";").str[0],
            "party_id": rest["subject"],
            "low": rest["low"],
            "high": rest["high"],
            "unit": rest["unit"],
        }
    )
