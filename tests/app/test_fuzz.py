"""Whatever a link says, the answer is a page, or a refusal in words; never a traceback."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app import links, words
from app.routes import LONGEST_QUERY, routes

NAMES = (
    *("currency", "as_of", "party", "stage", "lang", "unverified", "record", "chart", "payer"),
    *("payee", "rows", "amount", "from", "to", "on", "source", "table", "search", "embed"),
    *("dialect", "asof", "", "[]", "__proto__"),
)
NASTY = (
    *("<script>alert(1)</script>", "$x$", "=1+1", "'; DROP TABLE", "../../etc/passwd", "%00", "\0"),
    *("2025-02-30", "0001-01-01", "9" * 30, "NaN", "-1", "JPY ", "softbank\n", "ـ", "\ud7ff"),
)
values = st.one_of(
    st.sampled_from(NASTY), st.text(max_size=60), st.sampled_from(["JPY", "softbank"])
)
queries = st.lists(st.tuples(st.sampled_from(NAMES), values), max_size=4)
places = st.sampled_from(
    [*(links.path(name) for name in words.PAGES), "/data/statements.csv", "/data/bods.json"]
)


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(Starlette(routes=routes()), raise_server_exceptions=True)


@settings(max_examples=150)
@given(place=places, query=queries)
def test_any_query_is_answered_or_refused_in_words(
    client: TestClient, place: str, query: list[tuple[str, str]]
) -> None:
    answer = client.get(place, params=[*query])
    assert answer.status_code in {200, 400, 414}
    assert answer.text
    for _name, said in query:
        # Text of a link is escaped wherever a page shows it.
        if "<" in said and answer.headers["content-type"].startswith("text/html"):
            assert said not in answer.text
    if answer.status_code == 400:
        assert "The filters are" in answer.text
        assert answer.headers["content-type"].startswith("text/plain")


# What no client sends: a control character that is not escaped.
@given(path=st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=80))
def test_any_file_is_answered_or_refused_in_words(client: TestClient, path: str) -> None:
    answer: Any = client.get(f"/data/{path}")
    assert answer.status_code in {200, 400, 404, 414}
    assert answer.content


def test_a_query_too_long_is_not_read(client: TestClient) -> None:
    answer = client.get("/data/records.csv", params={"search": "x" * LONGEST_QUERY})
    assert answer.status_code == 414
