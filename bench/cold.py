"""A browser's first visit, and a control changed in it: a real Chromium, with an empty cache."""

from __future__ import annotations

import shutil
import time
from collections import defaultdict
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from playwright.sync_api import Error, sync_playwright
from playwright.sync_api import TimeoutError as TooLate

from bench.report import Goal, Row, Section
from bench.servers import DASH, FLOOR, OURS, PANEL, TARGETS, Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from bench.options import Options

COLUMNS = [target.name for target in TARGETS]
CHART = ".js-plotly-plot .main-svg"
PATIENCE = 60_000
"""Milliseconds."""
REDRAWN = 15_000
"""Milliseconds within which a changed control redraws a chart."""
OPENS = 500
"""Milliseconds until an open list has the keyboard; not part of what is measured."""
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
# Where the first control is not the combobox that Streamlit makes of a selectbox.
CONTROLS = {DASH: "#year", PANEL: "select"}
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
        rows = [Row(what, unit, {}, goal) for _, what, unit, goal in _ROWS]
        return Section("cold", COLUMNS, rows, ["There is no Chromium here."])
    found: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        browser = stack.enter_context(playwright.chromium.launch(executable_path=path, args=QUIET))
        servers = [stack.enter_context(Server(target)) for target in TARGETS]
        failed: set[str] = set()
        # The very first visit to a server is measured elsewhere (start), so that none is kept of
        # the round before the first.
        for turn in range(-1, options.repeat):
            for server in servers:
                name = server.target.name
                try:
                    figures = _figures(browser, server)
                except Error as error:
                    failed.add(f"{name}: {str(error).splitlines()[0]}")
                    continue
                for key, value in figures.items():
                    if turn >= 0:
                        found[key][name].append(value)
        said = (
            f"Chromium {browser.version}. Medians of {options.repeat} visits, the pages by turns."
        )
    notes = [said, *(f"Failed visits are left out: {what}." for what in sorted(failed))]
    rows = [
        Row(what, unit, {name: median(values) for name, values in found[key].items()}, goal)
        for key, what, unit, goal in _ROWS
    ]
    return Section("cold", COLUMNS, rows, notes)


def _figures(browser: Browser, server: Server) -> dict[str, float]:
    """One round of a page: a visit, one over a slow network, a changed control if it changes."""
    quick = _visit(browser, server, slow=False)
    figures = {
        "bytes": quick.received / 1e6,
        "messages": quick.messages / 1e6,
        "requests": quick.requests,
        "chart": quick.chart,
        "slow": _visit(browser, server, slow=True).chart,
    }
    # A control that does not take the keyboard takes nothing from the rest.
    with suppress(TooLate):
        figures["change"] = _changed(browser, server) * 1000
    return figures


_ROWS = (
    ("bytes", "bytes over HTTP", "MB", Goal(0.30, OURS, FLOOR)),
    ("messages", "websocket messages, unpacked", "MB", None),
    ("requests", "requests", "", None),
    ("chart", "first chart, loopback", "s", Goal(1.15, OURS, FLOOR)),
    ("slow", "first chart, 20 Mbit/s and 40 ms", "s", Goal(0.65, OURS, FLOOR)),
    ("change", "control changed to chart redrawn", "ms", None),
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


def _changed(browser: Browser, server: Server) -> float:
    """Seconds from choosing the next option of the first control to other words in a chart."""
    with browser.new_context(locale="en-US") as context:
        page = context.new_page()
        page.goto(server.url, timeout=PATIENCE)
        page.locator(CHART).first.wait_for(state="attached", timeout=PATIENCE)
        page.wait_for_load_state("networkidle")
        before = page.evaluate(READ_CHARTS)
        control = CONTROLS.get(server.target.name, "[role=combobox]")
        key = "ArrowDown"
        if server.target.name == PANEL:
            page.locator(control).first.focus()
        else:
            # A list opens; in Dash's an arrow chooses at once.
            page.locator(control).first.click()
            page.locator("[role=listbox], [role=dialog]").first.wait_for(timeout=PATIENCE)
            page.wait_for_timeout(OPENS)
        if server.target.name in {OURS, FLOOR}:
            page.keyboard.press(key)
            key = "Enter"
        started = time.perf_counter()
        page.keyboard.press(key)
        page.wait_for_function(CHARTS_CHANGED, arg=before, polling="raf", timeout=REDRAWN)
        return time.perf_counter() - started
