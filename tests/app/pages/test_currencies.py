"""The Currencies page: charts of rates, the table of amounts, and the converter."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from streamlit.testing.v1 import AppTest

from app import numbers
from tests.app.conftest import unfold

if TYPE_CHECKING:
    from collections.abc import Callable

SCRIPT = Path(__file__).parents[3] / "dashboard.py"


def page(**query: str) -> AppTest:
    app = AppTest.from_file(SCRIPT, default_timeout=180)
    app.run().switch_page("app/pages/currencies.py")
    app.query_params.update(query)
    return unfold(app.run())


def said(app: AppTest) -> str:
    parts = (*app.header, *app.markdown, *app.caption, *app.info, *app.warning)
    return "\n".join(str(part.value) for part in parts).replace("\\", "").replace("\u202f", " ")


def titles(app: AppTest) -> list[str]:
    return [head.value.replace("\\", "").replace("\u202f", " ") for head in app.header]


def test_findings_stand_in_words() -> None:
    app = page()
    assert not app.exception
    assert titles(app) == [
        "Source 001 converts at 147.93 Japanese yen a US dollar, 0.49 % below the official fixing",
        "Source 004 converts at about 1.0411 US dollars a euro, 0.07 % above the official fixing",
        (
            "21 of 22 amounts are reported in US dollars; the sources' 3 own conversions are "
            "within 0.5 % of ours"
        ),
        "Convert an amount as of a day",
    ]
    assert "0.49 % below the ECB's 148.66 of 14 Mar 2025" in said(app)
    assert len(app.get("plotly_chart")) == 2
    assert len(app.dataframe[0].value) == 22
    assert list(app.dataframe[0].value.columns) == [
        *("Source", "Record", "As reported", "In USD", "In EUR", "In JPY"),
        *("Source's own", "vs ours", "Rates"),
    ]


def test_the_display_currency_comes_along() -> None:
    app = page(currency="GBP")
    assert not app.exception
    assert "In GBP" in app.dataframe[0].value.columns
    assert titles(app)[2].startswith("One British pound went from 1.25")


def test_an_earlier_day_takes_later_sources_away() -> None:
    app = page(as_of="2025-02-01")
    assert not app.exception
    text = said(app)
    assert "Source 004 converts" in text
    assert "Source 001 converts" not in text
    assert titles(app)[1].startswith("All 13 amounts are reported in US dollars")
    # The example is the one that is left, and the day the one stepped back to: a Saturday.
    assert app.text_input[0].value == "19,000,000,000"
    assert "fixing of 31 Jan 2025. There is none of 1 Feb 2025: this is the last before" in text


def test_a_party_leaves_its_own_records() -> None:
    app = page(party="sharp")
    assert not app.exception
    assert set(app.dataframe[0].value["Record"]) == {"Purchase of Sharp's Sakai plant"}
    assert "Source 004 converts" not in said(app)


def test_without_money_the_page_says_so() -> None:
    app = page(party="oracle")
    assert not app.exception
    assert "No amount of money is reported here" in titles(app)
    assert len(app.dataframe) == 0
    assert len(app.get("plotly_chart")) == 1  # the display currency's
    assert app.text_input[0].value == "1bn"


def test_before_any_source_only_the_converter_is_left() -> None:
    app = page(as_of="2024-07-01")
    assert not app.exception
    assert "No source counts by 1 Jul 2024" in app.info[0].value
    assert len(app.get("plotly_chart")) == 0
    assert titles(app) == ["Convert an amount as of a day"]


def test_rates_that_do_not_exist_are_said(
    tiny: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An article of the year before the euro: no chart, no converted amount, and no error."""
    root = tiny(cards={"001": {"published": "1998-03-02"}})
    monkeypatch.setenv("DATASET", str(root))
    app = page()
    assert not app.exception
    assert titles(app)[0] == "The ECB fixed no rate of US dollars for one euro in these months"
    row = app.dataframe[0].value.iloc[0]
    assert (row["As reported"], row["In EUR"]) == ("US$10bn", "")
    assert row["Rates"].startswith("no rate of the ECB for USD/EUR")


