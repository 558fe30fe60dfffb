"""Data: every table of the view, searchable, with its CSV and the data dictionary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from analysis import dictionary
from analysis.dictionary import TABLES
from analysis.exports import statements_table
from app import (
    controls,
    elements,
    languages,
    links,
    numbers,
    publishing,
    share,
    tables,
    url_state,
    words,
)
from app.elements import plain
from app.languages import _, marked
from app.once import once
from app.view import View, current
from models.loading import dataset_root

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.dictionary import Table
    from models.loading import Dataset

FIRST = "statements"
FIGURES = (
    *("minimum", "maximum", "low", "high", "parts_low", "parts_high"),
    *("gap_relative", "widens_by", "rate"),
)
# Each kind of codes: what it is called, its words and, where these need it, their meanings.
CODES: dict[str, tuple[str, Mapping[str, str], Mapping[str, str]]] = {
    "kind": (marked("kind: what a record is"), words.KINDS, words.KIND_HELP),
    "stage": (marked("stage: how binding it is"), words.STAGES, words.STAGE_HELP),
    "attestation": (
        marked("attestation: how well it is attested"),
        words.ATTESTATIONS,
        words.ATTESTATION_HELP,
    ),
    "state": (
        marked("state: whether independent voices concur"),
        words.STATE_HEADS,
        words.STATES,
    ),
    "conflict": (marked("conflict: how sources part ways"), words.CONFLICTS, {}),
    "gap": (marked("gap: what no source says"), words.GAPS, {}),
    "derivation": (marked("derivation: what follows from the figures"), words.DERIVATIONS, {}),
}
BOUNDS = ("minimum", "maximum", "equivalent_minimum", "equivalent_maximum")


def choose(view: View) -> tuple[str, pd.Index]:
    """Which table, and which of the view's records: those in which all words of a search stand."""
    text = st.text_input(
        _("Search labels, quotes and parties"),
        st.session_state["search"] or "",
        placeholder=_("several words must all stand in a record"),
        max_chars=url_state.LONGEST,
        **url_state.bound("search", ""),
    )
    name = st.pills(
        _("Table"),
        list(TABLES),
        default=st.session_state["table"] or FIRST,
        required=True,
        format_func=lambda name: _(TABLES[name].title),
        **url_state.bound("table", FIRST),
    )
    return str(name), tables.matching(view, text)


def statements(view: View, found: pd.Index) -> None:
    """The statements of the records found, in words beside their raw bounds."""
    everything = len(found) == len(view.records)
    said = view.statements
    if not everything:
        said = said[said["record_id"].isin(found)]
    rows = tables.page(len(said), "statements")
    shown = (
        whole(view, rows.start, rows.stop) if everything else tables.readable(view, said.iloc[rows])
    )
    raw = _("As raw bounds: full units; an open bound is empty")
    config: dict[str, Any] = {
        f"label_{languages.label()}": st.column_config.TextColumn(_("record"), width=280),
        "reported": st.column_config.TextColumn(_("as reported"), width=200),
        "payer_id": st.column_config.TextColumn(_("payer"), width=120),
        "payee_id": st.column_config.TextColumn(_("payee"), width=120),
        "stage": _("stage"),
        "attestation": _("attestation"),
        "source_id": _("source"),
        "quote": st.column_config.TextColumn(_("quote"), width="large"),
        **{name: st.column_config.NumberColumn(name, format="plain", help=raw) for name in BOUNDS},
    }
    tables.opening(
        shown,
        said["record_id"].iloc[rows],
        name="statements",
        alt=_("The statements, one a row"),
        config=config,
        start=rows.start,
    )
    elements.download(saved(view) if everything else public(view, said), "statements")


# Not what a search leaves: no two readers search for the same.
@once
def whole(view: View, first: int, last: int) -> pd.DataFrame:
    """Of the view's statements those from one row to before another, for reading."""
    return tables.readable(view, view.statements.iloc[first:last])


@once
def saved(view: View) -> pd.DataFrame:
    """All of the view's statements as a file has them."""
    return public(view, view.statements)


def public(view: View, said: pd.DataFrame) -> pd.DataFrame:
    """Statements as a file has them."""
    return statements_table(said, bulk=view.dataset.bulk)


def published(view: View, name: str, found: pd.Index) -> None:
    """Another published table as its CSV has it; of the records found, where it names records."""
    table = publishing.tables(dataset_root(), publishing.of_view(view))[name]
    of_records = "record_id" in table
    if of_records and len(found) < len(view.records):
        # A ledger's result is of no one record: beside some of its lines it would be wrong.
        table = table[table["record_id"].isin(found)]
    if table.empty:
        st.markdown(_("These records have none."))
        return
    figures = table.columns.intersection(list(FIGURES))
    rows = tables.page(len(table), name)
    shown = table.iloc[rows]
    tables.opening(
        shown.assign(**{column: _floats(shown[column]) for column in figures}),
        shown["record_id"] if of_records else None,
        name=name,
        alt=_("{name}: {value}").format(name=name, value=_(TABLES[name].meaning)),
        config={column: st.column_config.NumberColumn(format="plain") for column in figures},
        start=rows.start,
    )
    elements.download(table, name)


