from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from models.__main__ import main
from models.loading import OWN_DATASET

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Tiny = Callable[..., Path]

PROBLEM = {
    "file": "data/investments.yaml",
    "line": 8,
    "column": 14,
    "record": "alder-into-birch",
    "message": (
        "`stage` is 'sure': write one of in_talks, pledged, committed, completed, projected, goal"
    ),
}


@pytest.fixture
def good(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tiny()
    monkeypatch.setenv("DATASET", str(root))
    return root


@pytest.fixture
def bad(good: Path) -> Path:
    path = good / "data" / "investments.yaml"
    path.write_text(path.read_text().replace("stage: pledged", "stage: sure"))
    return good


@pytest.fixture
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATASET", raising=False)


# --- check -------------------------------------------------------------------------------------


@pytest.mark.usefixtures("good")
def test_a_good_dataset_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.usefixtures("good")
def test_a_good_dataset_is_an_empty_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.usefixtures("bad")
def test_problems_are_printed_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 1
    out, err = capsys.readouterr()
    assert out == "{file}:{line}:{column}: {record}: {message}\n".format(**PROBLEM)
    assert err == ""


@pytest.mark.usefixtures("bad")
def test_problems_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == [PROBLEM]


def test_texts_are_checked_where_they_are_named(
    good: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = good / "texts"
    assert main(["check", "--texts", str(texts)]) == 0
    (texts / "001.txt").write_text("Another article.")
    assert main(["check"]) == 0
    assert main(["check", "--texts", str(texts)]) == 1
    assert capsys.readouterr().out.startswith("seeds/001.yaml:13:9: 001: the text's SHA-256 is ")


@pytest.mark.usefixtures("unset")
def test_our_own_dataset_is_checked_unless_another_is_named() -> None:
    assert main(["check"]) == 0


@pytest.mark.usefixtures("unset")
def test_our_own_dataset_as_a_process_with_the_texts(texts: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "models", "check", "--texts", str(texts)],
        cwd=OWN_DATASET,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_process_says_it_with_its_exit_status(bad: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "models", "check"],
        cwd=OWN_DATASET,
        env={**os.environ, "DATASET": str(bad)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout.startswith("data/investments.yaml:8:14: ")
    assert done.stderr == ""


# --- Wrong calls -------------------------------------------------------------------------------


@pytest.mark.usefixtures("good")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "the following arguments are required: command"),
        (["chekc"], "invalid choice: 'chekc'"),
        (["check", "--yaml"], "unrecognized arguments: --yaml"),
        (["fingerprint"], "the following arguments are required: texts"),
        (
            ["check", "--texts", "nowhere"],
            "nowhere is no folder: name the one that holds the articles' texts",
        ),
        (
            ["fingerprint", "nowhere"],
            "nowhere is no folder: name the one that holds the articles' texts",
        ),
    ],
)
def test_a_wrong_call_has_status_2(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert message in capsys.readouterr().err


def test_a_dataset_that_is_no_folder_has_status_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATASET", str(tmp_path / "none"))
    with pytest.raises(SystemExit) as caught:
        main(["check"])
    assert caught.value.code == 2
    assert "none is no folder: name one that holds data/ and seeds/" in capsys.readouterr().err


# --- schema and fingerprint --------------------------------------------------------------------


def test_schemas_are_written_to_the_dataset(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert "data/schemas/stakes.json" in printed
    assert all((good / name).is_file() for name in printed)
    assert main(["check"]) == 0


def test_a_missing_fingerprint_is_made(good: Path) -> None:
    path = good / "seeds" / "001.fingerprint"
    before = path.read_bytes()
    path.unlink()
    assert main(["check"]) == 1
    assert main(["fingerprint", str(good / "texts")]) == 0
    assert path.read_bytes() == before
    assert main(["check", "--texts", str(good / "texts")]) == 0


def test_our_fingerprints_are_made_again_alike(
    dataset_copy: Path, texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATASET", str(dataset_copy))
    paths = sorted((dataset_copy / "seeds").glob("*.fingerprint"))
    for path in paths:
        path.unlink()
    assert main(["fingerprint", str(texts)]) == 0
    for path in paths:
        assert path.read_bytes() == (OWN_DATASET / "seeds" / path.name).read_bytes()
    assert len(paths) == len(list((OWN_DATASET / "seeds").glob("*.yaml")))


def test_a_text_that_cannot_be_read(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = good / "texts" / "001.txt"
    text.write_bytes(b"caf\xe9")
    assert main(["fingerprint", str(good / "texts")]) == 1
    assert capsys.readouterr().err == f"{text}: byte 3 is not UTF-8\n"
    text.unlink()
    assert main(["fingerprint", str(good / "texts")]) == 1
    assert capsys.readouterr().err == f"{text}: No such file or directory\n"


def test_a_card_that_cannot_be_read_is_told(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The other cards' fingerprints are made all the same."""
    seeds = good / "seeds"
    shutil.copy(seeds / "001.yaml", seeds / "002.yaml")
    (seeds / "001.fingerprint").unlink()
    assert main(["fingerprint", str(good / "texts")]) == 1
    assert capsys.readouterr().err == (
        "seeds/002.yaml:1:5: 002: the id is '001': name the file 001.yaml or correct the id\n"
    )
    assert (seeds / "001.fingerprint").is_file()
