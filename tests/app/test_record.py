"""The detail of a record: its value, how it was found, every statement and its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.app.conftest import Open

RECORD = "softbank-into-stargate"


def test_a_record_opens_by_its_link_with_both_quotes_and_both_figures(page: Open) -> None:
    words = page(record=RECORD).words
    assert "### US$15–19bn" in words
    assert "SoftBank → Stargate · investment · pledged" in words
    assert "« 19 milliards de dollars chacun (environ 18,25 milliards d’euros) »" in words
    assert "« 15 milliards déjà alloués à Stargate »" in words
    assert "**US$15bn** · committed · unattributed" in words
    assert "pledged · an outlet (The Information)" in words


def test_the_sources_own_conversion_keeps_its_about(page: Open) -> None:
    words = page(record=RECORD).words
    assert "**US$19bn (about €18.25bn in the source's own conversion)**" in words


def test_a_disagreement_says_how_large_it_is_and_what_follows(page: Open) -> None:
    words = page(record=RECORD).words
    # 19 - 15 = 4, and 4 / 15 = 26.67 %.
    assert (
        "Sources disagree: two amounts, US$4bn apart (26.67\u202f% of the smaller); "
        "independent voices." in words
    )
    assert (
        "2 statements, 2 independent voices. They cannot all hold: the value is the envelope of "
        "what they say. Sources say committed and pledged: it counts as the less firm." in words
    )


def test_each_statement_names_its_article_and_place(page: Open) -> None:
    words = page(record=RECORD).words
    assert (
        "Source 004: OpenAI and SoftBank invest in Stargate · challenges.tn · 23 Jan 2025" in words
    )
    assert "(date inferred) · characters 466–529 of 004_6d60c11ca3f3fe1a.txt" in words
    assert "> :gray[« pour donner naissance à Stargate »]" in words
    assert "**Our note.** This sentence names neither payer nor currency." in words


def test_it_says_what_it_is_part_of_and_what_follows_from_it(page: Open) -> None:
    shown = page(record=RECORD)
    assert "Stargate's first tranche, US$100bn" in shown.buttons
    assert "SoftBank's overall commitment, more than US$40bn" in shown.buttons
    # (15 to 19) / 0.40, and with OpenAI's 19 of the first 100.
    assert "**Equity that a holder's money implies: US$37.5–47.5bn**" in shown.words
    assert "**Covered by parts with a named payer: 34–38\u202f%**" in shown.words


def test_agreement_and_tolerance_are_explained(page: Open) -> None:
    into_openai = page(record="softbank-into-openai").words
    assert "They can all hold: the value is what they have in common." in into_openai
    plant = page(record="sakai-plant-purchase").words
    assert "3 statements, 1 independent voice." in plant
    assert "they agree within 2 %, and the figure reported in US dollars stands" in plant


def test_a_conversion_names_its_rate_and_its_day(page: Open) -> None:
    words = page(record="softbank-into-openai", currency="JPY", as_of="2025-02-01").words
    assert "### ¥2.31–3.85tn" in words
    assert (
        "Converted from US$15–25bn at 154.109 JPY for one USD, "
        "the ECB's fixing of 30 Jan 2025." in words
    )


def test_a_value_of_several_statements_is_converted_at_the_latest_ones_rate(page: Open) -> None:
    words = page(record="softbank-into-openai", currency="JPY").words
    # 15 and 25 billion at the fixing of 14 March 2025, 148.664 yen a dollar.
    assert "### ¥2.23–3.72tn" in words
    assert "at 148.664 JPY for one USD, the ECB's fixing of 14 Mar 2025." in words


def test_a_record_without_a_measure_has_no_figure(page: Open) -> None:
    words = page(record="softbank-into-us").words
    assert "« investissements considérables aux États-Unis »" in words
    assert "###  " not in words
    assert "### not reported" not in words
    assert "1 statement, 1 independent voice." in words


def test_an_earlier_day_shows_what_was_known_by_then(page: Open) -> None:
    early = page(record=RECORD, as_of="2025-01-23").words
    assert "### US$19bn" in early
    assert "15 milliards" not in early
    assert "Sources disagree:" not in early
    later = page(record=RECORD, as_of="2025-02-01").words
    assert "### US$15–19bn" in later
    assert "Sources disagree: two amounts" in later


def test_a_record_of_which_no_source_speaks_yet_says_so(page: Open) -> None:
    shown = page(record="sakai-plant-purchase", as_of="2025-02-01")
    assert [info.value for info in shown.run.info] == ["No source speaks of this by 1 Feb 2025."]


def test_an_unknown_record_is_said_to_be_not_understood(page: Open) -> None:
    shown = page(record="nothing")
    assert "record=nothing: there is no such value; no record is opened." in shown.words
    assert "record" not in shown.query
    assert not shown.run.get("dialog")


def test_one_record_leads_to_the_next(app: Open) -> None:
    shown = app(record=RECORD)
    shown.run.button(key="Part of-stargate-first-tranche").click().run()
    assert shown.query == {"record": ["stargate-first-tranche"]}
    assert "« un investissement initial de 100 milliards de dollars »" in shown.words
    assert "SoftBank's share of Stargate's funding, US$15–19bn" in shown.buttons


def test_an_open_record_has_its_link_and_its_reference(page: Open) -> None:
    shown = page("stakes", record="softbank-in-stargate", currency="EUR")
    codes = [code.value for code in shown.run.code]
    assert any("?record=softbank-in-stargate&currency=EUR" in code for code in codes)
    assert any(code.startswith("Pledgebook contributors (2026)") for code in codes)
    assert any("title = {{SoftBank's stake in Stargate}}" in code for code in codes)
