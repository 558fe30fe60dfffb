"""Tables behind the pages: the published ones, a search in them, and statements in words."""

from __future__ import annotations

import unicodedata
from threading import Condition
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import streamlit as st
from cachetools import LRUCache, cached

from analysis import frames
from analysis.pairs import pairs
from app import elements, languages, numbers, words
from app.languages import _
from app.once import once
from app.record import equivalent

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from app.view import View

FIRST = ("reported", "payer_id", "payee_id", "stage", "attestation", "source_id", "quote")
"""The columns that a reader wants first, after the label."""
ROW, ROWS = 35, 15
"""A row's height in pixels, and how many are in sight before a table scrolls."""
SEARCHES = 32
"""The results of how many searches are kept."""
LONG, PAGE = 200, 100
"""Rows: a table with more than the first is shown in pages of the second."""
MANY, FEW = 40, 20
"""Statements, each in a box of its own: more than the first stand in pages of the second."""


def beside(view: View, record_ids: pd.Index) -> pd.DataFrame:
    """Each statement of these records beside each other one, as `analysis.pairs.pairs` has them."""
    found = frames.statements(view.dataset)
    found = found[found["record_id"].isin(record_ids)]
    return pairs(frames.records(view.dataset), frames.as_of(found, view.as_of))


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
    wanted = tuple(_folded(text).split())
    if not wanted:
        return view.records.index
    found: pd.Index = _having(view, wanted)
    return found


# A reader's clicks search for the same again; no two readers do, so that few searches are kept.
@cached(LRUCache(SEARCHES), condition=Condition())
def _having(view: View, wanted: tuple[str, ...]) -> pd.Index:
    """The ids of the view's records that have all these words, which are folded."""
    records = view.records.index
    found = np.ones(len(records), dtype=bool)
    about, quotes = _searched(view)
    for word in wanted:
        # A word has no space, so that it stands in one of the texts and never across two.
        quoted = view.statements["record_id"][quotes.str.contains(word, regex=False).to_numpy()]
        named = about.str.contains(word, regex=False).to_numpy()
        found &= named | records.isin(quoted.unique())
    return records[found]


@once
def _searched(view: View) -> tuple[pd.Series, pd.Series]:
    """What a search looks through, folded: each record's names and parties, and all quotes."""
    names = {
        key: f"{key} {party.label.en} {party.label.fr or ''}"
        for key, party in view.dataset.parties.items()
    }
    records = view.records
    named = records["parties"].map(lambda ids: " ".join(names[party] for party in ids))
    labels = records["label_en"].astype("str") + " " + records["label_fr"].fillna("").astype("str")
    about = records.index.to_series().astype("str") + " " + labels + " " + named
    return _all_folded(about), _all_folded(view.statements["quote"])


def _all_folded(texts: pd.Series) -> pd.Series:
    """Texts folded all at once, as one text with a line each."""
    lines = texts.astype("str").str.replace("\n", " ", regex=False)
    folded = _folded("\n".join(lines)).split("\n") if len(texts) else []
    return pd.Series(folded, index=texts.index, dtype="str")


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    if apart.isascii():
        return apart
    return apart.translate({ord(char): None for char in set(apart) if unicodedata.combining(char)})


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


def page(rows: int, name: str) -> slice:
    """Which of so many rows of a table to show: all, or of a long one the page that a reader chose.

    Draws the choice, and says in words which rows are shown.
    """
    if rows <= LONG:
        return slice(0, rows)
    shown = elements.turned(rows, PAGE, name)
    said = _(
        "Rows {first} to {last} of {all}; a column sorts these alone. The CSV file below has "
        "every row."
    )
    st.caption(said.format(**elements.places(shown, rows)))
    return shown


def opening(  # noqa: PLR0913 - all but the first two are by name
    table: pd.DataFrame,
    record_ids: pd.Series | None,
    *,
    name: str,
    alt: str,
    config: dict[str, Any] | None = None,
    start: int = 0,
) -> None:
    """A table; with the rows' records (one for each row), a selected row opens its record.

    `start` is the first row's place in the table of which this is a page.
    """
    # What is selected on one page is not selected on the next.
    key = elements.keyed(f"{name}-{start}" if start else name)
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
