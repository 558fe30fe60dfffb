"""Links in a real browser: a view is copied, opened afresh and shows the same; files are taken."""

from __future__ import annotations

import io
import re
import urllib.request
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser

# A page, what is chosen on it, and words that only this choice shows.
VIEWS = {
    # Microsoft's 10 to 13 billion are the only line of this total.
    "/?payer=microsoft&payee=openai": "from Microsoft to OpenAI",
    "/timeline?rows=record&party=sharp": "A mark a dated statement, under its record",
    "/stakes?currency=EUR": "implied equity",
    "/currencies?amount=3bn&from=EUR&to=USD&on=2025-01-23": "€3bn is US$3.12bn",  # x 1.0404
    "/sources?source=001": "It makes 15 statements",
    "/data?table=totals": "totals.csv:",
    "/conflicts?as_of=2025-02-01": "sources are US$4bn apart",
}


def opened(page: Page, address: str) -> Locator:
    page.goto(address)
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_be_visible()
    page.wait_for_function("() => !document.querySelector('[data-testid=\"stStatusWidget\"]')")
    return page.get_by_test_id("stMain")


def share(page: Page) -> Locator:
    page.get_by_role("button", name="Share", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Link to exactly this view")
    return dialog


def figures(page: Page) -> list[str]:
    """Every number on the page, chart titles and sentences included."""
    main = page.get_by_test_id("stMain")
    expect(main.locator(".js-plotly-plot .main-svg").first).to_be_attached()
    before: list[str] = []
    # The page comes in pieces: it is whole once nothing more comes.
    for _ in range(60):
        now: list[str] = re.findall(r"[\d.,–]*\d", main.inner_text())
        if now and now == before:
            return now
        before = now
        page.wait_for_timeout(1_000)
    pytest.fail("the page does not come to rest")


@pytest.mark.parametrize("view", ["/?currency=JPY&as_of=2025-02-01", "/stakes?party=openai"])
def test_the_copied_link_shows_the_same_numbers_in_a_fresh_profile(
    tab: Page, chromium: Browser, view: str
) -> None:
    opened(tab, view)
    shown = figures(tab)
    assert len(shown) >= 10
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    dialog = share(tab)
    dialog.get_by_role("button", name=re.compile("copy", re.IGNORECASE)).first.click()
    link = tab.evaluate("navigator.clipboard.readText()")
    assert link.endswith(view)

    context = chromium.new_context(viewport={"width": 1440, "height": 1000})
    fresh = context.new_page()
    fresh.set_default_timeout(60_000)
    opened(fresh, link)
    assert figures(fresh) == shown
    context.close()


@pytest.mark.parametrize(("view", "words"), VIEWS.items())
def test_what_a_page_lets_one_choose_is_in_its_link(tab: Page, view: str, words: str) -> None:
    opened(tab, view)
    expect(tab.get_by_text(re.compile(re.escape(words), re.IGNORECASE)).first).to_be_attached()
    link = share(tab).get_by_test_id("stCode").first
    expect(link).to_have_text(re.compile(re.escape(view)))


def test_a_choice_reaches_the_link_and_the_way_back_undoes_it(tab: Page) -> None:
    opened(tab, "/timeline")
    tab.get_by_test_id("stMain").get_by_role("radio", name="By record").click()
    expect(tab).to_have_url(re.compile(r"/timeline\?rows=record$"))
    expect(tab.get_by_text("A mark a dated statement, under its record")).to_be_visible()
    tab.go_back()
    expect(tab.get_by_text("A mark a record, under its payer")).to_be_visible()


def test_what_a_link_names_and_nobody_knows_is_said_in_the_dialog_too(tab: Page) -> None:
    opened(tab, "/?party=nobody")
    expect(share(tab)).to_contain_text("party=nobody: there is no such value; all parties")


def test_files_of_the_view_are_a_link_away(tab: Page, server: str) -> None:
    opened(tab, "/?party=microsoft&currency=EUR")
    link = share(tab).get_by_role("link", name="Records, CSV")
    address = link.get_attribute("href")
    assert address == f"{server}/data/records.csv?party=microsoft&currency=EUR"
    rows = pd.read_csv(address)
    assert len(rows) > 0
    assert set(rows["unit"].dropna()) <= {"EUR", "percent"}


def test_pandas_and_a_browser_read_the_same_file(tab: Page, server: str) -> None:
    with urllib.request.urlopen(f"{server}/data/statements.csv") as answer:
        raw = answer.read()
    whole = pd.read_csv(f"{server}/data/statements.csv")
    assert len(whole) == 65  # statements of the dataset
    assert whole.equals(pd.read_csv(io.BytesIO(raw)))
    tab.goto("/method")
    read = tab.evaluate("fetch('/data/statements.csv').then(answer => answer.text())")
    assert read == raw.decode()


def test_another_site_may_read_the_files(chromium: Browser, server: str, pages_alone: str) -> None:
    page = chromium.new_page()
    page.goto(pages_alone)  # another port is another origin
    status = page.evaluate(f"fetch('{server}/data/records.csv').then(answer => answer.status)")
    assert status == 200
    page.close()


def test_without_our_addresses_the_files_are_saved_by_buttons(
    chromium: Browser, pages_alone: str
) -> None:
    context = chromium.new_context(base_url=pages_alone)
    page = context.new_page()
    page.set_default_timeout(60_000)
    opened(page, "/?party=microsoft")
    dialog = share(page)
    with page.expect_download() as started:
        dialog.get_by_role("button", name="Records, CSV").click()
    name = started.value.suggested_filename
    assert re.fullmatch(r"pledgebook-records-\d+\.\d+\.\d+-[0-9a-f]{8}\.csv", name)
    rows = pd.read_csv(started.value.path())
    assert 0 < len(rows) < 44
    with page.expect_download() as started:
        dialog.get_by_role("button", name="All tables, Excel").click()
    assert len(pd.read_excel(started.value.path(), sheet_name="records")) == len(rows)
    context.close()


def test_a_table_offers_no_raw_csv_of_its_own(tab: Page) -> None:
    """Streamlit's own button would save it without our columns and without the formula guard."""
    opened(tab, "/data")
    frame = tab.get_by_test_id("stDataFrame").first
    frame.hover()
    expect(tab.get_by_role("button", name="Fullscreen").first).to_be_visible()
    expect(
        tab.get_by_role("button", name=re.compile("Download as CSV", re.IGNORECASE))
    ).to_have_count(0)
