"""The figures that stand in a fragment of French or English press prose.

The rule: every run of digits that is not inside a word becomes (part of) a figure, and so does
every number in words, with the scale word, the unit and the bound words written next to it. The
module reads what is written and works nothing out: no currency is converted, no year is counted.

How the doubtful cases are read:

* ``milliard`` and ``billion`` are 10^9 and ``trillion`` 10^12 in either language. The French
  *billion* (10^12) is a false friend that the press does not use of money.
* ``1.500`` and ``1,500`` are grouped thousands, unless a scale word makes the mark a decimal one:
  a point before an English scale word (``1.125 billion``), a comma before a French one
  (``1,125 milliard``).
* A plain number from 1900 to 2100 without scale or unit is a calendar year, even where the noun
  after it is one this module does not know (``2000 employees``).
* A digit run is inside a word when a letter touches its left (``GPT4``) or when more digits follow
  in the same word (``2e3``, ``15h30``), and so are ``5G`` and ``3D``; ``GPT-4`` gives 4.
* A bound word speaks of the next figure only. ``over`` says nothing of a duration (there it means
  "during"), and ``by`` speaks of calendar years only. ``d'ici 2027`` and ``by 2027`` are maxima.
* A number up to 31 beside the name of a month is a day (``14 mars 2025``, ``May 3``): a figure of
  its own, as the year behind it is. French months stand before a day in mistranslated dates only,
  and so a year must follow there (``février 22, 2025``).
* ``une dizaine``, ``une centaine``... are approximate; the bare plurals (``des milliers``) mean
  "more than one of these".
* The two ends of a change (``passer de 15 à 25 milliards``) share scale and unit, but not being a
  range they take no bound from it.

Limits: signs are left to `direction`. Fractions other than the half (``un tiers``, ``two thirds``,
``½``) are left out; a fraction in digits gives its two figures. ``un``, ``une``, ``a`` and ``one``
are articles unless a scale word or the end of a range follows. ``premier`` and ``first`` count
only before a unit ("first data centre", not "first of all"), and so does ``neuf``, which also means
"new". The unit must follow the number or scale word directly, but for a few adjectives. A bare yen
sign is the Japanese one, bare pounds are sterling, bare dollars American. Amounts in two scales
(``1 milliard 200 millions``) give two figures. Accented letters must be composed (NFC).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from enum import StrEnum
from functools import cache
from typing import TypeVar

from models.measures import CURRENCIES

Unit = str
"""An ISO 4217 code, "percent", "MW", "GW", "kW", "year", "month", "multiple", "server", "site",
"ordinal", "calendar_year", "day", or "" where no unit stands."""


class Bound(StrEnum):
    """What a bound word says of the figure it stands by."""

    EXACT = "exact"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    EXCLUSIVE_MINIMUM = "exclusive_minimum"
    EXCLUSIVE_MAXIMUM = "exclusive_maximum"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a fragment; `start` and `end` are code points of the text it was read in."""

    value: Decimal
    """In full units of `unit`: 15 milliards is 15000000000. A percentage of 75 % is 75."""
    unit: Unit
    scaled: bool
    """Whether a scale word stands in it, or applies to it from the other end of its range."""
    bound: Bound | None
    approximate: bool
    start: int
    end: int


# --- Language tables -------------------------------------------------------------------------
# The keys are regular expressions matched whole and without regard to case, in text where
# apostrophes are straight and odd spaces plain. Where one key is the beginning of another, the
# longer comes first. To add a language, add its words.

_SP = r"(?:-|\s+)"

