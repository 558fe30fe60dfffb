"""Brotli for files that are sent as they are; as a command, for those that it is given.

It imports nothing of ours: `app.assets` runs it in a process of its own.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import brotli

if TYPE_CHECKING:
    from collections.abc import Iterator

QUALITY: Final = 9
"""Of 11: the last tenth of a script takes fifteen times as long."""
_SIZE: Final = 4
"""Bytes of the number that stands before each file of the output."""


def compressed(path: Path) -> bytes:
    """A file as brotli. Raises OSError."""
    made: bytes = brotli.compress(path.read_bytes(), quality=QUALITY)
    return made


def read(output: bytes) -> Iterator[bytes]:
    """The compressed files in the command's output, in the order of its arguments."""
    place = 0
    while place < len(output):
        start = place + _SIZE
        place = start + int.from_bytes(output[place:start], "big")
        yield output[start:place]


def main(paths: list[str]) -> None:
    """Write each file compressed, and its length before it, when all are done."""
    # Not one by one: nobody reads until the server is ready, and a pipe holds little.
    made = [compressed(Path(path)) for path in paths]
    for content in made:
        sys.stdout.buffer.write(len(content).to_bytes(_SIZE, "big") + content)


if __name__ == "__main__":
    main(sys.argv[1:])
