"""Turning pydantic's errors into sentences that say what is wrong and how to mend it."""

from __future__ import annotations

import typing
from collections.abc import Iterable
from difflib import get_close_matches

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from models.base import brief


def suggestion(word: str, known: Iterable[str]) -> str:
    """`; did you mean `x`?` where one of `known` is near, else nothing."""
    near = get_close_matches(word[:100], list(known), n=1)
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


def _models_in(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for arg in typing.get_args(annotation) for model in _models_in(arg)]


# What the models' patterns mean that curators meet most.
_FORMS = {
    "^[a-z0-9]+(-[a-z0-9]+)*$": "lower-case letters, digits and single hyphens, such as alder-2",
    "^[a-z]{2}$": "two lower-case letters, such as en",
    "^[0-9a-z-]{1,16}$": "1 to 16 digits, lower-case letters and hyphens, such as 005",
    "^[0-9a-f]{64}$": "64 hexadecimal digits in lower case",
}
# French words whose meaning is not what their letters are nearest to.
_MEANT = {"milliard": "billion", "milliards": "billion", "mille": "thousand"}
_SENTENCES = {
    "missing": "`{key}` is missing: add it",
    "string_pattern_mismatch": "`{key}` is '{given}': write {form}",
    "string_too_short": "`{key}` is empty: write it or remove the key",
    "string_too_long": "`{key}` has {length} characters: shorten it to {longest} at most",
    "too_short": "`{key}` is an empty list: add an entry",
    "string_type": "`{key}` is {shape}: write words",
    "bool_type": "`{key}` is '{given}': write true or false",
    "tuple_type": "`{key}` is {shape}: write a list, each entry after a hyphen",
    "list_type": "`{key}` is {shape}: write a list, each entry after a hyphen",
    "model_type": "`{entry}` is {shape}: write keys and values under it",
    "model_attributes_type": "`{entry}` is {shape}: write keys and values under it",
    "date_parsing": "`{key}` is '{given}': write the day as YYYY-MM-DD",
    "dict_type": "`{entry}` is {shape}: write keys and values under it",
}


def explain(error: ErrorDetails, model: type[BaseModel]) -> str:
    """One sentence: what is wrong with the value at `error["loc"]`, and the fix."""
    path = error["loc"]
    key = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
    given = error["input"]
    pattern = error.get("ctx", {}).get("pattern", "")
    if sentence := _SENTENCES.get(error["type"]):
        return sentence.format(
            key=key,
            entry=key or "the entry",
            given=brief(given),
            length=len(str(given)),
            longest=error.get("ctx", {}).get("max_length"),
            shape=_shape(given),
            form=_FORMS.get(pattern, f"it in the form {pattern}"),
        )
    if error["type"] == "extra_forbidden":
        around = _model_at(model, path[:-1])
        fields = [name for name in around.model_fields if name != "kind"] if around else []
        hint = suggestion(str(path[-1]), fields)
        return (
            f"unknown key `{brief(path[-1])}`: remove it, or use one of {', '.join(fields)}{hint}"
        )
    if error["type"] == "literal_error":
        allowed = error["ctx"]["expected"].replace(" or ", ", ").replace("'", "")
        hint = suggestion(_MEANT.get(str(given), str(given)), allowed.split(", "))
        return f"`{key}` is '{brief(given)}': write one of {allowed}{hint}"
    message = error["msg"].removeprefix("Value error, ")
    # Of an entry of a list the message itself says which keys are wrong.
    return f"`{key}`: {message}" if key and isinstance(path[-1], str) else message


def _shape(value: object) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return str(value).lower()
    return f"'{brief(value)}'" if value != "" else "empty"
