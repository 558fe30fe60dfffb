"""The dataset that is served: loaded once, and anew when its files have changed.

A change that does not load leaves the last good dataset in place, and so does a folder that is gone
or cannot be read; what is wrong is logged, and the pages say that what they show is not the newest.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from app import logs
from models import citation
from models.bulk import NAMES
from models.checks import load
from models.loading import Dataset, DatasetError
from models.progress import Bar
from models.reading import Problem

if TYPE_CHECKING:
    from pathlib import Path

LOOK_EVERY: Final = 2.0
"""Seconds between two looks at the files: a look costs less than a millisecond."""
TELL_EVERY: Final = 10.0
"""Seconds between two lines of the log on a loading that takes long."""

LOOKING: Final = "dataset"
"""The name of the thread that loads behind the readers."""

Stamp = tuple[tuple[str, int, int], ...]


@dataclass(slots=True)
class _Held:
    lock: threading.Lock = field(default_factory=threading.Lock)
    looked: float = float("-inf")
    stamp: Stamp | None = None
    """Of the files that were loaded, or would not load; None where they could not be looked at."""
    dataset: Dataset | None = None
    problems: list[Problem] = field(default_factory=list)


class Telling(Bar):
    """How far a loading has come: a bar in a terminal, and a line of the log now and then."""

    def __init__(self) -> None:
        super().__init__()
        self._what = ""
        self._began = self._told = time.monotonic()

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show it; log it with the seconds left, as far as they can be told from those spent."""
        super().__call__(what, done, total)
        now = time.monotonic()
        if what != self._what:
            self._what, self._began = what, now
        elif now - self._told >= TELL_EVERY and 0 < done <= total:
            left = (now - self._began) * (total - done) / done
            logs.write(
                "dataset_loading",
                what=what,
                percent=round(100 * done / total),
                seconds_left=round(left),
            )
            self._told = now


_held: dict[Path, _Held] = {}
_lock = threading.Lock()


def _stamp(root: Path) -> Stamp:
    """What tells whether any file of a dataset has changed: name, size and time of each.

    The time is that of the last change of any kind, of who may read it too. Raises OSError where a
    folder cannot be read.
    """
    folders = (root / "data", root / "seeds")
    paths = [path for folder in folders if folder.is_dir() for path in folder.iterdir()]
    paths += [root / name for name in (citation.FILE, citation.LICENCE, *NAMES)]
    found = []
    for path in sorted(paths):
        try:
            about = path.stat()
        except OSError:
            continue
        found.append((path.name, about.st_size, about.st_ctime_ns))
    return tuple(found)


def _of(root: Path) -> _Held:
    with _lock:
        held = _held.setdefault(root, _Held())
    # Statements in bulk take their time: nobody waits for newer ones who has older ones to read.
    behind = held.dataset is not None and held.dataset.bulk
    if held.lock.acquire(blocking=not behind):
        if behind:
            threading.Thread(
                target=_look_in_turn, args=(root, held), name=LOOKING, daemon=True
            ).start()
        else:
            _look_in_turn(root, held)
    return held


def _look_in_turn(root: Path, held: _Held) -> None:
    """Look at the files if it is time to; whoever calls holds the lock, which is given back."""
    try:
        if time.monotonic() - held.looked >= LOOK_EVERY:
            try:
                _look(root, held)
            finally:
                held.looked = time.monotonic()
    finally:
        held.lock.release()


def _look(root: Path, held: _Held) -> None:
    """Load the dataset if its files have changed."""
    try:
        stamp = _stamp(root)
        if stamp == held.stamp:
            return
        held.stamp = stamp
        with Telling() as progress:
            loaded = load(root, progress=progress)
    except DatasetError as error:
        _keep(held, error.problems)
        return
    except OSError as error:
        # Tried again at the next look: no file need change for it to be over.
        held.stamp = None
        said = f"the dataset cannot be read: {error.strerror}; restore it"
        _keep(held, [Problem(root.name, 1, 1, "-", said)])
        return
    held.problems = []
    if held.dataset is None or held.dataset.digest != loaded.digest:
        held.dataset = loaded
        logs.write("dataset_loaded", version=loaded.version)


def _keep(held: _Held, problems: list[Problem]) -> None:
    """Leave the dataset as it is, and tell once what is wrong."""
    if problems != held.problems:
        held.problems = problems
        logs.write("dataset_broken", problems=[str(problem) for problem in problems])


def dataset(root: Path) -> Dataset:
    """The dataset of a folder, the last of its states that loaded.

    Raises DatasetError where none has loaded yet.
    """
    held = _of(root)
    if held.dataset is None:
        raise DatasetError(held.problems)
    return held.dataset


def problems(root: Path) -> list[Problem]:
    """What is wrong with the files as they are, where the dataset that is shown is an older one."""
    return list(_of(root).problems)


def forget() -> None:
    """Forget every dataset: for tests, which change files faster than anybody looks."""
    with _lock:
        _held.clear()
