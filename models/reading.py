"""Reading YAML so that every value keeps its line, and nothing is guessed or lost.

Every scalar stays the string that was written, but for `true` and `false`. What YAML offers
beyond plain lists and mappings (anchors, aliases, tags, repeated keys, several documents) is
refused: a curator's file says each thing once, where it stands.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import yaml

from models.base import brief

LARGEST = 5_000_000
DEEPEST = 12
_BOOLEANS = {"true": True, "false": False}

_NO_COLON, _UNCLOSED_QUOTE = "could not find expected ':'", "found unexpected end of stream"
_UNCLOSED_BRACKET = "expected ',' or '[]}]'"
_LATE = f"{_NO_COLON}|{_UNCLOSED_QUOTE}|{_UNCLOSED_BRACKET}"
"""What the parser notices late: the slip is where the thing began, not where it stopped."""
# What the parser says of a slip that curators make, and what to do about it.
_LESSONS: tuple[tuple[str, str], ...] = (
    (_NO_COLON, "no colon follows this key: write `key: value`, with a space"),
    (r"character '\\t'", "a tab stands here: use spaces"),
    (
        _UNCLOSED_QUOTE,
        "the quotation mark that opens here is never closed: close it",
    ),
    (
        _UNCLOSED_BRACKET,
        "a bracket is not closed, or a comma is missing in it: write {en: ..., fr: ...} or [a, b]",
    ),
    (
        "mapping values are not allowed here",
        "a colon and a space stand within a value: put the value in quotation marks",
    ),
    (
        r"expected <block end>, but found '(?:<scalar>|[,\[\]{}])'",
        "words follow a closed quotation mark or bracket, or one above is open: quote it all",
    ),
    (
        "expected <block end>",
        "the line is not aligned with those beside it: indent it alike, a space behind a hyphen",
    ),
    (
        "while scanning an? (?:alias|anchor)|that cannot start any token|mapping keys are not",
        "a value begins with a sign that YAML keeps for itself: put the value in quotation marks",
    ),
    (
        "expected '<document start>'",
        "the file's list ends above this line: keep one list, each entry after `- `",
    ),
    ("found another document", "`---` begins a second document: keep one list in a file"),
    (
        "sequence entries are not allowed here",
        "a hyphen stands where a value begins: begin a line, or put the value in quotation marks",
    ),
    (
        "while scanning a block scalar",
        "`>` and `|` begin words in the lines below: write them there, or use quotation marks",
    ),
    (
        "escape",
        "a backslash stands within double quotation marks: use single ones, or double it",
    ),
)
_NO_CHARACTER = re.compile(r"\\U(?!000|0010)[0-9A-Fa-f]{8}")
# What no file shows and no table can hold: controls, halves of pairs, and what is no character.
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
UNSEEN_SAID = "an escape in it makes a character that cannot be shown: remove it"

Steps = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong at one place of the dataset, and how to mend it."""

    file: str
    line: int
    column: int
    record: str
    message: str

    def __str__(self) -> str:
        """`file:line:column: record: what is wrong, and the fix`."""
        return f"{self.file}:{self.line}:{self.column}: {self.record}: {self.message}"

    def as_dict(self) -> dict[str, str | int]:
        """The same as a mapping, for `--json`."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Document:
    """A file's values and where each of them stands: (line, column), both from 1."""

    file: str
    value: Any
    places: dict[Steps, tuple[int, int]]

    def at(self, path: Steps) -> object:
        """The value at `path`."""
        value = self.value
        for step in path:
            value = value[step]
        return value

    def place(self, path: Steps) -> tuple[int, int]:
        """Where `path` stands, or the nearest thing around it that stands in the file."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (1, 1))

    def problem(self, path: Steps, record: str, message: str) -> Problem:
        """A problem at `path`."""
        return Problem(self.file, *self.place(path), record, message)


class UnreadableError(ValueError):
    """A file that is no plain YAML; `problems` says where and why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def read(path: Path, shown_as: str) -> Document:
    """Read one YAML file; `shown_as` is its name in problems. Raises UnreadableError."""

    def fail(message: str, line: int = 1, column: int = 1) -> UnreadableError:
        return UnreadableError([Problem(shown_as, line, column, "-", message)])

    try:
        if path.stat().st_size > LARGEST:
            raise fail(
                f"the file is larger than {LARGEST} bytes: split it or remove what is not data"
            )
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig")
        at = _line_and_column(before, len(before))
        raise fail(f"byte {error.start} is not UTF-8: save the file as UTF-8", *at) from error
    except OSError as error:
        raise fail(f"the file cannot be read: {error.strerror}; restore it") from error
    node = _composed(text, fail, shown_as)
    if node is None:
        raise fail("the file is empty: write a list, or [] where there is nothing yet")
    places: dict[Steps, tuple[int, int]] = {}
    problems: list[Problem] = []
    value = _walk(node, (), places, problems, shown_as)
    if problems:
        raise UnreadableError(problems)
    return Document(shown_as, value, places)


