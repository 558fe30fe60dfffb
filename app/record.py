"""The detail of one record: its value and how it was found, every statement and its words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from app import citing, elements, languages, links, numbers, url_state, words
from app.elements import plain
from app.figures import conversions
from app.languages import Words, _, marked
from app.view import View, current

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.sources import Source

RELATIONS = Words(
    {
        "Part of": marked("Part of:"),
        "Its parts": marked("Its parts:"),
        "An adding-up of": marked("An adding-up of:"),
        "Added up in": marked("Added up in:"),
    }
)
"""What another record is to the one that is shown."""


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
            nobody = _("No source speaks of this by {date}.")
            st.info(nobody.format(date=numbers.date(view.as_of)), icon="🗓️")

    detail()


def _detail(view: View, record_id: str) -> None:
    (row,) = view.snapshot.records.loc[[record_id]].to_dict("records")
    statements = view.snapshot.statements
    statements = statements[statements["record_id"].eq(record_id)]
    if isinstance(row["measure"], str):
        st.markdown(f"### {plain(numbers.of(row))}")
    parties = [view.name(row["payer_id"]), view.name(row["payee_id"])]
    facts = [" → ".join(filter(None, parties)), words.KINDS[row["kind"]]]
    if isinstance(row["stage"], str):
        facts.append(words.STAGES[row["stage"]])
    st.markdown(plain(" · ".join(filter(None, facts))))
    st.caption(plain(explanation(view, row, converted=in_currencies(statements))))
    _conflicts(view, record_id)
    for statement in statements.to_dict("records"):
        _statement(view, statement)
    if note := view.dataset.records[record_id].note:
        st.markdown(_("**Our note.** {note}").format(note=plain(languages.own(note))))
    _related(view, record_id, row)
    _derived(view, record_id)
    with st.expander(_("Link to this record, and how to cite it")):
        link = links.page_url(links.here(), url_state.page(), url_state.query())
        st.code(link, language=None, wrap_lines=True)
        citing.show(view.dataset, title=view.label(record_id), url=link)


def in_currencies(statements: pd.DataFrame) -> bool:
    """Whether some statements of one record report in more than one currency."""
    return len(statements.loc[statements["measure"].eq("money"), "unit"].unique()) > 1


def explanation(view: View, row: Mapping[Any, Any], *, converted: bool) -> str:
    """How the record's value follows from its statements, in a sentence or three.

    `converted` says whether they had to be converted to be compared (`in_currencies`).
    """
    count, voices = int(row["statements"]), int(row["voices"])
    said = [
        _("{statements}, {voices}.").format(
            statements=numbers.counted("{count} statement", "{count} statements", count),
            voices=numbers.counted(
                "{count} independent voice", "{count} independent voices", voices
            ),
        )
    ]
    if not isinstance(row["measure"], str):
        return said[0]
    if row["conflict_amount"]:
        said.append(_("They cannot all hold: the value is the envelope of what they say."))
    elif row["within_tolerance"] and converted:
        said.append(
            _(
                "Exchange rates differ a little from one source to another: they agree within 2 %, "
                "and the figure reported in {currency} stands."
            ).format(currency=numbers.currency(row["home_unit"]))
        )
    elif row["within_tolerance"]:
        said.append(_("They agree as far as “about” allows, which is 5 %."))
    elif count > 1:
        said.append(_("They can all hold: the value is what they have in common."))
    if not pd.isna(row["fixing"]):
        said.append(
            _(
                "Converted from {amount} at {rate} {quote} for one {base}, "
                "the ECB's fixing of {date}."
            ).format(
                amount=numbers.interval(row["home_low"], row["home_high"], row["home_unit"]),
                rate=_six_digits(row["rate"]),
                quote=view.currency,
                base=row["home_unit"],
                date=numbers.date(row["fixing"]),
            )
        )
    if row["rate_gap"]:
        unconverted = {**row, "unit": row["home_unit"], "target": row["unit"]}
        said.append(
            _("Not converted: {reason}.").format(reason=conversions.without_rate(unconverted))
        )
    stages = [words.STAGES[code] for code in row["stages"].split(";") if code]
    if len(stages) > 1:
        stated = _("Sources say {stages}: it counts as the less firm.")
        said.append(stated.format(stages=_(" and ").join(stages)))
    return languages.sentences(said)


def _six_digits(rate: float) -> str:
    return numbers.decimal(rate, 5 - math.floor(math.log10(rate)))


def _conflicts(view: View, record_id: str) -> None:
    found = view.snapshot.conflicts
    for conflict in found[found["record_id"].eq(record_id)].to_dict("records"):
        what = words.CONFLICTS[conflict["conflict"]]
        if conflict["gap"] and not pd.isna(conflict["gap"]):
            what = _("{conflict}, {gap} apart ({share} of the smaller)").format(
                conflict=what,
                gap=numbers.point(conflict["gap"], conflict["unit"]),
                share=numbers.point(100 * conflict["gap_relative"], "percent"),
            )
        said = _("Sources disagree: {conflict}; one voice.")
        if conflict["independent"]:
            said = _("Sources disagree: {conflict}; independent voices.")
        st.markdown(f":red[**{plain(said.format(conflict=what))}**]")


def _statement(view: View, statement: Mapping[Any, Any]) -> None:
    source = view.dataset.sources[statement["source_id"]]
    with st.container(border=True):
        st.markdown(" · ".join(_facts(view, statement)))
        st.markdown(f"> {elements.quoted(statement['quote'])}")
        for fragment in statement["context"]:
            st.markdown(f"> :gray[{elements.quoted(fragment)}]")
        st.caption(plain(_place(source, statement)))
        if not statement["verified"]:
            st.markdown(elements.unverified(statement))
        record = view.dataset.records[statement["record_id"]]
        if note := record.statements[statement["number"]].note:
            st.caption(_("**Our note.** {note}").format(note=plain(languages.own(note))))


def _facts(view: View, statement: Mapping[Any, Any]) -> list[str]:
    """What a statement says, as markdown: figure, meaning, date, partners, stage, attestation."""
    facts = []
    if isinstance(statement["measure"], str):
        figure = numbers.reported(statement)
        if isinstance(statement["equivalent_unit"], str):
            figure = _("{figure} ({own} in the source's own conversion)").format(
                figure=figure, own=equivalent(statement)
            )
        facts.append(f"**{plain(figure)}**")
    if isinstance(statement["meaning"], str):
        facts.append(plain(words.MEANINGS[statement["meaning"]]))
    if isinstance(statement["event"], str):
        facts.append(plain(numbers.when(statement["event"])))
    if statement["partners"]:
        names = [view.name(party) for party in sorted(statement["partners"])]
        facts.append(f"**{plain(languages.listed(names))}**")
    if isinstance(statement["stage"], str):
        facts.append(words.STAGES[statement["stage"]])
    attested = words.ATTESTATIONS[statement["attestation"]]
    if isinstance(statement["upstream"], str):
        attested += f" ({statement['upstream'].replace(';', _(', '))})"
    facts.append(plain(attested))
    return facts


def _place(source: Source, statement: Mapping[Any, Any]) -> str:
    """The article that a statement stands in, and where in its text."""
    published = numbers.when(source.published)
    if source.published_basis == "inferred":
        published = _("{date} (date inferred)").format(date=published)
    if not statement["verified"]:
        said = _("Source {source}: {title} · {publisher} · {published} · {file}")
    else:
        said = _(
            "Source {source}: {title} · {publisher} · {published} · "
            "characters {start}–{end} of {file}"
        )
    return said.format(
        source=source.id,
        title=languages.own(source.title),
        publisher=source.publisher or _("publisher unknown"),
        published=published,
        start=statement["quote_start"],
        end=statement["quote_end"],
        file=source.file,
    )


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
    for relation, others in groups.items():
        shown = [other for other in others if other in records.index]
        if not shown:
            continue
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{RELATIONS[relation]}**", width="content")
            for other in shown:
                text = f"{view.label(other)}, {numbers.of(records.loc[other])}"
                elements.record_button(view, other, text, f"{relation}-{other}")


def _derived(view: View, record_id: str) -> None:
    found = view.snapshot.derivations
    uses = found["inputs"].str.split(";").map(lambda ids: record_id in ids)
    found = found[uses & found["reading"].eq("")]
    if found.empty:
        return
    title = _("What follows from it ({count}), worked out by us").format(count=len(found))
    with st.expander(title):
        for derived in found.to_dict("records"):
            name = words.DERIVATIONS[derived["derivation"]]
            value = _("{name}: {value}").format(name=name, value=plain(numbers.of(derived)))
            st.markdown(f"**{value}**")
            working, caveat = numbers.working(derived["symbols"]), derived["caveat"]
            said = _("{working}. {caveat}").format(working=working, caveat=_(caveat))
            st.caption(plain(said))
