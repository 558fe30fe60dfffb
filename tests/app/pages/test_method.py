"""The Method page: the rules, each with an example from the view."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

SCRIPT = Path(__file__).parents[3] / "dashboard.py"


def page(**query: str) -> AppTest:
    app = AppTest.from_file(SCRIPT, default_timeout=180)
    app.run().switch_page("app/pages/method.py")
    app.query_params.update(query)
    return app.run()


def text(app: AppTest) -> str:
    said = "\n".join(str(e.value) for e in (*app.markdown, *app.caption, *app.info))
    return said.replace("\\", "")


def test_each_rule_has_its_example() -> None:
    app = page()
    assert not app.exception
    said = text(app)
    assert "From SoftBank: US$15–25bn + US$15–19bn + US$2bn + US$676m = US$32.68–46.68bn." in said
    assert "implies 147.93 JPY for one USD" in said
    assert "4 of 5 publication dates are inferred" in said
    assert "No record in this view shows this" not in said
    assert len(app.get("plotly_chart")) == 1


def test_its_links_lead_to_its_sections() -> None:
    app = page()
    anchors = {heading.anchor for heading in app.header}
    links = app.markdown[0].value.split("](#")[1:]
    assert {link.split(")")[0] for link in links} == anchors


def test_an_example_opens_its_record() -> None:
    app = page()
    app.button(key="example-agreement-envelope").click().run()
    assert app.session_state["record"] == "softbank-into-stargate"


def test_an_earlier_day_and_a_currency_change_the_examples() -> None:
    app = page(as_of="2025-01-25", currency="JPY")
    assert not app.exception
    said = text(app)
    assert "1 press article" in said
    assert "makes ¥78.13tn" in said
    assert "No record in this view shows this" in said  # one article cannot part with another


def test_before_the_first_article_the_rules_still_stand() -> None:
    app = page(as_of="2024-12-31")
    assert not app.exception
    assert "No source counts by 31 Dec 2024" in text(app)
    assert "A total is a ledger" in text(app)
