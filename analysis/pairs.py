"""Two statements of one record, side by side: do they say the same, can both hold, or not?

The rules are those of `agreement` and `conflicts`, applied to each pair alone: whatever a third
source says does not matter here.
"""

from __future__ import annotations

import pandas as pd

from analysis import agreement, conflicts

VERDICTS = ("same", "compatible", "tolerance", "conflict")
"""Both say the same; they differ and both can hold; they differ by no more than the tolerance of
an exchange rate or of "about"; they cannot both hold."""

COLUMNS = (
    "record_id", "number", "source_id", "number_other", "source_id_other",
    "verdict", "conflicts", "independent",
)  # fmt: skip

_CONTENT = (
    "low", "high", "unit", "minimum_exclusive", "maximum_exclusive", "approximate", "event",
    "meaning", "partners",
)  # fmt: skip


# What a conflict does to totals is not asked of a pair: one question, to which nothing counts.
_NO_TOTALS = pd.DataFrame(
    {"payer_id": ["nobody"], "payee_id": ["nobody"], "stage": [None], "counted": [""]}
)


def pairs(records: pd.DataFrame, statements: pd.DataFrame) -> pd.DataFrame:
    """Two rows for every two statements of one record: each seen beside the other.

    Takes frames with the columns of `frames.records` and `frames.statements`. Columns: record_id,
    number and source_id (of the statement), number_other and source_id_other (of the one beside
    it), verdict (one of VERDICTS), conflicts (`conflicts.KINDS` in which they part, `;`),
    independent (whether the two are two voices).
    """
    several = statements[statements.duplicated("record_id", keep=False)]
    if several.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    kept = several[["record_id", "number", "source_id"]]
    both = kept.merge(kept, on="record_id", suffixes=("", "_other"))
    once = both[both["number"] < both["number_other"]].reset_index(drop=True)
    first, second = once["number"].astype("str"), once["number_other"].astype("str")
    once["pair"] = once["record_id"] + "\n" + first + "\n" + second
    verdicts = _verdicts(records, several, once)
    once = once.join(verdicts, on="pair").drop(columns="pair")
    swapped = {"number": "number_other", "source_id": "source_id_other"}
    again = once.rename(columns=swapped | {other: name for name, other in swapped.items()})
    order = ["record_id", "number", "number_other"]
    return pd.concat([once, again])[list(COLUMNS)].sort_values(order, ignore_index=True)


def _verdicts(records: pd.DataFrame, several: pd.DataFrame, once: pd.DataFrame) -> pd.DataFrame:
    """Verdict, conflicts and independence of each pair, by its key: each pair is a record here."""
    keys = ["record_id", "number"]
    other = once[["pair", "record_id", "number_other"]].rename(columns={"number_other": "number"})
    told = pd.concat([once[["pair", *keys]], other]).merge(several, on=keys)
    told["record_id"] = told.pop("pair")
    about = records.loc[once["record_id"], ["kind", "payer_id", "payee_id"]]
    about = about.set_axis(pd.Index(once["pair"], name="record_id"))
    agreed = agreement.agree(about, told)
    found = conflicts.conflicts(agreed, told, _NO_TOTALS)
    parted = found.groupby("record_id")["conflict"].agg(";".join)
    result = pd.DataFrame(
        {
            "verdict": "compatible",
            "conflicts": parted.reindex(agreed.index).fillna(""),
            "independent": agreed["voices"] > 1,
        },
        index=agreed.index,
    )
    content = told[list(_CONTENT)].astype("object").where(told[list(_CONTENT)].notna(), None)
    said = content.apply(tuple, axis=1).groupby(told["record_id"]).nunique()
    result.loc[agreed["within_tolerance"], "verdict"] = "tolerance"
    result.loc[said.reindex(agreed.index).eq(1), "verdict"] = "same"
    result.loc[result["conflicts"].ne(""), "verdict"] = "conflict"
    return result
