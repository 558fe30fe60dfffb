"""Datasets of any size to measure with, all of it invented: the same seed gives the same bytes.

Parties, source cards and fingerprints stand in YAML as always; all statements come in bulk
(`models.bulk`). Each quote stands in its article and says what its statement does, so that every
statement is verified and counts.
"""

from __future__ import annotations

import json
import random
from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from models.quotes import Fingerprint, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

A_RECORD = 4
"""Statements a record, each of another source."""
MOST_PARTIES = 50
MOST_SOURCES = 100
CURRENCIES = {"USD": "dollars", "EUR": "euros", "JPY": "yen", "CHF": "Swiss francs"}
STAGES = ("in_talks", "pledged", "committed", "completed")
ATTESTATIONS = ("official", "outlet", "unattributed")
KINDS = {
    "investment": ("payer", "payee"),
    "purchase": ("buyer", "seller", "asset"),
    "funding": ("payee",),
}
"""The kinds of record that are made, and the fields that name their parties."""
_TEXT, _NUMBER = pa.string(), pa.int64()
SCHEMA = pa.schema(
    {
        "record": pa.struct(
            {
                **dict.fromkeys(("id", "kind"), _TEXT),
                "label": pa.struct({"en": _TEXT}),
                **dict.fromkeys(("payer", "payee", "buyer", "seller", "asset"), _TEXT),
            }
        ),
        **dict.fromkeys(("source", "stage", "attestation", "quote"), _TEXT),
        "amount": pa.struct(
            {
                **dict.fromkeys(("exact", "minimum", "maximum"), _NUMBER),
                **dict.fromkeys(("unit", "currency"), _TEXT),
            }
        ),
    }
)
"""The columns of the Parquet file."""
ROWS = 20_000
"""Rows that are written together."""


def write(root: Path, statements: int, seed: int = 7, *, parquet: bool = False) -> None:
    """Write a dataset with so many statements to a new folder, as JSON lines or as Parquet."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, and nothing is kept secret by it
    for folder in ("data", "seeds"):
        (root / folder).mkdir(parents=True)
    parties = [f"party-{n}" for n in range(min(MOST_PARTIES, max(4, statements // 10)))]
    _write_yaml(root / "data" / "parties.yaml", [_party(party) for party in parties])
    sources = [f"s{n:03}" for n in range(min(MOST_SOURCES, max(A_RECORD, statements // 20)))]
    articles: dict[str, list[str]] = {source: [] for source in sources}
    with _parquet(root) if parquet else _lines(root) as add:
        for number in range(statements):
            record, place = divmod(number, A_RECORD)
            source = sources[(record + place) % len(sources)]
            statement = _statement(chance, number, source)
            if place == 0:
                statement["record"] = _record(chance, record, parties)
                middle = chance.randint(10, 900)
                currency = chance.choice(list(CURRENCIES))
            else:
                statement["record"] = _id(record)
            statement["amount"], words = _amount(chance, middle, currency)
            # The first word stands nowhere else: it makes the quote stand once.
            statement["quote"] = f"Line-{_letters(number)} gives {words}"
            articles[source].append(statement["quote"])
            add(statement)
    for number, (source, quotes) in enumerate(articles.items()):
        _write_source(root, source, number, ".\n".join(quotes) + ".\n")


@contextmanager
def _lines(root: Path) -> Iterator[Callable[[dict[str, Any]], None]]:
    with (root / "data" / "statements.jsonl").open("w", encoding="utf-8") as file:
        yield lambda statement: print(json.dumps(statement), file=file)


@contextmanager
def _parquet(root: Path) -> Iterator[Callable[[dict[str, Any]], None]]:
    rows: list[dict[str, Any]] = []
    with pq.ParquetWriter(root / "data" / "statements.parquet", SCHEMA) as file:

        def flush() -> None:
            file.write_table(pa.Table.from_pylist(rows, SCHEMA))
            rows.clear()

        def add(statement: dict[str, Any]) -> None:
            named = statement["record"]
            rows.append(
                {**statement, "record": named if isinstance(named, dict) else {"id": named}}
            )
            if len(rows) == ROWS:
                flush()

        yield add
        flush()


def _id(record: int) -> str:
    return f"record-{record}"


def _letters(number: int) -> str:
    """A number in the letters a to j: digits would be read as a figure."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


def _party(party: str) -> dict[str, Any]:
    return {"id": party, "label": {"en": party.title()}, "type": "company"}


def _record(chance: random.Random, record: int, parties: list[str]) -> dict[str, Any]:
    """The record as the line gives it that first speaks of it; every party has its turn."""
    kind = "investment" if record < len(parties) else chance.choice(list(KINDS))
    first = record % len(parties)
    others = chance.sample([party for party in parties if party != parties[first]], 2)
    named = dict(zip(KINDS[kind], [parties[first], *others], strict=False))
    return {"id": _id(record), "kind": kind, "label": {"en": f"Record {record}"}, **named}


def _statement(chance: random.Random, number: int, source: str) -> dict[str, Any]:
    return {
        "source": source,
        "stage": STAGES[number // A_RECORD % len(STAGES)],
        "attestation": chance.choice(ATTESTATIONS),
    }


def _amount(chance: random.Random, middle: int, currency: str) -> tuple[dict[str, Any], str]:
    """An amount near the middle, in millions, and the words that say it."""
    low = middle + chance.randint(-5, 5)
    high = low + chance.randint(1, 9)
    bounds, words = chance.choice(
        [
            ({"exact": low}, f"{low}"),
            ({"minimum": low, "maximum": high}, f"between {low} and {high}"),
            ({"maximum": high}, f"up to {high}"),
            ({"minimum": low}, f"at least {low}"),
        ]
    )
    unit = {"unit": "million", "currency": currency}
    return {**bounds, **unit}, f"{words} million {CURRENCIES[currency]}"


def _write_source(root: Path, source: str, number: int, text: str) -> None:
    card = {
        "id": source,
        "file": f"{source}.txt",
        "title": {"en": f"Article {source}"},
        "language": "en",
        "published": f"{2023 + number // 48}-{1 + number // 4 % 12:02}-{1 + number % 4 * 7:02}",
        "published_basis": "printed",
        "published_note": {"en": "Generated."},
        "length": len(text),
        "sha256": sha256(text.encode()).hexdigest(),
        "body": {"start": 0, "end": len(text)},
        "summary": {"en": "Generated."},
    }
    _write_yaml(root / "seeds" / f"{source}.yaml", card)
    fingerprint = Fingerprint.of(source, text, Span(0, len(text)))
    (root / "seeds" / f"{source}.fingerprint").write_text(fingerprint.dump(), encoding="ascii")


def _write_yaml(path: Path, value: object) -> None:
    path.write_text(yaml.safe_dump(value, sort_keys=False), encoding="utf-8")
