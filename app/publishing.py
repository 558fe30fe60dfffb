"""The published files at `/data/`: their bytes, filters and headers; the same on every replica.

A file follows from the dataset and the filters, from no clock and from no machine; only the links
in the workbook lead to where it was asked for.
"""

from __future__ import annotations

import datetime as dt
import json
from base64 import b64encode
from dataclasses import dataclass, replace
from email.utils import format_datetime
from hashlib import sha256
from threading import Condition
from typing import TYPE_CHECKING, Final

from cachetools import LRUCache, cached
from cachetools.keys import hashkey

from analysis import bods, exports, package, snapshot, workbook
from analysis.dictionary import TABLES
from app import links, view
from app.once import of_dataset
from app.url_state import Ignored, Parameter, dump, parse
from models import schema

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from analysis.snapshot import Snapshot
    from app.view import View
    from models.loading import Dataset

DIALECTS: Final = ("canonical", "excel-fr")
"""How a CSV is written: with commas and plain digits, or as a French Excel reads it."""

TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
"""Media types by a file's ending."""

FILES: Final = (
    *(f"{name}.csv" for name in TABLES),
    *("datapackage.json", "pledgebook.zip", "pledgebook.xlsx", "schema.json", "bods.json"),
)
"""Every file there is."""


KEPT: Final = 128 * 2**20
"""Bytes of files that are kept, the last asked for; a larger one is made anew each time."""


@dataclass(frozen=True)
class Choice:
    """The filters of one request, as the pages' controls name them."""

    currency: str
    as_of: dt.date | None
    party: str | None
    stages: tuple[str, ...]
    record: str | None
    dialect: str
    unverified: bool = False

    @property
    def whole(self) -> bool:
        """Whether no filter leaves a record out (a day does not filter: it steps back)."""
        return not (self.party or self.stages or self.record)


def of_view(shown: View) -> Choice:
    """What the page's controls have chosen."""
    return Choice(
        currency=shown.currency,
        as_of=shown.as_of,
        party=shown.party,
        stages=shown.stages,
        record=None,
        dialect=DIALECTS[0],
        unverified=shown.unverified,
    )


def filters(known: Mapping[str, Parameter]) -> dict[str, Parameter]:
    """The parameters that a file takes: the pages' filters, and how a CSV is written."""

    def dialect(code: str) -> str:
        if code not in DIALECTS:
            raise ValueError(code)
        return code

    taken = {name: known[name] for name in links.FILTERS if name in known}
    return {**taken, "dialect": Parameter(DIALECTS[0], dialect)}


def choose(
    query: Mapping[str, list[str]], known: Mapping[str, Parameter]
) -> tuple[Choice, str, list[Ignored]]:
    """The filters that a query names, the same written as a query, and what of it is no filter."""
    taken = filters(known)
    values, ignored = parse(query, taken)
    written = dump(values, {name: taken[name] for name in links.FILTERS if name in taken})
    kept = links.url("", "", written).removeprefix("?")
    return Choice(stages=tuple(values.pop("stage")), **values), kept, ignored


def tables(root: Path, choice: Choice) -> dict[str, pd.DataFrame]:
    """Every published table of a choice; shared, never written to."""
    found: dict[str, pd.DataFrame] = _tables(view.dataset(root), choice)
    return found


@of_dataset(64)
def _tables(data: Dataset, choice: Choice) -> dict[str, pd.DataFrame]:
    root = data.root
    taken = view.snapshot(root, choice.currency, choice.as_of, unverified=choice.unverified)
    kept = snapshot.choose(taken.records, choice.party, choice.stages, choice.record)
    return exports.tables(taken, None if choice.whole else kept)


def content(root: Path, name: str, choice: Choice, base: str, query: str) -> bytes:
    """The bytes of one of `FILES`.

    `base` is the address that the workbook's links lead to, `query` the filters as a URL has them.
    """
    return _content(view.dataset(root), name, choice, base, query)


# By size, not by number: whoever asks for every day and party of a large dataset fills no memory.
@cached(
    LRUCache(KEPT, getsizeof=len),
    key=lambda data, *asked: hashkey(data.root, data.digest, *asked),
    condition=Condition(),
)
def _content(data: Dataset, name: str, choice: Choice, base: str, query: str) -> bytes:
    root = data.root
    if name == "schema.json":
        return _json(schema.bundle())
    if name == "bods.json":
        return bods.bods(data, _chosen(root, choice))
    found = tables(root, choice)
    if name == "pledgebook.xlsx":
        return workbook.workbook(data, found, base=base, as_of=choice.as_of, whole=choice.whole)
    if name.endswith(".csv"):
        table = found[name.removesuffix(".csv")]
        french = choice.dialect == "excel-fr"
        return exports.for_french_excel(table) if french else exports.to_csv(table).encode()
    files = {f"{key}.csv": exports.to_csv(table).encode() for key, table in found.items()}
    about = package.zipped if name == "pledgebook.zip" else package.descriptor
    made = about(data, files, currency=choice.currency, as_of=choice.as_of, whole=choice.whole)
    if isinstance(made, bytes):
        return made
    for resource in made["resources"]:
        # Relative to the descriptor's own address, whose query is not inherited.
        resource["path"] += f"?{query}" if query else ""
    return _json(made)


def _chosen(root: Path, choice: Choice) -> Snapshot:
    """The snapshot with the statements of the chosen records alone."""
    taken: Snapshot = view.snapshot(
        root, choice.currency, choice.as_of, unverified=choice.unverified
    )
    kept = snapshot.choose(taken.records, choice.party, choice.stages, choice.record)
    said = taken.statements[taken.statements["record_id"].isin(kept.index)]
    return replace(taken, statements=said)


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode()


def headers(name: str, sent: bytes, dataset: Dataset) -> dict[str, str]:
    """What a client needs to keep, compare and cite a file (RFC 9110, RFC 9530)."""
    digest = sha256(sent)
    stem, ending = name.rsplit(".", 1)
    shown = "inline" if ending in ("csv", "json") else "attachment"
    saved = links.file_name(dataset.version, stem.removeprefix("pledgebook"), ending)
    found = {
        "Content-Type": TYPES[ending],
        "Content-Disposition": f'{shown}; filename="{saved}"',
        "ETag": f'"{digest.hexdigest()}"',
        "Repr-Digest": f"sha-256=:{b64encode(digest.digest()).decode()}:",
        "Pledgebook-Version": dataset.version,
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "Content-Disposition, ETag, Pledgebook-Version",
        "Cache-Control": "public, no-cache",
        "X-Content-Type-Options": "nosniff",
    }
    if released := _released(dataset):
        found["Last-Modified"] = format_datetime(released, usegmt=True)
    return found


def _released(dataset: Dataset) -> dt.datetime | None:
    if dataset.citation is None:
        return None
    return dt.datetime.combine(dataset.citation.date_released, dt.time(), dt.UTC)
