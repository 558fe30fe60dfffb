"""WCAG 2.2 AA in a real Chromium: axe-core on every page and dialog, narrow and wide, on paper."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import axe_playwright_python
import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

Scheme = Literal["light", "dark"]

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
PAGES = ["/", "/timeline", "/stakes", "/currencies", "/conflicts", "/sources", "/data", "/method"]
LONGER = ["fr", "ja"]
"""Their words are longer or wider than English ones."""
WIDE, PHONE, PROJECTOR = (1440, 1000), (390, 844), (1920, 1080)

STREAMLITS_OWN: dict[tuple[str, str], str] = {}
"""What axe finds and we cannot style away: its rule and a selector of the element, and why."""


@pytest.fixture
def visit(chromium: Browser, server: str) -> Iterator[Callable[..., Page]]:
    """Open an address in a fresh profile and wait until it is drawn."""
    contexts = []

    def opened(
        address: str,
        size: tuple[int, int] = WIDE,
        scheme: Scheme = "light",
        locale: str = "en-GB",
    ) -> Page:
        context = chromium.new_context(
            base_url=server,
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,
            locale=locale,
        )
        contexts.append(context)
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.goto(address)
        drawn(page)
        return page

    yield opened
    for context in contexts:
        context.close()


def drawn(page: Page) -> None:
    """Wait until the script has run and every chart in sight is drawn."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_function(
        """() => document.querySelector('[data-test-script-state="notRunning"]')
          && !document.querySelector('[data-testid="stSkeleton"]')
          && [...document.querySelectorAll('[data-testid="stPlotlyChart"]')].every(
            (chart) => !chart.checkVisibility() || chart.querySelector('.main-svg'))"""
    )


