from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from app import languages
from app.figures.frame import CONFIG, finish
from app.figures.marks import KEY_WORDS, add_contest, add_intervals, add_ranges, key
from app.figures.theme import theme

THEME = theme(dark=False)
NAN, INF = np.nan, np.inf


def frame(*marks: dict[str, Any]) -> pd.DataFrame:
    """One mark an argument, each an exact 20 of its own row but for what it says."""
    usual = {
        "lane": 0,
        "minimum": 20.0,
        "maximum": 20.0,
        "approximate": False,
        "stage": "completed",
        "attestation": "",
        "colour": "#000000",
        "contested": False,
        "text": "20",
        "hover": "twenty",
    }
    return pd.DataFrame(
        [
            usual | {"row": f"row {number}", "record_id": f"record-{number}"} | mark
            for number, mark in enumerate(marks)
        ]
    )


def bars(*marks: dict[str, Any]) -> go.Figure:
    return add_intervals(go.Figure(), frame(*marks), theme=THEME)


def ranges(*marks: dict[str, Any]) -> go.Figure:
    return add_ranges(go.Figure(), frame(*marks), theme=THEME)


def traces(figure: go.Figure, name: str) -> list[Any]:
    return [trace for trace in figure.data if trace.name == name]


def only(figure: go.Figure, name: str) -> Any:  # noqa: ANN401 - plotly's traces have no types
    (trace,) = traces(figure, name)
    return trace


def spans(figure: go.Figure, name: str) -> list[tuple[float, float]]:
    """The left and right ends of the bars of that name, without the last float's noise."""
    return [
        (round(left, 9), round(left + length, 9))
        for trace in traces(figure, name)
        for left, length in zip(trace.base, trace.x, strict=True)
    ]


def path(trace: Any) -> list[tuple[float, float]]:  # noqa: ANN401 - as above
    return [(x, y) for x, y in zip(trace.x, trace.y, strict=True) if not np.isnan(x)]


def test_an_interval_is_solid_to_its_minimum_and_lighter_to_its_maximum() -> None:
    figure = bars({"minimum": 15.0, "maximum": 25.0})
    assert spans(figure, "solid") == [(0, 15)]
    assert spans(figure, "range") == [(15, 25)]


def test_an_exact_amount_is_solid_throughout() -> None:
    figure = bars({})
    assert spans(figure, "solid") == [(0, 20)]
    assert spans(figure, "range") == []


@pytest.mark.parametrize("lower", [NAN, -INF])
def test_up_to_is_lighter_from_zero(lower: float) -> None:
    figure = bars({"minimum": lower, "maximum": 25.0})
    assert spans(figure, "solid") == []
    assert spans(figure, "range") == [(0, 25)]


@pytest.mark.parametrize("upper", [NAN, INF])
def test_an_open_upper_bound_runs_past_its_minimum_into_an_arrow(upper: float) -> None:
    figure = bars({"minimum": 40.0, "maximum": upper})
    assert spans(figure, "solid") == [(0, 40)]
    assert spans(figure, "range") == [(40, 42.8)]  # 7 % of the 40 that the axis spans
    arrow = only(figure, "arrow")
    assert arrow.x == pytest.approx((42.8,))
    # A triangle that points down, turned by -90 degrees (clockwise is
    # positive), points right.
    assert (arrow.marker.symbol, arrow.marker.angle) == ("triangle-down", -90)
    assert figure.layout.xaxis.range == pytest.approx((0, 42.8))


def test_a_closed_interval_has_no_arrow() -> None:
    assert traces(bars({}), "arrow") == []


def test_about_fades_across_its_value() -> None:
    figure = bars({"approximate": True})
    # 3.5 % of the axis' 20 to either side.
    assert spans(figure, "solid") == [(0, 19.3)]
    assert max(right for _, right in spans(figure, "fade")) == 20.7
    # Darker where it leaves the bar (black) than where it ends (the ground).
    shades = [int(colour[1:3], 16) for colour in only(figure, "fade").marker.color]
    assert shades == sorted(shades, reverse=True)
    assert shades[-1] < 16
    assert shades[0] > 230


def test_about_fades_at_the_end_of_a_range() -> None:
    figure = bars({"minimum": 10.0, "approximate": True})
    assert spans(figure, "solid") == [(0, 10)]
    assert spans(figure, "range") == [(10, 19.3)]


def test_at_least_about_fades_into_the_range_and_keeps_its_arrow() -> None:
    figure = bars({"maximum": NAN, "approximate": True})
    assert spans(figure, "solid") == [(0, 19.3)]
    assert spans(figure, "range") == [(19.3, 21.4)]
    assert len(only(figure, "arrow").x) == 1


