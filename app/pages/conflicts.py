"""Conflicts: where sources cannot both be right, how far apart they are, and what concurs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

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

CARDS: Final = 12
"""Conflicts on a page of them."""
SIDES: Final = 6
"""Statements that stand side by side."""
LISTED: Final = 50
"""Records of a state that are listed."""
CLAIMS: Final = 8
"""Claims on a page of them."""
FIGURES: Final = 20
"""Compatible figures on a page of them."""
MEASURED = ("amount", "bound")
# What statements say, as far as a conflict is about it; the others are about a figure.
ABOUT = {"partners": ["partners"], "meaning": ["meaning"], "date": ["event"]}
FIGURE = ["low", "high", "minimum_exclusive", "maximum_exclusive", "approximate", "unit"]
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
    widest = group.head(1).to_dict("records")[0]
    title = _("{name}: {value}").format(name=view.label(widest["record_id"]), value=gap(widest))
    said = _(
        "Contested figures, the widest apart first, in {unit}; a red line joins what cannot both "
        "hold"
    ).format(unit=UNITS.get(unit, unit))
    whole = len(conflicts.measured(view, list(group["record_id"])))
    if len(accounts) < whole:
        said = _(
            "{what}. Drawn: {drawn} of {statements}, {records} of {figures}; all are in the tables "
            "of the Data page"
        ).format(
            what=said,
            drawn=numbers.decimal(len(accounts)),
            statements=numbers.counted("{count} statement", "{count} statements", whole),
            records=numbers.decimal(accounts["record_id"].nunique()),
            figures=numbers.counted(
                "{count} contested figure", "{count} contested figures", len(group)
            ),
        )
    return elements.chart(
        view,
        conflicts.figure(view, accounts, unit),
        name=f"contested-{unit}",
        title=title,
        subtitle=said,
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
    more: str
    """What is said of statements that have no room beside the others."""
    opener: Opener


@once
def cards(view: View, first: int, last: int) -> list[Card]:
    """A card of each conflict from the `first` up to the `last`, exclusive."""
    found = view.conflicts.iloc[first:last]
    statements = view.snapshot.statements
    statements = statements[statements["record_id"].isin(found["record_id"])]
    return [card(view, row, statements) for row in found.to_dict("records")]


def card(view: View, row: Mapping[Any, Any], statements: pd.DataFrame) -> Card:
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
    among = [int(number) for number in row["statements"].split(";")]
    found = statements[
        statements["record_id"].eq(row["record_id"]) & statements["number"].isin(among)
    ]
    beside = foremost(found, row["conflict"])
    return Card(
        head=head,
        voices=plain(languages.sentences([voices, effect(view, row)])),
        statements=side_by_side(view, beside, row["conflict"]),
        more=numbers.counted(
            "The record has {count} statement more.",
            "The record has {count} statements more.",
            len(found) - len(beside),
        )
        if len(beside) < len(found)
        else "",
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
        if card.more:
            st.caption(card.more)
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


def foremost(found: pd.DataFrame, conflict: str) -> pd.DataFrame:
    """Of a conflict's statements those that stand side by side: first of all what differs."""
    if len(found) <= SIDES:
        return found
    repeats = found[ABOUT.get(conflict, FIGURE)].duplicated()
    return found.loc[repeats.sort_values(kind="stable").index[:SIDES].sort_values()]


def side_by_side(view: View, found: pd.DataFrame, conflict: str) -> list[str]:
    """The statements of a conflict: what each says, its words, and where they stand."""
    place = _("source {source} · {published} · {attestation}")
    return [
        "\n\n".join(
            (
                f"**{plain(said(view, statement, conflict))}**",
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
    """The way to each record of a state, or to the first `LISTED`."""
    openers = []
    for record, row in view.records[view.records["state"].eq(state)].head(LISTED).iterrows():
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
                    elements.say_more(LISTED, counted[state], "records")


@once
def compatible(view: View) -> pd.Index:
    """The records whose figures are worded differently and can all hold."""
    told = view.statements.loc[view.statements["low"].notna(), ["record_id", *FIGURE, "verified"]]
    several = told.drop_duplicates()["record_id"].value_counts()
    differ = view.records.index.isin(several.index[several > 1])
    return view.records.index[differ & ~view.records["conflict_amount"]]


@once
def compatible_figures(view: View, first: int, last: int) -> list[Opener]:
    """Those from the `first` up to the `last`, exclusive, and what each is worded as."""
    agreed = view.records.loc[compatible(view)[first:last]]
    told = view.statements[view.statements["record_id"].isin(agreed.index)]
    told = told[told["low"].notna()]
    openers = []
    for record, row in zip(agreed.index, agreed.to_dict("records"), strict=True):
        said = _("{name}: {wordings}, so {figure}")
        own = told[told["record_id"].eq(record)]
        if row["within_tolerance"] and in_currencies(own):
            said = _(
                "{name}: {wordings}, so {figure} (within the exchange rate's tolerance of 2 %)"
            )
        elif row["within_tolerance"]:
            said = _("{name}: {wordings}, so {figure} (“about” allows for 5 %)")
        text = said.format(
            name=view.label(record),
            wordings=languages.listed(
                dict.fromkeys(numbers.reported(statement) for statement in own.to_dict("records"))
            ),
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
def claimed(view: View) -> list[str]:
    """The records that are a source's own adding-up of others."""
    found = view.snapshot.claims["record_id"]
    return list(found[found.isin(view.records.index)].unique())


@once
def claims(view: View, first: int, last: int) -> list[Claim]:
    """Of those, from the `first` up to the `last`, exclusive, each beside the sum of its parts.

    By a source's own figures, and by all.
    """
    found = view.snapshot.claims
    found = found[found["record_id"].isin(claimed(view)[first:last])]
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
        for conflict in cards(view, *elements.paged(len(found), CARDS, "conflicts")):
            draw(conflict)
        elements.download(found, "conflicts")
    for one in claims(view, *elements.paged(len(claimed(view)), CLAIMS, "claims")):
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
    place = elements.paged(len(agreed), FIGURES, "compatible")
    for opener in compatible_figures(view, *place):
        opener.draw()
    elements.key(view)


page()
