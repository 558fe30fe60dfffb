from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.articles import read_article
from models.checks import load
from models.coverage import article_figures, entries
from models.loading import OWN_DATASET, read_draft
from models.quotes import Span

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Tiny = Callable[..., Path]

ARTICLE = "In 2024 Alder paid 10 million dollars for two plants. It owns 10 million dollars more."
RECORD = """\
- id: one
  label: {en: x, fr: x}
  payer: alder
  statements:
    - source: "001"
      attestation: outlet
      quote: QUOTE
      context: [CONTEXT]
      event: EVENT
      amount: {exact: 10, unit: million, currency: USD}
"""


def states(root: Path) -> list[tuple[str, str]]:
    """Each figure's words, and the record or the waiver's number that accounts for it."""
    draft = read_draft(root)
    statements = draft.statements_of("001")
    text = (root / "texts" / "001.txt").read_text()
    found = entries(text, draft.sources["001"], statements)
    return [
        (
            text[entry.figure.start : entry.figure.end],
            entry.record or ("open" if entry.open else str(entry.waiver)),
        )
        for entry in found
    ]


@pytest.mark.parametrize(
    ("quote", "context", "event", "expected"),
    [
        # The quote accounts for all figures that begin in it.
        (
            "In 2024 Alder paid 10 million dollars",
            "",
            "2024",
            ["one", "one", "open", "open"],
        ),
        # A fragment of the context accounts for what the statement says: its year, its amount,
        ("Alder paid 10 million dollars", "In 2024 Alder paid", "2024", ["one", "one", "open"]),
        (
            "Alder paid 10 million dollars",
            "It owns 10 million dollars more",
            "2024",
            ["open", "one", "open", "one"],
        ),
        # but not for what it does not say.
        ("Alder paid 10 million dollars", "In 2024 Alder paid", "2023", ["open", "one", "open"]),
        ("Alder paid 10 million dollars", "for two plants. It", "2024", ["open", "one", "open"]),
        # A quote that ends within the figure holds its beginning; one behind it does not.
        ("In 2024 Alder paid 10", "", "2024", ["one", "one", "open"]),
        ("million dollars for two plants", "", "2024", ["open", "open", "one"]),
        # A fragment that stands nowhere accounts for nothing.
        ("Alder paid 11 million dollars", "", "2024", ["open", "open", "open"]),
    ],
)
def test_what_accounts_for_a_figure(
    tiny: Tiny, quote: str, context: str, event: str, expected: list[str]
) -> None:
    content = RECORD.replace("QUOTE", quote).replace("CONTEXT", context).replace("EVENT", event)
    found = states(tiny({"investments": content}, {"001": ARTICLE}))
    figures = ["2024", "10 million dollars", "two", "10 million dollars"]
    assert [words for words, _ in found] == figures
    by = [by for _, by in found]
    assert by == [*expected, *["open"] * (len(figures) - len(expected))]


def test_waivers_account_for_what_no_statement_does(tiny: Tiny) -> None:
    content = RECORD.replace("QUOTE", "Alder paid 10 million dollars").replace("CONTEXT", "")
    quotes = ["paid 10 million dollars", "dollars for two plants", "two plants. It owns"]
    waivers = [{"quote": quote, "reason": "not_ours"} for quote in quotes]
    root = tiny(
        {"investments": content.replace("EVENT", "2024")},
        {"001": ARTICLE},
        {"001": {"waivers": waivers}},
    )
    assert [by for _, by in states(root)] == ["open", "one", "1", "open"]


def test_figures_stand_in_the_body_alone() -> None:
    text = "Menu 3. Alder has two plants. Share 99"
    # `Menu 3. ` has 8 code points; `Alder has ` 10 more; `two` ends at 21, the sentence at 29.
    (found,) = article_figures(text, Span(8, 29))
    assert (found[0].start, found[0].end, found[1]) == (18, 21, Span(8, 29))


def test_a_figure_does_not_run_on_into_the_next_line() -> None:
    text = "Budget 2024\n300 serveurs\n- 20 MW"
    found = [text[f.start : f.end] for f, _ in article_figures(text, Span(0, len(text)))]
    assert found == ["2024", "300 serveurs", "20 MW"]


def test_no_figure_of_our_articles_is_open(texts: Path) -> None:
    dataset = load(OWN_DATASET, texts)
    counts = {key: s.figures for key, s in dataset.sources.items() if s.figures}
    counted = {key: (figures.found, figures.waived) for key, figures in counts.items()}
    # Counted by eye in the articles: what each waiver explains stands in its card.
    assert counted == {"000": (6, 1), "001": (11, 1), "002": (14, 0), "003": (20, 5), "004": (7, 0)}
    draft = read_draft(OWN_DATASET)
    for key, source in dataset.sources.items():
        text = read_article(texts / source.file).text
        found = entries(text, source, draft.statements_of(key))
        assert not [entry for entry in found if entry.open], key
        assert counts[key].curated == sum(entry.record is not None for entry in found)
