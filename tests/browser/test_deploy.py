"""Two replicas behind nginx with the configuration of deploy/nginx/, in a real Chromium.

What differs from a server's own: the ports, the folder, and that nginx is the test's own process.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import image_command

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Served

pytestmark = pytest.mark.browser

CONFIGURATION: Final = Path(__file__).resolve().parents[2] / "deploy" / "nginx"
PAGES: Final = {
    "Overview": "/",
    "Timeline": "/timeline",
    "Stakes": "/stakes",
    "Currencies": "/currencies",
    "Sources": "/sources",
    "Data": "/data",
    "Method": "/method",
    "Conflicts": "/conflicts",
}
# What every answer carries, nginx's own too.
HEADERS: Final = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "x-frame-options": "SAMEORIGIN",
    "server": "nginx",
}


@dataclass(frozen=True)
class Answer:
    """What an address answers."""

    status: int
    headers: dict[str, str]
    """By their names in lower case."""
    body: bytes


@dataclass(frozen=True)
class Site:
    """nginx and the replicas behind it."""

    url: str
    replicas: list[Served]
    log: Path

    def get(self, path: str, **headers: str) -> Answer:
        return get(self.url + path, **headers)

    def lines(self, path: str, least: int = 1) -> list[dict[str, Any]]:
        """What the access log says of the requests for a path, once there are so many."""
        for _ in range(50):
            said = [json.loads(line) for line in self.log.read_text().splitlines()]
            found = [line for line in said if line["path"] == path]
            if len(found) >= least:
                return found
            # nginx writes a line once it has answered.
            time.sleep(0.1)
        pytest.fail(f"the log has not {least} lines of {path}")

    def serving(self, page: Page) -> Served:
        """The replica that a page's visitor comes to."""
        (cookie,) = [c for c in page.context.cookies() if c.get("name") == "pledgebook"]
        before = self.log.read_text().count('"path":"/sitemap.xml"')
        self.get("/sitemap.xml", Cookie=f"pledgebook={cookie.get('value')}")
        # Of several, the last one answered.
        address = self.lines("/sitemap.xml", before + 1)[-1]["replica"].split(", ")[-1]
        (found,) = [each for each in self.replicas if each.url == f"http://{address}"]
        return found


def get(address: str, **headers: str) -> Answer:
    request = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return Answer(answer.status, _named(answer.headers.items()), answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, _named(error.headers.items()), error.read())


