"""From measurements to tables, worked out by hand."""

from __future__ import annotations

import pytest

from bench.report import NOT_MEASURED, Goal, Row, Section, number, percentile, put


@pytest.mark.parametrize(
    ("percent", "expected"),
    [
        # Of 10 values the rank is percent/100 * 10, rounded up: 5, 9.5 -> 10, 0.1 -> 1.
        (50, 50),
        (95, 100),
        (1, 10),
        (100, 100),
        # 90 % of 10 is 9 exactly: the ninth.
        (90, 90),
    ],
)
def test_a_percentile_is_the_value_of_its_rank(percent: float, expected: float) -> None:
    assert percentile([100, 10, 90, 20, 80, 30, 70, 40, 60, 50], percent) == expected


def test_one_value_is_every_percentile() -> None:
    assert percentile([3.5], 50) == percentile([3.5], 99) == 3.5


@pytest.mark.parametrize(("values", "percent"), [([], 50), ([1.0], 0), ([1.0], 101)])
def test_there_is_no_such_percentile(values: list[float], percent: float) -> None:
    with pytest.raises(ValueError, match="percentile"):
        percentile(values, percent)


def test_a_ratio_is_of_two_columns() -> None:
    row = Row("x", "s", {"ours": 3.0, "floor": 12.0, "Dash": 0.0, "Panel": None})
    assert row.ratio("ours", "floor") == 0.25
    # Nothing can be said against what is 0, was not measured, or is not there.
    assert [row.ratio("ours", other) for other in ("Dash", "Panel", "none")] == [None] * 3


@pytest.mark.parametrize(
    ("goal", "met"),
    [
        # 3/12 = 0.25: just reached, just missed.
        (Goal(0.25, "ours", "floor"), True),
        (Goal(0.24, "ours", "floor"), False),
        # In the row's own unit: at most 3, at most 2.9, at least 3, at least 3.1.
        (Goal(3, "ours"), True),
        (Goal(2.9, "ours"), False),
        (Goal(3, "ours", least=True), True),
        (Goal(3.1, "ours", least=True), False),
        # Neither met nor missed.
        (Goal(1, "ours", "Panel"), None),
        (Goal(1, "Panel"), None),
        (None, None),
    ],
)
def test_a_goal_is_met_missed_or_not_measured(goal: Goal | None, met: bool | None) -> None:
    assert Row("x", "s", {"ours": 3.0, "floor": 12.0, "Panel": None}, goal).met is met


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "–"),
        (0, "0"),
        (0.01234, "0.0123"),
        (0.5, "0.500"),
        (12.345, "12.3"),
        (123.4, "123"),
        (1234567.0, "1,234,567"),
    ],
)
def test_a_number_has_three_digits(value: float | None, written: str) -> None:
    assert number(value) == written


def test_a_section_says_what_is_met_missed_and_not_measured() -> None:
    section = Section(
        "cold",
        ["ours", "floor"],
        [
            Row("bytes", "MB", {"ours": 2.4, "floor": 9.6}, Goal(0.3, "ours", "floor")),
            Row("chart", "s", {"ours": 3.0, "floor": 2.0}, Goal(1.15, "ours", "floor")),
            Row("a session", "MB", {"ours": 0.2}, Goal(0.15, "ours")),
            Row("slow chart", "s", {"floor": 4.0}, Goal(0.65, "ours", "floor")),
            Row("requests", "", {"ours": 114, "floor": 120}),
        ],
        ["A note."],
    )
    # 2.4/9.6 = 0.25; 3/2 = 1.5; 0.2 is over 0.15.
    assert section.markdown().splitlines() == [
        "| What | ours | floor | ratio | goal | met |",
        "| --- | --: | --: | --: | --: | --- |",
        "| bytes, MB | 2.40 | 9.60 | 0.250 | ≤ 0.300 of floor (ours) | yes |",
        "| chart, s | 3.00 | 2.00 | 1.50 | ≤ 1.15 of floor (ours) | **no** |",
        "| a session, MB | 0.200 | – |  | ≤ 0.150 (ours) | **no** |",
        f"| slow chart, s | – | 4.00 |  | ≤ 0.650 of floor (ours) | {NOT_MEASURED} |",
        "| requests | 114 | 120 |  |  |  |",
        "",
        "A note.",
    ]


def test_a_section_replaces_its_own_and_nothing_else() -> None:
    text = "# A\n<!-- cold -->\nold\n<!-- /cold -->\n<!-- rerun -->kept<!-- /rerun -->\n"
    changed = "# A\n<!-- cold -->\n\nnew \\1\n\n<!-- /cold -->\n<!-- rerun -->kept<!-- /rerun -->\n"
    assert put(text, "cold", "new \\1") == changed
    assert put(changed, "cold", "old") == put(text, "cold", "old")


@pytest.mark.parametrize("text", ["", "<!-- cold --><!-- /cold --><!-- cold --><!-- /cold -->"])
def test_markers_stand_once(text: str) -> None:
    with pytest.raises(ValueError, match="markers of cold"):
        put(text, "cold", "new")
