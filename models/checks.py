"""What must hold across a dataset, beyond what one entry says of itself."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import numpy as np

from models import citation
from models.articles import ArticleError, read_article
from models.base import brief
from models.bulk import UNVERIFIED
from models.columns import OF_RECORD, Bulk, described
from models.coverage import Entry, counts, entries, unrepeated
from models.explaining import suggestion
from models.loading import Dataset, DatasetError, Draft, dataset_root, read_draft
from models.measures import CURRENCIES, DIMENSIONS, HUNDRED_PERCENT
from models.progress import EVERY, Progress, unseen
from models.quotes import Fingerprint, QuoteError, Span, around, nearest
from models.reading import Problem, Steps
from models.records import (
    REFERENCES,
    PartnershipStatement,
    RecordBase,
    Stake,
    StakeStatement,
    Statement,
)
from models.sources import FigureCounts, Source
from models.wording import mismatches, spoken

_Least = tuple[Decimal, bool]
"""The lower bound of a share, and whether it is exclusive."""
_Complaint = tuple[Steps, str]
"""Where in a statement, and what."""
_ROWS = 50_000
"""Statements in bulk that are looked at together."""


def load(
    root: Path | None = None, texts: Path | None = None, progress: Progress = unseen
) -> Dataset:
    """Load a dataset whole. Raises DatasetError with every problem, sorted.

    `texts` is the folder of the articles' texts, or one of them: then that one alone is read.
    `progress` is told how far statements in bulk have been read and checked.
    Raises OSError where the dataset's folder itself cannot be read.
    """
    draft = examine(root or dataset_root(), texts, progress)
    if draft.problems:
        raise DatasetError(sorted(draft.problems))
    return Dataset(
        root=draft.root,
        parties=draft.parties,
        sources=draft.sources,
        records=draft.records,
        spans=draft.columns.spans(draft.spans) if draft.columns else draft.spans,
        columns=draft.columns,
        citation=draft.citation,
        citation_text=draft.citation_text,
        licence=citation.licence(draft.root),
    )


def problems(root: Path | None = None, texts: Path | None = None) -> list[Problem]:
    """Every problem of a dataset, sorted; with `texts`, checked against the articles too."""
    return sorted(examine(root or dataset_root(), texts).problems)


def examine(root: Path, texts: Path | None = None, progress: Progress = unseen) -> Draft:
    """Read and check a dataset: all that could be read of it, and all that is wrong with it."""
    draft = read_draft(root, progress)
    _check_fingerprints(draft)
    articles = _check_texts(draft, texts) if texts else {}
    named = dict(_named(draft))
    _check_references(draft, named)
    _check_wholes(draft, named)
    _check_units(draft)
    _check_stakes(draft)
    _check_statements(draft, articles)
    if draft.columns:
        _check_bulk(draft, draft.columns, progress)
    _check_repeated(draft)
    for key in draft.sources:
        _check_coverage(draft, key, articles)
    if draft.whole:
        _check_parties_used(draft, named)
    return draft


def _check_fingerprints(draft: Draft) -> None:
    """A card has its fingerprint, unless nothing but statements in bulk cites it."""
    in_bulk = draft.columns.sources if draft.columns else set()
    by_hand = {said.source for record in draft.by_hand.values() for said in record.statements}
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


def _check_references(draft: Draft, named: Mapping[str, _Named]) -> None:
    known = draft.records
    for key, of_record in named.items():
        for party in of_record.parties:
            if party not in draft.parties and draft.whole:
                _report_party(draft, key, _path_of_party(known[key], party), party)
        for path, other in of_record.records:
            if other not in known and draft.whole:
                hint = suggestion(other, known)
                message = f"no record has the id '{other}': correct it{hint}"
                draft.report("record", key, path, message)


def _report_party(draft: Draft, key: str, path: Steps, party: str) -> None:
    hint = suggestion(party, draft.parties)
    message = f"no party has the id '{party}': add it to parties.yaml{hint}"
    draft.report("record", key, path, message)


@dataclass(frozen=True, slots=True)
class _Named:
    """What a record refers to."""

    parties: tuple[str, ...]
    records: list[tuple[Steps, str]]
    """Ids of other records, each with the field that holds it."""
    part_of: str | None
    includes: tuple[str, ...]


def _named(draft: Draft) -> Iterator[tuple[str, _Named]]:
    """What each record refers to, the partners that statements in bulk name left out."""
    cells = [(key, described(record)) for key, record in draft.by_hand.items()]
    if draft.columns:
        ids = draft.columns.ids
        cells += [(ids[number], said) for number, said in draft.columns.given.items()]
    for key, said in cells:
        of = dict(zip(OF_RECORD, said, strict=True))
        others: list[tuple[Steps, str]] = [((name,), of[name]) for name in REFERENCES if of[name]]
        others += [(("includes", i), other) for i, other in enumerate(of["includes"])]
        yield key, _Named(of["parties"], others, of["part_of"], of["includes"])


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


def _check_wholes(draft: Draft, named: Mapping[str, _Named]) -> None:
    known = draft.records
    parents: dict[str, list[str]] = defaultdict(list)
    linked = {key: links for key, links in named.items() if links.part_of or links.includes}
    for key, links in linked.items():
        if links.part_of:
            parents[key].append(links.part_of)
        for i, part in enumerate(links.includes):
            parents[part].append(key)
            _check_same_measure(draft, known, (key, ("includes", i)), part, key)
        if links.part_of:
            _check_same_measure(draft, known, (key, ("part_of",)), key, links.part_of)
    for key in [key for key in {**linked, **parents} if key in known]:
        seen, ahead = set(), [key]
        while ahead:
            for whole in parents[ahead.pop()]:
                if whole == key:
                    within = key in linked and linked[key].part_of
                    path = ("part_of",) if within else ("includes",)
                    message = "the whole contains itself: take one `part_of` or `includes` away"
                    draft.report("record", key, path, message)
                    ahead = []
                    break
                if whole not in seen:
                    seen.add(whole)
                    ahead.append(whole)


def _check_same_measure(
    draft: Draft, known: Mapping[str, RecordBase], at: tuple[str, Steps], part: str, whole: str
) -> None:
    if part not in known or whole not in known:
        return
    ours, theirs = _units(known[part]), _units(known[whole])
    if ours and theirs and ours != theirs:
        message = (
            f"'{part}' is a {_names(ours)} and its whole '{whole}' a {_names(theirs)}: "
            "a part has its whole's measure; correct the link"
        )
        draft.report("record", *at, message)


def _names(measures: set[str]) -> str:
    return " and ".join(sorted(measures))


def _check_units(draft: Draft) -> None:
    """Statements of one record measure the same thing: megawatts and sites never agree."""
    first: dict[str, str] = {}
    for key, record in draft.by_hand.items():
        for i, statement in enumerate(record.statements):
            if statement.measure is not None:
                _check_unit(draft, first, (key, i), statement.measure.csv_unit)
    if draft.columns is None:
        return
    units = draft.columns.table["unit"].to_pylist()
    for row in range(draft.columns.size):
        if units[row] is not None:
            _check_unit(draft, first, draft.columns.key(row), units[row])


def _check_unit(draft: Draft, first: dict[str, str], at: tuple[str, int], unit: str) -> None:
    unit = DIMENSIONS[unit][0] if unit in DIMENSIONS else unit
    kind = "money" if unit in CURRENCIES else unit
    key, number = at
    if first.setdefault(key, kind) != kind:
        message = (
            f"the statement is in {kind}, an earlier one of this record in {first[key]}: "
            "make them two records, or correct the unit"
        )
        draft.report("record", key, ("statements", number), message)


def _check_stakes(draft: Draft) -> None:
    """Shares of one target over 100 %: by one source's account, or under any reading of all.

    A record counts once in either, at the least that is said of it.
    """
    by_source: dict[tuple[str, str], dict[str, tuple[_Least, int]]] = defaultdict(dict)
    by_target: dict[str, dict[str, _Least]] = defaultdict(dict)
    for key, target, i, statement in _stakes(draft):
        interval = statement.share.interval if statement.share else None
        if interval is None or interval.lower is None:
            continue
        least = (interval.lower, interval.lower_exclusive)
        of_source = by_source[target, statement.source]
        of_target = by_target[target]
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


def _stakes(draft: Draft) -> Iterator[tuple[str, str, int, StakeStatement]]:
    """Each statement of a stake: its record, the target, its number in the record, itself."""
    stakes = {key: record for key, record in draft.by_hand.items() if isinstance(record, Stake)}
    if draft.columns:
        of_kind = [key for key in draft.columns.ids if draft.columns.model(key) is Stake]
        known = draft.records
        stakes |= {key: record for key in of_kind if isinstance(record := known[key], Stake)}
    for key, record in stakes.items():
        for i, statement in enumerate(record.statements):
            yield key, record.target, i, statement


def _over_the_whole(shares: list[_Least]) -> str:
    """What the shares come to, in words, where that is over 100 %; else nothing."""
    total = sum((lower for lower, _ in shares), Decimal())
    if total > HUNDRED_PERCENT:
        return f"{total}"
    more = total == HUNDRED_PERCENT and any(exclusive for _, exclusive in shares)
    return f"more than {total}" if more else ""


def _check_statements(draft: Draft, articles: dict[str, str]) -> None:
    """The words of each statement of a YAML file stand in its article and say what it does."""
    for key, record in draft.by_hand.items():
        for i, statement in enumerate(record.statements):
            if not _check_source(draft, (key, i), statement):
                continue
            at = ("statements", i)
            span, wrong = _check_words(draft, statement, articles)
            for path, message in wrong:
                draft.report("record", key, (*at, *path), message)
            for field, message in mismatches(statement):
                draft.report("record", key, (*at, field), message)
            if span is not None:
                draft.spans[key, i] = span


def _check_bulk(draft: Draft, columns: Bulk, progress: Progress) -> None:
    """Each statement in bulk names a source and parties that are there; else it is a problem.

    Where its words do not stand in its article, or do not say what it does, it is unverified.
    """
    reasons = {why: number for number, why in enumerate(UNVERIFIED, start=1)}
    for row, statement in columns.statements():
        if row % EVERY == 0:
            progress("checking statements", row, columns.size)
        at = columns.key(row)
        if not _check_source(draft, at, statement):
            continue
        _check_partners(draft, at, statement)
        span, wrong = _check_words(draft, statement, {})
        if statement.source not in draft.fingerprints:
            columns.reasons[row] = reasons["no_fingerprint"]
        elif wrong:
            columns.reasons[row] = reasons["not_found"]
        elif next(mismatches(statement), None):
            columns.reasons[row] = reasons["not_said"]
        elif span is not None:
            columns.starts[row], columns.ends[row] = span.start, span.end


def _check_partners(draft: Draft, at: tuple[str, int], statement: Statement) -> None:
    key, number = at
    named = statement.partners if isinstance(statement, PartnershipStatement) else ()
    for j, party in enumerate(named):
        if party not in draft.parties and draft.whole:
            _report_party(draft, key, ("statements", number, "partners", j), party)


def _check_source(draft: Draft, at: tuple[str, int], statement: Statement) -> bool:
    """Whether the statement's source has a card; and the outlets it names stand there."""
    key, number = at
    source = draft.sources.get(statement.source)
    if source is None:
        if draft.whole:
            hint = suggestion(statement.source, draft.sources)
            message = f"no source has the id '{brief(statement.source)}': add its card{hint}"
            draft.report("record", key, ("statements", number, "source"), message)
        return False
    for j, outlet in enumerate(statement.upstream):
        if outlet not in source.upstream:
            hint = suggestion(outlet, source.upstream)
            said = brief(outlet)
            message = f"the card of {source.id} names no upstream '{said}': add it{hint}"
            draft.report("record", key, ("statements", number, "upstream", j), message)
    return True


