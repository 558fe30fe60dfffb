"""Conflicts: where sources cannot both be right, how far apart they are, and what concurs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import streamlit as st

from app import elements, languages, numbers, words
from app.elements import plain
from app.figures import conflicts
from app.languages import Words, _, marked
from app.once import once
from app.record import in_currencies
from app.view import View, current

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.elements import Chart, Opener

MEASURED = ("amount", "bound")
STATES = Words(
    {
        "contested": marked("Contested"),
        "concurring": marked("Concurring"),
        "single": marked("Single"),
    }
)
# Units that are words; a currency is its code, and others (MW) are signs.
UNITS = Words({"percent": marked("percent"), "multiple": marked("multiple")})
# Whose total it is, by the words in the analysis' own name of it.
TOTALS = Words(
    {
        "from": marked("from {payer}"),
        "to": marked("to {payee}"),
        "from to": marked("from {payer} to {payee}"),
    }
)
# What is drawn of each source's account; `shown` is the figure as reported.
ACCOUNT = (
    *("record_id", "source_id", "quote_start", "low", "high", "low_exclusive", "high_exclusive"),
    *("approximate", "unit", "shown", "stage", "attestation", "quote"),
)


def sizes(view: View) -> None:
    """Every contested figure, each source's interval on its own line; a chart a unit."""
    if not units(view):
        st.markdown(_("No two figures here exclude each other."))
    for unit in units(view):
        elements.show(view, contested(view, unit))


@once
def units(view: View) -> list[str]:
    """The units of the contested figures."""
    found = view.conflicts
    return list(found.loc[found["conflict"].isin(MEASURED), "unit"].unique())


@once
def contested(view: View, unit: str) -> Chart:
    """The chart of the contested figures in one unit."""
    found = view.conflicts
    group = found[found["conflict"].isin(MEASURED) & found["unit"].eq(unit)]
    accounts = conflicts.accounts(view, list(group["record_id"]))
    widest = group.to_dict("records")[0]
    title = _("{name}: {value}").format(name=view.label(widest["record_id"]), value=gap(widest))
    return elements.chart(
        view,
        conflicts.figure(view, accounts, unit),
        name=f"contested-{unit}",
        title=title,
        subtitle=_(
            "Contested figures, the widest apart first, in {unit}; a red line joins what "
            "cannot both hold"
        ).format(unit=UNITS.get(unit, unit)),
        sentence=_("{clauses}.").format(
            clauses=_("; ").join(
                _("{name}: source {source} says {figure}").format(
                    name=row["label"], source=row["source_id"], figure=row["shown"]
                )
                for row in accounts.to_dict("records")
            )
        ),
        table=pd.DataFrame(
            {
                _("Record"): accounts["label"],
                _("Source"): accounts["source_id"],
                _("Says"): accounts["shown"],
                _("Attested by"): accounts["attestation"].map(words.ATTESTATIONS),
                _("Words"): accounts["quote"],
            }
        ),
        data=accounts.rename(
            columns={
                "minimum_exclusive": "low_exclusive",
                "maximum_exclusive": "high_exclusive",
            }
        )[list(ACCOUNT)],
        rates=unit == view.currency,
    )


def gap(row: Mapping[Any, Any]) -> str:
    """How far apart the figures of a conflict are, in words."""
    if row["gap"] == 0:
        return _("two bounds that meet but exclude each other")
    share = numbers.point(100 * row["gap_relative"], "percent")
    if pd.isna(row["gap"]):
        return _(
            "sources are {share} of the smaller apart; no rate into {currency} says how much "
            "that is"
        ).format(share=share, currency=row["unit"])
    return _("sources are {gap} apart, {share} of the smaller").format(
        gap=numbers.point(row["gap"], row["unit"]), share=share
    )


@dataclass(frozen=True, slots=True)
class Card:
    """One conflict in words, as markdown: what it is, its size, and its statements."""

    head: str
    voices: str
    statements: list[str]
    opener: Opener


@once
def cards(view: View) -> list[Card]:
    """A card of each conflict."""
    return [card(view, row) for row in view.conflicts.to_dict("records")]


