from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.checks import load, problems
from models.loading import OWN_DATASET, DatasetError, dataset_root
from models.quotes import Span
from models.records import FILES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Tiny = Callable[..., Path]

INVESTMENTS = "data/investments.yaml"
"""What `tiny()` makes, with its lines:

 1  - id: alder-into-birch
 2    label: {en: Alder into Birch, fr: Alder dans Birch}
 3    payer: alder
 4    payee: birch
 5    statements:
 6      - source: "001"
 7        amount: {exact: 10, unit: billion, currency: USD}
 8        stage: pledged
 9        attestation: unattributed
10        quote: Alder will invest 10 billion dollars in Birch
"""

A = "alder-into-birch"


def changed(root: Path, file: str, old: str, new: str) -> list[str]:
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    return [str(problem) for problem in problems(root)]


def test_a_tiny_dataset_loads(tiny: Tiny) -> None:
    root = tiny()
    dataset = load(root)
    assert dataset.root == root
    assert list(dataset.parties) == ["alder", "birch"]
    assert list(dataset.sources) == ["001"]
    assert [(record.id, number) for record, number, _ in dataset.statements()] == [
        ("alder-into-birch", 0)
    ]
    # The article begins `Birch’s début: ` (15 code points, 18 bytes), and the quote has 45.
    assert dataset.spans == {("alder-into-birch", 0): Span(15, 15 + 45)}


@pytest.mark.parametrize("word", ["USX", "usd", "US$", "dollars"])
def test_an_unknown_currency_is_refused(tiny: Tiny, word: str) -> None:
    (problem,) = changed(tiny(), INVESTMENTS, "USD", word)
    start = f"{INVESTMENTS}:7:52: {A}: `currency` is '{word}': write one of AUD, BGN, "
    assert problem.startswith(start)


def test_all_problems_of_all_files_are_reported_sorted(tiny: Tiny) -> None:
    root = tiny()
    changed(root, "seeds/001.yaml", "language: en", "language: english")
    changed(root, "data/parties.yaml", "- id: birch", "- id: Birch")
    (root / "data" / "stakes.yaml").write_text("")
    changed(root, INVESTMENTS, "stage: pledged", "stage: sure")
    found = changed(root, INVESTMENTS, "exact: 10", "exact: ten")
    assert [problem.split(" ")[0] for problem in found] == [
        f"{INVESTMENTS}:7:23:",
        f"{INVESTMENTS}:8:14:",
        "data/parties.yaml:4:7:",
        "data/stakes.yaml:1:1:",
        "seeds/001.yaml:6:11:",
    ]
    with pytest.raises(DatasetError) as caught:
        load(root)
    assert str(caught.value).splitlines() == found


def test_each_wrong_statement_is_reported(tiny: Tiny) -> None:
    """Two records of two statements, of which three are wrong."""
    record = """\
- id: {id}
  label: {{en: x, fr: x}}
  payer: alder
  statements:
    - {{source: "001", attestation: {first}, quote: people said that it may}}
    - {{source: "001", attestation: {second}, quote: others said that it may}}
"""
    content = record.format(id="a", first="x", second="y")
    content += record.format(id="b", first="outlet", second="z")
    found = problems(tiny({"investments": content}))
    # Lines 5 and 6 of the first record, and line 12 = 6 + 6 of the second.
    assert [problem.line for problem in found] == [5, 6, 12]


# --- Files -------------------------------------------------------------------------------------


def test_an_empty_list_and_windows_line_ends_load(tiny: Tiny) -> None:
    root = tiny()
    (root / "data" / "stakes.yaml").write_text("[]")
    for path in (root / INVESTMENTS, root / "seeds" / "001.yaml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert problems(root, root / "texts") == []


def test_a_file_of_an_unknown_name_is_refused(tiny: Tiny) -> None:
    root = tiny()
    (root / "data" / "stake.yaml").write_text("[]")
    (root / "data" / "costs.yml").write_text("[]")
    (root / "seeds" / "002.yml").write_text("[]")
    names = ", ".join(f"{name}.yaml" for name in sorted([*FILES, "parties"]))
    rename = f"no kind of record is kept here: rename the file to one of {names}; did you mean"
    assert [str(problem) for problem in problems(root)] == [
        f"data/costs.yml:1:1: -: {rename} `costs`?",
        f"data/stake.yaml:1:1: -: {rename} `stakes`?",
        "seeds/002.yml:1:1: 002: no card is read here: rename the file to 002.yaml",
    ]


def test_an_empty_folder_is_no_dataset(tmp_path: Path) -> None:
    assert [str(problem) for problem in problems(tmp_path)] == [
        f"data:1:1: -: {tmp_path.name}/data holds no YAML: name a dataset",
        "data/parties.yaml:1:1: -: the file cannot be read: No such file or directory; restore it",
        "seeds:1:1: -: the folder holds no source card: add one",
    ]


def test_a_repeated_party(tiny: Tiny) -> None:
    assert changed(tiny(), "data/parties.yaml", "- id: birch", "- id: alder") == [
        (
            "data/parties.yaml:4:7: alder: the id is already that of data/parties.yaml:1: "
            "choose another"
        )
    ]


# --- Cards and fingerprints --------------------------------------------------------------------


def test_a_missing_fingerprint(tiny: Tiny) -> None:
    root = tiny()
    (root / "seeds" / "001.fingerprint").unlink()
    assert [str(problem) for problem in problems(root)] == [
        (
            "seeds/001.fingerprint:1:1: 001: the fingerprint is missing: make it with "
            "`python -m models fingerprint`"
        )
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("0123 0 5\n", "line 1 is not `hash start end`: make the fingerprint anew"),
        (
            "0123456789abcdef 0 9999999999\n",
            "line 1 is not `hash start end`: make the fingerprint anew",
        ),
        ("Le texte\u00a0", "byte 8 is not ASCII: make the fingerprint anew"),
    ],
)
def test_a_broken_fingerprint(tiny: Tiny, content: str, message: str) -> None:
    root = tiny()
    (root / "seeds" / "001.fingerprint").write_text(content, encoding="utf-8")
    assert [str(problem) for problem in problems(root)] == [
        f"seeds/001.fingerprint:1:1: 001: {message}"
    ]


# --- Which dataset -----------------------------------------------------------------------------


def test_the_folder_is_our_own_unless_named(monkeypatch: pytest.MonkeyPatch, tiny: Tiny) -> None:
    root = tiny()
    monkeypatch.delenv("DATASET", raising=False)
    assert dataset_root() == OWN_DATASET
    monkeypatch.setenv("DATASET", "")
    assert dataset_root() == OWN_DATASET
    monkeypatch.setenv("DATASET", str(root))
    assert dataset_root() == root
    assert list(load().records) == [A]
    assert problems() == []
