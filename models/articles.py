"""The text of an article, wherever a reader keeps it: its bytes, its sentences, its body.

Texts never enter the repository. Positions are 0-based code points of the text file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

from models.quotes import Span

LARGEST = 5_000_000
"""Bytes. A long article has some 50 000; a larger file is not one article."""

_UPPER, _LOWER = "A-ZÀ-ÖØ-ÞŒ", "a-zß-öø-ÿœ"
# A sentence ends at its mark where white space and a capital follow, at an empty line, and at the
# end of a line unless the next begins in lower case: pages have no mark after titles and entries.
_BREAK = re.compile(
    rf"(?<=[.!?…])(?:\s?[»”’\"')\]*_])*\s+(?=[^\w\s]*[{_UPPER}])"
    rf"|\n[^\S\n]*\n|\n\s*+(?![{_LOWER}])"
)
_PROSE = 80
"""Code points of a line that reads as a paragraph, and not as a title or a button."""
_BEHIND = re.compile(
    r"(?:partager|partagez|share|étiquettes|tags|mots[- ]clés|à lire (?:également|aussi)"
    r"|a lire (?:également|aussi)|lire aussi|read (?:more|also|next)|related|sur le même sujet"
    r"|articles? (?:récents?|similaires?|liés)|recent (?:posts|articles)|s'abonner|abonnez-vous"
    r"|subscribe|newsletter|commentaires?|comments?|ajouter un commentaire"
    r"|leave a (?:reply|comment)|suivez-nous|follow (?:us|me)|publicité|advertisement|sponsored"
    r"|contenus? sponsorisés?|chercher|search)(?!\w)",
    re.IGNORECASE,
)
"""How a line begins that stands behind the article: buttons, tags, teasers, advertisements."""
_BUTTON = 40
"""Code points of the longest such line; a paragraph may begin with "Share prices"."""


class ArticleError(ValueError):
    """A text that cannot be read; the message says why and how to mend it."""


@dataclass(frozen=True)
class Article:
    """A text file, read."""

    name: str
    raw: bytes
    text: str

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the file's bytes, in hexadecimal digits."""
        return sha256(self.raw).hexdigest()


def read_article(path: Path) -> Article:
    """Read a text file. Raises ArticleError."""
    try:
        if path.stat().st_size > LARGEST:
            msg = f"is larger than {LARGEST} bytes: keep the article alone"
            raise ArticleError(msg)
        raw = path.read_bytes()
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        msg = f"is not UTF-8 at byte {error.start}: save it as UTF-8"
        raise ArticleError(msg) from error
    except OSError as error:
        msg = f"cannot be read: {error.strerror}; correct the name"
        raise ArticleError(msg) from error
    if not text.strip():
        msg = "is empty: save the article's words in it"
        raise ArticleError(msg)
    return Article(path.name, raw, text)


def sentences(text: str, body: Span) -> Iterator[Span]:
    """The sentences of the body, in order, without the white space between them."""
    ends = [*(found.end() for found in _BREAK.finditer(text, body.start, body.end)), body.end]
    for start, end in pairwise([body.start, *ends]):
        part = text[start:end]
        if part.strip():
            yield Span(end - len(part.lstrip()), start + len(part.rstrip()))


def proposed_body(text: str) -> Span:
    """Where the article seems to stand: up to the first button, tag or teaser behind its prose."""
    prose, start = False, 0
    for line in text.splitlines(keepends=True):
        plain = line.strip()
        if prose and len(plain) <= _BUTTON and _BEHIND.match(plain.replace("’", "'")):
            return Span(0, start)
        prose = prose or len(plain) >= _PROSE
        start += len(line)
    return Span(0, len(text))
