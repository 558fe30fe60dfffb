"""A browser's first visit, and a control changed in it: a real Chromium, with an empty cache."""

from __future__ import annotations

import shutil
import time
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from playwright.sync_api import Error, sync_playwright

from bench.report import Goal, Row, Section
from bench.servers import FLOOR, OURS, PANEL, TARGETS, Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from bench.options import Options

COLUMNS = [target.name for target in TARGETS]
CHART = ".js-plotly-plot .main-svg"
PATIENCE = 60_000
"""Milliseconds."""
# 20 Mbit/s both ways and 40 ms, as Chromium counts it: bytes a second, milliseconds.
SLOW = {
    "offline": False,
    "latency": 40,
    "downloadThroughput": 20e6 / 8,
    "uploadThroughput": 20e6 / 8,
}
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
# What stands in the charts, also where they are inside of shadow roots.
READ_CHARTS = """() => {
  const read = root => [...root.querySelectorAll('*')].map(e =>
    (e.matches('.js-plotly-plot') ? e.textContent : '') + (e.shadowRoot ? read(e.shadowRoot) : '')
  ).join('');
  return read(document);
}"""
CHARTS_CHANGED = f"before => ({READ_CHARTS})() !== before"


@dataclass
class Visit:
    """What one visit took."""

    chart: float = 0.0
    """Seconds from the navigation to the first chart."""
    requests: int = 0
    received: float = 0.0
    """Bytes over HTTP, as they came over the wire."""
    messages: float = 0.0
    """Bytes of websocket messages, unpacked."""


def chromium() -> str | None:
    """The path of Chromium; None where there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def cold(options: Options) -> Section:
    """First visits over loopback and over a slow network, and a changed control."""
    path = chromium()
    if path is None:
        rows = [Row(what, unit, {}, goal) for what, unit, goal in _ROWS]
        return Section("cold", COLUMNS, rows, ["There is no Chromium here."])
    found: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        browser = stack.enter_context(playwright.chromium.launch(executable_path=path, args=QUIET))
        servers = [stack.enter_context(Server(target)) for target in TARGETS]
        # The very first visit to a server is measured elsewhere (start).
        for server in servers:
            _visit(browser, server, slow=False)
        for _ in range(options.repeat):
            for server in servers:
                name = server.target.name
                quick = _visit(browser, server, slow=False)
                found["chart"][name].append(quick.chart)
                found["bytes"][name].append(quick.received / 1e6)
                found["messages"][name].append(quick.messages / 1e6)
                found["requests"][name].append(quick.requests)
                found["slow"][name].append(_visit(browser, server, slow=True).chart)
                changed = _changed(browser, server)
                if changed is not None:
                    found["change"][name].append(changed * 1000)
        said = f"Chromium {browser.version}. Medians of {options.repeat} visits, the pages by turns."
    keys = ("bytes", "messages", "requests", "chart", "slow", "change")
    rows = [
        Row(what, unit, {name: median(values) for name, values in found[key].items()}, goal)
        for key, (what, unit, goal) in zip(keys, _ROWS, strict=True)
    ]
    return Section("cold", COLUMNS, rows, [said])


_ROWS = (
    ("bytes over HTTP", "MB", Goal(0.30, OURS, FLOOR)),
    ("websocket messages, unpacked", "MB", None),
    ("requests", "", None),
    ("first chart, loopback", "s", Goal(1.15, OURS, FLOOR)),
    ("first chart, 20 Mbit/s and 40 ms", "s", Goal(0.65, OURS, FLOOR)),
    ("control changed to chart redrawn", "ms", None),
)


def _visit(browser: Browser, server: Server, *, slow: bool) -> Visit:
    """One visit with nothing in the cache."""
    visit = Visit()
    with browser.new_context(locale="en-US") as context:
        page = context.new_page()
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        network.on("Network.requestWillBeSent", lambda _: _count(visit))
        network.on("Network.loadingFinished", lambda event: _receive(visit, event))
        network.on("Network.webSocketFrameReceived", lambda event: _message(visit, event))
        if slow:
            network.send("Network.emulateNetworkConditions", SLOW)
        started = time.perf_counter()
        page.goto(server.url, wait_until="commit", timeout=PATIENCE)
        page.locator(CHART).first.wait_for(state="attached", timeout=PATIENCE)
        visit.chart = time.perf_counter() - started
        page.wait_for_load_state("networkidle")
    return visit


def _count(visit: Visit) -> None:
    visit.requests += 1


def _receive(visit: Visit, event: dict[str, float]) -> None:
    visit.received += event["encodedDataLength"]


def _message(visit: Visit, event: dict[str, dict[str, str]]) -> None:
    # A binary message is shown as base64: four signs for three bytes.
    visit.messages += len(event["response"]["payloadData"]) * 3 / 4


def _changed(browser: Browser, server: Server) -> float | None:
    """Seconds from choosing the next option of the first control to other words in a chart.

    None where the control does not take the keyboard, or nothing changed.
    """
    with browser.new_context(locale="en-US") as context:
        page = context.new_page()
        page.goto(server.url, timeout=PATIENCE)
        page.locator(CHART).first.wait_for(state="attached", timeout=PATIENCE)
        page.wait_for_load_state("networkidle")
        try:
            return _choose(page, native=server.target.name == PANEL)
        except Error:
            return None


def _choose(page: Page, *, native: bool) -> float:
    control = page.locator("select" if native else "[role=combobox], #year").first
    control.focus()
    before = page.evaluate(READ_CHARTS)
    if not native:
        control.click()
        page.keyboard.press("ArrowDown")
    started = time.perf_counter()
    page.keyboard.press("ArrowDown" if native else "Enter")
    page.wait_for_function(CHARTS_CHANGED, arg=before, polling="raf", timeout=10_000)
    return time.perf_counter() - started
