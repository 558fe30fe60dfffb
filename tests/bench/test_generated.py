"""Datasets to measure with: valid, verified, of the size asked for, and the same each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench import generated
from models.checks import load

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("size", [50, 102])
def test_it_loads_and_every_quote_is_verified(tmp_path: Path, size: int) -> None:
    generated.write(tmp_path / "made", size)
    dataset = load(tmp_path / "made")
    assert sum(len(record.statements) for record in dataset.records.values()) == size
    # Four statements a record; the last record has what is left: 50 = 12 * 4 + 2, 102 = 25 * 4 + 2.
    assert len(dataset.records) == size // 4 + 1
    assert dataset.unverified == {}
    assert len(dataset.spans) == size


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        generated.write(tmp_path / name, 40, seed)
    first, same, other = (
        {path.name: path.read_bytes() for path in (tmp_path / name).rglob("*.*")} for name in "abc"
    )
    assert first == same
    assert first["statements.jsonl"] != other["statements.jsonl"]
