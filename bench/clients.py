"""Visitors without a browser: they speak what the pages' own scripts speak to their servers.

Streamlit's sends the session's state over a websocket and reads messages until the script has
finished; Dash's posts a callback. What a visitor then draws is not measured here.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

import aiohttp
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from bench.servers import DASH, PANEL

if TYPE_CHECKING:
    from bench.servers import Server

YEARS = ("2023", "2024")
"""The first two options of the small pages' control."""
PATIENCE = 180.0
"""Seconds that a visitor waits for an answer before it counts as an error."""


class VisitError(Exception):
    """The page did not answer as a visitor needs it."""


class Visitor(Protocol):
    """One open page."""

    async def open(self) -> None:
        """Ask for the page and wait until it is whole. Raises VisitError."""

    async def change(self) -> float:
        """Choose another value, and wait until all is there: seconds. Raises VisitError."""

    async def close(self) -> None:
        """Leave."""


class StreamlitVisitor:
    """A session over Streamlit's websocket; it changes the page's first selectbox."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._query = ""
        self._select = ""
        self._options: list[str] = []
        self._kept: dict[str, None] = {}
        self._changes = 0
        self._drew = False

    async def open(self) -> None:
        """Load the document, connect, and run the page's script."""
        # Each visitor is another browser: it has its own cookies.
        jar = aiohttp.CookieJar(unsafe=True)
        self._http = aiohttp.ClientSession(cookie_jar=jar)
        async with self._http.get(self._url) as answer:
            await answer.read()
        tokens = {cookie.key: cookie.value for cookie in jar}
        self._socket = await self._http.ws_connect(
            self._url.replace("http", "ws", 1) + "/_stcore/stream",
            protocols=("streamlit", tokens.get("_streamlit_xsrf", "none")),
            origin=self._url,
            max_msg_size=0,
            compress=15,
        )
        await self._run(BackMsg())
        if not self._drew or not self._options:
            msg = "the page has no chart or no control"
            raise VisitError(msg)

    async def change(self) -> float:
        """Choose by turns the first two options of the control."""
        self._changes += 1
        message = BackMsg()
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.string_value = self._select, self._options[self._changes % 2]
        started = time.perf_counter()
        await self._run(message)
        return time.perf_counter() - started

    async def close(self) -> None:
        """Close the connection."""
        await self._socket.close()
        await self._http.close()

    async def _run(self, message: BackMsg) -> None:
        state = message.rerun_script
        state.query_string = self._query
        # As a browser does: what it holds need not be sent again.
        state.cached_message_hashes.extend(self._kept)
        state.context_info.url = self._url
        state.context_info.locale = "en-US"
        state.context_info.timezone = "UTC"
        await self._socket.send_bytes(message.SerializeToString())
        while True:
            received = await self._socket.receive(timeout=PATIENCE)
            if received.type is not aiohttp.WSMsgType.BINARY:
                msg = f"the connection ended ({received.type.name})"
                raise VisitError(msg)
            forward = ForwardMsg.FromString(received.data)
            self._take(forward)
            if forward.WhichOneof("type") == "script_finished":
                if forward.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    return
                if forward.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    msg = "the script does not compile"
                    raise VisitError(msg)

    def _take(self, forward: ForwardMsg) -> None:
        """Keep of a message what the next one to the server says."""
        kind = forward.WhichOneof("type")
        if kind == "page_info_changed":
            self._query = forward.page_info_changed.query_string
        elif kind == "delta":
            if forward.metadata.cacheable:
                self._kept[forward.hash] = None
            element = forward.delta.new_element
            shown = element.WhichOneof("type")
            if shown == "exception":
                raise VisitError(element.exception.message)
            self._drew = self._drew or shown == "plotly_chart"
            if shown == "selectbox" and not self._select:
                self._select = element.selectbox.id
                self._options = list(element.selectbox.options)


class DashVisitor:
    """A visitor of the page in Dash; its callback redraws the chart and the table."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._changes = 0

    async def open(self) -> None:
        """Load the document, its layout and its first chart."""
        self._http = aiohttp.ClientSession()
        for path in ("/", "/_dash-layout", "/_dash-dependencies"):
            async with self._http.get(self._url + path) as answer:
                await answer.read()
        await self._call(YEARS[0])

    async def change(self) -> float:
        """Choose by turns the first two years."""
        self._changes += 1
        started = time.perf_counter()
        await self._call(YEARS[self._changes % 2])
        return time.perf_counter() - started

    async def close(self) -> None:
        """Close the connection."""
        await self._http.close()

    async def _call(self, year: str) -> None:
        body = {
            "output": "..chart.figure...table.data..",
            "outputs": [
                {"id": "chart", "property": "figure"},
                {"id": "table", "property": "data"},
            ],
            "inputs": [{"id": "year", "property": "value", "value": year}],
            "changedPropIds": ["year.value"],
        }
        patience = aiohttp.ClientTimeout(total=PATIENCE)
        url = f"{self._url}/_dash-update-component"
        async with self._http.post(url, json=body, timeout=patience) as answer:
            if not answer.ok:
                msg = f"the callback answers {answer.status}"
                raise VisitError(msg)
            if f"Figures of {year}" not in await answer.text():
                msg = "the callback answers without the chart"
                raise VisitError(msg)


def visitor(server: Server) -> Visitor:
    """A visitor of a server's page. Raises ValueError for Panel, whose protocol none speaks."""
    if server.target.name == PANEL:
        msg = "no visitor without a browser speaks Panel's protocol"
        raise ValueError(msg)
    return DashVisitor(server.url) if server.target.name == DASH else StreamlitVisitor(server.url)
