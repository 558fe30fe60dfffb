"""The controls that all pages share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import controls
from models.checks import load
from models.loading import OWN_DATASET
from models.records import STAGES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from tests.app.conftest import Open

EURO = """\
- id: cedar-into-birch
  label: {en: Cedar into Birch, fr: Cedar dans Birch}
  payer: cedar
  payee: birch
  statements:
    - source: "001"
      amount: {minimum: 2, maximum: 3, unit: billion, currency: CURRENCY}
      stage: in_talks
      attestation: unattributed
      quote: Cedar may add between 2 and 3 billion WORD
"""
ARTICLE = "Cedar may add between 2 and 3 billion {} to Birch this year, it said on Friday.\n"


def test_the_default_currency_is_the_one_reported_most(tiny: Callable[..., Path]) -> None:
    assert controls.known(load(OWN_DATASET))["currency"].default == "USD"
    euros = EURO.replace("CURRENCY", "EUR").replace("WORD", "euros")
    root = tiny({"investments": euros}, {"001": ARTICLE.format("euros")})
    assert controls.known(load(root))["currency"].default == "EUR"


def test_a_dataset_without_money_is_shown_in_dollars(tiny: Callable[..., Path]) -> None:
    stake = """\
- id: alder-in-birch
  label: {en: Alder in Birch, fr: Alder dans Birch}
  holder: alder
  target: birch
  statements:
    - source: "001"
      share: {exact: 40}
      attestation: unattributed
      quote: Alder will hold 40 % of Birch
"""
    assert controls.known(load(tiny({"stakes": stake})))["currency"].default == "USD"


def test_parties_and_stages_are_codes_shown_by_their_names(page: Open) -> None:
    run = page().run
    party, stage = run.selectbox(key="party"), run.button_group(key="stage")
    assert party.options[:3] == ["SoftBank", "OpenAI", "Stargate"]
    assert stage.options[:2] == ["in talks", "pledged"]
    assert len(stage.options) == len(STAGES)


def test_the_days_on_which_sources_begin_to_count_are_named(page: Open) -> None:
    help_text = page().run.date_input(key="as_of").help
    assert "23 Jan 2025, 30 Jan 2025, 22 Feb 2025, 14 Mar 2025." in help_text


def test_a_currency_of_the_dataset_or_of_the_link_is_on_offer(
    app: Open, tiny: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    yuan = EURO.replace("CURRENCY", "CNY").replace("WORD", "yuan")
    root = tiny({"investments": yuan}, {"001": ARTICLE.format("yuan")})
    monkeypatch.setenv("DATASET", str(root))
    assert app().run.selectbox(key="currency").options == [*controls.DISPLAY, "CNY"]
    options = app(currency="SEK").run.selectbox(key="currency").options
    assert options == [*controls.DISPLAY, "CNY", "SEK"]


def test_a_dead_currency_shows_no_amount_and_says_why(page: Open) -> None:
    shown = page(currency="CYP")
    assert "No exchange rate gives these amounts in CYP" in shown.titles
    assert "CYPNaN" not in page("conflicts", currency="CYP").words
