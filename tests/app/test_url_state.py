"""The URL: read into the view, written from it, and kept from page to page."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.url_state import dump, parameters, parse
from models.measures import CURRENCIES
from models.records import STAGES

if TYPE_CHECKING:
    from tests.app.conftest import Open

KNOWN = parameters(["softbank", "openai"], ["softbank-into-stargate"], "USD")
DEFAULTS: dict[str, Any] = {
    "currency": "USD",
    "as_of": None,
    "party": None,
    "stage": [],
    "record": None,
}

anything = st.text(max_size=12)
queries = st.fixed_dictionaries(
    {},
    optional={
        "currency": st.lists(st.sampled_from(CURRENCIES) | anything, min_size=1, max_size=3),
        "as_of": st.lists(st.dates().map(str) | anything, min_size=1, max_size=2),
        "party": st.lists(st.sampled_from(["softbank", "openai"]) | anything, min_size=1),
        "stage": st.lists(st.sampled_from(STAGES) | anything, min_size=1, max_size=8),
        "record": st.lists(st.just("softbank-into-stargate") | anything, min_size=1),
        "colour": st.lists(anything, min_size=1),
    },
)


@given(queries)
def test_what_is_understood_is_written_and_read_again(query: dict[str, list[str]]) -> None:
    values, _ = parse(query, KNOWN)
    written = dump(values, KNOWN)
    assert parse(written, KNOWN) == (values, [])
    assert dump(parse(written, KNOWN)[0], KNOWN) == written


@given(queries)
def test_every_parameter_has_a_value_and_what_is_ignored_is_named(
    query: dict[str, list[str]],
) -> None:
    values, ignored = parse(query, KNOWN)
    assert set(values) == set(KNOWN)
    for name in query:
        if name not in KNOWN:
            assert name in ignored
        elif any(text.startswith(f"{name}=") for text in ignored):
            assert values[name] == DEFAULTS[name]


def test_a_silent_url_means_the_defaults_and_they_are_left_out() -> None:
    assert parse({}, KNOWN) == (DEFAULTS, [])
    assert dump(DEFAULTS, KNOWN) == {}
    assert dump({**DEFAULTS, "currency": "EUR"}, KNOWN) == {"currency": ["EUR"]}


@pytest.mark.parametrize(
    ("query", "ignored"),
    [
        ({"party": ["nobody"]}, ["party=nobody"]),
        ({"party": ["SoftBank"]}, ["party=SoftBank"]),  # a label, not a code
        ({"as_of": ["2025-02-30"]}, ["as_of=2025-02-30"]),
        ({"as_of": ["yesterday"]}, ["as_of=yesterday"]),
        ({"as_of": ["1998-12-31"]}, ["as_of=1998-12-31"]),  # before the first fixing
        ({"as_of": ["2100-01-01"]}, ["as_of=2100-01-01"]),
        ({"currency": ["QQQ"]}, ["currency=QQQ"]),
        ({"stage": ["in talks"]}, ["stage=in talks"]),
        ({"record": ["softbank"]}, ["record=softbank"]),
        ({"colour": ["red"]}, ["colour"]),
    ],
)
def test_what_does_not_exist_is_named_and_the_default_stands(
    query: dict[str, list[str]], ignored: list[str]
) -> None:
    assert parse(query, KNOWN) == (DEFAULTS, ignored)


def test_one_wrong_parameter_leaves_the_others() -> None:
    values, ignored = parse({"party": ["nobody"], "as_of": ["2025-02-01"]}, KNOWN)
    assert values == {**DEFAULTS, "as_of": dt.date(2025, 2, 1)}
    assert ignored == ["party=nobody"]


def test_stages_stand_in_their_order_each_once() -> None:
    values, _ = parse({"stage": ["goal", "in_talks", "goal"]}, KNOWN)
    assert values["stage"] == ["in_talks", "goal"]
    assert dump(values, KNOWN) == {"stage": ["in_talks", "goal"]}


LINK: dict[str, Any] = {
    "currency": "JPY",
    "as_of": "2025-02-01",
    "party": "softbank",
    "stage": "in_talks",
}


def test_a_link_sets_the_controls_and_the_words(page: Open) -> None:
    shown = page(**LINK)
    run = shown.run
    assert run.selectbox(key="currency").value == "JPY"
    assert run.date_input(key="as_of").value == dt.date(2025, 2, 1)
    assert run.selectbox(key="party").value == "softbank"
    assert run.button_group(key="stage").value == ["in_talks"]
    # 15 and 25 billion dollars at the fixing of 30 January 2025, 154.109 yen a dollar.
    assert "SoftBank: ¥2.31–3.85tn; none of it is binding or paid" in shown.titles


@pytest.mark.parametrize("name", ["stakes", "conflicts"])
def test_another_page_keeps_what_was_chosen(page: Open, name: str) -> None:
    shown = page(name, **LINK)
    assert shown.query == {name: [code] for name, code in LINK.items()}
    assert shown.run.selectbox(key="currency").value == "JPY"
    assert "Not understood" not in shown.words


def test_what_a_reader_chooses_stands_in_the_url_as_codes(app: Open) -> None:
    shown = app()
    shown.run.selectbox(key="party").set_value("softbank-vision-fund")
    shown.run.selectbox(key="currency").set_value("EUR")
    shown.run.button_group(key="stage").set_value(["completed", "pledged"])
    shown.run.run()
    assert shown.query == {
        "currency": ["EUR"],
        "party": ["softbank-vision-fund"],
        "stage": ["pledged", "completed"],
    }


def test_going_back_to_an_earlier_url_undoes_the_choice(app: Open) -> None:
    shown = app(currency="JPY")
    shown.run.query_params.clear()
    shown.run.run()
    assert shown.run.selectbox(key="currency").value == "USD"
    assert "SoftBank: US$32.68–46.68bn" in shown.words


def test_a_link_with_unknown_parts_says_so_and_shows_the_rest(page: Open) -> None:
    shown = page(party="nobody", as_of="2025-13-01", colour="red", currency="EUR")
    assert (
        "Not understood in this link, and left out: as_of=2025-13-01, party=nobody, colour."
        in shown.words
    )
    assert shown.run.selectbox(key="currency").value == "EUR"
    assert shown.query == {"currency": ["EUR"]}
