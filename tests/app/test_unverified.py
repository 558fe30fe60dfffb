"""Statements whose words were not found: marked on every page, counted when a reader says so."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from app import words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.app.conftest import Open


@pytest.fixture(autouse=True)
def dataset(tiny: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Verified: Alder's 10 billion to Birch. In no article: 5 billion more."""
    root = tiny()
    line: dict[str, Any] = {
        "record": {
            "id": "alder-again",
            "kind": "investment",
            "label": {"en": "Alder once more", "fr": "Alder encore"},
            "payer": "alder",
            "payee": "birch",
        },
        "source": "001",
        "amount": {"exact": 5, "unit": "billion", "currency": "USD"},
        "stage": "pledged",
        "attestation": "outlet",
        "quote": "Alder would give 5 billion dollars",
    }
    (root / "data" / "statements.jsonl").write_text(json.dumps(line), encoding="utf-8")
    monkeypatch.setenv("DATASET", str(root))


def test_no_total_counts_them_until_they_are_included(app: Open) -> None:
    shown = app()
    assert any(title.startswith("Alder: US$10bn") for title in shown.titles)
    assert "Alder once more" in shown.words
    assert "US$5bn (unverified)" in shown.words
    (toggle,) = shown.run.toggle
    assert not toggle.value
    toggle.set_value(True).run()
    # 10 + 5; that the 5 are in no article still shows.
    assert any(title.startswith("Alder: US$15bn") for title in shown.titles)
    assert "US$5bn (unverified)" in shown.words
    assert shown.query["unverified"] == ["included"]


def test_a_link_includes_them(app: Open) -> None:
    shown = app("overview", unverified="included")
    assert any(title.startswith("Alder: US$15bn") for title in shown.titles)
    assert (
        app("overview", lang="fr").run.toggle[0].label == "Inclure les affirmations non vérifiées"
    )


@pytest.mark.parametrize("page", [*words.PAGES])
def test_every_page_is_drawn(app: Open, page: str) -> None:
    shown = app(page)
    assert shown.titles
    if page in {"overview", "timeline", "sources", "data"}:
        assert "(unverified)" in shown.words + str([t.value for t in shown.run.dataframe])


def test_a_record_says_why(app: Open) -> None:
    shown = app("overview", record="alder-again")
    assert "Unverified: these words were not found in the article." in shown.words
    assert "characters" not in shown.words


def test_without_any_there_is_nothing_to_include(
    app: Open, tiny: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATASET", str(tiny()))
    shown = app("overview", unverified="included")
    assert not shown.run.toggle
    assert "unverified=included: no parameter has this name" in shown.words
