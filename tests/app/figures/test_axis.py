import plotly.graph_objects as go
import pytest

from app.figures import axis


def ticks(
    start: float, end: float, unit: str, count: int = 4
) -> tuple[list[float], tuple[str, ...]]:
    figure = go.Figure(layout={"xaxis": {"range": [start, end]}})
    drawn = axis.label(figure, unit, ticks=count).layout.xaxis
    return list(drawn.tickvals), drawn.ticktext


@pytest.mark.parametrize(
    ("start", "end", "unit", "values", "texts"),
    [
        # 30 / 4 = 7.5: the next of 1, 2, 5 times a power of ten is 10.
        (0, 30e9, "USD", [0, 10e9, 20e9, 30e9], ("0", "10", "20", "US$30bn")),
        # 49.9 / 4 = 12.5, so 20; the last tick within the axis is 40.
        (0, 49.9e9, "USD", [0, 20e9, 40e9], ("0", "20", "US$40bn")),
        (0, 1.2e12, "JPY", [0, 5e11, 1e12], ("0", "0.5", "¥1tn")),
        # Ticks are in the scale of the last one.
        (0, 1.2e9, "EUR", [0, 5e8, 1e9], ("0", "0.5", "€1bn")),
        (0, 100, "percent", [0, 50, 100], ("0", "50", "100\u202f%")),
        (0, 8.9, "percent", [0, 5], ("0", "5\u202f%")),
        (0, 250, "MW", [0, 100, 200], ("0", "100", "200 MW")),
        # An axis that does not begin at zero: its first tick lies within it.
        (14.5e9, 19.5e9, "USD", [16e9, 18e9], ("16", "US$18bn")),
        (0, 900.0, "USD", [0, 500], ("0", "US$500")),
    ],
)
def test_ticks_are_round_numbers_and_the_last_has_the_unit(
    start: float, end: float, unit: str, values: list[float], texts: tuple[str, ...]
) -> None:
    assert ticks(start, end, unit) == (values, texts)


def test_more_ticks_are_finer() -> None:
    assert ticks(0, 30e9, "USD", 6)[1] == ("0", "5", "10", "15", "20", "25", "US$30bn")


@pytest.mark.parametrize(
    ("right", "texts"),
    [
        # 20 and US$30bn are (2 + 7) / 2 + 1 = 5.5 characters of 0.56 x 12 pixels apart at the
        # least, 36.96. A third of 340 - 230 = 110 is 36.7, of 340 - 228 = 112 it is 37.3.
        (230, ("0", "", "", "US$30bn")),
        (228, ("0", "10", "20", "US$30bn")),
    ],
)
def test_ticks_that_a_phone_has_no_room_for_are_not_written(
    right: int, texts: tuple[str, ...]
) -> None:
    figure = go.Figure(layout={"xaxis": {"range": [0, 30e9]}, "margin": {"l": 0, "r": right}})
    assert axis.label(figure, "USD").layout.xaxis.ticktext == texts
