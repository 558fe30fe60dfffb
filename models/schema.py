"""JSON Schemas of the files in data/ and seeds/, for editors: completion and an explanation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

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


def schemas() -> dict[str, dict[str, Any]]:
    """One schema a file, by the file's name without its ending; `source` is that of a card."""
    lists: dict[str, type[BaseModel]] = {"parties": Party, **FILES}
    found = {name: _list_of(model) for name, model in lists.items()}
    found["source"] = Source.model_json_schema()
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return {name: dialect | schema for name, schema in found.items()}


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
    """Write them to data/schemas/ under `root` and return the files' paths."""
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, schema in schemas().items():
        path = folder / f"{name}.json"
        path.write_text(json.dumps(schema, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        paths.append(path)
    return paths