@pytest.mark.parametrize("bounds", [(NAN, NAN), (-INF, INF)])
def test_not_reported_is_an_empty_hatched_outline(bounds: tuple[float, float]) -> None:
    figure = bars({"minimum": bounds[0], "maximum": bounds[1], "text": "", "stage": ""}, {})
    assert spans(figure, "not reported") == [(0, 2)]  # a tenth of the axis, whatever the row
    mark = only(figure, "not reported").marker
    assert mark.pattern.shape == "/"
    assert mark.pattern.fgcolor == mark.line.color == THEME.hatch
    assert mark.pattern.bgcolor == THEME.ground
    assert spans(figure, "solid") == [(0, 20)]  # the other row's: it has no bar of its own
    assert only(figure, "label").text == ("not reported", "20")


def test_not_reported_speaks_the_page_language() -> None:
    marks = frame({"minimum": NAN, "maximum": NAN, "text": ""})
    with languages.spoken("fr"):
        figure = add_intervals(go.Figure(), marks, theme=THEME)
    assert only(figure, "label").text == ("non communiqué",)


@pytest.mark.parametrize(
    ("stage", "solid", "light", "dash"),
    [
        # Black on the ground #FAF7F2 = (250, 247, 242).
        ("in_talks", "#FAF7F2", "#FAF7F2", "solid"),
        ("projected", "#FAF7F2", "#FAF7F2", "5px,3px"),
        ("goal", "#FAF7F2", "#FAF7F2", "5px,3px"),
        ("pledged", "#B4B2AE", "#DCD9D5", "solid"),  # 72 % = 180, 178, 174; 88 % = 220, 217, 213
        ("committed", "#646361", "#BEBCB8", "solid"),  # 40 % = 100, 99, 97; 76 % = 190, 188, 184
        ("completed", "#000000", "#969491", "solid"),  # 60 % = 150, 148, 145
        ("", "#000000", "#969491", "solid"),
    ],
)
def test_stage_is_fill(stage: str, solid: str, light: str, dash: str) -> None:
    figure = bars({"minimum": 15.0, "maximum": 25.0, "stage": stage})
    assert only(figure, "solid").marker.color == (solid,)
    assert only(figure, "range").marker.color == (light,)
    strokes = {(trace.line.dash, trace.line.color) for trace in traces(figure, "outline")}
    assert strokes == {(dash, "#000000"), ("2px,3px", "#000000")}


def test_attestation_is_a_mark_after_the_end() -> None:
    figure = bars({"attestation": "official"}, {"attestation": "outlet"}, {})
    official, outlet = only(figure, "official").marker, only(figure, "outlet").marker
    assert official.color == official.line.color == outlet.line.color == THEME.ink
    assert outlet.color == THEME.ground
    assert only(figure, "official").x == (20,)
    assert traces(figure, "cut") == []


def test_an_unattributed_ring_is_broken() -> None:
    figure = bars({"attestation": "unattributed"})
    ring, cut = only(figure, "unattributed"), only(figure, "cut")
    assert (ring.marker.symbol, ring.marker.color) == ("circle", THEME.ground)
    assert (cut.marker.symbol, cut.marker.line.color) == ("x-thin", THEME.ground)
    assert (ring.x, ring.y, ring.marker.standoff) == (cut.x, cut.y, cut.marker.standoff)


@pytest.mark.parametrize("draw", [bars, ranges])
def test_each_part_answers_with_its_record(draw: Any) -> None:  # noqa: ANN401 - either of two functions
    figure = draw(
        {"record_id": "stargate", "minimum": 15.0, "attestation": "outlet", "approximate": True},
        {"record_id": "oracle", "minimum": NAN, "maximum": NAN},
        {"record_id": "arm", "maximum": NAN, "contested": True},
    )
    answers = {trace.name: set(trace.customdata) for trace in figure.data if trace.customdata}
    assert answers.pop("label") == answers.pop("lane") == {"stargate", "oracle", "arm"}
    assert answers.pop("not reported") == {"oracle"}
    assert answers.pop("outlet") == {"stargate"}
    assert answers.pop("arrow") == answers.pop("conflict") == {"arm"}
    assert set().union(*answers.values()) == {"stargate", "arm"}
    assert only(figure, "label").hovertext == ("twenty", "twenty", "twenty")


def test_rows_stand_in_order_of_appearance() -> None:
    figure = bars({"row": "SoftBank"}, {"row": "Arm"})
    assert [note.text for note in figure.layout.annotations] == ["SoftBank", "Arm"]
    softbank, arm = only(figure, "solid").y
    bottom, top = figure.layout.yaxis.range
    assert top < softbank < arm < bottom  # the axis points down


