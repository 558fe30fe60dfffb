"""How to cite and to embed a page or a chart: a reference in words, BibTeX, an iframe."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import streamlit as st

from app import numbers
from app.languages import _

if TYPE_CHECKING:
    from models.citation import Author
    from models.loading import Dataset

TALL: Final = 600
"""Pixels: a frame's height where nothing says how much is in it."""

_LATEX: Final = {
    "\\": r"\textbackslash{}",
    # BibTeX counts braces, escaped or not.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: rf"\{sign}" for sign in "&%$#_"},
    "\u2013": "--",
    "\u2014": "---",
    "\u00a0": "~",
    "\u202f": r"\,",
    "\u2212": "$-$",
}
"""LaTeX for the signs that mean something to it or that old engines lack; other letters stay as
they are: every engine of today reads UTF-8."""

# A ledger, drawn as Streamlit draws an emoji; but to check an emoji it loads its list of them all,
# 7 MB and 0.1 s at the start.
ICON: Final = (
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 100'>"
    "<text y='.9em' font-size='90'>&%23x1F4D2;</text></svg>"
)


def today() -> dt.date:
    """The day on which something is read, in universal time."""
    return dt.datetime.now(dt.UTC).date()


def licence(dataset: Dataset) -> str:
    """The licence's name as its makers write it (`CC BY 4.0`), else its SPDX identifier."""
    spdx = dataset.citation.license if dataset.citation else ""
    return re.sub(r"^CC-([A-Z-]+)-([\d.]+)$", r"CC \1 \2", spdx)


def site_name(dataset: Dataset) -> str:
    """The dataset's title; ours where it has none."""
    return dataset.citation.title if dataset.citation else "Pledgebook"


def named(dataset: Dataset) -> str:
    """The dataset's title, version and licence, as far as it has them."""
    cited = dataset.citation
    title = cited.title if cited else ""
    said = _("{title}, version {version}") if cited else _("Version {version}")
    said = said.format(title=title, version=dataset.version)
    return ", ".join(filter(None, (said, licence(dataset))))


def citation(dataset: Dataset, *, title: str, url: str, day: dt.date) -> str:
    """The reference in words; `day` is when it was read. Without a CITATION.cff: no author, n.d."""
    read = {"dataset": named(dataset), "url": url, "date": numbers.date(day)}
    cited = dataset.citation
    if cited is None:
        return _("“{title}” (n.d.). {dataset}. {url} (accessed {date}).").format(
            title=title, **read
        )
    return _("{credit} ({year}). “{title}”. In {dataset}. {url} (accessed {date}).").format(
        credit=cited.credit, year=cited.date_released.year, title=title, **read
    )


def bibtex(dataset: Dataset, *, title: str, url: str, day: dt.date) -> str:
    """The reference as BibTeX.

    Its key follows from the address and the version. The note repeats the version, for BibTeX's old
    styles print neither that field nor the day.
    """
    place = urlsplit(url)
    parts = ("pledgebook", place.path, place.query, place.fragment, dataset.version)
    key = re.sub(r"[^a-z0-9.]+", "-", " ".join(filter(None, parts)).lower())
    cited = dataset.citation
    note = _("In {dataset}. Accessed {date}") if cited else _("{dataset}. Accessed {date}")
    fields = {
        "author": " and ".join(map(_author, cited.authors)) if cited else "",
        "title": f"{{{_latex(title)}}}",
        "year": str(cited.date_released.year) if cited else "",
        "version": dataset.version,
        "url": url,
        "urldate": day.isoformat(),
        "note": _latex(note.format(dataset=named(dataset), date=numbers.date(day))),
    }
    written = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{key},", *written, "}"])


def _author(author: Author) -> str:
    if author.name:
        return f"{{{_latex(author.name)}}}"  # in braces: no first name and no last
    return _latex(", ".join(filter(None, (author.family_names, author.given_names))))


def _latex(text: str) -> str:
    return "".join(_LATEX.get(sign, sign) for sign in text)


def iframe(url: str, title: str, height: int = TALL) -> str:
    """The HTML that shows an address within another page, `height` pixels tall."""
    return (
        f'<iframe src="{html.escape(url)}" title="{html.escape(title)}" width="100%" '
        f'height="{height}" style="border: 0" loading="lazy"></iframe>'
    )


def show(dataset: Dataset, *, title: str, url: str) -> None:
    """Both references, each to be copied."""
    for form in (citation, bibtex):
        said = form(dataset, title=title, url=url, day=today())
        st.code(said, language=None, wrap_lines=True)
