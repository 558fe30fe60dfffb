"""The Method page's examples: chosen by rule, worked out by hand from the five articles."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app import examples
from app.view import View, choose
from models.loading import dataset_root


def view(currency: str = "USD") -> View:
    return choose(dataset_root(), currency, None, None, (), dark=False)


@pytest.fixture(scope="module")
def dollars() -> View:
    return view()


ALL = (
    examples.reading,
    examples.stages,
    examples.official,
    examples.intersection,
    examples.envelope,
    examples.tolerance,
    examples.voices,
    examples.added,
    examples.converted,
    examples.own_conversion,
    examples.derived,
    examples.missing,
    examples.stepped,
)


@pytest.mark.parametrize("make", ALL)
def test_an_empty_view_has_no_example(dollars: View, make: object) -> None:
    empty = replace(
        dollars, records=dollars.records.iloc[:0], statements=dollars.statements.iloc[:0]
    )
    assert callable(make)
    assert make(empty) is None


def test_a_quote_of_n_words_makes_n_less_three_runs(dollars: View) -> None:
    found = examples.reading(dollars)
    assert found is not None
    # un prix de 100 milliards de yens 676 millions de dollars
    assert "Its 11 words make 8 runs of 4" in found.text


def test_the_intersection_is_what_both_can_hold(dollars: View) -> None:
    found = examples.intersection(dollars)
    assert found is not None
    assert found.record_id == "softbank-into-openai"
    assert "says US$15–25bn" in found.text
    assert "says up to US$25bn" in found.text
    assert found.text.endswith("They agree on US$15–25bn.")


def test_the_envelope_is_of_the_largest_gap(dollars: View) -> None:
    found = examples.envelope(dollars)
    assert found is not None
    assert found.record_id == "softbank-into-stargate"
    assert "US$4bn apart (26.67\u202f% of the smaller)" in found.text


def test_two_articles_on_one_outlet_are_one_voice(dollars: View) -> None:
    found = examples.voices(dollars)
    assert found is not None
    assert found.text.endswith("name TechCrunch for it. That makes 1 voice.")


def test_the_ledger_adds_up(dollars: View) -> None:
    found = examples.added(dollars)
    assert found is not None
    assert "US$15–25bn + US$15–19bn + US$2bn + US$676m = US$32.68–46.68bn." in found.text
    assert "SoftBank's overall commitment" in found.text


def test_the_conversion_follows_the_display_currency(dollars: View) -> None:
    yen = examples.converted(dollars)
    assert yen is not None
    # 100,000,000,000 / 148.6638 = 672,658,748
    assert "makes US$672.66m" in yen.text
    dollar = examples.converted(view("JPY"))
    assert dollar is not None
    # 500 billion at 156.267 of 23 January 2025
    assert "makes ¥78.13tn" in dollar.text


def test_the_own_conversion_that_is_furthest_off(dollars: View) -> None:
    found = examples.own_conversion(dollars)
    assert found is not None
    assert "implies 147.93 JPY for one USD" in found.text
    assert "\u22120.49\u202f%" in found.text


def test_a_value_steps_when_a_source_comes_in(dollars: View) -> None:
    found = examples.stepped(dollars)
    assert found is not None
    assert found.text.endswith(
        "from 23 Jan 2025 US$19bn; from 30 Jan 2025 US$15–19bn, in conflict."
    )


def test_each_shape_of_bounds_is_shown_once(dollars: View) -> None:
    found = examples.bounds(dollars)
    assert found["A range"].text == "US$15–25bn"
    assert found["Up to"].text == "up to US$25bn"
    assert found["More than"].text == "more than US$40bn"
    assert found["About"].text == "about US$300bn"
    assert found["Not reported"].text == "not reported"
    assert "Less than" not in found
