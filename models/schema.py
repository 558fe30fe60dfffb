"""JSON Schemas of the files in data/ and seeds/, for editors: completion and an explanation.

Where a field names a party, a record, a source or an outlet, the schema lists those of the dataset
beside the form that any such id has: an editor completes the ones that there are, and takes a new
one that is added in the same edit. Whether it is there is for `check` to say.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from models.loading import Draft, read_draft
from models.parties import Party
from models.records import FILES
from models.sources import Source

FOLDER = Path("data") / "schemas"


def _list_of(model: type[BaseModel]) -> dict[str, Any]:
    schema = model.model_json_schema()
    definitions = schema.pop("$defs", {})
    # The file says the kind; a curator never writes it.
    schema["properties"].pop("kind", None)
    return {"type": "array", "items": schema, "$defs": definitions}


def _known(draft: Draft) -> dict[str, list[str]]:
    outlets = {outlet for source in draft.sources.values() for outlet in source.upstream}
    return {
        "parties": sorted(draft.parties),
        "records": sorted(draft.records),
        "sources": sorted(draft.sources),
        "outlets": sorted(outlets),
    }


def _with_ids(part: Any, known: dict[str, list[str]]) -> Any:  # noqa: ANN401 - JSON is of any type
    """The schema with the ids that there are wherever a field names one (`ids`)."""
    if isinstance(part, list):
        return [_with_ids(inner, known) for inner in part]
    if not isinstance(part, dict):
        return part
    made = {key: _with_ids(inner, known) for key, inner in part.items() if key != "ids"}
    if isinstance(part.get("ids"), str) and known[part["ids"]]:
        about = {key: made.pop(key) for key in ("description", "title") if key in made}
        return {"anyOf": [{"enum": known[part["ids"]]}, made], **about}
    return made


def schemas(draft: Draft | None = None) -> dict[str, dict[str, Any]]:
    """One schema a file, by the file's name without its ending; `source` is that of a card.

    Without a draft, whose ids are listed for editors, they are those of any dataset.
    """
    lists: dict[str, type[BaseModel]] = {"parties": Party, **FILES}
    found = {name: _list_of(model) for name, model in lists.items()}
    found["source"] = Source.model_json_schema()
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    known = _known(draft or Draft(Path()))
    return {name: dialect | _with_ids(schema, known) for name, schema in found.items()}


def bundle() -> dict[str, Any]:
    """All of them in one document: each keeps an identity of its own, so that its references hold.

    A compound document of JSON Schema 2020-12, section 9.3.
    """
    within = {name: {"$id": f"{name}.json", **schema} for name, schema in schemas().items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The files of a dataset: data/*.yaml, and seeds/*.yaml by `source`",
        "$defs": within,
    }


def write(root: Path) -> list[Path]:
    """Write them to data/schemas/ under `root` and return the files' paths.

    An entry that cannot be read is not among the ids that are completed.
    """
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, schema in schemas(read_draft(root)).items():
        path = folder / f"{name}.json"
        path.write_text(json.dumps(schema, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        paths.append(path)
    return paths
