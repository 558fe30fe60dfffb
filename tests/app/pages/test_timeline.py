"""The Timeline page: when things happen, when they were told, and what nobody dates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from streamlit.testing.v1 import AppTest

from bench import generated
from tests.app.conftest import unfold

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

SCRIPT = Path(__file__).parents[3] / "dashboard.py"


def page(**query: str) -> AppTest:
    app = AppTest.from_file(SCRIPT, default_timeout=180)
    app.run().switch_page("app/pages/timeline.py")
    app.query_params.update(query)
    return unfold(app.run())


def text(app: AppTest) -> str:
    elements = (*app.header, *app.markdown, *app.caption, *app.info)
    said = "\n".join(str(element.value) for element in elements)
    return said.replace("\\", "").replace("\u2009", "")


def test_the_findings_stand_there() -> None:
    app = page()
    assert not app.exception
    assert [title.value.replace("\\", "") for title in app.header] == [
        (
            "7 of 15 dated records fall due after the last article, up to 2030; the next, "
            "Sakai in 2026, is contested: one figure or date, two meanings"
        ),
        (
            "Source 002 brought the most that was new, 12 of 44 records; "
            "the latest, 000 and 001 of 14 Mar 2025, added 13"
        ),
        "No source dates 29 of 44 records",
    ]
    said = text(app)
    assert "Ahead of the last article: Stargate in all (Jan 2025–Jan 2029, goal); Sakai" in said
    assert "Memorandum on a data centre in a Sharp plant (about May 2024, completed)" in said
    assert "Source 004 (23 Jan 2025): 9 statements, 3 pledged, 3 projected, 1 goal" in said
    # The two charts, and the two that say how to read them.
    assert len(app.get("plotly_chart")) == 4


def test_no_record_is_lost() -> None:
    app = page()
    undated = {button.key for button in app.button if str(button.key).startswith("undated-")}
    assert len(undated) == 29
    assert "undated-softbank-into-stargate" in undated


def test_an_undated_record_opens_its_words() -> None:
    app = page()
    app.button(key="undated-softbank-into-stargate").click().run()
    assert not app.exception
    assert app.session_state["record"] == "softbank-into-stargate"


def test_by_record_the_statements_stand_apart() -> None:
    app = page(rows="record")
    assert not app.exception
    assert "A mark a dated statement, under its record" in text(app)
    assert "source 000, conversion starts" in app.get("plotly_chart")[0].proto.spec


def test_an_earlier_day_and_a_party_change_it() -> None:
    early = text(page(as_of="2025-01-24"))
    assert "The one dated record, Stargate in all (Jan 2025–Jan 2029), falls due" in early
    assert "All that is told of 8 records comes from source 004" in early
    sharp = text(page(party="sharp"))
    assert "Purchase of Sharp's Sakai plant (14 Mar 2025), does not lie ahead" in sharp
    assert "No source dates" not in sharp


def test_without_a_date_the_first_chart_says_so() -> None:
    app = page(stage="in_talks")
    assert not app.exception
    said = text(app)
    assert "No date is reported for what is chosen here" in said
    assert "No source dates 3 of 3 records" in said
    assert len(app.get("plotly_chart")) == 1


def test_before_the_first_article_it_says_why_nothing_is_there() -> None:
    app = page(as_of="2025-01-01")
    assert not app.exception
    assert "No source counts by 1 Jan 2025" in app.info[0].value
    assert not app.header


def test_what_is_not_drawn_is_said(narrow: Callable[..., None]) -> None:
    narrow(MARKS=4, SQUARES=64, DAYS=2)
    app = page()
    assert not app.exception
    said = text(app)
    assert "(drawn: 4 of 15, what falls due nearest the last article; all are in" in said
    assert "Grey: the months in which articles appeared" in said
    assert "Right: how many statements, by stage" in said
    assert "Source 004 (23 Jan 2025): 9 statements, 3 pledged, 3 projected, 1 goal" in said
    by_record = text(page(rows="record"))
    assert "of 20, what falls due nearest the last article" in by_record


def test_many_sources_are_months_in_words_too(narrow: Callable[..., None]) -> None:
    narrow(SOURCES=3)
    app = page()
    assert not app.exception
    said = text(app)
    assert "Left: from the first to the last article of each month or year" in said
    # 004 made 9 statements and 002 made 17.
    assert "Jan 2025 (2 press articles): 26 statements, " in said
    assert "Source 002 brought the most that was new, 12 of 44 records" in text(app)


def test_of_many_undated_records_a_page_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generated.write(tmp_path / "made", 400)
    monkeypatch.setenv("DATASET", str(tmp_path / "made"))
    app = page()
    assert not app.exception

    def undated() -> set[str]:
        keys = {str(button.key) for button in app.button}
        return {key for key in keys if key.startswith("undated-")}

    # 400 statements, four a record, and none has a date.
    first = undated()
    assert "No source dates 100 of 100 records" in text(app)
    assert len(first) == 30
    assert "1 to 30 of 100" in text(app)
    app.pagination[0].set_value(4).run()
    assert len(undated()) == 10
    assert not undated() & first
    assert "91 to 100 of 100" in text(app)
