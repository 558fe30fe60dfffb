"""The HTML that answers for a page before its script runs: what a link's preview shows.

Streamlit answers every page with one and the same document, titled "Streamlit". This is that
document with the page's own title, description and picture, in the page's language.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from app import assets, citing, languages, links, numbers, words
from app.languages import _
from app.publishing import FILES, TYPES

if TYPE_CHECKING:
    from app.view import View

INDEX: Final = assets.INDEX
PICTURE: Final = "/preview.png"
"""Where the picture of the dashboard is answered."""
PICTURE_FILE: Final = Path("docs") / "overview.png"
"""That picture, in the dataset's folder; it shows one dataset, so another has none or its own."""

_TITLE, _LANGUAGE, _END = "<title>Streamlit</title>", '<html lang="en">', "</head>"
_FACE: Final = re.compile(r'<link\s+rel="preload"[^>]*\sas="font"[^>]*>\s*')
_UNDRAWN: Final = {"data"}
"""The pages without a chart."""
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
    for part in (_TITLE, _LANGUAGE, _END):
        if text.count(part) != 1:
            # Another release of Streamlit: better no start than previews that say "Streamlit".
            raise RuntimeError(f"{part} does not stand once in Streamlit's index.html")
    # Streamlit's own face comes with every page: 170 kB for nothing where the theme names another.
    return _FACE.sub("", text) if st.get_option("theme.font") else text


def picture(root: Path) -> bytes | None:
    """The picture of a dataset, where it has one that can be read."""
    try:
        return (root / PICTURE_FILE).read_bytes()
    except OSError:
        return None


def card(view: View, page: str, record: str | None, address: str) -> Card:
    """The title and the description of a view: of its open record, its party, or its page."""
    name, said = words.PAGES[page], words.PAGE_HELP[page]
    site = citing.site_name(view.dataset)
    if record in view.snapshot.records.index:
        (row,) = view.snapshot.records.loc[[record]].to_dict("records")
        label, said_by = view.label(str(record)), int(row["statements"])
        if isinstance(row["measure"], str):
            label = _("{record}: {figure}").format(record=label, figure=numbers.of(row))
        statements = numbers.counted("{count} statement", "{count} statements", said_by)
        told = _("By {statements}, each with its words.").format(statements=statements)
        if row["conflict"]:
            told = " ".join([_("The sources disagree."), told])
        return Card(f"{label} · {site}", told, address)
    if view.party:
        party = view.name(view.party)
        count = numbers.counted("{count} record", "{count} records", len(view.records))
        told = _("{records} of {party}.").format(records=count, party=party)
        return Card(f"{party} · {name} · {site}", f"{told} {said}", address)
    return Card(f"{name} · {site}", said, address)


def document(view: View, page: str, card: Card, base: str) -> str:
    """The whole document of a page; every text in it is escaped."""
    said = {
        "og:type": "website",
        "og:site_name": citing.site_name(view.dataset),
        "og:title": card.title,
        "og:description": card.description,
        "og:url": card.address,
        "og:locale": languages.locale(),
    }
    named = {
        "description": card.description,
        "twitter:card": "summary",
        "twitter:title": card.title,
        "twitter:description": card.description,
    }
    if picture(view.dataset.root):
        said["og:image"] = named["twitter:image"] = f"{base}{PICTURE}"
        said["og:image:alt"] = _("Commitments by payer, payee and stage, drawn as ranges.")
        named["twitter:card"] = "summary_large_image"
    head = [f"<title>{html.escape(card.title)}</title>"]
    head += [f'<meta property="{key}" content="{html.escape(v)}" />' for key, v in said.items()]
    head += [f'<meta name="{key}" content="{html.escape(v)}" />' for key, v in named.items()]
    head.append(f'<link rel="canonical" href="{html.escape(card.address)}" />')
    if page == "data":
        written = json.dumps(described(view, base), ensure_ascii=False)
        # Nothing in a string may end the element.
        written = written.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
        head.append(f'<script type="application/ld+json">{written}</script>')
    early, late = assets.hints(chart=page not in _UNDRAWN)
    head.append(early)
    index = _index().replace(_LANGUAGE, f'<html lang="{languages.current()}">')
    index = index.replace(_END, f"  {late}\n  {_END}")
    return index.replace(_TITLE, "\n    ".join(head))


def described(view: View, base: str) -> dict[str, Any]:
    """The dataset as schema.org's Dataset, for search engines."""
    cited = view.dataset.citation
    days = view.snapshot.sources["published_start"].dropna()
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": citing.site_name(view.dataset),
        "description": cited.abstract if cited else words.PAGE_HELP["overview"],
        "url": links.page_url(base, "data", {}),
        "identifier": f"sha256:{view.dataset.digest}",
        "version": view.dataset.version,
        "isAccessibleForFree": True,
        "inLanguage": [*languages.known()],
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
