"""A second dataset in a real Chromium: its own words on every page, and none of ours."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from models.loading import OWN_DATASET

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.conftest import Names

pytestmark = pytest.mark.browser

# What each page says of this dataset; tests/app/test_datasets.py works the figures out.
PAGES = {
    "/": "Fjordhavn Pension Fund: £1.73–1.75bn; none of it is binding or paid",
    "/timeline": "Source estuary brought the most that was new",
    "/stakes": "who holds the other 25\u202f% is not reported",
    "/currencies": "Source estuary converts at about 0.85000 British pounds a euro",
    "/conflicts": "Marrowdale into Coastshield: sources are £8.19m apart",
    "/sources": "Pounds or francs for the low coast",
    "/data": "statements.csv: one row a statement, as reported. Of all 25 records.",
    "/method": "Language of the articles: English.",
}


def test_each_page_is_of_the_second_dataset_alone(
    second_server: str, chromium: Browser, climate: Path, names: Names
) -> None:
    """80m pounds and 100m francs: 9.26m francs apart on 24 September, and at the later one's rate

    (27 September: 0.83338 / 0.942) that is 8.19m pounds.
    """
    context = chromium.new_context(base_url=second_server, viewport={"width": 1440, "height": 1000})
    context.set_default_timeout(60_000)
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    for path, said in PAGES.items():
        page.goto(path)
        main = page.get_by_test_id("stMain")
        expect(main).to_contain_text(said)
        page.wait_for_function("() => !document.querySelector('[data-testid=\"stStatusWidget\"]')")
        expect(page).to_have_title(re.compile(r" · Climate pledges \(invented\)$"))
        expect(page.get_by_test_id("stSidebar")).to_contain_text("Climate pledges (invented)")
        expect(page.get_by_test_id("stException")).to_have_count(0)
        assert names(OWN_DATASET, page.content()) == set(), path
    page.goto("/")
    expect(page.get_by_test_id("stMain")).to_contain_text(PAGES["/"])
    # What the pages show is found, were it there.
    assert names(climate, page.content()) >= {"Bank of Veldmar"}
    assert broken == []
    context.close()