def findings(page: Page) -> list[str]:
    """What axe finds serious or critical, or at odds with the outline of headings, and is ours."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(
        "() => axe.run({resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})"
    )
    return [
        f"{broken['id']}: {node['html'][:120]}: {node['failureSummary']}"
        for broken in found["violations"]
        if broken["impact"] in ("serious", "critical") or broken["id"] == "heading-order"
        for node in broken["nodes"]
        if not any(
            rule == broken["id"] and page.locator(node["target"][0]).locator(own).count()
            for rule, own in STREAMLITS_OWN
        )
    ]


def overhang(page: Page) -> int:
    """Pixels by which the page, its sidebar or a dialog on it is wider than it shows."""
    wider: int = page.evaluate(
        """() => Math.max(...[
          document.documentElement, ...document.querySelectorAll(
            '[data-testid="stMain"], [data-testid="stSidebarContent"], [role="dialog"]')
        ].filter((part) => part.getBoundingClientRect().right > 0)
         .map((part) => part.scrollWidth - part.clientWidth))"""
    )
    return wider


def test_axe_finds_what_is_wrong(visit: Callable[..., Page]) -> None:
    page = visit("/method")
    page.evaluate(
        """() => document.querySelector("h1").insertAdjacentHTML("afterend",
          '<button></button><h5>Skips</h5><p style="color: #ddd; background: #fff">Faint</p>')"""
    )
    rules = {said.split(":")[0] for said in findings(page)}
    assert rules == {"button-name", "heading-order", "color-contrast"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_page_can_be_read_by_all(visit: Callable[..., Page], path: str, scheme: Scheme) -> None:
    # Each page is seen in both themes and on both screens: as a light wide one and a dark one on a
    # phone, or the other way round.
    place = PAGES.index(path)
    narrow = (place + (scheme == "dark")) % 2 == 1
    language = LONGER[place // 2 % 2] if narrow else "en"
    page = visit(f"{path}?lang={language}", PHONE if narrow else WIDE, scheme)
    assert findings(page) == []
    assert overhang(page) <= 0
    assert page.evaluate("document.documentElement.lang") == language
    for chart in page.get_by_test_id("stPlotlyChart").all():
        expect(chart).to_have_attribute("aria-label", re.compile(r"\S"))


def test_what_is_unfolded_can_be_read_by_all(visit: Callable[..., Page]) -> None:
    page = visit("/?lang=en", scheme="dark")
    folded = page.get_by_test_id("stMain").get_by_test_id("stExpander")
    titles = ("Table and CSV", "How to read the charts", "How a total is made", "Amount not")
    for title in titles:
        part = folded.filter(has_text=title).first
        part.locator("summary").press("Enter")
        inside = part.locator("table, .js-plotly-plot .main-svg, [data-testid='stButton']")
        expect(inside.first).to_be_attached()
        drawn(page)
    assert findings(page) == []
    assert overhang(page) <= 0
    # A link to a total comes with its ledger open, and the reader may close it.
    page.goto("/?lang=en&payer=softbank")
    drawn(page)
    part = folded.filter(has_text="How a total is made")
    expect(part.locator("table")).to_be_attached()
    part.locator("summary").press("Enter")
    expect(part.locator("table")).to_have_count(0)


def test_no_page_is_wider_than_a_phone(visit: Callable[..., Page]) -> None:
    """In the language that the other test has not seen it in."""
    page = visit("/?lang=ja", PHONE)
    wide = {}
    for place, path in enumerate(PAGES):
        page.goto(f"{path}?lang={LONGER[1 - place // 2 % 2]}")
        drawn(page)
        wide[path] = overhang(page)
    assert wide == dict.fromkeys(PAGES, 0)


def test_dialogs_can_be_read_by_all_on_a_phone(visit: Callable[..., Page]) -> None:
    page = visit("/?lang=fr&record=softbank-into-stargate", PHONE, scheme="dark")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("15 milliards déjà alloués à Stargate")
    assert findings(page) == []
    assert overhang(page) <= 0

    page = visit("/?lang=ja", PHONE)
    page.locator(".st-key-share-open button").click()
    expect(page.get_by_role("dialog").get_by_test_id("stCode").first).to_be_visible()
    assert findings(page) == []
    assert overhang(page) <= 0
    page.keyboard.press("Escape")

    page.locator("[class*='st-key-save-'] button").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".js-plotly-plot .main-svg").first).to_be_attached()
    assert findings(page) == []
    assert overhang(page) <= 0


def test_chosen_date_can_be_read_in_the_dark(visit: Callable[..., Page]) -> None:
    page = visit("/method?as_of=2025-02-01", scheme="dark")
    page.get_by_test_id("stDateInputField").get_by_role("spinbutton").first.click()
    expect(page.get_by_test_id("stDateInputCalendar")).to_be_visible()
    assert findings(page) == []


def test_controls_are_reached_on_a_phone(visit: Callable[..., Page]) -> None:
    page = visit("/?lang=fr", PHONE)
    page.get_by_test_id("stExpandSidebarButton").click()
    stage = page.get_by_test_id("stSidebar").get_by_role("button", name="promis")
    stage.click()
    expect(page).to_have_url(re.compile("stage=pledged"))
    expect(stage).to_have_attribute("aria-pressed", "true")
    assert findings(page) == []
    assert overhang(page) <= 0


def test_a_projector_has_no_empty_half(visit: Callable[..., Page]) -> None:
    page = visit("/", PROJECTOR)
    for chart in page.locator(".js-plotly-plot:visible").all():
        box = chart.bounding_box()
        assert box is not None
        # Right of the sidebar's 300 pixels there are 1620: the chart takes four fifths of them, or
        # stands in one of two columns.
        assert box["width"] >= 0.8 * 1620 or box["x"] + box["width"] > 1700 or box["x"] < 500


def test_language_of_a_browser_is_the_page_s(visit: Callable[..., Page]) -> None:
    page = visit("/method", locale="fr-FR")
    assert page.evaluate("document.documentElement.lang") == "fr"
    expect(page.get_by_role("heading", level=1)).to_contain_text("Comment naît un chiffre")


def test_nothing_moves_for_whoever_asks_for_no_motion(visit: Callable[..., Page]) -> None:
    page = visit("/method")
    moving = """[...document.querySelectorAll("*")].filter((part) => {
      const style = getComputedStyle(part);
      const times = `${style.transitionDuration}, ${style.animationDuration}`.split(", ");
      return times.some((time) => parseFloat(time) > 0.01);
    }).length"""
    assert page.evaluate(moving) > 0
    page.emulate_media(reduced_motion="reduce")
    page.wait_for_function(f"() => {moving} === 0")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_is_clean(visit: Callable[..., Page], scheme: Scheme) -> None:
    page = visit("/stakes", scheme=scheme)
    charts = page.locator(".js-plotly-plot:visible").count()
    assert charts > 0
    # As a browser prints: it says so, then lays the page out for the paper, A4 without its margins.
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 703, "height": 1000})
    for gone in ("stSidebar", "stHeader", "stDownloadButton"):
        for part in page.get_by_test_id(gone).all():
            expect(part).to_be_hidden()
    expect(page.locator(".st-key-share")).to_be_hidden()
    title = page.get_by_role("heading", level=1)
    expect(title).to_be_visible()
    expect(title).to_have_css("color", "rgb(0, 0, 0)")
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(page.get_by_text("Source: 5 press articles").first).to_be_visible()

    # What is folded away stays so.
    copies = page.locator(".printed:visible")
    assert copies.count() == charts
    for copy in copies.all():
        box = copy.bounding_box()
        assert box is not None
        assert box["width"] > 600
        assert box["x"] + box["width"] <= 703
        assert box["height"] > 40
    assert overhang(page) <= 0
    # No two parts of the page stand on each other.
    upon = page.evaluate(
        """() => {
          const parts = [...document.querySelectorAll(
            '[data-testid="stMain"] :is(h1, h2, .printed, [data-testid="stMarkdownContainer"] > p)'
          )].filter((part) => part.checkVisibility())
            .map((part) => [part.innerText, part.getBoundingClientRect()])
            .filter(([, box]) => box.height);
          return parts.slice(1).map(([text, box], n) => [parts[n][0], text, parts[n][1], box])
            .filter(([, , above, box]) => box.top < above.bottom - 1 && box.left < above.right - 1);
        }"""
    )
    assert upon == []
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    expect(page.locator(".printed")).to_have_count(0)
