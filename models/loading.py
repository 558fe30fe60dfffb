"""Loading a dataset: data/ and seeds/ of one folder, whole or not at all."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from models import bulk, citation
from models.base import LocalText, brief
from models.citation import Citation
from models.columns import MODELS, STATEMENTS, Bulk, Records
from models.explaining import explain, suggestion
from models.measures import Money
from models.parties import Party
from models.progress import Progress, unseen
from models.quotes import Fingerprint, Span
from models.reading import LARGEST, Document, Problem, UnreadableError, read
from models.records import FILES, RecordBase, Statement
from models.sources import Source

M = TypeVar("M", bound=BaseModel)

OWN_DATASET = Path(__file__).resolve().parent.parent


class DatasetError(ValueError):
    """A dataset with problems; it does not load. `problems` holds all of them, sorted."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, eq=False)
class Dataset:
    """A checked dataset: each statement's quote is verified and has a place in its article.

    Of statements in bulk (`models.bulk`) a quote may be unverified; it then has no place.
    """

    root: Path
    parties: dict[str, Party]
    sources: dict[str, Source]
    records: Mapping[str, RecordBase]
    spans: Mapping[tuple[str, int], Span]
    """Where the quote of a record's n-th statement stands, in the article's code points."""
    columns: Bulk | None = None
    """Its statements in bulk, if it has any, of which some may be unverified."""
    citation: Citation | None = None
    """How it is cited, by its CITATION.cff; a dataset may be without."""
    citation_text: str | None = None
    """That file as it stands."""
    licence: bytes | None = None
    """The terms of the data (`citation.LICENCE`) as they stand; a dataset may be without."""

    @property
    def bulk(self) -> bool:
        """Whether it has statements in bulk."""
        return self.columns is not None

    @property
    def by_hand(self) -> Mapping[str, RecordBase]:
        """The records of YAML files, with those statements that stand there too."""
        return self.records.by_hand if isinstance(self.records, Records) else self.records

    def label(self, record: str) -> LocalText:
        """A record's name, without the making of the whole record. Raises KeyError."""
        if record in self.by_hand or self.columns is None:
            return self.by_hand[record].label
        return self.columns.label(record)

    @property
    def unverified(self) -> Mapping[tuple[str, int], str]:
        """Why the quote of a record's n-th statement is not verified: a key of `UNVERIFIED`."""
        return self.columns.unverified if self.columns else {}

    @cached_property
    def currencies(self) -> Counter[str]:
        """How many amounts are reported in each currency (ISO 4217)."""
        measures = [said.measure for record in self.by_hand.values() for said in record.statements]
        found = Counter(measure.currency for measure in measures if isinstance(measure, Money))
        return found + (self.columns.currencies() if self.columns else Counter())

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what the dataset says, however its files are laid out."""
        said = sha256((self.citation_text or "").encode())
        entries = (*self.parties.values(), *self.sources.values(), *self.by_hand.values())
        for entry in entries:
            said.update(json.dumps(entry.model_dump(), default=str, sort_keys=True).encode())
        for key, record in self.by_hand.items():
            spans = [self.spans.get((key, number)) for number in range(len(record.statements))]
            said.update(repr((key, spans)).encode())
        if self.columns:
            said.update(self.columns.digest())
        return said.hexdigest()

    @property
    def version(self) -> str:
        """The version by its citation with the first digits of the digest: `1.0.0+1a2b3c4d`."""
        return f"{self.citation.version if self.citation else '0.0.0'}+{self.digest[:8]}"

    def statements(self) -> Iterator[tuple[RecordBase, int, Statement]]:
        """Every statement with its record and its number within it, in the files' order."""
        for record in self.records.values():
            for number, statement in enumerate(record.statements):
                yield record, number, statement


@dataclass(slots=True)
class Draft:
    """What could be read of a dataset, with the place of each entry, before it is checked."""

    root: Path
    parties: dict[str, Party] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    by_hand: dict[str, RecordBase] = field(default_factory=dict)
    """The records of YAML files, with those statements that stand there too."""
    fingerprints: dict[str, Fingerprint] = field(default_factory=dict)
    spans: dict[tuple[str, int], Span] = field(default_factory=dict)
    """Where the quotes of YAML files stand."""
    columns: Bulk | None = None
    """The statements in bulk."""
    places: dict[tuple[str, str], tuple[Document, tuple[str | int, ...]]] = field(
        default_factory=dict
    )
    problems: list[Problem] = field(default_factory=list)
    citation: Citation | None = None
    citation_text: str | None = None
    whole: bool = True
    """False once an entry could not be read: then what refers to it is not a second problem."""

    @property
    def records(self) -> Mapping[str, RecordBase]:
        """All records, those of statements in bulk made when they are asked for."""
        return Records(self.by_hand, self.columns) if self.columns else self.by_hand

    def statements_of(self, source: str) -> Iterator[tuple[str, Statement]]:
        """A source's statements, each with its record's id, in the order of the files."""
        for key, record in self.by_hand.items():
            for statement in record.statements:
                if statement.source == source:
                    yield key, statement
        if self.columns:
            for row in self.columns.rows_of(source):
                yield self.columns.key(row)[0], self.columns.statement(row)

    def report(self, group: str, key: str, path: tuple[str | int, ...], message: str) -> None:
        """Note a problem at `path` within the entry `key` of "party", "source" or "record"."""
        found = self.columns.place(key, path) if group == "record" and self.columns else None
        if found:
            self.problems.append(Problem(*found, 1, key, message))
            return
        document, start = self.places[group, key]
        self.problems.append(document.problem((*start, *path), key, message))

    def fail(self, problem: Problem) -> None:
        """Note a problem that keeps an entry from being read."""
        self.problems.append(problem)
        self.whole = False