def test_lanes_of_a_row_do_not_touch() -> None:
    figure = bars({"row": "SoftBank"}, {"row": "SoftBank", "lane": 1}, {"row": "Arm"})
    first, second, third = only(figure, "solid").y
    assert second - first == 26
    assert third - second > 26
    assert only(figure, "solid").width == 14
    assert [note.text for note in figure.layout.annotations] == ["SoftBank", "Arm"]


def test_a_long_name_is_wrapped_beside_its_marks_and_makes_its_row_taller() -> None:
    marks = frame({"row": "Oracle → Stargate, a possible later contribution"}, {"row": "R&D"})
    figure = add_intervals(go.Figure(), marks, theme=THEME, labels="beside")
    assert [note.text for note in figure.layout.annotations] == [
        "Oracle → Stargate, a<br>possible later<br>contribution",
        "R&amp;D",
    ]
    # Three lines of 17 pixels and a gap of 10, then half of that and a lane's half: 5 + 25.5 and
    # 61 + 5 + 13.
    assert only(figure, "solid").y == (30.5, 79)
    # The longest line has 20 characters of 0.56 x 13 pixels, 6 more, and 12 pixels to the bars.
    assert figure.layout.margin.l == pytest.approx(20 * 7.28 + 6 + 12)


def test_the_margin_holds_the_longest_label_of_the_longest_bar() -> None:
    figure = bars({"text": "15<br>twenty-five", "attestation": "outlet"}, {"minimum": 1.0})
    # 5 pixels, the mark's 9 + 8, and 11 characters of 0.56 x 13 and 6 more.
    assert figure.layout.margin.r == pytest.approx(5 + 17 + 11 * 7.28 + 6)
    assert only(figure, "label").cliponaxis is False


def test_a_short_bar_needs_less_of_the_margin() -> None:
    long = "a label much longer than its bar, which is a tenth of the axis"
    figure = bars({"minimum": 2.0, "maximum": 2.0, "text": long}, {})
    # 62 characters, 6 and 5 pixels, less nine tenths of a phone's 190.
    assert figure.layout.margin.r == pytest.approx(62 * 7.28 + 6 + 5 - 171)


def test_two_contested_bounds_are_joined_in_the_alarm_colour() -> None:
    figure = bars({"minimum": 15.0, "maximum": 19.0, "contested": True})
    line, *ticks = traces(figure, "conflict")
    assert [x for x, _ in path(line)] == [15, 19]
    assert [tick.x for tick in ticks] == [(15,), (19,)]
    assert {line.line.color, *(tick.marker.line.color for tick in ticks)} == {THEME.alarm}


def test_nothing_but_conflict_is_in_the_alarm_colour() -> None:
    figure = bars({"minimum": 15.0, "attestation": "unattributed"}, {"maximum": NAN})
    assert THEME.alarm not in figure.to_json()


def pair(**changes: Any) -> pd.DataFrame:  # noqa: ANN401 - any column
    usual = {"row": "a", "lane": 0, "x": 15.0, "to_row": "a", "to_lane": 1, "to_x": 19.0}
    return pd.DataFrame([usual | changes])


def test_contested_statements_are_joined_through_the_gap_between_them() -> None:
    figure = bars(
        {"row": "a", "minimum": 15.0, "maximum": 15.0},
        {"row": "a", "lane": 1, "minimum": 19.0, "maximum": 19.0},
    )
    # Half a gap of 5, a name's line of 17, half a lane of 13; the next lane is 26 further down.
    assert only(figure, "solid").y == (35, 61)
    add_contest(figure, pair(), theme=THEME)
    line = only(figure, "conflict")
    # From the first bar's lower edge to the second's upper edge, each 7 off its middle.
    assert path(line) == [(15, 42), (15, 48), (19, 48), (19, 54)]
    assert line.line.color == THEME.alarm


def test_a_pair_may_be_named_from_below() -> None:
    marks = {"row": "a"}, {"row": "a", "lane": 1}
    forth, back = bars(*marks), bars(*marks)
    add_contest(forth, pair(), theme=THEME)
    add_contest(back, pair(lane=1, x=19.0, to_lane=0, to_x=15.0), theme=THEME)
    assert path(only(forth, "conflict")) == path(only(back, "conflict"))


def test_a_pair_in_one_lane_is_joined_straight() -> None:
    figure = add_contest(bars({"row": "a"}), pair(to_lane=0), theme=THEME)
    assert set(path(only(figure, "conflict"))) == {(15, 35), (19, 35)}


def test_no_pair_draws_nothing() -> None:
    figure = bars({})
    before = len(figure.data)
    assert len(add_contest(figure, pair().iloc[:0], theme=THEME).data) == before


