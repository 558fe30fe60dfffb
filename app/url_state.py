"""The state of a view and its URL: the controls, the open record, and what a page lets one choose.

The URL holds stable codes, never labels (Streamlit's own binding writes the label of an option, so
a link would change with the wording). `read` takes a changed URL into the session's state before
the controls are drawn; `write` puts the state into the URL after them. What a link names and
nothing is known of is ignored, and said.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from app import languages
from models.measures import CURRENCIES
from models.records import STAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

FIRST_DAY, LAST_DAY = dt.date(1999, 1, 4), dt.date(2099, 12, 31)
"""The days that `as_of` may name: from the European Central Bank's first fixing on."""

LONGEST = 200
"""Characters of a text in a URL: more is no search and no amount."""

RENAMED = {"asof": "as_of"}
"""Names in links that were sent before, or written by hand, by the name that stands today."""

ANYBODY = "anybody"
"""The code of no party in particular, where that is a choice of its own."""

Reason: TypeAlias = Literal["unknown name", "unknown value", "repeated", "other page"]

_INCLUDED = "included"

_SEEN = "url_seen"
_PAGE = "url_page"
_IGNORED = "url_ignored"
_TAKEN = "url_taken"
_OLDER = "url_older"


@dataclass(frozen=True, slots=True)
class Ignored:
    """A part of a link that was left out, and why."""

    name: str
    code: str
    why: Reason


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its value where the URL is silent, and how its codes are read and written.

    `read` takes one code and raises ValueError for one that does not exist. With `order` the value
    is a list, in this order of its codes. A parameter with a `page` means nothing on the others.
    """

    default: Any
    read: Callable[[str], Any]
    write: Callable[[Any], str] = str
    order: tuple[str, ...] = ()
    page: str = ""


def _one_of(known: Iterable[str]) -> Callable[[str], str]:
    codes = set(known)

    def read(code: str) -> str:
        if code not in codes:
            raise ValueError(code)
        return code

    return read


def _day(code: str) -> dt.date:
    named = dt.date.fromisoformat(code)
    if not FIRST_DAY <= named <= LAST_DAY or code != named.isoformat():
        raise ValueError(code)
    return named


def _text(code: str) -> str:
    if not 0 < len(code.strip()) <= LONGEST:
        raise ValueError(code)
    return code.strip()


def parameters(  # noqa: PLR0913 - all that is known of a dataset
    parties: Iterable[str],
    records: Iterable[str],
    currency: str,
    *,
    sources: Iterable[str] = (),
    tables: Iterable[str] = (),
    unverified: bool = False,
) -> dict[str, Parameter]:
    """The parameters of a dataset's URLs; `currency` is the one to show where none is chosen.

    `unverified` says whether it has statements that may be included.
    """
    included = _one_of([_INCLUDED])
    include = Parameter(
        default=False, read=lambda code: bool(included(code)), write=lambda _: _INCLUDED
    )
    party_ids = list(parties)
    anybody = _one_of([*party_ids, ANYBODY])
    return {
        "currency": Parameter(currency, _one_of(CURRENCIES)),
        "as_of": Parameter(None, _day),
        "party": Parameter(None, _one_of(party_ids)),
        "stage": Parameter([], _one_of(STAGES), order=STAGES),
        **({"unverified": include} if unverified else {}),
        "lang": Parameter(None, _one_of(languages.known())),
        "record": Parameter(None, _one_of(records)),
        "chart": Parameter(None, _text),
        "payer": Parameter(None, anybody, page="overview"),
        "payee": Parameter(None, anybody, page="overview"),
        "rows": Parameter(None, _one_of(["party", "record"]), page="timeline"),
        "amount": Parameter(None, _text, page="currencies"),
        "from": Parameter(None, _one_of(CURRENCIES), page="currencies"),
        "to": Parameter(None, _one_of(CURRENCIES), page="currencies"),
        "on": Parameter(None, _day, page="currencies"),
        "source": Parameter(None, _one_of(sources), page="sources"),
        "table": Parameter(None, _one_of(tables), page="data"),
        "search": Parameter(None, _text, page="data"),
    }


SHARED = ("currency", "as_of", "party", "stage", "unverified", "lang")
"""The parameters that a link to another page takes along."""


def of_page(known: Mapping[str, Parameter], page: str) -> dict[str, Parameter]:
    """The parameters that mean something on a page."""
    return {name: found for name, found in known.items() if found.page in ("", page)}


def parse(
    query: Mapping[str, list[str]], known: Mapping[str, Parameter], page: str = ""
) -> tuple[dict[str, Any], list[Ignored]]:
    """The value of every parameter of the page, and what of the query was left out."""
    here = of_page(known, page)
    values = {name: parameter.default for name, parameter in here.items()}
    ignored = []
    for given, codes in query.items():
        name = given if given in known else RENAMED.get(given, given)
        if name not in here:
            why: Reason = "other page" if name in known else "unknown name"
            ignored += [Ignored(given, code, why) for code in codes]
            continue
        parameter, read = here[name], []
        for code in codes:
            try:
                read.append(parameter.read(code))
            except ValueError:
                ignored.append(Ignored(given, code, "unknown value"))
        if parameter.order:
            values[name] = [code for code in parameter.order if code in read]
        elif read:
            values[name] = read[-1]
            others = [parameter.write(one) for one in read if one != read[-1]]
            ignored += [Ignored(given, code, "repeated") for code in others]
    return values, ignored


def dump(values: Mapping[Any, Any], known: Mapping[str, Parameter]) -> dict[str, list[str]]:
    """The URL's parameters for these values; defaults are left out."""
    written = {}
    for name, parameter in known.items():
        value = values.get(name)
        if not value or value == parameter.default:
            continue
        chosen = [code for code in parameter.order if code in value] or [value]
        written[name] = [parameter.write(one) for one in chosen]
    return written


