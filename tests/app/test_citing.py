"""References in words and as BibTeX, and the frame to embed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from pybtex import PybtexEngine
from pybtex.database import parse_string

from app import citing
from models.checks import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from models.loading import Dataset

CFF = """\
cff-version: 1.2.0
message: Please cite it.
title: Pledges
abstract: Who promised what.
version: 2.0.1
date-released: 2025-03-14
license: {licence}
authors:
  - name: A newsroom
  - given-names: Ada
    family-names: Lovelace
"""
DAY = dt.date(2026, 11, 22)
URL = "https://pledges.example.org/stakes?party=birch&as_of=2025-02-01#equity"
ODD = "R&D_1: $15–19bn, 26\u202f% of #1 {a ~ b ^ c \\ d"
"""Every sign that means something to LaTeX, a brace that nothing closes, and two that old engines
lack: a dash and a narrow space."""


@pytest.fixture
def cited(tiny: Callable[..., Path]) -> Dataset:
    root = tiny()
    (root / "CITATION.cff").write_text(CFF.format(licence="CC-BY-4.0"), encoding="utf-8")
    return load(root)


@pytest.fixture
def uncited(tiny: Callable[..., Path]) -> Dataset:
    return load(tiny())


def test_the_reference_names_authors_year_version_licence_address_and_day(cited: Dataset) -> None:
    assert citing.citation(cited, title="Birch: US$10bn", url=URL, day=DAY) == (
        "A newsroom, Ada Lovelace (2025). “Birch: US$10bn”. In Pledges, version "
        f"2.0.1+{cited.digest[:8]}, CC BY 4.0. {URL} (accessed 22 Nov 2026)."
    )


def test_a_dataset_that_does_not_say_how_to_cite_it_has_neither_author_nor_year(
    uncited: Dataset,
) -> None:
    assert citing.citation(uncited, title="Birch: US$10bn", url=URL, day=DAY) == (
        f"“Birch: US$10bn” (n.d.). Version 0.0.0+{uncited.digest[:8]}. {URL} "
        "(accessed 22 Nov 2026)."
    )
    fields = entry(citing.bibtex(uncited, title="Birch: US$10bn", url=URL, day=DAY))
    assert not {"author", "year"} & fields.keys()


@pytest.mark.parametrize(
    ("spdx", "name"),
    [
        ("CC-BY-4.0", "CC BY 4.0"),
        ("CC-BY-NC-SA-4.0", "CC BY-NC-SA 4.0"),
        ("CC0-1.0", "CC0-1.0"),
        ("ODbL-1.0", "ODbL-1.0"),
    ],
)
def test_creative_commons_has_a_name_beside_the_identifier(
    tiny: Callable[..., Path], spdx: str, name: str
) -> None:
    root = tiny()
    (root / "CITATION.cff").write_text(CFF.format(licence=spdx), encoding="utf-8")
    assert citing.licence(load(root)) == name


def test_bibtex_as_written_by_hand(cited: Dataset) -> None:
    digits = cited.digest[:8]
    assert citing.bibtex(cited, title=ODD, url=URL, day=DAY) == (
        f"@misc{{pledgebook-stakes-party-birch-as-of-2025-02-01-equity-2.0.1-{digits},\n"
        "  author = {{A newsroom} and Lovelace, Ada},\n"
        r"  title = {{R\&D\_1: \$15--19bn, 26\,\% of \#1 \textbraceleft{}a \textasciitilde{} b "
        "\\textasciicircum{} c \\textbackslash{} d}},\n"
        "  year = {2025},\n"
        f"  version = {{2.0.1+{digits}}},\n"
        f"  url = {{{URL}}},\n"
        "  urldate = {2026-11-22},\n"
        f"  note = {{In Pledges, version 2.0.1+{digits}, CC BY 4.0. Accessed 22 Nov 2026}},\n"
        "}"
    )


def entry(bibtex: str) -> dict[str, str]:
    (found,) = parse_string(bibtex, "bibtex").entries.values()
    return dict(found.fields)


def test_another_reader_of_bibtex_understands_it(cited: Dataset) -> None:
    text = citing.bibtex(cited, title=ODD, url=URL, day=DAY)
    (found,) = parse_string(text, "bibtex").entries.values()
    newsroom, lovelace = found.persons["author"]
    assert str(newsroom) == "{A newsroom}"
    assert (lovelace.first_names, lovelace.last_names) == (["Ada"], ["Lovelace"])
    assert found.fields["url"] == URL
    shown = PybtexEngine().format_from_string(text, style="plain", output_backend="text")
    assert shown.startswith("[1] A newsroom and Ada Lovelace.")
    assert f"In Pledges, version 2.0.1+{cited.digest[:8]}, CC BY 4.0." in shown


def test_the_key_tells_views_and_versions_apart(cited: Dataset) -> None:
    def key(url: str) -> str:
        return citing.bibtex(cited, title="", url=url, day=DAY).split(",", 1)[0]

    same = key(URL)
    assert key(URL) == same
    assert key(URL.replace("birch", "alder")) != same
    assert key("https://pledges.example.org/") == (f"@misc{{pledgebook-2.0.1-{cited.digest[:8]}")


def test_a_frame_is_html_whatever_the_title() -> None:
    written = citing.iframe("https://x.org/?a=1&b=2", 'Birch "<b>" & co', 480)
    (frame,) = ET.fromstring(f"<p>{written}</p>")  # noqa: S314 - our own text, not a stranger's
    assert frame.attrib["src"] == "https://x.org/?a=1&b=2"
    assert frame.attrib["title"] == 'Birch "<b>" & co'
    assert frame.attrib["height"] == "480"
