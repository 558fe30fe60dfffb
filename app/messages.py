"""The catalogues' upkeep: `make messages` brings every message of the code into each of them.

What a catalogue has translated stays; what the code no longer says goes; what is new stands there
empty. The tests fail while one is empty.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from babel.messages import Catalog
from babel.messages.extract import extract, extract_from_dir
from babel.messages.pofile import write_po

from analysis.derivations import RULES
from analysis.dictionary import described
from analysis.gaps import KINDS
from analysis.totals import REASONS
from app.languages import FOLDER, catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parent.parent
KEYWORDS: Final = {"_": None, "marked": None, "ngettext": (1, 2), "counted": (1, 2)}
"""What a message stands in: the functions of `app.languages`, and `app.numbers.counted`."""


def said() -> Iterator[str | tuple[str, str]]:
    """Every message of the pages: one, or the two for one and for many."""
    for _, _, message, _, _ in _extracted():
        yield message if isinstance(message, str) else (message[0], message[1])
    yield from of_analysis()


def _extracted() -> Iterator[Any]:
    yield from extract_from_dir(ROOT / "app", keywords=KEYWORDS)
    with (ROOT / "dashboard.py").open("rb") as file:
        for line, message, comments, context in extract("python", file, keywords=KEYWORDS):
            yield "dashboard.py", line, message, comments, context


def of_analysis() -> Iterator[str]:
    """What the pages show of the analysis' own words: they stand in its files in English."""
    for rule in RULES.values():
        yield from (rule.formula, rule.caveat)
    yield from REASONS.values()
    yield from KINDS.values()
    for table in described(bulk=True).values():
        yield from (table.title, table.meaning)
        for column in table.columns:
            yield column.meaning
            if column.unit:
                yield column.unit


def updated(language: str) -> Catalog:
    """The catalogue of a language with exactly the messages that are said."""
    old = catalogue(language)
    new = Catalog(
        locale=language,
        project="Pledgebook",
        copyright_holder="Pledgebook contributors",
        charset="utf-8",
        creation_date=old.creation_date,
        revision_date=old.revision_date,
        last_translator="Pledgebook contributors",
        language_team="Pledgebook contributors",
        fuzzy=False,
        header_comment="# The messages of the dashboard; `make messages` keeps them.",
    )
    for message in said():
        known = old.get(message if isinstance(message, str) else message[0])
        entry = new.add(
            message, known.string if known else ("" if isinstance(message, str) else ())
        )
        # "100 % less" is no placeholder: ours stand in braces.
        entry.flags.discard("python-format")
    return new


def main() -> None:
    """Bring all catalogues up to what the code says."""
    for path in sorted(FOLDER.glob("*.po")):
        found = updated(path.stem)
        with path.open("wb") as file:
            write_po(file, found, no_location=True, sort_output=True, width=96)
        empty = sum(1 for message in found if message.id and not message.string)
        print(f"{path.relative_to(ROOT)}: {len(found)} messages, {empty} without a translation")  # noqa: T201 - a command's answer


if __name__ == "__main__":
    main()
