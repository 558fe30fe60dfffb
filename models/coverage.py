"""Which figures of an article are accounted for: by a statement, by a waiver, or not yet.

A figure is whatever `models.figures` reads in a sentence of the body: money, percent, power, dates
(a year and a day are a figure each), counts and ordinals, in digits or in words, French or English.
So `deux entreprises` is one, and so is `troisième`; `un an`, `une entreprise` and `la première
fois` are not: there `un` and `première` are the language's, and no digit of them could be wrong.

A statement accounts for a figure that begins within its quote, and for one within a fragment of its
`context` if the statement says that number: the year of its `event`, the same amount once more. All
others are open until a waiver in the article's card quotes them and says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from models.articles import sentences
from models.figures import Figure, figures
from models.quotes import Fingerprint, QuoteError, Span
from models.records import Statement
from models.sources import FigureCounts, Source, Waiver
from models.wording import is_of_date, says


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure of an article, at its code points there, and what accounts for it."""

    figure: Figure
    sentence: Span
    record: str | None
    """The record of which a statement quotes it."""
    waiver: int | None
    """The number, within the card, of the first waiver that holds it."""

    @property
    def open(self) -> bool:
        """Whether nothing accounts for it."""
        return self.record is None and self.waiver is None


def article_figures(text: str, body: Span) -> Iterator[tuple[Figure, Span]]:
    """Each figure of the body with its sentence, in order, positions counted in `text`."""
    for sentence in sentences(text, body):
        for figure in figures(text[sentence.start : sentence.end]):
            start, end = figure.start + sentence.start, figure.end + sentence.start
            yield replace(figure, start=start, end=end), sentence


def entries(text: str, source: Source, statements: Iterable[tuple[str, Statement]]) -> list[Entry]:
    """Every figure of the article, in order.

    `statements` are those of this source, each with its record's id. A fragment that cannot be
    located accounts for nothing here: that it cannot is a problem of its own (`models.checks`).
    """
    body = Span(source.body.start, source.body.end)
    fingerprint = Fingerprint.of(source.id, text, body)
    quoted: list[tuple[Span, str, Statement | None]] = []
    for record, statement in statements:
        quoted += [(span, record, None) for span in _located(fingerprint, statement.quote)]
        for fragment in statement.context:
            quoted += [(span, record, statement) for span in _located(fingerprint, fragment)]
    waived = [
        (span, number)
        for number, waiver in enumerate(source.waivers)
        for span in _located(fingerprint, waiver.quote)
    ]
    return [
        Entry(
            figure,
            sentence,
            next((record for span, record, beside in quoted if _holds(span, figure, beside)), None),
            next((number for span, number in waived if _holds(span, figure, None)), None),
        )
        for figure, sentence in article_figures(text, body)
    ]


def _located(fingerprint: Fingerprint, fragment: str) -> list[Span]:
    try:
        return [fingerprint.locate(fragment)]
    except QuoteError:
        return []


def _holds(span: Span, figure: Figure, beside: Statement | None) -> bool:
    """Whether the figure begins in the span; beside a statement's quote, if it says it too."""
    return span.start <= figure.start < span.end and (beside is None or says(beside, figure))


def counts(found: Iterable[Entry]) -> FigureCounts:
    """What the card's `figures` should say."""
    listed = list(found)
    waived = sum(entry.record is None and entry.waiver is not None for entry in listed)
    return FigureCounts(found=len(listed), waived=waived)


def unrepeated(waiver: Waiver, source: Source, statements: Iterable[Statement]) -> list[Figure]:
    """The figures of a waiver's words that neither the card's date nor a statement says."""
    said = list(statements)
    return [
        figure
        for figure in figures(waiver.quote)
        if not is_of_date(figure, source.published)
        and not any(says(statement, figure) for statement in said)
    ]
