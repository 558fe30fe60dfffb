from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.figures import history

if TYPE_CHECKING:
    import pandas as pd
    import pytest

    from app.view import View
    from tests.app.conftest import Build


def steps(view: View, payer: str = "softbank") -> pd.DataFrame:
    return history.steps(view, payer)


def test_a_total_moves_from_source_to_source(view: Build) -> None:
    found = steps(view())
    assert list(found["day"].map(str)) == ["2025-01-23", "2025-01-30", "2025-02-22", "2025-03-14"]
    assert list(found["sources"]) == [
        "source 004",
        "source 002",
        "source 003",
        "sources 000, 001",
    ]
    # 19; then 2 + (15 to 19) + (15 to 25); then no change; then 0.676 more.
    assert list(found["text"]) == [
        "US$19bn",
        "US$32–46bn (1 figure contested)",
        "US$32–46bn (1 figure contested)",
        "US$32.68–46.68bn (1 figure contested)",
    ]
    assert list(found["contested"]) == [0, 1, 1, 1]


def test_it_ends_on_the_day_that_the_reader_chose(view: Build) -> None:
    found = steps(view(as_of=dt.date(2025, 2, 1)))
    assert list(found["text"]) == ["US$19bn", "US$32–46bn (1 figure contested)"]


def test_stages_and_party_are_those_of_the_view(view: Build) -> None:
    talks = steps(view(stages=("in_talks",)))
    assert list(talks["text"]) == ["not reported", "US$15–25bn", "US$15–25bn", "US$15–25bn"]
    sharp = steps(view(party="sharp"))
    assert list(sharp["text"]) == ["not reported", "not reported", "not reported", "US$676m"]


def test_each_step_is_a_bar_in_the_order_of_time(view: Build) -> None:
    everything = view()
    drawn = history.figure(everything, steps(everything), "softbank")
    assert [note.text for note in drawn.layout.annotations] == [
        "23 Jan 2025: source 004",
        "30 Jan 2025: source 002",
        "22 Feb 2025: source 003",
        "14 Mar 2025: sources 000, 001",
    ]
    ends = [
        left + length
        for trace in drawn.data
        if trace.name == "solid"
        for left, length in zip(trace.base, trace.x, strict=True)
    ]
    assert sorted(ends) == [19e9, 32e9, 32e9, 32.676e9]


def test_a_step_without_an_amount_is_hatched_and_not_zero(view: Build) -> None:
    sharp = view(party="sharp")
    drawn = history.figure(sharp, steps(sharp), "softbank")
    (hatched,) = [trace for trace in drawn.data if trace.name == "not reported"]
    assert len(hatched.x) == 3


def test_of_many_days_the_last_of_each_month_is_a_step(
    view: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "MOST", 3)
    found = steps(view())
    assert list(found["day"].map(str)) == ["2025-01-30", "2025-02-22", "2025-03-14"]
    assert found["ids"].tolist() == [["004", "002"], ["003"], ["000", "001"]]
    # As of those days, whatever steps lie between them.
    assert found["text"].iloc[0] == "US$32–46bn (1 figure contested)"
    monkeypatch.setattr(history, "MOST", 1)
    assert list(steps(view())["day"].map(str)) == ["2025-03-14"]


def test_filters_choose_records_at_each_step(view: Build) -> None:
    # Of SoftBank's with OpenAI in them: 2, and 15 to 25 from January on.
    assert list(steps(view(party="openai"))["text"])[-1] == "US$17–27bn"
    assert list(steps(view(stages=("completed",)))["text"])[-1] == "US$2bn"
