"""The published tables as a Data Package 2.0: their CSV files, a descriptor, a README, one zip.

The descriptor is written from `analysis.dictionary` to https://datapackage.org/standard/. Nothing
here asks a clock or the machine: the version and the day are those of the dataset's citation, so
that the same dataset gives the same bytes each time.
"""

from __future__ import annotations

import io
import json
import re
import unicodedata
import uuid
import zipfile
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from analysis import agreement, fx
from analysis.dictionary import described
from models import citation
from models.dates import bounds

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

    from analysis.dictionary import Column, Reference, Table
    from models.citation import Author
    from models.loading import Dataset
    from models.sources import Source

DESCRIPTOR = "datapackage.json"
README = "README.md"

_PROFILE = "https://datapackage.org/profiles/2.0/{}.json"
_UNNAMED = "Pledgebook tables"
_RATES = {
    "title": "European Central Bank: euro foreign exchange reference rates",
    "path": (
        "https://www.ecb.europa.eu/stats/policy_and_exchange_rates/"
        "euro_reference_exchange_rates/html/index.en.html"
    ),
}
_REPORTED = (
    "Press-reported: each figure is what an article says, not what is known to be so. What no "
    "source says is listed as not reported and is never zero."
)
_QUOTES = "The short quotes remain their publishers': no rights in them are granted."
_PART = (
    "This is a part of the dataset: a filter chose its records, each with all its statements. "
    "Totals and ledgers add up these records alone."
)
_README = """\
# {title}

{about}

{version}. The SHA-256 of the dataset's content is {digest}.

## How to read it

The files are UTF-8 with commas and line feeds, plain digits, decimal points and ISO dates; several
codes in one cell are joined by `;`. An empty cell is *not reported* or *does not apply*, never
zero. `datapackage.json` says what each column means, its type and its codes: the package is a Data
Package 2.0 (https://datapackage.org) with a schema for each file.

- A **record** is something in the world, a **statement** one article's account of it, with the
  article's own words and where they stand. `record_id` joins the files.
- A figure is an interval in full units. An exact value has its two bounds alike. An **open bound**
  is empty: without a maximum it is "at least", without a minimum "up to". `minimum_exclusive` is
  "more than", `maximum_exclusive` "less than", `approximate` "about".
- **stage** is how binding it is, **attestation** how well it is attested: two different things.
- A record's figure is what all its statements agree on (their **intersection**). Where they cannot
  all hold it is the span of all of them (the **envelope**), and `conflict_amount` is true. Those
  that agree only because a conversion may be off by {tolerance}, or "about" by {slack}, are marked
  `within_tolerance`.
- **Conflicts** keep every side: `conflicts.csv` says which sources cannot both be right, in a
  figure, a date, a list of partners or a meaning. Articles that share an outlet are one voice.
- **Totals** add intervals and count each record once: the whole and not its part, what an aggregate
  includes and not the aggregate. Stocks and running costs are not added to commitments.
  `ledgers.csv` lists what was counted and what was left out, and why.
- **Derivations** are ours, not the sources', each with its formula, inputs and caveat.
- **Gaps** list what no source says. It is unknown, and no total takes it for zero.

## The files

{files}

## The articles

{articles}

Their texts are not here. `sources.csv` tells how each is known, with the SHA-256 of its text.

## Exchange rates

Money that had to be added up or compared was converted to {currency} at the European Central Bank's
reference rates: the fixing of the day that the article tells of, where that is one past day, else
of the article's own day, or the last fixing before it, at most {back} days back and never a later
one. `records.csv` holds the rate and the day of each conversion. `statements.csv` stays as
reported; an article's own conversion stands beside its amount and is never added to it.

## Licence

{licence}

{quotes}

## How to cite it

{reference}
"""
# The endings of columns' names, as a title spells them.
_ENDINGS = {"id": "code", "en": "(English)", "fr": "(French)"}
# The earliest day that a zip can hold, and a plain file's rights on every system.
_DAY, _UNIX, _RIGHTS = (1980, 1, 1, 0, 0, 0), 3, 0o100644 << 16


