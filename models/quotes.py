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

import numpy as np

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


def _digests(source_id: str, texts: Sequence[str]) -> list[int]:
    salt = source_id.encode()
    runs = (" ".join(texts[i : i + RUN]).encode() for i in range(len(texts) - RUN + 1))
    return [int.from_bytes(blake2b(run, digest_size=8, salt=salt).digest()) for run in runs]


@dataclass(frozen=True, eq=False)
class Fingerprint:
    """The hashed runs of one article's body, in order, as arrays: a long one has many thousands."""

    source_id: str
    digests: np.ndarray
    """The hash of each run, uint64."""
    starts: np.ndarray
    """The first code point of each run, int32."""
    ends: np.ndarray
    """The end of each run, exclusive, int32."""

    def __eq__(self, other: object) -> bool:
        """Whether both are of the same runs of the same source."""
        return isinstance(other, Fingerprint) and self.dump() == other.dump()

    __hash__ = None  # type: ignore[assignment] # arrays have none

    @classmethod
    def of(cls, source_id: str, text: str, body: Span) -> Fingerprint:
        """Make the fingerprint of `text[body.start:body.end]`; positions count from the file's."""
        found = words(text[body.start : body.end])
        digests = _digests(source_id, [word.text for word in found])
        spans = [
            (body.start + found[i].start, body.start + found[i + RUN - 1].end)
            for i in range(len(digests))
        ]
        return cls(source_id, *_arrays(digests, spans))

    @classmethod
    def parse(cls, source_id: str, lines: Iterable[str]) -> Fingerprint:
        """Read what `dump` wrote. Raises ValueError, with the line, for anything else."""
        digests: list[int] = []
        spans: list[tuple[int, int]] = []
        for number, line in enumerate(lines, start=1):
            if not _RUN_LINE.fullmatch(line):
                msg = f"line {number} is not `hash start end`: make the fingerprint anew"
                raise ValueError(msg)
            digest, start, end = line.split()
            digests.append(int(digest, 16))
            spans.append((int(start), int(end)))
        return cls(source_id, *_arrays(digests, spans))

    @property
    def runs(self) -> tuple[Run, ...]:
        """The runs one by one."""
        places = zip(self.starts.tolist(), self.ends.tolist(), strict=True)
        return tuple(
            Run(f"{digest:016x}", Span(start, end))
            for digest, (start, end) in zip(self.digests.tolist(), places, strict=True)
        )

    def dump(self) -> str:
        """One run a line: hash, first code point, end."""
        return "".join(f"{run.digest} {run.span.start} {run.span.end}\n" for run in self.runs)

    @cached_property
    def _order(self) -> tuple[np.ndarray, np.ndarray]:
        """The places of the runs by their hashes, and those in order."""
        order = np.argsort(self.digests, kind="stable")
        return order, self.digests[order]

    def locate(self, quote: str) -> Span:
        """Where the quote stands. Raises QuoteError unless it stands there exactly once."""
        texts = [word.text for word in words(quote)]
        if not SHORTEST <= len(texts) <= LONGEST:
            msg = (
                f"the quote has {len(texts)} words: "
                f"take {SHORTEST} to {LONGEST} that stand together in the article"
            )
            raise QuoteError(msg)
        digests = np.array(_digests(self.source_id, texts), dtype="uint64")
        order, known = self._order
        begin = np.searchsorted(known, digests[0])
        end = np.searchsorted(known, digests[0], side="right")
        hits = [
            first
            for first in order[begin:end].tolist()
            if np.array_equal(self.digests[first : first + len(digests)], digests)
        ]
        if not hits:
            msg = "these words do not stand together in the article: copy them as they stand"
            raise QuoteError(msg)
        if len(hits) > 1:
            msg = f"these words stand {len(hits)} times in the article: take more words around them"
            raise QuoteError(msg)
        last = hits[0] + len(digests) - 1
        return Span(int(self.starts[hits[0]]), int(self.ends[last]))


def _arrays(
    digests: list[int], spans: list[tuple[int, int]]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    places = np.array(spans, dtype="int32").reshape(-1, 2)
    return np.array(digests, dtype="uint64"), places[:, 0], places[:, 1]


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
