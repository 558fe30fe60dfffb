"""The stakes as JSON of the Beneficial Ownership Data Standard (BODS) 0.4.

https://standard.openownership.org/en/0.4.0/

Only records of kind `stake` say who holds a share of what. A purchase is a price paid for an
asset and names no share; an investment names money, and what it buys is seldom reported; to be
named as a partner is no stake. Written as interests they would say more than their sources do.

One relationship record for each account of a stake, not one for each stake: in the standard a
later statement with the same `recordId` updates the earlier one ("Information updates"), and the
second of two articles that disagree would so overrule the first. Information that exists side by
side has a `recordId` for each set of it ("Record identifiers"), and so have the accounts here. They
name the same subject and interested party, and each says that they are never to be added up.
`declaration` is the article.

One network for each target: it is the `declarationSubject` of its holders and of the accounts. A
party of several networks has a record in each, as the standard asks; its identifier, the dataset's
party_id, shows that it is one party.

A file stands alone and continues no earlier one, so the one statement of each of its records is
`new`. A `statementId` is made of what the statement says and of who publishes it, not of the day:
it stays the same from release to release until the statement changes. A `recordId` is made of the
dataset's own ids and, for an account, of the place of its quote in the article.

Left out are `beneficialOwnershipOrControl` (no article says who stands behind a holder; true is for
natural persons alone), `startDate` (an expected day is not one since which shares are held) and,
for a dataset without CITATION.cff, `publicationDetails`: 0.4 does not require it, and nobody has
said when, by whom and under which licence the dataset is published.
"""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

from babel import Locale

if TYPE_CHECKING:
    import pandas as pd

    from analysis.snapshot import Snapshot
    from models.citation import Citation
    from models.loading import Dataset
    from models.measures import Share
    from models.parties import Party
    from models.records import Statement
    from models.sources import Source

Claim = dict[str, Any]
"""One BODS statement, or a part of one; the dataset has statements of its own."""

VERSION = "0.4"

# Keeps our identifiers apart from those that others make of the same words.
_NAMESPACE = uuid.UUID("e45be21f-4a1b-458c-b2e1-900dc233983c")
_INTEREST = "/recordDetails/interests/0"
_BOUNDS = {
    "exact": "exact",
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusive_minimum": "exclusiveMinimum",
    "exclusive_maximum": "exclusiveMaximum",
}
_LICENCES = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
}
_STAGES = {
    "in_talks": "in talks: being negotiated, nothing is promised",
    "pledged": "pledged: promised, not yet binding",
    "committed": "committed: agreed, not said to be carried out",
    "completed": "completed",
    "projected": "projected: expected, not said to be held yet",
    "goal": "goal: aimed at, not said to be held",
}
_ATTESTATIONS = {
    "official": "the party itself says so",
    "outlet": "a named outlet reports it",
    "unattributed": "the article names nobody for it",
}


def bods(dataset: Dataset, snapshot: Snapshot) -> bytes:
    """Return the file: UTF-8 JSON, the same bytes for the same data."""
    text = json.dumps(statements(dataset, snapshot), ensure_ascii=False, indent=2)
    return f"{text}\n".encode()


def statements(dataset: Dataset, snapshot: Snapshot) -> list[Claim]:
    """Return the statements, each after those that it refers to; an empty list without stakes.

    For each target, in the order of the files: its entity, its holders' entities, and one
    relationship for each of the snapshot's verified statements about a stake in it: what a register
    takes over has to be found where it says it stands.
    """
    said = snapshot.statements
    stakes = said[said["kind"].eq("stake") & said["verified"]]
    stakes = stakes.assign(
        accounts=stakes.groupby("record_id")["number"].transform("size"),
        contested=stakes["record_id"].map(snapshot.records["conflict"]),
    )
    found = []
    for target, accounts in stakes.groupby("payee_id", sort=False):
        subject = str(target)
        for party in dict.fromkeys([subject, *accounts["payer_id"]]):
            naming = accounts if party == subject else accounts[accounts["payer_id"].eq(party)]
            found.append(_entity(dataset, party, subject, naming["counts_from"].min()))
        found += [_relationship(dataset, row) for _, row in accounts.iterrows()]
    return [_published(claim, dataset.citation) for claim in found]


def _record_id(party: str, subject: str) -> str:
    """`birch` for the subject itself, `birch/alder` for a party of its network."""
    return subject if party == subject else f"{subject}/{party}"


def _entity(dataset: Dataset, party_id: str, subject: str, day: pd.Timestamp) -> Claim:
    """A party in the network of `subject`; `day` is the first on which an article has it there."""
    party = dataset.parties[party_id]
    issuer = dataset.citation.title if dataset.citation else "the dataset"
    details: Claim = {"isComponent": False, **_form(party), "name": party.label.en}
    notes = []
    if party.label.fr not in (None, party.label.en):
        details["alternateNames"] = [party.label.fr]
    if party.country:
        name = Locale("en").territories[party.country]
        details["jurisdiction"] = {"name": name, "code": party.country}
        words = "The country that the articles place it in, not an entry of a register."
        notes.append(_comment("/recordDetails/jurisdiction", words))
    if party.note:
        notes.append(_comment("", f"Note of the dataset: {party.note.en}"))
    details["identifiers"] = [{"id": party.id, "schemeName": f"party_id of {issuer}"}]
    return {
        "statementDate": day.date().isoformat(),
        **({"annotations": notes} if notes else {}),
        "source": {
            "type": ["thirdParty"],
            "description": (
                "Named in press articles; name, type and country are those of the dataset's list "
                "of parties. Not from a register."
            ),
        },
        "declarationSubject": subject,
        "recordId": _record_id(party_id, subject),
        "recordType": "entity",
        "recordStatus": "new",
        "recordDetails": details,
    }


