"""Conflicts: where sources cannot both be right, how far apart they are, and what concurs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import streamlit as st

from app import elements, numbers, words
from app.elements import plain
from app.figures import conflicts
from app.view import View, current

if TYPE_CHECKING:
    from collections.abc import Mapping

MEASURED = ("amount", "bound")
STATES = ("contested", "concurring", "single")
# What is drawn of each source's account; `shown` is the figure as reported.
ACCOUNT = (
    *("record_id", "source_id", "quote_start", "low", "high", "low_exclusive", "high_exclusive"),
    *("approximate", "unit", "shown", "stage", "attestation", "quote"),
)


def sizes(view: View, found: pd.DataFrame) -> None:
    """Every contested figure, each source's interval on its own line; a chart a unit."""
    measured = found[found["conflict"].isin(MEASURED)]
    if measured.empty:
        st.markdown("No two figures here exclude each other.")
    for unit, group in measured.groupby("unit", sort=False):
        accounts = conflicts.accounts(view, list(group["record_id"]))
        widest = group.to_dict("records")[0]
        title = f"{view.label(widest['record_id'])}: {gap(widest)}"
        elements.chart(
            view,
            conflicts.figure(view, accounts, str(unit)),
            name=f"contested-{unit}",
            title=title,
            subtitle=f"Contested figures, the widest apart first, in "
            f"{unit}; a red line joins what cannot both hold",
            sentence="; ".join(
                f"{row['label']}: source {row['source_id']} says {row['shown']}"
                for row in accounts.to_dict("records")
            )
            + ".",
            table=pd.DataFrame(
                {
                    "Record": accounts["label"],
                    "Source": accounts["source_id"],
                    "Says": accounts["shown"],
                    "Attested by": accounts["attestation"].map(words.ATTESTATIONS),
                    "Words": accounts["quote"],
                }
            ),
            data=accounts.rename(
                columns={
                    "minimum_exclusive": "low_exclusive",
                    "maximum_exclusive": "high_exclusive",
                }
            )[list(ACCOUNT)],
            rates=str(unit) == view.currency,
        )


def gap(row: Mapping[Any, Any]) -> str:
    """How far apart the figures of a conflict are, in words."""
    if row["gap"] == 0:
        return "two bounds that meet but exclude each other"
    share = f"{numbers.point(100 * row['gap_relative'], 'percent')} of the smaller"
    if pd.isna(row["gap"]):
        return f"sources are {share} apart; no rate into {row['unit']} says how much that is"
    return f"sources are {numbers.point(row['gap'], row['unit'])} apart, {share}"


def cards(view: View, found: pd.DataFrame) -> None:
    """One card a conflict: statements side by side, kind, size, voices and effect."""
    st.subheader("Each conflict, its words side by side")
    for row in found.to_dict("records"):
        with st.container(border=True):
            label, kind = plain(view.label(row["record_id"])), words.CONFLICTS[row["conflict"]]
            st.markdown(f"**{label}** · :red[{kind}]")
            if row["conflict"] in MEASURED:
                size = gap(row)
                st.markdown(plain(f"{size[0].upper()}{size[1:]}."))
            voices = (
                f"{row['voices']} independent voices"
                if row["independent"]
                else "one voice: one article, or articles on one upstream source"
            )
            st.caption(plain(f"{voices}. {effect(view, row)}"))
            side_by_side(view, row)
            elements.record_button(
                view,
                row["record_id"],
                "Open the record",
                f"open-{row['record_id']}-{row['conflict']}",
            )


def effect(view: View, row: Mapping[Any, Any]) -> str:
    """What a conflict does to which totals."""
    if not row["totals"]:
        return "No total counts it."
    named = []
    for question in row["totals"].split(";"):
        parts = question.split()
        named.append(" ".join(view.name(p) if p not in ("from", "to") else p for p in parts))
    wider = (
        f"by {numbers.point(row['widens_by'], row['unit'])}"
        if np.isfinite(row["widens_by"])
        else "without bound"
    )
    return f"It widens the total {', and '.join(named)} {wider}."


def side_by_side(view: View, row: Mapping[Any, Any]) -> None:
    """The statements of a conflict in columns, each with its words."""
    statements = view.snapshot.statements
    numbers_in = [int(number) for number in row["statements"].split(";")]
    found = statements[
        statements["record_id"].eq(row["record_id"]) & statements["number"].isin(numbers_in)
    ]
    for column, statement in zip(st.columns(len(found)), found.to_dict("records"), strict=True):
        with column:
            st.markdown(f"**{plain(said(view, statement, row['conflict']))}**")
            st.markdown(elements.quoted(statement["quote"]))
            st.caption(
                plain(
                    f"source {statement['source_id']} · {statement['published']} · "
                    f"{words.ATTESTATIONS[statement['attestation']]}"
                )
            )


