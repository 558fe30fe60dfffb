"""What a change to a dataset does, in words: to its entries, and to what they add up to.

`python -m analysis.diff OLD NEW` (or `python -m models diff OLD NEW`); each is a folder that holds
data/ and seeds/, or a git revision of the repository that the dataset is in. Agreed values are
compared in the unit that the sources report in, so that no exchange rate moves them; totals are in
`snapshot.CURRENCY`.
"""

from __future__ import annotations

import argparse
import io
import shutil
import subprocess
import sys
import tarfile
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from pydantic import BaseModel

from analysis.snapshot import Snapshot, take
from models.checks import load
from models.loading import Dataset, DatasetError, dataset_root
from models.measures import CURRENCIES, FACTORS, Bounds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from models.records import RecordBase, Statement

_NOTHING = "Nothing changes."


class RevisionError(ValueError):
    """A name that is neither a folder nor a git revision; the message says what git says."""


# --- Values in words -------------------------------------------------------------------------


class Value(NamedTuple):
    """Bounds as frames hold them: -inf and inf where open, NaN where nothing is reported."""

    low: float
    high: float
    unit: str
    low_exclusive: bool = False
    high_exclusive: bool = False
    approximate: bool = False

    @property
    def reported(self) -> bool:
        """Whether there is a figure at all."""
        return not (np.isnan(self.low) or np.isnan(self.high))

    def __str__(self) -> str:
        """`15 to 25 billion USD`, `more than 40 billion USD`, `about 150 MW`, `not reported`."""
        if not self.reported:
            return "not reported"
        about = "about " if self.approximate else ""
        at_least = "more than " if self.low_exclusive else "at least "
        up_to = "less than " if self.high_exclusive else "up to "
        if self.low == self.high:
            return f"{about}{amount(self.low, self.unit)}"
        if np.isinf(self.low):
            return f"{about}{up_to}{amount(self.high, self.unit)}"
        if np.isinf(self.high):
            return f"{about}{at_least}{amount(self.low, self.unit)}"
        if self.low_exclusive or self.high_exclusive:
            low, high = amount(self.low, self.unit), amount(self.high, self.unit)
            return f"{about}{at_least}{low} and {up_to}{high}"
        low, high = amount(self.low, self.unit), amount(self.high, self.unit)
        number, _, words = low.partition(" ")
        return f"{about}{number if high.endswith(f' {words}') else low} to {high}"


def amount(value: float, unit: str) -> str:
    """`32.676 billion USD`, `40 %`, `150 MW`."""
    scale = "one"
    if unit in CURRENCIES:
        scale = next((s for s, f in reversed(FACTORS.items()) if abs(value) >= f), "one")
    number = _digits(value / float(FACTORS[scale]))
    words = "%" if unit == "percent" else unit
    return f"{number} {words}" if scale == "one" else f"{number} {scale} {words}"


