"""`python -m models`: check a dataset, add an article to it, say what a change does."""

from __future__ import annotations

import argparse
import io
import json
import runpy
import sys
from pathlib import Path

import numpy as np

from models import adding, schema
from models.articles import ArticleError, read_article
from models.bulk import UNVERIFIED
from models.checks import examine
from models.loading import Draft, dataset_root, read_draft
from models.progress import Bar
from models.quotes import Fingerprint, Span

_TEXTS = "folder of the articles' texts, or one of them"


def main(arguments: list[str] | None = None) -> int:
    """Run one command; exit status 1 where there are problems, 2 for a wrong call."""
    parser = argparse.ArgumentParser(prog="python -m models", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    checker = commands.add_parser("check", help="print every problem of the dataset")
    checker.add_argument("--json", action="store_true", help="as a JSON list")
    checker.add_argument("--texts", type=Path, help=_TEXTS)
    adder = commands.add_parser("new", help="make the card and the fingerprint of a new article")
    adder.add_argument("text", type=Path, help="the article's text, as a UTF-8 file")
    adder.add_argument("--id", required=True, help="the source's id, such as 005")
    lister = commands.add_parser("figures", help="list an article's figures: quoted, waived, open")
    lister.add_argument("text", type=Path, help="the article's text")
    differ = commands.add_parser("diff", help="say in words what a change does")
    for name in ("old", "new"):
        differ.add_argument(name, help="a folder with data/ and seeds/, or a git revision")
    commands.add_parser("schema", help="write data/schemas/*.json for editors")
    maker = commands.add_parser("fingerprint", help="make seeds/ID.fingerprint from the texts")
    maker.add_argument("texts", type=Path, help=_TEXTS)
    called = parser.parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A file's name may hold bytes that no terminal can show: they are escaped.
        sys.stdout.reconfigure(errors="backslashreplace")
    root = dataset_root()
    if not root.is_dir():
        parser.error(f"DATASET={root} is no folder: name one that holds data/ and seeds/")
    texts = getattr(called, "texts", None)
    if texts and not texts.exists():
        parser.error(f"{texts} is neither a folder nor a file: name the articles' texts")
    try:
        return _run(called, root)
    except OSError as error:
        # Reading tells of its own: this is a folder that cannot be written to.
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return 1


def _run(called: argparse.Namespace, root: Path) -> int:
    if called.command == "check":
        return _check(root, called.texts, as_json=called.json)
    if called.command == "new":
        return _new(root, called.text, called.id)
    if called.command == "figures":
        return _figures(root, called.text)
    if called.command == "diff":
        return _diff(called.old, called.new)
    if called.command == "schema":
        for path in schema.write(root):
            print(path.relative_to(root))
        return 0
    return _fingerprint(root, called.texts)


def _check(root: Path, texts: Path | None, *, as_json: bool) -> int:
    with Bar() as bar:
        draft = examine(root, texts, bar)
    found = sorted(draft.problems)
    if as_json:
        print(json.dumps([problem.as_dict() for problem in found], ensure_ascii=False, indent=1))
    else:
        for problem in found:
            print(problem)
    for why, places in _unverified(draft).items():
        more = f" and {len(places) - 1} more" if len(places) > 1 else ""
        print(f"unverified: {places[0]}{more}: {UNVERIFIED[why]}", file=sys.stderr)
    return 1 if found else 0


def _unverified(draft: Draft) -> dict[str, list[str]]:
    """The places of the unverified statements, `file:line: record`, by why they are."""
    found: dict[str, list[str]] = {}
    columns = draft.columns
    if columns:
        for row in np.flatnonzero(columns.reasons).tolist():
            file, line = columns.line(row)
            why = list(UNVERIFIED)[columns.reasons[row] - 1]
            found.setdefault(why, []).append(f"{file}:{line}: {columns.key(row)[0]}")
    return found


def _new(root: Path, text: Path, source_id: str) -> int:
    try:
        for line in adding.add(root, read_article(text), source_id):
            print(line)
    except ArticleError as error:
        print(f"{text} {error}", file=sys.stderr)
        return 1
    except adding.AddingError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _figures(root: Path, text: Path) -> int:
    """Exit status 1 while a figure is open."""
    try:
        article = read_article(text)
    except ArticleError as error:
        print(f"{text} {error}", file=sys.stderr)
        return 1
    source, found = adding.survey(root, article)
    if source is None:
        print("no card of this text can be read yet: its body is the proposed one", file=sys.stderr)
    for line in adding.listing(article, source, found):
        print(line)
    return 1 if any(entry.open for entry in found) else 0


def _diff(old: str, new: str) -> int:
    """Hand over to the analysis: what a change adds up to is not for the models to compute.

    It is run by its name, as from the command line: no import may run from here to there.
    """
    arguments = sys.argv
    sys.argv = ["analysis.diff", old, new]
    try:
        runpy.run_module("analysis.diff", run_name="__main__")
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else 1
    finally:
        sys.argv = arguments
    return 0


def _fingerprint(root: Path, texts: Path) -> int:
    draft = read_draft(root)
    unread = [p for p in draft.problems if p.file.startswith("seeds") and p.file.endswith(".yaml")]
    for problem in unread:
        print(problem, file=sys.stderr)
    wanted = [s for s in draft.sources.values() if texts.is_dir() or s.file == texts.name]
    if not wanted:
        print(f"{texts}: no card that can be read is of this file", file=sys.stderr)
        return 1
    for source in wanted:
        path = texts / source.file if texts.is_dir() else texts
        try:
            text = read_article(path).text
        except ArticleError as error:
            print(f"{path} {error}", file=sys.stderr)
            return 1
        made = Fingerprint.of(source.id, text, Span(source.body.start, source.body.end))
        (root / "seeds" / f"{source.id}.fingerprint").write_text(made.dump(), encoding="ascii")
    return 1 if unread else 0


if __name__ == "__main__":
    sys.exit(main())
