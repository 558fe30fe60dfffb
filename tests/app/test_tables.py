"""Statements in words, and the search."""

from __future__ import annotations

import pytest

from analysis import frames
from app import tables
from app.view import View, choose
from models.loading import dataset_root


@pytest.fixture(scope="module")
def view() -> View:
    return choose(dataset_root(), "USD", None, None, (), dark=False)


def test_a_search_finds_records_by_all_of_its_words(view: View) -> None:
    found = tables.matching(view, "stargate 18,25")
    assert list(found) == ["softbank-into-stargate", "openai-into-stargate"]


@pytest.mark.parametrize("text", ["états-unis", "ETATS-UNIS", "etats-unis considerables"])
def test_case_and_accents_do_not_count(view: View, text: str) -> None:
    assert "softbank-into-us" in tables.matching(view, text)


def test_no_words_find_everything_and_strange_ones_nothing(view: View) -> None:
    assert len(tables.matching(view, "  ")) == len(view.records)
    assert tables.matching(view, "zzz").empty
    assert tables.matching(view, "(.*").empty


def test_a_statement_in_words_keeps_its_own_conversion(view: View) -> None:
    rows = {(row["record_id"], row["number"]): row for row in view.statements.to_dict("records")}
    deal = rows["softbank-into-stargate", 0]
    assert tables.said(view, deal) == "US$19bn (about €18.25bn in its own conversion)"
    assert tables.attested(deal) == "an outlet (The Information)"
    assert tables.said(view, rows["softbank-into-us", 0]) == "not reported"
    assert tables.said(view, rows["sakai-2026", 1]) == "conversion starts · 2026"


def test_the_readable_table_has_every_public_column(view: View) -> None:
    table = tables.readable(view, view.statements)
    assert set(table.columns) == {*frames.STATEMENT_COLUMNS, "reported"}
    assert len(table) == 65
    assert table["payer_id"].iloc[0] == "SoftBank"
    assert table["minimum"].dtype == "float64"