def card(view: View, row: Mapping[Any, Any]) -> Card:
    """The card of one conflict: statements side by side, kind, size, voices and effect."""
    label, kind = plain(view.label(row["record_id"])), words.CONFLICTS[row["conflict"]]
    head = f"**{label}** · :red[{kind}]"
    if row["conflict"] in MEASURED:
        size = _("{clauses}.").format(clauses=gap(row))
        head += f"\n\n{plain(size[0].upper() + size[1:])}"
    voices = (
        numbers.counted("{count} independent voice.", "{count} independent voices.", row["voices"])
        if row["independent"]
        else _("One voice: one article, or articles on one upstream source.")
    )
    return Card(
        head=head,
        voices=plain(languages.sentences([voices, effect(view, row)])),
        statements=side_by_side(view, row),
        opener=elements.opener(
            view,
            row["record_id"],
            _("Open the record"),
            f"open-{row['record_id']}-{row['conflict']}",
        ),
    )


def draw(card: Card) -> None:
    """Draw a card."""
    with st.container(border=True):
        st.markdown(card.head)
        st.caption(card.voices)
        columns = st.columns(len(card.statements))
        for column, statement in zip(columns, card.statements, strict=True):
            column.markdown(statement)
        card.opener.draw()


def effect(view: View, row: Mapping[Any, Any]) -> str:
    """What a conflict does to which totals."""
    if not row["totals"]:
        return _("No total counts it.")
    totals = _(", and ").join(total(view, question) for question in row["totals"].split(";"))
    if not np.isfinite(row["widens_by"]):
        return _("It widens the total {totals} without bound.").format(totals=totals)
    return _("It widens the total {totals} by {amount}.").format(
        totals=totals, amount=numbers.point(row["widens_by"], row["unit"])
    )


def total(view: View, question: str) -> str:
    """Whose total it is, in words, of `from alder to birch`, or either half of that."""
    parts = question.split()
    sides = dict(zip(parts[::2], map(view.name, parts[1::2]), strict=True))
    return TOTALS[" ".join(sides)].format(payer=sides.get("from"), payee=sides.get("to"))


def side_by_side(view: View, row: Mapping[Any, Any]) -> list[str]:
    """The statements of a conflict: what each says, its words, and where they stand."""
    statements = view.snapshot.statements
    numbers_in = [int(number) for number in row["statements"].split(";")]
    found = statements[
        statements["record_id"].eq(row["record_id"]) & statements["number"].isin(numbers_in)
    ]
    place = _("source {source} · {published} · {attestation}")
    return [
        "\n\n".join(
            (
                f"**{plain(said(view, statement, row['conflict']))}**",
                elements.quoted(statement["quote"]),
                elements.small(
                    place.format(
                        source=statement["source_id"],
                        published=numbers.when(statement["published"]),
                        attestation=words.ATTESTATIONS[statement["attestation"]],
                    )
                ),
            )
        )
        for statement in found.to_dict("records")
    ]


def said(view: View, statement: Mapping[Any, Any], conflict: str) -> str:
    """What one statement says, as far as the conflict is about it."""
    if conflict == "partners":
        return languages.listed(view.name(party) for party in sorted(statement["partners"]))
    if conflict == "meaning":
        return words.MEANINGS[statement["meaning"]]
    if conflict == "date":
        return numbers.when(statement["event"])
    return numbers.reported(statement)


@once
def counts(view: View) -> dict[str, int]:
    """How many records are in each of the `STATES`."""
    states = view.records["state"]
    return {state: int(states.eq(state).sum()) for state in STATES}


@once
def of_state(view: View, state: str) -> list[Opener]:
    """The way to each record of a state."""
    openers = []
    for record, row in view.records[view.records["state"].eq(state)].iterrows():
        text = view.label(str(record))
        if isinstance(row["measure"], str) and not row["conflict_amount"]:
            text = _("{name}: {value}").format(name=text, value=numbers.of(row))
        openers.append(elements.opener(view, str(record), text, f"{state}-{record}"))
    return openers


def concurrence(view: View) -> None:
    """How many records are contested, concur between independent voices, or rest on one."""
    counted = counts(view)
    st.header(
        _(
            "{single} of {records} rest on a single voice, {concurring} on voices that concur"
        ).format(
            single=numbers.decimal(counted["single"]),
            records=numbers.counted("{count} record", "{count} records", len(view.records)),
            concurring=numbers.decimal(counted["concurring"]),
        )
    )
    for column, state in zip(st.columns(len(STATES)), STATES, strict=True):
        with column:
            st.metric(STATES[state], counted[state], help=words.STATES[state])
            behind = elements.folded(_("Which"), f"state-{state}")
            if behind.open:
                with behind:
                    for opener in of_state(view, state):
                        opener.draw()