def _digits(value: float) -> str:
    """At most six decimals, as the tables are rounded; no exponent."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _move(old: Value, new: Value) -> str:
    """By how much each end of a value moves: `its lower end falls by 5 %`."""
    if not (old.reported and new.reported) or old.unit != new.unit:
        return ""
    moved = []
    for name, before, after in (("lower", old.low, new.low), ("upper", old.high, new.high)):
        if before == after:
            continue
        if np.isinf(before) or np.isinf(after):
            moved.append(f"its {name} end {'closes' if np.isinf(before) else 'opens'}")
        else:
            way = "rises" if after > before else "falls"
            moved.append(f"its {name} end {way} by {amount(abs(after - before), old.unit)}")
    return "; " + ", ".join(moved) if moved else ""


def _said(value: object) -> str:
    """The value of a field as a sentence names it."""
    if isinstance(value, Bounds):
        interval = value.interval
        low = -np.inf if interval.lower is None else float(interval.lower)
        high = np.inf if interval.upper is None else float(interval.upper)
        flags = interval.lower_exclusive, interval.upper_exclusive, interval.approximate
        return str(Value(low, high, value.csv_unit, *flags))
    if isinstance(value, BaseModel):
        return "other words"
    if isinstance(value, tuple) and any(isinstance(entry, BaseModel) for entry in value):
        return f"{len(value)} of them"
    if isinstance(value, tuple):
        return ", ".join(map(_said, value)) or "none"
    return "none" if value is None else str(value)


# --- Entries ---------------------------------------------------------------------------------


def _changed(old: BaseModel, new: BaseModel, passed_over: tuple[str, ...] = ()) -> str:
    """`stage from pledged to committed; note`: the fields that differ, with what they say."""
    parts = []
    for name in type(new).model_fields:
        before, after = getattr(old, name, None), getattr(new, name)
        if name in passed_over or before == after:
            continue
        said = _said(before), _said(after)
        parts.append(name if said[0] == said[1] else f"{name} from {said[0]} to {said[1]}")
    return "; ".join(parts)


def _entries(
    name: str,
    old: Mapping[str, BaseModel],
    new: Mapping[str, BaseModel],
    passed_over: tuple[str, ...] = (),
) -> Iterator[str]:
    for key in sorted({*old, *new}):
        if key not in old:
            yield f"{name} {key} is added."
        elif key not in new:
            yield f"{name} {key} is removed."
        elif type(old[key]) is not type(new[key]):
            yield f"{name} {key} is of another kind."
        elif changes := _changed(old[key], new[key], passed_over):
            yield f"{name} {key} changes: {changes}."


def _statements(old: Mapping[str, RecordBase], new: Mapping[str, RecordBase]) -> Iterator[str]:
    """Statements are the same if record, source and quote are.

    Of those left over, the n-th of a record and a source is taken to be the n-th there was.
    """
    for key in sorted({*old, *new}):
        before = list(old[key].statements) if key in old else []
        after = list(new[key].statements) if key in new else []
        pairs = _paired(before, after, lambda s: (s.source, s.quote))
        pairs += _paired(before, after, lambda s: s.source)
        for one, other in pairs:
            if changes := _changed(one, other):
                yield f"{key}: the statement of source {other.source} changes: {changes}."
        yield from (f"{key}: {_summary(s)} is removed." for s in before)
        yield from (f"{key}: {_summary(s)} is added." for s in after)


def _paired(
    before: list[Statement], after: list[Statement], key: Callable[[Statement], object]
) -> list[tuple[Statement, Statement]]:
    """Take the pairs that share a key out of both lists."""
    pairs = []
    for one in list(before):
        other = next((s for s in after if key(s) == key(one)), None)
        if other is not None:
            pairs.append((one, other))
            before.remove(one)
            after.remove(other)
    return pairs


def _summary(statement: Statement) -> str:
    figure = _said(statement.measure) if statement.measure else "no figure"
    how = ", ".join(filter(None, (statement.stage, statement.attestation)))
    return f"a statement of source {statement.source} ({figure}; {how})"


# --- What they add up to ---------------------------------------------------------------------


def _values(old: Snapshot, new: Snapshot) -> Iterator[str]:
    before, after = _agreed(old.records), _agreed(new.records)
    for key in sorted({*before, *after}):
        was, now = before.get(key), after.get(key)
        if was and now:
            if str(was) != str(now) or _move(was, now):
                yield f"{key}: {was} before, {now} now{_move(was, now)}."
        elif now and now.reported:
            yield f"{key}: {now}, a new record."
        elif was and was.reported:
            yield f"{key}: {was} before, no record now."


def _agreed(records: pd.DataFrame) -> dict[str, Value]:
    """Each record's agreed value, in the unit that its sources report in."""
    columns = ["home_low", "home_high", "home_unit", "low_exclusive", "high_exclusive"]
    rows = records[[*columns, "approximate"]].itertuples(name=None)
    return {key: Value(*row) for key, *row in rows}


def _totals(old: Snapshot, new: Snapshot) -> Iterator[str]:
    before, after = _summed(old), _summed(new)
    none = Value(np.nan, np.nan, new.currency)
    for question in sorted({*before, *after}):
        was, now = before.get(question, none), after.get(question, none)
        if str(was) != str(now) or _move(was, now):
            yield f"{question}: {was} before, {now} now{_move(was, now)}."


