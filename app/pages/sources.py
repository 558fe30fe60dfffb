"""Sources: what each article states, how well it is attested, and who else says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st
from babel import Locale

from analysis.exports import statements_table
from analysis.pairs import VERDICTS
from app import elements, numbers, tables, url_state, words
from app.elements import plain
from app.figures import sources
from app.view import LANGUAGE, View, current
from models.dates import bounds
from models.loading import dataset_root

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable, Mapping

    import pandas as pd

    from models.sources import Source

SHORT = 12  # digits of a SHA-256 that tell files apart at a glance


def answer(view: View) -> None:
    """The answer first: how much of each article is borne out, contested, or stands alone."""
    found = sources.told(view)
    table = sources.counts(found)
    cards = view.dataset.sources
    total = table.sum()
    parts = {
        "single": "on a single voice",
        "concurring": "borne out by an independent one",
        "contested": "contested",
    }
    split = ", ".join(f"{total[state]} {part}" for state, part in parts.items() if total[state])
    title = f"{numbers.count(len(found), 'statement')}: {split}"
    _, each = sources.blocks(found)
    subtitle = (
        ("A block is a statement" if each == 1 else f"A block is up to {each} statements")
        + ", its mark who attests it: dot, the party itself; ring, a named outlet; broken ring, "
        "nobody in particular"
    )
    if len(table) > sources.NEWEST:
        subtitle += f". The newest {sources.NEWEST} of {len(table)} articles"
    sentence = "; ".join(
        f"{key} makes {numbers.count(int(row.sum()), 'statement')}, {row['contested']} of them "
        f"contested, {row['concurring']} concurring and {row['single']} on a single voice"
        for key, row in table.iterrows()
    )
    official = found["attestation"].eq("official").groupby(found["source_id"]).sum()
    written = table.reset_index().assign(
        title=[cards[key].title.get(LANGUAGE) for key in table.index],
        publisher=[_publisher(cards[key]) for key in table.index],
        published=[cards[key].published for key in table.index],
        official=official.reindex(table.index).to_numpy(),
    )
    names = {
        "source_id": "Source",
        "title": "Article",
        "publisher": "Publisher",
        "published": "Published",
        "contested": "Contested",
        "concurring": "Concurring",
        "single": "Single voice",
        "official": "Official",
    }
    elements.chart(
        view,
        sources.figure(view, found),
        name="sources",
        title=title,
        subtitle=subtitle,
        sentence=f"{sentence}.",
        table=written[list(names)].rename(columns=names),
        data=written[list(names)],
    )


def _publisher(card: Source) -> str:
    return card.publisher or "publisher unknown"


def choose(view: View) -> str:
    """The article that the reader wants to see, the newest first."""
    cards = view.snapshot.sources.sort_values(
        ["published_start", "source_id"], ascending=[False, True]
    )
    titles = cards.set_index("source_id")[f"title_{LANGUAGE}"]
    days = cards.set_index("source_id")["published_start"]
    keys = list(titles.index)
    named = st.session_state["source"]
    chosen: str = st.selectbox(
        "Article, the newest first",
        keys,
        # By an earlier day an article that a link names may not have been published yet.
        index=keys.index(named) if named in keys else 0,
        format_func=lambda key: f"{key} · {titles[key]} · {numbers.date(days[key])}",
        **url_state.bound("source", keys[0]),
    )
    if named and named not in keys:
        st.info(f"Source {plain(named)} does not count yet by {numbers.date(view.as_of)}.")
    return chosen


def card(source: Source) -> None:
    """All that is known of the article; what is ours is marked as ours."""
    first, last = bounds(source.published)
    st.subheader(plain(source.title.get(LANGUAGE)), anchor=f"source-{source.id}")
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(f"**{plain(_publisher(source))}** · source {plain(source.id)}")
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(plain(_days(first, last)), width="content")
            inferred = source.published_basis == "inferred"
            st.badge(source.published_basis, color="orange" if inferred else "gray")
        st.caption(
            plain(f"{source.published_note.get(LANGUAGE)} Counts from {numbers.date(first)}.")
        )
        upstream = ", ".join(source.upstream) or "none named"
        language = Locale.parse(numbers.LOCALE).languages.get(source.language, source.language)
        st.markdown(f"**Upstream outlets:** {plain(upstream)}")
        body, whole = source.body.end - source.body.start, f"{source.length:,} characters"
        length = whole if body == source.length else f"{body:,} of the file's {whole}"
        st.markdown(f"**Length:** {length}, in {plain(language)}")
        with st.expander(f"SHA-256 {source.sha256[:SHORT]}…, file and fingerprint"):
            st.code(source.sha256, language=None, wrap_lines=True)
            st.caption(
                plain(
                    f"Of the text file {source.file}. The text itself is not published here: its "
                    "fingerprint, the hashes of its runs of four words, verifies every quote."
                )
            )
    with right:
        st.markdown(f"**Our summary.** {plain(source.summary.get(LANGUAGE))}")
        if source.note:
            st.markdown(f"**Our note.** {plain(source.note.get(LANGUAGE))}")


def _days(first: dt.date | None, last: dt.date | None) -> str:
    if first == last or last is None:
        return numbers.date(first)
    return f"{numbers.date(first)} to {numbers.date(last)}"


def states(view: View, source: Source) -> None:
    """Everything that the article states, in its own order, with who else speaks of it."""
    own = view.statements[view.statements["source_id"].eq(source.id)].sort_values("quote_start")
    every = view.snapshot.statements["source_id"].eq(source.id).sum()
    if own.empty:
        st.info(
            f"None of its {numbers.count(int(every), 'statement')} is about a record that these "
            "filters leave. Choose another party or stage.",
            icon="🔎",
        )
        return
    kept = "" if len(own) == every else f", {len(own)} of them about the records chosen"
    st.subheader(f"It makes {numbers.count(int(every), 'statement')}{kept}")
    st.caption("In the article's own order. The name of each opens its record.")
    beside = tables.beside(dataset_root(), view.as_of)
    beside = beside[beside["source_id"].eq(source.id)]
    rows = own.to_dict("records")
    for start in range(0, len(rows), 2):
        for column, row in zip(st.columns(2), rows[start : start + 2], strict=False):
            others = beside[
                beside["record_id"].eq(row["record_id"]) & beside["number"].eq(row["number"])
            ]
            with column.container(border=True, height="stretch"):
                statement(view, row, others)
    elements.download(statements_table(own), f"source-{source.id}")


def statement(view: View, row: Mapping[Hashable, Any], others: pd.DataFrame) -> None:
    """One statement: what it says, the words, and the other statements of its record."""
    key = f"statement-{row['record_id']}-{row['number']}"
    elements.record_button(view, row["record_id"], view.label(row["record_id"]), key)
    facts = [f"**{plain(tables.said(view, row))}**"]
    if isinstance(row["stage"], str):
        facts.append(words.STAGES[row["stage"]])
    facts.append(plain(tables.attested(row)))
    st.markdown(" · ".join(facts))
    st.markdown(f"> {elements.quoted(row['quote'])}")
    if others.empty:
        st.caption("No other statement speaks of it.")
    for other, group in others.groupby("source_id_other"):
        line = plain(beside_it(str(other), row["source_id"], group))
        contested = group["verdict"].eq("conflict").any()
        st.markdown(f":red[{line}]" if contested else f":gray[{line}]")


def beside_it(other: str, own: str, group: pd.DataFrame) -> str:
    """What another source's statements are to this one, in a sentence."""
    apart = group[group["verdict"].eq("conflict")]
    who = "This article elsewhere" if other == own else f"Source {other}"
    if apart.empty:
        said = words.VERDICTS[min(group["verdict"], key=VERDICTS.index)]
    else:
        kinds = dict.fromkeys(";".join(apart["conflicts"]).split(";"))
        said = f"{words.VERDICTS['conflict']}: " + ", ".join(words.CONFLICTS[k] for k in kinds)
        if len(apart) < len(group):
            said += f" (in {len(apart)} of its {len(group)} statements)"
    if other == own:
        return f"{who} {said}."
    voice = "an independent voice" if group["independent"].any() else "the same voice"
    return f"{who} {said}; {voice}."


def page() -> None:
    """The page, from top to bottom."""
    view = current()
    st.title("What each article states, and who else says so")
    if elements.nothing(view):
        return
    answer(view)
    elements.key(view)
    source = view.dataset.sources[choose(view)]
    card(source)
    states(view, source)


page()