# The converter.


def test_it_opens_with_the_conversion_furthest_from_the_ecbs() -> None:
    app = page()
    assert app.text_input[0].value == "100,000,000,000"
    assert [box.value for box in app.selectbox if box.label in ("From", "To")] == [
        "JPY",
        "USD",
    ]
    text = said(app)
    assert "¥100bn is US$672.66m" in text
    # 1e11 * 1.0889 / 161.88
    assert "In full US$672,658,759.57. One US dollar was 148.66 Japanese yen" in text
    (beside,) = [button for button in app.button if button.key and button.key.startswith("beside")]
    assert beside.label.replace("\\", "").replace("\u202f", " ") == (
        "Source 001 itself gives US$676m, +0.5 % against it: Purchase of Sharp's Sakai plant"
    )
    beside.click().run()
    assert app.session_state["record"] == "sakai-plant-purchase"


def converted(app: AppTest, amount: str, source: str, target: str, day: dt.date) -> str:
    app.text_input[0].set_value(amount)
    boxes = [box for box in app.selectbox if box.label in ("From", "To")]
    boxes[0].set_value(source)
    boxes[1].set_value(target)
    (on,) = [date for date in app.date_input if date.label == "On"]
    on.set_value(day)
    app.run()
    assert not app.exception
    return said(app)


def test_it_says_which_rate_it_takes_or_that_there_is_none() -> None:
    app = page(party="oracle")
    sunday = dt.date(2025, 3, 16)
    text = converted(app, "2 million", "EUR", "USD", sunday)
    # 2,000,000 * 1.0889, the fixing of the Friday before.
    assert "€2m is US$2.18m" in text
    assert "US$2,177,800.00. One euro was 1.0889 US dollars" in text
    assert "fixing of 14 Mar 2025. There is none of 16 Mar 2025: this is the last" in text
    text = converted(app, "1", "EUR", "USD", dt.date(2098, 1, 1))
    assert "No rate between euros and US dollars is at hand for 1 Jan 2098" in text
    assert "The ECB's rates at hand end on" in text
    text = converted(app, "1", "CYP", "USD", dt.date(2025, 3, 14))
    assert "rates at hand end on 31 Dec 2007" in text
    text = converted(app, "5bn", "USD", "USD", sunday)
    assert "US$5bn is US$5bn" in text
    assert "Both currencies are the same" in text


@pytest.mark.parametrize("typed", ["1,5", "minus one", "$5", ""], ids=str)
def test_what_is_no_amount_gets_words(typed: str) -> None:
    app = page(party="oracle")
    app.text_input[0].set_value(typed).run()
    assert not app.exception
    assert f"Not understood as an amount: {typed or 'nothing'}." in said(app)
    assert not [part for part in app.main.markdown if part.value.startswith("###")]


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("100bn", 100 * 10**9),
        ("1.5 Million", 1_500_000),
        ("100,000,000", 10**8),
        ("100 000 000", 10**8),
        (" 3tn ", 3 * 10**12),
        ("250k", 250_000),
        ("0.5", Decimal("0.5")),
        ("1,5", None),
        ("1.000.000", None),
        ("-5", None),
        ("5e9", None),
        ("NaN", None),
        (".", None),
        ("bn", None),
        ("5 zillion", None),
    ],
)
def test_amounts_as_readers_type_them(typed: str, amount: Decimal | None) -> None:
    assert numbers.parse_amount(typed) == amount


def test_of_many_amounts_a_page_is_shown(
    four_hundred: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATASET", str(four_hundred))
    app = page()
    assert not app.exception
    assert "Rows 1 to 100 of 400;" in said(app)
    first = app.dataframe[0].value
    assert len(first) == 100
    app.session_state["page-amounts-400"] = 4
    app.run()
    assert "Rows 301 to 400 of 400;" in said(app)
    # In order of the days: the first day's articles are not on the last page.
    assert not {*first["Source"]} & {*app.dataframe[0].value["Source"]}
