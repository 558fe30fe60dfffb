from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.articles import LARGEST, ArticleError, proposed_body, read_article, sentences
from models.loading import OWN_DATASET, read_draft
from models.quotes import Span

if TYPE_CHECKING:
    from pathlib import Path


def cut(text: str) -> list[str]:
    return [text[s.start : s.end] for s in sentences(text, Span(0, len(text)))]


# --- Reading -----------------------------------------------------------------------------------


def test_a_text_is_read_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    raw = "Été.\r\n".encode()
    path.write_bytes(raw)
    article = read_article(path)
    # Line ends are kept: they count as code points.
    assert (article.name, article.text) == ("a.txt", "Été.\r\n")
    assert article.digest == sha256(raw).hexdigest()


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"caf\xe9", "is not UTF-8 at byte 3: save it as UTF-8"),
        (b"", "is empty: save the article's words in it"),
        (b" \n\t", "is empty: save the article's words in it"),
        (
            b"a" * (LARGEST + 1),
            "is larger than 5000000 bytes: keep the article alone",
        ),
        (None, "cannot be read: No such file or directory; correct the name"),
    ],
)
def test_a_text_is_refused(tmp_path: Path, raw: bytes | None, message: str) -> None:
    path = tmp_path / "a.txt"
    if raw is not None:
        path.write_bytes(raw)
    with pytest.raises(ArticleError, match=f"^{re.escape(message)}$"):
        read_article(path)


# --- Sentences ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four… Five", ["One.", "Two!", "Three?", "Four…", "Five"]),
        # A mark ends nothing before lower case or a figure.
        ("Advantest Corp. ont augmenté env. 15 %.", ["Advantest Corp. ont augmenté env. 15 %."]),
        ("Il dit « Oui. » Élan va.", ["Il dit « Oui. »", "Élan va."]),
        ('He said "No." "Yes", she said.', ['He said "No."', '"Yes", she said.']),
        # A title has no mark, and an entry of a list is one; a wrapped line goes on.
        ("Title\nText of it.", ["Title", "Text of it."]),
        ("Title\n\ntext of it.", ["Title", "text of it."]),
        ("  • 2024 : 5\n  • 2027 : 20\n", ["• 2024 : 5", "• 2027 : 20"]),
        ("paid 15\nbillion dollars", ["paid 15\nbillion dollars"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [" ".join(part.split(" ")) for part in cut(text)] == expected


def test_sentences_are_those_of_the_body() -> None:
    text = "Menu. Alder pays. Share."
    # `Menu. ` has 6 code points, `Alder pays.` 11.
    assert list(sentences(text, Span(6, 17))) == [Span(6, 17)]


@given(st.text("aÀ.!?… \n«»\"'12•-", max_size=60))
def test_sentences_hold_all_but_white_space_in_order(text: str) -> None:
    assert "".join("".join(cut(text)).split()) == "".join(text.split())


# --- Bodies ------------------------------------------------------------------------------------

PROSE = "A paragraph of an article is a long line, of at least eighty code points and often more."


@pytest.mark.parametrize(
    "behind",
    [
        "Partager:",
        "Partager l’article:",
        "SHARE",
        "Étiquettes",
        "A lire également",
        "Articles récents",
        "  Leave a comment",
    ],
)
def test_a_body_ends_before_what_stands_behind_an_article(behind: str) -> None:
    text = f"{PROSE}\n{behind}\nMore of it.\n"
    assert proposed_body(text) == Span(0, len(PROSE) + 1)


@pytest.mark.parametrize(
    "text",
    [
        # Buttons above the article, a paragraph that begins like a button, a word that does.
        f"Share\nPartager\n{PROSE}\n",
        f"{PROSE}\nShare prices in Tokyo rose on Monday, and so did all others.\n",
        f"{PROSE}\nShareholders agree.\n",
        PROSE,
    ],
)
def test_otherwise_the_whole_text_is_the_body(text: str) -> None:
    assert proposed_body(text) == Span(0, len(text))


def test_the_bodies_of_our_articles_are_as_proposed(texts: Path) -> None:
    for source in read_draft(OWN_DATASET).sources.values():
        text = read_article(texts / source.file).text
        assert proposed_body(text) == Span(source.body.start, source.body.end), source.id