_UNDER_TWENTY = {
    "une?|one": 1,
    "deux|two": 2,
    "trois|three": 3,
    "quatre|four": 4,
    "cinq|five": 5,
    "six": 6,
    r"sept(?!\.)|seven": 7,  # "sept." is the month of September
    "huit|eight": 8,
    "neuf|nine": 9,
    "dix|ten": 10,
    "onze|eleven": 11,
    "douze|twelve": 12,
    "treize|thirteen": 13,
    "quatorze|fourteen": 14,
    "quinze|fifteen": 15,
    "seize|sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
}
_TENS = {
    "vingt|twenty": 20,
    "trente|thirty": 30,
    "quarante|forty": 40,
    "cinquante|fifty": 50,
    "soixante|sixty": 60,
    "septante|seventy": 70,
    f"quatre{_SP}vingts?|huitante|octante|eighty": 80,
    "nonante|ninety": 90,
}
_FIRST = "premier|première|first"
_ORDINALS = {
    f"{_FIRST}|unième": 1,
    r"deuxième|(?<!par\s)(?<!per\s)seconde?": 2,
    "troisième|third": 3,
    "quatrième|fourth": 4,
    "cinquième|fifth": 5,
    "sixième|sixth": 6,
    "septième|seventh": 7,
    "huitième|eighth": 8,
    "neuvième|ninth": 9,
    "dixième|tenth": 10,
    "onzième|eleventh": 11,
    "douzième|twelfth": 12,
    "treizième|thirteenth": 13,
    "quatorzième|fourteenth": 14,
    "quinzième|fifteenth": 15,
    "seizième|sixteenth": 16,
    "vingtième|twentieth": 20,
    "trentième|thirtieth": 30,
    "centième|hundredth": 100,
}
_ARTICLES = "une?|an?|one"
_HUNDRED, _THOUSAND = "cents?|hundred", "mille|thousand"
_HALVES = {r"(?:an?\s+)?half(?:\s+an?)?": "0.5", r"(?:un\s+)?demi": "0.5"}  # of a scale word
_AND_A_HALF = r"\s+et\s+demie?|\s+and\s+a\s+half"
_ORDINAL_SUFFIX = "ère|ème|eme|er|re|e|\u1d49|nde?|st|rd|th"
_FRACTIONS = r"tiers|quarts?|thirds|fourths|fifths|quarters\s+of|[^\W\d_]+ièmes"
_FRACTION_OF = r"(?:of|de|du|des)(?!\w)|d'|[^\w\s]|$"  # what tells "a third of" from "a third site"
_SEMESTER = r"(?:first|second|latter)[\s-]half"
_PERCENT = r"pour\s*cent|pourcents?|per\s*cent"

_SCALES = {
    "dizaines?|tens": 10,
    "douzaines?|dozens?": 12,
    "vingtaines?": 20,
    "trentaines?": 30,
    "cinquantaines?": 50,
    "centaines?|hundreds?": 10**2,
    "mille|milliers?|thousands?": 10**3,
    "millions?|mln": 10**6,
    "milliards?|mds?|billions?|bn|bln": 10**9,
    "trillions?|trn|tn": 10**12,
}
_SCALE_LETTERS = {"k": 10**3, "m": 10**6, "b": 10**9, "t": 10**12}
_SCALE_LINKS = {"de|d|of": 1}  # "dizaines de milliards"
_FRENCH_SCALE = r"mille|millier|milliard|mds?(?!\w)|millions?\s+d[e']"
_PLURAL_SCALE = r"[^\W\d_]+s"
_ROUND_SCALE = r"[^\W\d_]+aine"