def descriptor(
    dataset: Dataset,
    files: Mapping[str, bytes],
    *,
    currency: str,
    as_of: dt.date | None = None,
    whole: bool = True,
) -> dict[str, Any]:
    """The content of `datapackage.json` for some of the CSV files, by their names.

    `currency` is that of the computed amounts, `as_of` the day that was stepped back to; not
    `whole` where a filter chose the records. Raises ValueError for a file that is no published
    table, or for none at all.
    """
    tables = {f"{name}.csv": table for name, table in described(bulk=dataset.bulk).items()}
    unknown = [name for name in files if name not in tables]
    if unknown or not files:
        names = ", ".join(tables)
        raise ValueError(f"no published table: {', '.join(unknown)}; give some of {names}")
    cited = dataset.citation
    found: dict[str, Any] = {
        "$schema": _PROFILE.format("datapackage"),
        "name": _name(title(dataset)) or _name(_UNNAMED),
        "id": _identity(dataset, files, f"{currency} {as_of} {whole}"),
        "title": title(dataset),
        "description": "\n\n".join([*_about(dataset, currency, as_of, whole=whole), _QUOTES]),
    }
    if cited:
        found |= {
            "version": dataset.version,
            "created": f"{cited.date_released.isoformat()}T00:00:00Z",
            "licenses": [{"name": cited.license, "path": _licence_path(cited.license)}],
            "contributors": [_contributor(author) for author in cited.authors],
        }
        if cited.keywords:
            found["keywords"] = list(cited.keywords)
    articles = [{"title": _told(source)} for source in _counting(dataset, as_of)]
    found["sources"] = [*articles, _RATES]
    found["pledgebook:digest"] = f"sha256:{dataset.digest}"
    found["pledgebook:currency"] = currency
    if as_of:
        found["pledgebook:asOf"] = as_of.isoformat()
    everywhere = not whole or as_of is not None
    given = {name: table for name, table in tables.items() if name in files}
    found["resources"] = [
        _resource(table, files[name], _references(table, given, everywhere=everywhere))
        for name, table in given.items()
    ]
    return found


def title(dataset: Dataset) -> str:
    """The dataset's name, as its citation has it."""
    return dataset.citation.title if dataset.citation else _UNNAMED


def cited_as(dataset: Dataset) -> str:
    """The dataset in a list of references; without a citation of its own, by its digest."""
    cited = dataset.citation
    if cited is None:
        return f"{_UNNAMED} (n.d.), SHA-256 {dataset.digest} [data set]."
    year = cited.date_released.year
    return f"{cited.credit} ({year}). {cited.title}, version {dataset.version} [data set]."