def _form(party: Party) -> Claim:
    """The entity's form, where its type in the dataset settles it.

    A company exists by registration, and a government stands for its state (the standard's page on
    state-owned enterprises has a regional one as `state`). What the press calls a fund, a venture
    or a site may be a company, a partnership, a contract or a plan: `unknownEntity`, with the word
    that the dataset has for it.
    """
    known = {"company": "registeredEntity", "government": "state"}
    if party.type in known:
        return {"entityType": {"type": known[party.type], "details": party.type}}
    return {
        "entityType": {"type": "unknownEntity", "details": party.type},
        "unspecifiedEntityDetails": {
            "reason": "informationUnknownToPublisher",
            "description": "The articles name it and do not say which legal form it has.",
        },
    }


def _relationship(dataset: Dataset, row: pd.Series) -> Claim:
    """One article's account of a stake: a row of the snapshot's statements."""
    said = dataset.records[row["record_id"]].statements[row["number"]]
    source = dataset.sources[said.source]
    subject = row["payee_id"]
    interest: Claim = {
        "type": "shareholding",
        "directOrIndirect": "unknown",
        "details": _details(said),
    }
    if said.share:
        interest["share"] = _share(said.share)
    return {
        "statementDate": row["counts_from"].date().isoformat(),
        "annotations": _notes(said, row["accounts"], contested=row["contested"]),
        "source": _source(source, said),
        "declaration": source.id,
        "declarationSubject": subject,
        "recordId": f"{row['record_id']}/{source.id}/{row['quote_start']}-{row['quote_end']}",
        "recordType": "relationship",
        "recordStatus": "new",
        "recordDetails": {
            "isComponent": False,
            "subject": _record_id(subject, subject),
            "interestedParty": _record_id(row["payer_id"], subject),
            "interests": [interest],
        },
    }


def _share(share: Share) -> dict[str, float]:
    """The bounds as reported, in percent."""
    bounds = {name: getattr(share, field) for field, name in _BOUNDS.items()}
    return {
        name: int(bound) if bound == bound.to_integral_value() else float(bound)
        for name, bound in bounds.items()
        if bound is not None
    }


def _details(said: Statement) -> str:
    """How firm the stake is, and when; the standard has no fields for what is not held yet."""
    stage = _STAGES[said.stage] if said.stage else "the article does not say how firm it is"
    parts = [f"Stage: {stage}."]
    if said.measure is None:
        parts.append("The size of the share is not reported.")
    if said.event:
        parts.append(f"Said of {said.event} (EDTF).")
    return " ".join(parts)


def _notes(said: Statement, accounts: int, *, contested: bool) -> list[Claim]:
    """What a reader must know: that it is press, the words, “about”, other accounts, our note."""
    figure = f"{_INTEREST}/share" if said.measure else _INTEREST
    notes = [
        _comment("", "As the press reports it: from an article, not from a register or a filing."),
        _comment(figure, f"The article's words: “{said.quote}”"),
    ]
    if said.measure and said.measure.approximate:
        notes.append(_comment(figure, "The article says “about”: the figures are approximate."))
    if accounts > 1:
        words = f"One of {accounts} accounts of one and the same stake: never add them up."
        apart = " They cannot all hold; none has been preferred." if contested else ""
        notes.append(_comment("", f"{words}{apart}"))
    if said.note:
        notes.append(_comment(_INTEREST, f"Note of the dataset: {said.note.en}"))
    return notes


def _source(source: Source, said: Statement) -> Claim:
    publisher = source.publisher or "a publisher that its text does not name"
    dated = "printed in it" if source.published_basis == "printed" else "inferred by the dataset"
    outlets = f", on the word of {', '.join(said.upstream)}" if said.upstream else ""
    names = dict.fromkeys(name for name in (source.publisher, *said.upstream) if name)
    found: Claim = {
        "type": ["thirdParty"],
        "description": (
            f"As reported by a press article of {publisher} (source {source.id}: "
            f"{source.title.en}), published {source.published} (EDTF, {dated}; the statement's "
            f"date is its first day){outlets}. Attestation: {said.attestation}, "
            f"{_ATTESTATIONS[said.attestation]}. Not a register."
        ),
    }
    return found | ({"assertedBy": [{"name": name} for name in names]} if names else {})


def _comment(pointer: str, words: str) -> Claim:
    return {"statementPointerTarget": pointer, "motivation": "commenting", "description": words}


def _published(claim: Claim, citation: Citation | None) -> Claim:
    """The statement with its identifier and, where there is a citation, who published it when."""
    publisher = {"name": citation.credit} if citation else None
    said = json.dumps([publisher, claim], ensure_ascii=False, sort_keys=True)
    known = {"statementId": str(uuid.uuid5(_NAMESPACE, said)), **claim}
    if citation is None:
        return known
    spdx = f"https://spdx.org/licenses/{citation.license}.html"
    return known | {
        "publicationDetails": {
            "publicationDate": citation.date_released.isoformat(),
            "bodsVersion": VERSION,
            "license": _LICENCES.get(citation.license, spdx),
            "publisher": publisher,
        }
    }
