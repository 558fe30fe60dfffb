from __future__ import annotations

import re
from hashlib import blake2b

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.quotes import Fingerprint, QuoteError, Run, Span, nearest, words


def fingerprint(text: str) -> Fingerprint:
    return Fingerprint.of("001", text, Span(0, len(text)))


# --- Words -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SoftBank Paie", ["softbank", "paie"]),
        # Apostrophes and hyphens part words, whatever their shape.
        ("l'usine l’usine l‘usine l\u02bcusine", ["l", "usine"] * 4),
        ("joint-venture joint\u2011venture joint–venture", ["joint", "venture"] * 3),
        # Numbers keep inner points and commas, not outer ones.
        ("18,25 et 1.500.", ["18,25", "et", "1.500"]),
        # Signs are words, spaced or not.
        ("40 % 40% 40\u00a0%", ["40", "%"] * 3),
        ("$5 5€ 5 £ ¥5", ["$", "5", "5", "€", "5", "£", "¥", "5"]),
        # Markdown, quotation marks and punctuation do not count.
        ("**75 % de ses** « besoins »…", ["75", "%", "de", "ses", "besoins"]),
        # A letter and its combining accent are the composed letter.
        ("e\u0301te\u0301", ["été"]),
        # Invisible characters part nothing.
        ("Soft\u00adBank Open\u200bAI", ["softbank", "openai"]),
        ("5milliards", ["5", "milliards"]),
        ("snake_case", ["snake", "case"]),
        ("", []),
        ("… – !", []),
    ],
)
def test_folded_words(text: str, expected: list[str]) -> None:
    assert [word.text for word in words(text)] == expected


def test_positions_are_code_points() -> None:
    # 0 é, 1 space, 2-3 Né, 4 space, 5 the flag's first of two code points, 7 space, 8-9 ok
    found = words("é Né \U0001f1ef\U0001f1f5 ok")
    assert [(word.start, word.end) for word in found] == [(0, 1), (2, 4), (8, 10)]


def test_a_word_covers_what_is_invisible_in_it() -> None:
    # 0-3 Soft, 4 the soft hyphen, 5-8 Bank
    assert [(word.start, word.end) for word in words("Soft\u00adBank")] == [(0, 9)]


# --- Fingerprints ------------------------------------------------------------------------------


def test_a_fingerprint_by_hand() -> None:
    """`Élan: a b c d`, of which the body is all behind the colon and its space, `a b c d é`."""
    text = "Élan: a b c d é"

    def digest(run: str) -> str:
        return blake2b(run.encode(), digest_size=8, salt=b"001").hexdigest()

    # Code points: É0 l1 a2 n3 :4 space5 a6 b8 c10 d12 é14; an end is one past its last letter.
    made = Fingerprint.of("001", text, Span(6, len(text)))
    assert made.runs == (
        Run(digest("a b c d"), Span(6, 13)),
        Run(digest("b c d é"), Span(8, 15)),
    )
    assert made.dump() == f"{digest('a b c d')} 6 13\n{digest('b c d é')} 8 15\n"


def test_the_salt_is_the_source() -> None:
    one, other = (Fingerprint.of(source, "a b c d", Span(0, 7)) for source in ("001", "002"))
    assert one.runs[0].digest != other.runs[0].digest


def test_fewer_than_four_words_have_no_runs() -> None:
    assert fingerprint("a b c").runs == ()


def test_a_dump_is_read_back() -> None:
    made = fingerprint("Alder will invest 10 billion dollars in Birch’s début.")
    assert Fingerprint.parse("001", made.dump().splitlines()) == made


@pytest.mark.parametrize(
    "line",
    [
        "",
        "0123456789abcdef 0",
        "0123456789abcdef 0 5 6",
        "0123456789ABCDEF 0 5",
        "0123456789abcde 0 5",
        "0123456789abcdef x 5",
        "0123456789abcdef -1 5",
        "0123456789abcdef 0.5 5",
        "words of an article",
    ],
)
def test_other_lines_are_refused(line: str) -> None:
    message = "line 2 is not `hash start end`: make the fingerprint anew"
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        Fingerprint.parse("001", ["0123456789abcdef 0 5", line])


# --- Locating ----------------------------------------------------------------------------------

