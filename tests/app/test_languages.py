"""The catalogues are whole, their typography is right, and no page says anything beside them."""

from __future__ import annotations

import json
import re
from string import Formatter
from typing import TYPE_CHECKING, Any

import pytest

from analysis.dictionary import TABLES
from app import languages, messages, once, words
from app.languages import Words
from models.checks import load
from models.loading import OWN_DATASET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from babel.messages.catalog import Message

    from tests.app.conftest import Open, Shown

OTHERS = [language for language in languages.known() if language != languages.SOURCE]
NO_BREAK, THIN = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"


def test_french_and_japanese_are_spoken_beside_english() -> None:
    assert languages.known() == ("en", "fr", "ja")
    assert [languages.native(code) for code in languages.known()] == [
        *("English", "Français", "日本語"),
    ]


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_holds_exactly_what_is_said(language: str) -> None:
    """Run `make messages` where this fails, and translate what it adds."""
    said = {message if isinstance(message, str) else message[0] for message in messages.said()}
    held = {first(message) for message in entries(language)}
    assert held == said


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_is_translated_with_the_same_figures_in_it(language: str) -> None:
    for message in entries(language):
        *few, many = forms(message)
        asked = fields(message.id if isinstance(message.id, str) else message.id[1])
        assert many, message.id
        assert fields(many) == asked, message.id
        # "A problem" needs no figure.
        assert all(text and fields(text) <= asked for text in few), message.id


def test_french_has_its_spaces_and_its_apostrophe() -> None:
    """Imprimerie nationale: a no-break space before `:` and within guillemets, a thin one before
    `;`, `!`, `?` and `%`."""
    for message in entries("fr"):
        for text in forms(message):
            bare = re.sub(r"\{\w*\}|`[^`]*`|\[[^\]]*\]\([^)]*\)|https?://\S+|:\w+\[", "x", text)
            assert not re.search(rf"(?<![{NO_BREAK}\s:]):(?=\s|$)", bare), text
            assert not re.search(r" [:;!?%»]", bare), text
            assert not re.search(rf"[^\s{NO_BREAK}{THIN}][;!?%»](?=\s|$)", bare), text
            assert "'" not in bare, text


def entries(language: str) -> Iterator[Message]:
    return (message for message in languages.catalogue(language) if message.id)


def first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize(
    ("wanted", "language"),
    [(["fr-CA"], "fr"), (["de", "ja-JP"], "ja"), (["de"], "en"), ([], "en"), (["en-US"], "en")],
)
def test_a_reader_gets_the_first_of_his_languages_that_there_is(
    wanted: list[str], language: str
) -> None:
    assert languages.preferred(wanted) == language


def test_the_datasets_words_are_set_as_french_sets_them() -> None:
    """Nobody types a no-break space; only French is set apart."""
    typed = "Coûts d'OpenAI : « 5 % » ; et après ?"
    with languages.spoken("fr"):
        shown = languages.typeset(typed)
    assert shown == "Coûts d’OpenAI\u00a0: «\u00a05\u00a0%\u00a0»\u202f; et après\u202f?"
    with languages.spoken("en"):
        assert languages.typeset(typed) == typed


def test_japanese_joins_without_spaces() -> None:
    assert languages.listed(["000", "001"]) == "000, 001"
    assert languages.sentences(["One.", "Two."]) == "One. Two."
    with languages.spoken("ja"):
        assert languages.listed(["000", "001"]) == "000、001"
        assert languages.sentences(["一。", "二。"]) == "一。二。"


def test_words_are_of_the_language_in_which_they_are_asked_for() -> None:
    stage = words.STAGES
    assert stage["in_talks"] == "in talks"
    with languages.spoken("fr"):
        assert stage["in_talks"] == "en pourparlers"
    with languages.spoken("ja"):
        assert stage["in_talks"] == "交渉中"
    assert stage["in_talks"] == "in talks"


# Nothing is said beside the catalogues. ------------------------------------------------------

OPEN, CLOSE = "⟦", "⟧"


