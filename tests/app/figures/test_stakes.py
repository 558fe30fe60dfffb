from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.figures import stakes

if TYPE_CHECKING:
    from app.view import View
    from tests.app.conftest import Build

THIN = "\u202f"


def changed(view: View, low: list[float], high: list[float]) -> View:
    """A view of Stargate's two stakes, with these bounds."""
    held = view.records[view.records["kind"].eq("stake")]
    return dataclasses.replace(view, records=held.assign(low=low, high=high))


def test_what_is_left_of_a_whole_stands_beside_what_is_held(view: Build) -> None:
    found = stakes.in_words(view(), stakes.shares(view(), "stake"))
    assert list(found["text"]) == [
        f"SoftBank 40{THIN}%",
        f"OpenAI 40{THIN}%",
        f"not reported 20{THIN}%",
    ]
    assert list(found["holder"]) == ["softbank", "openai", ""]
    assert set(found["whole"]) == {"stargate"}


@pytest.mark.parametrize(
    ("low", "high", "rest"),
    [
        ([30.0, 40.0], [40.0, 40.0], (20.0, 30.0)),  # 100 - 80 and 100 - 70
        ([-np.inf, 40.0], [40.0, 40.0], (20.0, 60.0)),  # up to 40: at least nothing
        ([40.0, 40.0], [60.0, 40.0], (-np.inf, 20.0)),  # perhaps nothing is left
        ([40.0, 40.0], [np.inf, 40.0], (-np.inf, 20.0)),
    ],
)
def test_a_range_leaves_a_range(
    view: Build, low: list[float], high: list[float], rest: tuple[float, float]
) -> None:
    found = stakes.shares(changed(view(), low=low, high=high), "stake").iloc[-1]
    assert (found["low"], found["high"]) == rest


def test_nothing_is_left_of_a_whole_that_is_held(view: Build) -> None:
    found = stakes.shares(changed(view(), low=[60.0, 40.0], high=[60.0, 40.0]), "stake")
    assert list(found["holder"]) == ["softbank", "openai"]


def test_shares_of_computing_are_told_apart_by_their_time(view: Build) -> None:
    found = stakes.in_words(view(), stakes.shares(view(), "compute_share"))
    said = {when: list(group["text"]) for when, group in found.groupby("when")}
    assert said == {
        "by 2030": [f"Stargate 75{THIN}%", f"not reported 25{THIN}%"],
        "in 2025": [f"Microsoft more than 50{THIN}%", f"not reported less than 50{THIN}%"],
    }


def test_no_share_is_an_empty_table(view: Build) -> None:
    found = stakes.shares(view(party="sharp"), "stake")
    assert found.empty
    assert "holder" in found.columns


def test_the_bar_is_the_whole_and_what_nobody_reports_is_hatched(view: Build) -> None:
    everything = view()
    drawn = stakes.breakdown(
        everything, stakes.in_words(everything, stakes.shares(everything, "stake"))
    )
    assert [list(trace.x) for trace in drawn.data] == [[40], [40], [20]]
    assert [trace.marker.pattern.shape for trace in drawn.data] == ["", "", "/"]
    assert [trace.customdata[0] for trace in drawn.data] == [
        "softbank-in-stargate",
        "openai-in-stargate",
        "",
    ]
    softbank, _, rest = drawn.layout.annotations
    # In the middle of each share: 0 to 40, and 80 to 100.
    assert (softbank.text, softbank.x) == (f"<b>SoftBank</b><br>40{THIN}%", 20)
    assert (rest.text, rest.x) == (f"not<br>reported<br>20{THIN}%", 90)
    assert rest.bgcolor == everything.theme.ground  # no letters on the hatching


def test_a_range_is_drawn_to_its_minimum_and_the_rest_is_open(view: Build) -> None:
    ranged = changed(view(), low=[30.0, 40.0], high=[40.0, 40.0])
    drawn = stakes.breakdown(ranged, stakes.in_words(ranged, stakes.shares(ranged, "stake")))
    assert [list(trace.x) for trace in drawn.data] == [[30], [40], [30]]


def test_a_derived_value_is_a_bar_for_each_reading(view: Build) -> None:
    everything = view()
    found = everything.snapshot.derivations
    found = found[found["derivation"].eq("implied_equity")]
    rows = found.assign(about=found["inputs"].map(lambda ids: ids.split(";")[0]), which="")
    drawn = stakes.derived(everything, rows, "USD")
    (label,) = [trace for trace in drawn.data if trace.name == "label"]
    # 19 / 0.40 = 47.5; 15 / 0.40 = 37.5
    assert sorted(label.text) == [
        "US$37.5bn by source 002",
        "US$37.5–47.5bn",
        "US$47.5bn",
        "US$47.5bn by source 004",
    ]
    assert set(label.customdata) == {"openai-into-stargate", "softbank-into-stargate"}


def test_stages_are_named_once(view: Build) -> None:
    assert stakes.stage_words(stakes.shares(view(), "stake")) == "projected"


def test_of_many_shares_the_largest_are_drawn(view: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stakes, "HOLDERS", 1)
    seen = changed(view(), low=[60.0, 30.0], high=[60.0, 30.0])
    every = stakes.shares(seen, "stake")
    found = stakes.in_words(seen, every)
    # The one of 60 %, and what nobody is reported to hold beside both: 100 - 60 - 30.
    assert len(every) == 3
    assert found["low"].tolist() == [60, 10]
    assert len(stakes.breakdown(seen, found).data) == 2