TEXT = "L’usine coûte **676 millions** de dollars ; « 676 millions de dollars », dit-on à Tokyo."


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("usine coûte 676 millions", "usine coûte **676 millions"),
        ("L'USINE coûte 676 millions", "L’usine coûte **676 millions"),
        ("dollars 676 millions de", "dollars ; « 676 millions de"),
        ("millions de dollars, dit-on", "millions de dollars », dit-on"),
    ],
)
def test_a_quote_is_found_where_it_stands(quote: str, found: str) -> None:
    assert TEXT.count(found) == 1
    start = TEXT.index(found)
    assert fingerprint(TEXT).locate(quote) == Span(start, start + len(found))


@pytest.mark.parametrize(
    ("quote", "message"),
    [
        (
            "coûte 676 millions",
            "the quote has 3 words: take 4 to 12 that stand together in the article",
        ),
        ("", "the quote has 0 words: take 4 to 12 that stand together in the article"),
        (
            " ".join(["dollars"] * 13),
            "the quote has 13 words: take 4 to 12 that stand together in the article",
        ),
        (
            "usine coûte 677 millions",
            "these words do not stand together in the article: copy them as they stand",
        ),
        (
            "usine coûte millions de dollars",  # one word left out
            "these words do not stand together in the article: copy them as they stand",
        ),
        (
            "676 millions de dollars",
            "these words stand 2 times in the article: take more words around them",
        ),
    ],
)
def test_what_cannot_be_located(quote: str, message: str) -> None:
    with pytest.raises(QuoteError, match=f"^{re.escape(message)}$"):
        fingerprint(TEXT).locate(quote)


def test_words_outside_the_body_are_not_found() -> None:
    text = "Alder invests 10 billion dollars. Share this with 99 friends"
    made = Fingerprint.of("001", text, Span(0, text.index("Share")))
    with pytest.raises(QuoteError):
        made.locate("Share this with 99 friends")


# A small vocabulary, so that runs repeat; separators of several shapes and lengths.
_WORD = st.sampled_from(["15", "25", "milliards", "é", "SoftBank", "l", "%", "18,25"])
_GAP = st.sampled_from([" ", "\n\n", " – ", ", ", " **", " 🙂 ", "\u00a0"])
_TEXT = st.lists(st.tuples(_WORD, _GAP), min_size=4, max_size=60)


@given(_TEXT, st.data())
def test_a_window_that_stands_once_is_located_at_its_place(
    pairs: list[tuple[str, str]], data: st.DataObject
) -> None:
    size = data.draw(st.integers(4, min(12, len(pairs))))
    first = data.draw(st.integers(0, len(pairs) - size))
    plain = [word.lower() for word, _ in pairs]
    wanted = plain[first : first + size]
    assume(sum(plain[i : i + size] == wanted for i in range(len(plain))) == 1)
    text = "".join(word + gap for word, gap in pairs)
    # By hand: the window begins behind all earlier words and gaps, and ends with its last word.
    start = sum(len(word + gap) for word, gap in pairs[:first])
    end = sum(len(word + gap) for word, gap in pairs[: first + size]) - len(
        pairs[first + size - 1][1]
    )
    assert fingerprint(text).locate(" ".join(wanted)) == Span(start, end)


@given(_TEXT, st.data())
def test_a_changed_word_is_not_found(pairs: list[tuple[str, str]], data: st.DataObject) -> None:
    size = data.draw(st.integers(4, min(12, len(pairs))))
    first = data.draw(st.integers(0, len(pairs) - size))
    quote = [word for word, _ in pairs[first : first + size]]
    quote[data.draw(st.integers(0, size - 1))] = data.draw(
        st.sampled_from(["16", "18,26", "18.25", "milliard", "e", "€"])
    )
    text = "".join(word + gap for word, gap in pairs)
    with pytest.raises(QuoteError, match="do not stand together"):
        fingerprint(text).locate(" ".join(quote))


# --- Hints -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quote", "hint"),
    [
        ("usine coûte 677 millions", "usine coûte **676 millions"),
        ("l'usine coute 676 million", "L’usine coûte **676 millions"),
        # As many words as the quote has, "partout" with them: five.
        ("dit-on partout à Tokyo", "dollars », dit-on à Tokyo"),
    ],
)
def test_the_nearest_words_are_those_of_the_text(quote: str, hint: str) -> None:
    assert nearest(quote, TEXT) == hint


def test_nothing_is_near_in_an_empty_text() -> None:
    assert nearest("usine coûte 677 millions", "") == ""