_CODES = "|".join(dict.fromkeys([*CURRENCIES, "TWD", "AED", "SAR"]))
_SYMBOLS_BEFORE = {
    r"US\s?\$|\$": "USD",
    r"CA?\$": "CAD",
    r"AU?\$": "AUD",
    r"HK\$": "HKD",
    r"S\$": "SGD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₩": "KRW",
}
_SYMBOLS_AFTER = {
    r"\$\s?CAN?(?!\w)": "CAD",
    r"\$\s?US(?!\w)|US\s?\$|\$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₩": "KRW",
}
_UNIT_WORDS = {
    r"dollars?\s+canadiens?|canadian\s+dollars?": "CAD",
    r"dollars?\s+australiens?|australian\s+dollars?": "AUD",
    r"dollars?\s+de\s+hong\s?kong|hong\s?kong\s+dollars?": "HKD",
    r"dollars?\s+de\s+singapour|singapore\s+dollars?": "SGD",
    r"dollars?\s+taïwanais|(?:new\s+)?taiwan\s+dollars?": "TWD",
    r"(?:us\s+)?dollars?(?:\s+(?:us|américains?))?": "USD",
    "euros?": "EUR",
    "yens?": "JPY",
    r"livres?\s+sterling|pounds?(?:\s+sterling)?": "GBP",
    r"francs?\s+suisses?|swiss\s+francs?": "CHF",
    r"couronnes?\s+norvégiennes?|norwegian\s+kroner?": "NOK",
    r"couronnes?\s+suédoises?|swedish\s+kron(?:or|a)": "SEK",
    r"couronnes?\s+danoises?|danish\s+kroner?": "DKK",
    r"yuans?|renminbi": "CNY",
    r"wons(?:\s+sud-coréens)?|south\s+korean\s+won": "KRW",
    _PERCENT: "percent",
    "mw|m[ée]gawatts?": "MW",
    "gw|gigawatts?": "GW",
    "kw|kilowatts?": "kW",
    "ans?|années?|years?": "year",
    "mois|months?": "month",
    r"fois|times|fold|x(?!\s*\d)": "multiple",  # "4 x 15 MW" is a product
    "serveurs?|servers?": "server",
    r"sites?|centres?\s+de\s+données|data[\s-]?cent(?:er|re)s?": "site",
}
_ADJECTIVES = "nouveaux|nouvelles|prochaine?s|derniers|dernières|premiers|premières|new|additional"

_FRENCH_MONTHS = (
    "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
    r"|(?:janv|févr|avr|juil|sept|oct|nov|déc)\."
)
# In capitals: "may" and "march" are verbs.
_ENGLISH_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?"
)

# Words that are a figure by themselves.
_FIXED: dict[str, tuple[int, Unit, Bound | None]] = {
    "majorité|majority": (50, "percent", Bound.EXCLUSIVE_MINIMUM),
    "moitié|half(?!-)": (50, "percent", None),
    r"doubl[eéai]\w*|twice": (2, "multiple", None),
    r"tripl[eéai]\w*": (3, "multiple", None),
    r"quadrupl[eéai]\w*": (4, "multiple", None),
    r"quintupl[eéai]\w*": (5, "multiple", None),
    r"décupl[eéai]\w*": (10, "multiple", None),
}

_BOUNDS_BEFORE = {
    "exactement|précisément|exactly|precisely": Bound.EXACT,
    r"pas\s+moins\s+d(?:es?|u|')|(?:no|not)\s+(?:less|fewer)\s+than": Bound.MINIMUM,
    r"au\s+moins|at\s+least|(?:au\s+)?minimum(?:\s+de|\s+d'|\s+of)?|≥": Bound.MINIMUM,
    r"pas\s+plus\s+d(?:es?|u|')|(?:no|not)\s+more\s+than": Bound.MAXIMUM,
    r"au\s+plus|at\s+most|(?:au\s+)?maximum(?:\s+de|\s+d'|\s+of)?|≤": Bound.MAXIMUM,
    r"jusqu'(?:à|aux?)|up\s+to|within(?:\s+the\s+next)?": Bound.MAXIMUM,
    r"d'ici(?:\s+à)?(?:\s+la)?(?:\s+fin)?(?:\s+de)?": Bound.MAXIMUM,
    r"by(?:\s+the)?(?:\s+end)?(?:\s+of)?": Bound.MAXIMUM,
    r"moins\s+d(?:es?|u|')|(?:less|fewer)\s+than|under|below|<": Bound.EXCLUSIVE_MAXIMUM,
    r"inférieure?s?\s+(?:à|aux?)|en\s+dessous\s+d(?:es?|u|')": Bound.EXCLUSIVE_MAXIMUM,
    # "en plus de" is "on top of", which bounds nothing.
    r"(?<!en\s)plus\s+d(?:es?|u|')|(?:more|greater)\s+than|over|above|>": Bound.EXCLUSIVE_MINIMUM,
    r"dépass\w*(?:\s+(?:la\s+barre|le\s+seuil|le\s+cap)\s+d(?:es?|'))?": Bound.EXCLUSIVE_MINIMUM,
    r"exceed(?:s|ed|ing)?|supérieure?s?\s+(?:à|aux?)|au-delà\s+d(?:es?|')": Bound.EXCLUSIVE_MINIMUM,
    # Before a bare scale word: "several billion", "plusieurs milliards".
    r"plusieurs|quelques|several|many|few|multi-?": Bound.EXCLUSIVE_MINIMUM,
}
_BOUNDS_AFTER = {
    r"au\s+moins|at\s+least|(?:au\s+)?minimum|ou\s+plus|or\s+more": Bound.MINIMUM,
    r"au\s+plus|at\s+most|(?:au\s+)?maximum|ou\s+moins|or\s+less": Bound.MAXIMUM,
}
_APPROXIMATE = (
    r"environ|près\s+d(?:es?|')|à\s+peu\s+près|presque|quelque|autour\s+d(?:es?|')"
    r"|de\s+l'ordre\s+d(?:es?|')|about|around|approximately|nearly|almost|roughly|some|~|≈"
)
_LITTLE_WORDS = "les|le|la|the|an?"  # may stand between a bound word and its figure

