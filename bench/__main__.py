"""`python -m bench [PART ...]`: measure, print the tables, and write them to bench/README.md."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import signal
import sys
from dataclasses import fields, replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.cold import cold
from bench.growth import plot
from bench.options import Options
from bench.report import put
from bench.scale import growing, scale
from bench.visits import memory, rerun, sessions, start

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.report import Section

README = Path(__file__).with_name("README.md")
GROWTH = README.with_name("growth.svg")
PARTS: dict[str, Callable[[Options], Section]] = {
    "cold": cold,
    "start": start,
    "rerun": rerun,
    "sessions": sessions,
    "memory": memory,
    "scale": scale,
}


def circumstances() -> str:
    """When and on what, without names of machines."""
    versions = ", ".join(
        f"{name} {metadata.version(name)}" for name in ("streamlit", "plotly", "dash", "panel")
    )
    today = dt.datetime.now(dt.UTC).date()
    # Above the number of cores, others were at work too, and times say less.
    busy = f"load {os.getloadavg()[0]:.1f} before the start"
    python = f"Python {platform.python_version()}"
    return f"{today}, {os.cpu_count()} cores, {busy}, {python}, {versions}."


def main(arguments: list[str] | None = None) -> int:
    """Measure the parts that are asked for, all without any; a missed goal is no failure."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--no-record", action="store_true", help="leave bench/README.md as it is")
    for option in fields(Options):
        many = isinstance(option.default, tuple)
        parser.add_argument(
            f"--{option.name.replace('_', '-')}",
            type=float if isinstance(option.default, float) else int,
            nargs="+" if many else None,
            default=option.default,
        )
    given: dict[str, Any] = vars(parser.parse_args(arguments))
    parts, no_record = given.pop("parts") or list(PARTS), given.pop("no_record")
    if unknown := sorted(set(parts) - set(PARTS)):
        parser.error(f"no part is called {unknown[0]}: name some of {', '.join(PARTS)}")
    listed = {name: tuple(value) for name, value in given.items() if isinstance(value, list)}
    options = replace(Options(), **{**given, **listed})
    # However this ends, the servers that it started end too.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    for part in parts:
        print(f"measuring {part} ...", file=sys.stderr)
        section = PARTS[part](options)
        body = f"{circumstances()}\n\n{section.markdown()}"
        print(f"\n## {part}\n\n{body}\n", flush=True)
        if not no_record:
            README.write_text(put(README.read_text("utf-8"), part, body), "utf-8")
            if part == "scale" and len(lines := growing(section)) > 1:
                GROWTH.write_text(plot(lines), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
