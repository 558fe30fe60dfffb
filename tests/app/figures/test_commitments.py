from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from app.figures import commitments

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.app.conftest import Build

# Two deals with one payee at one stage, and one without a stage.
DEALS = """\
- id: first
  label: {en: First, fr: Premier}
  payer: alder
  payee: birch
  statements:
    - source: "001"
      amount: {exact: 10, unit: billion, currency: USD}
      stage: pledged
      attestation: unattributed
      quote: Alder will invest 10 billion dollars in Birch
- id: second
  label: {en: Second, fr: Second}
  payer: alder
  payee: birch
  statements:
    - source: "001"
      amount: {exact: 300, unit: billion, currency: USD, approximate: true}
      stage: pledged
      attestation: unattributed
      quote: is valued at nearly 300 billion dollars
"""
PLANT = """\
- id: plant
  label: {en: The plant, fr: L'usine}
  buyer: alder
  seller: dogwood
  asset: the-plant
  statements:
    - source: "001"
      amount: {maximum: 600, unit: million, currency: USD}
      attestation: official
      quote: from Dogwood for up to 600 million dollars
"""
PARTIES = "".join(
    f"- id: {name}\n  label: {{en: {name.title()}, fr: {name.title()}}}\n  type: company\n"
    for name in ("alder", "birch", "dogwood", "the-plant")
)


@pytest.fixture
def deals(tiny: Callable[..., Path]) -> Path:
    return tiny({"investments": DEALS, "purchases": PLANT, "parties": PARTIES})


def bounds(row: Any) -> tuple[float, float]:  # noqa: ANN401 - a row of any frame
    return row["low"], row["high"]


def test_payers_come_with_their_totals_the_largest_first(view: Build) -> None:
    found = commitments.payers(view()).set_index("payer_id")
    assert list(found.index) == ["softbank", "openai", "microsoft"]
    # 0.676 + 2 + (15 to 19) + (15 to 25)
    assert bounds(found.loc["softbank"]) == (32.676e9, 46.676e9)
    assert bounds(found.loc["openai"]) == (19e9, 19e9)
    assert bounds(found.loc["microsoft"]) == (13e9, 13e9)
    assert found.loc["softbank", "contested"] == 1


def test_a_line_is_a_payee_and_a_stage_the_firmest_first(view: Build) -> None:
    assert list(commitments.lines(view())["text"]) == [
        "US$2bn to OpenAI, completed",
        "US$676m to Sharp, committed",
        "US$15–19bn to Stargate, pledged",
        "US$15–25bn to OpenAI, in talks",
        "US$19bn to Stargate, pledged",
        "US$13bn to OpenAI, completed",
    ]


def test_lines_follow_the_filters_and_the_day(view: Build) -> None:
    early = commitments.lines(view(as_of=dt.date(2025, 1, 23), party="softbank"))
    assert list(early["text"]) == ["US$19bn to Stargate, pledged"]
    talks = commitments.lines(view(stages=("in_talks",)))
    assert list(talks["text"]) == ["US$15–25bn to OpenAI, in talks"]


def test_nobody_who_pays_is_no_line(view: Build) -> None:
    assert commitments.lines(view(party="advantest")).empty
    assert commitments.payers(view(party="advantest")).empty


def test_records_of_one_line_are_summed_and_open_as_none(view: Build, deals: Path) -> None:
    found = commitments.lines(view(root=deals)).set_index("payee")
    assert bounds(found.loc["Birch"]) == (310e9, 310e9)
    assert found.loc["Birch", "text"] == "about US$310bn to Birch, pledged"
    assert found.loc["Birch", "record_id"] == ""
    assert found.loc["Birch", "attestation"] == ""
    assert found.loc["Dogwood", "text"] == "up to US$600m to Dogwood, stage not reported"
    assert found.loc["Dogwood", "record_id"] == "plant"
    assert found.loc["Dogwood", "attestation"] == "official"


def test_an_open_bound_leaves_the_payers_total_open(view: Build, deals: Path) -> None:
    found = commitments.figure(view(root=deals), commitments.lines(view(root=deals)))
    (row,) = [note.text for note in found.layout.annotations if "in all" in note.text]
    assert row == "Alder: up to about US$310.6bn in all"


def test_a_bar_is_solid_to_its_minimum_and_answers_with_its_record(view: Build) -> None:
    everything = view()
    drawn = commitments.figure(everything, commitments.lines(everything))
    solid = [
        (record, left, left + length)
        for trace in drawn.data
        if trace.name == "solid"
        for record, left, length in zip(trace.customdata, trace.base, trace.x, strict=True)
    ]
    assert {record: (left, right) for record, left, right in solid} == {
        "softbank-into-openai-2023": (0, 2e9),
        "sakai-plant-purchase": (0, 676e6),
        "softbank-into-stargate": (0, 15e9),
        "softbank-into-openai": (0, 15e9),
        "openai-into-stargate": (0, 19e9),
        "microsoft-into-openai": (0, 13e9),
    }
    ranges = {
        record: length
        for trace in drawn.data
        if trace.name == "range"
        for record, length in zip(trace.customdata, trace.x, strict=True)
    }
    assert ranges == {"softbank-into-stargate": 4e9, "softbank-into-openai": 10e9}


def test_a_row_names_the_payer_and_its_total(view: Build) -> None:
    everything = view()
    drawn = commitments.figure(everything, commitments.lines(everything))
    rows = [note.text for note in drawn.layout.annotations]
    assert rows == [
        "SoftBank: US$32.68–46.68bn in all",
        "OpenAI: US$19bn in all",
        "Microsoft: US$13bn in all",
    ]


def test_only_what_is_contested_is_drawn_in_alarm(view: Build) -> None:
    everything = view()
    drawn = commitments.figure(everything, commitments.lines(everything))
    red = [trace for trace in drawn.data if trace.name == "conflict" and trace.customdata]
    assert {record for trace in red for record in trace.customdata} == {"softbank-into-stargate"}


def test_of_many_lines_all_payees_of_a_stage_are_one(
    view: Build, tiny: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    head, second = DEALS.split("- id: second")
    apart = head + "- id: second" + second.replace("payee: birch", "payee: dogwood")
    root = tiny({"investments": apart, "purchases": PLANT, "parties": PARTIES})
    assert list(commitments.lines(view(root=root))["payee"]) == ["Birch", "Dogwood", "Dogwood"]
    monkeypatch.setattr(commitments, "LINES", 2)
    found = commitments.lines(view(root=root))
    assert list(found["text"]) == [
        "about US$310bn to 2 payees, pledged",
        "up to US$600m to Dogwood, stage not reported",
    ]
    assert list(found["payee_id"]) == ["", "dogwood"]
    assert list(found["record_id"]) == ["", "plant"]


def test_of_many_payers_the_largest_are_drawn(view: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commitments, "PAYERS", 2)
    assert list(commitments.lines(view())["payer"].unique()) == ["SoftBank", "OpenAI"]
    # Nobody is left out of the totals.
    assert len(commitments.payers(view())) == 3
