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
    "low", "high", "unit", "minimum_exclusive", "maximum_exclusive", "approximate", "meaning",
    "partners",
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
    once["independent"] = _independent(several, once)
    swapped = {"number": "number_other", "source_id": "source_id_other"}
    again = once.rename(columns=swapped | {other: name for name, other in swapped.items()})
    order = ["record_id", "number", "number_other"]
    return pd.concat([once, again])[list(COLUMNS)].sort_values(order, ignore_index=True)


def _verdicts(records: pd.DataFrame, several: pd.DataFrame, once: pd.DataFrame) -> pd.DataFrame:
    """Verdict and conflicts of each pair, by its key: each pair is a record here."""
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
        },
        index=agreed.index,
    )
    content = told[list(_CONTENT)].astype("object").where(told[list(_CONTENT)].notna(), None)
    alike = content.apply(tuple, axis=1).groupby(told["record_id"]).nunique().eq(1)
    # A date that only one of the two gives makes no difference between them.
    alike &= told.groupby("record_id")["event"].nunique().le(1)
    result.loc[agreed["within_tolerance"], "verdict"] = "tolerance"
    result.loc[alike.reindex(agreed.index), "verdict"] = "same"
    result.loc[result["conflicts"].ne(""), "verdict"] = "conflict"
    return result


def _independent(several: pd.DataFrame, once: pd.DataFrame) -> pd.Series:
    """Whether the two sources of each pair are two of the record's voices, and not one.

    They are if the record has a voice less once the two count as one article.
    """
    keys = ["record_id", "source_id", "source_id_other"]
    links = once[keys].drop_duplicates().reset_index(drop=True)
    links["link"] = links.index.astype("str")
    spoken = several[["record_id", "source_id", "upstream"]].rename(columns={"source_id": "by"})
    merged = links.merge(spoken, on="record_id")
    merged["source_id"] = merged["by"].mask(
        merged["by"].eq(merged["source_id_other"]), merged["source_id"]
    )
    as_one = agreement.voices(merged.assign(record_id=merged["link"]))
    apart = links["record_id"].map(agreement.voices(several))
    links["independent"] = apart > links["link"].map(as_one)
    return once[keys].merge(links, on=keys, how="left")["independent"].set_axis(once.index)
