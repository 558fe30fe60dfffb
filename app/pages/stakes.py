"""Stakes: who holds what of a venture, what nobody reports, and what shares and amounts imply."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from app import elements, numbers, words
from app.elements import plain
from app.figures import stakes
from app.view import View, current

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Question:
    """A chart of derivations: which ones, its title (of what value, of whom) and its words."""

    name: str
    derivations: tuple[str, ...]
    title: str
    subtitle: str
    missing: str


QUESTIONS = (
    Question(
        "equity",
        ("implied_equity",),
        "What is paid in for a stake implies {0} for all of {1}",
        "Amount paid in divided by the stake it gives, {unit}; where the amount is contested, "
        "each source's figure gives its own",
        "No record here has both an amount and a stake, so no equity follows.",
    ),
    Question(
        "unassigned",
        ("unassigned_value",),
        "At that price, what nobody is reported to hold of {1} is worth {0}",
        "Implied equity times the share that no source assigns, {unit}",
        "",
    ),
    Question(
        "bought",
        ("post_money", "pre_money"),
        "At the reported valuation, the money would buy {0} of {1}",
        "Amount divided by valuation, percent, with the new money in the valuation (post-money) "
        "and without it (pre-money): no source says which",
        "No valuation is reported together with an amount not yet paid.",
    ),
    Question(
        "coverage",
        ("coverage",),
        "Parts with a named payer cover {0} of {1}",
        "All parts with a named payer, in percent of each whole",
        "No record here is part of another.",
    ),
    Question(
        "parts",
        ("part_of_whole",),
        "The largest part is {1}, {0} of its whole",
        "Each part in percent of its whole",
        "",
    ),
)
LARGEST = ("parts",)


def ventures(view: View) -> None:
    """A breakdown of each venture of which a stake is reported."""
    found = stakes.shares(view, "stake")
    if found.empty:
        st.markdown("No stake is reported for these filters.")
    for whole, group in found.groupby("whole", sort=False):
        held, rest = group[group["holder"].ne("")], group[group["holder"].eq("")]
        name = view.name(str(whole))
        title = f"{name}: " + ", ".join(held["text"])
        if len(rest):
            title += f"; who holds the other {numbers.of(rest.iloc[0])} is not reported"
        elements.chart(
            view,
            stakes.breakdown(view, group),
            name=f"stakes-{whole}",
            title=title,
            subtitle=f"Reported stakes in {name}, percent of its shares; hatched is not reported",
            sentence=f"The stakes are {stakes.stage_words(held)}. "
            + "; ".join(group["text"])
            + ". Being named a partner is no stake.",
            table=shares_table(view, group),
            data=group.drop(columns="text"),
        )
        partners(view, str(whole))
        buttons(view, held)


def shares_table(view: View, group: pd.DataFrame) -> pd.DataFrame:
    """The shares in words."""
    return pd.DataFrame(
        {
            "Holder": [view.name(holder) or "not reported" for holder in group["holder"]],
            "Share": [numbers.of(row) for row in group.to_dict("records")],
            "Stage": group["stage"].map(words.STAGES),
        }
    )


def partners(view: View, whole: str) -> None:
    """Partners of a venture of whom no stake is reported."""
    found = view.snapshot.gaps
    records = view.snapshot.records
    found = found[found["gap"].eq("partner_stake")]
    found = found[found["record_id"].map(records["payee_id"]).eq(whole)]
    if len(found):
        names = ", ".join(view.name(party) for party in found["party_id"])
        st.markdown(plain(f"Named as partners, with no reported stake: {names}."))


def buttons(view: View, held: pd.DataFrame) -> None:
    """Open the words behind each share."""
    with st.container(horizontal=True):
        for row in held.to_dict("records"):
            elements.record_button(view, row["record_id"], row["text"], f"share-{row['record_id']}")


def derivations(view: View) -> pd.DataFrame:
    """The derivations that have any record of the view among their inputs."""
    found = view.snapshot.derivations
    uses = found["inputs"].str.split(";").explode().isin(view.records.index)
    return found[uses.groupby(level=0).any().reindex(found.index, fill_value=False)]


def implied(view: View) -> None:
    """What the shares and the amounts imply, one chart for each kind of answer."""
    found = derivations(view)
    for question in QUESTIONS:
        rows = found[found["derivation"].isin(question.derivations)]
        if len(rows):
            answer(view, question, rows)
        elif question.missing:
            st.markdown(question.missing)


def answer(view: View, question: Question, found: pd.DataFrame) -> None:
    """A chart of derived intervals; formula, inputs and caveat of each stand in its table."""
    several = len(question.derivations) > 1
    rows = found.assign(
        about=[subject_of(view, row) for row in found.to_dict("records")],
        which=[
            f", {words.DERIVATIONS[kind].rsplit(', ', 1)[-1]}" if several else ""
            for kind in found["derivation"]
        ],
    )
    rows = rows.sort_values("about", kind="stable")
    agreed = rows[rows["reading"].eq("")]
    first = agreed.sort_values("high").iloc[-1] if question.name in LARGEST else headline(agreed)
    percent = found["unit"].eq("percent").all()
    elements.chart(
        view,
        stakes.derived(view, rows, "percent" if percent else view.currency),
        name=question.name,
        title=question.title.format(numbers.of(first), subject_name(view, first)),
        subtitle=question.subtitle.format(unit=view.currency),
        sentence="; ".join(
            f"{row['about']}: {numbers.of(row)}{row['which']}" for row in agreed.to_dict("records")
        )
        + ". Worked out by us, not stated by a source.",
        table=pd.DataFrame(
            {
                "Of": rows["about"],
                "Value": [f"{numbers.of(row)}{row['which']}" for row in rows.to_dict("records")],
                "By": rows["reading"].map(lambda source: f"source {source}" if source else "all"),
                "Formula": rows["formula"],
                "In figures": rows["symbols"],
                "Caveat": rows["caveat"],
            }
        ),
        data=found,
        rates=not percent,
    )


def headline(agreed: pd.DataFrame) -> pd.Series:
    """The widest answer: what is least certain is what a reader must not miss."""
    width = agreed["high"] - agreed["low"]
    return agreed.iloc[int(width.to_numpy().argmax())]


def subject_of(view: View, row: Mapping[Any, Any]) -> str:
    """The record that a derivation starts from, or the whole that it is about."""
    subject = row["subject"]
    known = subject in view.dataset.records
    return view.label(subject if known else row["inputs"].split(";")[0])


def subject_name(view: View, row: pd.Series) -> str:
    """Whom or what a derivation is about."""
    subject = row["subject"]
    if subject in view.dataset.parties:
        return view.name(subject)
    payee = view.dataset.records[subject].payee_id
    if row["derivation"] in ("post_money", "pre_money") and payee:
        return view.name(payee)
    return view.label(subject)


def computing(view: View) -> None:
    """Shares of a consumer's computing."""
    found = stakes.shares(view, "compute_share")
    for _, group in found.groupby(["whole", "when"], sort=False):
        whole, when = group["whole"].iloc[0], group["when"].iloc[0]
        held, rest = group[group["holder"].ne("")], group[group["holder"].eq("")]
        title = f"{view.name(whole)}'s computing {when}: " + ", ".join(held["text"])
        if len(rest):
            title += f"; the other {numbers.of(rest.iloc[0])} is left to all others"
        elements.chart(
            view,
            stakes.breakdown(view, group),
            name=f"computing-{whole}-{when.replace(' ', '-')}",
            title=title,
            subtitle="Percent of the need for computing; hatched is not reported",
            sentence="; ".join(group["text"]) + ".",
            table=shares_table(view, group),
            data=group.drop(columns="text"),
        )
        buttons(view, held)


