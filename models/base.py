"""The one base of all models, and the small types that every file of data/ shares."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated

from babel import Locale
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
)

LONGEST_NUMBER = 28
"""Signs of a number in a file: so many digits are computed with exactly (Python's `decimal`)."""
_SHOWN = 80
LONGEST_TEXT = 2000
"""Code points of any words in a file; an article does not fit in."""
# Unicode's category Cc, but for the line feed.
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
PLAIN_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")


class Model(BaseModel):
    """Strict, frozen, closed: what a file says is what it means, and no key goes unread."""

    model_config = ConfigDict(
        strict=True, frozen=True, extra="forbid", use_attribute_docstrings=True
    )


def brief(value: object) -> str:
    """A value as a problem shows it: on one line, and no longer than a line is."""
    text = str(value).replace("\n", r"\n")
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _plain_decimal(value: object) -> Decimal:
    """Read a number as written; `1e9`, `1_000`, `18,25` and `NaN` are refused, never guessed."""
    if isinstance(value, Decimal) and value.is_finite():
        return value
    if isinstance(value, str) and PLAIN_DECIMAL.fullmatch(value):
        if len(value) > LONGEST_NUMBER:
            msg = f"a number of {len(value)} signs: write at most {LONGEST_NUMBER}"
            raise ValueError(msg)
        return Decimal(value)
    given = brief(value)
    if isinstance(value, str) and PLAIN_DECIMAL.fullmatch(value.replace(",", ".")):
        msg = f"'{given}' has a decimal comma: write {given.replace(',', '.')}"
    else:
        msg = f"'{given}' is not a number: write plain digits with a decimal point, such as 18.25"
    raise ValueError(msg)


def _territory(value: str) -> str:
    # CLDR lists a few two-letter codes that are no countries of ISO 3166.
    known = {
        code
        for code in Locale("en").territories
        if isinstance(code, str) and len(code) == len("JP")
    }
    if value not in known - {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"} or not value.isalpha():
        msg = f"'{brief(value)}' is not an ISO 3166 country code: write two capitals, such as JP"
        raise ValueError(msg)
    return value


Number = Annotated[
    Decimal,
    PlainValidator(_plain_decimal),
    WithJsonSchema({"type": ["number", "string"], "pattern": f"^{PLAIN_DECIMAL.pattern}$"}),
]
"""A decimal in plain digits; never a float."""


def _whole_number(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    digits = isinstance(value, str) and value.isascii() and value.isdigit()
    if isinstance(value, str) and digits and len(value) <= LONGEST_NUMBER:
        return int(value)
    msg = f"'{brief(value)}' is not a whole number: write plain digits"
    raise ValueError(msg)


WholeNumber = Annotated[
    int, PlainValidator(_whole_number), WithJsonSchema({"type": "integer", "minimum": 0})
]
"""A count, in plain digits."""

Slug = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", min_length=1, max_length=64)
]
"""A stable code that may stand in a URL: lower-case letters, digits and single hyphens."""

# An editor completes these with the ids that the dataset has (`models.schema`).
PartyId = Annotated[Slug, Field(json_schema_extra={"ids": "parties"})]
"""The id of a party."""

RecordId = Annotated[Slug, Field(json_schema_extra={"ids": "records"})]
"""The id of a record, of any file."""


def _printable(text: str) -> str:
    if control := _CONTROL.search(text):
        msg = f"holds the control character U+{ord(control.group()):04X}: remove it"
        raise ValueError(msg)
    return text


Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TEXT),
    AfterValidator(_printable),
]
"""Words; never empty, and without control characters: a stray return would break a CSV's row."""

SourceId = Annotated[Text, Field(json_schema_extra={"ids": "sources"})]
"""The id of an article's card."""

Outlet = Annotated[Text, Field(json_schema_extra={"ids": "outlets"})]
"""The name of an outlet that a card names."""

Country = Annotated[str, AfterValidator(_territory)]
"""An ISO 3166-1 alpha-2 code."""


class LocalText(Model):
    """The same words in English and, where a dataset has readers of it, in French."""

    en: Text
    """English."""
    fr: Text | None = None
    """French; left out, French pages show the English."""

    def get(self, language: str) -> str:
        """Return the words in `language` ("en" or "fr"), in English where there are none in it."""
        return (self.fr if language == "fr" else None) or self.en
