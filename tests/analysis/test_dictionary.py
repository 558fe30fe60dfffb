"""The data dictionary names every published column, in the files' order, and nothing else."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from analysis import conflicts, derivations, dictionary, exports, gaps, snapshot, totals

if TYPE_CHECKING:
    from models.loading import Dataset
    from tests.analysis.conftest import Made

every_table = pytest.mark.parametrize(
    "table", list(dictionary.TABLES.values()), ids=list(dictionary.TABLES)
)


def column(table: str, name: str) -> dictionary.Column:
    found = [one for one in dictionary.TABLES[table].columns if one.name == name]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("view", "filters"),
    [
        pytest.param({}, {}, id="all of it"),
        pytest.param({"currency": "JPY"}, {}, id="in yen"),
        pytest.param({"as_of": dt.date(2025, 2, 1)}, {}, id="as of 1 February"),
        pytest.param({"as_of": dt.date(2024, 12, 31)}, {}, id="before the first article"),
        pytest.param({}, {"party": "softbank"}, id="of one party"),
        pytest.param({}, {"stages": ("in_talks",)}, id="at one stage"),
    ],
)
def test_its_columns_are_those_of_every_file(
    ours: Dataset, view: dict[str, Any], filters: dict[str, Any]
) -> None:
    taken = snapshot.take(ours, **view)
    records = snapshot.choose(taken.records, **filters) if filters else None
    published = exports.tables(taken, records)
    assert list(published) == list(dictionary.TABLES)
    for name, table in published.items():
        header = exports.to_csv(table).split("\n", 1)[0].split(",")
        assert [one.name for one in dictionary.TABLES[name].columns] == header, name


def test_short_names_of_the_first_two_tables() -> None:
    assert dictionary.TABLES["statements"].columns is dictionary.STATEMENTS
    assert dictionary.TABLES["records"].columns is dictionary.RECORDS


@every_table
def test_every_table_says_what_it_holds(table: dictionary.Table) -> None:
    """In a line that stands behind its name: no capital, no full stop."""
    assert dictionary.TABLES[table.name] is table
    assert table.title
    assert table.meaning[0].islower()
    assert not table.meaning.endswith(".")


@every_table
def test_every_column_says_what_it_means(table: dictionary.Table) -> None:
    for one in table.columns:
        assert one.meaning.endswith("."), one.name
        assert one.type in {"string", "number", "integer", "boolean", "date", "list"}, one.name


@every_table
def test_every_number_has_a_unit(table: dictionary.Table) -> None:
    without = {one.name for one in table.columns if not one.unit}
    numbers = {one.name for one in table.columns if one.type in {"number", "integer"}}
    assert not without & numbers


@every_table
def test_only_words_have_codes_and_patterns(table: dictionary.Table) -> None:
    for one in table.columns:
        assert one.type in {"string", "list"} or not (one.codes or one.pattern), one.name
        # A schema's patterns are of whole values: marks for the ends would be characters.
        assert not set("^$") & set(one.pattern), one.name
        # Codes tell what they mean all or none.
        assert len({bool(meaning) for meaning in one.codes.values()}) < 2, one.name


@every_table
def test_keys_and_references_are_of_columns_that_there_are(table: dictionary.Table) -> None:
    columns = {one.name: one for one in table.columns}
    assert all(columns[name].required for name in table.key)
    for reference in table.references:
        other = dictionary.TABLES[reference.table]
        types = {one.name: one.type for one in other.columns}
        pairs = zip(reference.columns, reference.to, strict=True)
        assert all(columns[name].type == types[to] for name, to in pairs)
        # Whoever looks it up finds one row.
        assert reference.to == other.key


# Codes -----------------------------------------------------------------------


def test_codes_are_the_models_and_the_analysis_own() -> None:
    """The lists that the models print in their docstrings, read there by hand."""
    stages = ["in_talks", "pledged", "committed", "completed", "projected", "goal"]
    for table, name in (
        ("statements", "stage"),
        ("records", "stage"),
        ("records", "stages"),
        ("totals", "stage"),
    ):
        assert list(column(table, name).codes) == stages
    attestations = ["official", "outlet", "unattributed"]
    assert list(column("statements", "attestation").codes) == attestations
    assert list(column("statements", "measure").codes) == ["money", "share", "quantity"]
    types = ["company", "fund", "venture", "government", "site"]
    assert list(column("parties", "type").codes) == types
    assert list(column("sources", "published_basis").codes) == ["printed", "inferred"]
    assert list(column("conflicts", "conflict").codes) == list(conflicts.KINDS)
    assert column("gaps", "gap").codes == gaps.KINDS
    assert column("ledgers", "reason").codes == totals.REASONS
    assert list(column("derivations", "derivation").codes) == list(derivations.RULES)
    # 42 currencies, percent, and kW, MW, GW, year, month, server, site, multiple.
    assert len(column("statements", "unit").codes) == 42 + 1 + 8
    assert len(column("totals", "unit").codes) == 42


def test_every_state_of_a_record(made: Made) -> None:
    """15 and 19 contest each other; two articles say 5; one alone says 1.

    record | source | bounds
    apart  | a      | 15
    apart  | b      | 19
    alike  | a      | 5
    alike  | b      | 5
    alone  | a      | 1
    """
    agreed = made.agreed()
    states = conflicts.concurrence(agreed, made.conflicts())
    assert states.to_dict() == {"apart": "contested", "alike": "concurring", "alone": "single"}
    assert set(column("records", "state").codes) == set(states)


def test_every_verdict_on_a_claim(made: Made) -> None:
    """10 and 5 are 15.

    record | bounds | includes
    one    | 10     |
    other  | 5      |
    silent |        |
    over   | 16     | one other
    under  | 14     | one other
    even   | 15     | one other
    unsaid | 15     | one silent
    """
    verdicts = totals.claims(made.agreed())["verdict"]
    expected = {"over": "above", "under": "below", "even": "within", "unsaid": "open"}
    assert verdicts.to_dict() == expected
    assert set(column("claims", "verdict").codes) == set(verdicts)


def test_every_line_and_every_detail(taken: snapshot.Snapshot) -> None:
    """Our own dataset has each of them; unverified statements there are in bulk alone."""
    published = exports.tables(taken)
    assert set(published["ledgers"]["line"]) == set(column("ledgers", "line").codes)
    fields = set(column("details", "field").codes)
    assert set(published["details"]["field"]) == fields - {"unverified"}