def dataset_root() -> Path:
    """The folder named by the environment variable DATASET, else our own dataset."""
    return Path(os.environ.get("DATASET") or OWN_DATASET)


def read_draft(root: Path, progress: Progress = unseen) -> Draft:
    """Read data/ and seeds/ of `root`; problems are collected, none is raised."""
    draft = Draft(root)
    _read_citation(draft)
    _read_cards(draft)
    _read_list(draft, "parties", Party, "party", draft.parties)
    known = {*FILES, "parties"}
    found = sorted((root / "data").glob("*.y*ml"))
    if not found:
        draft.fail(Problem("data", 1, 1, "-", f"{root.name}/data holds no YAML: name a dataset"))
    for path in found:
        if path.suffix != ".yaml" or path.stem not in known:
            names = ", ".join(f"{name}.yaml" for name in sorted(known))
            hint = suggestion(path.stem, known)
            message = f"no kind of record is kept here: rename the file to one of {names}{hint}"
            draft.fail(Problem(f"data/{path.name}", 1, 1, "-", message))
    for name, model in FILES.items():
        if (root / "data" / f"{name}.yaml").exists():
            _read_list(draft, name, model, "record", draft.by_hand)
    _read_bulk(draft, progress)
    return draft


def _read_bulk(draft: Draft, progress: Progress) -> None:
    """Take in the statements in bulk; those of one record keep the files' order."""
    for problem in bulk.misnamed(draft.root):
        draft.fail(problem)
    given: dict[str, str] = {}
    for path in bulk.files(draft.root):
        draft.columns = draft.columns or Bulk()
        for row in bulk.rows(path, path.relative_to(draft.root).as_posix(), progress):
            if isinstance(row, Problem):
                draft.fail(row)
                continue
            value = dict(row.value)
            named = value.pop("record", None)
            if isinstance(named, dict) and list(named) == ["id"]:
                named = named["id"]
            if isinstance(named, dict):
                key = brief(named.get("id", "-"))
                written = json.dumps(named, sort_keys=True)
                if given.get(key) != written:
                    _read_record(draft, draft.columns, row, named, value, given)
                    continue
                named = key
            if isinstance(named, str) and (model := _model_of(draft, named)):
                statement = _validated(draft, model, row, (), named, value)
                if statement is not None:
                    line = row.place(())[0]
                    draft.columns.add(named, statement, json.dumps(value), row.file, line)
            else:
                _report_unknown(draft, row, named)


def _model_of(draft: Draft, key: str) -> type[Statement] | None:
    """The model of the statements of a record, if there is one of this id."""
    columns = draft.columns
    if columns is None:
        return None
    if key not in columns.numbers:
        if key not in draft.by_hand:
            return None
        columns.speak_of(key, draft.by_hand[key])
    return STATEMENTS[columns.model(key)]


def _report_unknown(draft: Draft, row: Document, named: object) -> None:
    if not isinstance(named, str):
        message = "`record` is missing: name the record by its id, or give it with its kind"
    elif draft.whole:
        known = [*draft.by_hand, *(draft.columns.ids if draft.columns else ())]
        hint = suggestion(named, known)
        message = f"no record has the id '{brief(named)}': correct it, or give it here{hint}"
    else:
        return
    draft.fail(row.problem((), brief(named or "-"), message))


def _read_record(  # noqa: PLR0913, PLR0917 - what is read, and where it goes
    draft: Draft,
    columns: Bulk,
    row: Document,
    named: dict[str, Any],
    statement: dict[str, Any],
    given: dict[str, str],
) -> None:
    """Take in the record that a line gives, with the line's statement."""
    fields = dict(named)
    key, kind = brief(fields.get("id", "-")), fields.pop("kind", None)
    message = ""
    if key in given:
        message = "an earlier line gives this record otherwise: name it by its id alone"
    elif key in draft.by_hand:
        message = f"the record stands in {draft.places['record', key][0].file}: name it by its id"
    elif not isinstance(kind, str) or kind not in MODELS:
        hint = suggestion(str(kind), MODELS)
        message = f"`kind` is '{brief(kind)}': write one of {', '.join(MODELS)}{hint}"
    elif "statements" in fields:
        message = "`statements` stands in the record: the line itself is its statement; remove it"
    if message:
        draft.fail(row.problem((), key, message))
        return
    whole = {**fields, "statements": [statement]}
    record = _validated(draft, MODELS[str(kind)], row, (), key, whole)
    if record is not None:
        given[key] = json.dumps(named, sort_keys=True)
        columns.speak_of(key, record, json.dumps(fields))
        line = row.place(())[0]
        columns.add(key, record.statements[0], json.dumps(statement), row.file, line)


