"""What a change does, in words: on invented pairs of datasets, and over git revisions."""

from __future__ import annotations

import shutil
import subprocess
import sys
from math import inf, nan
from typing import TYPE_CHECKING

import pytest

from analysis.diff import Value, amount, compare, main
from models.checks import load
from models.loading import OWN_DATASET

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Tiny = Callable[..., Path]

ARTICLES = {
    "a": "Alder will invest 10 billion dollars in Birch, it is said in Tokyo.",
    "b": "Alder will invest 12 billion dollars in Birch, it is said in Osaka.",
}
FIRST = """\
- id: alder-into-birch
  label: {en: Alder into Birch, fr: Alder dans Birch}
  payer: alder
  payee: birch
  statements:
    - source: a
      amount: {exact: 10, unit: billion, currency: USD}
      stage: pledged
      attestation: outlet
      quote: Alder will invest 10 billion dollars
"""
SECOND = """\
    - source: b
      amount: {exact: 12, unit: billion, currency: USD}
      stage: pledged
      attestation: outlet
      quote: Alder will invest 12 billion dollars
"""


def told(tiny: Tiny, old: str, new: str) -> list[str]:
    datasets = [load(tiny({"investments": content}, ARTICLES)) for content in (old, new)]
    return compare(*datasets)


# --- Values ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Value(40, 40, "percent"), "40 %"),
        (Value(15e9, 25e9, "USD"), "15 to 25 billion USD"),
        (Value(500e6, 2e9, "USD"), "500 million USD to 2 billion USD"),
        (Value(40e9, inf, "USD", low_exclusive=True), "more than 40 billion USD"),
        (Value(35, inf, "percent"), "at least 35 %"),
        (Value(-inf, 240, "MW"), "up to 240 MW"),
        (Value(-inf, 240, "MW", high_exclusive=True), "less than 240 MW"),
        (Value(1, 2, "MW", low_exclusive=True), "more than 1 MW and up to 2 MW"),
        (Value(300e9, 300e9, "USD", approximate=True), "about 300 billion USD"),
        (Value(nan, nan, "USD"), "not reported"),
        (Value(-1, -1, "percent"), "-1 %"),
    ],
)
def test_values_in_words(value: Value, words: str) -> None:
    assert str(value) == words


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (32_676_000_000, "USD", "32.676 billion USD"),
        (999, "EUR", "999 EUR"),
        (1_000_000, "JPY", "1 million JPY"),
        (0, "USD", "0 USD"),
        (4, "multiple", "4 multiple"),
        (2000, "server", "2000 server"),
    ],
)
def test_amounts_in_words(value: float, unit: str, words: str) -> None:
    assert amount(value, unit) == words


# --- Changes -----------------------------------------------------------------------------------


def test_nothing_changes(tiny: Tiny) -> None:
    assert told(tiny, FIRST, FIRST) == ["Nothing changes."]


def test_a_statement_that_brings_a_conflict(tiny: Tiny) -> None:
    """10 becomes 10 to 12, in conflict: every total that counts it is 2 billion wider."""
    moved = "10 billion USD before, 10 to 12 billion USD now; its upper end rises by 2 billion USD."
    assert told(tiny, FIRST, FIRST + SECOND) == [
        "Records and statements",
        ("  alder-into-birch: a statement of source b (12 billion USD; pledged, outlet) is added."),
        "Agreed values",
        f"  alder-into-birch: {moved}",
        "Totals",
        f"  from alder: {moved}",
        f"  from alder to birch: {moved}",
        f"  from alder to birch, pledged: {moved}",
        f"  from alder, pledged: {moved}",
        f"  to birch: {moved}",
        f"  to birch, pledged: {moved}",
        "Conflicts",
        "  alder-into-birch: a new conflict of amount among a, b, 2 billion USD apart.",
    ]


def test_a_statement_that_is_taken_away(tiny: Tiny) -> None:
    lines = told(tiny, FIRST + SECOND, FIRST)
    assert lines[1].endswith("(12 billion USD; pledged, outlet) is removed.")
    assert lines[-1] == "  alder-into-birch: the conflict of amount is gone."
    moved = "10 to 12 billion USD before, 10 billion USD now; its upper end falls by 2 billion USD."
    assert lines[3] == f"  alder-into-birch: {moved}"


def test_a_stage_moves_money_from_one_total_to_another(tiny: Tiny) -> None:
    changed = FIRST.replace("stage: pledged", "stage: committed")
    ten = "10 billion USD"
    assert told(tiny, FIRST, changed) == [
        "Records and statements",
        ("  alder-into-birch: the statement of source a changes: stage from pledged to committed."),
        "Totals",
        f"  from alder to birch, committed: not reported before, {ten} now.",
        f"  from alder to birch, pledged: {ten} before, not reported now.",
        f"  from alder, committed: not reported before, {ten} now.",
        f"  from alder, pledged: {ten} before, not reported now.",
        f"  to birch, committed: not reported before, {ten} now.",
        f"  to birch, pledged: {ten} before, not reported now.",
    ]


