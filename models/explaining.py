"""Turning pydantic's errors into sentences that say what is wrong and how to mend it."""

from __future__ import annotations

import typing
from collections.abc import Iterable
from difflib import get_close_matches

from pydantic import BaseModel
from pydantic_core import ErrorDetails


def suggestion(word: str, known: Iterable[str]) -> str:
    """`; did you mean `x`?` where one of `known` is near, else nothing."""
    near = get_close_matches(word, list(known), n=1)
    return f"; did you mean `{near[0]}`?" if near else ""


def _model_at(model: type[BaseModel], path: tuple[str | int, ...]) -> type[BaseModel] | None:
    """The model whose keys stand at `path` within `model`."""
    for step in path:
        if isinstance(step, int):
            continue
        field = model.model_fields.get(step)
        inner = _models_in(field.annotation) if field else []
        if not inner:
            return None
        model = inner[0]
    return model


def _models_in(annotation: typing.Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for arg in typing.get_args(annotation) for model in _models_in(arg)]


def explain(error: ErrorDetails, model: type[BaseModel]) -> str:
    """One sentence: what is wrong with the value at `error["loc"]`, and the fix."""
    path = error["loc"]
    key = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
    given = error["input"]
    match error["type"]:
        case "missing":
            return f"`{key}` is missing: add it"
        case "extra_forbidden":
            around = _model_at(model, path[:-1])
            fields = [name for name in around.model_fields if name != "kind"] if around else []
            hint = suggestion(str(path[-1]), fields)
            return f"unknown key `{path[-1]}`: remove it, or use one of {', '.join(fields)}{hint}"
        case "literal_error":
            allowed = error["ctx"]["expected"].replace(" or ", ", ").replace("'", "")
            hint = suggestion(str(given), allowed.split(", "))
            return f"`{key}` is '{given}': write one of {allowed}{hint}"
        case "string_pattern_mismatch":
            pattern = error["ctx"]["pattern"]
            return f"`{key}` is '{given}': write it in the form {pattern}"
        case "string_too_short":
            return f"`{key}` is empty: write it or remove the key"
        case "too_short":
            return f"`{key}` is an empty list: add an entry"
        case "string_type":
            return f"`{key}` is {_shape(given)}: write words"
        case "bool_type":
            return f"`{key}` is '{given}': write true or false"
        case "tuple_type" | "list_type":
            return f"`{key}` is {_shape(given)}: write a list, each entry after a hyphen"
        case "model_type" | "model_attributes_type" | "dict_type":
            return f"`{key or 'the entry'}` is {_shape(given)}: write keys and values under it"
        case _:
            message = error["msg"].removeprefix("Value error, ")
            return f"`{key}`: {message}" if key else message


def _shape(value: object) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return f"'{value}'" if value != "" else "empty"
