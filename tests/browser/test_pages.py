"""Every page in a real Chromium: it draws its charts, shows no error and asks no other host."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response

pytestmark = pytest.mark.browser

# Page, and the least number of charts that it draws with the whole dataset.
PAGES = {
    "/": 3,
    "/timeline": 2,
    "/stakes": 6,
    "/currencies": 2,
    "/conflicts": 2,
    "/sources": 1,
    "/data": 0,
    "/method": 1,
}
SCREENS = {"wide": (1440, 1000), "phone": (390, 844)}


def settle(page: Page) -> None:
    """Wait until the script has run and its charts are drawn."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_function("() => !document.querySelector('[data-testid=\"stStatusWidget\"]')")


def is_error(said: ConsoleMessage) -> bool:
    """Whether the console says that something broke; what was not found is `is_missing`'s."""
    return said.type == "error" and "Failed to load resource" not in said.text


def is_missing(answer: Response) -> bool:
    """Whether something was not found, but for what Streamlit asks for below each page's path.

    It looks for its own endpoints under /PAGE/_stcore first, in case it is served from there.
    """
    return answer.status >= 400 and "/_stcore/" not in answer.url


def click_mark(page: Page, text: str) -> None:
    """Click a mark of a chart by its label, until its record opens."""
    label = page.get_by_text(text).first
    dialog = page.get_by_role("dialog")
    # A chart stands there before it listens, and moves while those above it are drawn.
    for _ in range(10):
        expect(label).to_be_visible()
        box = label.bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        try:
            expect(dialog).to_be_visible(timeout=5_000)
        except AssertionError:
            continue
        return
    pytest.fail(f"clicking {text!r} opens nothing")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("path", PAGES)
def test_page_is_drawn(
    chromium: Browser, server: str, path: str, screen: str, scheme: Literal["light", "dark"]
) -> None:
    width, height = SCREENS[screen]
    context = chromium.new_context(
        base_url=server, viewport={"width": width, "height": height}, color_scheme=scheme
    )
    context.set_default_timeout(60_000)
    page = context.new_page()
    hosts: set[str | None] = set()
    errors: list[str] = []

    def asked(request: Request) -> None:
        if urlsplit(request.url).scheme in ("http", "https", "ws", "wss"):
            hosts.add(urlsplit(request.url).hostname)

    page.on("request", asked)
    page.on("websocket", lambda socket: hosts.add(urlsplit(socket.url).hostname))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if is_error(said) else None)
    page.on("response", lambda answer: errors.append(answer.url) if is_missing(answer) else None)
    page.goto(path)
    settle(page)
    charts = page.locator(".js-plotly-plot .main-svg:first-child")
    for chart in range(PAGES[path]):
        expect(charts.nth(chart)).to_be_attached()
    expect(page.get_by_test_id("stException")).to_have_count(0)
    assert hosts == {"127.0.0.1"}
    assert errors == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


@pytest.mark.parametrize("path", ["/", "/stakes"])
def test_scripts_come_with_the_document_and_each_once(tab: Page, path: str) -> None:
    """Else a chart waits for one round trip after another, or a script is fetched twice."""
    asked: list[str] = []
    tab.on("request", lambda r: asked.append(urlsplit(r.url).path) if ".js" in r.url else None)
    tab.goto(path)
    settle(tab)
    expect(tab.locator(".js-plotly-plot .main-svg").first).to_be_attached()
    named = re.findall(r'[.](/static/js/[^"]+)"', tab.request.get(path).text())
    assert sorted(asked) == sorted(named)


def test_the_icon_is_a_ledger(tab: Page) -> None:
    tab.goto("/")
    settle(tab)
    icon = tab.locator("link[rel='shortcut icon']")
    # U+1F4D2, which is 📒.
    expect(icon).to_have_attribute("href", re.compile("^data:image/svg.*>&%23x1F4D2;</text>"))


def test_a_bar_opens_its_words_and_the_link_opens_them_again(tab: Page, chromium: Browser) -> None:
    tab.goto("/?as_of=2025-02-01")
    settle(tab)
    # SoftBank's money for Stargate: 15 by source 002, 19 by source 004.
    click_mark(tab, "US$15–19bn to Stargate, pledged")
    dialog = tab.get_by_role("dialog")
    expect(dialog).to_contain_text("15 milliards déjà alloués à Stargate")
    expect(dialog).to_contain_text("19 milliards de dollars chacun")
    expect(tab).to_have_url(re.compile("record=softbank-into-stargate"))
    link = tab.url

    other = chromium.new_context()
    fresh = other.new_page()
    fresh.set_default_timeout(60_000)
    fresh.goto(link)
    expect(fresh.get_by_role("dialog")).to_contain_text("15 milliards déjà alloués à Stargate")
    expect(fresh.get_by_role("dialog")).to_contain_text("US$15–19bn")
    other.close()

    tab.get_by_role("dialog").get_by_label("Close").click()
    expect(dialog).to_have_count(0)
    expect(tab).to_have_url(re.compile(r"/\?as_of=2025-02-01$"))


def test_currency_is_kept_from_page_to_page_and_back(tab: Page) -> None:
    tab.goto("/?currency=JPY")
    settle(tab)
    # 19 bn dollars of 23 January 2025 at 156.267 yen: 2,969 bn yen.
    expect(tab.get_by_text("¥2.97tn to Stargate, pledged").first).to_be_visible()
    tab.get_by_role("link", name="Stakes").first.click()
    expect(tab.get_by_role("heading", level=1)).to_contain_text("Who holds what")
    expect(tab).to_have_url(re.compile(r"/stakes\?currency=JPY$"))
    tab.go_back()
    expect(tab.get_by_role("heading", level=1)).to_contain_text("Who has committed")
    expect(tab.get_by_text("¥2.97tn to Stargate, pledged").first).to_be_visible()


def test_stepping_back_in_time_forgets_what_was_not_yet_published(tab: Page) -> None:
    tab.goto("/?as_of=2025-01-23")
    settle(tab)
    expect(tab.get_by_text("SoftBank: US$19bn in all").first).to_be_visible()
    expect(tab.get_by_text("1 press article reports")).to_be_visible()


def test_a_link_that_names_nothing_known_says_so(tab: Page) -> None:
    tab.goto("/?party=nobody&as_of=2025-02-30")
    settle(tab)
    expect(tab.get_by_test_id("stAlert").first).to_contain_text("party=nobody")
    expect(tab.get_by_test_id("stAlert").first).to_contain_text("as_of=2025-02-30")
    expect(tab.get_by_text("SoftBank: US$32.68–46.68bn in all").first).to_be_visible()


def test_csv_of_a_chart_is_what_is_drawn(tab: Page) -> None:
    tab.goto("/")
    settle(tab)
    tab.get_by_text("Table and CSV").first.click()
    with tab.expect_download() as started:
        tab.get_by_role("button", name="Download CSV").first.click()
    path = started.value.path()
    rows = path.read_text("utf-8").splitlines()
    header = rows[0].split(",")
    stargate = next(row.split(",") for row in rows if row.endswith(",softbank-into-stargate"))
    name = started.value.suggested_filename
    assert re.fullmatch(r"pledgebook-commitments-\d+\.\d+\.\d+-[0-9a-f]{8}\.csv", name)
    assert stargate[header.index("low")] == "15000000000"
    assert stargate[header.index("high")] == "19000000000"
