"""Fixtures of all tests: the articles' texts, a copy of the dataset, and tiny datasets."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import pytest
import yaml
from hypothesis import settings

from models.checks import load
from models.loading import OWN_DATASET
from models.quotes import Fingerprint, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable, Mapping

T = TypeVar("T")

# How long an example takes depends on the machine and on what else it does.
settings.register_profile("pledgebook", deadline=None)
settings.load_profile("pledgebook")

# An invented article. Each sentence carries figures, and every run of four words stands once.
ARTICLE = """\
Birch’s début: Alder will invest 10 billion dollars in Birch this year.
Cedar may add between 2 and 3 billion euros (about 2.5 billion dollars).
Alder will hold 40 % of Birch, and Cedar at least 35 % of it.
Alder bought a plant from Dogwood for up to 600 million dollars.
The plant should draw 150 megawatts by 2026, Dogwood said.
Birch, founded in 2015, is valued at nearly 300 billion dollars.
Shares of Alder fell by 5 % in Tokyo.
"""

# What `tiny()` does not quote of it: of its 12 figures all but the 10 billion.
_UNQUOTED = {
    "figures": {"found": 12, "waived": 11},
    "waivers": [
        {"quote": quote, "reason": "not_ours"}
        for quote in (
            "add between 2 and 3 billion euros (about 2.5 billion dollars)",
            "will hold 40 % of Birch, and Cedar at least 35 %",
            "Dogwood for up to 600 million dollars",
            "The plant should draw 150 megawatts by 2026",
            "founded in 2015, is valued at nearly 300 billion dollars",
            "Alder fell by 5 % in Tokyo",
        )
    ],
}

# Fields of a record that name a party; `tiny` makes the parties that they name.
_ROLES = (
    *("payer", "payee", "buyer", "seller", "asset", "holder", "target", "subject"),
    *("provider", "consumer", "operator", "actor", "venture"),
)
CLIMATE = OWN_DATASET / "tests" / "datasets" / "climate"
"""A second dataset, all of it invented: another subject, other currencies, English alone."""

_INVESTMENTS = """\
- id: alder-into-birch
  label: {en: Alder into Birch, fr: Alder dans Birch}
  payer: alder
  payee: birch
  statements:
    - source: "001"
      amount: {exact: 10, unit: billion, currency: USD}
      stage: pledged
      attestation: unattributed
      quote: Alder will invest 10 billion dollars in Birch
"""


@pytest.fixture(scope="session")
def texts() -> Path:
    """The folder of the articles' texts, which are not in this repository."""
    folder = os.environ.get("PLEDGEBOOK_TEXTS")
    if folder and Path(folder).is_dir():
        return Path(folder)
    if folder:
        pytest.fail(f"PLEDGEBOOK_TEXTS={folder} is no folder")
    if os.environ.get("CI") == "true":
        pytest.fail("CI runs without the articles' texts: set PLEDGEBOOK_TEXTS to their folder")
    pytest.skip("needs the articles' texts: set PLEDGEBOOK_TEXTS to their folder")


@pytest.fixture(scope="session")
def climate() -> Path:
    """The folder of the invented second dataset, with its articles' texts in texts/."""
    return CLIMATE


class Names(Protocol):
    """Finds what of a text only the dataset at a folder can have said."""

    def __call__(self, root: Path, text: str) -> set[str]: ...


