"""What the timeline draws, worked out by hand from the five articles and from tiny datasets."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from app import numbers
from app.figures import timeline
from app.figures.theme import theme
from app.view import View, choose
from models.loading import dataset_root

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ARTICLE = "Alder will invest 10 billion dollars in Birch this year.\n"


def view(as_of: dt.date | None = None, party: str | None = None, stage: str = "") -> View:
    stages = (stage,) if stage else ()
    return choose(dataset_root(), "USD", as_of, party, stages, dark=False)


def day(text: str) -> int:
    """Days since 1970."""
    return (dt.date.fromisoformat(text) - dt.date(1970, 1, 1)).days


def traces(figure: Any, name: str) -> list[Any]:  # noqa: ANN401 - plotly's traces have no types
    return [trace for trace in figure.data if trace.name == name]


@pytest.fixture
def told(tiny: Callable[..., Path]) -> Callable[[str], View]:
    """A view of one record, Alder into Birch, whose one article of 2 January 2025 dates it so."""

    def make(event: str) -> View:
        record = (
            "- id: alder-into-birch\n"
            "  label: {en: Alder into Birch, fr: Alder dans Birch}\n"
            "  payer: alder\n"
            "  payee: birch\n"
            "  statements:\n"
            '    - source: "001"\n'
            "      amount: {exact: 10, unit: billion, currency: USD}\n"
            "      stage: pledged\n"
            "      attestation: unattributed\n"
            f"      event: {event}\n"
            "      quote: Alder will invest 10 billion dollars in Birch\n"
            "      note: {en: The date is invented., fr: La date est inventée.}\n"
        )
        root = tiny({"investments": record}, {"001": ARTICLE})
        return choose(root, "USD", None, None, (), dark=False)

    return make


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2025-03-14", "2025-03-14", "14 Mar 2025"),
        ("2025-01-20", "2025-01-26", "20–26 Jan 2025"),
        ("2024-05-01", "2024-05-31", "May 2024"),
        ("2026-01-01", "2026-12-31", "2026"),
        ("2023-01-01", "2024-12-31", "2023–2024"),
        (None, "2030-12-31", "by 2030"),
        (None, "2029-01-31", "by Jan 2029"),
        (None, "2029-01-30", "by 30 Jan 2029"),
        ("2015-01-01", None, "since 2015"),
    ],
)
def test_a_period_is_written_as_short_as_it_allows(
    first: str | None, last: str | None, expected: str
) -> None:
    days = (pd.Timestamp(text) if text else None for text in (first, last))
    assert numbers.period(*days) == expected


def test_every_dated_record_is_there_once_the_oldest_first() -> None:
    marks = timeline.dated(view())
    assert len(marks) == marks["record_id"].nunique() == 15
    assert marks["record_id"].iloc[0] in {"openai-founded", "openai-funding"}
    when = marks.set_index("record_id")["when"]
    assert when["sakai-memorandum"] == "about May 2024"
    assert when["stargate-for-openai"] == "by 2030"
    assert when["openai-funding"] == "since 2015"
    # "By 2027" and "in 2027" agree on 2027.
    assert when["openai-costs-2027"] == "2027"


def test_seven_records_lie_ahead_and_the_next_is_contested() -> None:
    marks = timeline.dated(view())
    assert set(marks.loc[marks["ahead"], "record_id"]) == {
        *("sakai-2026", "openai-costs-2027", "openai-costs-growth", "stargate-programme"),
        *("stargate-for-openai", "openai-from-microsoft-to-softbank"),
        "inference-overtakes-training",
    }
    assert timeline.finding(view()) == (
        "7 of 15 dated records fall due after the last article, up to 2030; the next, "
        "Sakai in 2026, is contested: one figure or date, two meanings"
    )


def test_each_mark_keeps_the_bounds_of_its_amount() -> None:
    marks = timeline.dated(view()).set_index("record_id")
    bounds = ["low", "high", "low_exclusive", "high_exclusive", "approximate", "unit"]
    # "Environ 20 milliards de dollars" were raised; that OpenAI was founded is no amount.
    assert list(marks.loc["openai-funding", bounds]) == [2e10, 2e10, False, False, True, "USD"]
    assert marks.loc["openai-founded", bounds].isna().all()


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (
            {"as_of": dt.date(2025, 1, 24)},
            (
                "The one dated record, Stargate in all (Jan 2025 – Jan 2029), "
                "falls due after the last article"
            ),
        ),
        (
            {"party": "sharp"},
            (
                "The one dated record, Purchase of Sharp's Sakai plant (14 Mar 2025), "
                "does not lie ahead of the last article"
            ),
        ),
        (
            {"stage": "completed"},
            (
                "None of 6 dated records falls due after the last article; the latest is "
                "Stargate created (20–26 Jan 2025)"
            ),
        ),
        (
            {"party": "stargate"},
            (
                "2 of 3 dated records fall due after the last article, up to 2030; "
                "next is Stargate in all (Jan 2025 – Jan 2029)"
            ),
        ),
    ],
)
def test_the_finding_follows_the_filters(chosen: dict[str, Any], expected: str) -> None:
    said = timeline.finding(view(**chosen)).replace("\u2009", " ")
    assert said == expected


def test_the_axis_leaves_out_what_stands_far_from_all_else() -> None:
    seen = view()
    # 2015 is eight years before 2023, the next; 2030 is one after 2029.
    assert timeline.years(timeline.dated(seen), seen.snapshot.sources) == (2023, 2030)
    early = view(dt.date(2025, 1, 24))
    assert timeline.years(timeline.dated(early), early.snapshot.sources) == (2025, 2029)


def test_each_date_has_the_shape_of_how_it_is_known() -> None:
    seen = view()
    figure = timeline.figure(seen, timeline.dated(seen), by="party")
    (before,) = traces(figure, "before")
    assert len(before.x) == 1  # OpenAI founded, in 2015
    (stops,) = traces(figure, "stop")
    assert list(stops.x) == [day("2031-01-01")] * 2  # by the end of 2030
    lines = {x for trace in traces(figure, "by") for x in trace.x[::3]}
    assert lines == {day("2025-02-22")}  # from the day that source 003 said so
    (points,) = traces(figure, "point")
    # The memorandum, the purchase, Stargate's creation and Microsoft's part: a month and less.
    assert len(points.x) == 4
    assert day("2025-03-14") + 0.5 in points.x
    # Only Microsoft's part has no stage.
    assert sorted(points.marker.symbol) == ["diamond", "diamond", "diamond", "diamond-x"]
    (since,) = traces(figure, "since")
    assert list(since.x) == [day("2025-01-30")]  # the day that source 002 told of it
    spans = traces(figure, "span")[0]
    ends = {(left, left + length) for left, length in zip(spans.base, spans.x, strict=True)}
    assert (day("2025-01-01"), day("2029-02-01")) in ends  # Stargate in all lasts
    assert (day("2027-01-01"), day("2028-01-01")) in ends  # so do a year's costs
    # What happens at some time in 2026 fades over a fifth at each end: 73 days of 365.
    assert (day("2026-01-01") + 73, day("2027-01-01") - 73) in ends


def test_a_click_on_any_mark_opens_its_record() -> None:
    seen = view()
    marks = timeline.dated(seen)
    (targets,) = traces(timeline.figure(seen, marks, by="party"), "target")
    assert sorted(targets.customdata) == sorted(marks["record_id"])
    statements = timeline.dated_statements(seen)
    (targets,) = traces(timeline.figure(seen, statements, by="record"), "target")
    assert len(targets.customdata) == len(statements) == 20
    assert set(targets.customdata) == set(marks["record_id"])


def test_under_a_record_contested_statements_are_joined() -> None:
    seen = view()
    figure = timeline.figure(seen, timeline.dated_statements(seen), by="record")
    joined = traces(figure, "conflict")
    assert len(joined) == 2  # the costs of 2024, and Sakai in 2026
    assert {trace.line.color for trace in joined} == {seen.theme.alarm}
    said = " ".join(note.text for note in figure.layout.annotations)
    assert "source 001, operations start" in said
    assert "source 000, conversion starts" in said
    assert not traces(timeline.figure(seen, timeline.dated(seen), by="party"), "conflict")


def test_the_articles_stand_on_the_line() -> None:
    seen = view()
    figure = timeline.figure(seen, timeline.dated(seen), by="party")
    uprights = {shape.x0 for shape in figure.layout.shapes if shape.x0 == shape.x1}
    days = ("2025-01-23", "2025-01-30", "2025-02-22", "2025-03-14")
    assert {day(text) for text in days} <= uprights
    texts = [note.text for note in figure.layout.annotations]
    assert "articles, 23 Jan\u2009–\u200931 Mar 2025" in texts


@pytest.mark.parametrize(
    ("event", "shape", "ahead"),
    [
        ("2025-06-01", "point", True),
        ("2027/..", "since", True),
        ("../2020", "by", False),
        ("2060", "after", True),
        ("1990", "before", False),
    ],
)
def test_any_date_finds_its_mark(
    told: Callable[[str], View], event: str, shape: str, *, ahead: bool
) -> None:
    seen = told(event)
    marks = timeline.dated(seen)
    assert marks["ahead"].tolist() == [ahead]
    figure = timeline.figure(seen, marks, by="party")
    drawn = {"point", "since", "by", "after", "before"} & {trace.name for trace in figure.data}
    assert drawn == {shape}


def test_about_fades_past_its_dates(told: Callable[[str], View]) -> None:
    def faded(event: str) -> tuple[float, float]:
        seen = told(event)
        (fade,) = traces(timeline.figure(seen, timeline.dated(seen), by="party"), "fade")
        reach = [base + length for base, length in zip(fade.base, fade.x, strict=True)]
        return min(reach), max(reach)

    first, last = day("2025-01-01"), day("2026-01-01")
    assert faded("2025") == pytest.approx((first, last))
    begin, end = faded("2025~")
    assert begin < first < last < end


def test_what_was_new_comes_before_what_was_known() -> None:
    statements = timeline.stated(view())
    assert len(statements) == 65
    assert list(statements["source_id"].unique()) == ["004", "002", "003", "000", "001"]
    # Nothing was known before the first; 002 speaks again of five things that 004 told of.
    new = statements["new"].groupby(statements["source_id"])
    assert new.sum().loc[["004", "002"]].tolist() == [9, 12]
    assert new.count().loc[["004", "002"]].tolist() == [9, 17]
    assert timeline.news(statements)["002"] == 12
    assert timeline.stated_finding(statements) == (
        "Source 002 brought the most that was new, 12 of 44 records; "
        "the latest, 000 and 001 of 14 Mar 2025, added 13"
    )


def test_one_source_brought_all_that_was_known_by_then() -> None:
    statements = timeline.stated(view(dt.date(2025, 1, 24)))
    assert timeline.stated_finding(statements) == (
        "All that is told of 8 records comes from source 004"
    )
    sharp = timeline.stated(view(party="sharp"))
    assert timeline.stated_finding(sharp) == (
        "The one record was first told of on 14 Mar 2025, by 000 and 001"
    )


def test_a_square_is_a_statement_and_opens_its_record() -> None:
    seen = view()
    statements = timeline.stated(seen)
    figure = timeline.stated_figure(seen, statements)
    (squares,) = traces(figure, "statement")
    assert list(squares.customdata) == list(statements["record_id"])
    hatched = [shape == "/" for shape in squares.marker.pattern.shape]
    assert hatched == statements["stage"].eq("").tolist()
    (counts,) = traces(figure, "count")
    assert [text.strip() for text in counts.text] == [
        *("8 new", "1 known", "14 new", "5 known", "12 new", "2 known", "14 new", "9 new")
    ]
    # The title counts records, the squares are statements: beside 002's name stands the title's 12.
    told = [note.text for note in figure.layout.annotations if "inferred" in note.text]
    (second,) = [text for text in told if "<b>002" in text]
    assert "12 records new" in second


def test_an_inferred_day_is_hollow_and_a_printed_one_full() -> None:
    seen = view()
    figure = timeline.stated_figure(seen, timeline.stated(seen))
    (points,) = traces(figure, "point")
    fills = dict(zip(points.x, points.marker.color, strict=True))
    assert fills.pop(day("2025-02-22") + 0.5) == seen.theme.ink.upper()
    assert set(fills.values()) == {seen.theme.ground.upper()}


def test_the_key_shows_every_way_of_knowing_a_date() -> None:
    figure = timeline.key(theme(dark=True))
    assert {trace.name for trace in figure.data} >= {"point", "span", "fade", "by", "since"}
    assert len(figure.layout.annotations) == 7


def test_days_stand_on_the_axis_of_sources_within_a_month(climate: Path) -> None:
    """Of 14 and 16 May 2024: no month starts between them, nor in the axis' ends beyond them."""
    shown = choose(climate, "GBP", dt.date(2024, 5, 20), None, (), dark=False)
    drawn = timeline.stated_figure(shown, timeline.stated(shown))
    assert list(drawn.layout.xaxis.ticktext) == ["14 May", "16 May"]
    assert list(drawn.layout.xaxis.tickvals) == [day("2024-05-14"), day("2024-05-16")]


