"""What the server does beside answering: compressing, logging, failing politely."""

from __future__ import annotations

import ctypes
import gc
import json
import sys
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import brotli
import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit import config
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner, ScriptRunnerEvent

from app import assets, serving

LARGEST = max((assets.STATIC / "static" / "js").glob("index*.js"), key=lambda p: p.stat().st_size)
ADDRESS = f"/static/js/{LARGEST.name}"


@pytest.fixture
def client() -> TestClient:
    def behind(request: Any) -> PlainTextResponse:  # noqa: ANN401 - Starlette's own
        return PlainTextResponse(f"behind {request.url.path}")

    app = Starlette(routes=[Route("/{path:path}", behind)])
    app.add_middleware(serving.Compressed)
    app.add_middleware(serving.Logged)
    return TestClient(app)


def test_a_script_is_answered_with_brotli_and_kept_for_good(client: TestClient) -> None:
    with client.stream("GET", ADDRESS, headers={"Accept-Encoding": "gzip, br"}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "br"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert brotli.decompress(raw) == LARGEST.read_bytes()
    assert len(raw) < LARGEST.stat().st_size / 2


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        pytest.param(ADDRESS, {"Accept-Encoding": "gzip"}, id="who takes no brotli"),
        pytest.param(ADDRESS, {"Accept-Encoding": "br", "Range": "bytes=0-9"}, id="a range"),
        pytest.param("/static/js/no.js", {"Accept-Encoding": "br"}, id="no such file"),
        pytest.param(
            "/static/%2e%2e/index.html", {"Accept-Encoding": "br"}, id="out of the folder"
        ),
        pytest.param("/static/../../../app/serving.py", {"Accept-Encoding": "br"}, id="far out"),
        pytest.param("/data/records.csv", {"Accept-Encoding": "br"}, id="a file of ours"),
    ],
)
def test_all_else_is_handed_on(client: TestClient, address: str, headers: dict[str, str]) -> None:
    assert client.get(address, headers=headers).text.startswith("behind ")


def test_a_request_is_logged_without_its_query(
    client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    client.get("/data/records.csv?party=secret", headers={"Cookie": "secret", "Referer": "secret"})
    client.get(ADDRESS)
    client.get("/a%0D%7B%22event%22%3A%22forged%22%7D")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(line["event"], line["path"], line["status"]) for line in lines] == [
        ("request", "/data/records.csv", 200),
        ("request", '/a\r{"event":"forged"}', 200),
    ]
    assert set(lines[0]) == {"time", "event", "method", "path", "status", "ms"}
    assert "secret" not in str(lines)


def test_an_error_is_told_by_its_reference_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(st, "error", lambda text, **_: shown.append(text))
    assert serving.failed(ValueError("the inner workings"))
    (line,) = capsys.readouterr().err.splitlines()
    logged = json.loads(line)
    assert logged["event"] == "error"
    assert "the inner workings" in logged["traceback"]
    (text,) = shown
    assert logged["reference"] in text
    assert "inner" not in text


@pytest.mark.parametrize("collects", [False, True])
def test_no_full_collection_follows_a_run(
    monkeypatch: pytest.MonkeyPatch, *, collects: bool
) -> None:
    """Streamlit's hidden option is off, and in the version in use still does what it says."""
    assert config.get_option("runner.postScriptGC") is False
    full: list[int] = []
    monkeypatch.setattr(gc, "collect", lambda generation=2: full.append(generation))
    known = config.get_option
    monkeypatch.setattr(
        config,
        "get_option",
        lambda name: collects if name == "runner.postScriptGC" else known(name),
    )
    # As Streamlit calls it when a script has run; its own test runner skips this part.
    ScriptRunner._on_script_finished(  # noqa: SLF001 - there is no other way to see it
        MagicMock(),
        MagicMock(has_script_started=False),
        ScriptRunnerEvent.SCRIPT_STOPPED_WITH_SUCCESS,
        premature_stop=True,
        run_descriptor=MagicMock(),
    )
    assert full == ([2] if collects else [])


@pytest.mark.parametrize(
    ("platform", "library", "trimmed"),
    [
        pytest.param("linux", ["malloc_trim"], [0], id="glibc"),
        pytest.param("linux", [], [], id="another C library"),
        pytest.param("win32", ["malloc_trim"], [], id="another system"),
    ],
)
def test_freed_memory_goes_back_to_the_system_where_it_can(
    monkeypatch: pytest.MonkeyPatch, platform: str, library: list[str], trimmed: list[int]
) -> None:
    asked: list[int] = []
    loaded = SimpleNamespace(**dict.fromkeys(library, asked.append))
    monkeypatch.setattr(ctypes, "CDLL", lambda _: loaded)
    monkeypatch.setattr(sys, "platform", platform)
    serving._give_back()  # noqa: SLF001 - of the warm-up, which is not for this process
    assert asked == trimmed
