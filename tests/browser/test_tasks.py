"""What readers come for, as tasks from the front page: by mouse, and by keyboard alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize

pytestmark = pytest.mark.browser

MOST = 4
"""Clicks: no task may take more."""
FARTHEST = 120
"""Presses of the tab key, all around a page and back to where it began."""
SCREEN: ViewportSize = {"width": 1440, "height": 1000}


class Hand:
    """A reader with a mouse. Every click counts, also the one that places the cursor."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.language, self.clicks = page, language, 0
        self.main, self.dialog = page.get_by_test_id("stMain"), page.get_by_role("dialog")

    def open(self, address: str) -> None:
        self.page.goto(address)
        self.settle()

    def settle(self) -> None:
        """Wait until the script has run: what it draws anew would lose the reader's place."""
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()
        self.page.wait_for_function(
            "() => !document.querySelector('[data-testid=\"stStatusWidget\"]')"
        )

    def count(self) -> None:
        self.clicks += 1
        assert self.clicks <= MOST

    def click(self, target: Locator) -> None:
        self.count()
        target.click()

    def focus(self, field: Locator) -> None:
        """Place the cursor."""
        self.click(field)

    def turn_to(self, page: str, title: str) -> None:
        """Turn to another page by its link at the side."""
        self.click(self.page.get_by_test_id("stSidebar").get_by_role("link", name=page))
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(title)
        self.settle()

    def unfold(self, title: str) -> None:
        self.click(self.page.locator("summary").filter(has_text=title))

    def type_day(self, field: str, digits: str) -> None:
        """Type a date into its field, which moves on from year to month to day."""
        self.focus(self.page.get_by_role("group", name=field).get_by_role("spinbutton").first)
        self.page.keyboard.type(digits)
        # Takes the date, as leaving the field does, and closes the calendar that a click opens.
        self.page.keyboard.press("Escape")

    def choose(self, field: str, option: str) -> None:
        self.click(self.page.get_by_role("combobox", name=field))
        self.click(self.page.get_by_role("option", name=option, exact=True))


class Keys(Hand):
    """A reader without a mouse: what would be a click is a way by the tab key, and a press."""

    def click(self, target: Locator) -> None:
        self.focus(target)
        self.page.keyboard.press("Enter")

    def focus(self, field: Locator) -> None:
        self.count()
        expect(field).to_be_visible()
        for _ in range(FARTHEST):
            if field.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"the tab key does not lead to {field}")

    def choose(self, field: str, option: str) -> None:
        self.focus(self.page.get_by_role("combobox", name=field))
        self.page.keyboard.type(option)
        expect(self.page.get_by_role("option", name=option, exact=True)).to_be_visible()
        self.count()
        self.page.keyboard.press("Enter")


@pytest.fixture(scope="module")
def profile(chromium: Browser, server: str) -> Iterator[BrowserContext]:
    """One profile for all tasks: what a reader chooses is in the address, and nowhere else."""
    context = chromium.new_context(base_url=server, viewport=SCREEN, accept_downloads=True)
    context.set_default_timeout(60_000)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context
    context.close()


# Each language, and each hand: what a hand reaches does not depend on the language.
@pytest.fixture(params=[(Hand, "fr"), (Keys, "en")], ids=["mouse-fr", "keys-en"])
def reader(request: pytest.FixtureRequest, profile: BrowserContext) -> Iterator[Hand]:
    """A reader at the front page."""
    kind, language = request.param
    came = kind(profile.new_page(), language)
    came.open(f"/?lang={language}")
    yield came
    came.page.close()


def test_softbanks_total_and_what_it_is_made_of(reader: Hand) -> None:
    # 0.676 + 2 + 15 + 15 = 32.676; 0.676 + 2 + 19 + 25 = 46.676; of it 0.676 + 2 are firm.
    title, unfolded, lines, total = {
        "en": (
            "SoftBank: US$32.68–46.68bn; US$2.68bn of it is binding or paid",
            "How a total is made",
            [
                "added SoftBank's new investment in OpenAI US$15–25bn in talks",
                "added SoftBank's share of Stargate's funding US$15–19bn pledged",
                "added SoftBank's stake bought in 2023 US$2bn completed",
                "added Purchase of Sharp's Sakai plant US$676m committed",
            ],
            "total from SoftBank US$32.68–46.68bn",
        ),
        "fr": (
            "SoftBank : 32,68–46,68 Md $US, dont 2,68 Md $US fermes ou payés",
            "Comment se fait un total",
            [
                "ajouté Nouvel investissement de SoftBank dans OpenAI 15–25 Md $US en pourparlers",
                "ajouté Part de SoftBank dans le financement de Stargate 15–19 Md $US promis",
                "ajouté Participation de SoftBank prise en 2023 2 Md $US réalisé",
                "ajouté Achat de l’usine Sharp de Sakai 676 M $US engagé",
            ],
            "total payeur : SoftBank 32,68–46,68 Md $US",
        ),
    }[reader.language]
    expect(reader.page.get_by_role("heading", name=title)).to_be_visible()
    reader.unfold(unfolded)
    for line in [*lines, total]:
        expect(reader.page.get_by_role("row", name=line)).to_be_visible()
    expect(reader.page.get_by_role("row", name=re.compile(r"^(added|ajouté) "))).to_have_count(4)
    assert reader.clicks == 1


