"""Adding an article: its card, its fingerprint, and the list of the figures that it holds.

What is printed here may quote the article at length: it goes to the curator's screen and is never
written to the repository.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from models.articles import Article, proposed_body
from models.coverage import Entry, article_figures, counts, entries
from models.loading import Draft, read_draft
from models.quotes import Fingerprint, Span, around
from models.sources import Source
from models.wording import spoken

_ID = re.compile(r"[0-9a-z-]{1,16}")
_CARD = """\
# yaml-language-server: $schema=../data/schemas/source.json
id: "{id}"
file: {file}
title:
  en:
  fr:
# publisher: who published it; remove this line where the text does not say
language:
published:
published_basis:
published_note:
  en:
  fr:
upstream: []
length: {length}
sha256: {digest}
# Proposed: everything up to the first button, tag or teaser behind the article. Look at both ends.
body: {{start: {body.start}, end: {body.end}}}
summary:
  en:
  fr:
figures: {{found: {found}, waived: 0}}
waivers: []
"""
_SHOWN = 60
"""Code points of the text that are shown at either end of a proposed body."""


class AddingError(ValueError):
    """An article that cannot be added; the message says why and what to do instead."""


def add(root: Path, article: Article, source_id: str) -> Iterator[str]:
    """Write the card and the fingerprint of a new article and tell of it, line by line.

    What only a reader can know (title, date, summary) is left empty, and `check` names each of
    these lines until it is filled in. Raises AddingError, and writes nothing, where the id is not
    one or the dataset already has it or the text.
    """
    if not _ID.fullmatch(source_id):
        msg = f"'{source_id}' is no id: take 1 to 16 digits, lower-case letters and hyphens"
        raise AddingError(msg)
    card = root / "seeds" / f"{source_id}.yaml"
    if card.exists():
        msg = f"seeds/{card.name} is there already: take another id"
        raise AddingError(msg)
    if known := card_of(read_draft(root), article):
        msg = f"source {known.id} is this text already: nothing to add"
        raise AddingError(msg)
    text, body = article.text, proposed_body(article.text)
    found = [Entry(figure, place, None, None) for figure, place in article_figures(text, body)]
    content = _CARD.format(
        id=source_id,
        file=_scalar(article.name),
        length=len(text),
        digest=article.digest,
        body=body,
        found=len(found),
    )
    fingerprint = Fingerprint.of(source_id, text, body)
    card.parent.mkdir(parents=True, exist_ok=True)
    card.write_text(content, encoding="utf-8")
    card.with_suffix(".fingerprint").write_text(fingerprint.dump(), encoding="ascii")
    yield f"seeds/{card.name}: the card; fill in what is empty"
    yield f"seeds/{source_id}.fingerprint: {len(fingerprint.runs)} runs of four words"
    yield f"body: {body.start} to {body.end} of {len(text)} code points, proposed"
    yield f"  begins «{_line(text[body.start : body.end][:_SHOWN])}»"
    yield f"  ends «{_line(text[body.start : body.end].rstrip()[-_SHOWN:])}»"
    if behind := _line(text[body.end :])[:_SHOWN]:
        yield f"  left out behind it: «{behind}»"
    yield "figures to quote in statements, or to waive:"
    yield from listing(article, None, found)


def _scalar(name: str) -> str:
    """The name as YAML writes it: in quotation marks where it needs them."""
    return yaml.safe_dump(name, allow_unicode=True, width=float("inf")).splitlines()[0]


def _line(text: str) -> str:
    return " ".join(text.split())


def card_of(draft: Draft, article: Article) -> Source | None:
    """The card that is of this very text, by its SHA-256."""
    return next((s for s in draft.sources.values() if s.sha256 == article.digest), None)


def survey(root: Path, article: Article) -> tuple[Source | None, list[Entry]]:
    """The card of this text and every figure of its body, with what accounts for each.

    Without a card that can be read, the body is the proposed one and all of its figures are open.
    """
    draft = read_draft(root)
    source = card_of(draft, article)
    if source is None:
        found = article_figures(article.text, proposed_body(article.text))
        return None, [Entry(figure, sentence, None, None) for figure, sentence in found]
    return source, entries(article.text, source, draft.statements_of(source.id))


def listing(article: Article, source: Source | None, found: list[Entry]) -> Iterator[str]:
    """A line a figure (its place, its sentence's, what accounts for it, its words), then counts."""
    for entry in found:
        figure, sentence = entry.figure, entry.sentence
        state = "open"
        if entry.record:
            state = f"quoted by {entry.record}"
        elif source and entry.waiver is not None:
            state = f"waived, {source.waivers[entry.waiver].reason}"
        near = around(article.text, Span(figure.start, figure.end), sentence)
        yield (
            f"{figure.start}-{figure.end} in {sentence.start}-{sentence.end}: "
            f"{spoken([figure])}: {state}: «{near}»"
        )
    right = counts(found)
    opened = sum(entry.open for entry in found)
    yield (
        f"{right.found} figures: {right.curated - opened} quoted, {right.waived} waived, "
        f"{opened} open; in the card: `figures: {{found: {right.found}, waived: {right.waived}}}`"
    )
