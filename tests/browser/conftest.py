"""A served dashboard and a real Chromium; both end with the tests."""

from __future__ import annotations

import json
import os
import re
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
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 60_000
"""Milliseconds: a loaded machine is slow, and nothing here measures time."""
expect.set_options(timeout=PATIENCE)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
            return bool(answer.read() == b"ok")
    except (urllib.error.URLError, OSError):
        return False


class Served:
    """What a command serves on loopback, on a free port that it keeps.

    The command follows the name of this Python; `PORT` in it stands for the port.
    """

    def __init__(self, command: list[str], log: Path, **environment: str) -> None:
        self.port, self.log = _free_port(), log
        self.url = f"http://127.0.0.1:{self.port}"
        self._command = [
            sys.executable,
            *(part.replace("PORT", str(self.port)) for part in command),
        ]
        self._environment = {**os.environ, **environment}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The number of its process, once it is started."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it and wait until it is healthy."""
        with self.log.open("ab") as sink:
            self._process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=self._environment,
                stdout=sink,
                stderr=subprocess.STDOUT,
            )
        for _ in range(120):
            if _healthy(self.url):
                return
            assert self._process.poll() is None, self.log.read_text()
            time.sleep(0.5)
        pytest.fail(f"the server did not answer:\n{self.log.read_text()}")

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it, if it runs, and wait until it has ended."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(timeout=30)

    def complained(self) -> str:
        """Its log if an error stands in it, else nothing."""
        log = self.log.read_text()
        return log if "Traceback" in log else ""


def image_command() -> list[str]:
    """How deploy/Dockerfile starts a replica, but for its address, its port and its Python."""
    text = (ROOT / "deploy" / "Dockerfile").read_text().replace("\\\n", "")
    (said,) = re.findall(r"^CMD (.+)$", text, re.MULTILINE)
    places = {"0.0.0.0": "127.0.0.1", "8501": "PORT"}  # noqa: S104 - not here
    return [places.get(part, part) for part in json.loads(said)[1:]]


@contextmanager
def _served(script: str, log: Path, dataset: Path = ROOT) -> Iterator[str]:
    """The address of what `streamlit run SCRIPT` serves."""
    command = ["-m", "streamlit", "run", script, "--server.address", "127.0.0.1"]
    served = Served([*command, "--server.port", "PORT"], log, DATASET=str(dataset))
    try:
        served.start()
        yield served.url
    finally:
        served.end()
    assert not served.complained()


@pytest.fixture(scope="module")
def replicas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., list[Served]]]:
    """Start so many replicas of the dashboard, with these variables in their environment."""
    started: list[Served] = []

    def start(count: int, command: list[str], **environment: str) -> list[Served]:
        folder = tmp_path_factory.mktemp("replicas")
        made = [Served(command, folder / f"log{n}", **environment) for n in range(count)]
        started.extend(made)
        with ThreadPoolExecutor() as pool:
            list(pool.map(Served.start, made))
        return made

    yield start
    for replica in started:
        replica.end()
    assert not any(replica.complained() for replica in started)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard as `make run` serves it."""
    with _served("app/server.py", tmp_path_factory.mktemp("server") / "log") as url:
        yield url


@pytest.fixture(scope="module")
def pages_alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard without our own addresses: `streamlit run dashboard.py`."""
    with _served("dashboard.py", tmp_path_factory.mktemp("alone") / "log") as url:
        yield url


@pytest.fixture(scope="module")
def second_server(climate: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard of the invented second dataset: `DATASET=... make run`."""
    log = tmp_path_factory.mktemp("second") / "log"
    with _served("app/server.py", log, climate) as url:
        yield url


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; without one the tests are skipped by name, and fail under CI=true."""
    path = shutil.which("chromium")
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI=true and no chromium on the path: install Debian's chromium")
        pytest.skip("no chromium on the path: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def tab(chromium: Browser, server: str) -> Iterator[Page]:
    """A tab of a fresh profile that knows the server's address."""
    context = chromium.new_context(base_url=server, viewport={"width": 1440, "height": 1000})
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()