def query() -> dict[str, list[str]]:
    """The URL's parameters, each with all its codes."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def read(known: Mapping[str, Parameter], page: str) -> None:
    """Take a URL that the reader opened or went back to into the state.

    A page may be older than its session, whose server was restarted meanwhile: what its reader
    changes then comes with the URL from before the change, and the page's own widgets are right.
    """
    found, state = query(), st.session_state
    told = set() if _SEEN in state else _told()
    state[_OLDER] = bool(told)
    last_page = state.get(_PAGE)
    state[_PAGE] = page
    if found != state.get(_SEEN) or last_page != page:
        values, ignored = parse(found, known, page)
        # Choosing another page in the browser's history may clear the URL: that chooses nothing.
        turned = last_page is not None and last_page != page and not found
        for name, value in values.items():
            if not (turned and name in SHARED) and name not in told:
                state[name] = value
        state[_SEEN] = dump(state, of_page(known, page))
        state[_IGNORED] = ignored
        # No page that is older than its session has a widget of such a key: it begins anew.
        state[_TAKEN] = state.get(_TAKEN, secrets.randbelow(10**6)) + 1


def _told() -> set[str]:
    """The keys of the widgets of which the page tells what stands in them; a new page has none."""
    context = get_script_run_ctx()
    states = context.session_state.get_widget_states() if context else []
    # $$ID-digest-key
    return {state.id.split("-", 2)[-1] for state in states}


def write(known: Mapping[str, Parameter]) -> list[Ignored]:
    """Put the state into the URL.

    Returns what was left out of the link that was opened, until something else is chosen.
    """
    state = st.session_state
    wanted = dump(state, of_page(known, state[_PAGE]))
    if wanted != state[_SEEN]:
        state[_IGNORED] = []
    state[_SEEN] = wanted
    if wanted != query():
        st.query_params.from_dict(wanted)
    if state.pop(_OLDER, False):
        # What was drawn before the widgets was drawn without them.
        st.rerun()
    left_out: list[Ignored] = state[_IGNORED]
    return left_out


def page() -> str:
    """The page that is shown, by its name in the URL."""
    name: str = st.session_state[_PAGE]
    return name


def kept() -> dict[str, list[str]]:
    """The parameters that a link to another page takes along."""
    return {name: codes for name, codes in query().items() if name in SHARED}


def lasting(name: str) -> str:
    """A widget's key that lasts until another URL is taken: the widget then begins anew."""
    return f"{name}-{st.session_state[_TAKEN]}"


def bound(
    name: str,
    shown: Any,  # noqa: ANN401 - any widget's value
    code: Callable[[Any], Any] = lambda value: value,
) -> dict[str, Any]:
    """The `key` and `on_change` of a widget whose choice is the parameter `name`.

    `shown` is what the widget begins with where the URL is silent; it is not written into the URL.
    The key changes with it, and with each URL that is taken: the widget then begins anew. `code`
    makes the parameter's value of the widget's.
    """
    key = lasting(f"{name}-{shown}")

    def chosen() -> None:
        value = st.session_state[key]
        st.session_state[name] = None if value == shown else code(value)

    return {"key": key, "on_change": chosen}
