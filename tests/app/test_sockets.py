"""No answer waits for the acknowledgement of the one before it."""

from __future__ import annotations

import socket
import sys

import pytest

from app import sockets
from tests.conftest import in_own_loop

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only there it is needed")


def listening() -> socket.socket:
    """A socket as Streamlit binds it: TCP goes without saying, and so is not said."""
    found = socket.socket(socket.AF_INET)
    found.bind(("127.0.0.1", 0))
    found.listen()
    return found


def delays(server: socket.socket) -> bool:
    """Whether Nagle's algorithm is on for who connects now."""
    with socket.create_connection(server.getsockname()), server.accept()[0] as connection:
        return not connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_who_connects_once_the_server_runs_is_answered_without_delay() -> None:
    async def served() -> bool:
        async with sockets.lifespan(None):
            return delays(server)

    with listening() as server:
        assert server.proto == 0
        assert delays(server)
        assert not in_own_loop(served())


def test_other_sockets_and_files_stay_as_they_are() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
        sockets.without_delay()
        ours.sendall(b"still open")
        assert theirs.recv(16) == b"still open"
        assert datagrams.fileno() > 0
