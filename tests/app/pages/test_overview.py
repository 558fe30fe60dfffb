"""The Overview: who has committed how much to whom, how firmly, and what the sources dispute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.app.conftest import Open, Shown


def test_the_answer_comes_first(page: Open) -> None:
    shown = page()
    # 0.676 + 2 + (15 to 19) + (15 to 25); of it 0.676 is committed and 2 are paid.
    assert shown.titles[1] == "SoftBank: US$32.68–46.68bn; US$2.68bn of it is binding or paid"
    assert "Also: OpenAI US$19bn; Microsoft US$13bn" in shown.words
    assert (
        "SoftBank: US$2bn to OpenAI, completed; SoftBank: US$676m to Sharp, committed; "
        "SoftBank: US$15–19bn to Stargate, pledged; SoftBank: US$15–25bn to OpenAI, in talks"
        in shown.words
    )
    assert (
        "As 5 press articles report: 65 statements about 44 records. "
        "Every figure opens the words it came from." in shown.words
    )


def test_the_table_says_where_sources_disagree(page: Open) -> None:
    rows = page().table("Sources")
    assert rows[2] == ["SoftBank", "Stargate", "US$15–19bn", "pledged", "disagree"]
    assert [row[-1] for row in rows].count("disagree") == 1


def test_the_ledger_adds_up_and_says_what_it_leaves_out(page: Open) -> None:
    rows = page().table("Why left out")
    assert [row[1:3] for row in rows if row[0] == "added"] == [
        ["SoftBank's new investment in OpenAI", "US$15–25bn"],
        ["SoftBank's share of Stargate's funding", "US$15–19bn"],
        ["SoftBank's stake bought in 2023", "US$2bn"],
        ["Purchase of Sharp's Sakai plant", "US$676m"],
    ]
    left_out = {row[1]: row[4] for row in rows if row[0] == "left out"}
    assert left_out["SoftBank's overall commitment"] == (
        "an adding-up of records that are counted: a claim about them "
        "(SoftBank's new investment in OpenAI; SoftBank's share of Stargate's funding)"
    )
    assert left_out["SoftBank's investment in Arm"] == "no source reports an amount"
    assert left_out["SoftBank's stake in Stargate"] == "not an amount of money"
    assert rows[-1] == ["total", "from SoftBank", "US$32.68–46.68bn", "", ""]


def test_the_ledger_of_another_question(app: Open) -> None:
    shown = app()
    box(shown, "to").set_value("openai").run()
    rows = shown.table("Why left out")
    # 2 + (15 to 25)
    assert rows[-1] == ["total", "from SoftBank to OpenAI", "US$17–27bn", "", ""]
    box(shown, "Total from").set_value("anybody").run()
    assert shown.query == {"payer": ["anybody"], "payee": ["openai"]}
    # 13 and 2 are part of about 20 billion raised, of which nobody else is named.
    rows = shown.table("Why left out")
    assert [
        "left out",
        "part of a whole that is counted (OpenAI's funding since its founding)",
    ] in [[row[0], row[4]] for row in rows]
    assert rows[-1] == ["total", "to OpenAI", "about US$35–45bn", "", ""]


def box(shown: Shown, label: str) -> Any:  # noqa: ANN401 - AppTest's own type, untyped
    (found,) = [box for box in shown.run.selectbox if box.label == label]
    return found


def test_the_widest_flow_says_how_firm_it_is(page: Open) -> None:
    shown = page()
    assert "The widest flow, SoftBank to OpenAI, is in talks" in shown.titles
    assert "OpenAI to Stargate US$19bn; Microsoft to OpenAI US$13bn" in shown.words


def test_disagreements_are_named_with_their_sources(page: Open) -> None:
    shown = page()
    assert "Sources disagree on 5 of 44 records" in shown.titles
    assert "SoftBank's share of Stargate's funding: two amounts, US$15–19bn" in shown.buttons
    assert "Power at Sakai, later: two bounds that exclude each other" in shown.buttons
    assert ":red[sources 002, 004]" in shown.words
    assert ":red[source 003]" in shown.words  # OpenAI's costs: one source, two meanings


def test_gaps_are_listed_and_never_zero(page: Open) -> None:
    shown = page()
    gaps = [expander.label for expander in shown.run.expander if expander.label.endswith(")")]
    assert "Holder of the rest not reported (1)" in gaps
    assert "Partner without a reported stake (4)" in gaps
    counted = sum(int(label.rpartition("(")[2].rstrip(")")) for label in gaps)
    assert f"Not reported: {counted} gaps" in shown.titles
    # 100 % - 40 % - 40 %; 100 - 19 - (15 to 19)
    assert "Stargate: SoftBank's stake in Stargate, 20\u202f%" in shown.buttons
    assert "Stargate's first tranche, US$62–66bn" in shown.buttons


def test_the_latest_statements_come_with_their_words(page: Open) -> None:
    shown = page()
    assert "SoftBank's new investment in OpenAI: up to US$25bn" in shown.buttons
    assert "OpenAI's valuation in the new round: about US$300bn" in shown.buttons
    assert (
        "« investir jusqu’à 25 milliards de dollars à OpenAI » · 14 Mar 2025, source 001"
        in shown.words
    )


def test_the_total_moved_from_article_to_article(page: Open) -> None:
    shown = page()
    assert shown.titles[-1].startswith("SoftBank's total went from US$19bn to US$32.68–46.68bn")
    assert shown.titles[-1].endswith(" in 4 steps")
    assert (
        "23 Jan 2025 (source 004): US$19bn; "
        "30 Jan 2025 (source 002): US$32–46bn (1 figure contested); "
        "22 Feb 2025 (source 003): US$32–46bn (1 figure contested); "
        "14 Mar 2025 (sources 000, 001): US$32.68–46.68bn (1 figure contested)." in shown.words
    )


def test_on_the_first_articles_day_only_it_counts(page: Open) -> None:
    shown = page(as_of="2025-01-23")
    assert shown.titles[1] == "SoftBank: US$19bn; none of it is binding or paid"
    assert "As 1 press article reports: 9 statements about 8 records." in shown.words
    assert "Sources disagree on 0 of 8 records" in shown.titles
    assert "No two statements here exclude each other." in shown.words
    assert not any("total went from" in title for title in shown.titles)


def test_a_week_later_the_sources_disagree(page: Open) -> None:
    shown = page(as_of="2025-02-01")
    assert shown.titles[1] == "SoftBank: US$32–46bn; US$2bn of it is binding or paid"
    assert "SoftBank's share of Stargate's funding: two amounts, US$15–19bn" in shown.buttons


@pytest.mark.parametrize(
    ("party", "title"),
    [
        ("sharp", "SoftBank: US$676m; US$676m of it is binding or paid"),
        ("microsoft", "Microsoft: US$13bn; US$13bn of it is binding or paid"),
        ("advantest", "No amount is reported from any payer here"),
    ],
)
def test_a_party_leaves_the_records_that_name_it(page: Open, party: str, title: str) -> None:
    assert page(party=party).titles[1] == title


def test_one_is_not_several(page: Open) -> None:
    words = page(party="sharp").words
    assert "3 statements about 1 record." in words
    assert "Sources disagree on 0 of 1 record" in words
    assert "Not reported: 1 gap\n" in words


def test_a_single_step_is_no_history(page: Open) -> None:
    assert not any("total went from" in title for title in page(party="sharp").titles)


def test_a_figure_opens_its_words(app: Open) -> None:
    shown = app()
    shown.run.button(key="latest-openai-valuation-0").click().run()
    assert shown.query == {"record": ["openai-valuation"]}
    assert "« à une évaluation de près de 300 milliards de dollars »" in shown.words
