"""Conflicts: where sources cannot both be right, how far apart they are, and what concurs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench import generated

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.app.conftest import Build, Open

STARGATE = "SoftBank's share of Stargate's funding"


def test_conflicts_are_counted_and_the_widest_comes_first(page: Open) -> None:
    shown = page("conflicts")
    assert shown.titles[:3] == [
        "5 conflicts between sources",
        # 19 - 15 = 4, and 4 / 15 = 26.67 %.
        f"{STARGATE}: sources are US$4bn apart, 26.67\u202f% of the smaller",
        "Power at Sakai, later: two bounds that meet but exclude each other",
    ]
    assert f"{STARGATE}: source 004 says US$19bn; {STARGATE}: source 002 says US$15bn." in (
        shown.words
    )


def test_each_conflict_has_a_card_with_its_words_side_by_side(page: Open) -> None:
    words = page("conflicts").words
    for head in (
        f"**{STARGATE}** · :red[two amounts]",
        "**Power at Sakai, later** · :red[two bounds that exclude each other]",
        "**OpenAI's costs in 2024** · :red[one figure or date, two meanings]",
        "**Sakai in 2026** · :red[one figure or date, two meanings]",
        "**Stargate's partners** · :red[two lists of partners]",
    ):
        assert head in words
    for said in (
        "**more than 240 MW**",
        "**up to 240 MW**",
        "**running the models**",
        "**all spending**",
        "**conversion starts**",
        "**operations start**",
        "**MGX, OpenAI, Oracle**",
    ):
        assert said in words
    assert "« 15 milliards déjà alloués à Stargate »" in words
    assert "source 002 · 30 Jan\u2009–\u20092 Feb 2025 · unattributed" in words


def test_a_card_says_how_many_voices_and_what_it_does_to_totals(page: Open) -> None:
    words = page("conflicts").words
    assert (
        "2 independent voices. It widens the total from SoftBank, and from SoftBank to Stargate "
        "by US$4bn." in words
    )
    assert (
        "One voice: one article, or articles on one upstream source. No total counts it." in words
    )


def test_an_articles_own_sum_stands_beside_its_parts(page: Open) -> None:
    shown = page("conflicts")
    assert (
        "SoftBank's overall commitment: a claim above the sum of its parts "
        "by source 002's own figures" in shown.titles
    )
    # 002 alone: 15 + (15 to 25). All: (15 to 19) + (15 to 25).
    assert shown.table("The claim is") == [
        ["all sources", "US$30–44bn", "compatible with the sum of its parts"],
        ["source 002 alone", "US$30–40bn", "above the sum of its parts"],
    ]
    assert (
        f"The claim is more than US$40bn, for SoftBank's new investment in OpenAI; {STARGATE}."
        in (shown.words)
    )


def test_contested_concurring_and_single_records_are_counted(page: Open) -> None:
    shown = page("conflicts")
    metrics = {metric.label: metric.value for metric in shown.run.metric}
    assert metrics == {"Contested": "5", "Concurring": "4", "Single": "35"}
    assert "35 of 44 records rest on a single voice, 4 on voices that concur" in shown.titles
    assert "Stargate in all: US$500bn" in shown.buttons


def test_what_is_worded_differently_and_can_hold_is_no_conflict(page: Open) -> None:
    shown = page("conflicts")
    assert "Worded differently, and yet compatible: 3 figures" in shown.titles
    assert (
        "SoftBank's new investment in OpenAI: US$15–25bn, up to US$25bn, so US$15–25bn"
        in shown.buttons
    )
    assert "Power at Sakai, at first: about 150 MW, 150 MW, so 150 MW" in shown.buttons
    assert any("US$676m, ¥100bn, so US$676m" in text for text in shown.buttons)


def test_on_the_first_articles_day_nothing_is_contested(page: Open) -> None:
    shown = page("conflicts", as_of="2025-01-23")
    assert shown.titles[0] == "Conflicts"
    assert "No two figures here exclude each other." in shown.words
    assert "8 of 8 records rest on a single voice, 0 on voices that concur" in shown.titles


def test_a_filter_leaves_the_conflicts_of_its_records(page: Open) -> None:
    shown = page("conflicts", party="microsoft")
    assert "SoftBank's share" not in shown.words
    one = page("conflicts", stage="goal")
    assert one.titles[0] == "1 conflict between sources"


def test_without_a_rate_the_size_is_said_in_percent_alone(page: Open) -> None:
    assert (
        f"{STARGATE}: sources are 26.67\u202f% of the smaller apart; "
        "no rate into CYP says how much that is" in page("conflicts", currency="CYP").titles
    )


def test_a_conflict_opens_its_record(app: Open) -> None:
    shown = app("conflicts")
    shown.run.button(key="open-softbank-into-stargate-amount").click().run()
    assert shown.query == {"record": ["softbank-into-stargate"]}
    assert "### US$15–19bn" in shown.words


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of 400 statements, four a record: far more conflicts than a page has room for."""
    root: Path = tmp_path_factory.mktemp("many") / "made"
    generated.write(root, 400)
    return root


