"""The stakes in the Beneficial Ownership Data Standard, as its own checker reads them.

The checker, libcovebods, validates against the standard's JSON Schema, which it carries, and checks
beyond it what a schema cannot say. It asks org-id.guide for the names of registers; no register is
named here, so an empty list stands in for the answer.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest
from jsonpointer import resolve_pointer
from libcovebods.additionalfields import AdditionalFields
from libcovebods.config import LibCoveBODSConfig
from libcovebods.data_reader import DataReader
from libcovebods.jsonschemavalidate import JSONSchemaValidator
from libcovebods.run_tasks import process_additional_checks
from libcovebods.schema import SchemaBODS
from libcovebods.tasks.checks import legacy_checks, record_based_checks

from analysis import snapshot
from analysis.bods import Claim, bods, statements
from models.citation import Citation
from models.loading import OWN_DATASET
from models.parties import Party

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from analysis.snapshot import Snapshot
    from models.loading import Dataset
    from tests.analysis.conftest import Build, Made

WRITE = """\
import sys
from analysis import bods, snapshot
from models.checks import load
dataset = load()
sys.stdout.buffer.write(bods.bods(dataset, snapshot.take(dataset)))
"""
PARTIES = {
    "alder": {"type": "company", "country": "JP"},
    "birch": {"type": "venture", "country": "US"},
    "cedar": {"type": "fund"},
    "dogwood": {"type": "company"},
    "emirate": {"type": "government", "country": "AE"},
}


@dataclass(frozen=True)
class Verdict:
    """What the checker says of a file."""

    version: str
    errors: list[str]
    """Paths of the violations of the schema."""
    checks: list[str]
    """Types of what else it objects to."""
    unknown: dict[str, Any]
    """Fields that the standard does not have."""
    statistics: dict[str, Any]

    @property
    def clean(self) -> bool:
        return not (self.errors or self.checks or self.unknown)


@pytest.fixture
def checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], Verdict]:
    for module in (legacy_checks, record_based_checks):
        monkeypatch.setattr(module, "get_orgids_prefixes", list)

    def check(content: bytes) -> Verdict:
        path = tmp_path / "bods.json"
        path.write_bytes(content)
        reader, config = DataReader(str(path)), LibCoveBODSConfig()
        schema = SchemaBODS(reader, config)
        found = process_additional_checks(reader, config, schema)
        return Verdict(
            version=schema.schema_version,
            errors=[
                "/".join(map(str, one.json()["path"]))
                for one in JSONSchemaValidator(schema).validate(reader)
            ],
            checks=[one["type"] for one in found["additional_checks"]],
            unknown=AdditionalFields(schema).process(reader),
            statistics=found["statistics"],
        )

    return check


def named(made: Made, day: str | None = "2025-04-01") -> Dataset:
    """The dataset of the table with PARTIES and a citation of that day."""
    parties = {
        key: Party.model_validate_json(
            json.dumps({"id": key, "label": {"en": key.title(), "fr": key.title()}, **said})
        )
        for key, said in PARTIES.items()
    }
    cited = {
        "title": "Trees",
        "abstract": "Invented.",
        "version": "1.0.0",
        "date-released": day,
        "license": "CC-BY-4.0",
        "authors": [{"name": "Foresters"}],
    }
    citation = Citation.model_validate_json(json.dumps(cited)) if day else None
    return replace(made.dataset, parties=parties, citation=citation)


def spread(dataset: Dataset) -> Dataset:
    """The same with each quote in a place of its own, as in every dataset that was loaded."""
    spans = {
        key: replace(span, start=10 * n, end=10 * n + 5)
        for n, (key, span) in enumerate(dataset.spans.items())
    }
    return replace(dataset, spans=spans)


def written(dataset: Dataset, as_of: dt.date | None = None) -> list[Claim]:
    return statements(dataset, snapshot.take(dataset, as_of=as_of))


def content(dataset: Dataset) -> bytes:
    return bods(dataset, snapshot.take(dataset))


def relationships(claims: list[Claim]) -> list[Claim]:
    return [one for one in claims if one["recordType"] == "relationship"]


def interests(claims: list[Claim]) -> list[Claim]:
    return [one["recordDetails"]["interests"][0] for one in relationships(claims)]


def words(claim: Claim) -> str:
    """Everything that its annotations say."""
    return " | ".join(one["description"] for one in claim.get("annotations", []))


# Our own dataset -------------------------------------------------------------


def test_own_dataset_is_valid(
    ours: Dataset, taken: Snapshot, checked: Callable[[bytes], Verdict]
) -> None:
    """Stargate, and the two that are to hold 40 % of it each."""
    verdict = checked(bods(ours, taken))
    assert verdict.version == "0.4"
    assert verdict.clean, verdict
    assert verdict.statistics["count_entity_statements"] == 3
    assert verdict.statistics["count_ownership_or_control_statement"] == 2
    assert verdict.statistics["count_declaration_subjects"] == 1
    claims = statements(ours, taken)
    assert [one["share"] for one in interests(claims)] == [{"exact": 40}] * 2
    for one in relationships(claims):
        assert one["source"]["type"] == ["thirdParty"]
        assert "The Information" in one["source"]["description"]
        assert "Not a register." in one["source"]["description"]
        assert "détiendront chacun une participation de 40 % dans Stargate" in words(one)


def test_file_is_utf_8_as_it_is_read(ours: Dataset, taken: Snapshot) -> None:
    raw = bods(ours, taken)
    assert json.loads(raw.decode()) == statements(ours, taken)
    assert "détiendront".encode() in raw
    assert raw.endswith(b"\n]\n")


def test_another_process_writes_the_same_bytes(ours: Dataset, taken: Snapshot) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WRITE],
        cwd=OWN_DATASET,
        env={**os.environ, "PYTHONHASHSEED": "12", "TZ": "Pacific/Kiritimati", "DATASET": ""},
        capture_output=True,
        check=True,
    )
    assert done.stdout == bods(ours, taken)


# Shares ----------------------------------------------------------------------


def test_bounds_are_those_of_the_source(made: Made, checked: Callable[[bytes], Verdict]) -> None:
    """What is not reported has no share; what is reported keeps its kind of bound.

    record  | kind  | payer   | bounds    | unit
    range   | stake | alder   | 15-25     | percent
    more    | stake | cedar   | >50       | percent
    upto    | stake | dogwood | <=12.5    | percent
    between | stake | emirate | >=1 <5    | percent
    silent  | stake | alder   |           |
    """
    dataset = spread(named(made))
    assert checked(content(dataset)).clean
    assert [one.get("share") for one in interests(written(dataset))] == [
        {"minimum": 15, "maximum": 25},
        {"exclusiveMinimum": 50},
        {"maximum": 12.5},
        {"minimum": 1, "exclusiveMaximum": 5},
        None,
    ]
    silent = interests(written(dataset))[-1]
    assert "not reported" in silent["details"]
    assert {one["type"] for one in interests(written(dataset))} == {"shareholding"}
    assert {one["directOrIndirect"] for one in interests(written(dataset))} == {"unknown"}


def test_more_than_half_is_exclusive_and_nothing_is_said_of_control(made: Made) -> None:
    """
    record | kind  | bounds | unit    | stage
    more   | stake | >50    | percent | completed
    """
    assert interests(written(named(made))) == [
        {
            "type": "shareholding",
            "directOrIndirect": "unknown",
            "details": "Stage: completed.",
            "share": {"exclusiveMinimum": 50},
        }
    ]


def test_about_is_said_where_the_share_stands(made: Made) -> None:
    """
    record | kind  | payer | bounds | unit
    about  | stake | alder | ~40    | percent
    exact  | stake | cedar | 40     | percent
    """
    about, exact = relationships(written(spread(named(made))))
    said = [one for one in about["annotations"] if "approximate" in one["description"]]
    assert [one["statementPointerTarget"] for one in said] == ["/recordDetails/interests/0/share"]
    assert resolve_pointer(about, said[0]["statementPointerTarget"]) == {"exact": 40}
    assert "approximate" not in words(exact)


def test_what_is_not_held_yet_is_said_to_be_so(made: Made) -> None:
    """
    record | kind  | payer   | bounds | unit    | stage     | event
    will   | stake | alder   | 40     | percent | projected | 2026
    talks  | stake | cedar   | 10     | percent | in_talks  |
    unsaid | stake | dogwood | 5      | percent |           |
    """
    will, talks, unsaid = [one["details"] for one in interests(written(spread(named(made))))]
    assert "projected" in will
    assert "not said to be held yet" in will
    assert "2026" in will
    assert "nothing is promised" in talks
    assert "does not say how firm" in unsaid


# Accounts --------------------------------------------------------------------


def test_sources_that_disagree_stand_side_by_side(
    made: Made, checked: Callable[[bytes], Verdict]
) -> None:
    """40 % and 30 % cannot both hold: neither updates the other, and neither is left out.

    record | kind  | payer | source | published  | bounds | unit
    stake  | stake | alder | a      | 2025-01-30 | 40     | percent
    stake  |       |       | b      | 2025-02-10 | 30     | percent
    """
    dataset = named(made)
    assert checked(content(dataset)).clean
    first, second = relationships(written(dataset))
    assert [one["share"]["exact"] for one in interests(written(dataset))] == [40, 30]
    assert first["recordId"] != second["recordId"]
    assert [one["recordStatus"] for one in (first, second)] == ["new", "new"]
    assert [one["declaration"] for one in (first, second)] == ["a", "b"]
    assert [one["statementDate"] for one in (first, second)] == ["2025-01-30", "2025-02-10"]
    parties = [
        (one["recordDetails"]["subject"], one["recordDetails"]["interestedParty"])
        for one in (first, second)
    ]
    assert parties == [("birch", "birch/alder")] * 2
    for one in (first, second):
        assert "One of 2 accounts" in words(one)
        assert "never add them up" in words(one)
        assert "cannot all hold" in words(one)


def test_sources_that_agree_are_not_said_to_conflict(made: Made) -> None:
    """15 to 25 % and up to 25 % can both hold.

    record | kind  | payer | source | bounds | unit
    stake  | stake | alder | a      | 15-25  | percent
    stake  |       |       | b      | <=25   | percent
    alone  | stake | cedar | a      | 10     | percent
    """
    first, second, alone = relationships(written(spread(named(made))))
    for one in (first, second):
        assert "One of 2 accounts" in words(one)
        assert "cannot all hold" not in words(one)
    assert "accounts" not in words(alone)


def test_two_accounts_of_one_article_are_two_records(
    made: Made, checked: Callable[[bytes], Verdict]
) -> None:
    """
    record | kind  | bounds | unit
    stake  | stake | 40     | percent
    stake  |       | 30     | percent
    """
    dataset = spread(named(made))
    assert checked(content(dataset)).clean
    ids = [one["recordId"] for one in relationships(written(dataset))]
    assert ids == ["stake/a/0-5", "stake/a/10-15"]


def test_day_stepped_back_to_leaves_later_articles_out(made: Made) -> None:
    """
    record | kind  | payer | source | published             | bounds | unit
    stake  | stake | alder | a      | 2025-01-30/2025-02-02 | 40     | percent
    stake  |       |       | b      | 2025-02-10            | 30     | percent
    later  | stake | cedar | b      |                       | 10     | percent
    """
    claims = written(named(made), as_of=dt.date(2025, 2, 1))
    assert [one["recordId"] for one in claims] == ["birch", "birch/alder", "stake/a/0-1"]
    assert {one["statementDate"] for one in claims} == {"2025-01-30"}
    assert "accounts" not in words(claims[-1])
    # By then the second article is there, and it is the first to name Cedar.
    dates = {one["recordId"]: one["statementDate"] for one in written(named(made))}
    assert dates["birch/alder"] == "2025-01-30"
    assert dates["birch/cedar"] == "2025-02-10"


# Entities --------------------------------------------------------------------


def test_government_is_a_state_and_no_person(
    made: Made, checked: Callable[[bytes], Verdict]
) -> None:
    """
    record | kind  | payer   | bounds | unit
    stake  | stake | emirate | 20     | percent
    """
    dataset = named(made)
    verdict = checked(content(dataset))
    assert verdict.clean
    assert verdict.statistics["count_person_statements"] == 0
    holder = written(dataset)[1]["recordDetails"]
    assert holder["entityType"] == {"type": "state", "details": "government"}
    assert holder["jurisdiction"] == {"name": "United Arab Emirates", "code": "AE"}


def test_forms_that_the_press_does_not_tell_are_unknown(made: Made) -> None:
    """
    record | kind  | payer   | bounds | unit
    one    | stake | cedar   | 20     | percent
    two    | stake | dogwood | 20     | percent
    """
    target, fund, company, *_ = (one["recordDetails"] for one in written(spread(named(made))))
    assert [one["entityType"]["type"] for one in (target, fund, company)] == [
        *("unknownEntity", "unknownEntity", "registeredEntity"),
    ]
    assert fund["entityType"]["details"] == "fund"
    assert fund["unspecifiedEntityDetails"]["reason"] == "informationUnknownToPublisher"
    assert "unspecifiedEntityDetails" not in company
    # No article places either: no jurisdiction is made up.
    assert "jurisdiction" not in fund
    assert "jurisdiction" not in company


def test_party_of_two_networks_has_a_record_in_each_and_one_identifier(
    made: Made, checked: Callable[[bytes], Verdict]
) -> None:
    """Alder holds Birch and Cedar; Birch, a target, holds Cedar too.

    record | kind  | payer | payee | bounds | unit
    one    | stake | alder | birch | 20     | percent
    two    | stake | alder | cedar | 30     | percent
    three  | stake | birch | cedar | 40     | percent
    """
    dataset = spread(named(made))
    assert checked(content(dataset)).clean
    claims = written(dataset)
    assert [one["recordId"] for one in claims if one["recordType"] == "entity"] == [
        *("birch", "birch/alder", "cedar", "cedar/alder", "cedar/birch"),
    ]
    assert [one["declarationSubject"] for one in claims] == ["birch"] * 3 + ["cedar"] * 5
    alders = [one for one in claims if one["recordId"].endswith("/alder")]
    expected = [{"id": "alder", "schemeName": "party_id of Trees"}]
    assert [one["recordDetails"]["identifiers"] for one in alders] == [expected] * 2


def test_holder_of_its_own_shares_is_one_entity(
    made: Made, checked: Callable[[bytes], Verdict]
) -> None:
    """
    record | kind  | payer | payee | bounds | unit
    own    | stake | birch | birch | 5      | percent
    """
    dataset = named(made)
    assert checked(content(dataset)).clean
    assert [one["recordId"] for one in written(dataset)] == ["birch", "own/a/0-1"]


def test_other_kinds_of_records_are_no_interests(
    made: Made, checked: Callable[[bytes], Verdict]
) -> None:
    """Money paid, and being named as a partner, are no share; the empty list is valid.

    record  | kind        | bounds | unit | partners    | form
    money   | investment  | 15     | USD  |             |
    bought  | purchase    | 676    | USD  |             |
    venture | partnership |        |      | alder birch | joint_venture
    """
    dataset = named(made)
    assert bods(dataset, snapshot.take(dataset)) == b"[]\n"
    assert checked(b"[]\n").clean


# What each statement carries -------------------------------------------------


def test_every_statement_says_that_it_is_of_the_press(made: Made) -> None:
    """
    record | kind  | payer | bounds | unit    | upstream        | attestation
    stake  | stake | alder | 40     | percent | Gazette;Courier | outlet
    plain  | stake | cedar | 10     | percent |                 | unattributed
    """
    claims = written(spread(named(made)))
    assert len(claims) == 5
    for one in claims:
        assert one["source"]["type"] == ["thirdParty"]
        assert "register" in one["source"]["description"]
    stake, plain = relationships(claims)
    assert stake["source"]["assertedBy"] == [{"name": "Gazette"}, {"name": "Courier"}]
    assert "a named outlet reports it" in stake["source"]["description"]
    # The source's publisher is not known, and nobody is named for it.
    assert "assertedBy" not in plain["source"]
    assert "names nobody" in plain["source"]["description"]
    assert "“invented words that carry it”" in words(plain)


def test_every_pointer_of_an_annotation_leads_somewhere(made: Made) -> None:
    """
    record | kind  | payer   | source | bounds | unit
    stake  | stake | alder   | a      | ~40    | percent
    stake  |       |         | b      | 30     | percent
    silent | stake | emirate | a      |        |
    """
    pointed = 0
    for one in written(spread(named(made))):
        for note in one.get("annotations", []):
            assert resolve_pointer(one, note["statementPointerTarget"]) is not None
            assert note["motivation"] == "commenting"
            pointed += 1
    # Three parties' countries; each account's press and words, "about", and one of two twice.
    assert pointed == 3 + (2 + 1 + 1) + (2 + 1) + 2


def test_publication_is_that_of_the_citation(made: Made) -> None:
    """
    record | kind  | bounds | unit
    stake  | stake | 40     | percent
    """
    dataset = named(made)
    expected = {
        "publicationDate": "2025-04-01",
        "bodsVersion": "0.4",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "publisher": {"name": "Foresters"},
    }
    assert [one["publicationDetails"] for one in written(dataset)] == [expected] * 3
    assert dataset.citation
    other = replace(dataset, citation=dataset.citation.model_copy(update={"license": "ODbL-1.0"}))
    licences = {one["publicationDetails"]["license"] for one in written(other)}
    assert licences == {"https://spdx.org/licenses/ODbL-1.0.html"}


def test_nobody_publishes_a_dataset_without_a_citation(
    made: Made, checked: Callable[[bytes], Verdict]
) -> None:
    """
    record | kind  | bounds | unit
    stake  | stake | 40     | percent
    """
    dataset = named(made, day=None)
    verdict = checked(content(dataset))
    assert (verdict.version, verdict.clean) == ("0.4", True)
    assert not [one for one in written(dataset) if "publicationDetails" in one]


def test_identifier_lasts_until_what_is_said_changes(made: Made, build: Build) -> None:
    """
    record | kind  | payer | bounds | unit
    stake  | stake | alder | 40     | percent
    other  | stake | cedar | 10     | percent
    """
    before = {one["recordId"]: one["statementId"] for one in written(spread(named(made)))}
    later = spread(named(made, day="2026-01-01"))
    assert {one["recordId"]: one["statementId"] for one in written(later)} == before
    assert len(set(before.values())) == 5
    assert all(32 <= len(one) <= 64 for one in before.values())
    rows = [
        {"record": "stake", "kind": "stake", "payer": "alder", "bounds": "41", "unit": "percent"},
        {"record": "other", "kind": "stake", "payer": "cedar", "bounds": "10", "unit": "percent"},
    ]
    corrected = spread(named(build(rows)))
    after = {one["recordId"]: one["statementId"] for one in written(corrected)}
    assert set(after) == set(before)
    assert [key for key in before if before[key] != after[key]] == ["stake/a/0-5"]


# The checker can fail --------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "wrong", "error"),
    [
        (
            "/2/recordDetails/interests/0/share/exact",
            140,
            "2/recordDetails/interests/0/share/exact",
        ),
        ("/2/statementDate", "January", "2/statementDate"),
        ("/2/recordType", "stake", "2/recordType"),
        ("/0/statementId", "short", "0/statementId"),
        ("/1/recordDetails/entityType/type", "company", "1/recordDetails/entityType/type"),
        ("/1/publicationDetails/license", "CC BY 4.0", "1/publicationDetails/license"),
    ],
)
def test_broken_statement_is_rejected(
    made: Made, checked: Callable[[bytes], Verdict], path: str, wrong: object, error: str
) -> None:
    """
    record | kind  | bounds | unit
    stake  | stake | 40     | percent
    """
    claims = written(named(made))
    parent, _, key = path.rpartition("/")
    target = resolve_pointer(claims, parent)
    assert key in target
    target[key] = wrong
    assert checked(json.dumps(claims).encode()).errors == [error]


@pytest.mark.parametrize(
    ("order", "check"),
    [
        ((0, 2, 1), "relationship_interested_party_not_before_relationship_in_dataset"),
        ((0, 2), "interested_party_must_be_record_id"),
        ((0, 1, 2, 2), "duplicate_statement_id"),
    ],
)
def test_broken_file_is_objected_to(
    made: Made, checked: Callable[[bytes], Verdict], order: tuple[int, ...], check: str
) -> None:
    """
    record | kind  | bounds | unit
    stake  | stake | 40     | percent
    """
    claims = written(named(made))
    verdict = checked(json.dumps([claims[i] for i in order]).encode())
    assert check in verdict.checks
    assert not verdict.errors
