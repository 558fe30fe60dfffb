"""Overview: who has committed how much to whom, how firmly, and where the sources part ways."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from analysis.totals import COUNTED, REASONS, Total, ledger, total
from app import elements, languages, numbers, url_state, words
from app.elements import plain
from app.figures import commitments, firmness, flows, history
from app.languages import SOURCE, _, ngettext, spoken
from app.once import once
from app.view import View, current
from models.records import FLOWS

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from app.elements import Chart, Opener


LINES: Final = 100
"""Lines of a ledger that are shown."""
CONFLICTS: Final = 12
"""Disagreements that are listed; the page of conflicts has all."""


@once
def payers(view: View) -> pd.DataFrame:
    """The payers with their totals, the largest first."""
    return commitments.payers(view)


@once
def answer(view: View) -> Chart:
    """The answer first: each payer's commitments by payee and stage."""
    totals, lines = payers(view), commitments.lines(view)
    if lines.empty:
        unconverted = view.records["rate_gap"].fillna("").ne("").any()
        return elements.chart(
            view,
            None,
            name="commitments",
            title=_("No exchange rate gives these amounts in {currency}").format(
                currency=view.currency
            )
            if unconverted
            else _("No amount is reported from any payer here"),
            subtitle="",
            sentence=_("Choose another display currency.")
            if unconverted
            else _("What these records say of shares, capacities or dates is on the other pages."),
            table=pd.DataFrame(),
        )
    first = totals.iloc[0]
    firm = total(ledger(view.records, payer=first["payer_id"], stages=firmness.FIRM))
    title = (
        _("{payer}: {amount}; {firm} of it is binding or paid")
        if firm.counted
        else _("{payer}: {amount}; none of it is binding or paid")
    )
    rest = totals.iloc[1 : commitments.PAYERS].to_dict("records")
    named = [f"{row['name']} {numbers.of(row)}" for row in rest]
    if beyond := len(totals) - 1 - len(rest):
        named.append(numbers.counted("{count} more payer", "{count} more payers", beyond))
    others = _("; ").join(named)
    said = _("; ").join(
        _("{name}: {text}").format(name=row["payer"], text=row["text"])
        for row in lines.to_dict("records")
    )
    table = pd.DataFrame(
        {
            _("From"): lines["payer"],
            _("To"): lines["payee"],
            _("Amount"): [numbers.of(row) for row in lines.to_dict("records")],
            _("Stage"): lines["stage"].map(words.STAGES),
            _("Sources"): [
                _("disagree") if contested else _("agree") for contested in lines["contested"]
            ],
        }
    )
    columns = ["payer_id", "payee", "stage", "low", "high", "low_exclusive", "high_exclusive"]
    columns += ["approximate", "contested", "unit", "attestation", "record_id"]
    subtitle = (
        _("Commitments by payer, payee and stage, {currency}. Also: {others}")
        if others
        else _("Commitments by payer, payee and stage, {currency}")
    )
    # The file's words are those of the code, whatever the page's are.
    with spoken(SOURCE):
        payees = commitments.lines(view)["payee"]
    return elements.chart(
        view,
        commitments.figure(view, lines),
        name="commitments",
        title=title.format(payer=first["name"], amount=numbers.of(first), firm=summed(view, firm)),
        subtitle=subtitle.format(currency=view.currency, others=others),
        sentence=_("{list}.").format(list=said),
        table=table,
        data=lines[columns].assign(payee=payees),
        rates=True,
    )


def summed(view: View, result: Total) -> str:
    """A total in words."""
    return numbers.of({**asdict(result), "unit": view.currency})


