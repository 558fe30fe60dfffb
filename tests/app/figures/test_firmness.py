from __future__ import annotations

from typing import TYPE_CHECKING

from app.figures import firmness

if TYPE_CHECKING:
    from tests.app.conftest import Build


def test_all_payers_money_by_stage(view: Build) -> None:
    # Completed: Microsoft's 13 and SoftBank's 2 of 2023. Committed: the plant's 0.676. Pledged:
    # SoftBank's 15-19 and OpenAI's 19. In talks: 15-25. The adding-up of "more than 40" is left
    # out, and so are the programme and the funding total, which name no payer.
    found = firmness.stages(view()).set_index("stage")
    assert list(found.index) == ["completed", "committed", "pledged", "in_talks"]
    assert found["low"].tolist() == [15e9, 0.676e9, 34e9, 15e9]
    assert found["high"].tolist() == [15e9, 0.676e9, 38e9, 25e9]


def test_firm_against_talk(view: Build) -> None:
    # 15 + 0.676 = 15.676; 34 + 15 = 49 and 38 + 25 = 63.
    assert firmness.split(view()) == ("US$15.68bn", "US$49–63bn")
    assert firmness.split(view(stages=("in_talks",))) == ("nothing", "US$15–25bn")


def test_a_bar_for_each_stage_in_its_fill(view: Build) -> None:
    built = view()
    drawn = firmness.figure(built, firmness.stages(built))
    label = next(trace for trace in drawn.data if trace.name == "label")
    assert label.text == ("US$15bn", "US$676m", "US$34–38bn", "US$15–25bn")


def test_without_a_payer_there_is_nothing(view: Build) -> None:
    assert firmness.stages(view(stages=("goal",))).empty
