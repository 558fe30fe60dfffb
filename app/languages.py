"""The languages of the dashboard: a gettext catalogue each, numbers and dates by babel's locales.

English is the language of the code; `app/locale/` holds the catalogue of every other one, and a
new language is a new catalogue there. `_("{count} of {all}").format(...)` is the form of a sentence
with figures in it: a translation may put them in another order.
"""

from __future__ import annotations

import gettext
import io
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from babel import Locale, negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from streamlit.runtime.scriptrunner import get_script_run_ctx

if TYPE_CHECKING:
    from collections.abc import Iterable

    from babel.messages import Catalog

    from models.base import LocalText

FOLDER = Path(__file__).parent / "locale"
SOURCE = "en"
"""The language of the code."""

SHOWN = "language"
"""Where a session keeps the language that it is shown in."""

_LOCALES = {SOURCE: "en_GB"}
# The dataset is typed on keyboards that have neither; French sets its signs apart and never alone.
_FRENCH = (
    (re.compile(r"'"), "\N{RIGHT SINGLE QUOTATION MARK}"),
    (re.compile(r" (?=[:%»])|(?<=«) "), "\N{NO-BREAK SPACE}"),
    (re.compile(r" (?=[;!?])"), "\N{NARROW NO-BREAK SPACE}"),
)
_used: ContextVar[str | None] = ContextVar("language", default=None)


@cache
def known() -> tuple[str, ...]:
    """The codes of all languages (ISO 639-1), that of the code first."""
    return (SOURCE, *sorted(path.stem for path in FOLDER.glob("*.po")))


@cache
def catalogue(language: str) -> Catalog:
    """The catalogue of a language. Raises FileNotFoundError for one that has none."""
    with (FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


@cache
def _translations(language: str) -> gettext.NullTranslations:
    if language == SOURCE:
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, catalogue(language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def current() -> str:
    """The language that is spoken here: that of the request or run, else that of the session."""
    if language := _used.get():
        return language
    context = get_script_run_ctx(suppress_warning=True)
    if context is not None and SHOWN in context.session_state:
        return str(context.session_state[SHOWN])
    return SOURCE


def of_reader() -> str:
    """The language that a reader's browser asks for."""
    tag = st.context.locale
    return preferred([tag] if tag else [])


def choose(language: str | None) -> None:
    """Show the session in a language; None is the reader's own."""
    chosen = language or of_reader()
    st.session_state[SHOWN] = chosen
    # Every word of the page asks for it: each run has a thread, and a context, of its own.
    _used.set(chosen)


def tell_browser() -> None:
    """Name the language of the page to the browser, for a screen reader's voice."""
    script = f"<script>document.documentElement.lang = {json.dumps(current())}</script>"
    st.html(script, unsafe_allow_javascript=True)


@contextmanager
def spoken(language: str) -> Iterator[None]:
    """Speak a language within, whatever the session's is."""
    token = _used.set(language)
    try:
        yield
    finally:
        _used.reset(token)


def locale() -> str:
    """The babel locale of numbers and dates."""
    language = current()
    return _LOCALES.get(language, language)


def label() -> str:
    """The language of the dataset's own labels and notes: they are in English and in French."""
    return "fr" if current() == "fr" else "en"


def typeset(text: str) -> str:
    """A label or note of the dataset with the apostrophes and spaces of the language spoken here.

    Never a source's words: a quote stands as it was printed.
    """
    if current() == "fr":
        for typed, sign in _FRENCH:
            text = typed.sub(sign, text)
    return text


def own(texts: LocalText) -> str:
    """One of the dataset's own texts, as the page shows it."""
    return typeset(texts.fr) if label() == "fr" and texts.fr else texts.en


def listed(items: Iterable[str]) -> str:
    """Several things in a row: `Alder, Birch`, and `Alder、Birch` in Japanese."""
    return _(", ").join(items)


def sentences(said: Iterable[str]) -> str:
    """Whole sentences one after the other; Japanese leaves no space between them."""
    return ("" if current() == "ja" else " ").join(said)


@cache
def native(language: str) -> str:
    """A language's name in itself."""
    name = Locale.parse(language).get_language_name(language) or language
    return name[0].upper() + name[1:]


def preferred(wanted: Iterable[str]) -> str:
    """The first of a reader's languages (BCP 47) that there is; else that of the code."""
    tags = [tag.replace("-", "_") for tag in wanted]
    return negotiate_locale(tags, known()) or SOURCE


def _(message: str) -> str:
    """The message in the language spoken here."""
    return _translations(current()).gettext(message)


def ngettext(one: str, many: str, number: float) -> str:
    """The message for so many, in the language spoken here."""
    return _translations(current()).ngettext(one, many, 1 if number == 1 else round(number))


def marked(message: str) -> str:
    """A message that is translated where it is shown, not where it stands."""
    return message


class Words(Mapping[str, str]):
    """Words by their codes, each in the language spoken when it is asked for."""

    def __init__(self, said: Mapping[str, str]) -> None:
        """Take the words in the language of the code, each `marked`."""
        self._said = dict(said)

    def __getitem__(self, code: str) -> str:
        """Raises KeyError for a code without words."""
        return _(self._said[code])

    def __iter__(self) -> Iterator[str]:
        return iter(self._said)

    def __len__(self) -> int:
        return len(self._said)
