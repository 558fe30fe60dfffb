from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.dates import bounds, is_uncertain

HINT = "write EDTF, such as 2026, 2025-03-14, ../2030, 2024-06~ or 2025-01-30/2025-02-02"


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        # DESIGN.md's examples, then those of the dataset: the days are the calendar's.
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("../2030", None, date(2030, 12, 31)),
        ("2024-06~", date(2024, 6, 1), date(2024, 6, 30)),
        ("2025-01-27/2025-01-31", date(2025, 1, 27), date(2025, 1, 31)),
        ("2025-03-14", date(2025, 3, 14), date(2025, 3, 14)),
        ("2015/..", date(2015, 1, 1), None),
        ("../2029-01", None, date(2029, 1, 31)),
        ("2025-01/2029-01", date(2025, 1, 1), date(2029, 1, 31)),
        ("2025-01-30/2025-02-02", date(2025, 1, 30), date(2025, 2, 2)),
        # 2024 is a leap year, 2023 is none.
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
        ("2024-02-29", date(2024, 2, 29), date(2024, 2, 29)),
        # Marks say how sure the source is; they do not widen the days.
        ("2024?", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024%", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-06-15~", date(2024, 6, 15), date(2024, 6, 15)),
        ("2024-12~/2025-01", date(2024, 12, 1), date(2025, 1, 31)),
        # EDTF's seasons: 21 is spring, March to May.
        ("2024-21", date(2024, 3, 1), date(2024, 5, 31)),
        ("2025/2025", date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_first_and_last_day(text: str, first: date | None, last: date | None) -> None:
    assert bounds(text) == (first, last)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2025-02-30", "'2025-02-30' is no date: no calendar has 2025-02-30; correct the day"),
        ("2023-02-29", "'2023-02-29' is no date: no calendar has 2023-02-29; correct the day"),
        ("2025-13-01", "'2025-13-01' is no date: no calendar has 2025-13-01; correct the day"),
        (
            "2025-01-30/2025-02-30",
            "'2025-01-30/2025-02-30' is no date: no calendar has 2025-02-30; correct the day",
        ),
        ("/2030", "'/2030' leaves an end unknown: write .. for an open end, such as ../2030"),
        ("2030/", "'2030/' leaves an end unknown: write .. for an open end, such as ../2030"),
        ("../..", "'../..' is open at both ends: leave the date out"),
        ("2030/2025", "'2030/2025' ends before it begins: swap its two dates"),
        ("2025-03/2025-02", "'2025-03/2025-02' ends before it begins: swap its two dates"),
        *(
            (text, f"'{text}' is not a date: {HINT}")
            for text in (
                "",
                "..",
                "soon",
                "14 mars 2025",
                "2025-3-14",
                "20250314",
                "2025-13",
                "2025-00",
                "0000",
                "-0044",
                "2025-03-14T12:00:00",
                "2025 ",  # the year of each of these would escape the comparison with the quote
                "2025S2",
                "{2024,2025}",
                "201X",
                "../201X",
                "2025-1X",
                "\u0662\u0660\u0662\u0665",
            )
        ),
    ],
)
def test_what_is_no_date(text: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        bounds(text)
    assert capsys.readouterr().out == ""  # `check --json` writes there


@pytest.mark.parametrize("text", ["2024-06~", "2024?", "2024%", "2024~/2025"])
def test_uncertain(text: str) -> None:
    assert is_uncertain(text)


@pytest.mark.parametrize("text", ["2024-06", "../2030", "2025-01-27/2025-01-31"])
def test_not_uncertain(text: str) -> None:
    assert not is_uncertain(text)


_DATES = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))


@given(_DATES, st.integers(0, 1000))
@settings(max_examples=25)  # the parser takes its time
def test_an_interval_of_days_is_its_two_days(day: date, length: int) -> None:
    end = day + timedelta(length)
    assert bounds(f"{day}/{end}") == (day, end)


@given(_DATES)
@settings(max_examples=25)
def test_a_month_ends_before_the_next_begins(day: date) -> None:
    first, last = bounds(f"{day:%Y-%m}")
    assert first is not None
    assert last is not None
    assert first <= day <= last
    assert (first.day, (last + timedelta(1)).day) == (1, 1)


@given(st.text("0123456789-/.~?%X ", max_size=22))
def test_anything_else_is_refused_and_never_fails(text: str) -> None:
    try:
        first, last = bounds(text)
    except ValueError:
        return
    assert first is None or last is None or first <= last
