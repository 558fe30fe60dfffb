"""Faults of a served dashboard, which nobody is to notice: broken data, a full disk, odd clients.

One server bears them all, started as it is deployed, on a disk that is full from then on.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import pytest
import streamlit as st
from playwright.sync_api import expect

from app import links, publishing, words
from models.loading import OWN_DATASET
from tests.browser.conftest import Served, image_command

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

PIPED = """
import os, sys
read, write = os.pipe()
if os.fork() == 0:
    os.close(write)
    while said := os.read(read, 65536):
        os.write(1, said)
    os._exit(0)
os.dup2(write, 1)
os.dup2(write, 2)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""
"""Runs what follows with its log in another's hands, as a service manager has it."""
GARBAGE = (b"\x00", b"garbage", b"\xff" * 100)
"""No messages of Streamlit's protocol."""
ROUND = 64
"""Websockets that are opened at once, until there are enough."""
MANY = 1000
"""Websockets."""


@pytest.fixture(scope="module", autouse=True)
def open_files() -> None:
    """A thousand sockets here, and in what is started as many."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of our own dataset, to break."""
    root: Path = tmp_path_factory.mktemp("dataset")
    for folder in ("data", "seeds"):
        shutil.copytree(OWN_DATASET / folder, root / folder)
    return root


@pytest.fixture(scope="module")
def served(dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    log = tmp_path_factory.mktemp("faults") / "log"
    nowhere = log.parent / "nowhere"
    nowhere.mkdir()
    environment = {"DATASET": str(dataset), "HOME": str(nowhere), "TMPDIR": str(nowhere)}
    server = Served(["-c", PIPED, *image_command()], log, **environment)
    server.start()
    # From now on no file takes a byte.
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (0, 0))
    shutil.rmtree(nowhere)
    yield server
    server.end()


def get(served: Served, path: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(served.url + path, timeout=60) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def answers(served: Served) -> bool:
    status, body = get(served, "/data/records.csv")
    return status == 200 and body.startswith(b"record_id,")


def logged(served: Served, event: str) -> list[dict[str, object]]:
    lines = [json.loads(line) for line in served.log.read_text().splitlines() if line[:1] == "{"]
    return [line for line in lines if line["event"] == event]


def test_a_full_disk_costs_a_reader_nothing(served: Served, chromium: Browser) -> None:
    for name in publishing.FILES:
        assert get(served, f"/data/{name}?currency=CHF")[0] == 200
    page = chromium.new_page(base_url=served.url)
    for name in words.PAGES:
        page.goto(f"{links.path(name)}?currency=CHF")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_text("Something failed here")).to_have_count(0)
    page.close()


def test_data_that_break_while_they_are_served(
    served: Served, dataset: Path, chromium: Browser
) -> None:
    page = chromium.new_page(base_url=served.url)
    page.goto("/")
    title = page.get_by_role("heading", name="SoftBank: US$32.68–46.68bn")
    expect(title).to_be_visible()
    stakes = dataset / "data" / "stakes.yaml"
    good = stakes.read_text(encoding="utf-8")
    stakes.write_text(f"{good}- id: [\n", encoding="utf-8")
    stale = page.get_by_text("The data have been changed and do not load")

    def shows_it() -> bool:
        page.reload()
        expect(title).to_be_visible()
        page.wait_for_timeout(500)
        return stale.is_visible()

    assert any(shows_it() for _ in range(20))
    (broken,) = logged(served, "dataset_broken")
    assert "data/stakes.yaml:" in str(broken["problems"])
    stakes.write_text(good, encoding="utf-8")
    assert any(not shows_it() for _ in range(20))
    page.close()


