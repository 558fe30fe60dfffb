"""Tables behind the pages: the published ones, a search in them, and statements in words."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from analysis import frames
from analysis.pairs import pairs
from app import elements, languages, numbers, words
from app.languages import _
from app.once import of_dataset
from app.record import equivalent
from app.view import View, dataset

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable, Mapping
    from pathlib import Path

    from models.loading import Dataset

FIRST = ("reported", "payer_id", "payee_id", "stage", "attestation", "source_id", "quote")
"""The columns that a reader wants first, after the label."""
ROW, ROWS = 35, 15
"""A row's height in pixels, and how many are in sight before a table scrolls."""


def beside(root: Path, as_of: dt.date | None) -> pd.DataFrame:
    """Each statement beside each other one of its record, as `analysis.pairs.pairs` gives them."""
    found: pd.DataFrame = _beside(dataset(root), as_of)
    return found


@of_dataset(64)
def _beside(data: Dataset, as_of: dt.date | None) -> pd.DataFrame:
    return pairs(frames.records(data), frames.as_of(frames.statements(data), as_of))


def said(view: View, row: Mapping[Hashable, Any]) -> str:
    """What a statement (a row of the statements' frame) says, in words.

    Its figure with the source's own conversion, what it means, who takes part and when it happens;
    "not reported" where it says none of these.
    """
    parts = []
    if isinstance(row["measure"], str):
        parts.append(numbers.reported(row))
        if isinstance(row["equivalent_unit"], str):
            own = equivalent(row)
            parts[-1] = _("{figure} ({own} in its own conversion)").format(
                figure=parts[-1], own=own
            )
    if isinstance(row["meaning"], str):
        parts.append(words.MEANINGS[row["meaning"]])
    if row["partners"]:
        parts.append(languages.listed(view.name(party) for party in sorted(row["partners"])))
    if isinstance(row["event"], str):
        parts.append(numbers.when(row["event"]))
    if isinstance(row["measure"], str):
        return " · ".join(parts)
    whole = " · ".join(parts) or numbers.not_reported()
    return whole if row["verified"] else numbers.unverified(whole)


def attested(row: Mapping[Hashable, Any]) -> str:
    """Who attests a statement, in words, with the outlets that it names."""
    text = words.ATTESTATIONS[row["attestation"]]
    if isinstance(row["upstream"], str):
        text += f" ({row['upstream'].replace(';', _(', '))})"
    return text


def matching(view: View, text: str) -> pd.Index:
    """The ids of the view's records in whose labels, quotes or parties all words of `text` stand.

    Case and accents do not count. A record is found with all its statements, so that a search hides
    no disagreement.
    """
    wanted = _folded(text).split()
    if not wanted:
        return view.records.index
    names = {
        key: f"{key} {party.label.en} {party.label.fr or ''}"
        for key, party in view.dataset.parties.items()
    }
    records = view.records
    named = records["parties"].map(lambda ids: " ".join(names[party] for party in ids))
    quotes = view.statements.groupby("record_id")["quote"].agg(" ".join).reindex(records.index)
    labels = records["label_en"] + " " + records["label_fr"].fillna("").astype("str")
    identity = records.index.to_series() + " " + labels
    hay = (identity + " " + named + " " + quotes).map(_folded)
    found = hay.map(lambda written: all(word in written for word in wanted))
    return records.index[found.to_numpy(dtype=bool)]


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    return "".join(char for char in apart if not unicodedata.combining(char))


def readable(view: View, statements: pd.DataFrame) -> pd.DataFrame:
    """The statements for reading: every public column, codes in words, dates as days.

    `reported` is one column more: what the statement says, in words.
    """
    rows = statements.to_dict("records")
    table = statements[list(frames.STATEMENT_COLUMNS)].reset_index(drop=True)
    reported = [said(view, row) for row in rows]
    table.insert(2, "reported", pd.Series(reported, index=table.index, dtype="str"))
    for name in ("minimum", "maximum", "equivalent_minimum", "equivalent_maximum"):
        table[name] = table[name].astype("float64")
    for name in ("payer_id", "payee_id"):
        table[name] = table[name].map(view.name, na_action="ignore")
    for name, codes in (
        ("kind", words.KINDS),
        ("stage", words.STAGES),
        ("attestation", words.ATTESTATIONS),
    ):
        table[name] = table[name].map(codes)
    table["quote"] = table["quote"].str.replace("**", "")
    label = f"label_{languages.label()}"
    table[label] = [view.label(row["record_id"]) for row in rows]
    first = [label, *FIRST]
    return table[[*first, *(name for name in table.columns if name not in first)]]


def opening(
    table: pd.DataFrame,
    record_ids: pd.Series | None,
    *,
    name: str,
    alt: str,
    config: dict[str, Any] | None = None,
) -> None:
    """A table; with the rows' records (one for each row), a selected row opens its record."""
    key = elements.keyed(name)
    look: dict[str, Any] = {
        "hide_index": True,
        "column_config": config,
        "alt": alt,
        "key": key,
        "height": ROW * (min(len(table), ROWS) + 1) + 2,
        "placeholder": "",
    }
    if record_ids is None:
        st.dataframe(table, **look)
        return
    ids = record_ids.tolist()

    def opened() -> None:
        for row in st.session_state[key].selection.rows:
            if isinstance(ids[row], str):
                elements.open_record(ids[row])

    st.dataframe(table, on_select=opened, selection_mode="single-row", **look)
    st.caption(_("Select a row by its first cell to open its record."))