def test_records_and_parties_that_come_and_go(tiny: Tiny) -> None:
    other = FIRST.replace("alder-into-birch", "alder-into-cedar").replace("birch", "cedar")
    lines = told(tiny, FIRST, other)
    assert lines[:7] == [
        "Parties and sources",
        "  Party birch is removed.",
        "  Party cedar is added.",
        "Records and statements",
        "  Record alder-into-birch is removed.",
        "  Record alder-into-cedar is added.",
        (
            "  alder-into-birch: a statement of source a (10 billion USD; pledged, outlet) "
            "is removed."
        ),
    ]
    assert "  alder-into-birch: 10 billion USD before, no record now." in lines
    assert "  alder-into-cedar: 10 billion USD, a new record." in lines


def test_a_figure_for_a_record_that_had_none(tiny: Tiny) -> None:
    unreported = FIRST.replace("      amount: {exact: 10, unit: billion, currency: USD}\n", "")
    unreported = unreported.replace("Alder will invest 10 billion dollars", "it is said in Tokyo")
    lines = told(tiny, unreported, FIRST + SECOND)
    assert "  alder-into-birch: not reported before, 10 to 12 billion USD now." in lines


def test_fields_of_a_record_and_of_a_quote(tiny: Tiny) -> None:
    changed = FIRST.replace("  payee: birch", "  place: JP").replace("Alder dans", "D’Alder dans")
    changed = changed.replace("dollars\n", "dollars in Birch\n")
    lines = told(tiny, FIRST, changed)
    assert lines[3] == (
        "  Record alder-into-birch changes: label; payee from birch to none; place from none to JP."
    )
    assert lines[4] == (
        "  alder-into-birch: the statement of source a changes: quote from Alder will invest 10 "
        "billion dollars to Alder will invest 10 billion dollars in Birch."
    )


def test_a_conflict_that_grows(tiny: Tiny) -> None:
    wider = {**ARTICLES, "a": f"{ARTICLES['a']} Or it may invest 15 billion dollars there."}
    third = SECOND.replace("source: b", "source: a").replace("exact: 12", "exact: 15")
    third = third.replace("Alder will invest 12 billion", "it may invest 15 billion")
    datasets = [
        load(tiny({"investments": content}, wider))
        for content in (FIRST + SECOND, FIRST + SECOND + third)
    ]
    # 10 against 15, and no longer 10 against 12.
    assert compare(*datasets)[-1] == (
        "  alder-into-birch: the conflict of amount was among a, b, 2 billion USD apart; "
        "it is among a, b, 5 billion USD apart now."
    )


def test_open_bounds_that_close(tiny: Tiny) -> None:
    article = {"a": "Alder may add up to 10 billion dollars, and adds 10 billion dollars in all."}
    open_end = FIRST.replace("exact: 10", "maximum: 10").replace(
        "Alder will invest 10 billion dollars", "add up to 10 billion dollars"
    )
    exact = FIRST.replace("Alder will invest 10 billion dollars", "and adds 10 billion dollars")
    datasets = [load(tiny({"investments": content}, article)) for content in (open_end, exact)]
    assert (
        "  alder-into-birch: up to 10 billion USD before, 10 billion USD now; its lower end closes."
    ) in compare(*datasets)


# --- Folders and revisions ---------------------------------------------------------------------


def test_our_dataset_against_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(OWN_DATASET), str(OWN_DATASET)]) == 0
    assert capsys.readouterr().out == "Nothing changes.\n"


def git(folder: Path, *arguments: str) -> None:
    command = shutil.which("git")
    assert command, "git is not installed"
    who = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.org"]
    subprocess.run([command, *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.mark.parametrize("module", ["models", "analysis.diff"])
def test_a_revision_against_the_folder(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    root = tiny({"investments": FIRST}, ARTICLES)
    git(root, "init", "--quiet")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message", "first")
    path = root / "data" / "investments.yaml"
    path.write_text(FIRST + SECOND)
    monkeypatch.setenv("DATASET", str(root))
    command = [sys.executable, "-m", module, *(["diff"] if module == "models" else [])]
    done = subprocess.run(
        [*command, "HEAD", str(root)], cwd=OWN_DATASET, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "a new conflict of amount among a, b, 2 billion USD apart." in done.stdout
    done = subprocess.run(
        [*command, "nowhere", str(root)],
        cwd=OWN_DATASET,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "nowhere is neither a folder nor a revision that holds data/ and seeds/: fatal" in (
        done.stderr
    )


def test_a_dataset_with_problems_is_not_compared(
    tiny: Tiny, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = (tiny({"investments": FIRST}, ARTICLES) for _ in range(2))
    path = bad / "data" / "investments.yaml"
    path.write_text(FIRST.replace("stage: pledged", "stage: sure"))
    assert main([str(good), str(bad)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(
        f"{bad} does not load: 1 problems, the first data/investments.yaml:8:14: alder-into-birch: "
    )