def _read_list(draft: Draft, name: str, model: type[M], group: str, into: dict[str, M]) -> None:
    shown = f"data/{name}.yaml"
    try:
        document = read(draft.root / "data" / f"{name}.yaml", shown)
    except UnreadableError as error:
        for problem in error.problems:
            draft.fail(problem)
        return
    if not isinstance(document.value, list):
        draft.fail(document.problem((), "-", "the file is no list: begin each entry with `- id:`"))
        return
    for i, value in enumerate(document.value):
        key = brief(value.get("id", f"[{i}]")) if isinstance(value, dict) else f"[{i}]"
        entry = _validated(draft, model, document, (i,), key, value)
        if entry is None:
            continue
        if key in into:
            first, place = draft.places[group, key]
            line = first.place(place)[0]
            message = f"the id is already that of {first.file}:{line}: choose another"
            draft.fail(document.problem((i, "id"), key, message))
            continue
        into[key] = entry
        draft.places[group, key] = (document, (i,))


def _validated(  # noqa: PLR0913, PLR0917 - what is read, and where it stands
    draft: Draft,
    model: type[M],
    document: Document,
    start: tuple[str | int, ...],
    key: str,
    value: object,
) -> M | None:
    says_kind = isinstance(value, dict) and "kind" in value
    if isinstance(value, dict) and says_kind:
        value = {name: inner for name, inner in value.items() if name != "kind"}
        message = "unknown key `kind`: the file says the kind; remove it"
        draft.fail(document.problem((*start, "kind"), key, message))
    try:
        # Strict models take "2026-01-01" or "15" for a date or a number from JSON only.
        entry = model.model_validate_json(json.dumps(value))
    except ValidationError as error:
        for details in error.errors(include_url=False):
            if details["type"] == "too_short" and details["input"]:
                continue  # pydantic counts the valid entries only: the others tell of themselves
            path = (*start, *details["loc"])
            draft.fail(document.problem(path, key, explain(details, model)))
        return None
    return None if says_kind else entry


def _read_citation(draft: Draft) -> None:
    path = draft.root / citation.FILE
    if not path.exists():
        return
    try:
        document = read(path, citation.FILE)
    except UnreadableError as error:
        for problem in error.problems:
            draft.fail(problem)
        return
    if not isinstance(document.value, dict):
        draft.fail(document.problem((), "-", "the file is no mapping: begin with `title:`"))
        return
    draft.citation = _validated(draft, Citation, document, (), "-", document.value)
    draft.citation_text = path.read_text(encoding="utf-8-sig")


def _read_cards(draft: Draft) -> None:
    cards = sorted((draft.root / "seeds").glob("*.yaml"))
    for path in sorted((draft.root / "seeds").glob("*.yml")):
        message = f"no card is read here: rename the file to {path.stem}.yaml"
        draft.fail(Problem(f"seeds/{path.name}", 1, 1, path.stem, message))
    if not cards:
        draft.fail(Problem("seeds", 1, 1, "-", "the folder holds no source card: add one"))
    for path in cards:
        shown = f"seeds/{path.name}"
        try:
            document = read(path, shown)
        except UnreadableError as error:
            for problem in error.problems:
                draft.fail(problem)
            continue
        card = _validated(draft, Source, document, (), path.stem, document.value)
        if card is None:
            continue
        if card.id != path.stem:
            message = f"the id is '{card.id}': name the file {card.id}.yaml or correct the id"
            draft.fail(document.problem(("id",), path.stem, message))
            continue
        draft.sources[card.id] = card
        draft.places["source", card.id] = (document, ())
        _read_fingerprint(draft, card)


def _read_fingerprint(draft: Draft, card: Source) -> None:
    path = draft.root / "seeds" / f"{card.id}.fingerprint"
    try:
        if path.stat().st_size > LARGEST:
            message = f"the file is larger than {LARGEST} bytes: make the fingerprint anew"
            draft.fail(Problem(f"seeds/{path.name}", 1, 1, card.id, message))
            return
        lines = path.read_text(encoding="ascii").splitlines()
        draft.fingerprints[card.id] = Fingerprint.parse(card.id, lines)
    except FileNotFoundError:
        return  # whether one is needed is known once the statements are read
    except OSError as error:
        message = f"the fingerprint cannot be read: {error.strerror}; restore it"
        draft.fail(Problem(f"seeds/{path.name}", 1, 1, card.id, message))
    except UnicodeDecodeError as error:
        message = f"byte {error.start} is not ASCII: make the fingerprint anew"
        draft.fail(Problem(f"seeds/{path.name}", 1, 1, card.id, message))
    except ValueError as error:
        draft.fail(Problem(f"seeds/{path.name}", 1, 1, card.id, str(error)))
