"""The state of a view and its URL: `currency`, `as_of`, `party`, `stage` and `record`.

The URL holds stable codes, never labels (Streamlit's own binding writes the label of an option, so
a link would change with the wording). `read` takes a changed URL into the session's state before
the controls are drawn; `write` puts the state into the URL after them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from models.measures import CURRENCIES
from models.records import STAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

FIRST_DAY, LAST_DAY = dt.date(1999, 1, 4), dt.date(2099, 12, 31)
"""The days that `as_of` may name: from the European Central Bank's first fixing on."""

_SEEN = "url_seen"
_PAGE = "url_page"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its value where the URL is silent, and how its codes are read and written.

    `parse` takes the codes in the URL and raises ValueError for one that does not exist.
    """

    default: Any
    parse: Callable[[list[str]], Any]
    dump: Callable[[Any], list[str]]


def _one_of(known: Iterable[str], code: str) -> str:
    if code not in set(known):
        raise ValueError(code)
    return code


def parameters(
    parties: Iterable[str], records: Iterable[str], currency: str
) -> dict[str, Parameter]:
    """The parameters of a dataset's URLs; `currency` is the one to show where none is chosen."""
    party_ids, record_ids = list(parties), list(records)

    def single(known: Iterable[str]) -> Callable[[list[str]], str]:
        return lambda codes: _one_of(known, codes[-1])

    def day(codes: list[str]) -> dt.date:
        named = dt.date.fromisoformat(codes[-1])
        if not FIRST_DAY <= named <= LAST_DAY:
            raise ValueError(codes[-1])
        return named

    def stages(codes: list[str]) -> list[str]:
        return in_order(_one_of(STAGES, code) for code in codes)

    def in_order(codes: Iterable[str]) -> list[str]:
        chosen = set(codes)
        return [stage for stage in STAGES if stage in chosen]

    def text(value: str | None) -> list[str]:
        return [value] if value else []

    return {
        "currency": Parameter(currency, single(CURRENCIES), text),
        "as_of": Parameter(
            None,
            day,
            lambda chosen: [chosen.isoformat()] if chosen else [],
        ),
        "party": Parameter(None, single(party_ids), text),
        "stage": Parameter([], stages, in_order),
        "record": Parameter(None, single(record_ids), text),
    }


def parse(
    query: Mapping[str, list[str]], known: Mapping[str, Parameter]
) -> tuple[dict[str, Any], list[str]]:
    """Every parameter's value, and what was ignored as `name=code`, said to the reader."""
    values, ignored = {}, []
    for name, parameter in known.items():
        values[name] = parameter.default
        codes = query.get(name)
        if codes:
            try:
                values[name] = parameter.parse(codes)
            except ValueError:
                ignored += [f"{name}={code}" for code in codes]
    ignored += [name for name in query if name not in known and name != "embed"]
    return values, ignored


def dump(values: Mapping[Any, Any], known: Mapping[str, Parameter]) -> dict[str, list[str]]:
    """The URL's parameters for these values; defaults are left out."""
    return {
        name: parameter.dump(values[name])
        for name, parameter in known.items()
        if values.get(name) and values[name] != parameter.default
    }


def read(known: Mapping[str, Parameter], page: str) -> list[str]:
    """Take a URL that the reader opened or went back to into the state; return what was ignored."""
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    seen, last_page = st.session_state.get(_SEEN), st.session_state.get(_PAGE)
    st.session_state[_PAGE] = page
    # Choosing another page in the navigation clears the URL: that chooses nothing.
    turned = last_page is not None and last_page != page and not query
    if query == seen or turned:
        return []
    values, ignored = parse(query, known)
    for name, value in values.items():
        st.session_state[name] = value
    return ignored


def write(known: Mapping[str, Parameter]) -> None:
    """Put the state into the URL."""
    query = dump(st.session_state, known)
    if query != {name: st.query_params.get_all(name) for name in st.query_params}:
        st.query_params.from_dict(query)
    st.session_state[_SEEN] = query


def kept() -> dict[str, list[str]]:
    """The parameters that a link to another page takes along: all but the open record."""
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    return {name: codes for name, codes in query.items() if name != "record"}
