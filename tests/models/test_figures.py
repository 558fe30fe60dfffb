from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.figures import Bound, direction, figures

MIN, MAX = Bound.MINIMUM, Bound.MAXIMUM
OVER, UNDER = Bound.EXCLUSIVE_MINIMUM, Bound.EXCLUSIVE_MAXIMUM
K, M, BN, TN = 10**3, 10**6, 10**9, 10**12

# Each fragment with the (value, unit) of its figures, in order. Expected values are worked out by
# hand from the words; a comment shows the working where it is not plain.
VALUES: list[tuple[str, list[tuple[int | str, str]]]] = [
    # Phrases of the seed articles.
    (
        "un prix de 100 milliards de yens (676 millions de dollars)",
        [(100 * BN, "JPY"), (676 * M, "USD")],
    ),
    (
        "19 milliards de dollars chacun (environ 18,25 milliards d’euros)",
        [(19 * BN, "USD"), (18_250 * M, "EUR")],
    ),
    ("15 milliards déjà alloués à Stargate", [(15 * BN, "")]),
    ("initialement à environ 150 mégawatts", [(150, "MW")]),
    ("plus de 240 mégawatts", [(240, "MW")]),
    ("s’étendant potentiellement à 240", [(240, "")]),
    ("une baisse de 1% à Tokyo", [(1, "percent")]),
    ("pourrait dépasser 40 milliards de dollars", [(40 * BN, "USD")]),
    ("évaluation de près de 300 milliards de dollars", [(300 * BN, "USD")]),
    ("les 13 milliards d'investissement", [(13 * BN, "")]),
    (
        "2024 : 5 milliards de dollars de dépenses totales",
        [(2024, "calendar_year"), (5 * BN, "USD")],
    ),
    (
        "2027 : 20 milliards de dollars prévus, soit une multiplication par 4",
        [(2027, "calendar_year"), (20 * BN, "USD"), (4, "multiple")],
    ),
    (
        "atteindre 500 milliards de dollars d'ici quatre ans",
        [(500 * BN, "USD"), (4, "year")],
    ),
    ("couvrir **75 % de ses besoins en calcul**", [(75, "percent")]),
    ("environ 10 mois après", [(10, "month")]),
    ("sera son troisième centre de données", [(3, "ordinal")]),
    ("Depuis sa création en 2015", [(2015, "calendar_year")]),
    ("un mise de 2 milliards de dollars", [(2 * BN, "USD")]),
    (
        "d’ici 2027, ce chiffre pourrait atteindre **20 milliards de dollars**",
        [(2027, "calendar_year"), (20 * BN, "USD")],
    ),
    # Marks of thousands and decimals.
    ("2 000 serveurs", [(2000, "server")]),
    ("2\u00a0000 serveurs", [(2000, "server")]),
    ("12\u202f345\u202f678,9 euros", [("12345678.9", "EUR")]),
    ("1,234,567.5 dollars", [("1234567.5", "USD")]),
    ("1.234.567,5 dollars", [("1234567.5", "USD")]),
    ("2’000 sites", [(2000, "site")]),
    ("1,500 servers and 1.500 serveurs", [(1500, "server"), (1500, "server")]),
    ("0,125 %", [("0.125", "percent")]),  # no group begins with 0
    ("1.125 billion", [(1125 * M, "")]),  # the English point is a decimal one
    ("1,125 milliard d'euros", [(1125 * M, "EUR")]),  # so is the French comma
    ("1,500 million", [(1500 * M, "")]),
    ("1.500 millions d'euros", [(1500 * M, "EUR")]),
    ("en 2027 15 000 serveurs", [(2027, "calendar_year"), (15_000, "server")]),
    ("1,234,56", [(1234, ""), (56, "")]),  # one mark cannot be both
    ("24/7 le 12.5.2025", [(24, ""), (7, ""), ("12.5", ""), (2025, "calendar_year")]),
    # Scale words and letters.
    ("15 Mds€, 15 M€ et 3M$", [(15 * BN, "EUR"), (15 * M, "EUR"), (3 * M, "USD")]),
    ("$15bn, $2.5B, $1.5T", [(15 * BN, "USD"), (2500 * M, "USD"), (1500 * BN, "USD")]),
    ("a $ 4 million deal", [(4 * M, "USD")]),  # the sign is not the article's
    ("a £4m deal, a hundred sites", [(4 * M, "GBP"), (100, "site")]),
    ("4k serveurs à 20 k€", [(4000, "server"), (20_000, "EUR")]),
    ("trois trillions", [(3 * TN, "")]),
    ("15 mille milliards", [(15 * TN, "")]),  # 15 x 1000 x 10^9
    ("mille milliards de dollars", [(TN, "USD")]),
    ("des dizaines de milliards de dollars", [(10 * BN, "USD")]),  # 10 x 10^9
    ("hundreds of millions of pounds", [(100 * M, "GBP")]),
    ("une centaine de serveurs", [(100, "server")]),
    ("a dozen sites", [(12, "site")]),
    ("le milliard de dollars", [(BN, "USD")]),
    ("half a billion dollars", [(500 * M, "USD")]),
    ("un demi-milliard d’euros", [(500 * M, "EUR")]),
    ("deux milliards et demi de dollars", [(2500 * M, "USD")]),
    ("two and a half years", [("2.5", "year")]),
    ("quatre ans et demi", [("4.5", "year")]),
    ("100 m de câble de 15 M. Dupont", [(100, ""), (15, "")]),  # metres, Monsieur
    ("2026 millions", [(2026 * M, "")]),
    ("15 *milliards* de __dollars__", [(15 * BN, "USD")]),
    # Numbers in words.
    ("vingt et un sites", [(21, "site")]),
    ("quatre-vingt-dix-sept sites", [(97, "site")]),  # 80 + 10 + 7
    ("soixante et onze mois", [(71, "month")]),
    ("deux cents serveurs", [(200, "server")]),
    ("deux mille cinq cents serveurs", [(2500, "server")]),
    ("one hundred and twenty-five servers", [(125, "server")]),
    ("two thousand five hundred servers", [(2500, "server")]),
    ("un milliard, a million, one billion", [(BN, ""), (M, ""), (BN, "")]),
    ("un site neuf, neuf sites", [(9, "site")]),
    ("15 sept. 2025", [(15, "day"), (2025, "calendar_year")]),
    # Days: a number up to 31 beside the name of a month.
    ("le 14 mars, 1er septembre", [(14, "day"), (1, "day")]),
    ("3 of May, March 21st", [(3, "day"), (21, "day")]),
    ("février 22, 2025", [(22, "day"), (2025, "calendar_year")]),
    ("en mars 15 entreprises", [(15, "")]),  # French months stand behind their day
    ("32 mars, 15 may, 3 march on", [(32, ""), (15, ""), (3, "")]),  # verbs
    ("31 millions mars, 15 MW en mai", [(31 * M, ""), (15, "MW")]),
    ("dix pour cent, ten per cent", [(10, "percent"), (10, "percent")]),
    # A long s folds to "s" in a case-blind expression, but is not the letter of the tables.
    ("\u017fix serveurs", [(6, "server")]),
    # Currencies.
    ("CHF 3 million", [(3 * M, "CHF")]),
    ("EUR15bn, 15 USD", [(15 * BN, "EUR"), (15, "USD")]),
    ("US$15bn, C$3bn", [(15 * BN, "USD"), (3 * BN, "CAD")]),
    ("15 milliards de dollars canadiens", [(15 * BN, "CAD")]),
    ("3 livres sterling, 4 francs suisses", [(3, "GBP"), (4, "CHF")]),
    ("3 Norwegian kroner, 2 couronnes danoises", [(3, "NOK"), (2, "DKK")]),
    ("5 Swedish kronor, PLN 4 million", [(5, "SEK"), (4 * M, "PLN")]),
    ("15 francs, 20 couronnes, R$5", [(15, ""), (20, ""), (5, "")]),  # whose, they do not say
    ("in 2027 $15bn", [(2027, "calendar_year"), (15 * BN, "USD")]),  # the $ is the second's
    ("¥100 billion", [(100 * BN, "JPY")]),
    # Other units.
    ("150-megawatt site, 2 GW, 30 kW", [(150, "MW"), (2, "GW"), (30, "kW")]),
    ("15 GWh", [(15, "")]),  # energy, not power
    ("five data centers, 3 centres de données", [(5, "site"), (3, "site")]),
    ("a four-year plan, 18 months", [(4, "year"), (18, "month")]),
    ("quatre prochaines années", [(4, "year")]),
    ("3e, 3rd, 3ème", [(3, "ordinal")] * 3),
    ("1er, 21st", [(1, "ordinal"), (21, "ordinal")]),
    ("the twenty-first, le dix-septième", [(21, "ordinal"), (17, "ordinal")]),
    ("son premier centre de données", [(1, "ordinal")]),
    ("a third data centre", [(3, "ordinal")]),
    ("x4, ×4, 4x, 4 times", [(4, "multiple")] * 4),
    ("fourfold, quadruple, multiplié par quatre", [(4, "multiple")] * 3),
    ("4 x 15 MW", [(4, ""), (15, "MW")]),  # a product, not a multiple
    ("la majorité, half of it", [(50, "percent"), (50, "percent")]),
    # Calendar years.
    ("by 2027, since 2019", [(2027, "calendar_year"), (2019, "calendar_year")]),
    ("1899, 1900", [(1899, ""), (1900, "calendar_year")]),
    ("2100, 2101", [(2100, "calendar_year"), (2101, "")]),
    ("2000 serveurs, 2000 %, $2000", [(2000, "server"), (2000, "percent"), (2000, "USD")]),
    # Digits in and by words.
    ("GPT-4 et 80GB", [(4, ""), (80, "")]),
]