_BETWEEN, _AND = r"(?<!\w)(?:entre|between)", "et|and"
_FROM, _TO = r"(?<!\w)(?:de|d'|from)", "à|to"
_DASHES = "[-\u2013]"
_CHANGE = (  # "passer de ... à", "rose from ... to": the ends of a change
    r"(?<!\w)(?:pass(?:e|er|ent|é|ée|ant|era|erait)|port(?:e|er|é|ant|era)|ramen\w+|gr[eo]w\w*"
    r"|ris(?:e|es|en|ing)|rose|increas\w+|f[ae]ll\w*|jump\w*|went|go(?:es|ing)?|expand\w*)"
    r"(?:\s+[^\W\d_]+){0,2}"
)
_MULTIPLIED = r"(?<!\w)(?:multipl\w+\s+(?:par|by)|facteur(?:\s+de)?|factor\s+of)"

_FALL = (
    r"baiss\w+|recul\w*|chut\w+|perdu\w*|perd|perdent|diminu\w+|repli\w*|rédu(?:ction|it|ire)\w*"
    r"|fell|fall(?:s|en|ing)?|drop\w*|declin\w+|decreas\w+|los(?:t|es?|ing)|slump\w*|plung\w+"
)
_RISE = (
    r"hauss\w+|augment\w+|bondi\w*|gagn(?:é\w*|e|ent|er|ant)|progress(?:é\w*|ion|e)|grimp\w+"
    r"|croissance|ris(?:es?|en|ing)|rose|gain(?:s|ed)?|increas\w+|gr[eo]w\w*|climb\w*|jump\w*"
    r"|surg\w+|soar\w*"
    r"|bond(?=\s+d[e'])|(?<=un\s)bond"  # alone, "bond" is an English debt
)
# A sign, or "up"/"down", counts where a number follows directly: "+5 %", "down 5%", not "up to".
_NUMBER_AHEAD = r"(?=[$€£¥]?\d)"

# --- The grammar built from the tables -------------------------------------------------------


def _any(*patterns: str) -> str:
    return f"(?:{'|'.join(patterns)})"


_END = r"(?!\w)"
_SCALE_WORD = _any(*_SCALES) + _END
_SCALE_RUN = rf"{_SCALE_WORD}(?:(?:\s+(?:de|of)\s+|\s+d'|\s+){_SCALE_WORD})*"
# One letter is a scale where it touches the number or a currency sign; "15 m" may be metres, but a
# capital M may stand apart (and "M." is Monsieur).
_SCALE_LETTER = _any(r"(?<=\d)[kmb]", r"(?<=\d)(?-i:T)", r"\s?(?-i:M)(?!\.)", r"\s?[km](?=[€$£¥])")

