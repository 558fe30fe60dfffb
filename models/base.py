"""The one base of all models, and the small types that every file of data/ shares."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Annotated

from babel import Locale
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
)

PLAIN_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")


class Model(BaseModel):
    """Strict, frozen, closed: what a file says is what it means, and no key goes unread."""

    model_config = ConfigDict(
        strict=True, frozen=True, extra="forbid", use_attribute_docstrings=True
    )


def _plain_decimal(value: object) -> Decimal:
    """Read a number as written; `1e9`, `1_000`, `18,25` and `NaN` are refused, never guessed."""
    if isinstance(value, Decimal) and value.is_finite():
        return value
    if isinstance(value, str) and PLAIN_DECIMAL.fullmatch(value):
        return Decimal(value)
    if isinstance(value, str) and PLAIN_DECIMAL.fullmatch(value.replace(",", ".")):
        msg = f"'{value}' has a decimal comma: write {value.replace(',', '.')}"
    else:
        msg = f"'{value}' is not a number: write plain digits with a decimal point, such as 18.25"
    raise ValueError(msg)


def _territory(value: str) -> str:
    # CLDR lists a few two-letter codes that are no countries of ISO 3166.
    known = {
        code
        for code in Locale("en").territories
        if isinstance(code, str) and len(code) == len("JP")
    }
    if value not in known - {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"} or not value.isalpha():
        msg = f"'{value}' is not an ISO 3166 country code: write two capitals, such as JP"
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
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    msg = f"'{value}' is not a whole number: write plain digits"
    raise ValueError(msg)


WholeNumber = Annotated[
    int, PlainValidator(_whole_number), WithJsonSchema({"type": "integer", "minimum": 0})
]
"""A count, in plain digits."""

Slug = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", min_length=1, max_length=64)
]
"""A stable code that may stand in a URL: lower-case letters, digits and single hyphens."""


def _printable(text: str) -> str:
    for character in text:
        if unicodedata.category(character) == "Cc" and character != "\n":
            msg = f"holds the control character U+{ord(character):04X}: remove it"
            raise ValueError(msg)
    return text


Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_printable)
]
"""Words; never empty, and without control characters: a stray return would break a CSV's row."""

Country = Annotated[str, AfterValidator(_territory)]
"""An ISO 3166-1 alpha-2 code."""


class LocalText(Model):
    """The same words in each language of the dashboard."""

    en: Text
    """English."""
    fr: Text
    """French."""

    def get(self, language: str) -> str:
        """Return the words in `language` ("en" or "fr"); any other language reads English."""
        return self.fr if language == "fr" else self.en
