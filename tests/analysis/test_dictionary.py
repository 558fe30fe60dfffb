"""The data dictionary names every published column, in the files' order, and nothing else."""

from __future__ import annotations

import pytest

from analysis import dictionary, exports, frames


@pytest.mark.parametrize(
    ("columns", "published"),
    [
        pytest.param(dictionary.STATEMENTS, frames.STATEMENT_COLUMNS, id="statements"),
        pytest.param(dictionary.RECORDS, exports.RECORD_COLUMNS, id="records"),
    ],
)
def test_it_is_complete(columns: tuple[dictionary.Column, ...], published: tuple[str, ...]) -> None:
    assert tuple(column.name for column in columns) == published


@pytest.mark.parametrize("column", [*dictionary.STATEMENTS, *dictionary.RECORDS])
def test_every_column_says_what_it_means(column: dictionary.Column) -> None:
    assert column.meaning.endswith(".")
    assert column.type in {"string", "number", "integer", "boolean", "date", "list"}


def test_a_number_has_a_unit_unless_it_is_a_rate() -> None:
    without = {
        column.name
        for column in (*dictionary.STATEMENTS, *dictionary.RECORDS)
        if column.type in {"number", "integer"} and not column.unit
    }
    assert without == {"rate"}