def _composed(text: str, fail: _Fail, shown_as: str) -> yaml.Node | None:
    """The nodes of plain YAML. Raises UnreadableError."""
    try:
        _refuse_beyond_plain(text, shown_as)
        return yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        raise fail(*_lesson(error)) from error
    except yaml.reader.ReaderError as error:
        message = f"character #x{ord(text[error.position]):04x} may not stand here: remove it"
        raise fail(message, *_line_and_column(text, error.position)) from error
    except UnreadableError:
        raise
    except ValueError as error:
        # The parser makes characters of escapes without looking whether there are such.
        found = _NO_CHARACTER.search(text)
        at = _line_and_column(text, found.start()) if found else (1, 1)
        raise fail("the escape names no character: remove it", *at) from error


def _line_and_column(text: str, position: int) -> tuple[int, int]:
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)


def _lesson(error: yaml.MarkedYAMLError) -> tuple[str, int, int]:
    """The parser's error in words that say the fix, and where it stands."""
    what = " ".join(filter(None, (error.context, error.problem)))
    lesson = next((said for sign, said in _LESSONS if re.search(sign, what)), None)
    late = re.search(_LATE, what) or error.problem_mark is None
    mark = error.context_mark if late else error.problem_mark
    return f"not YAML: {lesson or f'{what}; correct the line'}", *_at(mark)


class _Fail(Protocol):
    def __call__(self, message: str, line: int = 1, column: int = 1) -> UnreadableError: ...


class _Mark(Protocol):
    @property
    def line(self) -> int: ...

    @property
    def column(self) -> int: ...


def _at(mark: _Mark | None) -> tuple[int, int]:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _refuse_beyond_plain(text: str, shown_as: str) -> None:
    problems = []
    depth = 0
    for event in yaml.parse(text, Loader=yaml.BaseLoader):
        what = None
        if isinstance(event, yaml.AliasEvent):
            what = f"the alias *{brief(event.anchor)}: write the value out"
        elif anchor := getattr(event, "anchor", None):
            what = f"the anchor &{brief(anchor)}: remove it"
        elif tag := getattr(event, "tag", None):
            what = f"the tag {brief(tag)}: remove it"
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            what = f"more than {DEEPEST} levels of nesting: correct the indentation"
        if what:
            problems.append(Problem(shown_as, *_at(event.start_mark), "-", what))
        if depth > DEEPEST:
            break
    if problems:
        raise UnreadableError(problems)


def _walk(
    node: yaml.Node,
    path: Steps,
    places: dict[Steps, tuple[int, int]],
    problems: list[Problem],
    shown_as: str,
) -> object:
    places[path] = _at(node.start_mark)
    if isinstance(node, yaml.SequenceNode):
        return [
            _walk(child, (*path, i), places, problems, shown_as)
            for i, child in enumerate(node.value)
        ]
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key, child in node.value:
            at = _at(key.start_mark)
            if not isinstance(key, yaml.ScalarNode):
                problems.append(Problem(shown_as, *at, "-", "a key is no word: write `key: value`"))
            elif UNSEEN.search(key.value):
                problems.append(Problem(shown_as, *at, "-", UNSEEN_SAID))
            elif key.value in mapping:
                message = f"the key `{brief(key.value)}` is repeated: keep one of the two"
                problems.append(Problem(shown_as, *at, "-", message))
            else:
                mapping[key.value] = _walk(child, (*path, key.value), places, problems, shown_as)
        return mapping
    if UNSEEN.search(node.value):
        problems.append(Problem(shown_as, *_at(node.start_mark), "-", UNSEEN_SAID))
    plain = isinstance(node, yaml.ScalarNode) and node.style is None
    return _BOOLEANS.get(node.value, node.value) if plain else node.value