def _floats(digits: pd.Series) -> pd.Series:
    """Plain digits as float64; pandas' own parser of them is off in the last places."""
    return digits.map(float, na_action="ignore").astype("float64")


def described(name: str, view: View, found: pd.Index) -> str:
    """What the table holds, and what of it is shown."""
    total, chosen = len(view.snapshot.records), len(view.records)
    of = chosen if name in ("totals", "derivations") else len(found)
    if name in ("parties", "sources"):
        shown = _("All of it, whatever party, stage or words are chosen")
    elif of == total:
        shown = _("Of all {count} records").format(count=total)
    else:
        shown = _("Of {count} of {all} records").format(count=of, all=total)
    if of != len(found):
        shown = _("{rows}, whatever words are searched for").format(rows=shown)
    if name == "ledgers" and len(found) < chosen:
        shown = _("{rows}; without the results, which count other records too").format(rows=shown)
    if view.as_of:
        shown = _("{rows}, as of {date}").format(rows=shown, date=numbers.date(view.as_of))
    return _("{file}: {meaning}. {rows}.").format(
        file=f"{name}.csv", meaning=_(TABLES[name].meaning), rows=shown
    )


def take_along(view: View) -> None:
    """Every file of the view, at an address that lasts."""
    st.header(_("Take it along"), anchor="files")
    st.markdown(
        _(
            "All tables of this view, with its filters: as a workbook, as a "
            "[Data Package](https://datapackage.org) with the meaning of every column, and the "
            "stakes by the [Beneficial Ownership Data Standard](https://standard.openownership.org)"
            " (as the press reports them: no register)."
        )
    )
    share.files(url_state.query(), controls.known(view.dataset))
    if links.served():
        address = links.file_url(links.here(), "records.csv", url_state.query())
        st.markdown(_("The address of a file keeps the filters, and a program can read it:"))
        st.code(f'pandas.read_csv("{address}")', language="python", wrap_lines=True)


def meanings(data: Dataset) -> None:
    """The data dictionary: every column, and every code."""
    st.header(_("Data dictionary"), anchor="dictionary")
    st.markdown(
        _(
            "Files are UTF-8 with commas, plain digits and ISO dates; an empty cell is "
            "*not reported* or *does not apply*, never zero. `make csv` writes the same files."
        )
    )
    for name, about in dictionary.described(bulk=data.bulk).items():
        count = numbers.counted("{count} column", "{count} columns", len(about.columns))
        behind = elements.folded(_("{name}: {value}").format(name=f"{name}.csv", value=count), name)
        if behind.open:
            with behind:
                columns(name, about)
    for kind, (title, names, help_) in CODES.items():
        behind = elements.folded(_(title), f"codes-{kind}")
        if behind.open:
            with behind:
                codes(names, help_, alt=_(title))


def columns(name: str, about: Table) -> None:
    """The columns of a table, with their meaning."""
    shown = pd.DataFrame(
        {
            _("Column"): [column.name for column in about.columns],
            _("Meaning"): [_(column.meaning) for column in about.columns],
            _("Type"): [column.type for column in about.columns],
            # Of an empty message gettext answers the catalogue's own header.
            _("Unit"): [_(column.unit) if column.unit else "" for column in about.columns],
        }
    )
    alt = _("The columns of {file}").format(file=f"{name}.csv")
    elements.words_table(elements.cells(shown), alt=alt)
    saved = pd.DataFrame(
        {
            "Column": [column.name for column in about.columns],
            "Meaning": [column.meaning for column in about.columns],
            "Type": [column.type for column in about.columns],
            "Unit": [column.unit for column in about.columns],
        }
    )
    elements.download(saved, f"dictionary-{name}")


def codes(names: Mapping[str, str], help_: Mapping[str, str], *, alt: str) -> None:
    """A table of codes with their words and, where these need it, their meaning."""
    table = pd.DataFrame({_("Code"): list(names), _("In words"): list(names.values())})
    if help_:
        table[_("Meaning")] = [help_[code] for code in names]
    elements.words_table(elements.cells(table), alt=alt)


def page() -> None:
    """The page, from top to bottom."""
    view = current()
    st.title(_("All the data, and what each column means"))
    if not elements.nothing(view):
        name, found = choose(view)
        if found.empty:
            none = _("No record has all of these words. Use fewer, or other ones.")
            st.info(none, icon="🔎")
        else:
            st.caption(plain(described(name, view, found)))
            if name == "statements":
                statements(view, found)
            else:
                published(view, name, found)
            take_along(view)
    meanings(view.dataset)


page()