def _check_repeated(draft: Draft) -> None:
    """No statement stands twice: one is known by its record, source and where its quote begins."""
    places: list[tuple[str, int]] = []
    words, begins = array("q"), array("q")
    for at, source, quote, start in _quoted(draft):
        places.append(at)
        words.append(hash((at[0], source, quote)))
        begins.append(hash((at[0], source, start)) if start >= 0 else hash((*at, source)))
    again = dict.fromkeys(
        _later(words), "the same source and quote stand here twice: remove one statement"
    )
    for place in _later(begins):
        message = "another quote of this record begins at the same word: begin it elsewhere"
        again.setdefault(place, message)
    for place, message in again.items():
        key, number = places[place]
        draft.report("record", key, ("statements", number, "quote"), message)


def _later(keys: array[int]) -> list[int]:
    """The places of what stands further up already."""
    found = np.asarray(keys)
    order = np.argsort(found, kind="stable")
    same = found[order][1:] == found[order][:-1]
    later: list[int] = order[1:][same].tolist()
    return later


def _quoted(draft: Draft) -> Iterator[tuple[tuple[str, int], str, str, int]]:
    """Each statement: record and number, source, quote, and where that begins (else -1)."""
    for key, record in draft.by_hand.items():
        for i, statement in enumerate(record.statements):
            span = draft.spans.get((key, i))
            yield (key, i), statement.source, statement.quote, span.start if span else -1
    columns = draft.columns
    if columns is None:
        return
    row = 0
    for batch in columns.table.select(["number", "source_id", "quote"]).to_batches(_ROWS):
        for said in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            number, source, quote = said
            at = columns.ids[columns.records[row]], number
            yield at, source, quote, int(columns.starts[row])
            row += 1


