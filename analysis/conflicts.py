"""Where sources cannot both be right: found by rule, for every record.

Kinds: `amount` (two figures), `bound` (two bounds that meet but exclude each other, such as at
most 240 and more than 240), `date`, `partners` (neither list contains the other: a list that
names fewer is compatible) and `meaning` (the same figure or date said of two different things).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis import agreement
from analysis.grouping import joined

KINDS = ("amount", "bound", "date", "partners", "meaning")

STATES = {
    "contested": "sources cannot both be right",
    "concurring": "independent voices concur",
    "single": "it rests on a single voice",
}
"""What each state of a record means."""

COLUMNS = (
    "record_id", "kind", "conflict", "low", "high", "unit", "gap", "gap_relative",
    "statements", "sources", "voices", "independent", "totals", "widens_by",
)  # fmt: skip


def conflicts(
    records: pd.DataFrame, statements: pd.DataFrame, totals: pd.DataFrame
) -> pd.DataFrame:
    """One row a conflict; takes the frames of `agreement.agree` and `totals.totals`.

    Columns: record_id, kind (of the record), conflict (one of KINDS), low and high (the
    envelope), unit, gap (distance between the two furthest that exclude each other, in `unit`),
    gap_relative (gap over the smaller of the two), statements (numbers within the record, `;`),
    sources (`;`), voices (independent ones among them), independent (more than one), totals
    (the questions whose total counts the record: `from ID`, `from ID to ID`; `;`), widens_by (how
    much wider it makes each, in `unit`). Sorted by relative size, then record.
    """
    found = pd.concat(
        [
            _amounts(records),
            _dates(statements),
            _partners(statements),
            _meanings(statements),
        ],
        ignore_index=True,
    )
    if found.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    about = _about(found, statements)
    found = found.merge(about, on=["record_id", "conflict"])
    facts = records[["kind", "low", "high", "unit", "gap", "gap_relative"]]
    found = found.join(facts, on="record_id")
    measured = found["conflict"].isin(["amount", "bound"])
    figures = ["low", "high", "unit", "gap", "gap_relative"]
    found[figures] = found[figures].where(measured)
    counted_in = found["record_id"].where(measured).map(_counted_in(totals))
    found["totals"] = counted_in.astype("str").fillna("")
    found["widens_by"] = (found["high"] - found["low"]).where(found["totals"].ne(""))
    order = found.sort_values(
        ["gap_relative", "record_id", "conflict"], ascending=[False, True, True]
    )
    return order[list(COLUMNS)].reset_index(drop=True)


def _counted_in(totals: pd.DataFrame) -> pd.Series:
    """For each record, the questions (at all stages) whose total counts it."""
    asked = totals[totals["stage"].isna()]
    payer = ("from " + asked["payer_id"].astype("str")).fillna("")
    payee = ("to " + asked["payee_id"].astype("str")).fillna("")
    questions = pd.DataFrame(
        {
            "question": (payer + " " + payee).str.strip(),
            "record_id": asked["counted"].str.split(";"),
        }
    ).explode("record_id")
    questions = questions.dropna()
    return joined(questions["question"], questions["record_id"])


def _amounts(records: pd.DataFrame) -> pd.DataFrame:
    contested = records[records["conflict_amount"]]
    kinds = np.where(contested["gap"].eq(0), "bound", "amount")
    return pd.DataFrame({"record_id": contested.index, "conflict": kinds})


def _one_a_record(record_ids: pd.Series, conflict: str) -> pd.DataFrame:
    return pd.DataFrame({"record_id": record_ids.drop_duplicates(), "conflict": conflict})


def _dates(statements: pd.DataFrame) -> pd.DataFrame:
    dated = statements[statements["event"].notna()]
    low, high = dated["event_low"], dated["event_high"]
    keys = dated["record_id"]
    latest_start = low.groupby(keys).max()
    earliest_end = high.groupby(keys).min()
    apart = latest_start > earliest_end
    return _one_a_record(apart.index[apart].to_series(), "date")


def _pairs(statements: pd.DataFrame, column: str) -> pd.DataFrame:
    kept = statements[["record_id", "number", column]]
    pairs = kept.merge(kept, on="record_id", suffixes=("", "_other"))
    return pairs[pairs["number"] < pairs["number_other"]]


def _partners(statements: pd.DataFrame) -> pd.DataFrame:
    pairs = _pairs(statements[statements["partners"].map(len) > 0], "partners")
    apart = [
        not (one <= other or other <= one)
        for one, other in zip(pairs["partners"], pairs["partners_other"], strict=True)
    ]
    return _one_a_record(pairs["record_id"][apart], "partners")


def _meanings(statements: pd.DataFrame) -> pd.DataFrame:
    said = statements[statements["meaning"].notna()]
    readings = said.groupby("record_id")["meaning"].nunique()
    return _one_a_record(readings.index[readings > 1].to_series(), "meaning")


def _about(found: pd.DataFrame, statements: pd.DataFrame) -> pd.DataFrame:
    """Which statements stand in each conflict, and how many independent voices they are."""
    column = {"date": "event", "partners": "partners", "meaning": "meaning"}
    read = ["record_id", "number", "source_id", "upstream", "measure", *column.values()]
    rows = found.merge(statements[read], on="record_id")
    speaks = pd.Series(data=False, index=rows.index)
    for conflict in KINDS:
        said = rows[column.get(conflict, "measure")]
        said = said.map(len) > 0 if conflict == "partners" else said.notna()
        speaks |= rows["conflict"].eq(conflict) & said
    rows = rows[speaks]
    # A record may be contested in two ways, by different statements: each way is a group.
    named = rows.assign(record_id=rows["record_id"] + "\n" + rows["conflict"])
    groups = named["record_id"]
    spoken = named.drop_duplicates(["record_id", "source_id"]).sort_values("source_id")
    listed = rows[["record_id", "conflict"]].set_index(groups).drop_duplicates()
    listed = listed.assign(
        statements=joined(rows["number"].astype("str"), groups),
        sources=joined(spoken["source_id"], spoken["record_id"]),
        voices=agreement.voices(named),
    )
    listed["independent"] = listed["voices"] > 1
    return listed.reset_index(drop=True)


def concurrence(records: pd.DataFrame, found: pd.DataFrame) -> pd.Series:
    """Each record's state: a key of STATES."""
    state = np.where(records["voices"] > 1, "concurring", "single")
    contested = records.index.isin(found["record_id"])
    return pd.Series(np.where(contested, "contested", state), index=records.index, name="state")
