"""Words in a chart: the room that they take, and what keeps them from being read as markup.

Room is in characters, of which an East Asian one is as wide as two.
"""

from __future__ import annotations

import html
import re
import textwrap
import unicodedata

# A word, or one wide character, with its brackets: a line begins with no mark of an ending, and
# with no small kana (JIS X 4051, line breaking).
_PIECE = re.compile(
    r"[（「『《【]*(?:[^ \u2e80-\uffef]+|[\u2e80-\uffef])"  # noqa: RUF001 - Japanese brackets
    r"[、。，：；！？）」』》】ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ]* *| +"  # noqa: RUF001 - likewise
)


def literal(text: str) -> str:
    """Text that plotly shows as it is: it reads a few of HTML's elements and all its entities."""
    return html.escape(text, quote=False)


def characters(text: str) -> int:
    """How many characters wide a line is."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def lines(text: str, most: int) -> list[str]:
    """The text in lines of at most so many characters; scripts without spaces break anywhere."""
    if characters(text) == len(text):
        return textwrap.wrap(text, most)
    found = [""]
    for piece in _PIECE.findall(text):
        if found[-1] and characters((found[-1] + piece).rstrip()) > most:
            found.append("")
        found[-1] += piece
    return [line.strip() for line in found]
