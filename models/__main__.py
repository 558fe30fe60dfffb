"""`python -m models`: check a dataset, write its JSON Schemas, make an article's fingerprint."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from models import schema
from models.checks import problems
from models.loading import dataset_root, read_draft
from models.quotes import Fingerprint, Span


def main(arguments: list[str] | None = None) -> int:
    """Run one command; exit status 1 where there are problems, 2 for a wrong call."""
    parser = argparse.ArgumentParser(prog="python -m models", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    checker = commands.add_parser("check", help="print every problem of the dataset")
    checker.add_argument("--json", action="store_true", help="as a JSON list")
    checker.add_argument("--texts", type=Path, help="folder of the articles' texts")
    commands.add_parser("schema", help="write data/schemas/*.json for editors")
    maker = commands.add_parser("fingerprint", help="make seeds/ID.fingerprint from the texts")
    maker.add_argument("texts", type=Path, help="folder of the articles' texts")
    called = parser.parse_args(arguments)
    root = dataset_root()
    if not root.is_dir():
        parser.error(f"DATASET={root} is no folder: name one that holds data/ and seeds/")
    if called.command != "schema" and called.texts and not called.texts.is_dir():
        parser.error(f"{called.texts} is no folder: name the one that holds the articles' texts")
    if called.command == "check":
        return _check(root, called.texts, as_json=called.json)
    if called.command == "schema":
        for path in schema.write(root):
            print(path.relative_to(root))
        return 0
    return _fingerprint(root, called.texts)


def _check(root: Path, texts: Path | None, *, as_json: bool) -> int:
    found = problems(root, texts)
    if as_json:
        print(json.dumps([problem.as_dict() for problem in found], ensure_ascii=False, indent=1))
    else:
        for problem in found:
            print(problem)
    return 1 if found else 0


def _fingerprint(root: Path, texts: Path) -> int:
    draft = read_draft(root)
    unread = [p for p in draft.problems if p.file.startswith("seeds") and p.file.endswith(".yaml")]
    for problem in unread:
        print(problem, file=sys.stderr)
    for source in draft.sources.values():
        try:
            text = (texts / source.file).read_bytes().decode("utf-8")
        except OSError as error:
            print(f"{texts / source.file}: {error.strerror}", file=sys.stderr)
            return 1
        except UnicodeDecodeError as error:
            print(f"{texts / source.file}: byte {error.start} is not UTF-8", file=sys.stderr)
            return 1
        made = Fingerprint.of(source.id, text, Span(source.body.start, source.body.end))
        (root / "seeds" / f"{source.id}.fingerprint").write_text(made.dump(), encoding="ascii")
    return 1 if unread else 0


if __name__ == "__main__":
    sys.exit(main())
