"""The dataset that is served: loaded anew when its files change, kept when they break."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app import holding, links, publishing, words
from app.routes import routes
from models.checks import load
from models.loading import DatasetError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from models.loading import Dataset
    from tests.app.conftest import Open


@pytest.fixture(autouse=True)
def always_looking(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(holding, "LOOK_EVERY", 0.0)
    yield
    holding.forget()


NOBODY = 65534


@contextmanager
def unreadable(path: Path) -> Iterator[None]:
    """Take the right to read it away, from a superuser too: he has it whatever a file says."""
    superuser = os.geteuid() == 0
    rights = path.stat().st_mode
    path.chmod(0)
    if superuser:
        os.seteuid(NOBODY)
    try:
        assert not os.access(path, os.R_OK, effective_ids=True)
        yield
    finally:
        if superuser:
            os.seteuid(0)
        path.chmod(rights)


def everything_answers(root: Path) -> None:
    """Every page's document and every file, none of them computed before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATASET", str(root))
        client = TestClient(Starlette(routes=routes()))
        addresses = [links.path(name) for name in words.PAGES]
        addresses += [f"/data/{name}" for name in publishing.FILES]
        assert {client.get(address).status_code for address in addresses} == {200}


def change(root: Path, old: str, new: str) -> None:
    path = root / "data" / "investments.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_it_is_loaded_once_until_its_files_change(tiny: Callable[..., Path]) -> None:
    root = tiny()
    first = holding.dataset(root)
    assert holding.dataset(root) is first
    change(root, "Alder into Birch", "Alder's money for Birch")
    second = holding.dataset(root)
    assert second.records["alder-into-birch"].label.en == "Alder's money for Birch"
    assert second.digest != first.digest


def test_a_change_that_says_nothing_new_is_none(tiny: Callable[..., Path]) -> None:
    root = tiny()
    first = holding.dataset(root)
    change(root, "- id: alder", "# A comment.\n- id: alder")
    assert holding.dataset(root) is first


