"""Reading YAML so that every value keeps its line, and nothing is guessed or lost.

Every scalar stays the string that was written, but for `true` and `false`. What YAML offers
beyond plain lists and mappings (anchors, aliases, tags, repeated keys, several documents) is
refused: a curator's file says each thing once, where it stands.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import yaml

LARGEST = 5_000_000
DEEPEST = 12
_BOOLEANS = {"true": True, "false": False}

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
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise fail(f"byte {error.start} is not UTF-8: save the file as UTF-8") from error
    except OSError as error:
        raise fail(f"the file cannot be read: {error.strerror}; restore it") from error
    try:
        _refuse_beyond_plain(text, shown_as)
        node = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        what = " ".join(filter(None, (error.context, error.problem)))
        at = _at(error.problem_mark or error.context_mark)
        raise fail(f"not YAML: {what}; correct the line", *at) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        column = error.position - text.rfind("\n", 0, error.position)
        message = f"character #x{ord(text[error.position]):04x} may not stand here: remove it"
        raise fail(message, line, column) from error
    if node is None:
        raise fail("the file is empty: write a list, or [] where there is nothing yet")
    places: dict[Steps, tuple[int, int]] = {}
    problems: list[Problem] = []
    value = _walk(node, (), places, problems, shown_as)
    if problems:
        raise UnreadableError(problems)
    return Document(shown_as, value, places)


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
            what = f"the alias *{event.anchor}: write the value out"
        elif anchor := getattr(event, "anchor", None):
            what = f"the anchor &{anchor}: remove it"
        elif tag := getattr(event, "tag", None):
            what = f"the tag {tag}: remove it"
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
            elif key.value in mapping:
                message = f"the key `{key.value}` is repeated: keep one of the two"
                problems.append(Problem(shown_as, *at, "-", message))
            else:
                mapping[key.value] = _walk(child, (*path, key.value), places, problems, shown_as)
        return mapping
    plain = isinstance(node, yaml.ScalarNode) and node.style is None
    return _BOOLEANS.get(node.value, node.value) if plain else node.value
