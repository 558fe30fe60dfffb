from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from app.figures import conflicts

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from tests.app.conftest import Build

RECORD = "softbank-into-stargate"
POWER = "sakai-power-later"


def joins(figure: go.Figure) -> list[list[float]]:
    """The horizontal places of each red line, from mark to mark."""
    found: list[list[float]] = []
    for trace in figure.data:
        if trace.name == "conflict" and trace.mode == "lines":
            line: list[float] = []
            for x in trace.x:
                if np.isnan(x):
                    found.append(line)
                    line = []
                else:
                    line.append(x)
    return found


def told(view: Build, *bounds: tuple[float, float], **flags: Any) -> pd.DataFrame:  # noqa: ANN401
    """Statements of one record with these bounds, in this order."""
    (one,) = conflicts.accounts(view(), ["sakai-plant-purchase"]).head(1).to_dict("records")
    rows = [
        {**one, "low": low, "high": high, "lane": lane, "number": lane, **flags}
        for lane, (low, high) in enumerate(bounds)
    ]
    return pd.DataFrame(rows)


def test_each_statement_is_a_line_as_reported(view: Build) -> None:
    found = conflicts.accounts(view(), [RECORD])
    assert list(found["shown"]) == ["US$19bn", "US$15bn"]
    assert list(found["source_id"]) == ["004", "002"]
    assert list(found["lane"]) == [0, 1]


def test_money_is_drawn_in_the_display_currency_and_said_as_reported(view: Build) -> None:
    found = conflicts.accounts(view(currency="JPY"), [RECORD])
    assert list(found["shown"]) == ["US$19bn", "US$15bn"]
    assert list(found["unit"]) == ["JPY", "JPY"]
    # 15 billion at the fixing of 30 January 2025, 154.109 yen a dollar.
    assert found["low"].iloc[1] == pytest.approx(15e9 * 154.109, rel=1e-5)


def test_records_stand_in_the_order_given(view: Build) -> None:
    found = conflicts.accounts(view(), ["softbank-into-openai", RECORD])
    assert list(found["record_id"].unique()) == ["softbank-into-openai", RECORD]
    assert list(found["lane"]) == [0, 1, 0, 1]


def test_what_cannot_both_hold_is_joined_from_end_to_end(view: Build) -> None:
    everything = view()
    drawn = conflicts.figure(everything, conflicts.accounts(everything, [RECORD]), "USD")
    assert joins(drawn) == [[19e9, 19e9, 15e9, 15e9]]


def test_bounds_that_meet_are_joined_where_one_is_exclusive(view: Build) -> None:
    everything = view()
    found = conflicts.accounts(everything, [POWER])
    assert list(found["shown"]) == ["more than 240 MW", "up to 240 MW"]
    drawn = conflicts.figure(everything, found, "MW")
    assert joins(drawn) == [[240, 240, 240, 240]]


def test_what_can_both_hold_is_not_joined(view: Build) -> None:
    everything = view()
    found = conflicts.accounts(everything, ["softbank-into-openai"])  # 15 to 25, up to 25
    assert joins(conflicts.figure(everything, found, "USD")) == []
    meeting = told(view, (10.0, 20.0), (20.0, 30.0))
    assert joins(conflicts.figure(everything, meeting, "USD")) == []


def test_a_statement_is_joined_past_one_that_agrees_with_both(view: Build) -> None:
    """10 and 30 cannot both hold, whatever stands between them."""
    found = told(view, (10.0, 10.0), (10.0, 30.0), (30.0, 30.0))
    assert joins(conflicts.figure(view(), found, "USD")) == [[10, 10, 30, 30]]


def test_a_line_answers_with_its_record_and_names_its_source(view: Build) -> None:
    everything = view()
    drawn = conflicts.figure(everything, conflicts.accounts(everything, [RECORD]), "USD")
    (label,) = [trace for trace in drawn.data if trace.name == "label"]
    assert label.text == ("source 004: US$19bn", "source 002: US$15bn")
    assert set(label.customdata) == {RECORD}
