"""Stakes: who holds what of a venture, what nobody reports, and what shares and amounts imply."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from app import elements, languages, numbers, tables, words
from app.elements import plain
from app.figures import stakes
from app.figures.flows import reach
from app.languages import Words, _, marked
from app.once import once
from app.view import View, current

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.elements import Chart, Opener


@dataclass(frozen=True, slots=True)
class Question:
    """A chart of derivations: which ones, its title (of what value, of whom) and its words.

    The words are in the language of the code.
    """

    name: str
    derivations: tuple[str, ...]
    title: str
    subtitle: str
    missing: str


QUESTIONS = (
    Question(
        "equity",
        ("implied_equity",),
        marked("What is paid in for a stake implies {value} for all of {name}"),
        marked(
            "Amount paid in divided by the stake it gives, {unit}; where the amount is contested, "
            "each source's figure gives its own"
        ),
        marked("No record here has both an amount and a stake, so no equity follows."),
    ),
    Question(
        "unassigned",
        ("unassigned_value",),
        marked("At that price, what nobody is reported to hold of {name} is worth {value}"),
        marked("Implied equity times the share that no source assigns, {unit}"),
        "",
    ),
    Question(
        "bought",
        ("post_money", "pre_money"),
        marked("At the reported valuation, the money would buy {value} of {name}"),
        marked(
            "Amount divided by valuation, percent, with the new money in the valuation "
            "(post-money) or without it (pre-money); both where no source says which"
        ),
        marked("No valuation is reported together with an amount not yet paid."),
    ),
    Question(
        "coverage",
        ("coverage",),
        marked("Parts with a named payer cover {value} of {name}"),
        marked("All parts with a named payer, in percent of each whole"),
        marked("No record here is part of another."),
    ),
    Question(
        "parts",
        ("part_of_whole",),
        marked("The largest part is {name}, {value} of its whole"),
        marked("Each part in percent of its whole"),
        "",
    ),
)
LARGEST = ("parts",)
WHOLES = 6
"""At most so many wholes have a chart, those with most shares."""
DRAWN = 40
"""At most so many derivations are drawn of a kind, and as many are said."""
# What tells the two answers to one question apart.
BASES = Words({"post_money": marked("post-money"), "pre_money": marked("pre-money")})
# A title by what `when` of `stakes.shares` says before the year.
COMPUTING = Words(
    {
        "in": marked("{name}'s computing in {year}: {shares}"),
        "by": marked("{name}'s computing by {year}: {shares}"),
        "": marked("{name}'s computing: {shares}"),
    }
)


@once
def groups(view: View, kind: str) -> list[pd.DataFrame]:
    """The shares of each whole, at each time that the sources give."""
    found = stakes.shares(view, kind)
    if found.empty:
        return []
    by = ["whole"] if kind == "stake" else ["whole", "when"]
    every = [group for _key, group in found.groupby(by, sort=False)]
    if len(every) > WHOLES:
        every.sort(key=len, reverse=True)
    return every


def not_drawn(view: View, kind: str) -> None:
    """Say of which wholes there is no chart."""
    if rest := groups(view, kind)[WHOLES:]:
        names = dict.fromkeys(view.name(group["whole"].iloc[0]) for group in rest)
        st.caption(
            plain(
                _(
                    "Not drawn, with fewer shares each: {names}. All of them stand in records.csv "
                    "on the Data page."
                ).format(names=languages.listed(names))
            )
        )


@once
def shown(view: View, kind: str, number: int) -> pd.DataFrame:
    """The shares of one of the `groups` that are drawn, in words."""
    return stakes.in_words(view, groups(view, kind)[number])


def largest(subtitle: str, group: pd.DataFrame) -> str:
    """A subtitle that says, where not all shares are drawn, which are."""
    holders = int(group["holder"].ne("").sum())
    if holders <= stakes.HOLDERS:
        return subtitle
    return _(
        "{subtitle}; the {count} largest of {all} shares, the others are left blank and stand in "
        "the CSV"
    ).format(
        subtitle=subtitle,
        count=numbers.decimal(stakes.HOLDERS),
        all=numbers.decimal(holders),
    )


def ventures(view: View) -> None:
    """A breakdown of each venture of which a stake is reported."""
    found = groups(view, "stake")
    if not found:
        st.markdown(_("No stake is reported for these filters."))
    for number, group in enumerate(found[:WHOLES]):
        elements.show(view, venture(view, number))
        if said := partners(view, str(group["whole"].iloc[0])):
            st.markdown(plain(said))
        buttons(openers(view, "stake", number))
    not_drawn(view, "stake")


@once
def venture(view: View, number: int) -> Chart:
    """The chart of one of the `groups`."""
    every, group = groups(view, "stake")[number], shown(view, "stake", number)
    held, rest = group[group["holder"].ne("")], group[group["holder"].eq("")]
    whole = str(group["whole"].iloc[0])
    name = view.name(whole)
    title = [_("{name}: {value}").format(name=name, value=languages.listed(held["text"]))]
    if len(rest):
        title.append(
            _("who holds the other {share} is not reported").format(share=numbers.of(rest.iloc[0]))
        )
    return elements.chart(
        view,
        stakes.breakdown(view, group),
        name=f"stakes-{whole}",
        title=_("; ").join(title),
        subtitle=largest(
            _("Reported stakes in {name}, percent of its shares; hatched is not reported").format(
                name=name
            ),
            every,
        ),
        sentence=_("The stakes are {stages}. {shares}. Being named a partner is no stake.").format(
            stages=stakes.stage_words(held), shares=_("; ").join(group["text"])
        ),
        table=shares_table(view, group),
        data=every,
    )


def shares_table(view: View, group: pd.DataFrame) -> pd.DataFrame:
    """The shares in words."""
    return pd.DataFrame(
        {
            _("Holder"): [
                view.name(holder) or numbers.not_reported() for holder in group["holder"]
            ],
            _("Its share"): [numbers.of(row) for row in group.to_dict("records")],
            _("Stage"): group["stage"].map(words.STAGES),
        }
    )


@once
def partners(view: View, whole: str) -> str:
    """The partners of a venture of whom no stake is reported, if there are any."""
    found = view.snapshot.gaps
    records = view.snapshot.records
    found = found[found["gap"].eq("partner_stake")]
    found = found[found["record_id"].map(records["payee_id"]).eq(whole)]
    if found.empty:
        return ""
    names = languages.listed(view.name(party) for party in found["party_id"])
    return _("Named as partners, with no reported stake: {names}.").format(names=names)


@once
def openers(view: View, kind: str, number: int) -> list[Opener]:
    """The way to the words behind each share of one of the `groups`."""
    group = shown(view, kind, number)
    return [
        elements.opener(view, row["record_id"], row["text"], f"share-{row['record_id']}")
        for row in group[group["holder"].ne("")].to_dict("records")
    ]


def buttons(found: list[Opener]) -> None:
    """Buttons that open records, side by side."""
    with st.container(horizontal=True):
        for opener in found:
            opener.draw()


@once
def derivations(view: View) -> pd.DataFrame:
    """The derivations that have any record of the view among their inputs."""
    found = view.snapshot.derivations
    uses = found["inputs"].str.split(";").explode().isin(view.records.index)
    return found[uses.groupby(level=0).any().reindex(found.index, fill_value=False)]


@once
def kinds(view: View) -> dict[str, int]:
    """How many derivations there are of each kind, in the order in which they are shown."""
    found = derivations(view)["derivation"]
    return {str(kind): int(found.eq(kind).sum()) for kind in found.unique()}


def implied(view: View) -> None:
    """What the shares and the amounts imply, one chart for each kind of answer."""
    for question in QUESTIONS:
        if not kinds(view).keys().isdisjoint(question.derivations):
            elements.show(view, answer(view, question.name))
        elif question.missing:
            st.markdown(_(question.missing))


@once
def answer(view: View, name: str) -> Chart:
    """A chart of derived intervals; formula, inputs and caveat of each stand in its table."""
    question = next(one for one in QUESTIONS if one.name == name)
    found = derivations(view)
    found = found[found["derivation"].isin(question.derivations)]
    several = len(question.derivations) > 1
    drawn, subtitle = few(found, question)
    rows = drawn.assign(
        about=[subject_of(view, row) for row in drawn.to_dict("records")],
        which=[f", {BASES[kind]}" if several else "" for kind in drawn["derivation"]],
    )
    rows = rows.sort_values("about", kind="stable")
    agreed = rows[rows["reading"].eq("")]
    first = headline(agreed)
    if question.name in LARGEST:
        first = agreed.loc[reach(agreed).sort_values(kind="stable").index[-1]]
    percent = found["unit"].eq("percent").all()
    return elements.chart(
        view,
        stakes.derived(view, rows, "percent" if percent else view.currency),
        name=question.name,
        title=_(question.title).format(value=numbers.of(first), name=subject_name(view, first)),
        subtitle=subtitle.format(unit=view.currency),
        sentence=_("{values}. Worked out by us, not stated by a source.").format(
            values=_("; ").join(
                _("{name}: {value}").format(
                    name=row["about"], value=f"{numbers.of(row)}{row['which']}"
                )
                for row in agreed.to_dict("records")
            )
        ),
        table=pd.DataFrame(
            {
                _("Of"): rows["about"],
                _("Value"): [f"{numbers.of(row)}{row['which']}" for row in rows.to_dict("records")],
                _("By"): [
                    words.sources([source]) if source else _("all") for source in rows["reading"]
                ],
                _("Formula"): rows["formula"].map(_),
                _("In figures"): rows["symbols"].map(numbers.working),
                _("Caveat"): rows["caveat"].map(_),
            }
        ),
        data=found,
        rates=not percent,
    )


def few(found: pd.DataFrame, question: Question) -> tuple[pd.DataFrame, str]:
    """Which derivations a picture can hold, and its subtitle, which says so of many.

    The widest answers, or the largest, each with what the single sources' figures give.
    """
    said = _(question.subtitle)
    agreed = found[found["reading"].eq("")]
    if len(found) <= DRAWN:
        return found, said
    large = question.name in LARGEST
    size = reach(agreed) if large else agreed["high"] - agreed["low"]
    first = agreed.loc[size.sort_values(ascending=False, kind="stable").index[:DRAWN]]
    beside = found["reading"].ne("") & found["inputs"].isin(first["inputs"])
    kept = found[found.index.isin(first.index) | beside]
    some = _("{subtitle}; of {all} values the {count} widest, the CSV has all")
    if large:
        some = _("{subtitle}; of {all} values the {count} largest, the CSV has all")
    count, every = numbers.decimal(len(first)), numbers.decimal(len(agreed))
    return kept, some.format(subtitle=said, count=count, all=every)


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
    for number in range(len(groups(view, "compute_share")[:WHOLES])):
        elements.show(view, need(view, number))
        buttons(openers(view, "compute_share", number))
    not_drawn(view, "compute_share")


@once
def need(view: View, number: int) -> Chart:
    """The chart of one of the `groups`."""
    every, group = groups(view, "compute_share")[number], shown(view, "compute_share", number)
    whole, when = group["whole"].iloc[0], group["when"].iloc[0]
    held, rest = group[group["holder"].ne("")], group[group["holder"].eq("")]
    before, year = when.split() or ("", "")
    title = [
        COMPUTING[before].format(
            name=view.name(whole), year=year, shares=languages.listed(held["text"])
        )
    ]
    if len(rest):
        title.append(
            _("the other {share} is left to all others").format(share=numbers.of(rest.iloc[0]))
        )
    return elements.chart(
        view,
        stakes.breakdown(view, group),
        name=f"computing-{whole}-{when.replace(' ', '-')}",
        title=_("; ").join(title),
        subtitle=largest(_("Percent of the need for computing; hatched is not reported"), every),
        sentence=_("{clauses}.").format(clauses=_("; ").join(group["text"])),
        table=shares_table(view, group),
        data=every,
    )


@dataclass(frozen=True, slots=True)
class Card:
    """One derivation in words: its value and figures, as markdown, and the way to its records."""

    said: str
    working: str
    stated_by: str
    inputs: list[Opener]


def cards(view: View) -> None:
    """All that follows from the figures: value, formula, inputs and caveat, a kind at a time."""
    if not kinds(view):
        return
    st.header(
        numbers.counted(
            "All {count} figure that we worked out from the reported",
            "All {count} figures that we worked out from the reported",
            sum(kinds(view).values()),
        )
    )
    st.caption(
        _("None is a source's own figure, unless the card says that a source states the same.")
    )
    for kind, count in kinds(view).items():
        behind = elements.folded(f"{words.DERIVATIONS[kind]} ({count})", f"derived-{kind}")
        if behind.open:
            with behind:
                st.markdown(plain(meaning(view, kind)))
                of_page = slice(0, count)
                if count > tables.MANY:
                    of_page = elements.turned(count, tables.FEW, f"derived-{kind}")
                    page = _("{first} to {last} of {all}; the CSV file below has all of them.")
                    st.caption(page.format(**elements.places(of_page, count)))
                for card in of_kind(view, kind, of_page.start, of_page.stop):
                    draw(card)
    elements.download(derivations(view), "derivations")


@once
def meaning(view: View, kind: str) -> str:
    """The formula and the caveat of a kind of derivation."""
    found = derivations(view)
    formula, caveat = map(_, found.loc[found["derivation"].eq(kind), ["formula", "caveat"]].iloc[0])
    return _("{formula}. {caveat}").format(formula=formula[0].upper() + formula[1:], caveat=caveat)


@once
def of_kind(view: View, kind: str, first: int, last: int) -> list[Card]:
    """Cards of the derivations of a kind, from one place to before another."""
    found = derivations(view)
    rows = found[found["derivation"].eq(kind)].iloc[first:last]
    return [
        card(view, row, f"{kind}-{number}")
        for number, row in enumerate(rows.to_dict("records"), start=first)
    ]


def card(view: View, row: Mapping[Any, Any], key: str) -> Card:
    """One derivation: its value, its figures, its records and who states the same."""
    value = numbers.of(row)
    if value == numbers.not_reported():
        value = _("open at both ends: the sources exclude each other")
    name = plain(subject_name(view, pd.Series(row)))
    finding = _("{name}: {value}").format(name=name, value=plain(value))
    said = f"**{finding}**"
    if row["reading"]:
        said = _("{finding}, by source {source}").format(finding=said, source=row["reading"])
    same = _("Source {source} states the same number.")
    return Card(
        said=said,
        working=plain(numbers.working(row["symbols"])),
        stated_by=same.format(source=plain(row["stated_by"])) if row["stated_by"] else "",
        inputs=[
            elements.opener(view, record, view.label(record), f"{key}-{record}")
            for record in row["inputs"].split(";")
        ],
    )


def draw(card: Card) -> None:
    """Draw a card."""
    with st.container(border=True):
        st.markdown(card.said)
        st.caption(card.working)
        if card.stated_by:
            st.markdown(card.stated_by)
        buttons(card.inputs)


def page() -> None:
    """The page, from top to bottom."""
    view = current()
    st.title(_("Who holds what, and what it implies"))
    if elements.nothing(view):
        return
    ventures(view)
    implied(view)
    computing(view)
    cards(view)
    elements.key(view)


page()
