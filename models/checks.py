"""What must hold across a dataset, beyond what one entry says of itself."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from models import citation
from models.articles import ArticleError, read_article
from models.base import brief
from models.coverage import Entry, counts, entries, unrepeated
from models.explaining import suggestion
from models.loading import Dataset, DatasetError, Draft, dataset_root, read_draft
from models.measures import CURRENCIES, DIMENSIONS, HUNDRED_PERCENT
from models.quotes import Fingerprint, QuoteError, Span, around, nearest
from models.reading import Problem, Steps
from models.records import REFERENCES, RecordBase, Stake, Statement
from models.sources import FigureCounts, Source
from models.wording import mismatches, spoken

_Least = tuple[Decimal, bool]
"""The lower bound of a share, and whether it is exclusive."""
_Complaint = tuple[Steps, str]
"""Where in a statement, and what."""


def load(root: Path | None = None, texts: Path | None = None) -> Dataset:
    """Load a dataset whole. Raises DatasetError with every problem, sorted.

    `texts` is the folder of the articles' texts, or one of them: then that one alone is read.
    Raises OSError where the dataset's folder itself cannot be read.
    """
    draft = examine(root or dataset_root(), texts)
    if draft.problems:
        raise DatasetError(sorted(draft.problems))
    return Dataset(
        root=draft.root,
        parties=draft.parties,
        sources=draft.sources,
        records=draft.records,
        spans=draft.spans,
        bulk=draft.bulk,
        unverified=draft.unverified,
        citation=draft.citation,
        citation_text=draft.citation_text,
        licence=citation.licence(draft.root),
    )


def problems(root: Path | None = None, texts: Path | None = None) -> list[Problem]:
    """Every problem of a dataset, sorted; with `texts`, checked against the articles too."""
    return sorted(examine(root or dataset_root(), texts).problems)


def examine(root: Path, texts: Path | None = None) -> Draft:
    """Read and check a dataset: all that could be read of it, and all that is wrong with it."""
    draft = read_draft(root)
    _check_fingerprints(draft)
    articles = _check_texts(draft, texts) if texts else {}
    _check_references(draft)
    _check_wholes(draft)
    _check_units(draft)
    _check_stakes(draft)
    _check_statements(draft, articles)
    _check_repeated(draft)
    for key, statements in draft.statements_by_source().items():
        if key in draft.sources:
            _check_coverage(draft, key, statements, articles)
    if draft.whole:
        _check_parties_used(draft)
    return draft


def _check_fingerprints(draft: Draft) -> None:
    """A card has its fingerprint, unless nothing but statements in bulk cites it."""
    in_bulk: set[str] = set()
    by_hand: set[str] = set()
    for key, record in draft.records.items():
        for i, statement in enumerate(record.statements):
            (in_bulk if (key, i) in draft.rows else by_hand).add(statement.source)
    for key, source in draft.sources.items():
        spared = key in in_bulk - by_hand and not source.waivers
        if not spared and not (draft.root / "seeds" / f"{key}.fingerprint").exists():
            message = "the fingerprint is missing: make it with `python -m models fingerprint`"
            draft.fail(Problem(f"seeds/{key}.fingerprint", 1, 1, key, message))


def _check_texts(draft: Draft, texts: Path) -> dict[str, str]:
    """The articles' texts by source, where the cards and fingerprints are theirs."""
    articles = {}
    if texts.is_file() and not any(s.file == texts.name for s in draft.sources.values()):
        message = f"no card has the file {texts.name}: make one with `python -m models new`"
        draft.problems.append(Problem("seeds", 1, 1, "-", message))
    for key, source in draft.sources.items():
        if texts.is_file() and source.file != texts.name:
            continue
        try:
            article = read_article(texts if texts.is_file() else texts / source.file)
        except ArticleError as error:
            draft.report("source", key, ("file",), f"the text {source.file} {error}")
            continue
        if article.digest != source.sha256:
            message = f"the text's SHA-256 is {article.digest}: correct it or restore the text"
            if sha256(article.raw.replace(b"\r\n", b"\n")).hexdigest() == source.sha256:
                message = "the text has Windows line ends (CRLF): save it with LF, as it was"
            draft.report("source", key, ("sha256",), message)
            continue
        text = article.text
        if len(text) != source.length:
            draft.report(
                "source", key, ("length",), f"the text has {len(text)} code points: correct it"
            )
        articles[key] = text
        made = Fingerprint.of(key, text, Span(source.body.start, source.body.end))
        if key in draft.fingerprints and made != draft.fingerprints[key]:
            message = "the fingerprint is not the text's: run `python -m models fingerprint`"
            draft.problems.append(Problem(f"seeds/{key}.fingerprint", 1, 1, key, message))
    return articles


