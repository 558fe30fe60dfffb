"""Charts in a real browser: saved as pictures and figures, cited, and embedded elsewhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from PIL import Image
from playwright.sync_api import expect

from app import citing, numbers
from models.checks import load
from models.loading import OWN_DATASET

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Download, Frame, Locator, Page

pytestmark = pytest.mark.browser

# Page, and the least number of charts that can be saved on it with the whole dataset.
PAGES: Final = {
    "/": 4,
    "/timeline": 2,
    "/stakes": 8,
    "/currencies": 2,
    "/conflicts": 2,
    "/sources": 1,
}


def settle(page: Page | Frame) -> None:
    """Wait until the script has run."""
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    page.wait_for_function("() => !document.querySelector('[data-testid=\"stStatusWidget\"]')")


def charts(page: Page) -> list[str]:
    """The names of the charts that can be saved, by their buttons' keys."""
    settle(page)
    keys = page.locator("[class*='st-key-save-']").evaluate_all("all => all.map(e => e.className)")
    return [re.findall(r"st-key-save-(\S+)", key)[0] for key in keys]


def dialog_of(page: Page, chart: str) -> Locator:
    page.locator(f".st-key-save-{chart}").get_by_role("button").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_test_id("stCode").first).to_contain_text(f"#{chart}")
    expect(dialog.get_by_text("Cite it")).to_be_visible()
    return dialog


def saved(page: Page, dialog: Locator, kind: str) -> Download:
    """The picture, by plotly's button; `kind` is PNG or SVG."""
    dialog.get_by_role("radiogroup").get_by_text(kind).click()
    with page.expect_download() as started:
        dialog.get_by_role("button", name=f"Save {kind}").click()
    return started.value


def texts(path: Path) -> str:
    """All text of an SVG in one row, without spaces: a line may break anywhere."""
    root = ET.parse(path).getroot()  # noqa: S314 - drawn by the server that the test has started
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    return squeezed("".join(root.itertext()))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def taken_today() -> list[str]:
    """The line at a picture's foot; the day may turn while the test runs."""
    version, day = load(OWN_DATASET).version, numbers.date(citing.today())
    return [f"Pledgebook, version {version}, CC BY 4.0", f"accessed {day}."]


def test_a_picture_is_saved_in_both_forms(tab: Page) -> None:
    tab.goto("/?party=softbank")
    settle(tab)
    dialog = dialog_of(tab, "commitments")
    version = load(OWN_DATASET).version.replace("+", "-")

    png = saved(tab, dialog, "PNG")
    assert png.suggested_filename == f"pledgebook-commitments-softbank-{version}.png"
    with Image.open(png.path()) as picture:
        assert picture.width == 2 * 960
        assert picture.height > 400
        # Ground, ink and a party's colour, at the least: something is drawn.
        colours = picture.convert("RGB").getcolors(picture.width * picture.height)
        assert colours is not None
        assert len(colours) > 20

    svg = saved(tab, dialog, "SVG")
    assert svg.suggested_filename == f"pledgebook-commitments-softbank-{version}.svg"
    said = texts(svg.path())
    for text in (
        "SoftBank: US$32.68–46.68bn; US$2.68bn of it is binding or paid",
        "Commitments by payer, payee and stage, USD",
        "Source: 5 press articles (000, 001, 002, 003, 004).",
        "Only records of: SoftBank.",
        *taken_today(),
    ):
        assert squeezed(text) in said


def test_the_button_is_reached_and_pressed_by_keyboard(tab: Page) -> None:
    tab.goto("/conflicts")
    settle(tab)
    button = dialog_of(tab, "contested-USD").get_by_role("button", name="Save PNG")
    tab.get_by_role("radiogroup").get_by_role("radio").first.focus()
    for _ in range(3):
        tab.keyboard.press("Tab")
        if button.evaluate("element => element === document.activeElement"):
            break
    expect(button).to_be_focused()
    with tab.expect_download() as started:
        tab.keyboard.press("Enter")
    assert started.value.suggested_filename.endswith(".png")


@pytest.mark.parametrize("path", PAGES)
def test_every_chart_is_saved_with_its_title_and_its_foot(tab: Page, path: str) -> None:
    tab.goto(path)
    settle(tab)
    expect(tab.get_by_role("button", name="Save or cite").nth(PAGES[path] - 1)).to_be_visible()
    names = charts(tab)
    for chart in names:
        title = tab.locator(f"#{chart}").inner_text()
        dialog = dialog_of(tab, chart)
        svg = saved(tab, dialog, "SVG")
        said = texts(svg.path())
        for text in (title, "Source: 5 press articles", *taken_today()):
            assert squeezed(text) in said, chart
        assert f"-{chart.lower()}-" in svg.suggested_filename
        dialog.get_by_label("Close").click()
        expect(dialog).to_have_count(0)
    assert len(set(names)) == len(names)