@pytest.fixture(scope="session")
def names() -> Names:
    """Which parties, records, titles and outlets of a dataset a text names, as whole words."""

    @cache
    def known(root: Path) -> list[tuple[str, re.Pattern[str]]]:
        data = load(root)
        labels = [party.label for party in data.parties.values()]
        labels += [record.label for record in data.records.values()]
        labels += [source.title for source in data.sources.values()]
        said = {label.get(language) for label in labels for language in ("en", "fr")}
        said |= {*data.parties, *data.records}
        for source in data.sources.values():
            said |= {source.file, *source.upstream, *filter(None, [source.publisher])}
        words = sorted(filter(None, said))
        return [(word, re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")) for word in words]

    # One after the other: a pattern of all tries each of them at each sign of a megabyte.
    return lambda root, text: {
        word for word, whole in known(root) if word in text and whole.search(text)
    }


@pytest.fixture
def article() -> str:
    """The invented article that `tiny()` makes a card of."""
    return ARTICLE


@pytest.fixture
def dataset_copy(tmp_path: Path) -> Path:
    """A copy of our own dataset, to change: the folder that holds data/ and seeds/."""
    root = tmp_path / "copy"
    for folder in ("data", "seeds"):
        shutil.copytree(OWN_DATASET / folder, root / folder)
    return root


@pytest.fixture
def tiny(tmp_path: Path) -> Callable[..., Path]:
    """A factory of minimal valid datasets; it returns the folder that holds data/ and seeds/.

        tiny()                                   # Alder puts 10 billion dollars into Birch
        tiny({"stakes": "- id: ..."})            # these files instead; parties as they name them
        tiny({...}, {"001": "...", "b": "..."})  # these articles, by source, instead of ARTICLE
        tiny(cards={"001": {"published": "2025-03", "upstream": ["The Gazette"]}})

    Cards are of 2025-01-02 unless told otherwise (None leaves a key out); that of ARTICLE waives
    the figures that the first of these does not quote. The articles' texts stand in texts/ beside
    data/, as `001.txt`.
    """
    made = iter(range(1000))

    def make(
        files: Mapping[str, str] | None = None,
        articles: Mapping[str, str] | None = None,
        cards: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> Path:
        root = tmp_path / f"tiny{next(made)}"
        for folder in ("data", "seeds", "texts"):
            (root / folder).mkdir(parents=True)
        contents = {"investments": _INVESTMENTS} if files is None else dict(files)
        if "parties" not in contents:
            contents["parties"] = _parties(list(contents.values()))
        for name, content in contents.items():
            (root / "data" / f"{name}.yaml").write_text(content, encoding="utf-8")
        for source, text in (articles or {"001": ARTICLE}).items():
            changes = (cards or {}).get(source, {})
            _write_source(root, source, text, changes if articles else {**changes, **_UNQUOTED})
        return root

    return make


def _parties(contents: Iterable[str]) -> str:
    named: dict[str, None] = {}
    for content in contents:
        for record in yaml.safe_load(content) or []:
            named |= dict.fromkeys(record[role] for role in _ROLES if role in record)
            for statement in record["statements"]:
                named |= dict.fromkeys(statement.get("partners", ()))
    return "".join(
        f"- id: {name}\n  label: {{en: {name.title()}, fr: {name.title()}}}\n  type: company\n"
        for name in named
    )


def _write_source(root: Path, source: str, text: str, changes: Mapping[str, Any]) -> None:
    card = {
        "id": source,
        "file": f"{source}.txt",
        "title": {"en": f"Article {source}", "fr": f"Article {source}"},
        "language": "en",
        "published": "2025-01-02",
        "published_basis": "printed",
        "published_note": {"en": "Invented.", "fr": "Inventé."},
        "length": len(text),
        "sha256": sha256(text.encode()).hexdigest(),
        "body": {"start": 0, "end": len(text)},
        "summary": {"en": "Invented.", "fr": "Inventé."},
        **changes,
    }
    card = {key: value for key, value in card.items() if value is not None}
    seeds = root / "seeds"
    content = yaml.safe_dump(card, sort_keys=False, allow_unicode=True)
    (seeds / f"{source}.yaml").write_text(content, encoding="utf-8")
    fingerprint = Fingerprint.of(source, text, Span(card["body"]["start"], card["body"]["end"]))
    (seeds / f"{source}.fingerprint").write_text(fingerprint.dump(), encoding="ascii")
    (root / "texts" / f"{source}.txt").write_bytes(text.encode())


def in_own_loop(work: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine, run beside the loop that Playwright leaves running in a thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()
