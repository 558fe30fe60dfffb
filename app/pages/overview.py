"""Overview: who has committed how much to whom, how firmly, and where the sources part ways."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from analysis.totals import COUNTED, REASONS, Total, ledger, total
from app import elements, numbers, url_state, words
from app.elements import plain
from app.figures import commitments, firmness, flows, history
from app.view import LANGUAGE, View, current, records_as_of
from models.loading import dataset_root
from models.records import FLOWS

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator


def answer(view: View) -> None:
    """The answer first: each payer's commitments by payee and stage."""
    payers, lines = commitments.payers(view), commitments.lines(view)
    if lines.empty:
        unconverted = view.records["rate_gap"].fillna("").ne("").any()
        elements.chart(
            view,
            None,
            name="commitments",
            title=f"No exchange rate gives these amounts in {view.currency}"
            if unconverted
            else "No amount is reported from any payer here",
            subtitle="",
            sentence="Choose another display currency."
            if unconverted
            else "What these records say of shares, capacities or dates is on the other pages.",
            table=pd.DataFrame(),
        )
        return
    first = payers.iloc[0]
    firm = total(ledger(view.records, payer=first["payer_id"], stages=firmness.FIRM))
    bound = (
        f"{summed(view, firm)} of it is binding or paid"
        if firm.counted
        else "none of it is binding or paid"
    )
    title = f"{first['name']}: {numbers.of(first)}; {bound}"
    others = "; ".join(f"{row['name']} {numbers.of(row)}" for _, row in payers.iloc[1:].iterrows())
    sentence = "; ".join(f"{row['payer']}: {row['text']}" for _, row in lines.iterrows()) + "."
    table = pd.DataFrame(
        {
            "From": lines["payer"],
            "To": lines["payee"],
            "Amount": [numbers.of(row) for row in lines.to_dict("records")],
            "Stage": lines["stage"].map(words.STAGES),
            "Sources": ["disagree" if contested else "agree" for contested in lines["contested"]],
        }
    )
    columns = ["payer_id", "payee", "stage", "low", "high", "low_exclusive", "high_exclusive"]
    columns += ["approximate", "contested", "unit", "attestation", "record_id"]
    subtitle = f"Commitments by payer, payee and stage, {view.currency}"
    elements.chart(
        view,
        commitments.figure(view, lines),
        name="commitments",
        title=title,
        subtitle=subtitle + (f". Also: {others}" if others else ""),
        sentence=sentence,
        table=table,
        data=lines[columns],
        rates=True,
    )
    elements.key(view)
    ledger_of(view, payers)


def summed(view: View, result: Total) -> str:
    """A total in words."""
    return numbers.of({**asdict(result), "unit": view.currency})


def ledger_of(view: View, payers: pd.DataFrame) -> None:
    """Explain a total like a ledger: lines added, lines left out, result."""
    flows_only = view.records[view.records["kind"].isin(FLOWS)]
    payees = list(flows_only["payee_id"].dropna().unique())
    asked = st.session_state["payer"], st.session_state["payee"]
    with st.expander("How a total is made: lines added, lines left out", expanded=any(asked)):
        left, right = st.columns(2)
        payer = party_box(view, left, "Total from", "payer", list(payers["payer_id"]))
        payee = party_box(view, right, "to", "payee", [url_state.ANYBODY, *payees])
        lines = ledger(view.records, payer=payer, payee=payee)
        result = total(lines)
        named = (("from", payer), ("to", payee))
        question = " ".join(f"{way} {view.name(party)}" for way, party in named if party)
        question = question or "from anybody to anybody"
        table = pd.DataFrame(
            {
                "": ["added" if kept else "left out" for kept in lines["reason"].eq(COUNTED)],
                "Record": [view.label(record) for record in lines.index],
                "Amount": [numbers.of(row) for row in lines.to_dict("records")],
                "Stage": lines["stage"].map(words.STAGES).fillna(""),
                "Why left out": [
                    because(view, reason, other)
                    for reason, other in zip(lines["reason"], lines["reason_record"], strict=True)
                ],
            }
        )
        last = {"": "total", "Record": question, "Amount": summed(view, result)}
        table = pd.concat([table, pd.DataFrame([last])])
        elements.words_table(table, alt=f"Ledger of the total {question}")
        with st.container(horizontal=True):
            for record in lines.index:
                elements.record_button(view, record, view.label(record), f"ledger-{record}")
        elements.download(table, "ledger")


