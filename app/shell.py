"""The HTML that answers for a page before its script runs: what a link's preview shows.

Streamlit answers every page with one and the same document, titled "Streamlit". This is that
document with the page's own title, description and picture, in the page's language.
"""

from __future__ import annotations

import html
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import streamlit

from app import links, numbers, words
from app.publishing import FILES, TYPES
from app.view import LANGUAGE

if TYPE_CHECKING:
    from app.view import View

INDEX: Final = Path(streamlit.__file__).parent / "static" / "index.html"
PICTURE: Final = "/preview.png"
"""Where the picture of the dashboard is answered."""

_TITLE, _LANGUAGE = "<title>Streamlit</title>", '<html lang="en">'
_LICENCES: Final = {"CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/"}


@dataclass(frozen=True)
class Card:
    """What a preview says of a view."""

    title: str
    description: str
    address: str
    """The view's own address, without what the page does not know."""


@cache
def _index() -> str:
    text = INDEX.read_text(encoding="utf-8")
    for part in (_TITLE, _LANGUAGE, "</head>"):
        if text.count(part) != 1:
            # Another release of Streamlit: better no start than previews that say "Streamlit".
            raise RuntimeError(f"{part} does not stand once in Streamlit's index.html")
    return text


def card(view: View, page: str, record: str | None, address: str) -> Card:
    """The title and the description of a view: of its open record, its party, or its page."""
    name, said = words.PAGES[page], words.PAGE_HELP[page]
    site = site_name(view)
    if record in view.snapshot.records.index:
        (row,) = view.snapshot.records.loc[[record]].to_dict("records")
        figure = f": {numbers.of(row)}" if isinstance(row["measure"], str) else ""
        contested = "The sources disagree. " if row["conflict"] else ""
        statements = numbers.count(int(row["statements"]), "statement")
        title = f"{view.label(str(record))}{figure} · {site}"
        return Card(title, f"{contested}By {statements}, each with its words.", address)
    if view.party:
        count = numbers.count(len(view.records), "record")
        title = f"{view.name(view.party)} · {name} · {site}"
        return Card(title, f"{count} of {view.name(view.party)}. {said}", address)
    return Card(f"{name} · {site}", said, address)


def site_name(view: View) -> str:
    """The dataset's title; ours where it has none."""
    return view.dataset.citation.title if view.dataset.citation else "Pledgebook"


def document(view: View, page: str, card: Card, base: str) -> str:
    """The whole document of a page; every text in it is escaped."""
    said = {
        "og:type": "website",
        "og:site_name": site_name(view),
        "og:title": card.title,
        "og:description": card.description,
        "og:url": card.address,
        "og:image": f"{base}{PICTURE}",
        "og:image:alt": "Commitments by payer, payee and stage, drawn as ranges.",
    }
    named = {
        "description": card.description,
        "twitter:card": "summary_large_image",
        "twitter:title": card.title,
        "twitter:description": card.description,
        "twitter:image": f"{base}{PICTURE}",
    }
    head = [f"<title>{html.escape(card.title)}</title>"]
    head += [f'<meta property="{key}" content="{html.escape(v)}" />' for key, v in said.items()]
    head += [f'<meta name="{key}" content="{html.escape(v)}" />' for key, v in named.items()]
    head.append(f'<link rel="canonical" href="{html.escape(card.address)}" />')
    if page == "data":
        written = json.dumps(described(view, base), ensure_ascii=False)
        # Nothing in a string may end the element.
        written = written.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
        head.append(f'<script type="application/ld+json">{written}</script>')
    index = _index().replace(_LANGUAGE, f'<html lang="{LANGUAGE}">')
    return index.replace(_TITLE, "\n    ".join(head))


def described(view: View, base: str) -> dict[str, Any]:
    """The dataset as schema.org's Dataset, for search engines."""
    cited = view.dataset.citation
    days = view.snapshot.sources["published_start"].dropna()
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": site_name(view),
        "description": cited.abstract if cited else words.PAGE_HELP["overview"],
        "url": links.page_url(base, "data", {}),
        "identifier": f"sha256:{view.dataset.digest}",
        "version": view.dataset.version,
        "isAccessibleForFree": True,
        "inLanguage": ["en", "fr"],
        "measurementTechnique": words.PAGE_HELP["method"],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": name,
                "encodingFormat": TYPES[name.rsplit(".", 1)[1]].split(";")[0],
                "contentUrl": links.file_url(base, name, {}),
            }
            for name in FILES
        ],
    }
    if len(days):
        found["temporalCoverage"] = f"{days.min().isoformat()}/{days.max().isoformat()}"
    if cited:
        found["license"] = _LICENCES.get(cited.license, cited.license)
        found["datePublished"] = cited.date_released.isoformat()
        found["creator"] = [
            {"@type": "Person" if author.family_names else "Organization", "name": author.full_name}
            for author in cited.authors
        ]
        found["keywords"] = [*cited.keywords]
    return found
