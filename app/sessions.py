"""The sessions in the log: when each begins and ends, and how long each run of the script takes.

A session is named by a random number of the log's own, which leads neither to its cookie nor to its
address. It ends when its browser's connection does; one that comes back begins another. The first,
before the server is ready, is the server's own.
"""

from __future__ import annotations

import time
import uuid
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import streamlit as st

from app import logs

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(slots=True)
class _Session:
    reference: str = field(default_factory=lambda: uuid.uuid4().hex[:8])
    began: float = field(default_factory=time.monotonic)
    runs: int = 0


_running: ContextVar[dict[str, str] | None] = ContextVar("running", default=None)


def _closed(session: _Session) -> None:
    lasted = round(time.monotonic() - session.began, 1)
    logs.write("session_closed", session=session.reference, seconds=lasted, runs=session.runs)


@st.cache_resource(scope="session", show_spinner=False, on_release=_closed)
def _session() -> _Session:
    session = _Session()
    logs.write("session_opened", session=session.reference)
    return session


@contextmanager
def run(page: str) -> Iterator[None]:
    """Log how long the script takes to draw a page, in milliseconds, and whether it does it whole.

    It does not where something fails, or where the reader has chosen something else meanwhile.
    """
    session = _session()
    session.runs += 1
    where = {"session": session.reference, "page": page}
    _running.set(where)
    began, whole = time.perf_counter(), False
    try:
        yield
        whole = True
    finally:
        spent = round(1000 * (time.perf_counter() - began), 1)
        logs.write("run", **where, ms=spent, whole=whole)


def running() -> dict[str, str]:
    """The session and the page of the script that runs here, for a line of the log."""
    return _running.get() or {}