def _check_references(draft: Draft) -> None:
    for key, record in draft.records.items():
        for party in record.party_ids:
            if party not in draft.parties and draft.whole:
                hint = suggestion(party, draft.parties)
                path = _path_of_party(record, party)
                message = f"no party has the id '{party}': add it to parties.yaml{hint}"
                draft.report("record", key, path, message)
        named: list[tuple[Steps, str | None]] = [
            ((name,), getattr(record, name, None)) for name in REFERENCES
        ]
        named += [(("includes", i), other) for i, other in enumerate(record.includes)]
        for path, other in named:
            if other and other not in draft.records and draft.whole:
                hint = suggestion(other, draft.records)
                message = f"no record has the id '{other}': correct it{hint}"
                draft.report("record", key, path, message)


def _path_of_party(record: RecordBase, party: str) -> Steps:
    for name in type(record).model_fields:
        if getattr(record, name) == party and name != "id":
            return (name,)
    for i, statement in enumerate(record.statements):
        partners = getattr(statement, "partners", ())
        if party in partners:
            return ("statements", i, "partners", partners.index(party))
    return ()


def _units(record: RecordBase) -> set[str]:
    return {s.measure.measure for s in record.statements if s.measure is not None}


def _check_wholes(draft: Draft) -> None:
    parents: dict[str, list[tuple[str, Steps]]] = defaultdict(list)
    for key, record in draft.records.items():
        if record.part_of:
            parents[key].append((record.part_of, ("part_of",)))
        for i, part in enumerate(record.includes):
            parents[part].append((key, ()))
            _check_same_measure(draft, key, ("includes", i), part, key)
        if record.part_of:
            _check_same_measure(draft, key, ("part_of",), key, record.part_of)
    for key, record in draft.records.items():
        seen, ahead = set(), [key]
        while ahead:
            for whole, _ in parents[ahead.pop()]:
                if whole == key:
                    path = ("part_of",) if record.part_of else ("includes",)
                    message = "the whole contains itself: take one `part_of` or `includes` away"
                    draft.report("record", key, path, message)
                    ahead = []
                    break
                if whole not in seen:
                    seen.add(whole)
                    ahead.append(whole)


def _check_same_measure(draft: Draft, at: str, path: Steps, part: str, whole: str) -> None:
    if part not in draft.records or whole not in draft.records:
        return
    ours, theirs = _units(draft.records[part]), _units(draft.records[whole])
    if ours and theirs and ours != theirs:
        message = (
            f"'{part}' is a {_names(ours)} and its whole '{whole}' a {_names(theirs)}: "
            "a part has its whole's measure; correct the link"
        )
        draft.report("record", at, path, message)


def _names(measures: set[str]) -> str:
    return " and ".join(sorted(measures))


def _check_units(draft: Draft) -> None:
    """Statements of one record measure the same thing: megawatts and sites never agree."""
    for key, record in draft.records.items():
        first = ""
        for i, statement in enumerate(record.statements):
            if statement.measure is None:
                continue
            unit = statement.measure.csv_unit
            unit = DIMENSIONS[unit][0] if unit in DIMENSIONS else unit
            kind = "money" if unit in CURRENCIES else unit
            first = first or kind
            if kind != first:
                message = (
                    f"the statement is in {kind}, an earlier one of this record in {first}: "
                    "make them two records, or correct the unit"
                )
                draft.report("record", key, ("statements", i), message)