def cards(view: View) -> None:
    """All that follows from the figures: value, formula, inputs and caveat, a kind at a time."""
    found = derivations(view)
    if found.empty:
        return
    st.subheader(f"All {numbers.count(len(found), 'figure')} that we worked out from the reported")
    st.caption("None is a source's own figure, unless the card says that a source states the same.")
    for kind in found["derivation"].unique():
        rows = found[found["derivation"].eq(kind)]
        with st.expander(f"{words.DERIVATIONS[kind]} ({len(rows)})"):
            st.markdown(plain(f"{rows['formula'].iloc[0].capitalize()}. {rows['caveat'].iloc[0]}"))
            for number, row in enumerate(rows.to_dict("records")):
                card(view, row, f"{kind}-{number}")
    elements.download(found, "derivations")


def card(view: View, row: Mapping[Any, Any], key: str) -> None:
    """One derivation: its value, its figures, its records and who states the same."""
    with st.container(border=True):
        by = f", by source {row['reading']}" if row["reading"] else ""
        value = numbers.of(row)
        if value == numbers.NOT_REPORTED:
            value = "open at both ends: the sources exclude each other"
        st.markdown(f"**{plain(subject_name(view, pd.Series(row)))}: {plain(value)}**{by}")
        st.caption(plain(row["symbols"]))
        if row["stated_by"]:
            st.markdown(f"Source {plain(row['stated_by'])} states the same number.")
        with st.container(horizontal=True):
            for record in row["inputs"].split(";"):
                elements.record_button(view, record, view.label(record), f"{key}-{record}")


def page() -> None:
    """The page, from top to bottom."""
    view = current()
    st.title("Who holds what, and what it implies")
    if elements.nothing(view):
        return
    ventures(view)
    implied(view)
    computing(view)
    cards(view)
    elements.key(view)


page()