NOTHING = [
    "",
    "GPT4, H100, 2e3, 15h30",
    "la 5G en 3D",
    "un site, une fois, a server, one of",
    "un tiers des sites, deux tiers, two-thirds",
    "a third of it, by a third.",
    "in the second half, pour cent, per cent",
    "premier ministre, first of all",
    "le milliardaire, a billionaire, TN",
]

# Each fragment with the (value, bound, approximate) of its figures.
BOUNDS: list[tuple[str, list[tuple[int, Bound | None, bool]]]] = [
    ("initialement à environ 150 mégawatts", [(150, None, True)]),
    ("plus de 240 mégawatts", [(240, OVER, False)]),
    ("s’étendant potentiellement à 240", [(240, None, False)]),
    ("de 15 mégawatts, s’étendant à 240", [(15, None, False), (240, None, False)]),
    ("de 100 milliards", [(100 * BN, None, False)]),
    ("pourrait dépasser les 40 MW", [(40, OVER, False)]),
    ("dépassera la barre des 40 MW", [(40, OVER, False)]),
    ("dépassé de 15 %", [(15, None, False)]),  # by 15 %, not beyond 15 %
    ("près de 300 MW", [(300, None, True)]),
    ("~15 MW, 15 MW environ", [(15, None, True), (15, None, True)]),
    ("some 300 servers", [(300, None, True)]),
    ("plus d’environ 15 MW", [(15, OVER, True)]),
    ("up to about 15 MW", [(15, MAX, True)]),
    ("jusqu’à 15 MW", [(15, MAX, False)]),
    ("au plus 15, at most 15", [(15, MAX, False), (15, MAX, False)]),
    ("un maximum de 15", [(15, MAX, False)]),
    ("moins de 15, under 15", [(15, UNDER, False), (15, UNDER, False)]),
    ("at least the 15 sites", [(15, MIN, False)]),
    ("15 sites au moins", [(15, MIN, False)]),
    # "au moins" is the second's, which it leads to.
    ("15 sites au moins 20 MW", [(15, None, False), (20, MIN, False)]),
    ("pas plus de 15, no less than 15", [(15, MAX, False), (15, MIN, False)]),
    ("en plus de 15 MW", [(15, None, False)]),  # on top of
    ("exactement 15 MW", [(15, Bound.EXACT, False)]),
    ("10,000+ servers", [(10_000, MIN, False)]),
    ("over 15 MW over four years", [(15, OVER, False), (4, None, False)]),
    ("plus de 15 MW, 20 sites", [(15, OVER, False), (20, None, False)]),
    ("d’ici quatre ans, within 4 years", [(4, MAX, False), (4, MAX, False)]),
    ("d’ici la fin de 2027, by 2027", [(2027, MAX, False), (2027, MAX, False)]),
    ("in 2027, up by 15 %", [(2027, None, False), (15, None, False)]),
    ("Des milliers de serveurs", [(1000, OVER, False)]),
    ("several billion, plusieurs centaines", [(BN, OVER, False), (100, OVER, False)]),
    ("un millier, une dizaine", [(1000, None, False), (10, None, True)]),
    ("la majorité, plus de la moitié", [(50, OVER, False), (50, OVER, False)]),
    # Ranges.
    ("varier entre 15 et 25 milliards", [(15 * BN, MIN, False), (25 * BN, MAX, False)]),
    ("de 15 à 25 milliards", [(15 * BN, MIN, False), (25 * BN, MAX, False)]),
    ("15-25 milliards", [(15 * BN, MIN, False), (25 * BN, MAX, False)]),
    ("15 – 25 milliards", [(15 * BN, MIN, False), (25 * BN, MAX, False)]),
    ("between 15 and 25 billion", [(15 * BN, MIN, False), (25 * BN, MAX, False)]),
    ("15 to 25bn", [(15 * BN, MIN, False), (25 * BN, MAX, False)]),
    ("entre un et deux milliards", [(BN, MIN, False), (2 * BN, MAX, False)]),
    ("between one hundred and two hundred", [(100, MIN, False), (200, MAX, False)]),
    ("entre 500 millions et 2 milliards", [(500 * M, MIN, False), (2 * BN, MAX, False)]),
    ("2024-2027", [(2024, MIN, False), (2027, MAX, False)]),
    # Not ranges.
    ("2024 – 5 milliards", [(2024, None, False), (5 * BN, None, False)]),
    ("15 et 25 milliards", [(15, None, False), (25 * BN, None, False)]),
    ("deux sites à 5 milliards de dollars", [(2, None, False), (5 * BN, None, False)]),
    # Changes share the scale and nothing else.
    ("passer de 15 à 25 milliards", [(15 * BN, None, False), (25 * BN, None, False)]),
    ("ramené de 15 à 10 milliards", [(15 * BN, None, False), (10 * BN, None, False)]),
]

