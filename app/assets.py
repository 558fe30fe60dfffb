"""Streamlit's own files: what a page needs of them at once, and each of them compressed once.

Streamlit's document names the scripts that every page needs. Those of charts, tables and controls
are asked for one round trip after another, as the script's answers come, and the largest, plotly's,
last of all. Named in the document too, they come while Streamlit's own are still on their way.
"""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

import streamlit as st

from app import compressing

STATIC: Final = Path(st.__file__).resolve().parent / "static"
INDEX: Final = STATIC / "index.html"
COMPRESSIBLE: Final = frozenset({".js", ".css", ".svg", ".json"})
CONTROLS: Final = ("Html", "PageLink", "Selectbox", "DateInput", "ButtonGroup", "Button")
"""The components that stand on every page."""
CHART: Final = "PlotlyChart"
DRAWN: Final = (CHART, "Table", "DownloadButton")
"""Those of most pages' own parts; what else a page has comes when it is drawn."""

_INDENT: Final = "\n    "
_SCRIPTS: Final = STATIC / "static" / "js"
_NAMED: Final = re.compile(r'"[.]/(static/[^"]+)"')
# What a script imports before it runs; what it imports later is a call, `import("./...")`.
_IMPORTED: Final = re.compile(rb"""(?:from|import)["'][.]/([\w.-]+[.]js)["']""")


@cache
def script(component: str) -> Path | None:
    """The script of one of Streamlit's components; None where this release calls it otherwise."""
    found = [*_SCRIPTS.glob(f"{component}.*.js")]
    return found[0] if len(found) == 1 else None


@cache
def needed(*, chart: bool) -> tuple[str, ...]:
    """What a page needs beyond what Streamlit's document names, with a chart or without.

    Paths below `STATIC`, each once, the largest first. A component that is not found is left out:
    its script comes later then, as without us.
    """
    components = [*CONTROLS, *(name for name in DRAWN if chart or name != CHART)]
    waiting = [path for name in components if (path := script(name))]
    found: set[Path] = set()
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            imported = [_SCRIPTS / name.decode() for name in _IMPORTED.findall(path.read_bytes())]
            waiting += [there for there in imported if there.is_file()]
    more = found - set(named())
    ordered = sorted(more, key=lambda path: (-path.stat().st_size, path.name))
    return tuple(str(path.relative_to(STATIC)) for path in ordered)


@cache
def named() -> tuple[Path, ...]:
    """The files that Streamlit's document names itself, in its order."""
    return tuple(STATIC / name for name in _NAMED.findall(INDEX.read_text(encoding="utf-8")))


def hints(*, chart: bool) -> tuple[str, str]:
    """The links that name the scripts a page needs soon: for a head's beginning and for its end.

    The chart's own script begins with Streamlit's first, on one of a browser's six connections: the
    others have many small files to wait for, so that it comes meanwhile. All else waits until
    nothing more urgent does. With `crossorigin`, as Streamlit asks for them itself: a browser takes
    what it has only where both ask alike.
    """
    drawing = script(CHART) if chart else None
    early = [path for path in needed(chart=chart) if drawing and path.endswith(drawing.name)]
    late = [path for path in needed(chart=chart) if path not in early]
    link = '<link rel="modulepreload" crossorigin{} href="./{}">'
    return (
        _INDENT.join(link.format("", path) for path in early),
        _INDENT.join(link.format(' fetchpriority="low"', path) for path in late),
    )


def first() -> list[Path]:
    """The files to compress before anybody asks for them: all that a page needs."""
    paths = [*named(), *(STATIC / name for name in needed(chart=True))]
    return [path for path in paths if path.suffix in COMPRESSIBLE]


_kept: dict[Path, bytes] = {}


def compressed(path: Path) -> bytes:
    """A file as brotli; it is compressed once, when it is first asked for or by `Compressor`."""
    if path not in _kept:
        _kept[path] = compressing.compressed(path)
    return _kept[path]


class Compressor:
    """Compresses files in a process of its own, beside all else that a start does.

    There its working memory, five times what is compressed, ends with it.
    """

    def __init__(self, paths: list[Path]) -> None:
        """Begin."""
        self._paths = paths
        # Isolated: the folder of the file does not stand on the import path.
        command = [sys.executable, "-I", compressing.__file__, *map(str, paths)]
        self._process: subprocess.Popen[bytes] | None = None
        with suppress(OSError):
            self._process = subprocess.Popen(  # noqa: S603 - this Python, and files of Streamlit's
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )

    def finish(self) -> None:
        """Wait for the files, and keep them; if it failed, each is compressed when asked for."""
        if self._process is None:
            return
        output, _ = self._process.communicate()
        if self._process.returncode == 0:
            _kept.update(zip(self._paths, compressing.read(output), strict=True))