def _check_stakes(draft: Draft) -> None:
    """Shares of one target over 100 %: by one source's account, or under any reading of all.

    A record counts once in either, at the least that is said of it.
    """
    by_source: dict[tuple[str, str], dict[str, tuple[_Least, int]]] = defaultdict(dict)
    by_target: dict[str, dict[str, _Least]] = defaultdict(dict)
    for key, record in draft.records.items():
        if not isinstance(record, Stake):
            continue
        for i, statement in enumerate(record.statements):
            interval = statement.share.interval if statement.share else None
            if interval is None or interval.lower is None:
                continue
            least = (interval.lower, interval.lower_exclusive)
            of_source = by_source[record.target, statement.source]
            of_target = by_target[record.target]
            of_source[key] = min((least, i), of_source.get(key, (least, i)))
            of_target[key] = min(least, of_target.get(key, least))
    reported = set()
    for (target, source), shares in by_source.items():
        if over := _over_the_whole([least for least, _ in shares.values()]):
            reported.add(target)
            key, (_, i) = list(shares.items())[-1]
            message = f"source {source} gives {over} % of '{target}' in all: correct a share"
            draft.report("record", key, ("statements", i, "share"), message)
    for target, shares_of in by_target.items():
        over = _over_the_whole(list(shares_of.values()))
        if over and target not in reported:
            key = list(shares_of)[-1]
            message = f"the holders have {over} % of '{target}' at the least: correct a share"
            draft.report("record", key, ("statements",), message)


def _over_the_whole(shares: list[_Least]) -> str:
    """What the shares come to, in words, where that is over 100 %; else nothing."""
    total = sum((lower for lower, _ in shares), Decimal())
    if total > HUNDRED_PERCENT:
        return f"{total}"
    more = total == HUNDRED_PERCENT and any(exclusive for _, exclusive in shares)
    return f"more than {total}" if more else ""


def _check_statements(draft: Draft, articles: dict[str, str]) -> None:
    for key, record in draft.records.items():
        for i, statement in enumerate(record.statements):
            at = ("statements", i)
            source = draft.sources.get(statement.source)
            if source is not None:
                _check_upstream(draft, key, i, source)
                _check_words(draft, key, i, articles)
            elif draft.whole:
                hint = suggestion(statement.source, draft.sources)
                message = f"no source has the id '{brief(statement.source)}': add its card{hint}"
                draft.report("record", key, (*at, "source"), message)


def _check_upstream(draft: Draft, key: str, number: int, source: Source) -> None:
    for j, outlet in enumerate(draft.records[key].statements[number].upstream):
        if outlet not in source.upstream:
            hint = suggestion(outlet, source.upstream)
            said = brief(outlet)
            message = f"the card of {source.id} names no upstream '{said}': add it{hint}"
            draft.report("record", key, ("statements", number, "upstream", j), message)


def _check_words(draft: Draft, key: str, number: int, articles: dict[str, str]) -> None:
    """The statement's words stand in its article and say what it does; else it is a problem.

    A statement in bulk is then no problem but unverified.
    """
    statement = draft.records[key].statements[number]
    in_bulk = (key, number) in draft.rows
    if in_bulk and statement.source not in draft.fingerprints:
        draft.unverified[key, number] = "no_fingerprint"
        return
    wrong = _wrong_fragments(draft, key, number, {} if in_bulk else articles)
    unsaid = list(mismatches(statement))
    if not in_bulk:
        for path, message in wrong:
            draft.report("record", key, ("statements", number, *path), message)
        for field, message in unsaid:
            draft.report("record", key, ("statements", number, field), message)
    elif wrong:
        draft.unverified[key, number] = "not_found"
    elif unsaid:
        draft.unverified[key, number] = "not_said"
    if (key, number) in draft.unverified:
        draft.spans.pop((key, number), None)


