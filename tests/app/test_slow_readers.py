"""A large file, and clients that hardly read it, over real sockets."""

from __future__ import annotations

import asyncio
import gzip
import os
import socket
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from app import publishing, routes
from tests.conftest import in_own_loop

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

LARGE = os.urandom(4 * 2**20).hex().encode()
"""8 MiB, compressed 4: more than two sockets hold between them."""
READERS = 20


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file of the dataset is large."""
    monkeypatch.setattr(publishing, "content", lambda *_: LARGE)


@asynccontextmanager
async def serving() -> AsyncIterator[uvicorn.Server]:
    """What answers on a free port, as it does behind Streamlit's own compression."""
    app = Starlette(routes=routes.routes(), middleware=[Middleware(GZipMiddleware)])
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, lifespan="off", log_config=None, timeout_graceful_shutdown=60)
    )
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn tells it by an attribute alone
        await asyncio.sleep(0.01)
    try:
        yield server
    finally:
        server.should_exit = True
        await task


async def ended(writer: asyncio.StreamWriter) -> None:
    """Close a client, whatever it has not read."""
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()


def port_of(server: uvicorn.Server) -> int:
    port: int = server.servers[0].sockets[0].getsockname()[1]
    return port


def unread(server: uvicorn.Server) -> list[int]:
    """How many bytes each connection holds that its client has not taken."""
    return [each.transport.get_write_buffer_size() for each in server.server_state.connections]


async def asked(
    port: int, path: str, encoding: str
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A client that has sent its request, and takes hardly more than it reads."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect(("127.0.0.1", port))
    reader, writer = await asyncio.open_connection(sock=client, limit=1024)
    writer.write(
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: {encoding}\r\n"
        "Connection: close\r\n\r\n".encode()
    )
    await writer.drain()
    return reader, writer


@pytest.mark.usefixtures("large")
def test_many_slow_readers_hold_nobody_up_and_hold_no_memory() -> None:
    in_own_loop(_slow())


async def _slow() -> None:
    async with serving() as server:
        port = port_of(server)
        slow = [
            await asked(port, "/data/statements.csv", encoding)
            for encoding in ("identity", "gzip") * (READERS // 2)
        ]
        for reader, _ in slow:
            assert await reader.read(10) == b"HTTP/1.1 2"
        # Others are answered meanwhile: a page's document, and what is not large.
        async with asyncio.timeout(30):
            for path in ("/timeline", "/robots.txt"):
                reader, writer = await asked(port, path, "identity")
                assert (await reader.read()).startswith(b"HTTP/1.1 200")
                await ended(writer)
        # All of them come to wait for their readers, and none with more than a part of the file.
        async with asyncio.timeout(30):
            while min(waiting := unread(server)) == 0:  # noqa: ASYNC110 - nothing tells of it
                await asyncio.sleep(0.05)
        assert len(waiting) == READERS
        assert max(waiting) <= routes.CHUNK + 2**16
        for _, writer in slow:
            await ended(writer)


@pytest.mark.parametrize(("encoding", "decode"), [("identity", bytes), ("gzip", gzip.decompress)])
@pytest.mark.usefixtures("large")
def test_a_large_file_comes_whole(encoding: str, decode: Callable[[bytes], bytes]) -> None:
    head, body = in_own_loop(_whole(encoding))
    assert ("content-encoding: gzip" in head) is (encoding == "gzip")
    if encoding == "identity":
        assert f"content-length: {len(LARGE)}" in head
    assert decode(body) == LARGE


async def _whole(encoding: str) -> tuple[str, bytes]:
    async with serving() as server:
        reader, writer = await asked(port_of(server), "/data/statements.csv", encoding)
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        await ended(writer)
    said = head.decode().lower()
    if "transfer-encoding: chunked" in said:
        body = b"".join(_dechunked(body))
    return said, body


def _dechunked(body: bytes) -> list[bytes]:
    """The parts of a chunked message (RFC 9112, section 7.1)."""
    parts = []
    while body:
        size, _, rest = body.partition(b"\r\n")
        parts.append(rest[: int(size, 16)])
        body = rest[int(size, 16) + 2 :]
    return parts
