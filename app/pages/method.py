"""Method: how a figure is read, compared, added up and converted, each with a live example."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st
from babel import Locale

from analysis.agreement import ABOUT
from analysis.fx import LOOK_BACK, TOLERANCE
from app import elements, examples, languages, numbers, url_state, words
from app.elements import plain
from app.figures.frame import CONFIG
from app.languages import Words, _, marked, ngettext
from app.once import once
from app.view import View, current
from models.quotes import LONGEST, RUN, SHORTEST

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.examples import Example

SECTIONS: Final = Words(
    {
        "words": marked("A figure and its words"),
        "stages": marked("Stage: how binding"),
        "attestation": marked("Attestation: who says so"),
        "bounds": marked("Bounds: a range stays a range"),
        "agreement": marked("Agreement and conflict"),
        "voices": marked("Independent voices"),
        "totals": marked("Totals"),
        "conversion": marked("Conversion"),
        "derivations": marked("Derivations"),
        "gaps": marked("Gaps"),
        "as-of": marked("As of a day"),
        "limits": marked("Limits"),
        "marks": marked("How the charts are drawn"),
    }
)
ABREAST: Final = 3


def percent(ratio: float) -> str:
    """0.02 as `2 %`."""
    return numbers.point(100 * ratio, "percent")


def section(view: View, name: str, text: str, *made: Callable[[View], Example | None]) -> None:
    """A heading, the rule in plain words and, beside it, the rule at work on this view's data."""
    st.header(SECTIONS[name], anchor=name)
    if len(made) > 1:
        st.markdown(text)
        places = st.columns(len(made))
    else:
        left, right = st.columns([6, 5], gap="large")
        left.markdown(text)
        places = [right]
    for place, make in zip(places, made, strict=True):
        with place.container(border=True, height="stretch"):
            worked(view, f"{name}-{make.__name__}", make(view))


def worked(view: View, key: str, found: Example | None) -> None:
    """One worked example, and the way to its record."""
    if found is None:
        st.caption(_("No record in this view shows this: choose another party, stage or day."))
        return
    said = [plain(line) for line in found.text.splitlines()]
    if found.quote:
        said.append(f"> {elements.quoted(found.quote)}")
    st.markdown(paragraphs(*said))
    elements.record_button(view, found.record_id, _("Open the record"), f"example-{key}")


def shapes(view: View) -> None:
    """Each shape of bounds with the first statement of it."""
    found = list(examples.bounds(view).items())
    if not found:
        st.caption(_("No figure in this view: choose another party, stage or day."))
    for start in range(0, len(found), ABREAST):
        row = found[start : start + ABREAST]
        for column, (name, example) in zip(st.columns(ABREAST), row, strict=False):
            with column.container(border=True, height="stretch"):
                st.markdown(f"**{_(name)}**")
                elements.record_button(view, example.record_id, example.text, f"bounds-{name}")
                st.caption(elements.quoted(example.quote))


def coded(names: Mapping[str, str], meanings: Mapping[str, str]) -> str:
    """A list of codes in words with their meanings, as markdown."""
    return "\n".join(
        _("- **{word}**: {meaning}").format(word=names[code], meaning=meanings[code])
        for code in names
    )


@once
def limits(view: View) -> str:
    """What the figures cannot bear, counted from the data, as markdown."""
    cards = view.snapshot.sources
    count = len(cards)
    names = Locale.parse(languages.locale()).languages
    spoken = _(", ").join(names.get(code, code) for code in cards["language"].unique())
    records = view.snapshot.records
    lines = (
        ngettext(
            "**{count} press article** can be wrong, alone or together: {single} of {all} records "
            "rest on a single voice.",
            "**{count} press articles** can be wrong, alone or together: {single} of {all} records "
            "rest on a single voice.",
            count,
        ).format(count=count, single=int(records["state"].eq("single").sum()), all=len(records)),
        _(
            "**Dates**: {inferred} of {count} publication dates are inferred by us from what the "
            "text tells of; an article counts from the first day that it can be of."
        ).format(inferred=int(cards["published_basis"].eq("inferred").sum()), count=count),
        _("**Publishers**: {unnamed} of {count} are unknown.").format(
            unnamed=int(cards["publisher"].isna().sum()), count=count
        ),
        _(
            "**Language** of the articles: {languages}. Quotes stand as they stand there, mistakes "
            "and mistranslations included; how we read them is in our notes."
        ).format(languages=plain(spoken)),
        _(
            "**Labels, summaries, notes, derivations and totals are ours.** Figures, quotes, "
            "stages and attestations are read from the articles."
        ),
    )
    return "\n".join(f"- {line}" for line in lines)


def paragraphs(*texts: str) -> str:
    """Paragraphs as markdown."""
    return "\n\n".join(texts)


