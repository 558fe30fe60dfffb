"""The sessions in the log: each run of a page, and nothing of its reader.

That they begin and end is seen of a server alone: tests/browser/test_faults.py.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from streamlit.testing.v1 import AppTest

from app import languages
from models.loading import OWN_DATASET

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def opened(tiny: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("DATASET", str(tiny()))
    return AppTest.from_file(str(OWN_DATASET / "dashboard.py"), default_timeout=180)


def runs(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """All pages that are tested in one process are of one session, which began with the first."""
    found = [json.loads(line) for line in capsys.readouterr().err.splitlines() if line[:1] == "{"]
    return [line for line in found if line["event"] == "run"]


def test_each_run_is_told_with_its_page_and_its_time(
    opened: AppTest, capsys: pytest.CaptureFixture[str]
) -> None:
    opened.query_params["search"] = "a-secret"
    opened.query_params["party"] = "alder"
    opened.run()
    opened.switch_page("app/pages/data.py").run()
    told = runs(capsys)
    assert [(run["page"], run["whole"]) for run in told] == [("overview", True), ("data", True)]
    assert all(set(run) == {"time", "event", "session", "page", "ms", "whole"} for run in told)
    assert len({run["session"] for run in told}) == 1
    assert all(run["ms"] > 0 for run in told)
    assert "secret" not in str(told)
    assert "alder" not in str(told)


def test_a_run_that_fails_is_told_as_such_and_not_told_why(
    opened: AppTest, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_language: str | None) -> None:
        raise RuntimeError("the inner workings")

    monkeypatch.setattr(languages, "choose", fail)
    opened.run()
    assert opened.exception
    (run,) = runs(capsys)
    assert run["whole"] is False
    assert "inner" not in str(run)
