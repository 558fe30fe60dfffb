"""Many groups at once: their words in one cell, or their ids kept apart."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc


def joined(words: pd.Series, by: pd.Series, separator: str = ";") -> pd.Series:
    """The words of each group in the order of their rows, as one string.

    `words` has no missing value; `by` tells the group of each row. Indexed by group, sorted. What
    `groupby(...).agg(";".join)` gives, without a call for each group.
    """
    codes, groups = pd.factorize(by, sort=True)
    order = np.argsort(codes, kind="stable")
    ends = np.concatenate([[0], np.cumsum(np.bincount(codes, minlength=len(groups)))])
    listed = pa.chunked_array(pa.table({"words": words.iloc[order]})["words"], pa.large_string())
    listed = listed.combine_chunks()
    groups_of = pa.ListArray.from_arrays(pa.array(ends, pa.int32()), listed)
    cells = pc.binary_join(groups_of, pa.scalar(separator, pa.large_string()))
    index = pd.Index(groups, name=by.name)
    return pd.Series(cells.to_pandas().array, index=index, name=words.name, dtype="str")


MARK = "\n"
"""Between an id and the reading it belongs to; no id holds it."""


def apart(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with its column `reading` in every id that it holds.

    So one run computes what many would: no record of one reading meets one of another.
    """
    mark = MARK + frame["reading"]
    names = ["record_id", "payer_id", "payee_id", "part_of", "asset"]
    names += ["grows_from", "growth_of", "relative_to"]
    marked = {
        name: (frame[name].astype("str") + mark).where(frame[name].notna())
        for name in names
        if name in frame
    }
    if "includes" in frame:
        marked["includes"] = pd.Series(
            [
                tuple(f"{record}{MARK}{reading}" for record in ids)
                for ids, reading in zip(frame["includes"], frame["reading"], strict=True)
            ],
            index=frame.index,
            dtype="object",
        )
    return frame.assign(**marked)
