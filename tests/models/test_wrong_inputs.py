"""The table of wrong inputs, and random ones: each gets a sentence, none a traceback."""

from __future__ import annotations

import os
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.checks import problems

if TYPE_CHECKING:
    from collections.abc import Callable

    Tiny = Callable[..., Path]

TABLE = yaml.safe_load(Path(__file__).with_name("wrong_inputs.yaml").read_text("utf-8"))
DATASET: dict[str, str] = TABLE["dataset"]
INPUTS: list[dict[str, Any]] = TABLE["inputs"]
# All 12 figures of the article are quoted: 10; 2, 3 and 2.5; 40 and 35; 600; 150 and 2026; 2015
# and 300; 5.
CARD = {"upstream": ["The Gazette"], "figures": {"found": 12, "waived": 0}, "waivers": []}
ENCODINGS = {"Latin-1": "latin-1", "UTF-16": "utf-16"}
SECONDS = 2  # of the processor, even for a file too large to be read: far more than it takes


@pytest.fixture
def whole(tiny: Tiny, article: str) -> Path:
    files = {Path(name).stem: content for name, content in DATASET.items()}
    return tiny(files, {"001": article}, {"001": CARD})


def spoil(path: Path, wrong: dict[str, Any]) -> None:
    how = wrong.get("as")
    if how == "folder":
        path.unlink()
        path.mkdir()
    elif how == "50 MB":
        with path.open("wb") as file:
            file.truncate(50_000_000)
    elif how == "CRLF":
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    elif "content" in wrong:
        path.write_bytes(wrong["content"].encode(ENCODINGS.get(how or "", "utf-8")))
    for old, new in wrong.get("edits", ()):
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, old
        path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_dataset_of_the_table_has_no_problem(whole: Path) -> None:
    assert problems(whole, whole / "texts") == []


@pytest.mark.parametrize("wrong", INPUTS, ids=lambda wrong: wrong["wrong"])
def test_a_wrong_input_gets_these_words(whole: Path, wrong: dict[str, Any]) -> None:
    spoil(whole / wrong["file"], wrong)
    texts = whole / "texts" if wrong["file"].startswith("texts/") else None
    start = time.process_time()
    assert [str(problem) for problem in problems(whole, texts)] == wrong["says"]
    assert time.process_time() - start < SECONDS


def test_the_table_is_one() -> None:
    assert len(INPUTS) >= 60
    assert [name for name, times in Counter(i["wrong"] for i in INPUTS).items() if times > 1] == []
    silent = [wrong["wrong"] for wrong in INPUTS if not wrong["says"]]
    # Git may change line ends by itself: a file of data says the same with either.
    assert silent == ["a file with Windows line ends"]


# --- Random inputs -----------------------------------------------------------------------------
# Pieces of YAML and of what our files say, so that random files get past the first check.
_PIECES = r"""
- : , { } [ ] " ' # & * ! | > % @ ` ? ~ --- ... << \ \n \L \U00110000 \ud800 \x00 é
id: label: {en: fr: payer: payee: statements: source: amount: exact: minimum: maximum: unit:
currency: USD billion stage: pledged attestation: outlet quote: context: event: 2015 ../2026 2015-02
001 "001" alder birch part_of: includes: alder-into-birch 10 -5 1e9 1e999 0.0 true Alder
"""
PIECES = _PIECES.split()
SPACES = ["\n", "\n  ", "\n    - ", "\n      ", " ", "", "\t", "\r\n", "\ufeff", "\u2028", "\x85"]
ANY_FILE = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.lists(st.sampled_from(PIECES + SPACES), max_size=60).map("".join).map(str.encode),
)
FILES = [*DATASET, "data/parties.yaml", "seeds/001.yaml", "seeds/001.fingerprint", "texts/001.txt"]
VALUE = st.recursive(
    st.sampled_from([*PIECES, "", "9" * 30, "9" * 5000, "a" * 3000]) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(PIECES) | st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
QUIET = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def assert_told(root: Path) -> None:
    """Each problem is one line that any terminal can be given."""
    for problem in problems(root, root / "texts"):
        line = str(problem)
        assert len(line.splitlines()) == 1, line
        assert line.encode("utf-8")
        assert len(line) < 1000, line


@QUIET
@given(file=st.sampled_from(FILES), content=ANY_FILE)
def test_any_file_is_read_or_told(whole: Path, file: str, content: bytes) -> None:
    path = whole / file
    before = path.read_bytes()
    path.write_bytes(content)
    assert_told(whole)
    path.write_bytes(before)


@QUIET
@given(file=st.sampled_from(FILES), data=st.data())
def test_any_slip_in_a_file_is_read_or_told(whole: Path, file: str, data: st.DataObject) -> None:
    """Some of its characters are replaced by others, a few times."""
    path = whole / file
    before = path.read_bytes()
    text = before.decode()
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 12)))
        slip = data.draw(st.sampled_from([*PIECES, *SPACES]) | st.text(max_size=4))
        text = text[:start] + slip + text[end:]
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    assert_told(whole)
    path.write_bytes(before)


@QUIET
@given(file=st.sampled_from([*DATASET, "data/parties.yaml", "seeds/001.yaml"]), data=st.data())
def test_any_value_of_a_key_is_read_or_told(whole: Path, file: str, data: st.DataObject) -> None:
    """The file stays YAML; one of its values is any other."""
    path = whole / file
    before = path.read_bytes()
    value = yaml.safe_load(before)
    around = value
    while True:
        key = data.draw(
            st.sampled_from(list(around) if isinstance(around, dict) else range(len(around)))
        )
        inner = around[key]
        if not isinstance(inner, list | dict) or not inner or data.draw(st.booleans()):
            break
        around = inner
    around[key] = data.draw(VALUE)
    path.write_text(yaml.safe_dump(value, allow_unicode=True), encoding="utf-8")
    assert_told(whole)
    path.write_bytes(before)


def test_a_file_whose_name_no_terminal_shows(whole: Path) -> None:
    name = os.fsdecode(b"stakes\xff.yaml")
    (whole / "data" / name).write_text("[]")
    (problem,) = problems(whole)
    assert problem.message.startswith("no kind of record is kept here")
