"""Data: every table of the view, searchable, with its CSV and the data dictionary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from analysis import dictionary
from analysis.exports import for_french_excel, statements_table
from app import elements, numbers, tables, words
from app.elements import plain
from app.view import LANGUAGE, View, current
from models.loading import dataset_root

if TYPE_CHECKING:
    from collections.abc import Mapping

# What each published table holds, by its file's name; the order of the choice.
TABLES = {
    "statements": "one row a statement, as reported",
    "records": "one row a record, with what its statements agree on",
    "conflicts": "one row for each way in which sources cannot both be right",
    "totals": "one row a question: how much from a payer, to a payee, or both",
    "claims": "sources' own adding-up beside the sum of its parts, by all and by its own figures",
    "ledgers": "each total line by line: what is added and what is left out, and why",
    "derivations": "what follows from the reported figures, worked out by us",
    "gaps": "what no source says",
    "parties": "one row a party",
    "sources": "one row an article",
    "details": "partners, meanings, horizons, further fragments and notes of the statements",
}
FIGURES = (
    *("minimum", "maximum", "low", "high", "parts_low", "parts_high"),
    *("gap_relative", "widens_by", "rate"),
)
BOUNDS = ("minimum", "maximum", "equivalent_minimum", "equivalent_maximum")


def choose(view: View) -> tuple[str, pd.Index]:
    """Which table, and which of the view's records: those in which all words of a search stand."""
    text = st.text_input(
        "Search labels, quotes and parties",
        placeholder="several words must all stand in a record",
        key="search",
    )
    name = st.pills(
        "Table",
        list(TABLES),
        default="statements",
        required=True,
        format_func=str.capitalize,
        key="table",
    )
    return str(name), tables.matching(view, text)


def statements(view: View, found: pd.Index) -> None:
    """The statements of the records found, in words beside their raw bounds."""
    kept = view.statements[view.statements["record_id"].isin(found)]
    raw = "As raw bounds: full units; an open bound is empty"
    config: dict[str, Any] = {
        f"label_{LANGUAGE}": st.column_config.TextColumn("record", width=290),
        "reported": st.column_config.TextColumn("as reported", width=250),
        "payer_id": st.column_config.TextColumn("payer", width=120),
        "payee_id": st.column_config.TextColumn("payee", width=120),
        "source_id": "source",
        "quote": st.column_config.TextColumn("quote", width="large"),
        **{name: st.column_config.NumberColumn(name, format="plain", help=raw) for name in BOUNDS},
    }
    tables.opening(
        tables.readable(view, kept),
        kept["record_id"],
        name="statements",
        alt="The statements, one a row",
        config=config,
    )
    published = statements_table(kept)
    with st.container(horizontal=True):
        elements.download(published, "statements")
        st.download_button(
            "CSV for French Excel",
            for_french_excel(published),
            file_name="pledgebook-statements-excel-fr.csv",
            mime="text/csv",
            key="csv-statements-excel-fr",
            on_click="ignore",
            help="Semicolons, decimal commas and a byte order mark; a text cell that a spreadsheet "
            "could take for a formula begins with an apostrophe.",
        )


def published(view: View, name: str, found: pd.Index) -> None:
    """Another published table as its CSV has it; of the records found, where it names records."""
    table = tables.published(dataset_root(), view.currency, view.as_of)[name]
    records = None
    if "record_id" in table:
        if len(found) < len(view.snapshot.records):
            # A ledger's result is of no one record: beside some of its lines it would be wrong.
            table = table[table["record_id"].isin(found)]
        records = table["record_id"]
    if table.empty:
        st.markdown("These records have none.")
        return
    figures = table.columns.intersection(list(FIGURES))
    tables.opening(
        table.assign(**{column: _floats(table[column]) for column in figures}),
        records,
        name=name,
        alt=f"{name}: {TABLES[name]}",
        config={column: st.column_config.NumberColumn(format="plain") for column in figures},
    )
    elements.download(table, name)


def _floats(digits: pd.Series) -> pd.Series:
    """Plain digits as float64; pandas' own parser of them is off in the last places."""
    return digits.map(float, na_action="ignore").astype("float64")


def described(name: str, view: View, found: pd.Index) -> str:
    """What the table holds, and what of it is shown."""
    total = len(view.snapshot.records)
    if name in ("totals", "derivations", "parties", "sources"):
        shown = "All of it, whatever party, stage or words are chosen"
    elif len(found) == total:
        shown = f"Of all {total} records"
    else:
        shown = f"Of {len(found)} of {total} records"
    if name == "ledgers" and len(found) < total:
        shown += "; without the results, which count other records too"
    day = f", as of {numbers.date(view.as_of)}" if view.as_of else ""
    return f"{name}.csv: {TABLES[name]}. {shown}{day}."


def meanings() -> None:
    """The data dictionary: every column, and every code."""
    st.header("Data dictionary", anchor="dictionary")
    st.markdown(
        "Files are UTF-8 with commas, plain digits and ISO dates; an empty cell is *not reported* "
        "or *does not apply*, never zero. `make csv` writes the same files."
    )
    for name, columns in (
        ("statements.csv", dictionary.STATEMENTS),
        ("records.csv", dictionary.RECORDS),
    ):
        with st.expander(f"{name}: {len(columns)} columns"):
            table = pd.DataFrame(
                {
                    "Column": [column.name for column in columns],
                    "Meaning": [column.meaning for column in columns],
                    "Type": [column.type for column in columns],
                    "Unit": [column.unit for column in columns],
                }
            )
            elements.words_table(table, alt=f"The columns of {name}")
            elements.download(table, f"dictionary-{name.removesuffix('.csv')}")
    for title, names, help_ in (
        ("kind: what a record is", words.KINDS, words.KIND_HELP),
        ("stage: how binding it is", words.STAGES, words.STAGE_HELP),
        ("attestation: how well it is attested", words.ATTESTATIONS, words.ATTESTATION_HELP),
        ("state: whether independent voices concur", words.STATE_HEADS, words.STATES),
        ("conflict: how sources part ways", words.CONFLICTS, {}),
        ("gap: what no source says", words.GAPS, {}),
        ("derivation: what follows from the figures", words.DERIVATIONS, {}),
    ):
        with st.expander(title):
            codes(names, help_, alt=title)


def codes(names: Mapping[str, str], help_: Mapping[str, str], *, alt: str) -> None:
    """A table of codes with their words and, where these need it, their meaning."""
    table = pd.DataFrame({"Code": list(names), "In words": list(names.values())})
    if help_:
        table["Meaning"] = [help_[code] for code in names]
    elements.words_table(table, alt=alt)


def page() -> None:
    """The page, from top to bottom."""
    view = current()
    st.title("All the data, and what each column means")
    if not elements.nothing(view):
        name, found = choose(view)
        if found.empty:
            st.info("No record has all of these words. Use fewer, or other ones.", icon="🔎")
        else:
            st.caption(plain(described(name, view, found)))
            if name == "statements":
                statements(view, found)
            else:
                published(view, name, found)
    meanings()


page()
