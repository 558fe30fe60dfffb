"""Every code of the data has its words, and no word is left over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import pytest

from analysis import conflicts, derivations, gaps, pairs
from app import words
from models import bulk, records
from models.records import Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def _subclasses(model: type[Statement]) -> Iterator[type[Statement]]:
    for child in model.__subclasses__():
        yield child
        yield from _subclasses(child)


def _codes(annotation: Any) -> Iterator[str]:  # noqa: ANN401 - whatever stands at a field
    """The strings of a Literal, also within an Optional."""
    for part in get_args(annotation):
        if isinstance(part, str):
            yield part
        yield from _codes(part)


def _meanings() -> set[str]:
    fields = [(model, model.meaning_field) for model in _subclasses(Statement)]
    return {
        code
        for model, field in fields
        if field
        for code in _codes(model.model_fields[field].annotation)
    }


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        pytest.param(words.STAGES, records.STAGES, id="stages"),
        pytest.param(words.STAGE_HELP, records.STAGES, id="what stages mean"),
        pytest.param(words.ATTESTATIONS, records.ATTESTATIONS, id="attestations"),
        pytest.param(words.ATTESTATION_HELP, records.ATTESTATIONS, id="what attestations mean"),
        pytest.param(words.KINDS, records.KINDS, id="kinds"),
        pytest.param(words.KIND_HELP, records.KINDS, id="what kinds mean"),
        pytest.param(words.CONFLICTS, conflicts.KINDS, id="conflicts"),
        pytest.param(words.GAPS, gaps.KINDS, id="gaps"),
        pytest.param(words.DERIVATIONS, derivations.RULES, id="derivations"),
        pytest.param(words.VERDICTS, pairs.VERDICTS, id="verdicts"),
        pytest.param(words.STATE_HEADS, words.STATES, id="states"),
        pytest.param(words.UNVERIFIED, bulk.UNVERIFIED, id="why unverified"),
        pytest.param(words.MEANINGS, _meanings(), id="meanings"),
    ],
)
def test_every_code_has_its_words_and_nothing_is_left_over(
    written: dict[str, str], codes: Iterable[str]
) -> None:
    assert set(written) == set(codes)
    assert all(written.values())


def test_meanings_are_found_in_the_models() -> None:
    assert {"pre_money", "total", "down", "conversion_start"} <= _meanings()


def test_of_many_sources_a_line_names_three() -> None:
    few = [f"{n:03}" for n in range(12)]
    assert words.sources(few) == f"sources {', '.join(few)}"
    # Twelve and one more: three are named, ten are not.
    assert words.sources([*few, "012"]) == "sources 000, 001, 002, 10 more"
