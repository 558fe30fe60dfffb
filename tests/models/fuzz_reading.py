"""Coverage-guided fuzzing of the YAML walk: whatever a file holds, it is read or told.

    pip install atheris
    python tests/models/fuzz_reading.py -max_total_time=60

Not a test of the suite: atheris has no wheels for every Python and system that the project runs on,
and finds more the longer it runs. What it finds becomes a line of wrong_inputs.yaml.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
with atheris.instrument_imports():
    from models.reading import UnreadableError, read

PATH = Path(tempfile.mkdtemp()) / "x.yaml"


def walk(content: bytes) -> None:
    """Read the bytes as a file: anything but a document or a list of problems is a finding."""
    PATH.write_bytes(content)
    found = []
    try:
        document = read(PATH, "x.yaml")
        for path in document.places:
            document.at(path)
    except UnreadableError as error:
        found = error.problems
    for problem in found:
        assert len(str(problem).splitlines()) == 1
        str(problem).encode("utf-8")


if __name__ == "__main__":
    atheris.Setup(sys.argv, walk)
    atheris.Fuzz()
