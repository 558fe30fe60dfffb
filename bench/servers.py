"""The servers to compare: the dashboard and the three pages, each started as its users start it."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import psutil

if TYPE_CHECKING:
    from types import TracebackType

ROOT = Path(__file__).resolve().parents[1]
HERE = Path(__file__).resolve().parent
START_WITHIN = 120.0
"""Seconds."""

OURS, FLOOR, DASH, PANEL = "ours", "floor", "Dash", "Panel"


@dataclass(frozen=True)
class Target:
    """How to serve a page, and how to see that it is served."""

    name: str
    command: tuple[str, ...]
    """What follows the name of this Python; PORT stands for the port."""
    health: str
    """The path that answers once the server is up."""
    in_repository: bool = False
    """Whether it starts in the repository's folder and reads the settings there."""


_UNSET = {"DATASET", "PYTHONDONTWRITEBYTECODE"}
"""Variables that no server inherits: each starts with our dataset, and from compiled modules."""

_STREAMLIT = ("-m", "streamlit", "run")
_AT = ("--server.address", "127.0.0.1", "--server.port", "PORT")
# Not about speed: without them Streamlit asks for an e-mail address and looks for this machine's
# address outside.
_QUIET = (
    *("--server.headless", "true", "--browser.gatherUsageStats", "false"),
    *("--browser.serverAddress", "localhost"),
)
TARGETS = (
    Target(OURS, (*_STREAMLIT, "app/server.py", *_AT), "/_stcore/health", in_repository=True),
    Target(
        FLOOR, (*_STREAMLIT, str(HERE / "floor_streamlit.py"), *_AT, *_QUIET), "/_stcore/health"
    ),
    Target(DASH, (str(HERE / "floor_dash.py"), "PORT"), "/_dash-layout"),
    Target(
        PANEL,
        (
            *("-m", "panel", "serve", str(HERE / "floor_panel.py"), "--port", "PORT"),
            *("--address", "127.0.0.1", "--allow-websocket-origin", "127.0.0.1:PORT"),
        ),
        # Panel has no address that answers without making a page.
        "/static/js/bokeh.min.js",
    ),
)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


class Server:
    """One served page, from `with` to its end; only what was started here is ended."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.healthy_after = 0.0
        """Seconds from the start to the first answer."""

    def __enter__(self) -> Self:
        # Away from the repository no settings but the defaults are found.
        self._away = tempfile.TemporaryDirectory()
        self._log = tempfile.TemporaryFile()
        command = [part.replace("PORT", str(self.port)) for part in self.target.command]
        environment = {name: value for name, value in os.environ.items() if name not in _UNSET}
        started = time.perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT if self.target.in_repository else self._away.name,
            env=environment,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        try:
            self._wait(started)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()
        self._away.cleanup()

    def _wait(self, started: float) -> None:
        while not self._answers():
            waited = time.perf_counter() - started
            if self._process.poll() is not None or waited > START_WITHIN:
                self._log.seek(0)
                said = self._log.read().decode(errors="replace")
                msg = f"{self.target.name} does not answer after {waited:.0f} s:\n{said}"
                raise RuntimeError(msg)
            time.sleep(0.02)
        self.healthy_after = time.perf_counter() - started

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.url + self.target.health, timeout=5) as answer:  # noqa: S310 - loopback
                return bool(answer.status == http.HTTPStatus.OK)
        except (urllib.error.URLError, OSError):
            return False

    @property
    def _processes(self) -> list[psutil.Process]:
        own = psutil.Process(self._process.pid)
        return [own, *own.children(recursive=True)]

    @property
    def cpu(self) -> float:
        """Seconds of CPU so far, user and system."""
        spent = [process.cpu_times() for process in self._processes]
        return float(sum(times.user + times.system for times in spent))

    @property
    def rss(self) -> int:
        """Bytes of resident memory."""
        return int(sum(process.memory_info().rss for process in self._processes))

    @property
    def peak(self) -> int | None:
        """Most bytes of resident memory so far; None where the system does not keep it."""
        try:
            status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        except OSError:
            return None
        found = re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)
        return int(found[1]) * 1024 if found else None
