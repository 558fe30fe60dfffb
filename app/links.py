"""All addresses of the dashboard: of its pages, its files and its charts alone."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import streamlit as st

from app import url_state

if TYPE_CHECKING:
    from collections.abc import Mapping

FIRST = "overview"
"""The page whose path is `/`."""

FILTERS = ("party", "stage", "as_of", "currency", "unverified", "record")
"""The parameters of a page's link that its files take too."""

_served: set[str] = set()


def serve(folder: str) -> None:
    """Say that this process answers to the addresses below `folder` (app/server.py does)."""
    _served.add(folder)


def served(folder: str = "/data/") -> bool:
    """Whether the addresses below `folder` are answered; `streamlit run` alone answers none."""
    return folder in _served


def public() -> str:
    """The dashboard's public address (PLEDGEBOOK_URL), without a slash at its end; may be empty."""
    return os.environ.get("PLEDGEBOOK_URL", "").rstrip("/")


def hosts() -> list[str]:
    """The names by which the dashboard may be asked for; where it has no public one, any.

    A page of another site could else have its own name lead here, and read what is answered (DNS
    rebinding). This machine asks whether its replicas are healthy.
    """
    named = urlsplit(public()).hostname
    return [named, "localhost", "127.0.0.1"] if named else ["*"]


def path(page: str) -> str:
    """A page's path."""
    return "/" if page == FIRST else f"/{page}"


def url(base: str, place: str, query: Mapping[str, list[str]]) -> str:
    """An address: base without a slash at its end, path, and parameters in the query's order."""
    written = urlencode(dict(query), doseq=True)
    return f"{base}{place}?{written}" if written else f"{base}{place}"


def page_url(base: str, page: str, query: Mapping[str, list[str]]) -> str:
    """A page's address."""
    return url(base, path(page), query)


def file_url(base: str, name: str, query: Mapping[str, list[str]]) -> str:
    """The address of a published file (`statements.csv`) with the same filters as a page's link."""
    return url(base, f"/data/{name}", {key: query[key] for key in FILTERS if key in query})


def embedded_url(base: str, page: str, query: Mapping[str, list[str]], chart: str = "") -> str:
    """The address of a page, or of one chart of it, without anything around it."""
    one = {"chart": [chart]} if chart else {}
    kept = {name: codes for name, codes in query.items() if name != "record"}
    return page_url(base, page, {**kept, **one, "embed": ["true"]})


def here() -> str:
    """Where the reader's browser found the dashboard, without a slash at its end."""
    address = str(st.context.url or "").rstrip("/")
    return address.removesuffix(f"/{url_state.page()}")


def file_name(version: str, name: str, ending: str) -> str:
    """The name under which a file is saved; the data's version is in it."""
    parts = filter(None, ("pledgebook", name, version.replace("+", "-")))
    return f"{'-'.join(parts)}.{ending}"
