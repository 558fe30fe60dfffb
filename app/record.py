"""The detail of one record: its value and how it was found, every statement and its words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from app import citing, elements, links, numbers, url_state, words
from app.elements import plain
from app.view import LANGUAGE, View, current

if TYPE_CHECKING:
    from collections.abc import Mapping


def show() -> None:
    """Open the record that the URL names, if it names one."""
    record_id = st.session_state["record"]
    if record_id is None:
        return
    view = current()
    title = plain(view.label(record_id))

    @st.dialog(title, width="large", on_dismiss=lambda: elements.open_record(None))
    def detail() -> None:
        if record_id in view.snapshot.records.index:
            _detail(view, record_id)
        else:
            st.info(f"No source speaks of this by {numbers.date(view.as_of)}.", icon="🗓️")

    detail()


def _detail(view: View, record_id: str) -> None:
    (row,) = view.snapshot.records.loc[[record_id]].to_dict("records")
    statements = view.snapshot.statements
    statements = statements[statements["record_id"].eq(record_id)]
    if isinstance(row["measure"], str):
        st.markdown(f"#### {plain(numbers.of(row))}")
    parties = [view.name(row["payer_id"]), view.name(row["payee_id"])]
    facts = [" → ".join(filter(None, parties)), words.KINDS[row["kind"]]]
    if isinstance(row["stage"], str):
        facts.append(words.STAGES[row["stage"]])
    st.markdown(plain(" · ".join(filter(None, facts))))
    st.caption(plain(explanation(view, row)))
    _conflicts(view, record_id)
    for statement in statements.to_dict("records"):
        _statement(view, statement)
    note = row[f"note_{LANGUAGE}"]
    if isinstance(note, str):
        st.markdown(f"**Our note.** {plain(note)}")
    _related(view, record_id, row)
    _derived(view, record_id)
    with st.expander("Link to this record, and how to cite it"):
        link = links.page_url(links.here(), url_state.page(), url_state.query())
        st.code(link, language=None, wrap_lines=True)
        citing.show(view.dataset, title=view.label(record_id), url=link)


def explanation(view: View, row: Mapping[Any, Any]) -> str:
    """How the record's value follows from its statements, in a sentence or three."""
    count, voices = int(row["statements"]), int(row["voices"])
    said = f"{numbers.count(count, 'statement')}, {numbers.count(voices, 'independent voice')}."
    if not isinstance(row["measure"], str):
        return said
    if row["conflict_amount"]:
        said += " They cannot all hold: the value is the envelope of what they say."
    elif row["within_tolerance"]:
        said += (
            " Exchange rates differ a little from one source to another: they agree within 2 %, "
            "and the figure reported in this currency stands."
        )
    elif count > 1:
        said += " They can all hold: the value is what they have in common."
    if not pd.isna(row["fixing"]):
        home = numbers.interval(row["home_low"], row["home_high"], row["home_unit"])
        said += (
            f" Converted from {home} at {row['rate']:,.6g} {view.currency} for one "
            f"{row['home_unit']}, the ECB's fixing of {numbers.date(row['fixing'])}."
        )
    if row["rate_gap"]:
        said += f" Not converted: {row['rate_gap']}."
    stages = [words.STAGES[code] for code in row["stages"].split(";") if code]
    if len(stages) > 1:
        said += f" Sources say {' and '.join(stages)}: it counts as the less firm."
    return said


def _conflicts(view: View, record_id: str) -> None:
    found = view.snapshot.conflicts
    for conflict in found[found["record_id"].eq(record_id)].to_dict("records"):
        size = ""
        if conflict["gap"] and not pd.isna(conflict["gap"]):
            gap = numbers.point(conflict["gap"], conflict["unit"])
            share = numbers.point(100 * conflict["gap_relative"], "percent")
            size = f", {gap} apart ({share} of the smaller)"
        voices = "independent voices" if conflict["independent"] else "one voice"
        text = f"Sources disagree: {words.CONFLICTS[conflict['conflict']]}{size}; {voices}."
        st.markdown(f":red[**{plain(text)}**]")


def _statement(view: View, statement: Mapping[Any, Any]) -> None:
    source = view.dataset.sources[statement["source_id"]]
    with st.container(border=True):
        facts = []
        if statement["measure"] is not None and not pd.isna(statement["measure"]):
            figure = numbers.reported(statement)
            if isinstance(statement["equivalent_unit"], str):
                beside = equivalent(statement)
                figure += f" ({beside} in the source's own conversion)"
            facts.append(f"**{plain(figure)}**")
        if isinstance(statement["meaning"], str):
            facts.append(plain(words.MEANINGS[statement["meaning"]]))
        if isinstance(statement["event"], str):
            facts.append(plain(statement["event"]))
        if statement["partners"]:
            names = [view.name(party) for party in sorted(statement["partners"])]
            facts.append(f"**{plain(', '.join(names))}**")
        if isinstance(statement["stage"], str):
            facts.append(words.STAGES[statement["stage"]])
        attested = words.ATTESTATIONS[statement["attestation"]]
        if isinstance(statement["upstream"], str):
            attested += f" ({statement['upstream'].replace(';', ', ')})"
        facts.append(plain(attested))
        st.markdown(" · ".join(facts))
        st.markdown(f"> {elements.quoted(statement['quote'])}")
        for fragment in statement["context"]:
            st.markdown(f"> :gray[{elements.quoted(fragment)}]")
        where = f"characters {statement['quote_start']}–{statement['quote_end']}"
        basis = " (date inferred)" if source.published_basis == "inferred" else ""
        publisher = source.publisher or "publisher unknown"
        st.caption(
            plain(
                f"Source {source.id}: {source.title.get(LANGUAGE)} · {publisher} · "
                f"{source.published}{basis} · {where} of {source.file}"
            )
        )
        note = statement[f"note_{LANGUAGE}"]
        if isinstance(note, str):
            st.caption(f"**Our note.** {plain(note)}")


def equivalent(statement: Mapping[Any, Any]) -> str:
    """The source's own conversion, of a row of the statements' frame that has one."""
    low, high = statement["equivalent_minimum"], statement["equivalent_maximum"]
    return numbers.interval(
        -math.inf if low is None else float(low),
        math.inf if high is None else float(high),
        statement["equivalent_unit"],
        approximate=statement["equivalent_approximate"] is True,
    )


def _related(view: View, record_id: str, row: Mapping[Any, Any]) -> None:
    records = view.snapshot.records
    groups = {
        "Part of": [row["part_of"]] if isinstance(row["part_of"], str) else [],
        "Its parts": list(records.index[records["part_of"].eq(record_id)]),
        "An adding-up of": list(row["includes"]),
        "Added up in": list(records.index[[record_id in ids for ids in records["includes"]]]),
    }
    for title, others in groups.items():
        shown = [other for other in others if other in records.index]
        if not shown:
            continue
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{title}:**", width="content")
            for other in shown:
                text = f"{view.label(other)}, {numbers.of(records.loc[other])}"
                elements.record_button(view, other, text, f"{title}-{other}")


def _derived(view: View, record_id: str) -> None:
    found = view.snapshot.derivations
    uses = found["inputs"].str.split(";").map(lambda ids: record_id in ids)
    found = found[uses & found["reading"].eq("")]
    if found.empty:
        return
    with st.expander(f"What follows from it ({len(found)}), worked out by us"):
        for derived in found.to_dict("records"):
            st.markdown(
                f"**{words.DERIVATIONS[derived['derivation']]}: {plain(numbers.of(derived))}**"
            )
            st.caption(f"{plain(derived['symbols'])}. {plain(derived['caveat'])}")
