"""Statements in bulk: `statements.jsonl` or `statements.parquet`, beside the hand-written files.

One line (or row) is one statement, with the same fields as in a YAML file, and `record`: the id of
the record that it speaks of (in Parquet, where a column has one type, as `{"id": ...}`). The line
that first speaks of a record which no YAML file holds gives there the record itself, with its
`kind`:

    {"record": {"id": "a-into-b", "kind": "investment", "label": {"en": "A into B"},
                "payer": "a", "payee": "b"},
     "source": "001", "amount": {"exact": 10, "unit": "billion", "currency": "USD"},
     "stage": "pledged", "attestation": "outlet", "quote": "A will invest 10 billion dollars"}
    {"record": "a-into-b", "source": "002", ...}

The same models validate them. What differs is the quote: nobody chose these by hand, so that one
which cannot be verified does not keep the dataset from loading; its statement is `unverified`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from models.base import brief
from models.progress import EVERY, Progress, unseen
from models.reading import UNSEEN, UNSEEN_SAID, Document, Problem

NAMES = ("statements.jsonl", "statements.parquet")
LONGEST_LINE = 100_000
"""Bytes of a line: a statement has a few hundred."""
_BATCH = 10_000
_NO_PLAIN_NUMBER = re.compile(r"[eEnNiI]")

UNVERIFIED = {
    "no_fingerprint": "its article has no fingerprint to verify a quote by",
    "not_found": "its words do not stand in the article, once and together",
    "not_said": "its words do not say what the statement does",
}
"""Why a statement is unverified."""


def files(root: Path) -> list[Path]:
    """The files of statements in bulk that a dataset has, in `data/` or beside it."""
    return [path for name in NAMES for path in (root / "data" / name, root / name) if path.exists()]


def misnamed(root: Path) -> list[Problem]:
    """Files in data/ that look like statements in bulk and would not be read."""
    found = sorted([*(root / "data").glob("*.jsonl"), *(root / "data").glob("*.parquet")])
    return [
        Problem(f"data/{path.name}", 1, 1, "-", f"not read: rename it to statements{path.suffix}")
        for path in found
        if path.name not in NAMES
    ]


def rows(path: Path, shown_as: str, progress: Progress = unseen) -> Iterator[Document | Problem]:
    """Each statement of a file, as a mapping with its line; what is none, as a problem."""
    reader = _lines if path.suffix == ".jsonl" else _parquet
    found = reader(path, shown_as, partial(progress, f"reading {shown_as}"))
    number = 0
    for number, value in enumerate(found, start=1):
        if isinstance(value, Problem):
            yield value
        elif not isinstance(value, dict):
            message = f"the line is no statement: write {{...}}, not {brief(value)}"
            yield Problem(shown_as, number, 1, "-", message)
        elif UNSEEN.search(json.dumps(value, ensure_ascii=False)):
            yield Problem(shown_as, number, 1, "-", UNSEEN_SAID)
        else:
            yield Document(shown_as, value, {(): (number, 1)})
    if not number:
        message = "the file is empty: write a statement, or remove the file"
        yield Problem(shown_as, 1, 1, "-", message)


def _lines(path: Path, shown_as: str, told: Callable[[int, int], None]) -> Iterator[object]:
    """The values of a file of JSON lines (jsonlines.org), numbers as they are written."""
    try:
        size, done = path.stat().st_size, 0
        with path.open("rb") as file:
            for number, raw in enumerate(file, start=1):
                done += len(raw)
                if number % EVERY == 0:
                    told(done, size)
                if len(raw) > LONGEST_LINE:
                    message = f"the line is longer than {LONGEST_LINE} bytes: it is no statement"
                    yield Problem(shown_as, number, 1, "-", message)
                else:
                    yield _parsed(raw, shown_as, number)
    except OSError as error:
        message = f"the file cannot be read: {error.strerror}; restore it"
        yield Problem(shown_as, 1, 1, "-", message)


def _parsed(raw: bytes, shown_as: str, number: int) -> object:
    """What a line holds, or the problem with it."""
    repeated: list[str] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            keys = [key for key, _ in pairs]
            repeated.extend(key for key in found if keys.count(key) > 1)
        return found

    column = 1
    try:
        # As in YAML a number stays as it is written: no digit of it is lost, and none is guessed.
        value = json.loads(
            raw.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n"),
            object_pairs_hook=once,
            parse_float=str,
            parse_int=str,
            parse_constant=str,
        )
    except UnicodeDecodeError as error:
        message = f"byte {error.start} of the line is not UTF-8: save the file as UTF-8"
    except json.JSONDecodeError as error:
        said, column = error.msg[0].lower() + error.msg[1:], error.colno
        message = f"not JSON: {said}; write one statement a line, as {{...}}"
    except RecursionError:
        message = "the values are nested too deeply: a statement is flat"
    else:
        if not repeated:
            return value
        message = f"the key `{brief(repeated[0])}` is repeated: keep one of the two"
    return Problem(shown_as, number, column, "-", message)


def _parquet(path: Path, shown_as: str, told: Callable[[int, int], None]) -> Iterator[object]:
    """The rows of a Parquet file; a missing value is a missing key."""
    # Here, as it brings Arrow's file systems along, 4 MB, and few datasets have such a file.
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        with pq.ParquetFile(path) as file:
            done = 0
            for batch in file.iter_batches(_BATCH):
                for row in batch.to_pylist():
                    yield _without_missing(row)
                done += batch.num_rows
                told(done, file.metadata.num_rows)
    except (pa.ArrowException, OSError) as error:
        said = brief(str(error).splitlines()[0])
        message = f"no Parquet file that can be read ({said}): write it again"
        yield Problem(shown_as, 1, 1, "-", message)


def _without_missing(value: object) -> Any:  # noqa: ANN401 - whatever a file holds
    """A value as a YAML file would have it: numbers in digits, no key without a value."""
    if isinstance(value, dict):
        kept = {key: _without_missing(inner) for key, inner in value.items()}
        return {key: inner for key, inner in kept.items() if inner is not None} or None
    if isinstance(value, list):
        return [_without_missing(inner) for inner in value] or None
    if isinstance(value, float) and not _NO_PLAIN_NUMBER.search(repr(value)):
        # The shortest digits that mean this float: 18.25 was written, 40.0 was 40.
        return repr(value).removesuffix(".0")
    if isinstance(value, float | int | Decimal) and not isinstance(value, bool):
        return f"{value:f}" if isinstance(value, Decimal) else repr(value)
    return value