def _summed(taken: Snapshot) -> dict[str, Value]:
    """Each question's total: `from alder to birch, pledged`."""
    found = {}
    for row in taken.totals.to_dict("records"):
        ends = [
            f"{way} {row[column]}"
            for way, column in (("from", "payer_id"), ("to", "payee_id"))
            if isinstance(row[column], str)
        ]
        stage = f", {row['stage']}" if isinstance(row["stage"], str) else ""
        flags = row["low_exclusive"], row["high_exclusive"], row["approximate"]
        value = Value(row["low"], row["high"], taken.currency, *flags)
        found[f"{' '.join(ends)}{stage}"] = value
    return found


def _conflicts(old: Snapshot, new: Snapshot) -> Iterator[str]:
    before, after = _contested(old.conflicts), _contested(new.conflicts)
    for key in sorted({*before, *after}):
        record, kind = key
        if key not in before:
            yield f"{record}: a new conflict of {kind}{_gap(after[key])}."
        elif key not in after:
            yield f"{record}: the conflict of {kind} is gone."
        else:
            was, now = before[key], after[key]
            gap_was, gap_now = _gap(was), _gap(now)
            if gap_was != gap_now or was["sources"] != now["sources"]:
                yield f"{record}: the conflict of {kind} was{gap_was}; it is{gap_now} now."


def _contested(conflicts: pd.DataFrame) -> dict[tuple[str, str], dict[str, Any]]:
    rows: list[dict[str, Any]] = conflicts.to_dict("records")  # type: ignore[assignment]
    return {(row["record_id"], row["conflict"]): row for row in rows}


def _gap(row: Mapping[str, Any]) -> str:
    among = f" among {row['sources'].replace(';', ', ')}"
    if pd.isna(row["gap"]) or not row["gap"]:
        return among
    return f"{among}, {amount(row['gap'], row['unit'])} apart"


def compare(old: Dataset, new: Dataset) -> list[str]:
    """What the change does, a sentence a line under a heading for each part that it touches."""
    was, now = take(old), take(new)
    parts = {
        "Parties and sources": [
            *_entries("Party", old.parties, new.parties),
            *_entries("Source", old.sources, new.sources),
        ],
        "Records and statements": [
            *_entries("Record", old.records, new.records, ("statements",)),
            *_statements(old.records, new.records),
        ],
        "Agreed values": list(_values(was, now)),
        "Totals": list(_totals(was, now)),
        "Conflicts": list(_conflicts(was, now)),
    }
    lines = []
    for heading, sentences in parts.items():
        if sentences:
            lines += [heading, *(f"  {sentence}" for sentence in sentences)]
    return lines or [_NOTHING]


# --- Folders and revisions -------------------------------------------------------------------


def _folder(name: str, stack: ExitStack) -> Path:
    """The folder, or a copy of the dataset as it is at a git revision. Raises RevisionError."""
    if Path(name).is_dir():
        return Path(name)
    git = shutil.which("git")
    if git is None:
        msg = f"{name} is no folder, and there is no git to look for a revision"
        raise RevisionError(msg)
    command = [git, "-C", str(dataset_root()), "archive", "--format=tar", name, "data", "seeds"]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - git, no shell
    if done.returncode:
        said = " ".join(done.stderr.decode(errors="replace").split())
        msg = f"{name} is neither a folder nor a revision that holds data/ and seeds/: {said}"
        raise RevisionError(msg)
    folder = Path(stack.enter_context(TemporaryDirectory()))
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        for member in archive:
            content = archive.extractfile(member)
            if content is not None:
                path = folder / member.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content.read())
    return folder


def main(arguments: list[str] | None = None) -> int:
    """Print what a change does; exit status 1 where one of the two does not load."""
    parser = argparse.ArgumentParser(prog="python -m models diff", description=__doc__)
    for name in ("old", "new"):
        parser.add_argument(name, help="a folder with data/ and seeds/, or a git revision")
    called = parser.parse_args(arguments)
    datasets = []
    with ExitStack() as stack:
        for name in (called.old, called.new):
            try:
                datasets.append(load(_folder(name, stack)))
            except RevisionError as error:
                parser.error(str(error))
            except DatasetError as error:
                first = error.problems[0]
                print(
                    f"{name} does not load: {len(error.problems)} problems, the first {first}",
                    file=sys.stderr,
                )
                return 1
    for line in compare(*datasets):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