def test_of_many_dated_records_those_next_to_the_last_article_are_drawn(
    narrow: Callable[..., None],
) -> None:
    narrow(MARKS=4)
    seen = view()
    marks = timeline.dated(seen)
    # The first two after 14 March 2025 are due at the ends of 2026 and 2027; the purchase is of
    # that day, and Microsoft's share of 22 February.
    assert marks.sort_values("due")["due"].dt.strftime("%Y-%m-%d").tolist() == [
        *("2025-02-22", "2025-03-14", "2026-12-31", "2027-12-31")
    ]
    # Its title counts them all.
    assert timeline.finding(seen).startswith("7 of 15 dated records fall due")


def test_of_many_ahead_and_few_behind_the_room_is_not_left_empty(
    narrow: Callable[..., None],
) -> None:
    narrow(MARKS=10)
    # Two of Stargate's three lie ahead, and all have room; of all 15, five and five.
    assert len(timeline.dated(view(party="stargate"))) == 3
    assert timeline.dated(view())["ahead"].value_counts().to_dict() == {True: 5, False: 5}
    narrow(MARKS=14)
    assert timeline.dated(view())["ahead"].value_counts().to_dict() == {True: 7, False: 7}
    narrow(MARKS=15)
    assert timeline.dated(view())["ahead"].value_counts().to_dict() == {True: 7, False: 8}