def _named(headers: list[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        found[key] = f"{found[key]}, {value}" if key in found else value
    return found


@pytest.fixture(scope="module")
def nginx() -> str:
    """Debian's nginx; without one the tests are skipped by name, and fail under CI=true."""
    path = shutil.which("nginx", path=f"{os.environ['PATH']}{os.pathsep}/usr/sbin")
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI=true and no nginx on the path: install Debian's nginx")
        pytest.skip("no nginx on the path: apt-get install nginx")
    return path


@pytest.fixture(scope="module")
def site(nginx: str, replicas: Callable[..., list[Served]]) -> Iterator[Site]:
    """Two replicas behind nginx."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    started = replicas(
        2,
        image_command(),
        PLEDGEBOOK_URL=url,
        STREAMLIT_SERVER_COOKIE_SECRET="the-same-on-both",  # noqa: S106 - nobody else's
    )
    # Not pytest's own folder: it is closed to the user whom nginx's workers become.
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)
        configuration, run = folder / "configuration", folder / "run"
        run.mkdir()
        shutil.copytree(CONFIGURATION, configuration)
        placed(
            configuration / "site.http.conf",
            configuration / "site.conf",
            {"listen 8080;": f"listen 127.0.0.1:{port};"},
        )
        placed(
            configuration / "replicas.loopback.conf",
            configuration / "replicas.conf",
            {
                f"127.0.0.1:{8501 + place} ": f"127.0.0.1:{replica.port} "
                for place, replica in enumerate(started)
            },
        )
        with running(nginx, configuration, run, url) as log:
            yield Site(url, started, log)


def placed(source: Path, target: Path, changes: dict[str, str]) -> None:
    """Copy a file with these changes, each of something that stands there once."""
    text = source.read_text()
    for old, new in changes.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    target.write_text(text)


@contextmanager
def running(nginx: str, configuration: Path, run: Path, url: str) -> Iterator[Path]:
    """nginx in the foreground; gives its access log."""
    log, errors = run.parent / "access.log", run.parent / "errors.log"
    command = [nginx, "-p", str(run), "-c", str(configuration / "nginx.conf")]
    with log.open("wb") as out, errors.open("wb") as err:
        process = subprocess.Popen([*command, "-g", "daemon off;"], stdout=out, stderr=err)
    try:
        for _ in range(60):
            try:
                if get(f"{url}/_stcore/health").body == b"ok":
                    break
            except OSError:
                pass
            assert process.poll() is None, errors.read_text()
            time.sleep(0.25)
        else:
            pytest.fail(f"nginx did not answer:\n{errors.read_text()}")
        yield log
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture
def visitor(chromium: Browser, site: Site) -> Iterator[Page]:
    """A tab of a fresh profile that knows nginx's address."""
    context = chromium.new_context(base_url=site.url, viewport={"width": 1440, "height": 1000})
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


def settle(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("[data-test-script-state='notRunning']")).to_be_attached()


def figures(page: Page) -> list[str]:
    """Every number of the page's own words as it is now; a chart's axes follow its width."""
    words = page.locator("[data-testid='stMain'] [data-testid='stMarkdownContainer']")
    return re.findall(r"[\d.,–]*\d", " ".join(words.all_inner_texts()))


def at_rest(page: Page) -> list[str]:
    """Every number of the page's words, once its script has run and all of its parts are there.

    A part whose own script comes late is still empty when the page has settled.
    """
    settle(page)
    found, later = [""], figures(page)
    while found != later:
        page.wait_for_timeout(1000)
        found, later = later, figures(page)
    return found


def shows(page: Page, expected: list[str]) -> None:
    """Wait until the page shows these numbers."""
    for _ in range(60):
        if figures(page) == expected:
            return
        page.wait_for_timeout(500)
    assert figures(page) == expected


def test_every_answer_carries_the_headers(site: Site) -> None:
    for path in ("/", "/data", "/data/records.csv", "/favicon.png", "/_stcore/health", "/nothing"):
        answer = site.get(path)
        assert answer.status == 200, path
        assert HEADERS.items() <= answer.headers.items(), path
        assert "script-src 'self' 'sha256-" in answer.headers["content-security-policy"], path
        assert "frame-ancestors 'self'" in answer.headers["content-security-policy"], path
    for path, status in (("/data/nothing.csv", 404), ("/_stcore/metrics", 404)):
        answer = site.get(path)
        assert answer.status == status
        assert HEADERS.items() <= answer.headers.items(), path


def test_no_other_name_leads_here(site: Site) -> None:
    for path in ("/", "/data/records.csv", "/_stcore/host-config"):
        assert site.get(path, Host="evil.example").status == 400
    websocket = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
        "Sec-WebSocket-Version": "13",
    }
    assert site.get("/_stcore/stream", Host="evil.example", **websocket).status == 400


def test_a_page_may_stand_in_a_frame_where_it_is_made_for_it(site: Site) -> None:
    policy = site.get("/timeline?embed=true").headers
    assert "frame-ancestors *" in policy["content-security-policy"]
    assert "x-frame-options" not in policy


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics",
        "/_stcore/metrics/",
        "//_stcore/metrics",
        "/_stcore/%6detrics",
        "/%5fstcore/metrics?x=1",
        "/_stcore/upload_file/a/b",
        "/_stcore/agent/openapi.json",
    ],
)
def test_machinery_is_closed(site: Site, path: str) -> None:
    assert site.get(path).status == 404
    # It is open where nginx does not stand before it: the test above could not fail otherwise.
    open_there = get(f"{site.replicas[0].url}/_stcore/metrics")
    assert open_there.status == 200
    assert b"cache_lookups" in open_there.body


