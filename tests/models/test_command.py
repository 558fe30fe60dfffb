from __future__ import annotations

import json
import os
import re
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
            "nowhere is neither a folder nor a file: name the articles' texts",
        ),
        (
            ["fingerprint", "nowhere"],
            "nowhere is neither a folder nor a file: name the articles' texts",
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
    assert capsys.readouterr().err == f"{text} is not UTF-8 at byte 3: save it as UTF-8\n"
    text.unlink()
    assert main(["fingerprint", str(good / "texts")]) == 1
    assert capsys.readouterr().err == (
        f"{text} cannot be read: No such file or directory; correct the name\n"
    )


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


# --- new and figures ---------------------------------------------------------------------------

SAVED = """\
On 3 March 2024 Cedar paid 20 million dollars for two plants of Dogwood, the Gazette reports.
Share this page with 99 friends
"""


@pytest.fixture
def saved(good: Path) -> Path:
    path = good / "gazette: spring.txt"
    path.write_text(SAVED, encoding="utf-8")
    return path


def test_a_new_article_gets_a_card_a_fingerprint_and_a_work_list(
    good: Path, saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", str(saved), "--id", "005"]) == 0
    # 94 code points are its first line, with its end; 17 words make 14 runs of four.
    body = "On 3 March 2024 Cedar paid 20 million dollars for two"
    # Four words before a figure, where the sentence has 12 in all.
    paid = "March 2024 Cedar paid 20 million dollars for two plants of Dogwood"
    plants = "paid 20 million dollars for two plants of Dogwood, the Gazette reports"
    assert capsys.readouterr().out.splitlines() == [
        "seeds/005.yaml: the card; fill in what is empty",
        "seeds/005.fingerprint: 14 runs of four words",
        "body: 0 to 94 of 126 code points, proposed",
        f"  begins «{body} plants»",
        "  ends «lion dollars for two plants of Dogwood, the Gazette reports.»",
        "  left out behind it: «Share this page with 99 friends»",
        "figures to quote in statements, or to waive:",
        f"3-10 in 0-93: 3 day: open: «{body} plants»",
        f"11-15 in 0-93: 2024 calendar_year: open: «{body} plants»",
        f"27-45 in 0-93: 20000000 USD: open: «{paid}»",
        f"50-53 in 0-93: 2: open: «{plants}»",
        ("4 figures: 0 quoted, 0 waived, 4 open; in the card: `figures: {found: 4, waived: 0}`"),
    ]
    # What only a reader can know is asked for, line by line, and nothing else is wrong.
    assert main(["check"]) == 1
    asked = [line.split(":")[1] for line in capsys.readouterr().out.splitlines()]
    text = (good / "seeds" / "005.yaml").read_text().splitlines()
    empty = [str(i) for i, line in enumerate(text, start=1) if line.strip().endswith(":")]
    containers = {"title:", "published_note:", "summary:"}
    assert asked == [i for i in empty if text[int(i) - 1] not in containers]


def test_a_new_article_is_complete_once_its_card_is(
    good: Path, saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", str(saved), "--id", "005"]) == 0
    card = good / "seeds" / "005.yaml"
    filled = re.sub(r"(?m)^  (en|fr):$", r"  \1: Invented.", card.read_text())
    for key, value in {
        "language": "en",
        "published": "2024-03-04",
        "published_basis": "printed",
        "figures": "{found: 4, waived: 4}",
        "waivers": "[{quote: On 3 March 2024 Cedar paid 20 million dollars for two plants, "
        "reason: not_ours}]",
    }.items():
        filled = re.sub(rf"(?m)^{key}:.*$", f"{key}: {value}", filled)
    card.write_text(filled)
    capsys.readouterr()
    assert main(["check", "--texts", str(saved)]) == 0
    assert main(["figures", str(saved)]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert [": waived, not_ours: " in line for line in out.splitlines()] == [True] * 4 + [False]
    # Again alike from the card: the body may have been corrected since.
    fingerprint = good / "seeds" / "005.fingerprint"
    before = fingerprint.read_bytes()
    fingerprint.unlink()
    assert main(["fingerprint", str(saved)]) == 0
    assert fingerprint.read_bytes() == before


def test_figures_of_a_text_without_a_card(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["figures", str(saved)]) == 1
    out, err = capsys.readouterr()
    assert err == "no card of this text can be read yet: its body is the proposed one\n"
    assert len(out.splitlines()) == 5


def test_figures_that_statements_quote(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["figures", str(good / "texts" / "001.txt")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == (
        "33-51 in 0-71: 10000000000 USD: quoted by alder-into-birch: "
        "«s début: Alder will invest 10 billion dollars in Birch this year»"
    )
    assert lines[-1].startswith("12 figures: 1 quoted, 11 waived, 0 open; ")


@pytest.mark.parametrize(
    ("text", "source", "message"),
    [
        ("saved", "../5", "'../5' is no id: take 1 to 16 digits, lower-case letters and hyphens"),
        ("saved", "a" * 17, f"'{'a' * 17}' is no id: take 1 to 16 digits, lower-case letters"),
        ("saved", "001", "seeds/001.yaml is there already: take another id"),
        ("known", "002", "source 001 is this text already: nothing to add"),
        ("none", "002", "none.txt cannot be read: No such file or directory; correct the name"),
        ("latin", "002", "latin.txt is not UTF-8 at byte 3: save it as UTF-8"),
        ("huge", "002", "huge.txt is larger than 5000000 bytes: keep the article alone"),
    ],
)
def test_what_cannot_be_added_writes_nothing(
    saved: Path, capsys: pytest.CaptureFixture[str], text: str, source: str, message: str
) -> None:
    good = saved.parent
    (good / "latin.txt").write_bytes(b"caf\xe9")
    (good / "huge.txt").write_bytes(b"a" * 5_000_001)
    paths = {"saved": saved, "known": good / "texts" / "001.txt"}
    before = sorted((good / "seeds").iterdir())
    path = paths.get(text, good / f"{text}.txt")
    assert main(["new", str(path), "--id", source]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err
    assert sorted((good / "seeds").iterdir()) == before


def test_a_folder_that_cannot_be_written_to(
    good: Path, saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seeds = good / "seeds"
    shutil.rmtree(seeds)
    seeds.write_text("no folder")
    assert main(["new", str(saved), "--id", "005"]) == 1
    assert capsys.readouterr().err == f"{seeds}: File exists\n"


def test_figures_of_what_cannot_be_read(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["figures", str(good / "none.txt")]) == 1
    assert "none.txt cannot be read: No such file" in capsys.readouterr().err


def test_a_fingerprint_of_a_text_without_a_card(
    saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["fingerprint", str(saved)]) == 1
    assert capsys.readouterr().err == f"{saved}: no card that can be read is of this file\n"
