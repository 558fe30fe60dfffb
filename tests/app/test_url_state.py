"""The URL: read into the view, written from it, and kept from page to page."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from app.url_state import (
    LONGEST,
    RENAMED,
    Ignored,
    Reason,
    dump,
    of_page,
    parameters,
    parse,
)
from models.loading import OWN_DATASET
from models.measures import CURRENCIES
from models.records import STAGES
from tests.app.conftest import Shown

if TYPE_CHECKING:
    from tests.app.conftest import Open

EVERYWHERE = parameters(
    ["softbank", "openai"],
    ["softbank-into-stargate"],
    "USD",
    sources=["000", "001"],
    tables=["statements", "records"],
)
KNOWN = of_page(EVERYWHERE, "data")
DEFAULTS: dict[str, Any] = {
    "currency": "USD",
    "as_of": None,
    "party": None,
    "stage": [],
    "lang": None,
    "record": None,
    "chart": None,
    "table": None,
    "search": None,
}


def read(query: dict[str, list[str]]) -> tuple[dict[str, Any], list[Ignored]]:
    return parse(query, EVERYWHERE, "data")


anything = st.text(max_size=12)
queries = st.fixed_dictionaries(
    {},
    optional={
        "currency": st.lists(st.sampled_from(CURRENCIES) | anything, min_size=1, max_size=3),
        "as_of": st.lists(st.dates().map(str) | anything, min_size=1, max_size=2),
        "party": st.lists(st.sampled_from(["softbank", "openai"]) | anything, min_size=1),
        "stage": st.lists(st.sampled_from(STAGES) | anything, min_size=1, max_size=8),
        "record": st.lists(st.just("softbank-into-stargate") | anything, min_size=1),
        "table": st.lists(st.just("records") | anything, min_size=1),
        "search": st.lists(anything, min_size=1),
        "colour": st.lists(anything, min_size=1),
    },
)


@given(queries)
def test_what_is_understood_is_written_and_read_again(query: dict[str, list[str]]) -> None:
    values, _ = read(query)
    written = dump(values, KNOWN)
    assert read(written) == (values, [])
    assert dump(read(written)[0], KNOWN) == written


@given(queries)
def test_every_parameter_has_a_value_and_what_is_ignored_is_named(
    query: dict[str, list[str]],
) -> None:
    values, ignored = read(query)
    assert set(values) == set(KNOWN)
    left_out = {(part.name, part.code) for part in ignored}
    for name, codes in query.items():
        if name not in KNOWN:
            assert left_out >= {(name, code) for code in codes}
        elif all((name, code) in left_out for code in codes):
            assert values[name] == DEFAULTS[name]
        else:
            assert values[name] != DEFAULTS[name] or KNOWN[name].default is not None


def test_a_silent_url_means_the_defaults_and_they_are_left_out() -> None:
    assert read({}) == (DEFAULTS, [])
    assert dump(DEFAULTS, KNOWN) == {}
    assert dump({**DEFAULTS, "currency": "EUR"}, KNOWN) == {"currency": ["EUR"]}


@pytest.mark.parametrize(
    ("name", "code", "why"),
    [
        ("party", "nobody", "unknown value"),
        ("party", "SoftBank", "unknown value"),  # a label, not a code
        ("as_of", "2025-02-30", "unknown value"),
        ("as_of", "yesterday", "unknown value"),
        ("as_of", "20250201", "unknown value"),  # ISO 8601 too, but one day has one link
        ("as_of", "1998-12-31", "unknown value"),  # before the first fixing
        ("as_of", "2100-01-01", "unknown value"),
        ("currency", "QQQ", "unknown value"),
        ("stage", "in talks", "unknown value"),
        ("record", "softbank", "unknown value"),
        ("lang", "de", "unknown value"),
        ("search", "x" * (LONGEST + 1), "unknown value"),
        ("search", " ", "unknown value"),
        ("colour", "red", "unknown name"),
        ("source", "001", "other page"),  # the article of the Sources page, on the Data page
    ],
)
def test_what_means_nothing_is_named_and_the_default_stands(
    name: str, code: str, why: Reason
) -> None:
    assert read({name: [code]}) == (DEFAULTS, [Ignored(name, code, why)])


def test_one_wrong_parameter_leaves_the_others() -> None:
    values, ignored = read({"party": ["nobody"], "as_of": ["2025-02-01"]})
    assert values == {**DEFAULTS, "as_of": dt.date(2025, 2, 1)}
    assert ignored == [Ignored("party", "nobody", "unknown value")]


def test_one_wrong_stage_leaves_the_others() -> None:
    values, ignored = read({"stage": ["goal", "maybe"]})
    assert values["stage"] == ["goal"]
    assert ignored == [Ignored("stage", "maybe", "unknown value")]


def test_of_two_parties_the_last_is_shown_and_the_first_is_named() -> None:
    values, ignored = read({"party": ["openai", "softbank"]})
    assert values["party"] == "softbank"
    assert ignored == [Ignored("party", "openai", "repeated")]


def test_an_old_name_works_as_the_name_that_took_its_place() -> None:
    assert RENAMED["asof"] == "as_of"
    values, ignored = read({"asof": ["2025-02-01"]})
    assert (values["as_of"], ignored) == (dt.date(2025, 2, 1), [])
    assert set(RENAMED.values()) <= set(EVERYWHERE)
    assert not set(RENAMED) & set(EVERYWHERE)


def test_stages_stand_in_their_order_each_once() -> None:
    values, _ = read({"stage": ["goal", "in_talks", "goal"]})
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
    assert "Not all of this link" not in shown.words


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
    assert "Not all of this link was understood" in shown.words
    assert "party=nobody: there is no such value; all parties are shown." in shown.words
    assert "as_of=2025-13-01: there is no such value; everything published so far" in shown.words
    assert "colour=red: no parameter has this name; the rest of the link stands." in shown.words
    assert shown.run.selectbox(key="currency").value == "EUR"
    assert shown.query == {"currency": ["EUR"]}


def test_it_is_said_until_something_else_is_chosen(app: Open) -> None:
    shown = app(party="nobody")
    shown.run.run()
    assert "party=nobody" in shown.words
    shown.run.selectbox(key="currency").set_value("EUR").run()
    assert "party=nobody" not in shown.words


def restarted(shown: Shown) -> Shown:
    """The page in a session that knows nothing of it: its server has been restarted."""
    run = AppTest.from_file(str(OWN_DATASET / "dashboard.py"), default_timeout=180)
    for name, codes in shown.query.items():
        run.query_params[name] = codes
    # What a browser sends with the reader's next click: every widget as it stands on the page.
    run._run(shown.run._tree.get_widget_states())  # noqa: SLF001 - AppTest itself begins with none
    assert not run.exception
    return Shown(run)


def test_a_page_older_than_its_session_keeps_what_its_reader_changes_next(app: Open) -> None:
    shown = app(**LINK, record="softbank-into-stargate")
    shown.run.selectbox(key="party").set_value("openai")
    shown.run.button_group(key="stage").set_value([])
    after = restarted(shown)
    assert after.query == {
        "currency": ["JPY"],
        "as_of": ["2025-02-01"],
        "party": ["openai"],
        "record": ["softbank-into-stargate"],
    }
    assert after.titles == app(**{**LINK, "party": "openai", "stage": []}).titles
    assert after.titles != shown.titles
    # It goes on as ever: a choice, and a URL that is gone back to.
    after.run.selectbox(key="currency").set_value("EUR").run()
    assert after.query["currency"] == ["EUR"]
    assert after.query["party"] == ["openai"]
    after.run.query_params.clear()
    after.run.run()
    assert after.run.selectbox(key="currency").value == "USD"
    assert after.run.selectbox(key="party").value is None


def test_what_such_a_page_clears_is_cleared(app: Open) -> None:
    shown = app(**LINK)
    shown.run.selectbox(key="party").set_value(None)
    shown.run.date_input(key="as_of").set_value(None)
    assert restarted(shown).query == {"currency": ["JPY"], "stage": ["in_talks"]}


def test_such_a_page_that_changes_nothing_stays_as_its_url_has_it(app: Open) -> None:
    shown = app(**LINK)
    after = restarted(shown)
    assert after.query == shown.query
    assert after.titles == shown.titles


def test_a_choice_of_one_page_alone_begins_anew_then(app: Open) -> None:
    """It is not shown as chosen while the page shows something else."""
    shown = app("sources")
    (box,) = [widget for widget in shown.run.selectbox if widget.label.startswith("Article")]
    box.set_value("001")
    run = AppTest.from_file(str(OWN_DATASET / "dashboard.py"), default_timeout=180)
    run.run().switch_page("app/pages/sources.py")
    run._run(shown.run._tree.get_widget_states())  # noqa: SLF001 - as above
    (again,) = [widget for widget in run.selectbox if widget.label.startswith("Article")]
    assert again.value != "001"
    assert Shown(run).query == {}


CHOICES = {
    "overview": {"payer": "microsoft", "payee": "openai"},
    "timeline": {"rows": "record"},
    "currencies": {"amount": "3000000000", "from": "EUR", "to": "JPY", "on": "2025-01-23"},
    "sources": {"source": "001"},
    "data": {"table": "totals", "search": "stargate"},
}


@pytest.mark.parametrize(("name", "query"), CHOICES.items())
def test_what_a_page_lets_one_choose_stands_in_its_link(
    page: Open, name: str, query: dict[str, str]
) -> None:
    shown = page(name, **query)
    assert shown.query == {key: [code] for key, code in query.items()}
    assert "Not all of this link" not in shown.words
    values = {str(widget.value).strip("[]'") for widget in _widgets(shown)}
    # The link holds plain digits; the box has them as its language groups them.
    assert {value.replace(",", "") for value in values} >= set(query.values())


def test_what_is_chosen_on_a_page_is_written_and_not_taken_to_another(app: Open) -> None:
    shown = app("sources", currency="EUR")
    (box,) = [widget for widget in shown.run.selectbox if widget.label.startswith("Article")]
    box.set_value("001").run()
    assert shown.query == {"currency": ["EUR"], "source": ["001"]}
    shown.run.switch_page("app/pages/stakes.py").run()
    assert shown.query == {"currency": ["EUR"]}


def _widgets(shown: Shown) -> list[Any]:
    run = shown.run
    return [*run.selectbox, *run.text_input, *run.date_input, *run.button_group]
