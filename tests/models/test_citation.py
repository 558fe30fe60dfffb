"""How a dataset is cited, and the version and digest that follow from it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from models.checks import load, problems

if TYPE_CHECKING:
    from pathlib import Path

CFF = """\
cff-version: 1.2.0
message: Please cite it.
title: Pledges
abstract: Who promised what.
version: 2.0.1
date-released: 2025-03-14
license: CC-BY-4.0
authors:
  - name: A newsroom
  - given-names: Ada
    family-names: Lovelace
"""


def test_the_standards_keys_are_read_and_its_others_may_stand_there(dataset_copy: Path) -> None:
    (dataset_copy / "CITATION.cff").write_text(CFF, encoding="utf-8")
    cited = load(dataset_copy).citation
    assert cited is not None
    assert (cited.title, cited.version, cited.license) == ("Pledges", "2.0.1", "CC-BY-4.0")
    assert cited.date_released == dt.date(2025, 3, 14)
    assert cited.credit == "A newsroom, Ada Lovelace"


def test_a_dataset_may_be_without(dataset_copy: Path) -> None:
    (dataset_copy / "CITATION.cff").unlink(missing_ok=True)
    found = load(dataset_copy)
    assert found.citation is None
    assert found.version == f"0.0.0+{found.digest[:8]}"


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("title: Pledges\n", "", 1, "`title` is missing: add it"),
        ("2.0.1", "two", 5, "`version` is 'two': write it in the form"),
        ("2025-03-14", "14 March 2025", 6, "`date-released` is '14 March 2025': write the day as"),
        ("title: Pledges", "title: [Pledges]", 3, "`title` is a list: write words"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    dataset_copy: Path, old: str, new: str, line: int, said: str
) -> None:
    (dataset_copy / "CITATION.cff").write_text(CFF.replace(old, new), encoding="utf-8")
    (found,) = problems(dataset_copy)
    assert (found.file, found.line) == ("CITATION.cff", line)
    assert said in found.message


def test_the_digest_follows_what_is_said_and_not_how_it_is_laid_out(dataset_copy: Path) -> None:
    first = load(dataset_copy).digest
    parties = dataset_copy / "data" / "parties.yaml"
    text = parties.read_text("utf-8")
    parties.write_text(text + "# nothing new\n", encoding="utf-8")
    assert load(dataset_copy).digest == first
    parties.write_text(text.replace("country: JP", "country: US", 1), encoding="utf-8")
    assert load(dataset_copy).digest != first