def _check_repeated(draft: Draft) -> None:
    """No statement stands twice: one is known by its record, source and where its quote begins."""
    for key, record in draft.records.items():
        said: set[tuple[str, str]] = set()
        begun: set[tuple[str, int]] = set()
        for i, statement in enumerate(record.statements):
            span = draft.spans.get((key, i))
            message = ""
            if (statement.source, statement.quote) in said:
                message = "the same source and quote stand here twice: remove one statement"
            elif span is not None and (statement.source, span.start) in begun:
                message = "another quote of this record begins at the same word: begin it elsewhere"
            if message:
                draft.report("record", key, ("statements", i, "quote"), message)
            said.add((statement.source, statement.quote))
            if span is not None:
                begun.add((statement.source, span.start))


def _wrong_fragments(
    draft: Draft, key: str, number: int, articles: dict[str, str]
) -> list[_Complaint]:
    """The fragments that do not stand once in their article; the quote's place is kept."""
    statement = draft.records[key].statements[number]
    fingerprint = draft.fingerprints.get(statement.source)
    if fingerprint is None:
        return []
    fragments: list[_Complaint] = [(("quote",), statement.quote)]
    fragments += [(("context", j), text) for j, text in enumerate(statement.context)]
    wrong: list[_Complaint] = []
    for path, fragment in fragments:
        try:
            span = fingerprint.locate(fragment)
        except QuoteError as error:
            wrong.append((path, f"{error}{_hint(draft, statement.source, fragment, articles)}"))
            continue
        if path == ("quote",):
            draft.spans[key, number] = span
    return wrong


def _hint(draft: Draft, source: str, fragment: str, articles: dict[str, str]) -> str:
    """The words of the article that look most like the fragment, where its text is at hand."""
    if source not in articles:
        return ""
    body = draft.sources[source].body
    return f"; nearest there: «{nearest(fragment, articles[source][body.start : body.end])}»"


def _check_coverage(
    draft: Draft, key: str, statements: list[tuple[str, Statement]], articles: dict[str, str]
) -> None:
    """Each waiver's words stand once in the article; with its text, no figure is open."""
    source = draft.sources[key]
    located = []
    for i, waiver in enumerate(source.waivers):
        at = ("waivers", i)
        if key in draft.fingerprints:
            try:
                draft.fingerprints[key].locate(waiver.quote)
                located.append(i)
            except QuoteError as error:
                message = f"{error}{_hint(draft, key, waiver.quote, articles)}"
                draft.report("source", key, (*at, "quote"), message)
        if draft.whole and waiver.reason == "repeats":
            unsaid = unrepeated(waiver, source, [statement for _, statement in statements])
            if unsaid:
                message = (
                    f"no statement of this source says {spoken(unsaid)}: record it, "
                    "or give another reason"
                )
                draft.report("source", key, (*at, "reason"), message)
    if draft.whole and key in articles:
        found = entries(articles[key], source, statements)
        _check_figures(draft, source, articles[key], found, located)


def _check_figures(
    draft: Draft, source: Source, text: str, found: list[Entry], located: list[int]
) -> None:
    """Every figure of the article is quoted or waived, not both, and the card counts them."""
    for entry in found:
        if entry.open:
            figure = entry.figure
            near = around(text, Span(figure.start, figure.end), entry.sentence)
            message = (
                f"{spoken([figure])} in «{near}», at {figure.start} to {figure.end} of the "
                "text, is open: quote it in a statement, or waive it with its reason"
            )
            draft.report("source", source.id, ("figures",), message)
    used = {entry.waiver for entry in found if entry.record is None}
    for i in located:
        if i not in used:
            message = (
                "no open figure begins in these words: a statement quotes it, an earlier waiver "
                "explains it, or there is none; remove this one"
            )
            draft.report("source", source.id, ("waivers", i, "quote"), message)
    right = counts(found)
    if (source.figures or FigureCounts(found=0, waived=0)) != right:
        message = (
            f"the body has {right.found} figures, {right.waived} of them waived: "
            f"write `figures: {{found: {right.found}, waived: {right.waived}}}`"
        )
        draft.report("source", source.id, ("figures",), message)


def _check_parties_used(draft: Draft) -> None:
    used = {party for record in draft.records.values() for party in record.party_ids}
    for key in draft.parties:
        if key not in used:
            draft.report("party", key, ("id",), "no record names this party: remove it or use it")