RANGE_UNITS = [
    ("entre 15 et 25 milliards de dollars", ["USD", "USD"]),
    ("de 15 à 240 mégawatts", ["MW", "MW"]),
    ("$15-25 billion", ["USD", "USD"]),
    ("between $15bn and $25bn", ["USD", "USD"]),
    ("entre 2000 et 3000 serveurs", ["server", "server"]),
    ("de 2024 à 2027", ["calendar_year", "calendar_year"]),
    ("de 15 sites à 25 milliards d’euros", ["site", "EUR"]),
]

SCALED = [
    ("15 milliards, 15 MW", [True, False]),
    ("entre 15 et 25 milliards", [True, True]),
    ("Des milliers de serveurs", [True]),
    ("deux mille cinq cents, deux cents", [True, False]),
]

SPANS = [
    (
        "un prix de **100 milliards de yens** (676 M$)",
        ["100 milliards de yens", "676 M$"],
    ),
    ("environ **20** milliards d’euros au moins", ["20** milliards d’euros"]),
    ("about US$15bn, x4, +75 %", ["US$15bn", "x4", "75 %"]),
    ("des milliers de serveurs", ["milliers de serveurs"]),
    ("le **14 mars** 2025, March 3rd", ["14 mars", "2025", "3rd"]),
    ("\U0001f600 quatre ans", ["quatre ans"]),  # code points, not UTF-16 units
]

