"""What is sent to a reader goes out at once, and does not wait for the last to be acknowledged.

Streamlit binds the socket that it listens on itself, without naming TCP. asyncio then takes the
connections for something else and leaves Nagle's algorithm on: the second message of an answer
waits for the reader's delayed acknowledgement of the first, 40 ms on Linux
(https://github.com/Kludex/uvicorn/issues/3149). uvicorn alone, as in deploy/, names it.
"""

from __future__ import annotations

import os
import socket
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_OPENED: Final = Path("/proc/self/fd")
"""The files and sockets of this process; only Linux has it, and only there it is needed."""


def without_delay() -> None:
    """Turn Nagle's algorithm off for whatever connects to this process from now on."""
    for opened in list(_OPENED.iterdir()) if _OPENED.is_dir() else []:
        if not opened.is_socket():
            continue
        with socket.socket(fileno=os.dup(int(opened.name))) as found:
            over_tcp = found.family in {socket.AF_INET, socket.AF_INET6}
            if over_tcp and found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                # On Linux a connection inherits it from the socket that was listened on.
                found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Do so once the server listens, and before it takes a connection."""
    without_delay()
    yield
