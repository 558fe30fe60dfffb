"""Faults of a served dashboard, which nobody is to notice: broken data, odd clients, an end."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from models.loading import OWN_DATASET
from tests.browser.conftest import Served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

SERVE = ["-m", "streamlit", "run", "app/server.py", "--server.address", "127.0.0.1"]
ROUND = 64
"""Websockets that are opened at once, until there are enough."""


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
    server = Served([*SERVE, "--server.port", "PORT"], log, DATASET=str(dataset))
    server.start()
    yield server
    server.end()
    # Streamlit itself logs each message that is none.
    told = log.read_text()
    assert told.count("Traceback") == told.count("Error deserializing back message"), told


def answers(served: Served) -> bool:
    with urllib.request.urlopen(f"{served.url}/data/records.csv", timeout=30) as answer:
        return bool(answer.status == 200 and answer.read().startswith(b"record_id,"))


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
    lines = [json.loads(line) for line in served.log.read_text().splitlines() if line[:1] == "{"]
    (broken,) = [line for line in lines if line["event"] == "dataset_broken"]
    assert broken["problems"][0].startswith("data/stakes.yaml:")
    stakes.write_text(good, encoding="utf-8")
    assert any(not shows_it() for _ in range(20))
    page.close()


def test_a_start_on_broken_data_is_refused(dataset: Path, tmp_path: Path) -> None:
    root = tmp_path / "broken"
    shutil.copytree(dataset, root)
    with (root / "data" / "stakes.yaml").open("a", encoding="utf-8") as file:
        file.write("- id: [\n")
    done = subprocess.run(
        [sys.executable, *SERVE, "--server.port", "0"],
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


async def _many(port: int, count: int) -> None:
    opened: list[asyncio.StreamWriter] = []
    for _ in range(0, count, ROUND):
        opened += await asyncio.gather(*(_opened(port, b"") for _ in range(ROUND)))
    assert len(opened) >= count
    opened += [await _opened(port, said) for said in (b"\x00", b"garbage", os.urandom(100))]
    for writer in opened:
        writer.close()


def test_a_thousand_websockets_and_garbage_in_some(served: Served, chromium: Browser) -> None:
    # Playwright has a loop of its own in this thread.
    with ThreadPoolExecutor(1) as aside:
        aside.submit(asyncio.run, _many(served.port, 1000)).result()
    assert answers(served)
    page = chromium.new_page(base_url=served.url)
    page.goto("/?currency=JPY")
    expect(page.get_by_role("heading", name="SoftBank: ")).to_be_visible()
    page.close()


def test_it_ends_when_it_is_told_to(dataset: Path, tmp_path: Path) -> None:
    server = Served([*SERVE, "--server.port", "PORT"], tmp_path / "log", DATASET=str(dataset))
    server.start()
    assert answers(server)
    server.end(signal.SIGTERM)
    assert not server.complained()
