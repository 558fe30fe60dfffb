"""What every page is made of: text that stays text, charts with their words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import elements
from models.loading import OWN_DATASET

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.app.conftest import Open

PAGES = sorted(path.stem for path in (OWN_DATASET / "app" / "pages").glob("*.py"))
ODD = "Paid $1 or $2 to *Birch* [x](y) <b>, :red[now] `a` ~b~ & &amp; |#_^\\"
"""Every sign that markdown, Streamlit's directives, HTML or LaTeX would take for itself."""


def literal(markdown: str) -> str:
    """What markdown shows of text all of whose active signs are escaped; fails for one that is not.

    CommonMark 0.31, 2.4: a backslash makes any ASCII punctuation literal.
    """
    shown = re.sub(r"\\([!-/:-@\[-`{-~])", lambda sign: chr(0xE000 + ord(sign[1])), markdown)
    assert not re.search(r"[\\`*_{}\[\]<>#|$~:&]", shown)
    assert not re.search(r"(?m)^[ \t]*([-+=]|\d+[.)])", shown)
    return "".join(chr(ord(c) - 0xE000) if 0xE000 <= ord(c) < 0xE080 else c for c in shown)


@pytest.mark.parametrize(
    "text",
    [
        "US$15–25bn and US$19bn",
        "*bold* _italic_",
        "[x](y)",
        "<b>bold</b>",
        ":red[alarm] :smile:",
        "a | b",
        "# head",
        "- item",
        "+ item",
        "1. one",
        "2) two",
        "one\n===",
        "&lt;b&gt;",
        "C:\\dir",
        ODD,
    ],
)
def test_text_stays_text(text: str) -> None:
    assert literal(elements.plain(text)) == text


@given(st.text(st.characters(max_codepoint=0x2FF)))
def test_any_text_stays_text(text: str) -> None:
    assert literal(elements.plain(text)) == text


def test_a_quote_stands_in_its_marks_without_the_articles_own_stars() -> None:
    quoted = elements.quoted("levé **20 milliards** [1]")
    assert quoted.replace("\u00a0", " ") == "« levé 20 milliards \\[1\\] »"


def test_odd_signs_in_the_data_are_shown_as_they_are(
    app: Open, tiny: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    label = ODD.replace("\\", "\\\\").replace('"', '\\"')
    record = f"""\
- id: alder-into-birch
  label: {{en: "{label}", fr: "{label}"}}
  payer: alder
  payee: birch
  statements:
    - source: "001"
      amount: {{exact: 10, unit: billion, currency: USD}}
      stage: pledged
      attestation: unattributed
      quote: Alder will invest 10 billion dollars in Birch
"""
    monkeypatch.setenv("DATASET", str(tiny({"investments": record})))
    for name in ("overview", "stakes", "conflicts"):
        shown = app(name, record="alder-into-birch")
        for text in shown.markdown:
            if "Paid" in text:
                assert elements.plain(ODD) in text
    assert any(ODD in text for text in app().buttons)


@pytest.mark.parametrize("name", PAGES)
def test_no_two_dollars_become_a_formula(page: Open, name: str) -> None:
    for text in page(name, record="softbank-into-stargate").markdown:
        bare = re.findall(r"(?<!\\)\$", re.sub(r"`[^`]*`", "", text))
        assert len(bare) < 2, text


def test_every_chart_says_the_same_in_words_and_as_a_table(page: Open) -> None:
    for name in ("overview", "stakes", "conflicts"):
        run = page(name).run
        charts = [chart.proto for chart in run.get("plotly_chart")]
        # The key of the marks explains itself.
        found = [chart for chart in charts if chart.alt.startswith("A bar is solid") is False]
        assert found
        # Under a chart stand its sentence and, small, its sources.
        written = {element.value.partition("\n\n:small[")[0] for element in run.markdown}
        said = {re.sub(r"\\(.)", r"\1", text) for text in written}
        heads = {re.sub(r"\\(.)", r"\1", element.value) for element in run.header}
        for chart in found:
            assert any(chart.alt.startswith(f"{head}. ") for head in heads)
            assert any(chart.alt.endswith(text) for text in said)
        assert len(run.get("download_button")) >= len(found)


def test_without_any_source_the_page_says_when_the_first_counts(page: Open) -> None:
    for name in ("overview", "stakes", "conflicts"):
        (info,) = page(name, as_of="2025-01-01").run.info
        assert info.value == (
            "No source counts by 1 Jan 2025: the first counts from 23 Jan 2025. Choose a later day."
        )


def test_without_any_record_the_page_says_what_to_change(page: Open) -> None:
    (info,) = page(party="sharp", stage="goal").run.info
    assert info.value == "No record is left by these filters. Choose another party or stage."


def test_without_a_rate_no_page_shows_another_currencys_figures(page: Open) -> None:
    """The ECB has fixed no roubles since 1 March 2022, three years before these articles."""
    shown = page(currency="RUB")
    assert "No exchange rate gives these amounts in RUB" in shown.titles
    assert not re.search(r"(?:RUB|₽)\D?\d", shown.words)


def test_a_click_opens_the_record_and_the_next_click_is_heard(app: Open) -> None:
    run = app().run
    key = "conflict-softbank-into-stargate-amount"
    run.button(key=key).click().run()
    assert run.query_params["record"] in ("softbank-into-stargate", ["softbank-into-stargate"])
    # A chart's key changes with every record opened: its selection would else stay.
    assert run.session_state[elements.OPENED] == 1
