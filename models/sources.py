"""Source cards: what is known of an article, in our own words; never its text."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, StringConstraints, model_validator

from models.base import LocalText, Model, Text, WholeNumber
from models.dates import EdtfDate, bounds


def _has_first_day(text: str) -> str:
    if bounds(text)[0] is None:
        # Its bounds are known, so that it is one short line.
        msg = f"'{text}' has no first day: a source counts from one; write YYYY-MM-DD/YYYY-MM-DD"
        raise ValueError(msg)
    return text


class Body(Model):
    """The part of the text file that is the article, in 0-based code points."""

    start: WholeNumber
    """First code point of the body."""
    end: WholeNumber
    """One past its last code point; side columns, teasers and advertisements lie behind."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not 0 <= self.start < self.end:
            msg = (
                f"the body runs from {self.start} to {self.end}: its start must lie before its end"
            )
            raise ValueError(msg)
        return self


class Waiver(Model):
    """A figure of the article that no statement quotes, and why none has to."""

    quote: Text
    """4 to 12 words of the article, as they stand, that hold the figure."""
    reason: Literal["repeats", "rhetorical", "not_ours"]
    """`repeats` what a statement of this article or its date says; `rhetorical`: it states
    nothing; `not_ours`: nothing that any kind of record tracks."""
    note: LocalText | None = None
    """Why, where the reason alone does not say it."""


class FigureCounts(Model):
    """How many figures the body holds: those that are not waived stand in statements."""

    found: WholeNumber
    """All figures, as `python -m models figures` lists them."""
    waived: WholeNumber
    """Those that a waiver explains."""

    @property
    def curated(self) -> int:
        """Those that a statement quotes."""
        return self.found - self.waived

    @model_validator(mode="after")
    def _waived_are_found(self) -> Self:
        if self.waived > self.found:
            msg = f"{self.waived} figures are waived of {self.found} found: correct a count"
            raise ValueError(msg)
        return self


class Source(Model):
    """One article: who published it and when, how that is known, and how to recognise it."""

    id: Annotated[str, StringConstraints(pattern=r"^[0-9a-z-]{1,16}$")]
    """Short stable code; at most 16 characters, because it salts the fingerprint."""
    file: Text
    """Name of the article's text file, wherever a reader keeps it."""
    title: LocalText
    """What the article is about, in our own words."""
    publisher: Text | None = None
    """Who published it; left out where the text does not say."""
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
    """ISO 639-1 code of the article's language."""
    published: Annotated[EdtfDate, AfterValidator(_has_first_day)]
    """EDTF; the source counts from the first day of it."""
    published_basis: Literal["printed", "inferred"]
    """Whether the date stands in the text or was inferred by us."""
    published_note: LocalText
    """How the date is known."""
    upstream: tuple[Text, ...] = ()
    """The outlets that the article itself draws on."""
    length: WholeNumber
    """Code points of the text file."""
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    """SHA-256 of the text file's bytes."""
    body: Body
    """Where the article stands in the file."""
    summary: LocalText
    """What it says, in our own words."""
    note: LocalText | None = None
    """Ours: how far to trust it, mistranslations, what it leaves open."""

    figures: FigureCounts | None = None
    """How many figures the body holds; left out where nobody counted, checked where the text is
    at hand."""
    waivers: tuple[Waiver, ...] = ()
    """The figures that no statement quotes, each with the reason."""

    @model_validator(mode="after")
    def _body_within_file(self) -> Self:
        if self.body.end > self.length:
            msg = f"the body ends at {self.body.end}, behind the file's end at {self.length}"
            raise ValueError(msg)
        return self