def test_a_start_on_broken_data_is_refused(dataset: Path, tmp_path: Path) -> None:
    root = tmp_path / "broken"
    shutil.copytree(dataset, root)
    with (root / "data" / "stakes.yaml").open("a", encoding="utf-8") as file:
        file.write("- id: [\n")
    command = ["-m", "streamlit", "run", "app/server.py", "--server.address", "127.0.0.1"]
    done = subprocess.run(
        [sys.executable, *command, "--server.port", "0"],
        cwd=OWN_DATASET,
        env={**os.environ, "DATASET": str(root)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode != 0
    assert "data/stakes.yaml:" in done.stderr
    assert "The dataset does not load, so nothing is served." in done.stderr
    assert "Traceback" not in done.stderr


async def _opened(port: int, said: bytes) -> asyncio.StreamWriter:
    """A websocket (RFC 6455) that has said these bytes, and nothing else."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    key = base64.b64encode(os.urandom(16)).decode()
    writer.write(
        f"GET /_stcore/stream HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Protocol: streamlit\r\n\r\n".encode()
    )
    assert b" 101 " in await reader.readline()
    if said:
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(said))
        writer.write(bytes([0x82, 0x80 | len(said)]) + mask + masked)
    await writer.drain()
    return writer


async def _many(port: int, all_open: Event, enough: Event) -> None:
    opened: list[asyncio.StreamWriter] = []
    try:
        for _ in range(0, MANY, ROUND):
            opened += await asyncio.gather(*(_opened(port, b"") for _ in range(ROUND)))
        opened += [await _opened(port, said) for said in GARBAGE]
    finally:
        all_open.set()
    await asyncio.to_thread(enough.wait)
    for writer in opened:
        writer.close()


@contextmanager
def _websockets(port: int) -> Iterator[None]:
    """A thousand websockets that say nothing, and a few that say what is no message."""
    all_open, enough = Event(), Event()
    # Playwright has a loop of its own in this thread.
    with ThreadPoolExecutor(1) as aside:
        running = aside.submit(asyncio.run, _many(port, all_open, enough))
        all_open.wait()
        try:
            yield
        finally:
            enough.set()
        running.result()


def test_a_thousand_open_websockets_and_garbage_in_some(served: Served, chromium: Browser) -> None:
    page = chromium.new_page(base_url=served.url)
    with _websockets(served.port):
        assert answers(served)
        page.goto("/?currency=JPY")
        expect(page.get_by_role("heading", name="SoftBank: ")).to_be_visible()
    page.close()


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"HTTP/1.1 400 "),  # TLS begins so
        (b"GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n", b"HTTP/1.1 400 "),
        (b"GET /?" + b"x" * 200_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", b"HTTP/1.1 400 "),
        (b"GET /?" + b"x" * 20_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", b"HTTP/1.1 414 "),
        (b"GET /data/x HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", b"HTTP/1.1 400 "),
        (b"BREW /data/records.csv HTTP/1.1\r\nHost: a\r\n\r\n", b"HTTP/1.1 405 "),
    ],
    ids=["no HTTP", "no header", "no end of a query", "a long query", "no length", "no method"],
)
def test_garbage_is_refused(served: Served, said: bytes, answer: bytes) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=60) as client:
        client.sendall(said)
        assert client.recv(len(answer)) == answer
    assert answers(served)


def test_sessions_are_told_without_their_readers(served: Served, chromium: Browser) -> None:
    page = chromium.new_page(base_url=served.url)
    page.goto("/data?search=a-secret")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.close()
    (run,) = logged(served, "run")[-1:]
    assert (run["page"], run["whole"]) == ("data", True)
    assert run["session"] in [each["session"] for each in logged(served, "session_opened")]
    for _ in range(100):
        if run["session"] in [each["session"] for each in logged(served, "session_closed")]:
            break
        time.sleep(0.1)
    else:
        pytest.fail("the session was never closed")
    # Whoever draws nothing opens no session: none of the thousand websockets.
    assert len(logged(served, "session_opened")) < MANY
    assert "a-secret" not in served.log.read_text()


def test_nothing_was_logged_as_an_error(served: Served) -> None:
    """But that Streamlit itself logs each message that is none."""
    told = served.log.read_text()
    assert "ScriptRunContext" not in told
    expected = len(GARBAGE)
    assert told.count("Error deserializing back message") == told.count("Traceback") == expected


def test_it_ends_in_seconds_and_finishes_what_it_has_begun(
    served: Served, chromium: Browser
) -> None:
    """Of 20 readers 19 take the rest of what they have asked for, and one takes nothing more."""
    page = chromium.new_page(base_url=served.url)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    # Larger than what two sockets hold between them.
    largest = max((Path(st.__file__).parent / "static" / "static" / "js").glob("*.js"), key=_size)
    address = f"/static/js/{largest.name}".encode()
    readers = [socket.socket() for _ in range(20)]
    for reader in readers:
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader.settimeout(60)
        reader.connect(("127.0.0.1", served.port))
        reader.sendall(b"GET " + address + b" HTTP/1.1\r\nHost: a\r\n\r\n")
        assert reader.recv(15) == b"HTTP/1.1 200 OK"
    begun = time.monotonic()
    with ThreadPoolExecutor(20) as pool:
        ended = pool.submit(served.end, signal.SIGTERM)
        bodies = [pool.submit(_rest, reader) for reader in readers[1:]]
        assert all(body.result() == largest.read_bytes() for body in bodies)
        ended.result()
    # Three are what deploy/Dockerfile grants to who takes nothing.
    assert 3 <= time.monotonic() - begun < 5
    for reader in readers:
        reader.close()
    page.close()


def _size(path: Path) -> int:
    return path.stat().st_size


def _rest(reader: socket.socket) -> bytes:
    parts = iter(lambda: reader.recv(2**16), b"")
    return b"".join(parts).partition(b"\r\n\r\n")[2]