def _check_words(
    draft: Draft, statement: Statement, articles: dict[str, str]
) -> tuple[Span | None, list[_Complaint]]:
    """Where the quote stands in its article, and the fragments that do not stand there once."""
    fingerprint = draft.fingerprints.get(statement.source)
    if fingerprint is None:
        return None, []
    fragments: list[_Complaint] = [(("quote",), statement.quote)]
    fragments += [(("context", j), text) for j, text in enumerate(statement.context)]
    wrong: list[_Complaint] = []
    place: Span | None = None
    for path, fragment in fragments:
        try:
            span = fingerprint.locate(fragment)
        except QuoteError as error:
            wrong.append((path, f"{error}{_hint(draft, statement.source, fragment, articles)}"))
            continue
        if path == ("quote",):
            place = span
    return place, wrong


def _hint(draft: Draft, source: str, fragment: str, articles: dict[str, str]) -> str:
    """The words of the article that look most like the fragment, where its text is at hand."""
    if source not in articles:
        return ""
    body = draft.sources[source].body
    return f"; nearest there: «{nearest(fragment, articles[source][body.start : body.end])}»"


def _check_coverage(draft: Draft, key: str, articles: dict[str, str]) -> None:
    """Each waiver's words stand once in the article; with its text, no figure is open."""
    source = draft.sources[key]
    repeats = any(waiver.reason == "repeats" for waiver in source.waivers)
    statements = list(draft.statements_of(key)) if repeats or key in articles else []
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


def _check_parties_used(draft: Draft, named: Mapping[str, _Named]) -> None:
    used = {party for of_record in named.values() for party in of_record.parties}
    used |= draft.columns.partners if draft.columns else set()
    for key in draft.parties:
        if key not in used:
            draft.report("party", key, ("id",), "no record names this party: remove it or use it")