@once
def compatible(view: View) -> list[Opener]:
    """Figures that are worded differently and can all hold."""
    statements = view.statements[view.statements["low"].notna()]
    statements = statements.assign(
        said=[numbers.reported(row) for row in statements.to_dict("records")]
    )
    wordings = statements.groupby("record_id", sort=False)["said"].agg(
        lambda s: list(dict.fromkeys(s))
    )
    wordings = wordings[wordings.map(len) > 1]
    agreed = view.records.loc[
        [record for record in wordings.index if not view.records.loc[record, "conflict_amount"]]
    ]
    openers = []
    for record, row in zip(agreed.index, agreed.to_dict("records"), strict=True):
        said = _("{name}: {wordings}, so {figure}")
        own = statements[statements["record_id"].eq(record)]
        if row["within_tolerance"] and in_currencies(own):
            said = _(
                "{name}: {wordings}, so {figure} (within the exchange rate's tolerance of 2 %)"
            )
        elif row["within_tolerance"]:
            said = _("{name}: {wordings}, so {figure} (“about” allows for 5 %)")
        text = said.format(
            name=view.label(record),
            wordings=languages.listed(wordings.loc[record]),
            figure=numbers.of(row),
        )
        openers.append(elements.opener(view, record, text, f"compatible-{record}"))
    return openers


VERDICTS = Words(
    {
        "above": marked("above the sum of its parts"),
        "below": marked("below the sum of its parts"),
        "within": marked("compatible with the sum of its parts"),
        "open": marked("beside parts without an amount"),
    }
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A source's own adding-up, beside the sum of what it adds up, in words."""

    title: str
    said: str
    table: pd.DataFrame
    alt: str
    opener: Opener


@once
def claims(view: View) -> list[Claim]:
    """Sources' own adding-up, beside the sum of what it adds up: by its own figures, and by all."""
    found = view.snapshot.claims
    found = found[found["record_id"].isin(view.records.index)]
    return [
        claim(view, str(record), rows) for record, rows in found.groupby("record_id", sort=False)
    ]


def claim(view: View, record: str, rows: pd.DataFrame) -> Claim:
    """One source's adding-up, of its rows among the claims."""
    alone = rows[rows["reading"].ne("")]
    worst = alone[alone["verdict"].isin(["above", "below"])]
    shown = worst.iloc[0] if len(worst) else rows.iloc[0]
    if shown["reading"]:
        title = _("{name}: a claim {verdict} by source {source}'s own figures")
    else:
        title = _("{name}: a claim {verdict}")
    said = _("The claim is {figure}, for {names}. Totals count the parts and not the claim.")
    return Claim(
        title=title.format(
            name=view.label(record), verdict=VERDICTS[shown["verdict"]], source=shown["reading"]
        ),
        said=plain(
            said.format(
                figure=numbers.of({**shown, "approximate": False}),
                names=_("; ").join(view.label(part) for part in shown["parts"].split(";")),
            )
        ),
        table=elements.cells(
            pd.DataFrame(
                {
                    _("By"): [
                        _("source {source} alone").format(source=source)
                        if source
                        else _("all sources")
                        for source in rows["reading"]
                    ],
                    _("Parts come to"): [
                        numbers.interval(row["parts_low"], row["parts_high"], row["unit"])
                        for row in rows.to_dict("records")
                    ],
                    _("The claim is"): rows["verdict"].map(VERDICTS),
                }
            )
        ),
        alt=_("The claim {name} against its parts").format(name=view.label(record)),
        opener=elements.opener(view, record, _("Open the claim"), f"claim-{record}"),
    )


def page() -> None:
    """The page, from top to bottom."""
    view = current()
    found = view.conflicts
    title = numbers.counted(
        "{count} conflict between sources", "{count} conflicts between sources", len(found)
    )
    st.title(title if len(found) else _("Conflicts"))
    if elements.nothing(view):
        return
    st.markdown(
        _(
            "Found by rule: figures that cannot both hold, two dates, two lists of partners, or "
            "two meanings of one figure. A ceiling and a range under it, or a rounded and an "
            "approximate figure, can both hold and are no conflict."
        )
    )
    sizes(view)
    if len(found):
        st.header(_("Each conflict, its words side by side"))
        for conflict in cards(view):
            draw(conflict)
        elements.download(found, "conflicts")
    for one in claims(view):
        st.header(plain(one.title), anchor=f"claim-{one.opener.record_id}")
        st.markdown(one.said)
        elements.words_table(one.table, alt=one.alt)
        one.opener.draw()
    concurrence(view)
    agreed = compatible(view)
    st.header(
        numbers.counted(
            "Worded differently, and yet compatible: {count} figure",
            "Worded differently, and yet compatible: {count} figures",
            len(agreed),
        )
    )
    for opener in agreed:
        opener.draw()
    elements.key(view)


page()