def test_what_breaks_leaves_the_last_good_one(
    tiny: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    root = tiny()
    first = holding.dataset(root)
    capsys.readouterr()
    change(root, "stage: pledged", "stage: promised")
    assert holding.dataset(root) is first
    (problem,) = holding.problems(root)
    assert str(problem).startswith("data/investments.yaml:8:14: alder-into-birch: `stage` is")
    logged = json.loads(capsys.readouterr().err)
    assert logged["event"] == "dataset_broken"
    assert logged["problems"] == [str(problem)]
    # Told once, not at every look.
    assert holding.dataset(root) is first
    assert capsys.readouterr().err == ""
    change(root, "stage: promised", "stage: committed")
    assert holding.problems(root) == []
    assert holding.dataset(root).records["alder-into-birch"].statements[0].stage == "committed"


@pytest.mark.parametrize("place", ["data", "seeds", "."])
def test_a_folder_that_cannot_be_read_leaves_the_last_good_one(
    tiny: Callable[..., Path], capsys: pytest.CaptureFixture[str], place: str
) -> None:
    # What Python imports late is imported now: it may lie where nobody else may read.
    everything_answers(tiny())
    # pytest's own folders are closed to all others.
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        root = shutil.copytree(tiny(), Path(made) / "dataset")
        first = holding.dataset(root)
        capsys.readouterr()
        with unreadable(root / place):
            assert holding.dataset(root) is first
            (problem,) = holding.problems(root)
            everything_answers(root)
        assert str(problem).endswith("the dataset cannot be read: Permission denied; restore it")
        # Told once, of three looks.
        assert len(capsys.readouterr().err.splitlines()) == 1
        # No file has changed, and it is read again all the same.
        assert holding.problems(root) == []
        change(root, "stage: pledged", "stage: committed")
        assert holding.dataset(root) is not first


@pytest.mark.parametrize("place", ["data", "seeds", "."])
def test_a_folder_that_vanishes_leaves_the_last_good_one(
    tiny: Callable[..., Path], place: str
) -> None:
    root = tiny()
    first = holding.dataset(root)
    away = (root / place).resolve().rename(root.parent / "away")
    assert holding.dataset(root) is first
    assert holding.problems(root)
    away.rename(root / place)
    assert holding.problems(root) == []
    assert holding.dataset(root) is first


def test_a_file_that_may_be_read_again_is_read(tiny: Callable[..., Path]) -> None:
    """Nothing of it changes then but who may read it."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        root = shutil.copytree(tiny(), Path(made) / "dataset")
        first = holding.dataset(root)
        path = root / "data" / "investments.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("stage: pledged", "stage: committed"), encoding="utf-8")
        with unreadable(path):
            assert holding.dataset(root) is first
            (problem,) = holding.problems(root)
            assert "the file cannot be read: Permission denied" in str(problem)
        assert holding.dataset(root).digest != first.digest


def test_a_broken_one_does_not_begin(tiny: Callable[..., Path]) -> None:
    root = tiny()
    change(root, "stage: pledged", "stage: promised")
    with pytest.raises(DatasetError):
        holding.dataset(root)


def test_the_pages_say_that_they_are_not_the_newest(
    tiny: Callable[..., Path], app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tiny()
    monkeypatch.setenv("DATASET", str(root))
    shown = app()
    assert not shown.run.warning
    change(root, "stage: pledged", "stage: promised")
    shown.run.run()
    (told,) = shown.run.warning
    assert "do not load\\: there is 1 problem" in told.value
    assert any(title.startswith("Alder: US$10bn") for title in shown.titles)
    change(root, "stage: promised", "stage: committed")
    shown.run.run()
    assert not shown.run.warning
    assert any("US$10bn of it is binding" in title for title in shown.titles)


def in_bulk(root: Path, stage: str) -> None:
    """One statement in bulk about the record that the tiny dataset has."""
    line = {
        "record": "alder-into-birch",
        "source": "001",
        "stage": stage,
        "attestation": "outlet",
        "quote": "nobody wrote this",
    }
    (root / "data" / "statements.jsonl").write_text(json.dumps(line), encoding="utf-8")


def test_statements_in_bulk_are_loaded_anew_behind_their_readers(
    tiny: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tiny()
    in_bulk(root, "pledged")
    first = holding.dataset(root)
    begun, go_on = threading.Event(), threading.Event()

    def slow(*given: Any, **named: Any) -> Dataset:  # noqa: ANN401 - as `load` takes them
        begun.set()
        assert go_on.wait(30)
        return load(*given, **named)

    monkeypatch.setattr(holding, "load", slow)
    in_bulk(root, "committed")
    # Nobody waits: not who comes first, nor who comes while it is loaded.
    assert holding.dataset(root) is first
    assert begun.wait(30)
    assert holding.dataset(root) is first
    go_on.set()
    deadline = time.monotonic() + 30
    while (second := holding.dataset(root)) is first and time.monotonic() < deadline:
        time.sleep(0.05)
    for thread in threading.enumerate():
        if thread.name == holding.LOOKING:
            thread.join(30)
    assert second is not first
    assert second.records["alder-into-birch"].statements[1].stage == "committed"


def test_a_long_loading_is_logged_with_the_seconds_left(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter([0.0, 0.0, 5.0, 20.0, 25.0])
    monkeypatch.setattr("app.holding.time.monotonic", lambda: next(clock))
    with holding.Telling() as told:
        told("reading", 0, 100)
        told("reading", 10, 100)
        told("reading", 40, 100)
        told("reading", 50, 100)
    (line,) = capsys.readouterr().err.splitlines()
    logged = json.loads(line)
    # 40 % took 20 s: 60 % take 30. Five seconds later it is too early for another line.
    assert (logged["event"], logged["what"]) == ("dataset_loading", "reading")
    assert (logged["percent"], logged["seconds_left"]) == (40, 30)