_UNDER_20 = _any(f"dix{_SP}(?:sept|huit|neuf)", *_UNDER_TWENTY)
_UNDER_100 = _any(f"{_any(*_TENS)}(?:{_SP}et{_SP}(?:une?|onze)|{_SP}{_UNDER_20})?", _UNDER_20)
_UNDER_1000 = _any(
    rf"(?:{_UNDER_20}|an?){_SP}(?:{_HUNDRED})(?:(?:\s+and)?{_SP}{_UNDER_100})?",
    f"cent(?:{_SP}{_UNDER_100})?",
    _UNDER_100,
)
_IN_WORDS = _any(
    rf"(?:{_UNDER_1000}{_SP})?(?:{_THOUSAND})(?:\s+and)?{_SP}{_UNDER_1000}", _UNDER_1000
)
# "one hundred and two hundred" is not 102 and a hundred.
_WORDS = rf"{_IN_WORDS}(?!{_SP}(?:{_HUNDRED}){_END})"
_ORDINAL_WORDS = f"(?:{_any('dix', *_TENS)}{_SP}(?:et{_SP})?)?{_any(*_ORDINALS)}"
_NUMBER_WORDS = (
    {f"quatre{_SP}vingts?": 80, "et|and": 0, "an?": 1, _HUNDRED: 100, _THOUSAND: 1000}
    | _UNDER_TWENTY
    | _TENS
    | _ORDINALS
)

# The group mark must be one and the same throughout, and the decimal mark another.
_DIGITS = (
    r"(?P<whole>[1-9]\d{0,2}(?P<mark>[ .,'])\d{3}(?:(?P=mark)\d{3})*(?!\d)|\d+)"
    r"(?:(?!(?P=mark))[.,](?P<decimals>\d+))?"
)
_UNIT = _any(
    "%",
    # A sign or code that touches the next number is that number's.
    rf"{_any(*_SYMBOLS_AFTER)}(?!\d)",
    _any(*_UNIT_WORDS) + _END,
    rf"(?-i:{_CODES}){_END}(?!\s*\d)",
)
_FIGURE = (
    rf"(?:(?<!\w)(?P<currency>{_any(*_SYMBOLS_BEFORE)}|(?-i:{_CODES}))\s*(?=\d)"
    r"|(?<!\w)(?P<times>x|×|(?<!\d\s)×\s)(?=\d)"
    r"|(?<!\w))"
    rf"(?:(?!(?-i:[2-6][DG]){_END})(?P<digits>{_DIGITS})"
    rf"(?:(?P<ordinal>{_ORDINAL_SUFFIX}){_END}|(?!\w*\d))"
    rf"|(?P<words>{_any(*_HALVES)}(?={_SP}{_SCALE_WORD})|(?:{_WORDS}|a)(?:{_END}|(?=fold{_END})))"
    rf"|(?=[^\W\d_]{{4,}})(?={_SCALE_WORD}))"
    rf"(?(ordinal)|(?:(?P<half1>{_AND_A_HALF}){_END})?(?P<plus>\+)?"
    rf"(?P<scale>(?:-|\s*){_SCALE_RUN}|{_SCALE_LETTER}{_END})?"
    rf"(?:(?P<half2>{_AND_A_HALF}){_END})?"
    rf"(?(currency)|(?:(?:\s+(?:de|of)\s+|\s+d'|-|\s*)(?:(?:{_ADJECTIVES})\s+)?(?P<unit>{_UNIT}))?)"
    rf"(?:(?P<half3>{_AND_A_HALF}){_END})?)"
)
# What makes an article a number: a scale word, or the other end of a range.
_COUNTED = _any(
    rf"{_SP}{_any(_HUNDRED, *_HALVES, *_SCALES)}{_END}",
    rf"\s+(?:{_TO}|{_AND})\s+(?:\d|{_WORDS}{_END})",
)
# Read first, so that nothing in them is taken for a figure.
_LEFT_OUT = _any(
    rf"(?:{_PERCENT}|{_SEMESTER}){_END}",
    rf"{_WORDS}{_SP}(?:{_FRACTIONS}){_END}",
    rf"(?:{_FIRST}){_END}(?!\s+{_UNIT})",
    rf"(?:une?|an?|one){_SP}{_ORDINAL_WORDS}(?=\s*(?:{_FRACTION_OF}))",
    rf"(?:{_ARTICLES}){_END}(?!{_COUNTED})",
)
_TOKEN = re.compile(
    rf"(?<!\w){_LEFT_OUT}"
    rf"|(?<!\w)(?P<nth>{_ORDINAL_WORDS}){_END}"
    rf"|(?<!\w)(?P<fixed>(?!(?:{_any(*_HALVES)}){_SP}{_SCALE_WORD}){_any(*_FIXED)}){_END}"
    rf"|{_FIGURE}",
    re.IGNORECASE,
)
_LEAD = re.compile(
    rf"(?<!\w)(?:(?P<bound>{_any(*_BOUNDS_BEFORE)})|(?P<near>{_APPROXIMATE})|{_LITTLE_WORDS})\s*$",
    re.IGNORECASE,
)
_TRAIL = re.compile(
    rf"\s*(?:(?P<bound>{_any(*_BOUNDS_AFTER)})|(?P<near>{_APPROXIMATE})){_END}", re.IGNORECASE
)
_MONTH_AFTER = re.compile(
    rf"\s+(?:of\s+)?(?:(?i:{_FRENCH_MONTHS})|{_ENGLISH_MONTHS}){_END}",
)
_MONTH_BEFORE = re.compile(rf"(?<!\w)(?:(?P<french>(?i:{_FRENCH_MONTHS}))|{_ENGLISH_MONTHS})\s+$")
_YEAR_AFTER = re.compile(r",?\s+(?:19|20)\d\d(?!\d)")
_DIRECTIONS = {
    -1: rf"(?<!\w)(?:{_FALL}){_END}|(?<!\S)[-\u2212]{_NUMBER_AHEAD}|(?<!\w)down\s+{_NUMBER_AHEAD}",
    +1: rf"(?<!\w)(?:{_RISE}){_END}|(?<!\S)\+{_NUMBER_AHEAD}|(?<!\w)up\s+{_NUMBER_AHEAD}",
}