def _name(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _identity(dataset: Dataset, files: Mapping[str, bytes], view: str) -> str:
    """An identifier that only the same files of the same view have."""
    held = [f"{name} {sha256(raw).hexdigest()}" for name, raw in sorted(files.items())]
    told = sha256("\n".join([dataset.digest, view, *held]).encode()).hexdigest()
    return uuid.uuid5(uuid.NAMESPACE_URL, f"hash://sha256/{told}").urn


def _about(dataset: Dataset, currency: str, as_of: dt.date | None, *, whole: bool) -> list[str]:
    """Paragraphs on what the package holds; the first is a summary."""
    summary = (
        dataset.citation.abstract
        if dataset.citation
        else ("Financial commitments as press articles report them.")
    )
    view = f"Computed amounts are in {currency}; reported ones stay in their own currency."
    if as_of:
        view += f" Only articles that were published by {as_of.isoformat()} count."
    return [summary, _REPORTED, view if whole else f"{_PART} {view}"]


def _licence_path(identifier: str) -> str:
    """Where a licence of SPDX's list is to be read."""
    if identifier == "CC-BY-4.0":
        return "https://creativecommons.org/licenses/by/4.0/"
    return f"https://spdx.org/licenses/{identifier}.html"


def _contributor(author: Author) -> dict[str, Any]:
    named = {"givenName": author.given_names, "familyName": author.family_names}
    parts = {key: name for key, name in named.items() if name}
    return {"title": author.full_name, **parts, "roles": ["creator"]}


def _counting(dataset: Dataset, as_of: dt.date | None) -> list[Source]:
    """The articles that count by the end of `as_of`; all of them without a day."""
    sources = dataset.sources.values()
    if as_of is None:
        return list(sources)
    firsts = [(source, bounds(source.published)[0]) for source in sources]
    return [source for source, first in firsts if first and first <= as_of]


def _told(source: Source) -> str:
    by = f"{source.publisher}, " if source.publisher else ""
    return f"{source.title.en} ({by}{source.published}; article {source.id})"


def _references(
    table: Table, given: Mapping[str, Table], *, everywhere: bool
) -> tuple[Reference, ...]:
    """Those of a table's references that hold in this view, between the tables that are given."""
    return tuple(
        reference
        for reference in table.references
        if f"{reference.table}.csv" in given and (reference.everywhere or not everywhere)
    )


def _resource(table: Table, raw: bytes, references: tuple[Reference, ...]) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "$schema": _PROFILE.format("tableschema"),
        "fields": [_field(column) for column in table.columns],
        "missingValues": [""],
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    if references:
        schema["foreignKeys"] = [_foreign_key(table, reference) for reference in references]
    return {
        "name": table.name,
        "path": f"{table.name}.csv",
        "type": "table",
        "title": table.title,
        "description": f"{table.meaning[0].upper()}{table.meaning[1:]}.",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(raw),
        "hash": f"sha256:{sha256(raw).hexdigest()}",
        # The standard's default is a return and a line feed.
        "dialect": {"$schema": _PROFILE.format("tabledialect"), "lineTerminator": "\n"},
        "schema": schema,
    }


def _foreign_key(table: Table, reference: Reference) -> dict[str, Any]:
    # A table that refers to itself leaves its name out.
    other = {} if reference.table == table.name else {"resource": reference.table}
    return {
        "fields": list(reference.columns),
        "reference": {**other, "fields": list(reference.to)},
    }


def _field(column: Column) -> dict[str, Any]:
    listed = column.type == "list"
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if column.codes and not listed:
        constraints["enum"] = list(column.codes)
    pattern = column.pattern
    if listed and (column.codes or pattern):
        entry = f"({pattern or '|'.join(column.codes)})"
        pattern = f"{entry}(;{entry})*"
    if pattern:
        constraints["pattern"] = pattern
    *words, last = column.name.split("_")
    found: dict[str, Any] = {
        "name": column.name,
        "title": " ".join([*words, _ENDINGS.get(last, last) if words else last]),
        # The standard has a type `list`, but its profile 2.0 refuses it (its issue 1089), and it
        # could not hold the entries to their codes as a pattern does.
        "type": "string" if listed else column.type,
        "description": " ".join(_described(column)),
    }
    if column.example:
        found["example"] = column.example
    if constraints:
        found["constraints"] = constraints
    return found


def _described(column: Column) -> list[str]:
    """What a column means, sentence by sentence."""
    found = [column.meaning]
    if column.type == "list":
        found.append("Several are joined by `;`.")
    if column.unit:
        counts = column.type in {"number", "integer"}
        said = f"{'Unit' if counts else 'Values'}: {column.unit}"
        found.append(said if said.endswith(".") else f"{said}.")
    told = [f"`{code}`: {meaning}" for code, meaning in column.codes.items() if meaning]
    if told:
        found.append(f"{'; '.join(told)}.")
    return found


def readme(
    dataset: Dataset,
    files: Collection[str],
    *,
    currency: str,
    as_of: dt.date | None = None,
    whole: bool = True,
) -> str:
    """The package's README.md: what it is, how to read it, its files, rates, licence, citation."""
    cited = dataset.citation
    version, terms = "The dataset has no version", ["The dataset names no licence."]
    if cited:
        version = f"Version {dataset.version} of {cited.date_released.isoformat()}"
        terms = [f"{cited.license}: {_licence_path(cited.license)}"]
    if dataset.licence is not None:
        terms.append(f"`{citation.LICENCE}` says what it covers.")
    tables = [
        table for name, table in described(bulk=dataset.bulk).items() if f"{name}.csv" in files
    ]
    articles = [f"- {_told(source)}" for source in _counting(dataset, as_of)]
    return _README.format(
        title=title(dataset),
        about="\n\n".join(_about(dataset, currency, as_of, whole=whole)),
        version=version,
        digest=dataset.digest,
        files="\n".join(f"- `{table.name}.csv`: {table.meaning}." for table in tables),
        articles="\n".join(articles) or "None.",
        currency=currency,
        back=fx.LOOK_BACK,
        tolerance=f"{fx.TOLERANCE:.0%}",
        slack=f"{agreement.ABOUT:.0%}",
        licence=" ".join(terms),
        quotes=_QUOTES,
        reference=cited_as(dataset),
    )


def contents(
    dataset: Dataset,
    files: Mapping[str, bytes],
    *,
    currency: str,
    as_of: dt.date | None = None,
    whole: bool = True,
) -> dict[str, bytes]:
    """Every file of the package by its name, sorted: the CSV files given, and what tells of them.

    CITATION.cff and the licence of the data are there where the dataset has them. Takes and
    raises what `descriptor` does.
    """
    described = descriptor(dataset, files, currency=currency, as_of=as_of, whole=whole)
    text = readme(dataset, files, currency=currency, as_of=as_of, whole=whole)
    found = {
        **files,
        DESCRIPTOR: f"{json.dumps(described, ensure_ascii=False, indent=2)}\n".encode(),
        README: text.encode(),
    }
    if dataset.citation_text is not None:
        found[citation.FILE] = dataset.citation_text.encode()
    if dataset.licence is not None:
        found[citation.LICENCE] = dataset.licence
    return dict(sorted(found.items()))


def zipped(
    dataset: Dataset,
    files: Mapping[str, bytes],
    *,
    currency: str,
    as_of: dt.date | None = None,
    whole: bool = True,
) -> bytes:
    """The package as one zip; the same bytes for the same files (and the same zlib).

    Takes and raises what `descriptor` does.
    """
    out = io.BytesIO()
    held = contents(dataset, files, currency=currency, as_of=as_of, whole=whole)
    with zipfile.ZipFile(out, "w") as bundle:
        for name, raw in held.items():
            entry = zipfile.ZipInfo(name, _DAY)
            entry.create_system, entry.external_attr = _UNIX, _RIGHTS
            bundle.writestr(entry, raw, zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()
