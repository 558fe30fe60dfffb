"""Sources: what each article states, how well it is attested, and who else says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st
from babel import Locale

from analysis.exports import statements_table
from analysis.pairs import VERDICTS
from app import elements, languages, numbers, tables, url_state, words
from app.elements import plain
from app.figures import sources
from app.languages import Words, _, marked
from app.once import once
from app.view import View, current
from models.dates import bounds

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from app.elements import Chart, Opener
    from models.loading import Dataset
    from models.sources import Source, Waiver

# How an article's date is known. (A text standing alone in a page would be shown on it.)
BASES = Words({"printed": marked("printed"), "inferred": marked("inferred")})
UNKNOWN = marked("publisher unknown")
# Why no statement quotes a figure: the codes of `models.sources.Waiver.reason`.
WAIVED = Words(
    {
        "repeats": marked("repeats a statement or the article's date"),
        "rhetorical": marked("states nothing"),
        "not_ours": marked("of nothing that is tracked here"),
    }
)
SHORT = 12  # digits of a SHA-256 that tell files apart at a glance


@once
def answer(view: View) -> Chart:
    """The answer first: how much of each article is borne out, contested, or stands alone."""
    found = sources.told(view)
    table = sources.counts(found)
    cards = view.dataset.sources
    total = table.sum()
    # Of one and of many English says the same; in other languages the words agree.
    parts = {
        "single": numbers.counted(
            "{count} on a single voice", "{count} on a single voice", total["single"]
        ),
        "concurring": numbers.counted(
            "{count} borne out by an independent one",
            "{count} borne out by an independent one",
            total["concurring"],
        ),
        "contested": numbers.counted("{count} contested", "{count} contested", total["contested"]),
    }
    title = _("{statements}: {parts}").format(
        statements=_statements(len(found)),
        parts=languages.listed(part for state, part in parts.items() if total[state]),
    )
    sentence = _("; ").join(
        _(
            "{source} makes {statements}, {contested} of them contested, {concurring} concurring "
            "and {single} on a single voice"
        ).format(source=key, statements=_statements(int(row.sum())), **row)
        for key, row in table.iloc[: sources.NEWEST].iterrows()
    )
    official = found["attestation"].eq("official").groupby(found["source_id"]).sum()
    data = table.reset_index().assign(
        title=[cards[key].title.en for key in table.index],
        publisher=[cards[key].publisher or UNKNOWN for key in table.index],
        published=[cards[key].published for key in table.index],
        official=official.reindex(table.index).to_numpy(),
        figures=_counted(cards, table.index, "found"),
        curated=_counted(cards, table.index, "curated"),
        waived=_counted(cards, table.index, "waived"),
    )
    written = data.assign(
        title=[languages.own(cards[key].title) for key in table.index],
        publisher=[_publisher(cards[key]) for key in table.index],
        published=[numbers.when(cards[key].published) for key in table.index],
    )
    names = {
        "source_id": _("Source"),
        "title": _("Article"),
        "publisher": _("Publisher"),
        "published": _("Published"),
        "contested": _("Contested"),
        "concurring": _("Concurring"),
        "single": _("Single voice"),
        "official": _("Official"),
        "figures": _("Figures in the text"),
        "curated": _("In statements"),
        "waived": _("Waived"),
    }
    return elements.chart(
        view,
        sources.figure(view, found),
        name="sources",
        title=title,
        subtitle=_explained(found, len(table)),
        sentence=_("{sentence}.").format(sentence=sentence),
        table=written[list(names)].rename(columns=names),
        data=data[list(names)],
    )


def _counted(cards: Mapping[str, Source], keys: pd.Index, what: str) -> pd.arrays.IntegerArray:
    """One of the counts of each article's figures; missing where nobody counted."""
    return pd.array([getattr(cards[key].figures, what, None) for key in keys], dtype="Int64")


def _statements(number: int) -> str:
    return numbers.counted("{count} statement", "{count} statements", number)


def _explained(found: pd.DataFrame, articles: int) -> str:
    """What a block of the chart stands for, of the statements found in so many articles."""
    each = sources.blocks(found)[1]
    said = _(
        "A block is a statement, its mark who attests it: dot, the party itself; ring, a named "
        "outlet; broken ring, nobody in particular"
    )
    if each > 1:
        said = _(
            "A block is up to {count} statements, its mark who attests it: dot, the party itself; "
            "ring, a named outlet; broken ring, nobody in particular"
        ).format(count=each)
    if articles > sources.NEWEST:
        said = _("{blocks}. The newest {count} of {all} articles").format(
            blocks=said, count=sources.NEWEST, all=articles
        )
    return said


def _publisher(card: Source) -> str:
    return card.publisher or _(UNKNOWN)


