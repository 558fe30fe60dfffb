from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from models import schema
from models.loading import OWN_DATASET
from models.records import FILES

if TYPE_CHECKING:
    from pathlib import Path

NAMES = {*FILES, "parties", "source"}


def objects(part: object) -> list[dict[str, Any]]:
    """Every mapping within a schema."""
    if isinstance(part, dict):
        return [part, *(found for inner in part.values() for found in objects(inner))]
    return [found for inner in part for found in objects(inner)] if isinstance(part, list) else []


def test_there_is_a_schema_for_each_file() -> None:
    assert set(schema.schemas()) == NAMES


def test_the_files_for_editors_are_those_of_the_models() -> None:
    """Run `make schema` where this fails."""
    folder = OWN_DATASET / schema.FOLDER
    written = {path.stem: json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")}
    assert written == schema.schemas()


def test_they_are_written_below_the_dataset(tmp_path: Path) -> None:
    paths = schema.write(tmp_path)
    assert {path.relative_to(tmp_path).as_posix() for path in paths} == {
        f"data/schemas/{name}.json" for name in NAMES
    }
    for path in paths:
        own = OWN_DATASET / path.relative_to(tmp_path)
        assert path.read_text("utf-8") == own.read_text("utf-8")


@pytest.mark.parametrize(
    "path",
    [*(OWN_DATASET / "data").glob("*.yaml"), *(OWN_DATASET / "seeds").glob("*.yaml")],
    ids=lambda path: path.name,
)
def test_each_file_names_its_schema_in_its_first_line(path: Path) -> None:
    first = path.read_text("utf-8").splitlines()[0]
    named = first.removeprefix("# yaml-language-server: $schema=")
    assert named != first
    stem = path.stem if path.parent.name == "data" else "source"
    assert (path.parent / named).resolve() == OWN_DATASET / schema.FOLDER / f"{stem}.json"


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_key_is_explained_and_no_other_is_allowed(name: str) -> None:
    made = schema.schemas()[name]
    closed = [part for part in objects(made) if part.get("type") == "object"]
    assert closed
    for part in closed:
        assert part["additionalProperties"] is False
        for key, value in part["properties"].items():
            assert value.get("description"), key


def test_no_file_says_its_kind() -> None:
    for name in FILES:
        assert "kind" not in schema.schemas()[name]["items"]["properties"]


def test_a_bare_year_and_a_plain_number_are_allowed() -> None:
    """Editors read `event: 2015` and `exact: 15` as numbers, and the loader as written."""
    definitions = schema.schemas()["investments"]["$defs"]
    event = definitions["MoneyStatement"]["properties"]["event"]["anyOf"][0]
    exact = definitions["Money"]["properties"]["exact"]["anyOf"][0]
    assert set(event["type"]) == {"string", "integer"}
    assert set(exact["type"]) == {"string", "number"}