def test_a_file_is_for_everybody_and_keeps_its_names(site: Site) -> None:
    plain = site.get("/data/statements.csv?party=softbank")
    assert plain.headers["access-control-allow-origin"] == "*"
    assert plain.headers["repr-digest"].startswith("sha-256=:")
    assert "set-cookie" not in plain.headers
    again = site.get(
        "/data/statements.csv?party=softbank", **{"If-None-Match": plain.headers["etag"]}
    )
    assert again.status == 304
    assert again.body == b""

    packed = site.get("/data/statements.csv?party=softbank", **{"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert len(packed.body) < len(plain.body) / 2
    assert packed.headers["etag"] == f"W/{plain.headers['etag']}"
    assert "Accept-Encoding" in packed.headers["vary"]
    # It is the digest of other bytes than these.
    assert "repr-digest" not in packed.headers
    again = site.get(
        "/data/statements.csv?party=softbank",
        **{"If-None-Match": packed.headers["etag"], "Accept-Encoding": "gzip"},
    )
    assert again.status == 304


def test_scripts_are_compressed_and_kept(site: Site) -> None:
    page = site.get("/").body.decode()
    found = re.search(r'src="\.(/static/js/index\.[^"]+)"', page)
    assert found is not None
    packed = site.get(found[1], **{"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "immutable" in packed.headers["cache-control"]
    for query in ("", "?1", "?2"):
        site.get(found[1] + query)
    # After the first, no replica is asked.
    asked = [line["replica"] != "" for line in site.lines(found[1], 4)]
    assert asked == [True, False, False, False]


def test_a_visitor_keeps_a_replica_and_a_stranger_does_not(site: Site) -> None:
    first = site.get("/method")
    found = re.match(
        r"pledgebook=([0-9a-f]{32}); Path=/; HttpOnly; SameSite=Lax$",
        first.headers["set-cookie"].split(", ")[0],
    )
    assert found is not None
    for _ in range(8):
        again = site.get("/method", Cookie=f"pledgebook={found[1]}")
        assert "pledgebook=" not in again.headers.get("set-cookie", "")
    assert len({line["replica"] for line in site.lines("/method", 9)}) == 1
    invented = site.get("/method", Cookie="pledgebook=1")
    assert "pledgebook=" in invented.headers["set-cookie"]

    for _ in range(24):
        site.get("/data/schema.json")
    # Each of the two has half of them: that one has none happens once in 2**23 runs.
    assert len({line["replica"] for line in site.lines("/data/schema.json", 24)}) == 2


def test_the_log_tells_nothing_of_a_person(site: Site) -> None:
    site.get(
        "/sources?search=a-secret",
        Referer="https://a-secret.example/",
        **{"User-Agent": "a-secret"},
    )
    (line,) = site.lines("/sources")
    assert line["status"] == 200
    assert line["network"] == "127.0.0.0"
    for log in (site.log, *(replica.log for replica in site.replicas)):
        assert "a-secret" not in log.read_text()


def test_pages_controls_and_downloads_work_under_the_policy(site: Site, visitor: Page) -> None:
    refused: list[str] = []
    visitor.on("pageerror", lambda error: refused.append(str(error)))
    visitor.on(
        "console",
        lambda said: (
            refused.append(said.text)
            if said.type == "error" and "Failed to load resource" not in said.text
            else None
        ),
    )
    visitor.goto("/?lang=fr")
    settle(visitor)
    assert visitor.evaluate("document.documentElement.lang") == "fr"
    visitor.goto("/")
    settle(visitor)
    for name, path in PAGES.items():
        visitor.get_by_test_id("stSidebar").get_by_role("link", name=name, exact=True).click()
        expect(visitor).to_have_url(re.compile(rf"{re.escape(site.url + path)}$"))
        settle(visitor)
        expect(visitor.get_by_test_id("stException")).to_have_count(0)
    # The page's own scripts have run.
    assert visitor.evaluate("typeof window.onbeforeprint") == "function"
    assert visitor.evaluate("window.prerenderReady") is True

    visitor.get_by_test_id("stSidebar").get_by_text("pledged", exact=True).click()
    expect(visitor).to_have_url(f"{site.url}/conflicts?stage=pledged")
    visitor.locator(".st-key-save-contested-USD").get_by_role("button").click()
    dialog = visitor.get_by_role("dialog")
    for kind, begins in (("PNG", b"\x89PNG"), ("SVG", b"<svg")):
        dialog.get_by_role("radiogroup").get_by_text(kind).click()
        with visitor.expect_download() as saved:
            dialog.get_by_role("button", name=f"Save {kind}").click()
        assert saved.value.path().read_bytes().startswith(begins)
    with visitor.expect_download() as saved:
        dialog.get_by_role("button", name="Download CSV").click()
    table = saved.value.path().read_bytes()
    assert table.startswith(b"record_id,")
    # Only one replica has it; a request that comes to the other is passed on.
    address = saved.value.url
    assert address.startswith(f"{site.url}/media/")
    assert sorted(get(address.replace(site.url, each.url)).status for each in site.replicas) == [
        200,
        404,
    ]
    assert {get(address).body for _ in range(8)} == {table}
    assert refused == []


def test_another_site_frames_what_is_made_for_it_alone(site: Site, visitor: Page) -> None:
    # Another port is another origin.
    visitor.goto(f"{site.replicas[0].url}/robots.txt")
    for query in ("chart=commitments&embed=true", ""):
        visitor.evaluate(
            """address => {
              const frame = document.createElement("iframe");
              frame.src = address;
              frame.width = 600;
              document.body.append(frame);
            }""",
            f"{site.url}/?{query}",
        )
    made, other = visitor.locator("iframe").element_handles()
    expect(visitor.locator("iframe").first.content_frame.get_by_role("heading")).to_contain_text(
        "SoftBank: US$"
    )
    framed, refused = made.content_frame(), other.content_frame()
    assert framed is not None
    assert refused is not None
    assert framed.url.startswith(site.url)
    # Chromium shows a page of its own instead.
    assert refused.url.startswith("chrome-error:")


def test_a_killed_replica_costs_a_reader_nothing(site: Site, visitor: Page) -> None:
    sidebar = visitor.get_by_test_id("stSidebar")
    chosen = "currency=JPY&stage=pledged"
    visitor.goto(f"/conflicts?{chosen}")
    conflicts = at_rest(visitor)
    visitor.goto(f"/?{chosen}")
    pledged = at_rest(visitor)
    visitor.goto("/?currency=JPY")
    overview = at_rest(visitor)
    assert overview not in (conflicts, pledged)

    mine = site.serving(visitor)
    with visitor.expect_websocket():
        mine.end(signal.SIGKILL)
    try:
        # The other one knows nothing of the page, whose address says nothing of the change.
        sidebar.get_by_text("pledged", exact=True).click()
        expect(visitor).to_have_url(f"{site.url}/?{chosen}")
        shows(visitor, pledged)
        sidebar.get_by_role("link", name="Conflicts").click()
        expect(visitor).to_have_url(f"{site.url}/conflicts?{chosen}")
        shows(visitor, conflicts)
        assert site.serving(visitor) is not mine
        visitor.goto("/?currency=JPY")
        shows(visitor, overview)
    finally:
        mine.start()


@dataclass
class Poll:
    """Asks for files again and again, without a cookie, and keeps what is answered."""

    site: Site
    answers: list[tuple[str, int | str, str]] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def ask(self, path: str) -> None:
        # Three ask for each of two files: just below nginx's limit.
        while not self.stop.wait(0.7):
            try:
                answer = self.site.get(path)
            except OSError as error:
                self.answers.append((path, str(error), ""))
            else:
                self.answers.append((path, answer.status, answer.headers.get("etag", "")))


def test_no_file_fails_while_the_replicas_are_restarted_in_turn(site: Site) -> None:
    paths = ("/data/statements.csv", "/data/records.csv?party=softbank&currency=JPY")
    poll = Poll(site)
    with ThreadPoolExecutor(6) as pool:
        asking = [pool.submit(poll.ask, path) for path in paths * 3]
        try:
            for replica in site.replicas:
                replica.end()
                replica.start()
            time.sleep(2)
        finally:
            poll.stop.set()
    assert [each.exception() for each in asking] == [None] * 6
    assert {(path, status) for path, status, _ in poll.answers} == {(path, 200) for path in paths}
    assert len(set(poll.answers)) == len(paths), "one ETag a file"
    assert len(poll.answers) >= 12
    # What came to the one that was away was answered by the other.
    lines = site.lines("/data/statements.csv") + site.lines("/data/records.csv")
    turned = [line["replica"].split(", ") for line in lines if ", " in line["replica"]]
    assert turned
    assert all(line["status"] != 503 for line in lines)


def test_too_many_requests_are_refused(site: Site) -> None:
    """40 at once and ten a second; the last of this file, for the others need them too."""
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: site.get("/robots.txt"), range(120)))
    statuses = Counter(answer.status for answer in answers)
    assert set(statuses) == {200, 429}
    assert statuses[200] >= 40
    refused = next(answer for answer in answers if answer.status == 429)
    assert refused.headers["retry-after"] == "1"
    assert HEADERS.items() <= refused.headers.items()