def test_who_owns_stargate(reader: Hand) -> None:
    # 100 - 40 - 40 = 20
    page, title, said = {
        "en": (
            "Stakes",
            "Who holds what",
            "Stargate: SoftBank 40 %, OpenAI 40 %; who holds the other 20 % is not reported",
        ),
        "fr": (
            "Participations",
            "Qui détient quoi",
            (
                "Stargate : SoftBank 40 %, OpenAI 40 % ; "
                "le détenteur du reste (20 %) n’est pas communiqué"
            ),
        ),
    }[reader.language]
    reader.turn_to(page, title)
    expect(reader.page.get_by_role("heading", name=said)).to_be_visible()
    assert reader.clicks == 1


def test_100_billion_yen_in_dollars_that_day_and_in_the_article(reader: Hand) -> None:
    # The ECB's fixings of the day, 161.88 yen and 1.0889 dollars a euro: 161.88 / 1.0889 = 148.66
    # and 100 bn x 1.0889 / 161.88 = 672.66 m; 676 / 672.66 is 0.5 % more.
    page, title, day, converted, rate, own = {
        "en": (
            "Currencies",
            "What each amount is worth",
            "On",
            "¥100bn is US$672.66m",
            "One US dollar was 148.66 Japanese yen at the ECB's fixing of 14 Mar 2025.",
            "Source 001 itself gives US$676m, +0.5 % against it",
        ),
        "fr": (
            "Devises",
            "Ce que vaut chaque montant",
            "Le",
            "100 Md ¥ = 672,66 M $US",
            "148,66 yens japonais au cours de référence de la BCE du 14 mars 2025.",
            "La source 001 donne elle-même 676 M $US",
        ),
    }[reader.language]
    reader.turn_to(page, title)
    expect(reader.page.get_by_role("heading", name=converted)).to_be_visible()
    expect(reader.main).to_contain_text(rate)
    asked = reader.page.get_by_role("group", name=day, exact=True).get_by_role("spinbutton")
    expect(asked).to_have_text(["2025", "03", "14"])
    reader.click(reader.page.get_by_role("button", name=own))
    expect(reader.dialog).to_contain_text(
        "« un prix de 100 milliards de yens (676 millions de dollars) »"
    )
    assert reader.clicks == 2


# Sources 004 and 002 are of that day or before it: 9 statements, and 17.
FIRST_OF_FEBRUARY = {
    "en": (
        "As of",
        "As 2 press articles report: 26 statements about 20 records.",
        # 2 + 15 + 15 = 32; 2 + 19 + 25 = 46
        "SoftBank: US$32–46bn; US$2bn of it is binding or paid",
    ),
    "fr": (
        "À la date du",
        "D’après 2 articles de presse : 26 affirmations sur 20 dossiers.",
        "SoftBank : 32–46 Md $US, dont 2 Md $US fermes ou payés",
    ),
}


def test_what_was_not_known_on_1_february(reader: Hand) -> None:
    field, count, title = FIRST_OF_FEBRUARY[reader.language]
    expect(reader.main).to_contain_text("Sakai")
    reader.type_day(field, "20250201")
    expect(reader.page).to_have_url(re.compile(r"as_of=2025-02-01"))
    expect(reader.main).to_contain_text(count)
    expect(reader.page.get_by_role("heading", name=title)).to_be_visible()
    # The purchase of Sharp's plant was told of in March only.
    expect(reader.main).not_to_contain_text("Sakai")
    expect(reader.main).not_to_contain_text("Sharp")
    assert reader.clicks == 1


