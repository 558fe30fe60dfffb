"""bench/README.md has a place for each part, and nothing of the machine that measured."""

from __future__ import annotations

import re
from pathlib import Path

README = Path(__file__).resolve().parents[2] / "bench" / "README.md"


def test_each_part_has_its_place() -> None:
    text = README.read_text(encoding="utf-8")
    parts = re.findall(r"<!-- (\w+) -->", text)
    assert parts == ["cold", "start", "rerun", "sessions", "memory", "scale"]
    assert re.findall(r"<!-- /(\w+) -->", text) == parts
    assert [part for part in parts if f"| `{part}` |" not in text] == []


def test_no_path_of_a_machine_stands_there() -> None:
    assert re.findall(r"(?:/home|/tmp|/root|/usr|/work)\b\S*", README.read_text("utf-8")) == []