DIRECTIONS = [
    ("une baisse de 1% à Tokyo", -1),
    ("le titre a perdu 3 %", -1),
    ("shares fell 3%", -1),
    ("-3 % à Tokyo", -1),
    ("down 3%", -1),
    ("une hausse de 4 %", 1),
    ("un bond de 4 %", 1),
    ("augmenté de 4 %", 1),
    ("shares rose 4%", 1),
    ("up 4%", 1),
    ("+4 %", 1),
    ("a $15bn bond", 0),  # a debt
    ("up to 15 MW", 0),
    ("15-25 milliards", 0),  # a dash between figures is no sign
    ("en hausse de 4 % après une baisse de 1 %", 0),
    ("15 milliards de dollars", 0),
]


@pytest.mark.parametrize(("fragment", "expected"), VALUES)
def test_values_and_units(fragment: str, expected: list[tuple[int | str, str]]) -> None:
    found = [(figure.value, figure.unit) for figure in figures(fragment)]
    assert found == [(Decimal(value), unit) for value, unit in expected]


@pytest.mark.parametrize("fragment", NOTHING)
def test_no_figure(fragment: str) -> None:
    assert figures(fragment) == []


@pytest.mark.parametrize(("fragment", "expected"), BOUNDS)
def test_bounds(fragment: str, expected: list[tuple[int, Bound | None, bool]]) -> None:
    assert [(int(f.value), f.bound, f.approximate) for f in figures(fragment)] == expected


@pytest.mark.parametrize(("fragment", "expected"), RANGE_UNITS)
def test_the_ends_of_a_range_share_their_unit(fragment: str, expected: list[str]) -> None:
    assert [figure.unit for figure in figures(fragment)] == expected


@pytest.mark.parametrize(("fragment", "expected"), SCALED)
def test_scaled(fragment: str, expected: list[bool]) -> None:
    assert [figure.scaled for figure in figures(fragment)] == expected


@pytest.mark.parametrize(("fragment", "expected"), SPANS)
def test_spans_run_from_number_through_unit(fragment: str, expected: list[str]) -> None:
    assert [fragment[figure.start : figure.end] for figure in figures(fragment)] == expected


