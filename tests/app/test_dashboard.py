"""The dashboard as a whole: its pages, and its refusal of a dataset with problems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from streamlit.testing.v1 import AppTest

from models.loading import OWN_DATASET

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.app.conftest import Open


def refused(root: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("DATASET", str(root))
    return AppTest.from_file(str(OWN_DATASET / "dashboard.py"), default_timeout=180).run()


def test_one_digit_of_a_quote_keeps_everything_from_being_shown(
    dataset_copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = dataset_copy / "data" / "investments.yaml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if "15 milliards déjà alloués" in line)
    lines[at] = lines[at].replace("15 milliards", "16 milliards")
    path.write_text("".join(lines), encoding="utf-8")

    run = refused(dataset_copy, monkeypatch)
    assert not run.exception
    (error,) = run.error
    assert "so nothing is shown" in error.value
    (code,) = run.code
    assert f"data/investments.yaml:{at + 1}:" in code.value
    assert "softbank-into-stargate" in code.value
    # No number, no control, no chart beside it.
    written = (run.title, run.header, run.markdown, run.caption, run.table, run.dataframe)
    assert not any(written)
    assert not any((run.button, run.selectbox, run.get("plotly_chart")))
    assert f"data/investments.yaml:{at + 1}:" in capsys.readouterr().err


def test_one_digit_of_an_amount_does_too(
    dataset_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = dataset_copy / "data" / "investments.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count("minimum: 15,") == 1
    path.write_text(text.replace("minimum: 15,", "minimum: 14,"), encoding="utf-8")
    run = refused(dataset_copy, monkeypatch)
    assert "so nothing is shown" in run.error[0].value
    assert "softbank-into-openai" in run.code[0].value


def test_the_overview_is_the_first_page(page: Open) -> None:
    assert page().titles[0] == "Who has committed how much to whom"
    assert page().run.get("page_link")