def test_the_largest_conflict_and_both_its_fragments(reader: Hand) -> None:
    # 19 - 15 = 4, and 4 / 15 = 26.67 %
    page, title, said, opening = {
        "en": (
            "Conflicts",
            "5 conflicts between sources",
            (
                "SoftBank's share of Stargate's funding: sources are US$4bn apart, "
                "26.67 % of the smaller"
            ),
            "Open the record",
        ),
        "fr": (
            "Désaccords",
            "5 désaccords entre sources",
            (
                "Part de SoftBank dans le financement de Stargate : l’écart entre les sources est "
                "de 4 Md $US, soit 26,67 % de la plus petite valeur"
            ),
            "Ouvrir le dossier",
        ),
    }[reader.language]
    fragments = (
        "« 19 milliards de dollars chacun (environ 18,25 milliards d’euros) »",
        "« 15 milliards déjà alloués à Stargate »",
    )
    reader.turn_to(page, title)
    expect(reader.main.get_by_role("heading").nth(1)).to_contain_text(said)
    for fragment in fragments:
        expect(reader.main.get_by_text(fragment)).to_be_visible()
    reader.click(reader.page.get_by_role("button", name=opening).first)
    for fragment in fragments:
        expect(reader.dialog.get_by_text(fragment)).to_be_visible()
    assert reader.clicks == 2


def test_the_csv_of_the_view(reader: Hand) -> None:
    party, left, share, file = {
        "en": ("Party", "3 statements about 1 record.", "Share", "Statements, CSV"),
        "fr": ("Acteur", "3 affirmations sur 1 dossier.", "Partager", "Affirmations, CSV"),
    }[reader.language]
    reader.choose(party, "Sharp")
    expect(reader.main).to_contain_text(left)
    reader.settle()
    reader.click(reader.page.get_by_role("button", name=share, exact=True))
    with reader.page.expect_download() as started:
        reader.click(reader.dialog.get_by_role("link", name=file))
    assert started.value.suggested_filename.endswith(".csv")
    rows = pd.read_csv(started.value.path(), dtype={"source_id": str})
    # 676 million dollars by sources 000 and 001, and 100 billion yen by 001.
    figures = rows[["record_id", "source_id", "minimum", "maximum", "unit"]]
    assert sorted(figures.itertuples(index=False, name=None)) == [
        ("sakai-plant-purchase", "000", 676_000_000, 676_000_000, "USD"),
        ("sakai-plant-purchase", "001", 676_000_000, 676_000_000, "USD"),
        ("sakai-plant-purchase", "001", 100_000_000_000, 100_000_000_000, "JPY"),
    ]
    assert reader.clicks == 4


def test_the_view_is_shared_and_its_link_opened_afresh(reader: Hand, chromium: Browser) -> None:
    field, count, title = FIRST_OF_FEBRUARY[reader.language]
    share = {"en": "Share", "fr": "Partager"}[reader.language]
    reader.type_day(field, "20250201")
    expect(reader.main).to_contain_text(count)
    reader.settle()
    reader.click(reader.page.get_by_role("button", name=share, exact=True))
    reader.click(reader.dialog.get_by_role("button", name="Copy to clipboard").first)
    link = reader.page.evaluate("navigator.clipboard.readText()")
    assert link == reader.page.url
    assert reader.clicks == 3

    # Each chart says in a sentence what it draws, so that these are all the page's numbers.
    said = "h1, h2, h3, p"
    shown = reader.main.locator(said).all_inner_texts()
    assert title in " ".join(" ".join(shown).split())

    context = chromium.new_context(viewport=SCREEN)
    context.set_default_timeout(60_000)
    fresh = Hand(context.new_page(), reader.language)
    fresh.open(link)
    expect(fresh.main.locator(said)).to_have_count(len(shown))
    assert fresh.main.locator(said).all_inner_texts() == shown
    context.close()


def test_a_french_browser_is_answered_in_french(chromium: Browser, server: str) -> None:
    context = chromium.new_context(base_url=server, viewport=SCREEN, locale="fr-FR")
    context.set_default_timeout(60_000)
    reader = Hand(context.new_page(), "fr")
    reader.open("/")
    expect(reader.page.locator("html")).to_have_attribute("lang", "fr")
    expect(
        reader.page.get_by_role("heading", name="SoftBank : 32,68–46,68 Md $US, dont")
    ).to_be_visible()
    reader.turn_to("Devises", "Ce que vaut chaque montant")
    expect(reader.page.get_by_role("heading", name="100 Md ¥ = 672,66 M $US")).to_be_visible()
    # The language is the browser's, so that no address names it.
    expect(reader.page).to_have_url(f"{server}/currencies")
    assert reader.clicks == 1
    context.close()
