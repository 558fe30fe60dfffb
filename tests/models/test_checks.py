from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

from models.articles import LARGEST
from models.checks import load, problems
from models.loading import OWN_DATASET, Dataset
from models.quotes import LONGEST, SHORTEST, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Tiny = Callable[..., Path]


def found(root: Path, texts: Path | None = None) -> list[str]:
    return [str(problem) for problem in problems(root, texts)]


# --- References --------------------------------------------------------------------------------

ENTRY = """\
- id: {id}
  label: {{en: x, fr: x}}
  payer: alder
  {extra}
  statements:
    - source: "001"
      attestation: outlet
      quote: Alder will invest 10 billion dollars in Birch
      {amount}
"""
USD = "amount: {exact: 10, unit: billion, currency: USD}"


def entries(*records: tuple[str, str]) -> str:
    """Investments of 9 lines each: line 4 of each is what is given beside its id."""
    return "".join(ENTRY.format(id=key, extra=extra, amount=USD) for key, extra in records)


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        # References to nothing.
        (
            [("one", "part_of: oen"), ("two", "includes: [one, three]")],
            [
                "4:12: one: no record has the id 'oen': correct it; did you mean `one`?",
                "13:19: two: no record has the id 'three': correct it",
            ],
        ),
        # A whole that contains itself: directly,
        (
            [("one", "part_of: one")],
            ["4:12: one: the whole contains itself: take one `part_of` or `includes` away"],
        ),
        (
            [("one", "includes: [one]")],
            ["4:13: one: the whole contains itself: take one `part_of` or `includes` away"],
        ),
        # through one other,
        (
            [("one", "part_of: two"), ("two", "part_of: one")],
            [
                "4:12: one: the whole contains itself: take one `part_of` or `includes` away",
                "13:12: two: the whole contains itself: take one `part_of` or `includes` away",
            ],
        ),
        # through two others (and "four", which is only a part of the circle, is not reported),
        (
            [
                ("one", "part_of: two"),
                ("two", "part_of: three"),
                ("three", "part_of: one"),
                ("four", "part_of: one"),
            ],
            [
                "4:12: one: the whole contains itself: take one `part_of` or `includes` away",
                "13:12: two: the whole contains itself: take one `part_of` or `includes` away",
                "22:12: three: the whole contains itself: take one `part_of` or `includes` away",
            ],
        ),
        # through `includes`,
        (
            [("one", "includes: [two]"), ("two", "includes: [one]")],
            [
                "4:13: one: the whole contains itself: take one `part_of` or `includes` away",
                "13:13: two: the whole contains itself: take one `part_of` or `includes` away",
            ],
        ),
        # and through both: "two" is part of "one", which includes "two's" whole. "two" has no
        # link of its own to point at, only its entry.
        (
            [("one", "part_of: two\n  includes: [two]"), ("two", "#")],
            [
                "4:12: one: the whole contains itself: take one `part_of` or `includes` away",
                "11:3: two: the whole contains itself: take one `part_of` or `includes` away",
            ],
        ),
        # No circle: the same part named from both sides, and two wholes of one part.
        ([("one", "includes: [two]"), ("two", "part_of: one")], []),
        ([("one", "includes: [two]"), ("three", "includes: [two]"), ("two", "#")], []),
    ],
)
def test_links_between_records(
    tiny: Tiny, records: list[tuple[str, str]], expected: list[str]
) -> None:
    root = tiny({"investments": entries(*records)})
    assert found(root) == [f"data/investments.yaml:{line}" for line in expected]


@pytest.mark.parametrize("link", ["growth_of", "relative_to"])
def test_other_references_to_nothing(tiny: Tiny, link: str) -> None:
    root = tiny({"costs": entries(("one", f"{link}: two"))})
    column = len(f"  {link}: ") + 1
    assert found(root) == [
        f"data/costs.yaml:4:{column}: one: no record has the id 'two': correct it"
    ]


