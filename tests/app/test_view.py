"""The view: what the reader's choices leave, and that nothing writes to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from app import view as module
from app.figures.theme import theme

if TYPE_CHECKING:
    from app.view import View
    from tests.app.conftest import Build, Open

INTO_STARGATE = "softbank-into-stargate"


def test_without_a_choice_all_records_stand(view: Build) -> None:
    everything = view()
    assert len(everything.records) == len(everything.dataset.records)
    assert len(everything.statements) == len(list(everything.dataset.statements()))


def test_a_party_brings_all_records_that_name_it_with_all_their_statements(view: Build) -> None:
    sharp = view(party="sharp")
    assert list(sharp.records.index) == ["sakai-plant-purchase"]
    assert list(sharp.statements["source_id"]) == ["001", "001", "000"]
    # Named as a partner only.
    assert "stargate-partners" in view(party="oracle").records.index


def test_a_stage_leaves_records_and_hides_no_disagreement(view: Build) -> None:
    pledged = view(stages=("pledged",))
    assert set(pledged.records["stage"]) == {"pledged"}
    # Source 002 says committed: it stands beside the pledge that the record counts as.
    of_record = pledged.statements[pledged.statements["record_id"].eq(INTO_STARGATE)]
    assert list(of_record["stage"]) == ["pledged", "committed"]


def test_stages_add_up_and_narrow_a_party(view: Build) -> None:
    both = view(party="softbank", stages=("committed", "in_talks"))
    assert set(both.records["stage"]) == {"committed", "in_talks"}
    assert all("softbank" in parties for parties in both.records["parties"])


def test_a_step_back_in_time_takes_later_sources_away(view: Build) -> None:
    early, later = view(as_of=dt.date(2025, 1, 23)), view(as_of=dt.date(2025, 2, 1))
    one, two = (v.records.loc[INTO_STARGATE] for v in (early, later))
    assert (one["low"], one["high"], one["conflict_amount"]) == (19e9, 19e9, False)
    assert (two["low"], two["high"], two["conflict_amount"]) == (15e9, 19e9, True)
    assert len(early.conflicts) == 0
    assert INTO_STARGATE in set(later.conflicts["record_id"])


def test_two_views_share_no_numbers(view: Build) -> None:
    dollars, yen = view(currency="USD"), view(currency="JPY")
    assert dollars.records.loc[INTO_STARGATE, "high"] == 19e9
    # 19 billion dollars at a rate between 150 and 160 yen.
    assert yen.records["high"].loc[INTO_STARGATE] == pytest.approx(19e9 * 155, rel=0.04)
    assert dollars.records.loc[INTO_STARGATE, "high"] == 19e9
    assert (dollars.currency, yen.currency) == ("USD", "JPY")


def test_names_labels_and_colours_come_from_the_data(view: Build) -> None:
    one = view()
    assert one.label(INTO_STARGATE) == "SoftBank's share of Stargate's funding"
    assert one.name("mgx") == "MGX"
    assert one.name(None) == one.name("") == ""
    assert one.colour(INTO_STARGATE) == one.colours["softbank"] == theme(dark=False).parties[0]
    # Nobody pays for a programme: it has the colour of whom it is about.
    assert one.colour("stargate-programme") == one.colours["stargate"]


def test_a_filter_moves_no_colour(view: Build) -> None:
    assert view(party="sharp").colours == view().colours


def test_the_foot_says_which_articles_and_which_day(view: Build) -> None:
    assert view().foot() == "Source: 5 press articles (000, 001, 002, 003, 004)."
    early = view(as_of=dt.date(2025, 1, 23))
    assert early.foot(rates=True) == (
        "Source: 1 press article (004), as of 23 Jan 2025. "
        "Converted at the ECB's reference rates of each amount's day."
    )


def frames(found: View) -> dict[str, pd.DataFrame]:
    parts: dict[str, Any] = {"records": found.records, "statements": found.statements}
    parts |= {field.name: getattr(found.snapshot, field.name) for field in fields(found.snapshot)}
    return {name: part for name, part in parts.items() if isinstance(part, pd.DataFrame)}


@pytest.mark.parametrize("name", ["overview", "stakes", "conflicts"])
def test_drawing_a_page_writes_to_no_frame(
    app: Open, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before: dict[int, tuple[View, dict[str, pd.DataFrame]]] = {}
    choose = module.choose

    def noting(*choices: Any, **more: Any) -> View:  # noqa: ANN401 - whatever the page chooses
        found: View = choose(*choices, **more)
        copies = {part: frame.copy(deep=True) for part, frame in frames(found).items()}
        before.setdefault(id(found), (found, copies))
        return found

    monkeypatch.setattr(module, "choose", noting)
    app(name, currency="EUR", record=INTO_STARGATE)
    # The first page, from which another is reached, is drawn in dollars.
    assert {found.currency for found, _ in before.values()} >= {"EUR"}
    for found, copies in before.values():
        for part, frame in frames(found).items():
            pd.testing.assert_frame_equal(frame, copies[part])