def test_no_words_of_a_picture_are_cut_off(tab: Page) -> None:
    tab.goto("/timeline")
    settle(tab)
    for chart in ("happens", "stated"):
        dialog = dialog_of(tab, chart)
        plot = dialog.locator(".js-plotly-plot")
        expect(plot.locator(".annotation-text").last).to_be_visible()
        frame = plot.bounding_box()
        assert frame is not None
        for words in plot.locator(".annotation-text").all():
            box = words.bounding_box()
            assert box is not None
            assert box["x"] >= frame["x"], words.text_content()
            assert box["x"] + box["width"] <= frame["x"] + frame["width"], words.text_content()
            assert box["y"] + box["height"] <= frame["y"] + frame["height"], words.text_content()
        dialog.get_by_label("Close").click()
        expect(dialog).to_have_count(0)


def test_the_figures_are_those_that_are_drawn(tab: Page) -> None:
    tab.goto("/conflicts")
    settle(tab)
    dialog = dialog_of(tab, "contested-USD")
    with tab.expect_download() as started:
        dialog.get_by_role("button", name="Download CSV").click()
    table = pd.read_csv(started.value.path(), dtype={"source_id": str})
    # Sources 002 and 004 on SoftBank's money for Stargate: 15 and 19 billion, both exact.
    drawn = table.set_index("source_id")[["low", "high", "low_exclusive", "unit"]]
    assert list(drawn.loc["002"]) == [15_000_000_000, 15_000_000_000, False, "USD"]
    assert list(drawn.loc["004"]) == [19_000_000_000, 19_000_000_000, False, "USD"]
    assert len(table) == 2

    with tab.expect_download() as started:
        dialog.get_by_role("button", name="CSV for French Excel").click()
    french = pd.read_csv(started.value.path(), sep=";", decimal=",", encoding="utf-8-sig")
    assert french["low"].tolist() == table["low"].tolist()
    assert "-excel-fr-" in started.value.suggested_filename


def test_the_link_leads_to_the_chart(tab: Page) -> None:
    tab.goto("/stakes?currency=EUR")
    settle(tab)
    dialog = dialog_of(tab, "bought")
    link = dialog.get_by_test_id("stCode").first.inner_text().strip()
    assert re.search(r"/stakes\?currency=EUR#bought$", link)
    tab.goto("about:blank")
    tab.goto(link)
    settle(tab)
    expect(tab.locator("#bought")).to_be_in_viewport()


@pytest.mark.parametrize("width", [600, 360])
def test_a_chart_stands_alone_in_another_page(tab: Page, server: str, width: int) -> None:
    address = f"{server}/?chart=commitments&embed=true&currency=JPY"
    tab.set_content(citing.iframe(address, "Commitments", 600).replace("100%", str(width)))
    frame = tab.frames[1]
    settle(frame)
    expect(frame.get_by_role("heading")).to_have_count(1)
    expect(frame.get_by_role("heading")).to_contain_text("SoftBank: ¥")
    expect(frame.locator(".js-plotly-plot")).to_have_count(1)
    expect(frame.get_by_test_id("stSidebar")).to_have_count(0)
    expect(frame.get_by_test_id("stHeader")).not_to_be_visible()
    expect(frame.get_by_role("button", name="Share")).to_have_count(0)
    assert frame.evaluate("document.documentElement.scrollWidth") <= width
    # Streamlit's own parameter outlasts our writing of the others.
    kept = parse_qs(urlsplit(frame.evaluate("location.href")).query)
    assert kept == {"currency": ["JPY"], "chart": ["commitments"], "embed": ["true"]}
    assert frame.get_by_role("link", name="Open in Pledgebook").get_attribute("href") == (
        f"{server}/?currency=JPY#commitments"
    )


def test_an_embedded_chart_opens_the_words(tab: Page) -> None:
    tab.set_viewport_size({"width": 600, "height": 700})
    tab.goto("/?chart=commitments&embed=true")
    settle(tab)
    label = tab.get_by_text("US$15–19bn to Stargate, pledged").first
    box = label.bounding_box()
    assert box is not None
    # The bar, which begins at the left edge: no label in a margin answers a click.
    tab.mouse.click(60, box["y"] + box["height"] / 2)
    expect(tab.get_by_role("dialog")).to_contain_text("15 milliards déjà alloués à Stargate")
    tab.get_by_role("dialog").get_by_label("Close").click()
    expect(tab.get_by_role("dialog")).to_have_count(0)
    expect(tab.locator(".js-plotly-plot")).to_have_count(1)


def test_an_embedded_page_is_whole_but_for_what_stands_around_it(tab: Page) -> None:
    tab.goto("/stakes?embed=true&party=softbank")
    settle(tab)
    expect(tab.get_by_role("heading", level=1)).to_contain_text("Who holds what")
    expect(tab.get_by_test_id("stSidebar")).to_have_count(0)
    expect(tab.get_by_test_id("stHeader")).not_to_be_visible()
    expect(tab.get_by_role("link", name="Open in Pledgebook")).to_be_visible()
    expect(tab).to_have_url(re.compile("embed=true"))