def party_box(
    view: View, cell: DeltaGenerator, label: str, name: str, parties: list[str]
) -> str | None:
    """Choose a party, the first of `parties` where the URL is silent; None for anybody."""
    named = st.session_state[name] or parties[0]
    options = list(dict.fromkeys([url_state.ANYBODY, *parties, named]))
    chosen: str = cell.selectbox(
        label,
        options,
        index=options.index(named),
        format_func=lambda party: "anybody" if party == url_state.ANYBODY else view.name(party),
        **url_state.bound(name, parties[0]),
    )
    return None if chosen == url_state.ANYBODY else chosen


def because(view: View, reason: str, others: str) -> str:
    """Why a line is left out, with the records that it refers to."""
    if reason == COUNTED:
        return ""
    named = ", ".join(view.label(other) for other in others.split(";") if other)
    return REASONS[reason] + (f" ({named})" if named else "")


def firm_or_talk(view: View) -> None:
    """What binds somebody and what is only promised or talked about."""
    found = firmness.stages(view)
    if found.empty:
        return
    firm, talk = firmness.split(view)
    said = "; ".join(f"{words.STAGES[row['stage']]} {row['text']}" for _, row in found.iterrows())
    elements.chart(
        view,
        firmness.figure(view, found),
        name="firmness",
        title=f"Of these commitments, {firm} is binding or paid; {talk} is pledged or talk",
        subtitle=f"Commitments of all payers by stage, each counted once, {view.currency}",
        sentence=f"{said[0].upper()}{said[1:]}. A record is as firm as its least firm statement.",
        table=pd.DataFrame(
            {
                "Stage": found["stage"].map(words.STAGES),
                "Meaning": found["stage"].map(words.STAGE_HELP),
                "Amount": found["text"],
                "Records": found["counted"],
            }
        ),
        data=found.drop(columns="text"),
        rates=True,
    )


def flow(view: View) -> None:
    """From payers to payees, minimum and maximum apart."""
    found = flows.links(view)
    if found.empty:
        return
    largest = found.sort_values("high").iloc[-1]
    columns = ["record_id", "payer_id", "payee_id", "stage", "low", "high"]
    columns += ["low_exclusive", "high_exclusive", "approximate", "unit"]
    sentence = "; ".join(
        f"{row['payer']} to {row['payee']} {row['amount']}" for _, row in found.iterrows()
    )
    elements.chart(
        view,
        flows.figure(view, found),
        name="flows",
        title=f"The widest flow, {largest['payer']} to {largest['payee']}, is "
        f"{words.STAGES.get(largest['stage'], 'of no reported stage')}",
        subtitle=f"From payers (left) to payees (right), {view.currency}: dark to the minimum, "
        "light from there to the maximum",
        sentence=f"{sentence}.",
        table=pd.DataFrame(
            {
                "From": found["payer"],
                "To": found["payee"],
                "Amount": found["amount"],
                "Record": found["label"],
            }
        ),
        data=found.reset_index()[columns],
        rates=True,
    )