def test_a_range_stands_between_its_bounds_on_an_axis_of_its_own() -> None:
    figure = ranges({"minimum": 15.0, "maximum": 25.0}, {})
    assert spans(figure, "range") == [(15, 25)]
    assert sorted(only(figure, "point").x) == [15, 20, 25]
    # 12 % of the 10 between the least and the greatest bound, to either side.
    assert figure.layout.xaxis.range == pytest.approx((13.8, 26.2))
    # A guide leads to each mark and no further: to 15 and to 20.
    assert path(only(figure, "guide"))[1::2] == [(15, 35), (20, 88)]


def test_an_open_range_points_where_it_is_open() -> None:
    figure = ranges({"minimum": NAN, "maximum": 25.0}, {"minimum": 15.0, "maximum": INF})
    right, left = traces(figure, "arrow")
    # 7 % of an axis from 13.8 to 26.2 = 0.868.
    assert (right.marker.angle, right.x) == (-90, pytest.approx((15.868,)))
    assert (left.marker.angle, left.x) == (90, pytest.approx((24.132,)))


def test_an_unreported_range_is_hatched_at_the_start() -> None:
    figure = ranges({"minimum": NAN, "maximum": NAN}, {"minimum": 15.0, "maximum": 25.0})
    assert spans(figure, "not reported") == [(13.8, 15.04)]  # a tenth of 12.4


def test_a_point_is_filled_by_stage_and_broken_where_it_lies_ahead() -> None:
    figure = ranges({"stage": "pledged"}, {"stage": "goal"})
    assert only(figure, "point").marker.color == ("#B4B2AE", "#FAF7F2")
    assert only(figure, "cut").marker.symbol == "cross-thin"
    assert only(figure, "cut").customdata == ("record-1",)


@pytest.mark.parametrize(
    ("marks", "message"),
    [
        ([], "no marks"),
        ([{"stage": "rumoured"}], r"stage: no mark for \['rumoured'\]"),
        ([{"attestation": "rumoured"}], r"attestation: no mark for \['rumoured'\]"),
        ([{"minimum": 21.0}], r"minimum above maximum: \['record-0'\]"),
        ([{"row": "a"}, {"row": "a"}], r"two marks in one lane.*\['record-1'\]"),
    ],
)
@pytest.mark.parametrize("draw", [bars, ranges])
def test_what_cannot_be_drawn_is_said(draw: Any, marks: Any, message: str) -> None:  # noqa: ANN401
    with pytest.raises(ValueError, match=message):
        draw(*marks)


def test_marks_are_left_as_they_came() -> None:
    marks = frame({"minimum": -INF})
    before = marks.copy()
    add_intervals(go.Figure(), marks, theme=THEME)
    pd.testing.assert_frame_equal(marks, before)


@pytest.mark.parametrize("dark", [False, True])
def test_the_key_says_each_word_once(dark: bool) -> None:
    figure = key(theme(dark=dark))
    said = [text for trace in traces(figure, "label") for text in trace.text if text]
    assert sorted(said) == sorted(KEY_WORDS.values())


def test_the_key_is_translated() -> None:
    with languages.spoken("fr"):
        figure = key(THEME)
    assert "environ" in traces(figure, "label")[1].text


def finished(**options: Any) -> go.Figure:  # noqa: ANN401 - any of its arguments
    words = {"title": "Two sources disagree", "subtitle": "Billions", "foot": "Sources: 002, 004"}
    return finish(bars({"row": "a"}), theme=THEME, **(words | options))


def test_the_words_stand_around_the_picture() -> None:
    notes = {note.text: note for note in finished().layout.annotations}
    assert notes["Two sources disagree"].font.weight == "bold"
    heights = [notes[text].yshift for text in ("Two sources disagree", "Billions")]
    assert heights[0] > heights[1] > 0 > notes["Sources: 002, 004"].yshift


def test_words_are_wrapped_for_the_narrowest_width() -> None:
    # A title's character counts 0.52 x 1.05 x 18 = 9.83 pixels: 14 to a line of 140, which 172 have
    # between 16 at each side.
    texts = [note.text for note in finished(width=172).layout.annotations]
    assert "Two sources<br>disagree" in texts


def test_a_foot_may_have_lines_of_its_own() -> None:
    texts = [note.text for note in finished(foot="Sources: 002\nSeen today").layout.annotations]
    assert "Sources: 002<br>Seen today" in texts


def test_words_add_to_the_height_and_a_given_height_is_kept() -> None:
    assert finished().layout.height > bars({"row": "a"}).layout.height
    assert finished(height=300).layout.height == 300


def test_a_page_may_keep_the_words_for_itself() -> None:
    figure = finished(inside=False)
    assert [note.text for note in figure.layout.annotations] == ["a"]
    assert figure.layout.height == bars({"row": "a"}).layout.height


def test_charts_show_no_tools() -> None:
    assert CONFIG["displayModeBar"] is False
    assert CONFIG["responsive"] is True