@once
def articles(view: View) -> dict[str, str]:
    """What to call each article, by its id, the newest first."""
    cards = view.snapshot.sources.sort_values(
        ["published_start", "source_id"], ascending=[False, True]
    )
    return {
        key: f"{key} · {languages.own(view.dataset.sources[key].title)} · {numbers.date(day)}"
        for key, day in zip(cards["source_id"], cards["published_start"], strict=True)
    }


def choose(view: View) -> str:
    """The article that the reader wants to see, the newest first."""
    names = articles(view)
    keys, named = list(names), st.session_state["source"]
    chosen: str = st.selectbox(
        _("Article, the newest first"),
        keys,
        # By an earlier day an article that a link names may not have been published yet.
        index=keys.index(named) if named in names else 0,
        format_func=names.__getitem__,
        **url_state.bound("source", keys[0]),
    )
    if named and named not in names:
        early = _("Source {source} does not count yet by {date}.")
        st.info(early.format(source=plain(named), date=numbers.date(view.as_of)))
    return chosen


@dataclass(frozen=True, slots=True)
class About:
    """All that is known of an article, as markdown; what is ours is marked as ours."""

    title: str
    publisher: str
    published: str
    counts_from: str
    facts: str
    """Its upstream outlets, its length, and how many of its figures stand in statements."""
    waived: list[str]
    """The figures without a statement, and why."""
    file: str
    notes: str
    """Our summary of it and our note on it."""


@once
def about(data: Dataset, key: str) -> About:
    """All that is known of an article, by its id."""
    source = data.sources[key]
    upstream = languages.listed(source.upstream) or _("none named")
    facts = [
        _("**Upstream outlets:** {outlets}").format(outlets=plain(upstream)),
        _length(source),
        coverage(source),
    ]
    notes = [_("**Our summary.** {summary}").format(summary=plain(languages.own(source.summary)))]
    if source.note:
        notes.append(_("**Our note.** {note}").format(note=plain(languages.own(source.note))))
    return About(
        title=plain(languages.own(source.title)),
        publisher=f"**{plain(_publisher(source))}** · {plain(words.sources([source.id]))}",
        published=plain(numbers.when(source.published)),
        counts_from=plain(
            _("{note} Counts from {date}.").format(
                note=languages.own(source.published_note),
                date=numbers.date(bounds(source.published)[0]),
            )
        ),
        facts="\n\n".join(facts),
        waived=[_waived(waiver) for waiver in source.waivers],
        file=plain(
            _(
                "Of the text file {file}. The text itself is not published here: its "
                "fingerprint, the hashes of its runs of four words, verifies every quote."
            ).format(file=source.file)
        ),
        notes="\n\n".join(notes),
    )


def card(data: Dataset, source: Source) -> None:
    """Draw all that is known of the article."""
    known = about(data, source.id)
    st.header(known.title, anchor=f"source-{source.id}")
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(known.publisher)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(known.published, width="content")
            inferred = source.published_basis == "inferred"
            st.badge(BASES[source.published_basis], color="orange" if inferred else "gray")
        st.caption(known.counts_from)
        st.markdown(known.facts)
        if known.waived:
            behind = elements.folded(
                _("Figures without a statement, and why"), f"waived-{source.id}"
            )
            if behind.open:
                for line in known.waived:
                    behind.markdown(line)
        start = source.sha256[:SHORT]
        behind = elements.folded(
            _("SHA-256 {start}…, file and fingerprint").format(start=start), f"hash-{source.id}"
        )
        if behind.open:
            behind.code(source.sha256, language=None, wrap_lines=True)
            behind.caption(known.file)
    right.markdown(known.notes)


def coverage(source: Source) -> str:
    """How many of the article's figures stand in statements."""
    counts = source.figures
    if counts is None:
        return _("**Figures:** not counted")
    return _("**Figures:** {found} in the text, {curated} in statements, {waived} waived").format(
        found=numbers.decimal(counts.found),
        curated=numbers.decimal(counts.curated),
        waived=numbers.decimal(counts.waived),
    )


def _waived(waiver: Waiver) -> str:
    """A figure without a statement, and why."""
    why = WAIVED[waiver.reason]
    if waiver.note:
        why = _("{reason}: {note}").format(reason=why, note=languages.own(waiver.note))
    return f"{elements.quoted(waiver.quote)}  \n{plain(why)}"


def _length(source: Source) -> str:
    """How long the article is, beside its file where that holds more, and in which language."""
    body = source.body.end - source.body.start
    said = numbers.counted("{count} character", "{count} characters", source.length)
    if body != source.length:
        said = _("{count} of the file's {characters}").format(
            count=numbers.decimal(body), characters=said
        )
    known = Locale.parse(languages.locale()).languages
    language = known.get(source.language, source.language)
    return _("**Length:** {length}, in {language}").format(length=said, language=plain(language))