@pytest.mark.parametrize(("fragment", "expected"), DIRECTIONS)
def test_direction(fragment: str, expected: int) -> None:
    assert direction(fragment) == expected


def test_a_calendar_year_prints_as_it_is_written() -> None:
    assert str(figures("en 2027")[0].value) == "2027"


def test_long_numbers_are_exact() -> None:
    digits = "7" * 60
    assert figures(f"{digits},5 milliards")[0].value == Decimal(f"{digits}5{'0' * 8}")


FRENCH = st.sampled_from(
    [
        ("{n} {scale} de {currency}", scale, currency)
        for scale in (("mille", K), ("millions", M), ("milliards", BN), ("Mds", BN))
        for currency in (("dollars", "USD"), ("yens", "JPY"), ("livres sterling", "GBP"))
    ]
    + [
        (template, scale, ("euros", "EUR"))
        for template in ("{n} {scale} d’{currency}", "de **{n}\u00a0{scale}** d'{currency} à")
        for scale in (("millions", M), ("milliards", BN))
    ]
)
ENGLISH = st.sampled_from(
    [
        (template, scale, currency)
        for template in ("{currency}{n}{scale}", "a {currency} {n} {scale} deal")
        for scale in ((" million", M), ("bn", BN), (" trillion", TN))
        for currency in (("$", "USD"), ("US$", "USD"), ("CHF", "CHF"), ("£", "GBP"))
    ]
)
TEMPLATES = FRENCH | ENGLISH
NUMBERS = st.integers(min_value=1, max_value=999)
Template = tuple[str, tuple[str, int], tuple[str, str]]


def fill(template: Template, number: str) -> str:
    pattern, (scale, _), (currency, _) = template
    return pattern.format(n=number, scale=scale, currency=currency)


@given(TEMPLATES, NUMBERS)
def test_value_and_unit_of_any_number_are_given_back(template: Template, number: int) -> None:
    _, (_, factor), (_, unit) = template
    (figure,) = figures(fill(template, str(number)))
    assert (figure.value, figure.unit, figure.scaled) == (Decimal(number * factor), unit, True)


@given(TEMPLATES, NUMBERS, st.data())
def test_another_digit_is_another_value(
    template: Template, number: int, data: st.DataObject
) -> None:
    digits = str(number)
    place = data.draw(st.integers(min_value=0, max_value=len(digits) - 1))
    other = data.draw(st.sampled_from([d for d in "123456789" if d != digits[place]]))
    changed = digits[:place] + other + digits[place + 1 :]
    assert [f.value for f in figures(fill(template, digits))] != [
        f.value for f in figures(fill(template, changed))
    ]


@given(st.integers(min_value=1, max_value=999_999_999), st.sampled_from(" \u00a0\u202f.,'’"))
def test_grouped_thousands_are_the_number(number: int, mark: str) -> None:
    (figure,) = figures(f"{number:,} serveurs".replace(",", mark))
    assert (figure.value, figure.unit) == (Decimal(number), "server")


# Text made of what the parser looks for, so that random fragments meet its rules.
PIECES = """
0 1 2 15 25 000 2027 1.5 1,234 . , ' ’ - – / % $ € US$ £ x × + ~ * _ ( ) a un une one deux neuf cent
hundred mille vingt quatre-vingt et and demi half milliards bn M k million dizaines dollars euros
de d' of MW ans sites entre between à to from au moins plus over by premier third tiers e er fold
GPT pour dépasser environ
"""
FRAGMENTS = st.lists(
    st.sampled_from([" ", "\u00a0", "\u202f", *PIECES.split()]) | st.just(" "), max_size=16
).map("".join)
ANY_TEXT = st.text() | FRAGMENTS


@given(ANY_TEXT)
def test_no_run_of_digits_outside_words_is_skipped(text: str) -> None:
    covered = {place for figure in figures(text) for place in range(figure.start, figure.end)}
    # A markdown underscore parts words, though an expression's \w includes it.
    for word in re.finditer(r"\w+", text.replace("_", " ")):
        if re.fullmatch(r"\d+", word[0]):
            assert covered.issuperset(range(*word.span())), word


@given(ANY_TEXT)
def test_any_text_is_read_without_error(text: str) -> None:
    found = figures(text)
    assert direction(text) in {-1, 0, 1}
    assert all(0 <= figure.start < figure.end <= len(text) for figure in found)
    ends = [0, *(figure.end for figure in found)]
    assert all(end <= figure.start for end, figure in zip(ends, found, strict=False))
