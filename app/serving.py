"""What the server does beside answering: warming up, compressing, logging, failing politely."""

from __future__ import annotations

import ctypes
import gc
import logging
import mimetypes
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.testing.v1 import AppTest

from app import assets, logs, sessions, view
from app.languages import _
from models.loading import dataset_root

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

SCRIPT: Final = Path(__file__).resolve().parent.parent / "dashboard.py"
FOR_GOOD: Final = "public, max-age=31536000, immutable"
_UNLOGGED: Final = ("/_stcore/", "/static/", "/favicon.png")
_PATIENCE: Final = 120
"""Seconds for the first run of the script, on whatever machine it is."""


class Compressed:
    """Answers Streamlit's own scripts with brotli, each compressed once.

    Streamlit leaves them as they are, as most deployments have a proxy in front; ours may have
    none. Their names change with what they hold, so that a browser may keep them for good.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Stand in front of `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a script to whoever takes brotli; hand all else on."""
        answer = self._app
        if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}:
            headers = dict(scope["headers"])
            takes = b"br" in headers.get(b"accept-encoding", b"") and b"range" not in headers
            if takes and (path := _asset(scope["path"])):
                answer = await run_in_threadpool(_answer, path)
        await answer(scope, receive, send)


def _asset(path: str) -> Path | None:
    """The file of Streamlit's that an address names, if it is one to compress."""
    if not path.startswith("/static/"):
        return None
    found = (assets.STATIC / path.removeprefix("/")).resolve()
    inside = found.is_relative_to(assets.STATIC / "static")
    return found if inside and found.suffix in assets.COMPRESSIBLE and found.is_file() else None


def _answer(path: Path) -> Response:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    headers = {"Content-Encoding": "br", "Vary": "Accept-Encoding", "Cache-Control": FOR_GOOD}
    return Response(assets.compressed(path), headers=headers, media_type=kind)


class Logged:
    """Logs each request for a page or a file: method, path, status and milliseconds, no query."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand in front of `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on, and log its answer."""
        if scope["type"] != "http" or scope["path"].startswith(_UNLOGGED):
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0

        async def watched(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            spent = round(1000 * (time.perf_counter() - began), 1)
            logs.write(
                "request", method=scope["method"], path=scope["path"], status=status, ms=spent
            )


def warm_up() -> None:
    """Do before the first visitor comes what all of them would wait for.

    The first page runs once, so that everything is imported, loaded and drawn. What is there then
    stays for as long as the process does: the garbage collector need not look at it again, and what
    the start took besides goes back to the system. Only before there is a server: the run has one
    of its own.

    Raises DatasetError where there is nothing to serve.
    """
    began = time.perf_counter()
    view.dataset(dataset_root())
    _first_page().run()
    gc.collect()
    gc.freeze()
    _give_back()
    logs.write("ready", ms=round(1000 * (time.perf_counter() - began)))


def _give_back() -> None:
    """Return freed memory to the system; only glibc keeps it until it is told."""
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)


def _first_page() -> AppTest:
    """The first page without a server, and without the warning that there is no session yet."""
    asking = logging.getLogger(get_script_run_ctx.__module__)
    level = asking.level
    asking.setLevel(logging.ERROR)
    try:
        return AppTest.from_file(str(SCRIPT), default_timeout=_PATIENCE)
    finally:
        asking.setLevel(level)


def failed(error: Exception) -> bool:
    """Tell the reader that something failed, with the reference under which it is logged."""
    reference = logs.failure(error, **sessions.running())
    st.error(
        _(
            "Something failed here, and it is not your fault. Reload the page, or tell whoever "
            "runs it this reference: {reference}"
        ).format(reference=reference),
        icon="🛠️",
    )
    return True