def said(view: View, statement: Mapping[Any, Any], conflict: str) -> str:
    """What one statement says, as far as the conflict is about it."""
    if conflict == "partners":
        return ", ".join(view.name(party) for party in sorted(statement["partners"]))
    if conflict == "meaning":
        return words.MEANINGS[statement["meaning"]]
    if conflict == "date":
        return str(statement["event"])
    return numbers.reported(statement)


def concurrence(view: View) -> None:
    """How many records are contested, concur between independent voices, or rest on one."""
    states = view.records["state"]
    counts = {state: int(states.eq(state).sum()) for state in STATES}
    st.subheader(
        f"{counts['single']} of {numbers.count(len(states), 'record')} rest on a single voice, "
        f"{counts['concurring']} on voices that concur"
    )
    for column, state in zip(st.columns(len(STATES)), STATES, strict=True):
        with column:
            st.metric(state.capitalize(), counts[state], help=words.STATES[state])
            with st.expander("Which"):
                for record in states.index[states.eq(state)]:
                    row = view.records.loc[record]
                    text = view.label(record)
                    if isinstance(row["measure"], str) and not row["conflict_amount"]:
                        text += f": {numbers.of(row)}"
                    elements.record_button(view, record, text, f"{state}-{record}")


def compatible(view: View) -> None:
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
    figures = numbers.count(len(agreed), "figure")
    st.subheader(f"Worded differently, and yet compatible: {figures}")
    for record, row in zip(agreed.index, agreed.to_dict("records"), strict=True):
        text = f"{view.label(record)}: {', '.join(wordings.loc[record])}, so {numbers.of(row)}"
        if row["within_tolerance"]:
            text += " (within the exchange rate's tolerance of 2 %)"
        elements.record_button(view, record, text, f"compatible-{record}")


VERDICTS = {
    "above": "above the sum of its parts",
    "below": "below the sum of its parts",
    "within": "compatible with the sum of its parts",
    "open": "beside parts without an amount",
}


def aggregates(view: View) -> None:
    """Sources' own adding-up, beside the sum of what it adds up: by its own figures, and by all."""
    found = view.snapshot.claims
    found = found[found["record_id"].isin(view.records.index)]
    for record, rows in found.groupby("record_id", sort=False):
        alone = rows[rows["reading"].ne("")]
        worst = alone[alone["verdict"].isin(["above", "below"])]
        shown = worst.iloc[0] if len(worst) else rows.iloc[0]
        whose = f" by source {shown['reading']}'s own figures" if shown["reading"] else ""
        st.subheader(
            plain(f"{view.label(str(record))}: a claim {VERDICTS[shown['verdict']]}{whose}"),
            anchor=f"claim-{record}",
        )
        names = ", ".join(view.label(part) for part in shown["parts"].split(";"))
        st.markdown(
            plain(f"The claim is {numbers.of({**shown, 'approximate': False})}, for {names}. ")
            + "Totals count the parts and not the claim."
        )
        elements.words_table(
            pd.DataFrame(
                {
                    "By": [f"source {r} alone" if r else "all sources" for r in rows["reading"]],
                    "Parts come to": [
                        numbers.interval(row["parts_low"], row["parts_high"], row["unit"])
                        for row in rows.to_dict("records")
                    ],
                    "The claim is": rows["verdict"].map(VERDICTS),
                }
            ),
            alt=f"The claim {view.label(str(record))} against its parts",
        )
        elements.record_button(view, str(record), "Open the claim", f"claim-{record}")


def page() -> None:
    """The page, from top to bottom."""
    view = current()
    found = view.conflicts
    conflict = numbers.count(len(found), "conflict")
    st.title(f"{conflict} between sources" if len(found) else "Conflicts")
    if elements.nothing(view):
        return
    st.markdown(
        "Found by rule: figures that cannot both hold, two dates, two lists of partners, or two "
        "meanings of one figure. A ceiling and a range under it, or a rounded and an approximate "
        "figure, can both hold and are no conflict."
    )
    sizes(view, found)
    if len(found):
        cards(view, found)
        elements.download(found, "conflicts")
    aggregates(view)
    concurrence(view)
    compatible(view)
    elements.key(view)


page()