def test_a_whole_of_another_measure(tiny: Tiny) -> None:
    stake = """\
- id: share
  label: {en: x, fr: x}
  holder: alder
  target: birch
  part_of: money
  statements:
    - source: "001"
      attestation: outlet
      quote: Alder will hold 40 % of Birch
      share: {exact: 40}
"""
    content = entries(("money", "#"), ("aggregate", "includes: [money, share]"))
    assert found(tiny({"investments": content, "stakes": stake})) == [
        (
            "data/investments.yaml:13:21: aggregate: 'share' is a share and its whole 'aggregate' "
            "a money: a part has its whole's measure; correct the link"
        ),
        (
            "data/stakes.yaml:5:12: share: 'share' is a share and its whole 'money' a "
            "money: a part has its whole's measure; correct the link"
        ),
    ]


def test_a_part_without_a_measure_may_be_of_any_whole(tiny: Tiny) -> None:
    unreported = ENTRY.format(id="part", extra="part_of: money", amount="#").replace(
        "Alder will invest 10 billion dollars in Birch", "dollars in Birch this year"
    )
    assert found(tiny({"investments": entries(("money", "#")) + unreported})) == []


def test_parties_that_are_missing_or_unused(tiny: Tiny) -> None:
    parties = "".join(
        f"- {{id: {key}, label: {{en: x, fr: x}}, type: company}}\n" for key in ("aldre", "cedar")
    )
    partnership = """\
- id: partners
  label: {en: x, fr: x}
  form: collaboration
  venture: birch
  statements:
    - source: "001"
      partners: [cedar, dogwood]
      attestation: outlet
      quote: of Birch, and Cedar at least
      # 35 % is not for a list of partners to say
"""
    root = tiny(
        {"investments": entries(("one", "#")), "partnerships": partnership, "parties": parties}
    )
    assert found(root) == [
        (
            "data/investments.yaml:3:10: one: no party has the id 'alder': add it to parties.yaml; "
            "did you mean `aldre`?"
        ),
        "data/parties.yaml:1:8: aldre: no record names this party: remove it or use it",
        (
            "data/partnerships.yaml:4:12: partners: no party has the id 'birch': add it to "
            "parties.yaml"
        ),
        (
            "data/partnerships.yaml:7:25: partners: no party has the id 'dogwood': add it to "
            "parties.yaml"
        ),
    ]


def test_a_source_that_is_missing_and_an_outlet_that_its_card_does_not_name(tiny: Tiny) -> None:
    content = """\
- id: one
  label: {en: x, fr: x}
  payer: alder
  statements:
    - {source: "7", attestation: outlet, quote: Alder will hold its part}
    - source: "001"
      attestation: outlet
      upstream: [Gazette, The Herald, Nikkei]
      quote: dollars in Birch this year
"""
    root = tiny({"investments": content}, cards={"001": {"upstream": ["The Gazette", "Nikkei"]}})
    assert found(root) == [
        "data/investments.yaml:5:16: one: no source has the id '7': add its card",
        (
            "data/investments.yaml:8:18: one: the card of 001 names no upstream 'Gazette': add it; "
            "did you mean `The Gazette`?"
        ),
        "data/investments.yaml:8:27: one: the card of 001 names no upstream 'The Herald': add it",
    ]


def test_one_entry_that_cannot_be_read_makes_no_second_problem(tiny: Tiny) -> None:
    """Whoever refers to it, and its parties that nobody else names, are not wrong."""
    content = entries(("one", "payee: Birch"), ("two", "part_of: one"))
    parties = "- {id: alder, label: {en: x, fr: x}, type: company}\n"
    parties += parties.replace("alder", "birch")
    assert found(tiny({"investments": content, "parties": parties})) == [
        (
            "data/investments.yaml:4:10: one: `payee` is 'Birch': write lower-case letters, digits "
            "and single hyphens, such as alder-2"
        )
    ]


# --- Units -------------------------------------------------------------------------------------


