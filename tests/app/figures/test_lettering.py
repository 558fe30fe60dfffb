from __future__ import annotations

import pytest

from app.figures import lettering


@pytest.mark.parametrize(
    ("text", "wide"),
    [
        ("US$15bn", 7),
        ("15–25 Md $US", 12),
        ("出資", 4),
        ("150億米ドル", 3 + 2 * 4),
        ("", 0),
    ],
)
def test_an_east_asian_character_is_as_wide_as_two(text: str, wide: int) -> None:
    assert lettering.characters(text) == wide


def test_words_are_kept_whole() -> None:
    assert lettering.lines("Two sources disagree", 14) == ["Two sources", "disagree"]


def test_japanese_breaks_anywhere_but_before_the_mark_of_an_ending() -> None:
    # Four characters of two make eight: the full stop goes down with the one before it.
    assert lettering.lines("情報源です。", 10) == ["情報源で", "す。"]
    assert lettering.lines("情報源です。", 12) == ["情報源です。"]


def test_latin_words_within_japanese_are_kept_whole() -> None:
    # 8 and 8: SoftBank does not fit beside the four before it.
    assert lettering.lines("出資元はSoftBankだけ", 14) == ["出資元は", "SoftBankだけ"]


def test_no_line_is_wider_than_it_may_be() -> None:
    text = "ソフトバンクは「スターゲート」に約190億ドルを出資する、と報じられた。"
    found = lettering.lines(text, 20)
    assert "".join(found) == text
    assert max(map(lettering.characters, found)) <= 20