# One character for one, so that positions hold. Markup becomes a tab, which parts words as a space
# does but never groups digits.
_PLAIN = str.maketrans("\u2018\u2019\u02bc\u00a0\u202f\u2009\u2007\u2010\u2011*_", "'''    --\t\t")
_YEARS = range(1900, 2101)
_DAYS = range(1, 32)
_MONTH_ROOM = 20  # code points: more than the longest month and the spaces around it
# Values are exact however long the number is: the default context would round to 28 digits.
_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)

_T = TypeVar("_T")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _lookup(table: dict[str, _T], text: str) -> _T:
    """Give the entry of `table` whose key matches `text`, which the grammar took from it."""
    return next(v for k, v in table.items() if _compiled(k).fullmatch(text))


def _matches(pattern: str, text: str) -> bool:
    return _compiled(rf"\s*(?:{pattern})\s*").fullmatch(text) is not None


def _ends_with(pattern: str, text: str) -> bool:
    return _compiled(rf"(?:{pattern})\s*$").search(text) is not None


# --- Reading one figure ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Reading:
    """A figure on its own, with what a range needs to know of it."""

    figure: Figure
    factor: int
    """What its scale words multiply by; 1 where there are none."""
    closed: bool
    """Whether a unit follows the number, so that no scale word can be understood after it."""


def _from_words(words: str) -> int:
    total = current = 0
    for word in re.findall(rf"quatre{_SP}vingts?|[^\W\d_]+", words, re.IGNORECASE):
        value = _lookup(_NUMBER_WORDS, word)
        if _matches(_HUNDRED, word):
            current = max(current, 1) * value
        elif _matches(_THOUSAND, word):
            total, current = total + max(current, 1) * value, 0
        else:
            current += value
    return total + current


def _from_digits(match: re.Match[str], scale: str) -> Decimal:
    whole, mark, decimals = match["whole"], match["mark"], match["decimals"]
    if decimals is None and mark in {".", ","} and whole.count(mark) == 1 and scale:
        # One group of three before a scale word: the language of that word tells which mark it is.
        words = match.string[match.start("scale") : match.end("scale") + len(" de")]
        french = re.match(rf"[\s-]*(?:{_FRENCH_SCALE})", words, re.IGNORECASE) is not None
        if french == (mark == ","):
            return Decimal(whole.replace(mark, "."))
    digits = re.sub(r"\D", "", whole)
    return Decimal(f"{digits}.{decimals}" if decimals else digits)


