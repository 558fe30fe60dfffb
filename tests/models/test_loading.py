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

MONEY = "exact, minimum, maximum, exclusive_minimum, exclusive_maximum, approximate, unit, currency"
INVESTMENT = "id, label, part_of, includes, note, statements, payer, payee, place"
STATEMENT = "source, stage, attestation, upstream, event, quote, context, note, amount, equivalent"
NUMBER = "write plain digits with a decimal point, such as 18.25"
A = "alder-into-birch"
SLUG = "write it in the form ^[a-z0-9]+(-[a-z0-9]+)*$"


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


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # Keys. A key that is missing is missed where its mapping begins.
        (
            "payer: alder",
            "payr: alder",
            [
                f"1:3: {A}: `payer` is missing: add it",
                (
                    f"3:9: {A}: unknown key `payr`: remove it, or use one of {INVESTMENT}; "
                    "did you mean `payer`?"
                ),
            ],
        ),
        (
            "exact: 10",
            "exat: 10",
            [
                (
                    f"7:22: {A}: unknown key `exat`: remove it, or use one of {MONEY}; "
                    "did you mean `exact`?"
                )
            ],
        ),
        (
            "stage: pledged",
            "share: {exact: 40}",
            [
                (
                    f"8:14: {A}: unknown key `share`: remove it, or use one of {STATEMENT}; "
                    "did you mean `stage`?"
                )
            ],
        ),
        (
            "payee: birch",
            "kind: stake\n  payee: Birch",
            [
                f"4:9: {A}: unknown key `kind`: the file says the kind; remove it",
                f"5:10: {A}: `payee` is 'Birch': {SLUG}",
            ],
        ),
        ("      attestation: unattributed\n", "", [f"6:7: {A}: `attestation` is missing: add it"]),
        # Types.
        (
            "{exact: 10, unit: billion, currency: USD}",
            "10 billion",
            [f"7:15: {A}: `amount` is '10 billion': write keys and values under it"],
        ),
        (
            "{exact: 10, unit: billion, currency: USD}",
            "[10]",
            [f"7:15: {A}: `amount` is a list: write keys and values under it"],
        ),
        ("payee: birch", "payee: [birch]", [f"4:10: {A}: `payee` is a list: write words"]),
        ("payee: birch", "payee: {id: birch}", [f"4:10: {A}: `payee` is a mapping: write words"]),
        ("payee: birch", "payee:", [f"4:9: {A}: `payee` is empty: write it or remove the key"]),
        ("payee: birch", "payee: Birch", [f"4:10: {A}: `payee` is 'Birch': {SLUG}"]),
        (
            "stage: pledged",
            "upstream: The Gazette",
            [f"8:17: {A}: `upstream` is 'The Gazette': write a list, each entry after a hyphen"],
        ),
        (
            "exact: 10",
            "exact: 10, approximate: yes",
            [f"7:40: {A}: `approximate` is 'yes': write true or false"],
        ),
        ("exact: 10", "exact: ten", [f"7:23: {A}: `exact`: 'ten' is not a number: {NUMBER}"]),
        ("exact: 10", "exact: 1e10", [f"7:23: {A}: `exact`: '1e10' is not a number: {NUMBER}"]),
        (
            "exact: 10",
            "exact: '10,5'",
            [f"7:23: {A}: `exact`: '10,5' has a decimal comma: write 10.5"],
        ),
        # Bounds.
        (
            "exact: 10",
            "minimum: 12, maximum: 10",
            [f"7:15: {A}: `amount`: the bounds are out of order: 12 is above 10; swap them"],
        ),
        (
            "exact: 10, ",
            "",
            [
                (
                    f"7:15: {A}: `amount`: no bound is given: write `exact`, `minimum`, "
                    "`maximum` or an exclusive one"
                )
            ],
        ),
        # Codes.
        (
            "billion, c",
            "bilion, c",
            [
                (
                    f"7:33: {A}: `unit` is 'bilion': write one of one, thousand, million, "
                    "billion, trillion; did you mean `billion`?"
                )
            ],
        ),
        (
            "stage: pledged",
            "stage: plegded",
            [
                (
                    f"8:14: {A}: `stage` is 'plegded': write one of in_talks, pledged, committed, "
                    "completed, projected, goal; did you mean `pledged`?"
                )
            ],
        ),
        (
            "payee: birch",
            "place: Japan",
            [
                (
                    f"4:10: {A}: `place`: 'Japan' is not an ISO 3166 country code: write two "
                    "capitals, such as JP"
                )
            ],
        ),
        # Dates.
        (
            "stage: pledged",
            "event: 2025-02-30",
            [
                (
                    f"8:14: {A}: `event`: '2025-02-30' is no date: no calendar has 2025-02-30; "
                    "correct the day"
                )
            ],
        ),
        (
            "stage: pledged",
            "event: 2025/2024",
            [f"8:14: {A}: `event`: '2025/2024' ends before it begins: swap its two dates"],
        ),
        # Empty things.
        (
            "{en: Alder into Birch, fr: Alder dans Birch}",
            "{en: Alder, fr: ''}",
            [f"2:26: {A}: `fr` is empty: write it or remove the key"],
        ),
        (
            "label: {en: Alder into Birch, fr: Alder dans Birch}",
            "note: {en: a, fr: b}",
            [f"1:3: {A}: `label` is missing: add it"],
        ),
        ("stage: pledged", "note: {en: Ours}", [f"8:13: {A}: `fr` is missing: add it"]),
        # Plain YAML only.
        ("payee: birch", "payee: &b birch", ["4:10: -: the anchor &b: remove it"]),
        ("payee: birch", "payee: *b", ["4:10: -: the alias *b: write the value out"]),
        ("payee: birch", "payee: !x birch", ["4:10: -: the tag !x: remove it"]),
        (
            "payee: birch",
            "payee: birch\n  payee: alder",
            ["5:3: -: the key `payee` is repeated: keep one of the two"],
        ),
    ],
)
def test_a_record_is_refused(tiny: Tiny, old: str, new: str, expected: list[str]) -> None:
    assert changed(tiny(), INVESTMENTS, old, new) == [f"{INVESTMENTS}:{line}" for line in expected]


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


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "1:1: -: the file is empty: write a list, or [] where there is nothing yet"),
        (b"id: a\n", "1:1: -: the file is no list: begin each entry with `- id:`"),
        (b"- foo\n", "1:3: [0]: `the entry` is 'foo': write keys and values under it"),
        (b"- [foo]\n", "1:3: [0]: `the entry` is a list: write keys and values under it"),
        (b"\xff", "1:1: -: byte 0 is not UTF-8: save the file as UTF-8"),
    ],
)
def test_a_file_is_refused(tiny: Tiny, content: bytes, expected: str) -> None:
    root = tiny()
    (root / "data" / "stakes.yaml").write_bytes(content)
    assert [str(problem) for problem in problems(root)] == [f"data/stakes.yaml:{expected}"]


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


