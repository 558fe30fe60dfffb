"""The Sources page: cards, statements and who else says so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import unfold

if TYPE_CHECKING:
    from collections.abc import Callable

SCRIPT = Path(__file__).parents[3] / "dashboard.py"


def page(**query: str) -> AppTest:
    app = AppTest.from_file(SCRIPT, default_timeout=180)
    app.run().switch_page("app/pages/sources.py")
    app.query_params.update(query)
    return unfold(app.run())


def text(app: AppTest) -> str:
    return "\n".join(str(e.value) for e in (*app.header, *app.markdown, *app.caption, *app.info))


def test_the_answer_comes_first() -> None:
    app = page()
    assert not app.exception
    assert app.header[0].value == (
        "65 statements\\: 44 on a single voice, 8 borne out by an independent one, 13 contested"
    )
    assert len(app.get("plotly_chart")) == 2


def test_a_card_says_what_is_known_and_what_is_ours() -> None:
    app = page(source="004")
    said = text(app)
    assert "challenges.tn" in said
    assert "The Information, Reuters" in said
    assert "inferred" in said
    assert "3,920 of the file's 8,473 characters" in said
    assert "**Our summary.**" in said
    assert "**Our note.**" in said
    assert len(app.code[0].value) == 64


def test_a_card_accounts_for_every_figure_of_its_article() -> None:
    # seeds/003.yaml: found 20, waived 5, so 15 stand in statements; its first waiver repeats.
    app = page(source="003")
    said = text(app)
    assert "**Figures:** 20 in the text, 15 in statements, 5 waived" in said
    assert "«\u00a0Innovationsfr février 22, 2025\u00a0»  \n" in said
    assert "repeats a statement or the article's date\\: The date printed on the page" in said
    # One row an article, in the chart's order; the three counts stand last.
    (counts,) = [t.value for t in app.table if "Figures in the text" in t.value.columns]
    row = counts[counts["Source"].eq("003")].iloc[0]
    assert [row["Figures in the text"], row["In statements"], row["Waived"]] == [20, 15, 5]


def test_figures_that_nobody_counted_are_no_zero(
    tiny: Callable[..., Path], article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATASET", str(tiny(articles={"001": article})))
    app = page(source="001")
    assert "**Figures:** not counted" in text(app)
    (counts,) = [t.value for t in app.table if "Figures in the text" in t.value.columns]
    assert counts["Waived"].tolist() == [""]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("004", "Source 002 cannot hold beside this\\: two amounts; an independent voice."),
        ("001", "Source 002 says it differently, and both can hold; an independent voice."),
        ("000", "Source 001 says the same; the same voice."),
        ("003", "This article elsewhere cannot hold beside this"),
    ],
)
def test_each_statement_says_who_agrees(source: str, expected: str) -> None:
    app = page(source=source)
    assert not app.exception
    assert expected in text(app)


def test_a_statement_opens_its_record() -> None:
    app = page(source="004")
    app.button(key="statement-softbank-into-stargate-0").click().run()
    assert app.session_state["record"] == "softbank-into-stargate"


def test_an_earlier_day_and_a_party_change_it() -> None:
    early = page(as_of="2025-01-25")
    assert early.header[0].value.startswith("9 statements")
    (box,) = [box for box in early.selectbox if box.label == "Article, the newest first"]
    assert box.options == ["004 · OpenAI and SoftBank invest in Stargate · 23 Jan 2025"]
    sharp = page(party="sharp", source="004")
    assert "None of its 9 statements is about a record that these filters leave" in text(sharp)


def test_before_the_first_article_it_says_why_nothing_is_there() -> None:
    app = page(as_of="2024-12-31")
    assert not app.exception
    assert "No source counts by 31 Dec 2024" in app.info[0].value


def test_an_article_with_many_statements_has_pages(
    four_hundred: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATASET", str(four_hundred))
    monkeypatch.setattr("app.tables.MANY", 10)
    monkeypatch.setattr("app.tables.FEW", 8)
    app = page(source="s000")
    assert not app.exception
    # 400 statements of 20 sources in turn: each makes 20.
    assert "It makes 20 statements" in text(app)
    assert "Statements 1 to 8 of 20;" in text(app)
    found = statements(app)
    assert len(found) == 8
    app.session_state["page-source-s000-20"] = 3
    app.run()
    assert "Statements 17 to 20 of 20;" in text(app)
    assert len(statements(app)) == 4
    assert not {*found} & {*statements(app)}


def statements(app: AppTest) -> list[str]:
    keys = [str(button.key) for button in app.button]
    return [key for key in keys if key.startswith("statement-")]
