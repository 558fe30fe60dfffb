"""The Data page: tables, search, files and the dictionary."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import unfold

SCRIPT = Path(__file__).parents[3] / "dashboard.py"

TABLES = (
    *("statements", "records", "conflicts", "totals", "ledgers"),
    *("claims", "derivations", "gaps", "parties", "sources", "details"),
)


def page(**query: str) -> AppTest:
    app = AppTest.from_file(SCRIPT, default_timeout=180)
    app.run().switch_page("app/pages/data.py")
    app.query_params.update(query)
    return unfold(app.run())


def test_all_statements_stand_there() -> None:
    app = page()
    assert not app.exception
    assert len(app.dataframe[0].value) == 65
    assert "Of all 44 records" in app.caption[0].value


@pytest.mark.parametrize("name", TABLES)
def test_every_table_can_be_read(name: str) -> None:
    app = page(party="softbank", table=name)
    assert not app.exception
    assert len(app.dataframe) == 1
    assert app.caption[0].value.startswith(f"{name}.csv")


def test_a_search_brings_records_with_all_their_statements() -> None:
    app = page(search="18,25 softbank")
    # The quote of 004 holds the words; 002 speaks of the same record and comes along.
    assert list(app.dataframe[0].value["source_id"]) == ["004", "002"]
    assert set(app.dataframe[0].value["record_id"]) == {"softbank-into-stargate"}


def test_filters_hold_in_every_table_with_records() -> None:
    app = page(party="sharp")
    assert 0 < len(app.dataframe[0].value) < 65
    app = page(party="sharp", table="ledgers")
    # What Sharp is paid for its plant: all that these records add up to is in view.
    assert "result" in set(app.dataframe[0].value["line"])
    app = page(table="ledgers", search="sharp")
    assert "result" not in set(app.dataframe[0].value["line"])
    assert "without the results" in app.caption[0].value


def test_nothing_found_is_said_in_words() -> None:
    app = page(search="zzz")
    assert "No record has all of these words" in app.info[0].value
    assert not app.dataframe


def test_before_the_first_article_the_dictionary_still_stands() -> None:
    app = page(as_of="2024-12-31")
    assert not app.exception
    assert "No source counts by 31 Dec 2024" in app.info[0].value
    assert any("statements.csv: 29 columns" in expander.label for expander in app.expander)


def test_a_long_table_is_shown_a_page_at_a_time(
    four_hundred: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATASET", str(four_hundred))
    app = page()
    assert not app.exception
    assert "Rows 1 to 100 of 400;" in app.caption[1].value
    quotes = list(app.dataframe[0].value["quote"])
    for number in (2, 3, 4):
        app.session_state["page-statements-400"] = number
        app.run()
        assert len(app.dataframe[0].value) == 100
        quotes += list(app.dataframe[0].value["quote"])
    assert "Rows 301 to 400 of 400;" in app.caption[1].value
    # Every quote begins with a word of its own: each statement stood on one page.
    assert len(set(quotes)) == 400


def test_what_a_search_leaves_begins_at_the_first_page(
    four_hundred: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATASET", str(four_hundred))
    monkeypatch.setattr("app.tables.LONG", 40)
    app = page()
    app.session_state["page-statements-400"] = 4
    # record-1 and record-10 to record-19: eleven records of four statements.
    app.query_params["search"] = "record-1"
    app.run()
    assert "Of 11 of 100 records" in app.caption[0].value
    assert "Rows 1 to 44 of 44;" in app.caption[1].value
    assert len(app.dataframe[0].value) == 44


def test_other_tables_have_pages_too(four_hundred: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATASET", str(four_hundred))
    monkeypatch.setattr("app.tables.LONG", 60)
    monkeypatch.setattr("app.tables.PAGE", 60)
    app = page(table="records")
    first = set(app.dataframe[0].value["record_id"])
    app.session_state["page-records-100"] = 2
    app.run()
    assert "Rows 61 to 100 of 100;" in app.caption[1].value
    found = app.dataframe[0].value
    assert first | set(found["record_id"]) == {f"record-{number}" for number in range(100)}
    assert len(found) == 40
    assert found["minimum"].dtype == "float64"
