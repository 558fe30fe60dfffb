"""Stakes: who holds what, what nobody reports, and what shares and amounts imply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import once

if TYPE_CHECKING:
    import pytest

    from tests.app.conftest import Open

THIN = "\u202f"


def test_the_breakdown_says_what_nobody_reports(page: Open) -> None:
    shown = page("stakes")
    assert shown.titles[1] == (
        f"Stargate: SoftBank 40{THIN}%, OpenAI 40{THIN}%; "
        f"who holds the other 20{THIN}% is not reported"
    )
    assert "Named as partners, with no reported stake: Oracle, MGX." in shown.words
    assert "The stakes are projected." in shown.words
    assert ["not reported", f"20{THIN}%", ""] in shown.table("Holder")


def test_amounts_and_shares_imply_what_the_whole_is_worth(page: Open) -> None:
    shown = page("stakes")
    # 15 / 0.40 to 19 / 0.40, and a fifth of each.
    assert "What is paid in for a stake implies US$37.5–47.5bn for all of Stargate" in shown.titles
    assert (
        "At that price, what nobody is reported to hold of Stargate is worth US$7.5–9.5bn"
        in shown.titles
    )
    rows = {(row[0], row[2]): row[1] for row in shown.table("Formula")}
    stargate = "SoftBank's share of Stargate's funding"
    assert rows[stargate, "all"] == "US$37.5–47.5bn"
    assert rows[stargate, "source 002"] == "US$37.5bn"
    assert rows[stargate, "source 004"] == "US$47.5bn"
    assert rows["OpenAI's share of Stargate's funding", "all"] == "US$47.5bn"


def test_the_valuation_says_what_the_money_would_buy(page: Open) -> None:
    shown = page("stakes")
    # 15 / 300 to 25 / 300; 15 / 315 to 25 / 325.
    assert (
        f"At the reported valuation, the money would buy about 5–8.33{THIN}% of OpenAI"
        in shown.titles
    )
    assert f"about 5–8.33{THIN}%, post-money" in shown.words
    assert f"about 4.76–7.69{THIN}%, pre-money" in shown.words


def test_named_payers_cover_part_of_each_whole(page: Open) -> None:
    shown = page("stakes")
    # 19 + (15 to 19) of 100 and of 500.
    assert (
        f"Parts with a named payer cover 34–38{THIN}% of Stargate's first tranche" in shown.titles
    )
    assert f"Stargate in all: 6.8–7.6{THIN}%" in shown.words
    # 13 of about 20 billion.
    assert f"Microsoft's investment in OpenAI: about 65{THIN}%" in shown.words


def test_computing_is_shared_out_by_its_time(page: Open) -> None:
    shown = page("stakes")
    assert (
        f"OpenAI's computing by 2030: Stargate 75{THIN}%; "
        f"the other 25{THIN}% is left to all others" in shown.titles
    )
    assert any(
        title.startswith(f"OpenAI's computing in 2025: Microsoft more than 50{THIN}%")
        for title in shown.titles
    )


def test_on_the_first_articles_day_the_equity_is_one_figure(page: Open) -> None:
    shown = page("stakes", as_of="2025-01-23")
    assert "What is paid in for a stake implies US$47.5bn for all of Stargate" in shown.titles
    assert "Named as partners, with no reported stake: Oracle." in shown.words
    assert "No valuation is reported together with an amount not yet paid." in shown.words


def test_a_party_without_stakes_has_words_for_each_part(page: Open) -> None:
    words = page("stakes", party="advantest").words
    assert "No stake is reported for these filters." in words
    assert "No record here has both an amount and a stake, so no equity follows." in words
    assert "No record here is part of another." in words


def test_another_currency_converts_money_and_no_share(page: Open) -> None:
    shown = page("stakes", currency="EUR")
    assert any("implies €" in title for title in shown.titles)
    assert shown.titles[1] == page("stakes").titles[1]


def test_a_share_opens_its_words(app: Open) -> None:
    shown = app("stakes")
    shown.run.button(key="share-softbank-in-stargate").click().run()
    assert shown.query == {"record": ["softbank-in-stargate"]}
    assert "« détiendront chacun une participation de 40 % dans Stargate »" in shown.words


def test_of_many_shares_derivations_and_wholes_it_says_what_is_shown(
    app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.figures.stakes.HOLDERS", 1)
    monkeypatch.setattr("app.tables.MANY", 5)
    monkeypatch.setattr("app.tables.FEW", 3)
    once.forget()
    shown = app("stakes")
    # Stargate's two reported stakes; eight parts of wholes, three cards a page.
    assert "; the 1 largest of 2 shares, the others are left blank" in shown.words
    assert "1 to 3 of 8; the CSV file below has all of them." in shown.words
    cards = {button.key.rsplit("-", 1)[0] for button in shown.run.button if button.key}
    assert any(key.startswith("part_of_whole-2") for key in cards)
    assert not any(key.startswith("part_of_whole-3") for key in cards)
    once.forget()