class Marking:
    """A catalogue that puts brackets around every message."""

    def gettext(self, message: str) -> str:
        return f"{OPEN}{message}{CLOSE}"

    def ngettext(self, one: str, many: str, number: int) -> str:
        return f"{OPEN}{one if number == 1 else many}{CLOSE}"


def data_words() -> set[str]:
    """Every word of the dataset's own texts, and of the codes that stand for themselves."""
    dataset = load(OWN_DATASET)
    entries = (*dataset.parties.values(), *dataset.sources.values(), *dataset.records.values())
    texts = json.dumps([entry.model_dump() for entry in entries], default=str, ensure_ascii=False)
    texts += json.dumps(dataset.citation.model_dump() if dataset.citation else {}, default=str)
    codes = [code for said in vars(words).values() if isinstance(said, Words) for code in said]
    for table in TABLES.values():
        codes += [table.name, *(f"{column.name} {column.type}" for column in table.columns)]
    return {word.casefold() for word in re.findall(r"[^\W\d_]+", " ".join([texts, *codes]))}


# Numbers, dates, currencies and units by babel, in English here; codes; HTML and CSS of charts.
BY_BABEL = re.compile(
    r"(US)?\$[\d.,–]+\w*|[€¥£][\d.,–]+\w*|\d+(st|nd|rd|th)?|\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|"
    r"Oct|Nov|Dec)\w*|\b[A-Z]{3}\b|<[^>]*>|https?://\S+|\b\w+\.(csv|txt|py|json)\b|"
    # Plotly's placeholders, the targets of links, markdown's colours.
    r"%\{\w+\}|\]\([^)]*\)|:[a-z-]+\["
)


def beside(text: str) -> str:
    """What stands outside all brackets."""
    text = text.replace("\\", "")
    while True:
        inner = re.sub(rf"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", " ", text)
        if inner == text:
            return inner
        text = inner


def texts(shown: Shown) -> Iterator[str]:
    """Every text of a page: of its elements, their help and options, and of its charts."""
    for element in shown.run:
        if element.type in ("html", "plotly_chart", "arrow_data_frame", "arrow_table", "code"):
            continue
        proto = getattr(element, "proto", None)
        # What a widget has chosen is a code.
        told = ("label", "help", "placeholder", "body")
        for holder in (element, proto):
            for name in told:
                found = getattr(holder, name, None)
                if isinstance(found, str):
                    yield found
    for chart in shown.run.get("plotly_chart"):
        yield from chart_texts(json.loads(chart.proto.spec))
    for table in shown.run.table:
        yield from (str(name) for name in table.value.columns)
        yield from (str(cell) for cell in table.value.to_numpy().ravel())


def chart_texts(part: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON
    if isinstance(part, dict):
        for name, inner in part.items():
            if name in ("text", "hovertext", "ticktext", "label", "title", "hovertemplate"):
                yield from strings(inner)
            if name not in ("template", "customdata", "ids"):
                yield from chart_texts(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from chart_texts(inner)


def strings(part: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON
    if isinstance(part, str):
        yield part
    elif isinstance(part, list):
        for inner in part:
            yield from strings(inner)
    elif isinstance(part, dict):
        yield from strings(list(part.values()))


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every message in brackets; what was made without them, or with them, is made anew."""
    monkeypatch.setattr(languages, "_translations", lambda _: Marking())
    once.forget()
    yield
    once.forget()


@pytest.mark.usefixtures("marked")
@pytest.mark.parametrize("name", words.PAGES)
def test_nothing_is_said_beside_the_catalogues(app: Open, name: str) -> None:
    shown = app(name, record="softbank-into-stargate")
    known = data_words() | {"pledgebook", "english", "français", "sha", "iso", "utf"}
    found = list(texts(shown))
    assert sum(OPEN in text for text in found) > 20
    left = {
        word
        for text in found
        for word in re.findall(r"[^\W\d_]{3,}", BY_BABEL.sub(" ", beside(text)))
        if word.casefold() not in known
    }
    assert not left, sorted(left)