def test_a_repeated_id(tiny: Tiny) -> None:
    """Across files too: an id stands in URLs."""
    root = tiny()
    stake = """\
- id: alder-into-birch
  label: {en: x, fr: x}
  holder: alder
  target: birch
  statements:
    - {source: "001", attestation: outlet, quote: "Alder will hold 40 % of", share: {exact: 40}}
"""
    (root / "data" / "stakes.yaml").write_text(stake)
    assert [str(problem) for problem in problems(root)] == [
        f"data/stakes.yaml:1:7: {A}: the id is already that of {INVESTMENTS}:1: choose another"
    ]


def test_a_repeated_party(tiny: Tiny) -> None:
    assert changed(tiny(), "data/parties.yaml", "- id: birch", "- id: alder") == [
        (
            "data/parties.yaml:4:7: alder: the id is already that of data/parties.yaml:1: "
            "choose another"
        )
    ]


# --- Cards and fingerprints --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("language: en\n", "", "1:1: 001: `language` is missing: add it"),
        ("length: 434\n", "", "1:1: 001: `length` is missing: add it"),
        ("published: '2025-01-02'\n", "", "1:1: 001: `published` is missing: add it"),
        ("published_basis: printed\n", "", "1:1: 001: `published_basis` is missing: add it"),
        (
            "language: en\n",
            "language: english\n",
            "6:11: 001: `language` is 'english': write it in the form ^[a-z]{2}$",
        ),
        (
            "published: '2025-01-02'",
            "published: ../2025",
            (
                "7:12: 001: `published`: '../2025' has no first day: a source counts from one; "
                "write YYYY-MM-DD/YYYY-MM-DD"
            ),
        ),
        (
            "published_basis: printed",
            "published_basis: guessed",
            "8:18: 001: `published_basis` is 'guessed': write one of printed, inferred",
        ),
        (
            "start: 0",
            "start: 434",
            ("15:3: 001: `body`: the body runs from 434 to 434: its start must lie before its end"),
        ),
        (
            "end: 434",
            "end: 435",
            "1:1: 001: the body ends at 435, behind the file's end at 434",
        ),
        (
            "length: 434",
            "length: 4e2",
            "12:9: 001: `length`: '4e2' is not a whole number: write plain digits",
        ),
        ("sha256: 4", "sha256: X4", None),
        (
            "id: '001'",
            "id: '002'",
            "1:5: 001: the id is '002': name the file 002.yaml or correct the id",
        ),
        ("title:", "text: The article.\ntitle:", None),
    ],
)
def test_a_card_is_refused(tiny: Tiny, old: str, new: str, expected: str | None) -> None:
    root = tiny()
    if expected is None:
        (problem,) = changed(root, "seeds/001.yaml", old, new)
        assert problem.startswith("seeds/001.yaml:")
    else:
        assert changed(root, "seeds/001.yaml", old, new) == [f"seeds/001.yaml:{expected}"]


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
        ("0123456789abcdef 0 five\n", "line 1 is not `hash start end`: make the fingerprint anew"),
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
