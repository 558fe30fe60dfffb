from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from models import schema
from models.loading import OWN_DATASET, read_draft
from models.records import FILES

if TYPE_CHECKING:
    from pathlib import Path

NAMES = {*FILES, "parties", "source"}
OURS = schema.schemas(read_draft(OWN_DATASET))


def objects(part: object) -> list[dict[str, Any]]:
    """Every mapping within a schema."""
    if isinstance(part, dict):
        return [part, *(found for inner in part.values() for found in objects(inner))]
    return [found for inner in part for found in objects(inner)] if isinstance(part, list) else []


def test_there_is_a_schema_for_each_file() -> None:
    assert set(OURS) == NAMES


def test_the_files_for_editors_are_those_of_the_models() -> None:
    """Run `make schema` where this fails."""
    folder = OWN_DATASET / schema.FOLDER
    written = {path.stem: json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")}
    assert written == OURS


def test_they_are_written_below_the_dataset(dataset_copy: Path) -> None:
    written = {path: path.read_bytes() for path in dataset_copy.glob("data/schemas/*")}
    for path in written:
        path.unlink()
    assert set(schema.write(dataset_copy)) == set(written)
    assert {path: path.read_bytes() for path in written} == written
    assert {path.stem for path in written} == NAMES


def test_there_are_schemas_of_a_dataset_without_anything(tmp_path: Path) -> None:
    schema.write(tmp_path)
    made = json.loads((tmp_path / schema.FOLDER / "stakes.json").read_text())
    # No id to complete: its form alone.
    assert made["items"]["properties"]["holder"]["type"] == "string"
    assert "anyOf" not in made["items"]["properties"]["holder"]


def test_ids_of_the_dataset_are_completed_and_new_ones_are_taken() -> None:
    stake = OURS["stakes"]["items"]["properties"]
    holder = stake["holder"]
    known, form = holder["anyOf"]
    assert {"softbank", "openai", "stargate"} <= set(known["enum"])
    assert form["pattern"] == stake["id"]["pattern"]
    assert holder["description"] == "Who holds it."
    # One's own id is new: nothing is completed.
    assert "anyOf" not in stake["id"]
    statement = OURS["stakes"]["$defs"]["StakeStatement"]["properties"]
    assert statement["source"]["anyOf"][0]["enum"] == ["000", "001", "002", "003", "004"]
    outlets = statement["upstream"]["items"]["anyOf"][0]["enum"]
    assert outlets == ["Nikkei", "Reuters", "TechCrunch", "The Information"]
    part_of = stake["part_of"]["anyOf"][0]["anyOf"][0]["enum"]
    assert "stargate-programme" in part_of
    assert part_of == sorted(read_draft(OWN_DATASET).records)
    partners = OURS["partnerships"]["$defs"]["PartnershipStatement"]["properties"]["partners"]
    assert "mgx" in partners["items"]["anyOf"][0]["enum"]


def test_every_field_that_refers_to_something_is_completed() -> None:
    """Of the fields whose form is an id, only `id` itself has no list."""
    pattern = OURS["stakes"]["items"]["properties"]["id"]["pattern"]
    for name in FILES:
        properties = OURS[name]["items"]["properties"]
        assert [key for key, value in properties.items() if value.get("pattern") == pattern] == [
            "id"
        ]


def test_an_editor_takes_our_files(dataset_copy: Path) -> None:
    """As editors check them: with an id that is new, and without a word that no kind has."""
    jsonschema = pytest.importorskip("jsonschema")
    for name in NAMES - {"source"}:
        value = yaml.safe_load((dataset_copy / "data" / f"{name}.yaml").read_text())
        jsonschema.validate(_as_json(value), OURS[name])
    for path in dataset_copy.glob("seeds/*.yaml"):
        jsonschema.validate(_as_json(yaml.safe_load(path.read_text())), OURS["source"])
    stakes = yaml.safe_load((dataset_copy / "data" / "stakes.yaml").read_text())
    stakes[0]["holder"] = "a-new-party"
    jsonschema.validate(_as_json(stakes), OURS["stakes"])
    stakes[0]["holder"] = "No id"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(_as_json(stakes), OURS["stakes"])


def _as_json(value: object) -> object:
    """Dates, which YAML reads, as an editor takes them: words."""
    return json.loads(json.dumps(value, default=str))


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
    made = OURS[name]
    closed = [part for part in objects(made) if part.get("type") == "object"]
    assert closed
    for part in closed:
        assert part["additionalProperties"] is False
        for key, value in part["properties"].items():
            assert value.get("description"), key


def test_no_file_says_its_kind() -> None:
    for name in FILES:
        assert "kind" not in OURS[name]["items"]["properties"]


def test_a_bare_year_and_a_plain_number_are_allowed() -> None:
    """Editors read `event: 2015` and `exact: 15` as numbers, and the loader as written."""
    definitions = OURS["investments"]["$defs"]
    event = definitions["MoneyStatement"]["properties"]["event"]["anyOf"][0]
    exact = definitions["Money"]["properties"]["exact"]["anyOf"][0]
    assert set(event["type"]) == {"string", "integer"}
    assert set(exact["type"]) == {"string", "number"}
