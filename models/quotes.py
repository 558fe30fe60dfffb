"""Quotes: the words of an article that carry a figure, and how anyone can verify them.

A quote names words, not bytes: case, spacing, punctuation, the shape of apostrophes and
markdown stars do not count, the words and their order do. The fingerprint of an article is the
list of its runs of four words, each hashed with BLAKE2b (8 bytes, salted with the source's id)
and followed by its position; it verifies a quote without the article and does not give the
article away. Positions are 0-based code points of the text file, as in the W3C's
`TextPositionSelector`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from hashlib import blake2b

RUN = 4
SHORTEST, LONGEST = RUN, 12
# A letter may carry its accent as a combining mark of its own; U+02BC is a letter to Unicode and
# an apostrophe to those who type it.
_WORD = re.compile(r"\d+(?:[.,]\d+)*|(?:[^\W\d_\u02bc][\u0300-\u036f]*)+|[%$€£¥]")
_RUN_LINE = re.compile(r"[0-9a-f]{16} [0-9]{1,9} [0-9]{1,9}")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word and the code points that it covers."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Span:
    """0-based code points of the article's text file, the end exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Run:
    """Four consecutive words: their hash and the code points they cover."""

    digest: str
    span: Span


class QuoteError(ValueError):
    """A quote that cannot be verified; the message says why and how to mend it."""


def words(text: str) -> list[Word]:
    """Split into folded words with their positions in `text`.

    Numbers keep their inner points and commas; `%` and currency signs are words of their own;
    apostrophes and hyphens part words, so that their many shapes cannot matter.
    """
    visible = [(char, i) for i, char in enumerate(text) if ord(char) not in _INVISIBLE]
    kept = "".join(char for char, _ in visible)
    return [
        Word(
            unicodedata.normalize("NFKC", match.group()).casefold(),
            visible[match.start()][1],
            visible[match.end() - 1][1] + 1,
        )
        for match in _WORD.finditer(kept)
    ]


def _digests(source_id: str, texts: Sequence[str]) -> list[str]:
    salt = source_id.encode()
    return [
        blake2b(" ".join(texts[i : i + RUN]).encode(), digest_size=8, salt=salt).hexdigest()
        for i in range(len(texts) - RUN + 1)
    ]


@dataclass(frozen=True)
class Fingerprint:
    """The hashed runs of one article's body, in order."""

    source_id: str
    runs: tuple[Run, ...]

    @classmethod
    def of(cls, source_id: str, text: str, body: Span) -> Fingerprint:
        """Make the fingerprint of `text[body.start:body.end]`; positions count from the file's."""
        found = words(text[body.start : body.end])
        digests = _digests(source_id, [word.text for word in found])
        return cls(
            source_id,
            tuple(
                Run(
                    digest,
                    Span(body.start + found[i].start, body.start + found[i + RUN - 1].end),
                )
                for i, digest in enumerate(digests)
            ),
        )

    @classmethod
    def parse(cls, source_id: str, lines: Iterable[str]) -> Fingerprint:
        """Read what `dump` wrote. Raises ValueError, with the line, for anything else."""
        runs = []
        for number, line in enumerate(lines, start=1):
            match line.split():
                case [digest, start, end] if _RUN_LINE.fullmatch(line):
                    runs.append(Run(digest, Span(int(start), int(end))))
                case _:
                    msg = f"line {number} is not `hash start end`: make the fingerprint anew"
                    raise ValueError(msg)
        return cls(source_id, tuple(runs))

    def dump(self) -> str:
        """One run a line: hash, first code point, end."""
        return "".join(f"{run.digest} {run.span.start} {run.span.end}\n" for run in self.runs)

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for i, run in enumerate(self.runs):
            places.setdefault(run.digest, []).append(i)
        return places

    def locate(self, quote: str) -> Span:
        """Where the quote stands. Raises QuoteError unless it stands there exactly once."""
        texts = [word.text for word in words(quote)]
        if not SHORTEST <= len(texts) <= LONGEST:
            msg = (
                f"the quote has {len(texts)} words: "
                f"take {SHORTEST} to {LONGEST} that stand together in the article"
            )
            raise QuoteError(msg)
        digests = _digests(self.source_id, texts)
        hits = [
            first
            for first in self._places.get(digests[0], [])
            if [run.digest for run in self.runs[first : first + len(digests)]] == digests
        ]
        if not hits:
            msg = "these words do not stand together in the article: copy them as they stand"
            raise QuoteError(msg)
        if len(hits) > 1:
            msg = f"these words stand {len(hits)} times in the article: take more words around them"
            raise QuoteError(msg)
        last = hits[0] + len(digests) - 1
        return Span(self.runs[hits[0]].span.start, self.runs[last].span.end)


def around(text: str, place: Span, within: Span, size: int = LONGEST) -> str:
    """The words of `within` around `place`, at most `size` of them, on one line."""
    found = words(text[within.start : within.end])
    inside = [i for i, word in enumerate(found) if within.start + word.end > place.start]
    first = max(0, min(inside[0] - size // 3, len(found) - size)) if inside else 0
    shown = found[first : first + size]
    if not shown:
        return ""
    return " ".join(text[within.start + shown[0].start : within.start + shown[-1].end].split())


def nearest(quote: str, text: str) -> str:
    """The words of `text` that look most like the quote: a hint for a curator, never a match."""
    wanted, found = [w.text for w in words(quote)], words(text)
    size = max(SHORTEST, min(len(wanted), LONGEST))
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(" ".join(wanted))
    best, best_ratio = "", 0.0
    for i in range(max(1, len(found) - size + 1)):
        window = found[i : i + size]
        matcher.set_seq1(" ".join(word.text for word in window))
        if (
            window
            and matcher.real_quick_ratio() > best_ratio
            and matcher.quick_ratio() > best_ratio
            and (ratio := matcher.ratio()) > best_ratio
        ):
            best, best_ratio = " ".join(text[window[0].start : window[-1].end].split()), ratio
    return best