def test_of_many_dated_statements_a_record_keeps_all_of_its_own(
    narrow: Callable[..., None],
) -> None:
    whole = timeline.dated_statements(view())["record_id"].value_counts()
    narrow(MARKS=6)
    seen = view()
    drawn = timeline.dated_statements(seen)["record_id"].value_counts()
    assert 0 < drawn.sum() <= 6
    assert drawn.to_dict() == whole[drawn.index].to_dict()
    assert set(drawn.index) <= set(timeline.dated(seen)["record_id"])


def test_a_record_of_too_many_statements_is_drawn_with_some(narrow: Callable[..., None]) -> None:
    narrow(MARKS=1)
    assert len(timeline.dated_statements(view())) == 1


def test_articles_of_many_days_are_drawn_by_month(narrow: Callable[..., None]) -> None:
    narrow(DAYS=2)
    seen = view()
    figure = timeline.figure(seen, timeline.dated(seen), by="party")
    # From 23 January to 31 March 2025: three months on end, and no day of its own.
    spans = [(shape.x0, shape.x1) for shape in figure.layout.shapes if shape.x0 != shape.x1]
    assert spans == [(day("2025-01-01"), day("2025-04-01"))]
    assert day("2025-02-22") not in {shape.x0 for shape in figure.layout.shapes}


