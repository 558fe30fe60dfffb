from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.reading import DEEPEST, LARGEST, Document, Problem, UnreadableError, read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Write = Callable[[str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def made(content: str | bytes) -> Path:
        path = tmp_path / "x.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return made


def problems(path: Path) -> list[str]:
    with pytest.raises(UnreadableError) as caught:
        read(path, "x.yaml")
    assert str(caught.value) == "\n".join(map(str, caught.value.problems))
    return [str(problem) for problem in caught.value.problems]


def test_every_scalar_stays_as_written(write: Write) -> None:
    """
    - plain: 1e9
      country: NO
      number: 010
      date: 2025-03-14
      yes: yes
      nothing:
      truth: true
      words: "true"
    """
    text = test_every_scalar_stays_as_written.__doc__ or ""
    assert read(write(text), "x.yaml").value == [
        {
            "plain": "1e9",
            "country": "NO",  # not False
            "number": "010",  # not 8
            "date": "2025-03-14",
            "yes": "yes",
            "nothing": "",
            "truth": True,
            "words": "true",
        }
    ]


def test_places_are_lines_and_columns_from_one(write: Write) -> None:
    document = read(write("# about\n- id: a\n  list: [b, {c: d}]\n- e\n"), "x.yaml")
    # Line 3 is `  list: [b, {c: d}]`: the list begins at column 9, b at 10, {c: d} at 13, d at 17.
    assert document.places == {
        (): (2, 1),
        (0,): (2, 3),
        (0, "id"): (2, 7),
        (0, "list"): (3, 9),
        (0, "list", 0): (3, 10),
        (0, "list", 1): (3, 13),
        (0, "list", 1, "c"): (3, 17),
        (1,): (4, 3),
    }


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ((0, "id"), (2, 7)),
        ((0, "missing"), (2, 3)),
        ((0, "missing", 3, "deeper"), (2, 3)),
        ((7,), (2, 1)),
        ((), (2, 1)),
    ],
)
def test_a_problem_stands_at_the_nearest_place_there_is(
    write: Write, path: tuple[str | int, ...], place: tuple[int, int]
) -> None:
    document = read(write("# about\n- id: a\n"), "x.yaml")
    assert document.problem(path, "a", "m") == Problem("x.yaml", *place, "a", "m")


def test_the_value_at_a_path() -> None:
    document = Document("x.yaml", [{"a": ["b", "c"]}], {})
    assert (document.at((0, "a", 1)), document.at(())) == ("c", [{"a": ["b", "c"]}])


@pytest.mark.parametrize("content", ["- id: a\r\n  b: c\r\n", "\ufeff- id: a\n  b: c\n"])
def test_windows_line_ends_and_byte_order_marks_are_read(write: Write, content: str) -> None:
    document = read(write(content), "x.yaml")
    assert document.value == [{"id": "a", "b": "c"}]
    assert document.place((0, "b")) == (2, 6)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        # c a f é are bytes 6 to 9 in Latin 1, and é is the tenth of its line.
        (
            "- id: café\n".encode("latin-1"),
            ["1:10: -: byte 9 is not UTF-8: save the file as UTF-8"],
        ),
        (b"- a\r\n- \xff", ["2:3: -: byte 7 is not UTF-8: save the file as UTF-8"]),
        ("- id: a\n- id: \0b\n", ["2:7: -: character #x0000 may not stand here: remove it"]),
        ('- "\\U00110000"', ["1:4: -: the escape names no character: remove it"]),
        (
            '- a\n- {"\\ud800": "\\x85"}\n- "\\L"\n- "\\u0009"',
            [
                "2:4: -: an escape in it makes a character that cannot be shown: remove it",
                "3:3: -: an escape in it makes a character that cannot be shown: remove it",
            ],
        ),
        ("a: 1\na: 2\n", ["2:1: -: the key `a` is repeated: keep one of the two"]),
        (
            "- a: 1\n  b: 2\n  a: 3\n- {c: 4, c: 5, c: 6}\n",
            [
                "3:3: -: the key `a` is repeated: keep one of the two",
                "4:10: -: the key `c` is repeated: keep one of the two",
                "4:16: -: the key `c` is repeated: keep one of the two",
            ],
        ),
        ("? [a]\n: b\n", ["1:3: -: a key is no word: write `key: value`"]),
        (
            "- &x a\n- *x\n- !!str b\n- !other c\n- ! d\n",
            [
                "1:3: -: the anchor &x: remove it",
                "2:3: -: the alias *x: write the value out",
                "3:3: -: the tag tag:yaml.org,2002:str: remove it",
                "4:3: -: the tag !other: remove it",
                "5:3: -: the tag !: remove it",
            ],
        ),
        (
            "- !!python/object/apply:os.system [ls]\n",
            ["1:3: -: the tag tag:yaml.org,2002:python/object/apply:os.system: remove it"],
        ),
    ],
)
def test_what_is_no_plain_yaml(write: Write, content: str | bytes, expected: list[str]) -> None:
    assert problems(write(content)) == [f"x.yaml:{line}" for line in expected]


def test_an_alias_bomb_is_refused_before_it_is_built(write: Write) -> None:
    """Nine levels of nine aliases would make 9^9, some 387 million, values."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 10)]
    found = problems(write("\n".join(lines)))
    # 10 anchors, and 9 aliases in each of the 9 lines behind the first.
    assert len(found) == 10 + 9 * 9
    assert found[0] == "x.yaml:1:5: -: the anchor &a0: remove it"


def test_nesting_ends_at_twelve_levels(write: Write) -> None:
    assert read(write("[" * DEEPEST + "]" * DEEPEST), "x.yaml").value
    # The 13th bracket is at column 13; what stands behind it is not looked at.
    message = "x.yaml:1:13: -: more than 12 levels of nesting: correct the indentation"
    assert problems(write("[" * 13 + "]" * 13)) == [message]
    assert problems(write("[" * 100_000)) == [message]


def test_a_huge_file_is_not_read(write: Write) -> None:
    assert problems(write(b"#" * (LARGEST + 1))) == [
        "x.yaml:1:1: -: the file is larger than 5000000 bytes: split it or remove what is not data"
    ]


def test_a_missing_file(tmp_path: Path) -> None:
    assert problems(tmp_path / "none.yaml") == [
        "x.yaml:1:1: -: the file cannot be read: No such file or directory; restore it"
    ]


def test_problems_sort_by_file_line_and_column() -> None:
    places = [("b", 1, 1), ("a", 10, 1), ("a", 9, 2), ("a", 9, 1)]
    found = sorted(Problem(*place, "-", "m") for place in places)
    # Line 9 stands before line 10: they are numbers, not words.
    assert [str(problem) for problem in found] == [
        "a:9:1: -: m",
        "a:9:2: -: m",
        "a:10:1: -: m",
        "b:1:1: -: m",
    ]


def test_a_problem_as_a_mapping() -> None:
    assert Problem("f", 1, 2, "r", "m").as_dict() == {
        "file": "f",
        "line": 1,
        "column": 2,
        "record": "r",
        "message": "m",
    }