def first_half(view: View) -> None:
    """From the words of one statement to what several agree on."""
    section(
        view,
        "words",
        paragraphs(
            _(
                "A statement stands on a **quote**: {shortest} to {longest} words of the article "
                "that carry the figure or the relation, as they stand. Where payer, unit or date "
                "stand elsewhere, further fragments follow."
            ).format(shortest=SHORTEST, longest=LONGEST),
            _(
                "The articles' texts are not published here. Each has a **fingerprint** instead: "
                "its words in order, every run of {run} of them hashed, with its position. A quote "
                "is verified when its own hashes stand there in a row exactly once, and its "
                "numbers are compared with the statement's. One changed digit, and the dataset "
                "does not load."
            ).format(run=RUN),
        ),
        examples.reading,
    )
    section(
        view,
        "stages",
        paragraphs(
            _("How binding a thing is, and nothing else:"),
            coded(words.STAGES, words.STAGE_HELP),
            _(
                "Where sources differ, a record counts as its **least binding** stage, and says "
                "which stages are reported."
            ),
        ),
        examples.stages,
    )
    section(
        view,
        "attestation",
        paragraphs(
            _("Who stands behind a statement, whatever its stage:"),
            coded(words.ATTESTATIONS, words.ATTESTATION_HELP),
            _(
                "It is official only where the source says that the party itself speaks: it "
                "confirmed, announced, declared. What a party is told to want, plan or expect, "
                "without a word of saying, is not. A record shows the best attestation among its "
                "statements."
            ),
        ),
        examples.official,
    )
    st.header(SECTIONS["bounds"], anchor="bounds")
    st.markdown(
        _(
            "An amount is two bounds, each of which may be open or exclude its own value. “Up to”, "
            "“more than” and “about” survive to the last chart and to the last cell of the files; "
            "an open bound leaves every sum of it open. What nobody reports is **not reported**, "
            "and never zero. The source's own conversion is kept beside the amount and never added "
            "to it."
        )
    )
    shapes(view)
    section(
        view,
        "agreement",
        paragraphs(
            _(
                "Statements of one record are compared as intervals in one currency. If all can "
                "hold, the value is what they have in common (their **intersection**). If not, it "
                "is everything from the least to the greatest (their **envelope**), and the record "
                "is **in conflict**. No statement is dropped."
            ),
            _(
                "Two allowances are made: {converted} where an amount was converted, for an "
                "article's rate may be another hour's, and {about} for “about”. Dates, lists of "
                "partners and what a figure means can be in conflict too. A changed world, such as "
                "a new round, is a new record and no conflict."
            ).format(converted=percent(TOLERANCE), about=percent(ABOUT)),
        ),
        examples.intersection,
        examples.envelope,
        examples.tolerance,
    )
    section(
        view,
        "voices",
        _(
            "Two articles that repeat one outlet are **one voice**, and so are articles linked "
            "through others. Everything in one article is one voice. A record is *concurring* only "
            "where two independent voices can both be right."
        ),
        examples.voices,
    )


def second_half(view: View) -> None:
    """From agreed values to totals, conversions, derivations and gaps."""
    section(
        view,
        "totals",
        _(
            "A total is a ledger: every record that the question asks for is either added or left "
            "out with its reason. Of a **whole and its part** the whole is added. Of an "
            "**aggregate** (somebody's own adding-up) the included records are added, and the "
            "aggregate stands beside the sum as a claim about it. **Stocks**, such as valuations, "
            "and running costs are never added to commitments. Bounds are added bound by bound."
        ),
        examples.added,
    )
    section(
        view,
        "conversion",
        _(
            "Amounts are converted at the European Central Bank's reference rate of the "
            "statement's day, else of the first day on which its source counts: the last fixing on "
            "or before it, at most {days} days back, never a later one. Where there is no rate, "
            "the cell is blank and says why. The source's own conversion stays beside ours, with "
            "the difference."
        ).format(days=LOOK_BACK),
        examples.converted,
        examples.own_conversion,
    )
    section(
        view,
        "derivations",
        _(
            "What follows from the reported figures is found by the shape of the data and marked "
            "as ours: what is left of a venture, the equity that an amount and a stake imply, a "
            "part's share of its whole, growth, averages. Each carries its formula, its inputs and "
            "its caveat; a range among the inputs is a range in the result."
        ),
        examples.derived,
    )
    section(
        view,
        "gaps",
        _(
            "What no source says is found by shape as well: a partner without a stake, shares that "
            "nobody is reported to hold, a part of a whole that nobody is reported to pay, a "
            "valuation without pre- or post-money, a figure that no party has confirmed."
        ),
        examples.missing,
    )
    section(
        view,
        "as-of",
        _(
            "The day chosen under *As of* is a real step back: only statements of sources that "
            "count by then exist, and values, conflicts, totals and derivations are what they "
            "would have been. A source counts from the first day of its publication date."
        ),
        examples.stepped,
    )


def page() -> None:
    """The page, from top to bottom."""
    view = current()
    st.title(_("How a figure comes about"))
    elements.nothing(view)
    st.markdown(
        _(
            "The rules in plain words, each beside an example that is computed from the records of "
            "this view."
        )
        + " "
        + " · ".join(f"[{title}](#{name})" for name, title in SECTIONS.items())
    )
    first_half(view)
    second_half(view)
    st.header(SECTIONS["limits"], anchor="limits")
    if not view.snapshot.records.empty:
        st.markdown(limits(view))
    st.page_link(
        "app/pages/sources.py", label=_("Each article's card"), query_params=url_state.kept()
    )
    st.header(SECTIONS["marks"], anchor="marks")
    left, right = st.columns([6, 5], gap="large")
    left.markdown(
        _(
            "Every chart draws an amount in the same way. A bar is **solid up to its minimum** and "
            "lighter from there to its maximum; an open bound ends in an arrow, “about” in a soft "
            "end. **Fill is the stage, the mark at the end is the attestation.** Red, and only "
            "red, says that sources cannot both hold. An empty hatched outline is what nobody "
            "reported."
        )
    )
    right.plotly_chart(
        elements.grammar(view.theme),
        theme=None,
        config=CONFIG,
        key="grammar-open",
        alt=_(
            "The key: five fills for the stages, three marks for the attestations, and the shapes "
            "of ranges, open bounds, about, not reported and conflict."
        ),
    )


page()