def test_statements_of_one_record_measure_one_thing(tiny: Tiny) -> None:
    # 150 megawatts and 0.15 gigawatts are comparable, megawatts and servers are not.
    entry = """\
- id: power
  label: {en: x, fr: x}
  subject: alder
  statements:
    - source: "001"
      attestation: outlet
      quote: The plant should draw 150 megawatts by 2026
      quantity: {exact: 150, unit: MW}
      event: 2026
    - source: "001"
      attestation: outlet
      quote: plant should draw 150 megawatts by 2026
      quantity: {exact: UNIT}
      event: 2026
"""
    said = found(tiny({"capacities": entry.replace("UNIT", "150, unit: server")}))
    assert (
        "data/capacities.yaml:10:7: power: the statement is in server, an earlier one of this "
        "record in MW: make them two records, or correct the unit"
    ) in said
    said = found(tiny({"capacities": entry.replace("UNIT", "0.15, unit: GW")}))
    assert not [text for text in said if "two records" in text]


# --- Stakes ------------------------------------------------------------------------------------


def stakes(*shares: tuple[str, str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Stakes in Birch by holder, with a statement for each (holder, source, share in words).

    A record has five lines and then one for each statement, whose share stands at column 15.
    """
    bounds = {"more than": "exclusive_minimum", "at least": "minimum", "up to": "maximum"}
    content, articles = "", dict[str, str]()
    for holder in dict.fromkeys(holder for holder, _, _ in shares):
        content += f"- id: {holder}\n  label: {{en: x, fr: x}}\n  holder: {holder}\n"
        content += "  target: birch\n  statements:\n"
        for of, source, share in shares:
            if of != holder:
                continue
            number = len(articles.get(source, "").splitlines())
            words_of, _, value = share.rpartition(" ")
            quote = f"{holder} holds {share} % of line{'abcdefgh'[number]}"
            articles[source] = articles.get(source, "") + f"{quote}\n"
            bound = f"{bounds.get(words_of, 'exact')}: {value}"
            content += f'    - {{share: {{{bound}}}, source: "{source}", attestation: outlet, '
            content += f'quote: "{quote}"}}\n'
    return {"stakes": content}, articles


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        # 60 + 40 = 100 is the whole.
        ([("a", "1", "60"), ("b", "1", "40")], []),
        # 60 + 41 = 101. The first record has 5 + 1 lines, and the second's share is in its sixth.
        (
            [("a", "1", "60"), ("b", "1", "41")],
            ["12:15: b: source 1 gives 101 % of 'birch' in all: correct a share"],
        ),
        (
            [("a", "1", "60"), ("b", "1", "at least 40.5")],
            ["12:15: b: source 1 gives 100.5 % of 'birch' in all: correct a share"],
        ),
        # Up to 90 may be nothing.
        ([("a", "1", "60"), ("b", "1", "up to 90")], []),
        # Two majorities cannot be: each is over 50.
        (
            [("a", "1", "more than 50"), ("b", "1", "more than 50")],
            ["12:15: b: source 1 gives more than 100 % of 'birch' in all: correct a share"],
        ),
        ([("a", "1", "more than 50"), ("b", "1", "at least 49")], []),
        # The same said twice by one source is one share: 60 + 40.
        ([("a", "1", "60"), ("a", "1", "60"), ("b", "1", "40")], []),
        # Sources may differ: 60 or 50, and 50, come to 100 at the least.
        ([("a", "1", "60"), ("a", "2", "50"), ("b", "2", "50")], []),
        # Across sources, each share of its own: 60 + 50.
        (
            [("a", "1", "60"), ("b", "2", "50")],
            ["12:5: b: the holders have 110 % of 'birch' at the least: correct a share"],
        ),
        # 51 (of 60 or 51) + 50 at the least, and no source says so by itself.
        (
            [("a", "1", "60"), ("a", "3", "51"), ("b", "2", "50")],
            ["13:5: b: the holders have 101 % of 'birch' at the least: correct a share"],
        ),
        # One source says so by itself: that is told, and not once more for all sources.
        (
            [("a", "1", "60"), ("a", "2", "70"), ("b", "2", "50")],
            ["13:15: b: source 2 gives 120 % of 'birch' in all: correct a share"],
        ),
    ],
)
def test_shares_of_one_target(
    tiny: Tiny, shares: list[tuple[str, str, str]], expected: list[str]
) -> None:
    assert found(tiny(*stakes(*shares))) == [f"data/stakes.yaml:{line}" for line in expected]


# --- Quotes ------------------------------------------------------------------------------------

QUOTED = """\
- id: one
  label: {en: x, fr: x}
  payer: alder
  statements:
    - source: "001"
      attestation: outlet
      quote: QUOTE
      context: [CONTEXT]
"""
NOT_THERE = "these words do not stand together in the article: copy them as they stand"
LENGTH = "take 4 to 12 that stand together in the article"
REPEATING = "Alder said so on Monday. Birch said so on Monday as well, and so did many others."


@pytest.mark.parametrize(
    ("quote", "context", "expected"),
    [
        ("Birch said so on", "and so did many", []),
        # 4 words: said, so, on, Monday.
        (
            "said so on Monday",
            "and so did many",
            ["7:14: these words stand 2 times in the article: take more words around them"],
        ),
        (
            "Birch said so",
            "and so did many",
            [f"7:14: the quote has 3 words: {LENGTH}"],
        ),
        (
            "Birch said so on Monday as well, and so did many others",
            "and so did many",
            [],  # 12 words
        ),
        (
            "Monday. Birch said so on Monday as well, and so did many others",
            "and so did many",
            [f"7:14: the quote has 13 words: {LENGTH}"],
        ),
        ("Birch says so on", "and so did many", [f"7:14: {NOT_THERE}"]),
        ("Birch said so on", "and so did few", [f"8:17: {NOT_THERE}"]),
        (
            "Birch said so",
            "and so did few",
            [f"7:14: the quote has 3 words: {LENGTH}", f"8:17: {NOT_THERE}"],
        ),
    ],
)
def test_fragments_stand_once_in_the_article(
    tiny: Tiny, quote: str, context: str, expected: list[str]
) -> None:
    content = QUOTED.replace("QUOTE", quote).replace("CONTEXT", f'"{context}"')
    root = tiny({"investments": content}, {"001": REPEATING})
    wanted = [line.replace(" ", " one: ", 1) for line in expected]
    assert found(root) == [f"data/investments.yaml:{line}" for line in wanted]


def test_the_nearest_words_are_a_hint_where_the_texts_are_at_hand(tiny: Tiny) -> None:
    content = QUOTED.replace("QUOTE", "Birsh says so on").replace("CONTEXT", "")
    root = tiny({"investments": content}, {"001": REPEATING})
    assert found(root) == [f"data/investments.yaml:7:14: one: {NOT_THERE}"]
    assert found(root, root / "texts") == [
        f"data/investments.yaml:7:14: one: {NOT_THERE}; nearest there: «Birch said so on»"
    ]


def test_words_behind_the_body_are_neither_found_nor_hinted_at(tiny: Tiny) -> None:
    text = f"{REPEATING} Read more about Birch today"
    body = {"start": 0, "end": len(REPEATING)}
    content = QUOTED.replace("QUOTE", "Read more about Birch").replace("CONTEXT", "")
    root = tiny({"investments": content}, {"001": text}, {"001": {"body": body}})
    (problem,) = found(root, root / "texts")
    assert problem.startswith(f"data/investments.yaml:7:14: one: {NOT_THERE}; nearest there: «")
    assert "Read more" not in problem


def test_the_same_statement_twice(tiny: Tiny) -> None:
    lines = QUOTED.replace("QUOTE", "Birch said so on").replace("CONTEXT", "").splitlines()
    content = "\n".join([*lines, *lines[4:]])
    # Lines 5 to 8 stand again as lines 9 to 12: the second quote is in line 11.
    assert found(tiny({"investments": content}, {"001": REPEATING})) == [
        (
            "data/investments.yaml:11:14: one: the same source and quote stand here twice: "
            "remove one statement"
        )
    ]


def test_two_quotes_of_a_record_do_not_begin_at_one_place(tiny: Tiny) -> None:
    """A statement is known by its record, its source and where its quote begins."""
    lines = QUOTED.replace("QUOTE", "Birch said so on").replace("CONTEXT", "").splitlines()
    longer = [line.replace("Birch said so on", "Birch said so on Friday") for line in lines[4:]]
    article = "Alder will hold 40 % of Birch. Birch said so on Friday.\n"
    assert found(tiny({"investments": "\n".join([*lines, *longer])}, {"001": article})) == [
        (
            "data/investments.yaml:11:14: one: another quote of this record begins at the same "
            "word: begin it elsewhere"
        )
    ]


def test_a_quote_of_two_articles_is_two_statements(tiny: Tiny) -> None:
    content = QUOTED.replace("QUOTE", "Birch said so on").replace("CONTEXT", "")
    content += "\n".join(content.splitlines()[4:]).replace("001", "b")
    root = tiny({"investments": content}, {"001": REPEATING, "b": f"So: {REPEATING}"})
    spans = load(root).spans
    # `Alder said so on Monday. ` has 25 code points; in the other article 4 more stand before.
    assert [(key, span.start) for key, span in spans.items()] == [
        (("one", 0), 25),
        (("one", 1), 29),
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # The words' own tests are in test_wording.py: here are their places.
        (
            "exact: 10",
            "exact: 11",
            [
                (
                    "7:15: alder-into-birch: `amount` says 11000000000 USD but the quote says "
                    "10000000000 USD: correct the one that is wrong"
                ),
                (
                    "10:14: alder-into-birch: the quote also says 10000000000 USD, which the "
                    "statement does not: record it, or take words without it"
                ),
            ],
        ),
        (
            "stage: pledged",
            "event: 2024",
            [
                (
                    "8:14: alder-into-birch: no quoted word says 2024: add the words as `context`, "
                    "or a `note` that says how the date was found"
                )
            ],
        ),
    ],
)
def test_where_words_and_figures_differ(
    tiny: Tiny, old: str, new: str, expected: list[str]
) -> None:
    root = tiny()
    path = root / "data" / "investments.yaml"
    path.write_text(path.read_text().replace(old, new))
    assert found(root) == [f"data/investments.yaml:{line}" for line in expected]


# --- With the texts ----------------------------------------------------------------------------


def test_a_text_that_is_missing_or_another(tiny: Tiny) -> None:
    card = {"figures": {"found": 1, "waived": 0}}
    root = tiny(
        articles={"001": "Alder will invest 10 billion dollars in Birch."}, cards={"001": card}
    )
    assert found(root, root / "texts") == []
    text = root / "texts" / "001.txt"
    text.write_text("Alder will invest 11 billion dollars in Birch.")
    (problem,) = found(root, root / "texts")
    assert re.fullmatch(
        r"seeds/001\.yaml:13:9: 001: the text's SHA-256 is [0-9a-f]{64}: correct it or restore "
        "the text",
        problem,
    )
    at = "seeds/001.yaml:2:7: 001: the text 001.txt"
    text.write_bytes(b"\xff")
    assert found(root, root / "texts") == [f"{at} is not UTF-8 at byte 0: save it as UTF-8"]
    text.write_bytes(b" " * (LARGEST + 1))
    large = f"{at} is larger than 5000000 bytes: keep the article alone"
    assert found(root, root / "texts") == [large]
    text.write_bytes(b" \n")
    empty = f"{at} is empty: save the article's words in it"
    assert found(root, root / "texts") == [empty]
    text.unlink()
    missing = f"{at} cannot be read: No such file or directory; correct the name"
    assert found(root, root / "texts") == [missing]


def test_a_text_whose_line_ends_were_changed(tiny: Tiny) -> None:
    root = tiny()
    text = root / "texts" / "001.txt"
    text.write_bytes(text.read_bytes().replace(b"\n", b"\r\n"))
    assert found(root, root / "texts") == [
        (
            "seeds/001.yaml:13:9: 001: the text has Windows line ends (CRLF): save it with LF, as "
            "it was"
        )
    ]


def test_one_text_alone(tiny: Tiny) -> None:
    """The others need not be at hand."""
    root = tiny({"parties": "[]"}, {"001": "Alder has 2 plants.", "b": "Birch has 3 of them."})
    (root / "texts" / "b.txt").unlink()
    (problem, _) = found(root, root / "texts" / "001.txt")
    assert problem.startswith("seeds/001.yaml:1:1: 001: 2 in «Alder has 2 plants», at 10 to 11 ")
    other = root / "texts" / "c.txt"
    other.write_text("Cedar.")
    assert found(root, other) == [
        "seeds:1:1: -: no card has the file c.txt: make one with `python -m models new`"
    ]


def test_a_length_and_a_fingerprint_that_are_not_the_texts(tiny: Tiny) -> None:
    """`Élan: Alder ...` has 52 code points and one byte more."""
    article = "Élan: Alder will invest 10 billion dollars in Birch."
    body = {"start": 0, "end": len(article)}
    counts = {"found": 1, "waived": 0}
    card = {"length": 53, "body": body, "figures": counts}
    root = tiny(articles={"001": article}, cards={"001": card})
    fingerprint = root / "seeds" / "001.fingerprint"
    # Its last run, four words before the end, is not needed by the quote's first words.
    fingerprint.write_text("".join(fingerprint.read_text().splitlines(keepends=True)[1:]))
    assert found(root) == []
    assert found(root, root / "texts") == [
        (
            "seeds/001.fingerprint:1:1: 001: the fingerprint is not the text's: "
            "run `python -m models fingerprint`"
        ),
        "seeds/001.yaml:12:9: 001: the text has 52 code points: correct it",
    ]


# --- Figures that are open, waived or counted ---------------------------------------------------

COUNTED = "Alder said on 3 March 2024 that it paid 10 million dollars. It has two plants now."
# `Alder said on ` has 14 code points; 3 March, 2024, 10 million dollars and two are its figures.
WAIVED = "said on 3 March 2024"
PAID = """\
- id: one
  label: {en: x, fr: x}
  payer: alder
  statements:
    - source: "001"
      attestation: outlet
      quote: paid 10 million dollars
      amount: {exact: 10, unit: million, currency: USD}
"""
OPEN = "is open: quote it in a statement, or waive it with its reason"
IN = "in «Alder said on 3 March 2024 that it paid 10 million dollars»"
STALE = (
    "no open figure begins in these words: a statement quotes it, an earlier waiver explains it, "
    "or there is none; remove this one"
)


@pytest.mark.parametrize(
    ("counts", "waivers", "expected"),
    [
        ((4, 3), [(WAIVED, "not_ours"), ("dollars. It has two plants", "rhetorical")], []),
        # Without `figures` a problem of theirs stands at the head of the card.
        (
            None,
            [],
            [
                f"1:1: 001: 3 day {IN}, at 14 to 21 of the text, {OPEN}",
                f"1:1: 001: 2024 calendar_year {IN}, at 22 to 26 of the text, {OPEN}",
                f"1:1: 001: 2 in «It has two plants now», at 67 to 70 of the text, {OPEN}",
                (
                    "1:1: 001: the body has 4 figures, 0 of them waived: "
                    "write `figures: {found: 4, waived: 0}`"
                ),
            ],
        ),
        # One waiver explains all figures in its words, and none behind them.
        (
            (4, 2),
            [(WAIVED, "not_ours")],
            [f"21:3: 001: 2 in «It has two plants now», at 67 to 70 of the text, {OPEN}"],
        ),
        # The date of the card (2025-01-02) is not that of the words, and no statement gives it.
        (
            (4, 3),
            [(WAIVED, "repeats"), ("dollars. It has two plants", "not_ours")],
            [
                (
                    "25:11: 001: no statement of this source says 3 day, 2024 calendar_year: "
                    "record it, or give another reason"
                )
            ],
        ),
        (
            (3, 3),
            [(WAIVED, "not_ours"), ("dollars. It has two plants", "not_ours")],
            [
                (
                    "21:3: 001: the body has 4 figures, 3 of them waived: "
                    "write `figures: {found: 4, waived: 3}`"
                )
            ],
        ),
        # Waivers for what is quoted, for what is waived, for no figure, and for no words.
        (
            (4, 3),
            [
                (WAIVED, "not_ours"),
                ("dollars. It has two plants", "not_ours"),
                ("paid 10 million dollars", "repeats"),
                ("It has two plants", "not_ours"),
                ("Alder said on 3", "not_ours"),
            ],
            [f"28:10: 001: {STALE}", f"30:10: 001: {STALE}", f"32:10: 001: {STALE}"],
        ),
        (
            (4, 3),
            [
                (WAIVED, "not_ours"),
                ("dollars. It has two plants", "not_ours"),
                ("it has three plants", "not_ours"),
            ],
            [
                (
                    "28:10: 001: these words do not stand together in the article: copy them as "
                    "they stand; nearest there: «It has two plants»"
                ),
            ],
        ),
    ],
)
def test_every_figure_is_quoted_or_waived(
    tiny: Tiny,
    counts: tuple[int, int] | None,
    waivers: list[tuple[str, str]],
    expected: list[str],
) -> None:
    card: dict[str, object] = {}
    if counts:
        card["figures"] = dict(zip(("found", "waived"), counts, strict=True))
        card["waivers"] = [{"quote": quote, "reason": reason} for quote, reason in waivers]
    root = tiny({"investments": PAID}, {"001": COUNTED}, {"001": card})
    assert sorted(found(root, root / "texts")) == sorted(
        f"seeds/001.yaml:{line}" for line in expected
    )


def test_waivers_are_verified_without_the_texts(tiny: Tiny) -> None:
    waivers = [
        {"quote": "said on 3 March 2025", "reason": "not_ours"},
        {"quote": "It has two plants", "reason": "repeats"},
    ]
    card = {"figures": {"found": 4, "waived": 3}, "waivers": waivers}
    root = tiny({"investments": PAID}, {"001": COUNTED}, {"001": card})
    # Lines 20 to 22 are `figures`, 23 is `waivers:`, and each waiver has two lines.
    assert found(root) == [
        f"seeds/001.yaml:24:10: 001: {NOT_THERE}",
        (
            "seeds/001.yaml:27:11: 001: no statement of this source says 2: record it, "
            "or give another reason"
        ),
    ]


# --- Our own dataset ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def own() -> Dataset:
    return load(OWN_DATASET)


def test_our_dataset_has_no_problem() -> None:
    assert found(OWN_DATASET) == []


def test_our_dataset_has_no_problem_with_the_texts(texts: Path) -> None:
    assert found(OWN_DATASET, texts) == []


def test_a_copy_has_no_problem_either(dataset_copy: Path) -> None:
    assert found(dataset_copy) == []


def test_each_label_has_words_in_both_languages(own: Dataset) -> None:
    labels = [record.label for record in own.records.values()]
    labels += [party.label for party in own.parties.values()]
    labels += [source.title for source in own.sources.values()]
    assert all(label.en.strip() and label.fr and label.fr.strip() for label in labels)


def test_each_fragment_has_4_to_12_words(own: Dataset) -> None:
    for record, number, statement in own.statements():
        for fragment in (statement.quote, *statement.context):
            size = len(words(fragment))
            assert SHORTEST <= size <= LONGEST, (record.id, number, fragment)
    assert (SHORTEST, LONGEST) == (4, 12)


def test_each_quote_stands_where_the_dataset_says(own: Dataset, texts: Path) -> None:
    for (key, number), span in own.spans.items():
        statement = own.records[key].statements[number]
        article = (texts / own.sources[statement.source].file).read_bytes().decode()
        there = [word.text for word in words(article[span.start : span.end])]
        assert there == [word.text for word in words(statement.quote)]
    assert len(own.spans) == len(list(own.statements()))


def test_no_13_words_of_an_article_are_in_the_repository(own: Dataset, texts: Path) -> None:
    def runs(text: str) -> set[tuple[str, ...]]:
        found = [word.text for word in words(text)]
        return {tuple(found[i : i + 13]) for i in range(len(found) - 12)}

    articles: set[tuple[str, ...]] = set()
    for source in own.sources.values():
        articles |= runs((texts / source.file).read_bytes().decode())
    assert len(articles) > 1000
    for folder in ("data", "seeds"):
        for path in sorted((OWN_DATASET / folder).rglob("*")):
            if path.is_file():
                assert not runs(path.read_text(encoding="utf-8")) & articles, path


# --- Every digit counts ------------------------------------------------------------------------

MEASURES = ("amount", "share", "quantity", "equivalent", "multiple", "change", "horizon", "lag")
_CHECKED = re.compile(rf"\s*(?:- )?(?:quote|{'|'.join(MEASURES)}): |\s{{8,}}- ")


def checked_lines(path: Path) -> Iterator[tuple[int, int, list[int]]]:
    """Line, record and columns of the digits, all from 0, of each quote, context and measure."""
    record = -1
    for line, text in enumerate(path.read_text(encoding="utf-8").splitlines()):
        record += text.startswith("- id:")
        if match := _CHECKED.match(text):
            yield line, record, [i for i in range(match.end(), len(text)) if text[i].isdigit()]


def test_no_figure_of_our_dataset_is_written_in_a_layout_that_the_next_test_passes_over(
    own: Dataset,
) -> None:
    lines = [line for path in (OWN_DATASET / "data").glob("*.yaml") for line in checked_lines(path)]
    figures = 0
    for _, _, statement in own.statements():
        figures += 1 + len(statement.context)
        figures += sum(getattr(statement, name, None) is not None for name in MEASURES)
    assert len(lines) == figures


def test_no_digit_can_change_unseen(dataset_copy: Path) -> None:
    """Each digit of each quote, context and measure, made another, is a problem of its own line.

    In each round one digit of each record changes (of the stakes, whose sum is checked, one in
    all), so that a problem can only come from the change in its own record; the whole dataset is
    then checked anew.
    """
    files = {path: path.read_text("utf-8") for path in (dataset_copy / "data").glob("*.yaml")}
    waiting: dict[tuple[Path, int], list[tuple[int, int]]] = defaultdict(list)
    for path in files:
        for line, record, digits in checked_lines(path):
            group = 0 if path.stem == "stakes" else record
            waiting[path, group] += [(line, column) for column in digits]
    assert sum(map(len, waiting.values())) > 200
    while any(waiting.values()):
        changed = set[tuple[str, int]]()
        lines = {path: text.splitlines() for path, text in files.items()}
        for (path, _), digits_left in waiting.items():
            if digits_left:
                line, column = digits_left.pop()
                text = lines[path][line]
                other = (int(text[column]) + 1 + column % 9) % 10
                lines[path][line] = f"{text[:column]}{other}{text[column + 1 :]}"
                changed.add((f"data/{path.name}", line + 1))
        for path, changed_lines in lines.items():
            path.write_text("\n".join(changed_lines), encoding="utf-8")
        reported = {(problem.file, problem.line) for problem in problems(dataset_copy)}
        assert changed <= reported, sorted(changed - reported)