def _number(match: re.Match[str], scale: str) -> Decimal | None:
    """Give the number before the scale words, or None where the word is not meant as one."""
    words = match["words"]
    if words is None:
        return _from_digits(match, scale) if match["digits"] else Decimal(1)
    if any(_matches(half, words) for half in _HALVES):
        return Decimal(_lookup(_HALVES, words))
    if _matches("neuf", words) and not (scale or match["unit"]):
        return None
    return Decimal(_from_words(words))


def _unit(match: re.Match[str], scale: str) -> Unit:
    before, after, digits = match["currency"], match["unit"], match["digits"]
    if match["ordinal"]:
        return "ordinal"
    if before or after:
        if after == "%":
            return "percent"
        table = _SYMBOLS_BEFORE if before else _SYMBOLS_AFTER | _UNIT_WORDS
        return _lookup(table | {code: code for code in _CODES.split("|")}, before or after)
    if match["times"]:
        return "multiple"
    is_year = digits and re.fullmatch(r"\d{4}", digits) and int(digits) in _YEARS
    return "calendar_year" if is_year and not scale else ""


def _bare(value: Decimal, unit: Unit, bound: Bound | None, span: tuple[int, int]) -> Figure:
    """Give the figure of a word that is one by itself: no scale word, not approximate."""
    start, end = span
    return Figure(value, unit, scaled=False, bound=bound, approximate=False, start=start, end=end)


def _read(match: re.Match[str]) -> _Reading | None:
    if match["nth"]:
        value = Decimal(_from_words(match["nth"]))
        return _Reading(_bare(value, "ordinal", None, match.span()), 1, closed=True)
    if match["fixed"]:
        size, unit, bound = _lookup(_FIXED, match["fixed"])
        return _Reading(_bare(Decimal(size), unit, bound, match.span()), 1, closed=True)
    scale = match["scale"] or ""
    if not (match["digits"] or match["words"] or scale):
        return None  # what is left out
    number = _number(match, scale)
    if number is None:
        return None
    if match["half1"] or match["half2"] or match["half3"]:
        number = _EXACT.add(number, Decimal("0.5"))
    factor = 1
    words = re.findall(r"[^\W\d_]+", scale)
    for word in words:
        factor *= _lookup(_SCALES | _SCALE_LETTERS | _SCALE_LINKS, word)
    thousands = match["words"] is not None and _compiled(_THOUSAND).search(match["words"])
    bound = Bound.MINIMUM if match["plus"] else None
    if not (match["digits"] or match["words"]) and _matches(_PLURAL_SCALE, words[0]):
        bound = Bound.EXCLUSIVE_MINIMUM
    figure = Figure(
        value=_EXACT.multiply(number, Decimal(factor)),
        unit=_unit(match, scale),
        scaled=bool(scale or thousands),
        bound=bound,
        approximate=any(_matches(_ROUND_SCALE, word) for word in words),
        start=match.start(),
        end=match.end(),
    )
    return _Reading(figure, factor, closed=match["unit"] is not None)


# --- The words around it ---------------------------------------------------------------------


def _speaks_of(word: str, unit: Unit) -> bool:
    """Tell whether the bound word can speak of a figure in `unit`; see the module's rule."""
    word = word.lower()
    if word == "over":
        return unit not in {"year", "month"}
    return unit == "calendar_year" or not word.startswith("by")


def _as_day(figure: Figure, before: str, after: str) -> Figure:
    """Give the figure as the day that it is beside a month's name, else as it was read."""
    if figure.unit not in {"", "ordinal"} or figure.scaled or figure.value not in _DAYS:
        return figure
    if month := _MONTH_AFTER.match(after):
        return replace(figure, unit="day", end=figure.end + month.end())
    month = _MONTH_BEFORE.search(before)
    if month and (not month["french"] or _YEAR_AFTER.match(after)):
        return replace(figure, unit="day")
    return figure


