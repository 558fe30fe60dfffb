"""CONTRIBUTING.md, to the letter: its commands are run, its YAML applied, its output compared."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from analysis.snapshot import take
from models.checks import load
from models.loading import OWN_DATASET
from models.quotes import words

GUIDE = OWN_DATASET / "CONTRIBUTING.md"
ARTICLE = Path("tests/contributing/invented-gazette.txt")
_BLOCK = re.compile(
    r"(?:<!-- (?P<how>file|into|end): (?P<where>[^\n]+) -->\n)?"
    r"```(?P<kind>sh|text|yaml)\n(?P<content>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


class Block(NamedTuple):
    kind: str
    how: str
    where: str
    content: str


def blocks() -> list[Block]:
    text = GUIDE.read_text(encoding="utf-8")
    found = [
        Block(m["kind"], m["how"] or "", m["where"] or "", m["content"])
        for m in _BLOCK.finditer(text)
    ]
    # No block is passed over.
    assert 2 * len(found) == len(re.findall(r"^```", text, re.MULTILINE))
    return found


def apply(root: Path, block: Block) -> None:
    """Write the block to the file, under the statements of a record, or over a file's end."""
    name, _, place = block.where.partition(" ")
    path = root / name
    if block.how == "file":
        path.write_text(block.content, encoding="utf-8")
        return
    text = path.read_text(encoding="utf-8")
    begins = f"- id: {place}\n" if block.how == "into" else f"{place}"
    assert text.count(f"\n{begins}") == 1, block.where
    start = text.index(f"\n{begins}") + 1
    if block.how == "end":
        path.write_text(text[:start] + block.content, encoding="utf-8")
        return
    following = re.search(r"\n- id: ", text[start:])
    end = start + following.start() if following else len(text)
    entry = text[start:end].rstrip("\n") + "\n"
    path.write_text(text[:start] + entry + block.content + text[end:], encoding="utf-8")


class Shell:
    """A reader's shell in a clone of the repository."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.environment = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "PYTHONUTF8": "1",
            **{f"GIT_{who}_NAME": "Nobody" for who in ("AUTHOR", "COMMITTER")},
            **{f"GIT_{who}_EMAIL": "nobody@example.org" for who in ("AUTHOR", "COMMITTER")},
        }

    def run(self, command: str, status: tuple[int, ...] = (0,)) -> str:
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=self.root,
            env=self.environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode in status, (command, done.stdout, done.stderr)
        return done.stdout


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    for name in ("data", "seeds", "models", "analysis"):
        pattern = shutil.ignore_patterns("__pycache__")
        shutil.copytree(OWN_DATASET / name, tmp_path / name, ignore=pattern)
    (tmp_path / ARTICLE).parent.mkdir(parents=True)
    shutil.copy(OWN_DATASET / ARTICLE, tmp_path / ARTICLE)
    shutil.copy(OWN_DATASET / ".gitignore", tmp_path / ".gitignore")
    made = Shell(tmp_path)
    made.run("git init --quiet --initial-branch=main")
    made.run("git add . && git commit --quiet --message 'As it was'")
    return made


def test_the_guide_adds_an_article(shell: Shell) -> None:
    printed = ""
    for block in blocks():
        if block.kind == "yaml":
            apply(shell.root, block)
        elif block.kind == "text":
            assert printed == block.content
        else:
            # Of the commands, `figures` alone says with its status that there is work left.
            status = (1,) if "figures" in block.content else (0,)
            outputs = [shell.run(command, status) for command in block.content.splitlines()]
            if "check" in block.content:
                assert outputs[-1] == ""
            printed = outputs[-1]
    # All is committed and merged.
    assert shell.run("git status --porcelain") == ""
    assert shell.run("git log --oneline --merges main").count("\n") == 1
    dataset = load(shell.root, shell.root / ARTICLE)
    added = {record.id for record, _, s in dataset.statements() if s.source == "005"}
    assert added == {"softbank-in-stargate", "softbank-into-arm", "stargate-programme"}
    contested = take(dataset).conflicts
    ours = take(load(OWN_DATASET)).conflicts
    # 40 % in source 004, and 35 % in the new one.
    assert set(contested["record_id"]) - set(ours["record_id"]) == {"softbank-in-stargate"}


def test_the_articles_outlet_is_marked_as_invented() -> None:
    text = (OWN_DATASET / ARTICLE).read_text(encoding="utf-8")
    assert "La Gazette inventée" in text
    assert len(words(text)) < 100