def ledger_of(view: View) -> None:
    """Explain a total like a ledger: lines added, lines left out, result."""
    asked = any((st.session_state["payer"], st.session_state["payee"]))
    behind = elements.folded(
        _("How a total is made: lines added, lines left out"),
        url_state.lasting("ledger"),
        opened=asked,
    )
    if not behind.open:
        return
    flows_only = view.records[view.records["kind"].isin(FLOWS)]
    payees = list(flows_only["payee_id"].dropna().unique())
    with behind:
        left, right = st.columns(2)
        payer = party_box(view, left, _("Total from"), "payer", list(payers(view)["payer_id"]))
        payee = party_box(view, right, _("to"), "payee", [url_state.ANYBODY, *payees])
        lines, table = ledger_table(view, payer, payee)
        elements.words_table(
            elements.cells(table),
            alt=_("Ledger of the total {question}").format(question=asked_for(view, payer, payee)),
        )
        elements.say_more(min(len(lines), LINES), len(lines), "ledgers")
        with st.container(horizontal=True):
            for record in lines.index[:LINES]:
                elements.record_button(view, record, view.label(record), f"ledger-{record}")
        if len(lines) <= LINES:
            # The file's words are those of the code, whatever the page's are.
            with spoken(SOURCE):
                _lines, saved = ledger_table(view, payer, payee)
            elements.download(saved, "ledger")


def asked_for(view: View, payer: str | None, payee: str | None) -> str:
    """Between whom a total is, in words; None is anybody."""
    if payer and payee:
        said = _("from {payer} to {payee}")
    elif payer:
        said = _("from {payer}")
    else:
        said = _("to {payee}") if payee else _("from anybody to anybody")
    return said.format(payer=view.name(payer), payee=view.name(payee))