def test_of_many_conflicts_a_page_shows_a_few_and_says_so(
    app: Open, many: Path, view: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATASET", str(many))
    found = list(view(root=many).conflicts["record_id"])
    assert len(found) > 24
    shown = app("conflicts")
    assert shown.titles[0] == f"{len(found)} conflicts between sources"

    def cards() -> list[str]:
        keys = [str(button.key) for button in shown.run.button]
        return [key.removeprefix("open-").removesuffix("-amount") for key in keys if "open-" in key]

    assert cards() == found[:12]
    assert f"1 to 12 of {len(found)}" in shown.words
    shown.run.pagination[0].set_value(2).run()
    assert cards() == found[12:24]
    assert f"13 to 24 of {len(found)}" in shown.words
    # Fewer of them begin at the first page again.
    shown.run.query_params["stage"] = "pledged"
    shown.run.run()
    assert len(cards()) == 12
    assert "1 to 12 of" in shown.words


def test_a_picture_of_many_figures_holds_the_widest_and_says_of_how_many(
    app: Open, many: Path, view: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATASET", str(many))
    found = view(root=many).conflicts
    shown = app("conflicts")
    # 48 lines, four a record.
    said = f"Drawn: 48 of {4 * len(found)} statements, 12 of {len(found)} contested figures"
    assert said in shown.words
    widest = {f"Record {record.removeprefix('record-')}" for record in found["record_id"][:12]}
    assert {row[0] for row in shown.table("Attested by")} == widest


def test_of_many_records_of_a_state_the_first_are_listed(
    app: Open, many: Path, view: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATASET", str(many))
    contested = int(view(root=many).records["state"].eq("contested").sum())
    shown = app("conflicts")
    listed = [button for button in shown.run.button if str(button.key).startswith("contested-")]
    assert len(listed) == 50
    assert f"50 of {contested} are shown here; all are in records.csv" in shown.words


def test_of_many_statements_those_that_differ_stand_side_by_side(
    app: Open, tiny: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seven say 10 billion and the eighth 12: five of the seven make room for it."""
    sums = [10] * 7 + [12]
    articles = {
        f"{number:03}": f"Alder will invest {billions} billion dollars in Birch.\n"
        for number, billions in enumerate(sums)
    }
    statements = "".join(
        f'    - source: "{number:03}"\n'
        f"      amount: {{exact: {billions}, unit: billion, currency: USD}}\n"
        "      stage: pledged\n"
        "      attestation: unattributed\n"
        f"      quote: Alder will invest {billions} billion dollars in Birch\n"
        for number, billions in enumerate(sums)
    )
    record = (
        "- id: alder-into-birch\n"
        "  label: {en: Alder into Birch, fr: Alder dans Birch}\n"
        "  payer: alder\n"
        "  payee: birch\n"
        f"  statements:\n{statements}"
    )
    monkeypatch.setenv("DATASET", str(tiny({"investments": record}, articles)))
    words = app("conflicts").words.splitlines()
    assert words.count("**US$10bn**") == 5
    assert words.count("**US$12bn**") == 1
    assert "The record has 2 statements more." in words