@dataclass(frozen=True, slots=True)
class Told:
    """What an article states, as far as the view has it."""

    every: int
    """How many statements it makes, about whatever record."""
    own: pd.DataFrame
    """Those about the view's records, in the article's own order."""
    saved: pd.DataFrame
    """The same as a file has it."""


@once
def told(view: View, source: str) -> Told:
    """Everything that the article states."""
    own = view.statements[view.statements["source_id"].eq(source)].sort_values("quote_start")
    every = int(view.snapshot.statements["source_id"].eq(source).sum())
    return Told(every, own, statements_table(own, bulk=view.dataset.bulk))


@once
def in_words(view: View, source: str, first: int, last: int) -> list[tuple[Opener, str]]:
    """Of the statements that an article makes those from one place to before another.

    Of each the way to its record, and as markdown what it says and who else says so.
    """
    own = told(view, source).own.iloc[first:last]
    beside = tables.beside(view, pd.Index(own["record_id"].unique()))
    beside = beside[beside["source_id"].eq(source)]
    said = []
    for row in own.to_dict("records"):
        others = beside[
            beside["record_id"].eq(row["record_id"]) & beside["number"].eq(row["number"])
        ]
        key = f"statement-{row['record_id']}-{row['number']}"
        name = view.label(row["record_id"])
        opener = elements.opener(view, row["record_id"], name, key)
        said.append((opener, statement(view, row, others)))
    return said


def states(view: View, source: Source) -> None:
    """What the article states, in its own order, with who else speaks of it."""
    found = told(view, source.id)
    every, own = _statements(found.every), len(found.own)
    if not own:
        st.info(
            _(
                "None of its {statements} is about a record that these filters leave. "
                "Choose another party or stage."
            ).format(statements=every),
            icon="🔎",
        )
        return
    said = _("It makes {statements}")
    if own < found.every:
        said = _("It makes {statements}, {count} of them about the records chosen")
    st.header(said.format(statements=every, count=own))
    st.caption(_("In the article's own order. The name of each opens its record."))
    shown = slice(0, own)
    if own > tables.MANY:
        shown = elements.turned(own, tables.FEW, f"source-{source.id}")
        page = _("Statements {first} to {last} of {all}; the CSV file below has all of them.")
        st.caption(page.format(**elements.places(shown, own)))
    cards = in_words(view, source.id, shown.start, shown.stop)
    for start in range(0, len(cards), 2):
        pair = cards[start : start + 2]
        for column, (opener, text) in zip(st.columns(2), pair, strict=False):
            with column.container(border=True, height="stretch"):
                opener.draw()
                st.markdown(text)
    elements.download(found.saved, f"source-{source.id}")


def statement(view: View, row: Mapping[Hashable, Any], others: pd.DataFrame) -> str:
    """One statement as markdown: what it says, the words, and the other ones of its record."""
    facts = [f"**{plain(tables.said(view, row))}**"]
    if isinstance(row["stage"], str):
        facts.append(words.STAGES[row["stage"]])
    facts.append(plain(tables.attested(row)))
    said = [" · ".join(facts), f"> {elements.quoted(row['quote'])}"]
    if not row["verified"]:
        said.append(elements.unverified(row))
    if others.empty:
        said.append(elements.small(_("No other statement speaks of it.")))
    for other, group in others.groupby("source_id_other"):
        line = plain(beside_it(str(other), row["source_id"], group))
        contested = group["verdict"].eq("conflict").any()
        said.append(f":red[{line}]" if contested else f":gray[{line}]")
    return "\n\n".join(said)


def beside_it(other: str, own: str, group: pd.DataFrame) -> str:
    """What another source's statements are to this one, in a sentence."""
    apart = group[group["verdict"].eq("conflict")]
    if apart.empty:
        said = words.VERDICTS[min(group["verdict"], key=VERDICTS.index)]
    else:
        kinds = dict.fromkeys(";".join(apart["conflicts"]).split(";"))
        said = _("{verdict}: {conflicts}")
        if len(apart) < len(group):
            said = _("{verdict}: {conflicts} (in {count} of its {all} statements)")
        said = said.format(
            verdict=words.VERDICTS["conflict"],
            conflicts=languages.listed(words.CONFLICTS[kind] for kind in kinds),
            count=len(apart),
            all=len(group),
        )
    if other == own:
        return _("This article elsewhere {said}.").format(said=said)
    whole = _("Source {source} {said}; the same voice.")
    if group["independent"].any():
        whole = _("Source {source} {said}; an independent voice.")
    return whole.format(source=other, said=said)


def page() -> None:
    """The page, from top to bottom."""
    view = current()
    st.title(_("What each article states, and who else says so"))
    if elements.nothing(view):
        return
    elements.show(view, answer(view))
    elements.key(view)
    source = view.dataset.sources[choose(view)]
    card(view.dataset, source)
    states(view, source)


page()
