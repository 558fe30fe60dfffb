"""One chart of a page and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

if TYPE_CHECKING:
    from tests.app.conftest import Open, Shown

# A chart of each page that has any, and how its title begins.
CHARTS = {
    "overview": ("flows", "The widest flow, "),
    "timeline": ("stated", "Source "),
    "stakes": ("equity", "What is paid in for a stake implies "),
    "currencies": ("rate-USD-JPY", "Source 001 converts at "),
    "conflicts": ("contested-MW", "Power at Sakai, later: "),
    "sources": ("sources", "65 statements: "),
}


def link(shown: Shown) -> str:
    (found,) = [text for text in shown.markdown if text.startswith("[Open in Pledgebook](")]
    return found.removeprefix("[Open in Pledgebook](").removesuffix(")")


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_stands_alone(page: Open, name: str) -> None:
    chart, title = CHARTS[name]
    shown = page(name, chart=chart)
    run = shown.run
    (only,) = shown.titles
    assert only.startswith(title)
    assert len(run.get("plotly_chart")) == 1
    # Neither the page's other words nor any control.
    assert not any((run.title, run.table, run.expander, run.button, run.sidebar.children))
    assert not any((run.selectbox, run.get("download_button"), run.get("page_link")))
    assert "Source: 5 press articles" in shown.words
    assert urlsplit(link(shown)).fragment == chart


def test_the_way_to_the_whole_keeps_the_view(page: Open) -> None:
    shown = page(chart="commitments", party="softbank", currency="EUR")
    whole = urlsplit(link(shown))
    assert parse_qs(whole.query) == {"party": ["softbank"], "currency": ["EUR"]}
    assert "chart" in shown.query


def test_a_chart_that_the_page_does_not_have_is_said_and_the_whole_page_shown(page: Open) -> None:
    whole, shown = page(), page(chart="nothing")
    (warning,) = shown.run.warning
    assert "not on this page" in warning.value
    assert shown.titles == whole.titles
    assert "chart" not in shown.query


def test_the_word_is_gone_once_the_reader_chooses(app: Open) -> None:
    run = app(chart="nothing").run
    run.selectbox(key="currency").set_value("EUR").run()
    assert not run.warning


def test_a_chart_without_anything_to_draw_says_so_alone(page: Open) -> None:
    # The one record in talks, SoftBank's new investment in OpenAI, has no date.
    shown = page("timeline", chart="happens", stage="in_talks")
    assert shown.titles == ["No date is reported for what is chosen here"]
    assert not shown.run.get("plotly_chart")
    assert "Open in Pledgebook" in shown.words


def test_every_chart_can_stand_alone(page: Open) -> None:
    # Each chart of a page by the key of its button, which holds its name.
    for name in CHARTS:
        found = [button.key or "" for button in page(name).run.button]
        charts = [key.removeprefix("save-") for key in found if key.startswith("save-")]
        assert charts, name
        for chart in charts:
            assert len(page(name, chart=chart).run.get("plotly_chart")) == 1, chart
