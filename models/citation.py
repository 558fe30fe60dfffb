"""How a dataset is cited, and on what terms: CITATION.cff and LICENSE-DATA at the dataset's root.

CITATION.cff is of the Citation File Format 1.2.

The version and the day of release of everything that is published come from there and from no
clock, so that each replica publishes the same bytes.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from models.base import Model, Text

FILE = "CITATION.cff"
LICENCE = "LICENSE-DATA"


class Author(Model):
    """Whoever made the dataset; of the standard's two forms, that of a person or of an entity."""

    model_config = ConfigDict(extra="ignore")

    name: Text | None = None
    """An entity's name."""
    given_names: Annotated[Text | None, Field(alias="given-names")] = None
    """A person's given names."""
    family_names: Annotated[Text | None, Field(alias="family-names")] = None
    """A person's family names."""

    @property
    def full_name(self) -> str:
        """The name as it is written in running text."""
        return self.name or " ".join(filter(None, (self.given_names, self.family_names)))


class Citation(Model):
    """What of the file is used here; the standard has more keys, and they may stand there."""

    model_config = ConfigDict(extra="ignore")

    title: Text
    """The dataset's name."""
    abstract: Text
    """What it holds, in a sentence or three."""
    version: Annotated[str, StringConstraints(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$")]
    """Three numbers: raised with each change of the data."""
    date_released: Annotated[dt.date, Field(alias="date-released")]
    """The day of that version."""
    license: Text
    """SPDX identifier."""
    authors: Annotated[tuple[Author, ...], Field(min_length=1)]
    """Who made it."""
    keywords: tuple[Text, ...] = ()
    """What it is about."""

    @property
    def credit(self) -> str:
        """The authors' names in a row."""
        return ", ".join(author.full_name for author in self.authors)


def licence(root: Path) -> bytes | None:
    """The terms of the data, as they stand; None where the dataset has none. Raises OSError."""
    path = root / LICENCE
    return path.read_bytes() if path.exists() else None
