"""How far a loading has come."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import pytest

from bench import generated
from models import bulk, checks
from models.progress import Bar

if TYPE_CHECKING:
    from pathlib import Path


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_a_bar_for_each_thing(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = Terminal()
    monkeypatch.setattr(sys, "stderr", seen)
    with Bar() as bar:
        bar("reading", 0, 100)
        bar("reading", 50, 100)
        bar("checking", 25, 100)
    shown = seen.getvalue()
    assert shown.index("reading") < shown.index("50%") < shown.index("checking")
    assert shown.index("checking") < shown.index("25%")


def test_what_is_no_terminal_stays_empty(capsys: pytest.CaptureFixture[str]) -> None:
    with Bar() as bar:
        bar("reading", 50, 100)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("parquet", [False, True], ids=["lines", "parquet"])
def test_a_loading_tells_what_it_does_and_how_far_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, parquet: bool
) -> None:
    monkeypatch.setattr(bulk, "EVERY", 10)
    monkeypatch.setattr(bulk, "_BATCH", 10)
    monkeypatch.setattr(checks, "EVERY", 20)
    root = tmp_path / "made"
    generated.write(root, 40, parquet=parquet)
    (path,) = bulk.files(root)
    told: list[tuple[str, int, int]] = []
    checks.load(root, progress=lambda *said: told.append(said))
    reading = [said for said in told if said[0] == f"reading data/{path.name}"]
    assert len(reading) == 4
    assert [done for _, done, _ in reading] == sorted(done for _, done, _ in reading)
    # The last time all is read: 40 rows, or the bytes of the file.
    _, done, total = reading[-1]
    assert done == total == (40 if parquet else path.stat().st_size)
    # Of 40 the first and the twenty-first.
    assert told[len(reading) :] == [
        ("checking statements", 0, 40),
        ("checking statements", 20, 40),
    ]