def moved(view: View) -> None:
    """How the first payer's total moved from source to source."""
    payers = list(commitments.payers(view)["payer_id"])
    if not payers:
        return
    payer = view.party if view.party and view.party in payers else payers[0]
    found = history.steps(
        view, payer, lambda day: records_as_of(dataset_root(), view.currency, day)
    )
    reported = found.dropna(subset=["high"])
    if len(reported) <= 1:
        return
    first, last = reported.iloc[[0, -1]].to_dict("records")
    sentence = "; ".join(
        f"{numbers.date(row['day'])} ({row['sources']}): {row['text']}"
        for row in found.to_dict("records")
    )
    elements.chart(
        view,
        history.figure(view, found, payer),
        name="history",
        title=f"{view.name(payer)}'s total went from {numbers.of(first)} to {numbers.of(last)} "
        f"in {len(found)} steps",
        subtitle=f"Total from {view.name(payer)} as the sources published so far give it, "
        f"{view.currency}",
        sentence=f"{sentence}.",
        table=pd.DataFrame(
            {
                "From this day": [numbers.date(day) for day in found["day"]],
                "Sources": found["sources"],
                "Total": found["text"],
            }
        ),
        data=found.drop(columns="text"),
        rates=True,
    )


def disagreements(view: View) -> None:
    """What the sources disagree on, each a click from its words."""
    found = view.conflicts
    contested = found["record_id"].nunique()
    st.subheader(f"Sources disagree on {contested} of {numbers.count(len(view.records), 'record')}")
    if found.empty:
        st.markdown("No two statements here exclude each other.")
    for row in found.to_dict("records"):
        text = f"{view.label(row['record_id'])}: {words.CONFLICTS[row['conflict']]}"
        if row["conflict"] == "amount":
            text += f", {numbers.interval(row['low'], row['high'], row['unit'])}"
        with st.container(gap="xxsmall"):
            elements.record_button(
                view, row["record_id"], text, f"conflict-{row['record_id']}-{row['conflict']}"
            )
            st.caption(f":red[sources {plain(row['sources'].replace(';', ', '))}]")
    st.page_link(
        "app/pages/conflicts.py",
        label="All conflicts, with their size",
        query_params=url_state.kept(),
    )


def gaps(view: View) -> None:
    """What no source says."""
    found = view.snapshot.gaps
    found = found[found["record_id"].isin(view.records.index)]
    st.subheader(f"Not reported: {numbers.count(len(found), 'gap')}")
    st.caption("Found by the shape of the data; a gap is never counted as zero.")
    for gap, group in found.groupby("gap", sort=False):
        with st.expander(f"{words.GAPS[str(gap)]} ({len(group)})"):
            for row in group.to_dict("records"):
                text = view.label(row["record_id"])
                if row["party_id"] in view.dataset.parties:
                    text = f"{view.name(row['party_id'])}: {text}"
                if not pd.isna(row["low"]):
                    rest = numbers.interval(row["low"], row["high"], row["unit"])
                    text += f", {rest}"
                elements.record_button(
                    view, row["record_id"], text, f"gap-{gap}-{row['record_id']}-{row['party_id']}"
                )


def latest(view: View) -> None:
    """The latest statements, each with its words."""
    st.subheader("Latest statements")
    newest = view.statements.sort_values("counts_from", ascending=False, kind="stable").head(8)
    for row in newest.to_dict("records"):
        text = row[f"label_{LANGUAGE}"]
        if not pd.isna(row["low"]):
            text += f": {numbers.reported(row)}"
        with st.container(gap="xxsmall"):
            elements.record_button(
                view, row["record_id"], text, f"latest-{row['record_id']}-{row['number']}"
            )
            said = f"{numbers.date(row['counts_from'])}, source {row['source_id']}"
            st.caption(f"{elements.quoted(row['quote'])} {plain(said)}")


def page() -> None:
    """The page, from top to bottom."""
    view = current()
    st.title("Who has committed how much to whom")
    if elements.nothing(view):
        return
    count = len(view.snapshot.sources)
    st.markdown(
        f"As {numbers.count(count, 'press article')} report{'s' * (count == 1)}: "
        f"{numbers.count(len(view.statements), 'statement')} about "
        f"{numbers.count(len(view.records), 'record')}. "
        "Every figure opens the words it came from."
    )
    answer(view)
    firm_or_talk(view)
    flow(view)
    left, right = st.columns(2, gap="large")
    with left:
        disagreements(view)
        gaps(view)
    with right:
        latest(view)
    moved(view)


page()
