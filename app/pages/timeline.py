"""Timeline: when things happen, past and planned, and when the sources told of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from app import elements, languages, numbers, url_state, words
from app.figures import timeline
from app.figures.frame import CONFIG, Finished
from app.languages import SOURCE, Words, _, marked, spoken
from app.once import once
from app.view import View, current

if TYPE_CHECKING:
    from app.elements import Chart, Opener
    from app.figures.theme import Theme

UNDATED: Final = 30
"""Records without a date on a page of them."""
GROUPS = Words({"party": marked("By party"), "record": marked("By record")})
# How the day of publication is known.
BASES = Words({"printed": marked("printed"), "inferred": marked("inferred")})
PUBLISHED = ("published_start", "published_end", "published_basis")


def happens(view: View) -> None:
    """When it happens: a mark a dated record, or a dated statement."""
    if timeline.dues(view).empty:
        elements.show(view, no_dates(view))
        return
    by = st.segmented_control(
        _("Rows"),
        list(GROUPS),
        default=st.session_state["rows"] or "party",
        required=True,
        format_func=GROUPS.__getitem__,
        label_visibility="collapsed",
        **url_state.bound("rows", "party"),
    )
    elements.show(view, dates(view, str(by)))
    reading(view)


@once
def no_dates(view: View) -> Chart:
    """What stands there instead of a chart where nothing is dated."""
    return elements.chart(
        view,
        None,
        name="happens",
        title=_("No date is reported for what is chosen here"),
        subtitle="",
        sentence=_("The records without a date are listed below, by the day they were told of."),
        table=pd.DataFrame(),
    )


@once
def dates(view: View, by: str) -> Chart:
    """The marks on their axis, a row a party or a record."""
    marks = timeline.dated(view)
    drawn = marks if by == "party" else timeline.dated_statements(view)
    what = (
        _("A mark a dated statement, under its record")
        if by == "record"
        else _("A mark a record, under its payer or, without one, whom it is about")
    )
    dated = int(view.statements["event"].notna().sum())
    whole = len(timeline.dues(view)) if by == "party" else dated
    if len(drawn) < whole:
        what = _(
            "{what} (drawn: {drawn} of {count}, what falls due nearest the last article; all are "
            "in the tables of the Data page)"
        ).format(what=what, drawn=numbers.decimal(len(drawn)), count=numbers.decimal(whole))
    uprights = (
        _("Grey: the months in which articles appeared")
        if timeline.crowded(view)
        else _("Grey uprights: the days the articles appeared")
    )
    table = pd.DataFrame(
        {
            _("When"): marks["when"],
            "": [_("ahead") if ahead else "" for ahead in marks["ahead"]],
            _("Record"): marks["label"],
            _("Amount"): marks["amount"],
            _("Stage"): [
                words.STAGES.get(stage, numbers.not_reported()) for stage in marks["stage"]
            ],
            _("Party"): marks["row"],
            _("In conflict"): marks["conflict"],
        }
    )
    columns = ["record_id", "source", "first", "last", "about", "stage", "ahead", "amount"]
    columns += ["low", "high", "low_exclusive", "high_exclusive", "approximate", "unit", "conflict"]
    # The file's words are those of the code, whatever the page's are.
    with spoken(SOURCE):
        saved = timeline.dated(view) if by == "party" else timeline.dated_statements(view)
    return elements.chart(
        view,
        timeline.figure(view, drawn, by=by),
        name="happens",
        title=timeline.finding(view),
        subtitle=_(
            "{what}; fill says the stage. {uprights}; to their right lies what was still ahead"
        ).format(what=what, uprights=uprights),
        sentence=languages.sentences(
            said.format(records=told)
            for said, told in (
                (_("Ahead of the last article: {records}."), listed(marks[marks["ahead"]])),
                (_("Not ahead of it: {records}."), listed(marks[~marks["ahead"]])),
            )
            if told
        ),
        table=table,
        data=saved[columns],
        rates=True,
    )


def listed(marks: pd.DataFrame) -> str:
    """Each mark with its date and stage, in a row of words."""
    facts = [
        languages.listed(filter(None, [row["when"], words.STAGES.get(row["stage"])]))
        for row in marks.to_dict("records")
    ]
    return _("; ").join(
        f"{label} ({said})" for label, said in zip(marks["label"], facts, strict=True)
    )


def reading(view: View) -> None:
    """How the dates are drawn, folded away beside the grammar of all marks."""
    behind = elements.folded(_("How to read the dates"), "dates")
    if behind.open:
        behind.plotly_chart(
            key_of_dates(view.theme),
            theme=None,
            config=CONFIG,
            key="dates",
            alt=_(
                "A diamond is a day, a bar with both ends lasts, a bar that fades at its ends "
                "happens some time within, one that fades further is about then, a dotted line "
                "into a stop is a date by which, an arrow an open end, a triangle lies off the "
                "axis."
            ),
        )
        behind.markdown(_("A hatched mark is one whose stage no source reports."))
    elements.key(view)


@once
def stated(view: View) -> Chart:
    """When it was stated: the sources along time, and what each of them brought."""
    told, heads = timeline.rows(view, timeline.stated(view))
    new = timeline.news(told, "row")
    counted, periods = timeline.counted(told, heads), bool(heads["articles"].gt(1).any())
    counts = timeline.by_stage(told).groupby(["row", "stage"], sort=False)["statements"].sum()
    days = [
        numbers.period(first, last)
        for first, last in zip(heads["published_start"], heads["published_end"], strict=True)
    ]
    by_stage = [
        languages.listed(
            _("{count} {stage}").format(
                count=numbers.decimal(count),
                stage=words.STAGES.get(str(stage), _(timeline.NO_STAGE)),
            )
            for stage, count in counts[row].items()
        )
        for row in new.index
    ]
    sizes = counts.groupby("row").sum().loc[new.index]
    names = heads["title"] if periods else new.index
    table = pd.DataFrame(
        {
            _("Published"): days,
            _("Date"): [BASES[basis] for basis in heads["published_basis"]],
            _("Articles") if periods else _("Source"): heads["said"] if periods else names,
            _("Statements"): sizes.tolist(),
            _("By stage"): by_stage,
            _("Records not told of before"): new.tolist(),
        }
    )
    one = (
        _("{name} ({articles}): {statements}, {stages}; {records}")
        if periods
        else _("Source {name} ({date}): {statements}, {stages}; {records}")
    )
    return elements.chart(
        view,
        timeline.stated_figure(view, told),
        name="stated",
        title=timeline.stated_finding(told),
        subtitle=subtitle(counted=counted, periods=periods),
        sentence=_("{list}.").format(
            list=_("; ").join(
                one.format(
                    name=name,
                    date=day,
                    articles=articles,
                    statements=numbers.counted("{count} statement", "{count} statements", size),
                    stages=stages_of,
                    records=numbers.counted("{count} record new", "{count} records new", count),
                )
                for name, day, articles, size, stages_of, count in zip(
                    names, days, heads["said"], sizes, by_stage, new, strict=True
                )
            )
        ),
        table=table,
        data=counts_drawn(told, heads) if counted else squares_drawn(view, told),
    )


def subtitle(*, counted: bool, periods: bool) -> str:
    """What is drawn: squares, or counts where the statements are too many; sources, or periods."""
    if not counted:
        return _(
            "Left: when each source was published (hollow: inferred). Right: a square a "
            "statement, in its party's colour; new: on records that no earlier day told of"
        )
    left = (
        _("Left: from the first to the last article of each month or year")
        if periods
        else _("Left: when each source was published (hollow: inferred)")
    )
    return _(
        "{left}. Right: how many statements, by stage; new: on records that no earlier day told "
        "of. Each statement is in the tables of the Data page"
    ).format(left=left)


def squares_drawn(view: View, told: pd.DataFrame) -> pd.DataFrame:
    """The figures of the squares: a row a statement."""
    records = view.snapshot.records
    cards = view.snapshot.sources.set_index("source_id")
    return told.drop(columns=["colour", "place", "number", "row"]).assign(
        party_id=told["record_id"].map(records["payer_id"].fillna(records["payee_id"])),
        **{name: told["source_id"].map(cards[name]) for name in PUBLISHED},
    )


def counts_drawn(told: pd.DataFrame, heads: pd.DataFrame) -> pd.DataFrame:
    """The figures of the bars: a row a source or period, new or not, and stage."""
    facts = heads[["articles", *PUBLISHED]]
    return timeline.by_stage(told).join(facts, on="row").reset_index(drop=True)


@once
def key_of_dates(theme: Theme) -> Finished:
    """The marks of dates, as `reading` explains them."""
    return Finished(timeline.key(theme))


@once
def undated(view: View) -> pd.Index:
    """The records that no source dates, by the day they were first told of."""
    dated = view.records[["event_low", "event_high"]].notna().any(axis=1)
    return view.records[~dated].sort_values("counts_from", kind="stable").index


@once
def undated_days(view: View, first: int, last: int) -> list[tuple[str, list[Opener]]]:
    """Those from the `first` up to the `last`, exclusive, under their days."""
    records = view.records.loc[undated(view)[first:last]]
    days = []
    for _day, group in records.groupby("counts_from"):
        openers = []
        for record, row in group.iterrows():
            facts = []
            if not pd.isna(row["unit"]) and numbers.of(row) != numbers.not_reported():
                facts.append(numbers.of(row))
            if isinstance(row["stage"], str):
                facts.append(words.STAGES[row["stage"]])
            label, key, beside = (
                view.label(str(record)),
                f"undated-{record}",
                languages.listed(facts),
            )
            openers.append(elements.opener(view, str(record), label, key, beside=beside))
        days.append((numbers.date(group["counts_from"].iloc[0]), openers))
    return days


def listing(view: View) -> None:
    """List the records that no source dates."""
    count, whole = len(undated(view)), len(view.records)
    if not count:
        return
    title = _("No source dates {count} of {records}").format(
        count=numbers.decimal(count),
        records=numbers.counted("{count} record", "{count} records", whole),
    )
    st.header(title, anchor="undated")
    st.caption(_("By the day they were first told of; a click opens the words."))
    for day, openers in undated_days(view, *elements.paged(count, UNDATED, "undated")):
        st.markdown(f"**{day}**")
        columns = st.columns(2, gap="large")
        half = -(-len(openers) // len(columns))
        for place, opener in enumerate(openers):
            with columns[place // half]:
                opener.draw()


def page() -> None:
    """The page, from top to bottom."""
    view = current()
    st.title(_("What happens when, and when it was told"))
    if elements.nothing(view):
        return
    happens(view)
    elements.show(view, stated(view))
    listing(view)


page()