def _before(text: str, unit: Unit) -> tuple[str, Bound | None, bool]:
    """Take the bound words off the end of `text`: what is left, the nearest bound, approximate."""
    bound, near = None, False
    while lead := _LEAD.search(text):
        if lead["bound"]:
            if not _speaks_of(lead["bound"], unit):
                break
            bound = bound or _lookup(_BOUNDS_BEFORE, lead["bound"])
        near = near or lead["near"] is not None
        text = text[: lead.start()]
    return text, bound, near


def _after(text: str, *, last: bool) -> tuple[Bound | None, bool]:
    """Read a bound word at the start of `text`, unless it leads straight to the next figure."""
    trail = _TRAIL.match(text)
    if trail is None or not (last or text[trail.end() :].strip()):
        return None, False
    word = trail["bound"]
    return (_lookup(_BOUNDS_AFTER, word) if word else None), trail["near"] is not None


def _join(lead: str, link: str, low: _Reading, high: _Reading) -> tuple[Figure, Figure] | None:
    """Give the two ends of a range, from the words before and between, or None if it is none."""
    framed = (_ends_with(_BETWEEN, lead) and _matches(_AND, link)) or (
        _ends_with(_FROM, lead) and _matches(_TO, link)
    )
    if not (framed or _matches(f"{_TO}|{_DASHES}", link)):
        return None
    first, second = low.figure, high.figure
    units = {first.unit, second.unit}
    if "calendar_year" in units and len(units) > 1:
        if not framed:
            return None  # "2024 - 5 milliards"
        units.remove("calendar_year")
    units.discard("")
    if len(units) > 1:
        return None
    unit = next(iter(units), "")
    if not (first.scaled or low.closed):
        value = _EXACT.multiply(first.value, Decimal(high.factor))
        first = replace(first, value=value, scaled=second.scaled)
    first, second = replace(first, unit=unit), replace(second, unit=unit)
    if first.value < second.value:
        if not _ends_with(rf"{_CHANGE}\s+{_FROM}", lead):
            first = replace(first, bound=Bound.MINIMUM)
            second = replace(second, bound=Bound.MAXIMUM)
    elif not framed:
        return None
    return first, second


def figures(text: str) -> list[Figure]:
    """Read the figures of a fragment, in order.

    Values are in full units (dollars, not billions of them); power is in the unit written.
    """
    plain = text.translate(_PLAIN)
    readings = [r for match in _TOKEN.finditer(plain) if (r := _read(match)) is not None]
    leads: list[str] = []
    for i, reading in enumerate(readings):
        start, end = reading.figure.start, reading.figure.end
        near = plain[max(0, start - _MONTH_ROOM) : start], plain[end : end + _MONTH_ROOM]
        figure = _as_day(reading.figure, *near)
        last = i + 1 == len(readings)
        since = readings[i - 1].figure.end if i else 0
        until = len(plain) if last else readings[i + 1].figure.start
        lead, bound, about = _before(plain[since : figure.start], figure.unit)
        bound_after, about_after = _after(plain[figure.end : until], last=last)
        leads.append(lead)
        figure = replace(
            figure,
            unit=figure.unit or ("multiple" if _ends_with(_MULTIPLIED, lead) else ""),
            bound=figure.bound or bound or bound_after,
            approximate=figure.approximate or about or about_after,
        )
        readings[i] = replace(reading, figure=figure)

    found: list[Figure] = []
    i = 0
    while i < len(readings):
        joined = None
        if i + 1 < len(readings):
            joined = _join(leads[i], leads[i + 1], readings[i], readings[i + 1])
        found.extend(joined or (readings[i].figure,))
        i += 2 if joined else 1
    return found


def direction(text: str) -> int:
    """Give -1 where a word (or sign) of falling stands, 1 for rising, 0 for neither or both."""
    plain = text.translate(_PLAIN)
    return sum(sign for sign, words in _DIRECTIONS.items() if _compiled(words).search(plain))
