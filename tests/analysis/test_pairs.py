"""Statement beside statement: each test's table is its dataset, the verdicts worked out by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from analysis import frames
from analysis.pairs import COLUMNS, pairs

if TYPE_CHECKING:
    import pandas as pd

    from models.loading import Dataset


class Made(Protocol):
    """The fixture of conftest.py: a dataset made of the table in the test's docstring."""

    @property
    def records(self) -> pd.DataFrame: ...
    @property
    def statements(self) -> pd.DataFrame: ...


def verdicts(made: Made) -> dict[tuple[str, str], tuple[str, str, bool]]:
    """What stands beside what: (source, other) to (verdict, conflicts, independent)."""
    found = pairs(made.records, made.statements)
    return {
        (row["source_id"], row["source_id_other"]): (
            row["verdict"],
            row["conflicts"],
            row["independent"],
        )
        for row in found.to_dict("records")
    }


def test_each_pair_is_judged_alone_and_from_both_sides(made: Made) -> None:
    """
    record | source | bounds
    deal   | a      | 15-25
    deal   | b      | <=25
    deal   | c      | 30
    """
    assert verdicts(made) == {
        ("a", "b"): ("compatible", "", True),
        ("b", "a"): ("compatible", "", True),
        ("a", "c"): ("conflict", "amount", True),
        ("c", "a"): ("conflict", "amount", True),
        ("b", "c"): ("conflict", "amount", True),
        ("c", "b"): ("conflict", "amount", True),
    }


def test_two_that_repeat_one_outlet_are_one_voice(made: Made) -> None:
    """
    record | source | bounds | upstream
    deal   | a      | 15     | Gazette
    deal   | b      | 15     | Gazette
    deal   | c      | 15     |
    """
    found = verdicts(made)
    assert found["a", "b"] == ("same", "", False)
    assert found["a", "c"] == ("same", "", True)


def test_an_outlet_that_a_third_article_names_joins_two(made: Made) -> None:
    """
    record | source | bounds | upstream
    deal   | a      | 15     | Gazette
    deal   | b      | 15     | Gazette;Herald
    deal   | c      | 15     | Herald
    deal   | d      | 15     |
    """
    found = verdicts(made)
    assert found["a", "c"] == ("same", "", False)
    assert found["a", "d"] == ("same", "", True)


def test_a_date_that_one_of_two_gives_is_no_difference(made: Made) -> None:
    """
    record | source | bounds | event
    deal   | a      | 15     | 2025
    deal   | b      | 15     |
    deal   | c      | 15     | 2025-03
    """
    found = verdicts(made)
    assert found["a", "b"] == ("same", "", True)
    assert found["a", "c"] == ("compatible", "", True)


def test_about_is_within_tolerance_and_an_excluded_bound_is_not(made: Made) -> None:
    """
    record | kind     | source | bounds | unit
    near   | capacity | a      | ~300   | MW
    near   |          | b      | 290    | MW
    later  | capacity | c      | >240   | MW
    later  |          | d      | <=240  | MW
    """
    found = verdicts(made)
    assert found["a", "b"] == ("tolerance", "", True)
    assert found["c", "d"] == ("conflict", "bound", True)


def test_an_article_can_part_with_itself(made: Made) -> None:
    """
    record | source | bounds
    deal   | a      | 15
    deal   | a      | 19
    """
    assert verdicts(made) == {("a", "a"): ("conflict", "amount", False)}


def test_a_single_statement_has_nothing_beside_it(made: Made) -> None:
    """
    record | source | bounds
    deal   | a      | 15
    """
    found = pairs(made.records, made.statements)
    assert found.empty
    assert tuple(found.columns) == COLUMNS


def test_our_own_sources(ours: Dataset) -> None:
    found = pairs(frames.records(ours), frames.statements(ours))
    stargate = found[found["record_id"].eq("softbank-into-stargate")]
    assert stargate["verdict"].tolist() == ["conflict", "conflict"]
    new = found[found["record_id"].eq("softbank-into-openai")]
    assert new["verdict"].tolist() == ["compatible", "compatible"]
    assert new["independent"].all()