@once
def ledger_table(
    view: View, payer: str | None, payee: str | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The lines of a ledger, and the first `LINES` of them in words with the total under them."""
    lines = ledger(view.records, payer=payer, payee=payee)
    question = asked_for(view, payer, payee)
    first = lines.head(LINES)
    table = pd.DataFrame(
        {
            "": [_("added") if kept else _("left out") for kept in first["reason"].eq(COUNTED)],
            _("Record"): [view.label(record) for record in first.index],
            _("Amount"): [numbers.of(row) for row in first.to_dict("records")],
            _("Stage"): first["stage"].map(words.STAGES).fillna(""),
            _("Why left out"): [
                because(view, reason, other)
                for reason, other in zip(first["reason"], first["reason_record"], strict=True)
            ],
        }
    )
    last = {"": _("total"), _("Record"): question, _("Amount"): summed(view, total(lines))}
    return lines, pd.concat([table, pd.DataFrame([last])])


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
        format_func=lambda party: _("anybody") if party == url_state.ANYBODY else view.name(party),
        **url_state.bound(name, parties[0]),
    )
    return None if chosen == url_state.ANYBODY else chosen


def because(view: View, reason: str, others: str) -> str:
    """Why a line is left out, with the records that it refers to."""
    if reason == COUNTED:
        return ""
    named = _("; ").join(view.label(other) for other in others.split(";") if other)
    why = _(REASONS[reason])
    return _("{reason} ({records})").format(reason=why, records=named) if named else why


@once
def firm_or_talk(view: View) -> Chart | None:
    """What binds somebody and what is only promised or talked about."""
    found = firmness.stages(view)
    if found.empty:
        return None
    firm, talk = firmness.split(view)
    said = _("; ").join(
        f"{words.STAGES[row['stage']]} {row['text']}" for row in found.to_dict("records")
    )
    return elements.chart(
        view,
        firmness.figure(view, found),
        name="firmness",
        title=_(
            "Of these commitments, {firm} is binding or paid; {talk} is pledged or talk"
        ).format(firm=firm, talk=talk),
        subtitle=_("Commitments of all payers by stage, each counted once, {currency}").format(
            currency=view.currency
        ),
        sentence=_("{list}. A record is as firm as its least firm statement.").format(
            list=said[0].upper() + said[1:]
        ),
        table=pd.DataFrame(
            {
                _("Stage"): found["stage"].map(words.STAGES),
                _("Meaning"): found["stage"].map(words.STAGE_HELP),
                _("Amount"): found["text"],
                _("Records"): found["counted"],
            }
        ),
        data=found.drop(columns="text"),
        rates=True,
    )


@once
def flow(view: View) -> Chart | None:
    """From payers to payees, minimum and maximum apart."""
    found = flows.links(view)
    if found.empty:
        return None
    largest = found.loc[flows.reach(found).sort_values(kind="stable").index[-1]]
    merged = found["records"].sum() > len(found)
    columns = ["record_id", "payer_id", "payee_id", "stage", "low", "high"]
    columns += ["low_exclusive", "high_exclusive", "approximate", "unit"]
    columns += ["records"] if merged else []
    said = _("; ").join(
        _("{payer} to {payee} {amount}").format(
            payer=row["payer"], payee=row["payee"], amount=row["amount"]
        )
        for row in found.to_dict("records")
    )
    stage = words.STAGES.get(largest["stage"])
    if stage:
        title = _("The widest flow, {payer} to {payee}, is {stage}")
    elif merged:
        title = _("The widest flow is from {payer} to {payee}")
    else:
        title = _("The widest flow, {payer} to {payee}, is of no reported stage")
    subtitle = (
        _(
            "The {count} widest flows from payers (left) to payees (right), all records of two "
            "parties in one, {currency}: dark to the minimum, light from there to the maximum"
        )
        if merged
        else _(
            "From payers (left) to payees (right), {currency}: dark to the minimum, "
            "light from there to the maximum"
        )
    )
    return elements.chart(
        view,
        flows.figure(view, found),
        name="flows",
        title=title.format(payer=largest["payer"], payee=largest["payee"], stage=stage),
        subtitle=subtitle.format(currency=view.currency, count=len(found)),
        sentence=_("{list}.").format(list=said),
        table=pd.DataFrame(
            {
                _("From"): found["payer"],
                _("To"): found["payee"],
                _("Amount"): found["amount"],
                _("Record"): found["label"],
            }
        ),
        data=found.reset_index()[columns],
        rates=True,
    )


@once
def moved(view: View) -> Chart | None:
    """How the first payer's total moved from source to source."""
    paying = list(payers(view)["payer_id"])
    if not paying:
        return None
    payer = view.party if view.party and view.party in paying else paying[0]
    found = history.steps(view, payer)
    reported = found.dropna(subset=["high"])
    if len(reported["text"].unique()) <= 1:
        return None
    first, last = reported.iloc[[0, -1]].to_dict("records")
    said = _("; ").join(
        _("{date} ({sources}): {text}").format(
            date=numbers.date(row["day"]), sources=row["sources"], text=row["text"]
        )
        for row in found.to_dict("records")
    )
    # The file's words are those of the code, whatever the page's are.
    with spoken(SOURCE):
        sources = [words.sources(ids) for ids in found["ids"]]
    return elements.chart(
        view,
        history.figure(view, found, payer),
        name="history",
        title=_("{name}'s total went from {first} to {last} in {count} steps").format(
            name=view.name(payer),
            first=numbers.of(first),
            last=numbers.of(last),
            count=len(found),
        ),
        subtitle=_("Total from {name} as the sources published so far give it, {currency}").format(
            name=view.name(payer), currency=view.currency
        ),
        sentence=_("{list}.").format(list=said),
        table=pd.DataFrame(
            {
                _("From this day"): [numbers.date(day) for day in found["day"]],
                _("Sources"): found["sources"],
                _("Total"): found["text"],
            }
        ),
        data=found.drop(columns=["ids", "text"]).assign(sources=sources),
        rates=True,
    )


@once
def disagreements(view: View) -> tuple[str, list[Opener]]:
    """What the sources disagree on, each a click from its words: the finding, and the rows."""
    found = view.conflicts
    title = _("Sources disagree on {contested} of {records}").format(
        contested=found["record_id"].nunique(),
        records=numbers.counted("{count} record", "{count} records", len(view.records)),
    )
    rows = []
    for row in found.head(CONFLICTS).to_dict("records"):
        said = words.CONFLICTS[row["conflict"]]
        if row["conflict"] == "amount":
            said = languages.listed([said, numbers.interval(row["low"], row["high"], row["unit"])])
        text = _("{name}: {text}").format(name=view.label(row["record_id"]), text=said)
        key = f"conflict-{row['record_id']}-{row['conflict']}"
        sources = f":small[:red[{plain(words.sources(row['sources'].split(';')))}]]"
        rows.append(elements.opener(view, row["record_id"], text, key, below=sources))
    return title, rows


def disagree(view: View) -> None:
    """Draw what the sources disagree on."""
    title, rows = disagreements(view)
    st.header(title)
    if not rows:
        st.markdown(_("No two statements here exclude each other."))
    for opener in rows:
        opener.draw()
    elements.say_more(len(rows), len(view.conflicts), "conflicts")
    st.page_link(
        "app/pages/conflicts.py",
        label=_("All conflicts, with their size"),
        query_params=url_state.kept(),
    )


@once
def missing(view: View) -> list[tuple[str, str, int, list[Opener]]]:
    """What no source says: for each kind of gap its code, its name, how many, and the first."""
    found = view.snapshot.gaps
    found = found[found["record_id"].isin(view.records.index)]
    kinds = []
    for gap, group in found.groupby("gap", sort=False):
        openers = []
        for row in group.head(elements.MOST).to_dict("records"):
            text = view.label(row["record_id"])
            if row["party_id"] in view.dataset.parties:
                text = _("{name}: {text}").format(name=view.name(row["party_id"]), text=text)
            if not pd.isna(row["low"]):
                rest = numbers.interval(row["low"], row["high"], row["unit"])
                text = languages.listed([text, rest])
            key = f"gap-{gap}-{row['record_id']}-{row['party_id']}"
            openers.append(elements.opener(view, row["record_id"], text, key))
        kinds.append((str(gap), words.GAPS[str(gap)], len(group), openers))
    return kinds


def gaps(view: View) -> None:
    """Draw what no source says."""
    kinds = missing(view)
    count = sum(found for _gap, _name, found, _openers in kinds)
    st.header(numbers.counted("Not reported: {count} gap", "Not reported: {count} gaps", count))
    st.caption(_("Found by the shape of the data; a gap is never counted as zero."))
    columns = st.columns(2, gap="large")
    half = -(-len(kinds) // len(columns))
    for place, (gap, name, found, openers) in enumerate(kinds):
        with columns[place // half]:
            behind = elements.folded(f"{name} ({numbers.decimal(found)})", f"gap-{gap}")
        if behind.open:
            with behind:
                for opener in openers:
                    opener.draw()
                elements.say_more(len(openers), found, "gaps")


@once
def newest(view: View) -> list[tuple[Opener, str]]:
    """The latest statements, each with its words."""
    found = view.statements
    # The first eight of those in order, without bringing all of them into order.
    late = found["counts_from"].nlargest(8, keep="all").index
    found = found.loc[late].sort_index()
    found = found.sort_values("counts_from", ascending=False, kind="stable").head(8)
    rows = []
    for row in found.to_dict("records"):
        text = view.label(row["record_id"])
        if not pd.isna(row["low"]):
            text = _("{name}: {text}").format(name=text, text=numbers.reported(row))
        key = f"latest-{row['record_id']}-{row['number']}"
        said = _("{date}, source {name}").format(
            date=numbers.date(row["counts_from"]), name=row["source_id"]
        )
        line = f"{elements.quoted(row['quote'])} · {plain(said)}"
        rows.append((elements.opener(view, row["record_id"], text, key), line))
    return rows


@once
def summary(view: View) -> str:
    """How much the page rests on, as markdown."""
    count = len(view.snapshot.sources)
    told = ngettext(
        "As {count} press article reports: {statements} about {records}. "
        "Every figure opens the words it came from.",
        "As {count} press articles report: {statements} about {records}. "
        "Every figure opens the words it came from.",
        count,
    )
    return told.format(
        count=numbers.decimal(count),
        statements=numbers.counted("{count} statement", "{count} statements", len(view.statements)),
        records=numbers.counted("{count} record", "{count} records", len(view.records)),
    )


def page() -> None:
    """The page, from top to bottom."""
    view = current()
    st.title(_("Who has committed how much to whom"))
    if elements.nothing(view):
        return
    st.markdown(summary(view))
    elements.show(view, answer(view))
    if len(payers(view)):
        elements.key(view)
        ledger_of(view)
    elements.show(view, firm_or_talk(view))
    elements.show(view, flow(view))
    left, right = st.columns(2, gap="large")
    with left:
        disagree(view)
    with right:
        st.header(_("Latest statements"))
        elements.rows(newest(view), "latest")
    gaps(view)
    elements.show(view, moved(view))


page()
