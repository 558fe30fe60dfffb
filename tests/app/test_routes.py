"""Our own addresses, asked by HTTP clients that are not ours: httpx and pandas."""

from __future__ import annotations

import datetime as dt
import html
import io
import json
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from starlette.applications import Starlette
from starlette.testclient import TestClient

from analysis.dictionary import TABLES
from app import assets, links, publishing, words
from app.routes import LONGEST_QUERY, routes
from models.loading import OWN_DATASET

if TYPE_CHECKING:
    from pathlib import Path

ALL = [f"/data/{name}" for name in publishing.FILES]


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(Starlette(routes=routes()), base_url="http://pledgebook.test")


def table(client: TestClient, address: str) -> pd.DataFrame:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return pd.read_csv(io.BytesIO(answer.content), dtype=str, keep_default_na=False)


# The files -------------------------------------------------------------------


@pytest.mark.parametrize("address", ALL)
def test_every_file_says_what_it_is_and_what_version(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    name = address.rpartition("/")[2]
    stem, ending = name.rsplit(".", 1)
    types = {"csv": "text/csv", "json": "application/json", "zip": "application/zip"}
    types["xlsx"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert answer.headers["content-type"].startswith(types[ending])
    version = answer.headers["pledgebook-version"]
    assert re.fullmatch(r"\d+\.\d+\.\d+\+[0-9a-f]{8}", version)
    saved = re.search(r'filename="(.+)"', answer.headers["content-disposition"])
    assert saved is not None
    assert saved[1].endswith(f"-{version.replace('+', '-')}.{ending}")
    assert stem == "pledgebook" or stem in saved[1]
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("address", ALL)
def test_what_the_client_has_is_not_sent_again(client: TestClient, address: str) -> None:
    first = client.get(address)
    tag = first.headers["etag"]
    assert re.fullmatch(r'"[0-9a-f]{64}"', tag)
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = client.get(address, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    changed = client.get(address, headers={"If-None-Match": '"other"'})
    assert (changed.status_code, changed.content) == (200, first.content)


def test_the_day_of_the_data_is_the_day_of_change(client: TestClient) -> None:
    cff = (OWN_DATASET / "CITATION.cff").read_text("utf-8")
    found = re.search(r"date-released: (.+)", cff)
    assert found is not None
    day = dt.datetime.strptime(found[1], "%Y-%m-%d").replace(tzinfo=dt.UTC)
    changed = client.get("/data/records.csv").headers["last-modified"]
    assert changed == day.strftime("%a, %d %b %Y 00:00:00 GMT")
    since = {"If-Modified-Since": changed}
    assert client.get("/data/records.csv", headers=since).status_code == 304
    # An ETag that differs outweighs the day (RFC 9110, section 13.1.3).
    since["If-None-Match"] = '"other"'
    assert client.get("/data/records.csv", headers=since).status_code == 200


def test_head_answers_as_get_without_the_content(client: TestClient) -> None:
    got, head = client.get("/data/statements.csv"), client.head("/data/statements.csv")
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == str(len(got.content))
    assert head.headers["etag"] == got.headers["etag"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("address", ["/data/statements.csv", "/stakes", "/", "/robots.txt"])
def test_nothing_but_get_and_head(client: TestClient, method: str, address: str) -> None:
    answer = client.request(method, address)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"


def test_a_file_that_does_not_exist_names_those_that_do(client: TestClient) -> None:
    answer = client.get("/data/statement.csv")
    assert answer.status_code == 404
    assert all(address in answer.text for address in ALL)


# The filters -----------------------------------------------------------------


def test_party_leaves_the_records_in_which_it_has_any_part(client: TestClient) -> None:
    rows = table(client, "/data/statements.csv?party=microsoft")
    # Microsoft's records by data/*.yaml: what it put into OpenAI, what it covers of OpenAI's
    # computing, and its own spending; none of SoftBank's.
    assert set(rows["payer_id"]) | set(rows["payee_id"]) >= {"microsoft"}
    assert ((rows["payer_id"] == "microsoft") | (rows["payee_id"] == "microsoft")).any()
    assert "softbank-into-stargate" not in set(rows["record_id"])
    whole = table(client, "/data/statements.csv")
    assert len(whole) == 65
    assert 0 < len(rows) < 65


def test_a_day_steps_back(client: TestClient) -> None:
    rows = table(client, "/data/statements.csv?as_of=2025-02-01")
    # By then two articles are published: 004 (23 January) and 002 (30 January).
    assert set(rows["source_id"]) == {"002", "004"}


def test_currency_converts_what_is_computed_and_not_what_is_reported(client: TestClient) -> None:
    address = "record=softbank-into-stargate&currency=JPY&as_of=2025-02-01"
    (row,) = table(client, f"/data/records.csv?{address}").to_dict("records")
    # The latest of its statements is of 30 January 2025: 154.109 yen a dollar, and with the
    # three places of the two euro rates (in between 154.1085 and 154.1095) 2,928.06 to 2,928.09 bn.
    assert (row["unit"], row["fixing"], row["rate"][:7]) == ("JPY", "2025-01-30", "154.109")
    assert 2_928_060_000_000 < int(row["maximum"]) < 2_928_090_000_000
    said = table(client, f"/data/statements.csv?{address}")
    assert said[["maximum", "unit"]].to_numpy().tolist() == [
        ["19000000000", "USD"],  # source 004 stands first in data/investments.yaml
        ["15000000000", "USD"],
    ]


def test_stages_may_be_several(client: TestClient) -> None:
    rows = table(client, "/data/records.csv?stage=goal&stage=in_talks")
    assert set(rows["stage"]) == {"goal", "in_talks"}


def test_totals_add_up_what_the_filters_leave(client: TestClient) -> None:
    rows = table(client, "/data/totals.csv?record=softbank-into-stargate")
    one = rows[(rows["payer_id"] == "softbank") & (rows["payee_id"] == "") & (rows["stage"] == "")]
    # One record is left: its 15 to 19 billion dollars are all there is to add up.
    assert one[["low", "high"]].to_numpy().tolist() == [["15000000000", "19000000000"]]


def test_for_a_french_excel(client: TestClient) -> None:
    answer = client.get("/data/statements.csv?dialect=excel-fr")
    assert answer.content.startswith("\ufeffrecord_id;kind;".encode())
    rows = pd.read_csv(io.BytesIO(answer.content), sep=";", decimal=",", encoding="utf-8-sig")
    euros = rows.loc[rows["record_id"].eq("openai-into-stargate"), "equivalent_minimum"]
    assert euros.dropna().tolist() == [18_250_000_000]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("colour=red", "colour=red: no parameter has this name"),
        ("party=nobody", "party=nobody: there is no such value"),
        ("party=softbank&party=openai", "party=softbank: only one can be chosen, the last"),
        ("as_of=2025-02-30", "as_of=2025-02-30: there is no such value"),
        ("as_of=", "as_of=: there is no such value"),
        ("currency=usd", "currency=usd: there is no such value"),
        ("dialect=excel-de", "dialect=excel-de: there is no such value"),
        ("search=stargate", "search=stargate: no parameter has this name"),
    ],
)
def test_an_unknown_filter_is_named(client: TestClient, query: str, said: str) -> None:
    answer = client.get(f"/data/records.csv?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.text.splitlines() == [
        said,
        "The filters are party, stage, as_of, currency, record, dialect.",
    ]


def test_a_query_beyond_the_limit_is_not_read(client: TestClient) -> None:
    assert client.get(f"/data/records.csv?party={'x' * LONGEST_QUERY}").status_code == 414


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(some.dictionaries(some.sampled_from([*links.FILTERS, "x"]), some.text(max_size=20)))
def test_no_query_breaks_anything(client: TestClient, query: dict[str, str]) -> None:
    answer = client.get("/data/gaps.csv", params=query)
    assert answer.status_code in (200, 400)
    assert "Traceback" not in answer.text


def test_the_package_leads_to_files_with_the_same_filters(client: TestClient) -> None:
    described = client.get("/data/datapackage.json?party=softbank&currency=JPY").json()
    assert [part["name"] for part in described["resources"]] == [*TABLES]
    for resource in described["resources"]:
        answer = client.get(f"/data/{resource['path']}")
        assert answer.status_code == 200
        assert resource["bytes"] == len(answer.content)
        assert resource["path"].endswith(".csv?party=softbank&currency=JPY")


def test_a_dataset_with_problems_is_not_published(
    client: TestClient, dataset_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = dataset_copy / "data" / "stakes.yaml"
    path.write_text(path.read_text("utf-8").replace("exact: 40", "exact: 41", 1), "utf-8")
    monkeypatch.setenv("DATASET", str(dataset_copy))
    answer = client.get("/data/records.csv")
    assert answer.status_code == 503
    assert "problem" in answer.text
    assert client.get("/sitemap.xml").status_code == 503


# The pages' documents --------------------------------------------------------


def meta(text: str) -> dict[str, str]:
    """What a preview reads: the title, and every meta element by its name or property."""
    pairs = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)"', text)
    (title,) = re.findall(r"<title>([^<]*)</title>", text)
    return {name: html.unescape(said) for name, said in [*pairs, ("title", title)]}


@pytest.mark.parametrize("name", words.PAGES)
def test_each_page_has_a_title_and_a_description_of_its_own(client: TestClient, name: str) -> None:
    answer = client.get(links.path(name))
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    found = meta(answer.text)
    assert found["title"] == f"{words.PAGES[name]} · Pledgebook"
    assert found["og:title"] == found["twitter:title"] == found["title"]
    assert found["description"] == found["og:description"] == words.PAGE_HELP[name]
    assert found["og:url"] == f"http://pledgebook.test{links.path(name)}"
    assert found["twitter:card"] == "summary_large_image"
    # Streamlit's own script is still there.
    assert 'type="module"' in answer.text
    assert '<html lang="en">' in answer.text


@pytest.mark.parametrize("name", words.PAGES)
def test_a_document_names_its_scripts_and_each_is_there(client: TestClient, name: str) -> None:
    text = client.get(links.path(name)).text
    named = re.findall(r'<link[^>]* crossorigin[^>]* href="[.]/(static/[^"]+)">', text)
    assert len(set(named)) == len(named)
    assert all((assets.STATIC / path).is_file() for path in named)
    # Streamlit's own, and behind them what controls and tables need; a chart's before all.
    charts = [path for path in named if "PlotlyChart" in path]
    assert charts == ([] if name == "data" else named[:1])
    assert any("/Selectbox." in path for path in named)
    # The theme names the platform's faces: Streamlit's is not fetched for nothing.
    assert 'as="font"' not in text


@pytest.mark.parametrize(
    ("query", "accepted", "language", "title"),
    [
        ("?lang=fr", "en", "fr", "Participations · Pledgebook"),
        ("", "fr-CA,fr;q=0.9,en;q=0.8", "fr", "Participations · Pledgebook"),
        ("", "de, en;q=0.5, ja;q=0.9", "ja", "出資比率 · Pledgebook"),
        ("", "de, x;q=no, fr;q=0", "en", "Stakes · Pledgebook"),
        ("?lang=de", "fr", "fr", "Participations · Pledgebook"),
    ],
)
def test_the_document_is_in_the_readers_language(
    client: TestClient, query: str, accepted: str, language: str, title: str
) -> None:
    answer = client.get(f"/stakes{query}", headers={"Accept-Language": accepted})
    assert f'<html lang="{language}">' in answer.text
    assert meta(answer.text)["title"] == title
    assert answer.headers["vary"] == "Accept-Language"


def test_a_file_is_the_same_in_every_language(client: TestClient) -> None:
    english = client.get("/data/statements.csv", headers={"Accept-Language": "en"})
    french = client.get("/data/statements.csv", headers={"Accept-Language": "fr"})
    assert english.headers["etag"] == french.headers["etag"]


def test_the_picture_is_there(client: TestClient) -> None:
    address = meta(client.get("/").text)["og:image"]
    answer = client.get(address)
    assert answer.headers["content-type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")


def test_a_preview_of_a_record_tells_its_figure(client: TestClient) -> None:
    found = meta(client.get("/stakes?record=softbank-into-stargate").text)
    assert found["title"] == "SoftBank's share of Stargate's funding: US$15–19bn · Pledgebook"
    assert found["description"].startswith("The sources disagree.")


def test_a_preview_names_the_party_and_leaves_out_what_is_unknown(client: TestClient) -> None:
    found = meta(client.get("/?party=softbank&colour=red&currency=EUR").text)
    assert found["title"] == "SoftBank · Overview · Pledgebook"
    assert found["og:url"] == "http://pledgebook.test/?currency=EUR&party=softbank"


def test_nothing_in_a_link_becomes_html(client: TestClient) -> None:
    evil = '"><script>alert(1)</script>'
    answer = client.get("/data", params={"party": evil, "search": evil, evil: evil})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    # The search is known and stays in the link, in the link's own spelling; the rest is left out.
    spelt = "%22%3E%3Cscript%3Ealert%281%29%3C%2Fscript%3E"
    assert meta(answer.text)["og:url"] == f"http://pledgebook.test/data?search={spelt}"
    assert answer.text.count("alert") == 2  # og:url and canonical


def test_the_data_page_describes_the_dataset(client: TestClient) -> None:
    text = client.get("/data").text
    (block,) = re.findall(r'<script type="application/ld\+json">(.+?)</script>', text)
    found = json.loads(block)
    assert (found["@context"], found["@type"]) == ("https://schema.org", "Dataset")
    assert found["license"] == "https://creativecommons.org/licenses/by/4.0/"
    # From the first day of the first article to that of the last.
    assert found["temporalCoverage"] == "2025-01-23/2025-03-14"
    for part in found["distribution"]:
        answer = client.get(part["contentUrl"])
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(part["encodingFormat"])
    assert "application/ld+json" not in client.get("/stakes").text


def test_search_engines_find_every_page_and_record(client: TestClient) -> None:
    robots = client.get("/robots.txt").text
    assert "Sitemap: http://pledgebook.test/sitemap.xml" in robots
    tree = ET.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 - it is our own
    name = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
    places = [str(place.text) for place in tree.iter(name)]
    assert len(places) == len(set(places)) == len(words.PAGES) + 44  # one a page, one a record
    for place in places[:12]:
        assert client.get(place).status_code == 200


@pytest.mark.parametrize(
    ("address", "hosts"),
    [
        ("https://pledges.example:8443/", ["pledges.example", "localhost", "127.0.0.1"]),
        ("https://Pledges.Example", ["pledges.example", "localhost", "127.0.0.1"]),
        ("", ["*"]),
    ],
)
def test_only_a_public_name_leads_here_where_there_is_one(
    monkeypatch: pytest.MonkeyPatch, address: str, hosts: list[str]
) -> None:
    monkeypatch.setenv("PLEDGEBOOK_URL", address)
    assert links.hosts() == hosts


def test_a_public_address_that_is_configured_stands_in_all(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLEDGEBOOK_URL", "https://pledges.example/")
    assert meta(client.get("/stakes").text)["og:url"] == "https://pledges.example/stakes"
    assert "https://pledges.example/sitemap.xml" in client.get("/robots.txt").text
