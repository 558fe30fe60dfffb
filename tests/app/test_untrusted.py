"""Text of a dataset or a link stays text: on pages, in charts, documents and files, in the log."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Final

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app import holding, links, words
from app.routes import routes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.app.conftest import Open

SIGNS: Final = "<script>alert(1)</script> $x$ [l](javascript:y) `c` :red[r]"
EVIL: Final = f"=1+1 {SIGNS}"
"""HTML, LaTeX, a link, code and a colour in markdown, and a spreadsheet's formula."""
QUOTED: Final = "<script>alert()</script> $x$"
SPOKEN: Final = re.compile(r"(?<!\\)(?:<script|\$x|\[l|`c|:red\[r)")
"""Any of them where nothing keeps it from being read so."""
ARTICLE: Final = f"""\
Alder will invest 10 billion dollars in Birch, {QUOTED} it said.
Alder will hold 40 % of Birch.
"""
OTHER: Final = "Alder will invest 12 billion dollars in Birch.\n"
INVESTMENTS: Final = f"""\
- id: alder-into-birch
  label: {{en: '{EVIL}', fr: '{EVIL}'}}
  note: {{en: '{EVIL}', fr: '{EVIL}'}}
  payer: alder
  payee: birch
  statements:
    - source: "001"
      amount: {{exact: 10, unit: billion, currency: USD}}
      stage: pledged
      attestation: outlet
      upstream: ['{EVIL}']
      quote: 'invest 10 billion dollars in Birch, {QUOTED}'
    - source: "002"
      amount: {{exact: 12, unit: billion, currency: USD}}
      stage: pledged
      attestation: unattributed
      quote: Alder will invest 12 billion dollars in Birch
"""
STAKES: Final = f"""\
- id: alder-in-birch
  label: {{en: '{EVIL} in part', fr: '{EVIL} en partie'}}
  holder: alder
  target: birch
  statements:
    - source: "001"
      share: {{exact: 40}}
      stage: pledged
      attestation: unattributed
      quote: Alder will hold 40 % of Birch
"""
PARTIES: Final = "".join(
    f"- id: {key}\n  label: {{en: '{name}', fr: '{name}'}}\n  type: company\n"
    for key, name in (("alder", f"Alder {EVIL}"), ("birch", f"{EVIL} Birch"))
)
CARD: Final = {
    "title": {"en": EVIL, "fr": EVIL},
    "summary": {"en": EVIL, "fr": EVIL},
    "publisher": EVIL,
    "upstream": [EVIL],
    "published_note": {"en": EVIL, "fr": EVIL},
}


@pytest.fixture
def evil(tiny: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dataset all of whose texts are evil."""
    files = {"investments": INVESTMENTS, "stakes": STAKES, "parties": PARTIES}
    root = tiny(files, {"001": ARTICLE, "002": OTHER}, {"001": CARD, "002": CARD})
    monkeypatch.setenv("DATASET", str(root))
    return root


@pytest.mark.usefixtures("evil")
@pytest.mark.parametrize("name", words.PAGES)
def test_no_sign_of_the_data_is_markdown_or_html(name: str, app: Open) -> None:
    seen = 0
    for record in ("alder-into-birch", "alder-in-birch"):
        shown = app(name, record=record, party="alder")
        for text in shown.markdown:
            assert not SPOKEN.search(text), text
            seen += "alert" in text
        for chart in shown.run.get("plotly_chart"):
            # Plotly reads a few of HTML's elements wherever it writes; `meta` it does not write.
            spec = json.loads(chart.proto.spec)
            spec["layout"].pop("meta", None)
            assert "<script" not in json.dumps(spec)
    assert seen


@pytest.mark.usefixtures("evil")
def test_no_sign_of_the_data_is_html_in_a_document() -> None:
    client = TestClient(Starlette(routes=routes()))
    addresses = [links.path(name) for name in words.PAGES]
    addresses += ["/?record=alder-into-birch", "/?party=alder"]
    told = [client.get(address).text for address in addresses]
    assert all("<script>alert" not in text for text in told)
    assert any("&lt;script&gt;alert" in text for text in told)


@pytest.mark.usefixtures("evil")
def test_no_cell_is_a_formula_to_a_french_excel() -> None:
    client = TestClient(Starlette(routes=routes()))
    answer = client.get("/data/records.csv?dialect=excel-fr").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(answer), delimiter=";"))
    assert {row["label_en"] for row in rows} == {f"'{EVIL}", f"'{EVIL} in part"}
    # The canonical file has what was said and nothing else, for programs.
    said = list(csv.DictReader(io.StringIO(client.get("/data/records.csv").text)))
    assert {row["label_en"] for row in said} == {EVIL, f"{EVIL} in part"}


def test_no_line_end_of_the_data_ends_a_line_of_the_log(
    evil: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holding, "LOOK_EVERY", 0.0)
    holding.dataset(evil)
    capsys.readouterr()
    path = evil / "data" / "stakes.yaml"
    forged = '- id: "a\\n{\\"event\\": \\"forged\\"}"\n'
    path.write_text(path.read_text(encoding="utf-8") + forged, encoding="utf-8")
    assert holding.problems(evil)
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["event"] == "dataset_broken"
    assert "forged" in line
    holding.forget()


def test_no_sign_of_a_link_is_markdown_or_html(app: Open) -> None:
    shown = app("data", party=EVIL, colour=EVIL, search=EVIL, as_of=EVIL)
    said = [text for text in shown.markdown if "alert" in text]
    assert said
    assert not any(SPOKEN.search(text) for text in said)
    currencies = app("currencies", amount=EVIL)
    said = [text for text in currencies.markdown if "alert" in text]
    assert said
    assert not any(SPOKEN.search(text) for text in said)
