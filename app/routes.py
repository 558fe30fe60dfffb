"""Our own addresses beside Streamlit's pages.

/data/NAME          the published files, with the pages' filters
/ /timeline ...     the pages' documents, each with a title and a description for previews
/preview.png        the picture that previews show
/robots.txt         and /sitemap.xml, for search engines
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from app import controls, languages, links, publishing, shell, url_state, view, words
from models.loading import DatasetError, dataset_root

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

    from app.url_state import Ignored

LONGEST_QUERY = 2_000
"""Bytes: every parameter at its longest."""
CHUNK = 256 * 1024
"""Bytes of a file that are sent at once: so many are compressed in a thread of their own."""
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def base(request: Request) -> str:
    """Where the dashboard stands for the public, without a slash at its end.

    That is PLEDGEBOOK_URL, for a server that hears another address than its visitors ask for; else
    the address of the request.
    """
    return links.public() or str(request.base_url).rstrip("/")


def query(request: Request) -> dict[str, list[str]]:
    """The parameters of a request, each with all its codes."""
    return parse_qs(request.url.query, keep_blank_values=True)


def refused(request: Request) -> Response | None:
    """The answer to a request that is not read at all: for its method, or for its length."""
    if request.method not in ("GET", "HEAD"):
        return PlainTextResponse(
            "Only GET and HEAD are answered here.\n", 405, {"Allow": "GET, HEAD"}
        )
    if len(request.url.query) > LONGEST_QUERY:
        said = f"The query is longer than {LONGEST_QUERY} bytes: leave out what is no filter.\n"
        return PlainTextResponse(said, 414)
    return None


def file(request: Request) -> Response:
    """One of the published files; 304 where the client has it, 400 where a filter is unknown."""
    if answer := refused(request):
        return answer
    name = request.path_params["name"]
    if name not in publishing.FILES:
        there_are = "\n".join(f"/data/{file}" for file in publishing.FILES)
        return PlainTextResponse(f"There is no such file. There are:\n{there_are}\n", 404)
    root = dataset_root()
    try:
        data = view.dataset(root)
    except DatasetError as error:
        said = f"The dataset has problems ({len(error.problems)}), so nothing is published.\n"
        return PlainTextResponse(said, 503)
    known = controls.known(data)
    choice, kept, ignored = publishing.choose(query(request), known)
    if ignored:
        return PlainTextResponse(wrong(ignored, [*publishing.filters(known)]), 400)
    sent = publishing.content(root, name, choice, base(request), kept)
    return answer_with(sent, publishing.headers(name, sent, data), request)


def answer_with(sent: bytes, headers: dict[str, str], request: Request) -> Response:
    """The answer of a file: nothing where the client has it, a large one piece by piece."""
    if fresh(request, headers):
        return Response(status_code=304, headers=headers)
    if len(sent) <= CHUNK:
        return Response(sent, headers=headers)
    return StreamingResponse(chunks(sent), headers={**headers, "Content-Length": str(len(sent))})


async def chunks(sent: bytes) -> AsyncIterator[memoryview]:
    """The parts of a large file; each is asked for once the client has taken most of the last one.

    Sent at once, what a slow client has not taken yet would be copied for it alone.
    """
    whole = memoryview(sent)
    for start in range(0, len(sent), CHUNK):
        yield whole[start : start + CHUNK]


def wrong(ignored: list[Ignored], filters: list[str]) -> str:
    """What is wrong with the filters of a request, a line each."""
    lines = [f"{part.name}={part.code}: {words.IGNORED[part.why]}" for part in ignored]
    return "\n".join([*lines, f"The filters are {', '.join(filters)}.", ""])


def fresh(request: Request, headers: dict[str, str]) -> bool:
    """Whether the client has these bytes already (RFC 9110, section 13.2.2)."""
    if known := request.headers.get("if-none-match"):
        tags = [tag.strip().removeprefix("W/") for tag in known.split(",")]
        return headers["ETag"] in tags or "*" in tags
    since = request.headers.get("if-modified-since")
    return since is not None and since == headers.get("Last-Modified")


def page(request: Request) -> Response:
    """A page's document; Streamlit's script draws it then over a websocket."""
    if answer := refused(request):
        return answer
    name = request.scope["path"].rpartition("/")[2] or links.FIRST
    root = dataset_root()
    try:
        known = controls.known(view.dataset(root))
    except DatasetError:
        return Response(shell.INDEX.read_bytes(), media_type="text/html", status_code=503)
    values, _ = url_state.parse(query(request), known, name)
    stages = tuple(values["stage"])
    shown = view.choose(
        root,
        values["currency"],
        values["as_of"],
        values["party"],
        stages,
        dark=False,
        unverified=values.get("unverified", False),
    )
    address = links.page_url(
        base(request), name, url_state.dump(values, url_state.of_page(known, name))
    )
    with languages.spoken(values["lang"] or languages.preferred(accepted(request))):
        card = shell.card(shown, name, values["record"], address)
        text = shell.document(shown, name, card, base(request))
    headers = {"Cache-Control": "no-cache", "Vary": "Accept-Language"}
    return Response(text, media_type="text/html", headers=headers)


def accepted(request: Request) -> list[str]:
    """The languages that a request asks for, the best first (RFC 9110, section 12.5.4)."""
    weighed = []
    for part in request.headers.get("accept-language", "").split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            weighed.append((-float(weight or 1), tag.strip()))
        except ValueError:
            continue
    return [tag for weight, tag in sorted(weighed, key=lambda pair: pair[0]) if weight and tag]


def picture(request: Request) -> Response:
    """The picture that previews show; 404 where the dataset has none."""
    if answer := refused(request):
        return answer
    found = shell.picture(dataset_root())
    if found is None:
        return PlainTextResponse("This dataset has no picture.\n", 404)
    headers = {"Cache-Control": "public, max-age=86400"}
    return Response(found, media_type="image/png", headers=headers)


def robots(request: Request) -> Response:
    """What search engines may read: everything but the machinery."""
    return refused(request) or PlainTextResponse(
        f"User-agent: *\nDisallow: /_stcore/\nSitemap: {base(request)}/sitemap.xml\n"
    )


def sitemap(request: Request) -> Response:
    """Every page, and every record on the first (sitemaps.org, protocol 0.9)."""
    if answer := refused(request):
        return answer
    try:
        data = view.dataset(dataset_root())
    except DatasetError:
        return Response(status_code=503)
    found = [links.page_url(base(request), name, {}) for name in words.PAGES]
    found += [links.page_url(base(request), links.FIRST, {"record": [r]}) for r in data.records]
    day = f"<lastmod>{data.citation.date_released}</lastmod>" if data.citation else ""
    places = "\n".join(f"<url><loc>{html.escape(place)}</loc>{day}</url>" for place in found)
    return Response(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{places}\n</urlset>\n',
        media_type="application/xml",
    )


def routes() -> list[Route]:
    """Our own addresses; every method comes here, and all but GET and HEAD are refused."""
    pages = [name for name in words.PAGES if name != links.FIRST]
    return [
        Route("/data/{name:path}", file, methods=METHODS),
        Route(links.path(links.FIRST), page, methods=METHODS),
        *(Route(links.path(name), page, methods=METHODS) for name in pages),
        Route(shell.PICTURE, picture, methods=METHODS),
        Route("/robots.txt", robots, methods=METHODS),
        Route("/sitemap.xml", sitemap, methods=METHODS),
    ]