def test_many_statements_are_counted_by_stage(narrow: Callable[..., None]) -> None:
    narrow(SQUARES=64)
    seen = view()
    statements = timeline.stated(seen)
    figure = timeline.stated_figure(seen, statements)
    (bars,) = traces(figure, "statement")
    assert sum(bars.x) == len(statements) == 65
    # Source 004: 9 statements, 3 pledged, 3 projected, 1 goal, so 2 without a stage; as many bars
    # as stages, new and known apart.
    assert len(bars.x) == len(statements.groupby(["source_id", "new", "stage"]))
    assert len(bars.x) < 65
    assert set(bars.customdata) == {""}
    (counts,) = traces(figure, "count")
    assert [text.strip() for text in counts.text] == [
        *("8 new", "1 known", "14 new", "5 known", "12 new", "2 known", "14 new", "9 new")
    ]
    assert not any("■" in (note.text or "") for note in figure.layout.annotations)


@pytest.mark.parametrize(
    ("most", "titles", "articles", "new"),
    [
        # 004 and 002 are of January 2025, 003 of February, 000 and 001 of March. Of 44 records 8
        # were told of on the first day, 12 a week later and 13 on the last: 11 in between.
        (3, ["Jan 2025", "Feb 2025", "Mar 2025"], [2, 1, 2], [20, 11, 13]),
        (2, ["2025"], [5], [44]),
    ],
)
def test_many_sources_are_counted_by_month_or_year(
    narrow: Callable[..., None],
    most: int,
    titles: list[str],
    articles: list[int],
    new: list[int],
) -> None:
    narrow(SOURCES=most)
    seen = view()
    statements, heads = timeline.rows(seen, timeline.stated(seen))
    assert heads["title"].tolist() == titles
    assert heads["articles"].tolist() == articles
    assert timeline.news(statements, "row").tolist() == new
    (bars,) = traces(timeline.stated_figure(seen, statements), "statement")
    assert sum(bars.x) == 65


def test_many_sources_of_a_day_are_counted_in_the_finding(narrow: Callable[..., None]) -> None:
    narrow(NAMED=1)
    assert "the latest, 2 press articles of 14 Mar 2025, added 13" in timeline.stated_finding(
        timeline.stated(view())
    )
