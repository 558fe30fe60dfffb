"""Any dataset: the same pages and files serve a second one, and neither shows a word of the other.

The second is invented (`tests/datasets/climate`): English alone, pounds, francs, kroner and euros.
The rates that its figures are worked out by are the ECB's, units for one euro:

    14 May 2024   0.85983 GBP  0.98010 CHF
    16 May        0.85850      0.98220
    11 June       0.84198               11.491 NOK
    24 September  0.83220      0.94390
    27 September  0.83338      0.94200   (a Friday: that of Saturday the 28th)
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import TYPE_CHECKING, Final

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app import languages, publishing, words
from app.routes import routes
from models.checks import load, problems
from models.loading import OWN_DATASET
from models.measures import Money
from tests.conftest import CLIMATE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.app.conftest import Open, Shown
    from tests.conftest import Names

OTHER: Final = {OWN_DATASET: CLIMATE, CLIMATE: OWN_DATASET}
# A day on which only some of its articles have been published.
PAST: Final = {OWN_DATASET: "2025-02-01", CLIMATE: "2024-05-20"}

each_dataset = pytest.mark.parametrize(
    "root", [pytest.param(OWN_DATASET, id="own"), pytest.param(CLIMATE, id="climate")]
)
each_page = pytest.mark.parametrize("name", list(words.PAGES))


@pytest.fixture
def serve(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages and files are those of `root`."""
    monkeypatch.setenv("DATASET", str(root))


@pytest.fixture
def second(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages and files are those of the second dataset."""
    monkeypatch.setenv("DATASET", str(CLIMATE))


def everything(shown: Shown) -> str:
    """All that a page sends: its words, its charts, its tables and what can be chosen."""
    run = shown.run
    charts = [json.loads(chart.proto.spec) for chart in run.get("plotly_chart")]
    charts = [json.dumps(chart, ensure_ascii=False) for chart in charts]
    alts = [str(chart.proto) for chart in run.get("plotly_chart")]
    frames = [frame.value.to_csv() for frame in run.dataframe]
    options = [str(option) for box in run.selectbox for option in box.options]
    return "\n".join([shown.words, *charts, *alts, *frames, *options])


# Both datasets ---------------------------------------------------------------


@each_dataset
@each_page
@pytest.mark.usefixtures("serve")
def test_a_page_shows_its_dataset_and_nothing_of_the_other(
    root: Path, name: str, app: Open, names: Names
) -> None:
    """As it opens, in each currency that occurs, of a party, on an earlier day, and in French."""
    data = load(root)
    measures = [statement.measure for _, _, statement in data.statements()]
    currencies = sorted({m.currency for m in measures if isinstance(m, Money)})
    assert len(currencies) > 1
    views = [("lang", "en"), *(("currency", code) for code in currencies)]
    views += [("party", next(iter(data.parties))), ("as_of", PAST[root])]
    # The last: outside of a run the tested page's boxes speak English, and are not found again.
    views.append(("lang", "fr"))
    shown = app(name)
    for key, value in views:
        shown.run.query_params[key] = value
        shown.run.run()
        assert not shown.run.exception
        assert not shown.run.error
        assert not shown.run.warning  # the link was understood
        assert shown.titles
        assert all(shown.titles)
        said = everything(shown)
        assert names(root, said)
        assert names(OTHER[root], said) == set()


@each_dataset
@pytest.mark.usefixtures("serve")
def test_the_first_page_of_each_party(root: Path, app: Open, names: Names) -> None:
    shown = app()
    for party in load(root).parties:
        shown.run.query_params["party"] = party
        shown.run.run()
        assert not shown.run.exception
        assert not shown.run.warning
        assert shown.titles
        assert names(OTHER[root], everything(shown)) == set()


@each_dataset
@pytest.mark.usefixtures("serve")
def test_each_record_opens_with_its_words(root: Path, app: Open) -> None:
    """One after the other, in English and in French by turns."""
    data = load(root)
    # A page with no words of the articles of its own.
    shown = app("timeline")
    for number, (key, record) in enumerate(data.records.items()):
        lang = ("en", "fr")[number % 2]
        shown.run.query_params["record"], shown.run.query_params["lang"] = key, lang
        shown.run.run()
        assert not shown.run.exception
        said = shown.words
        with languages.spoken(lang):
            titles = {name: languages.own(card.title) for name, card in data.sources.items()}
            note = languages.own(record.note) if record.note else ""
        for statement in record.statements:
            assert f"« {statement.quote.replace('**', '')} »" in said
            assert titles[statement.source] in said
        assert note.replace("\u00a0", " ") in said


@each_dataset
@pytest.mark.usefixtures("serve")
def test_every_file_is_of_its_dataset_alone(root: Path, names: Names) -> None:
    client = TestClient(Starlette(routes=routes()), base_url="http://pledgebook.test")
    for file in publishing.FILES:
        answer = client.get(f"/data/{file}")
        assert answer.status_code == 200
        text = answer.content
        if zipfile.is_zipfile(io.BytesIO(text)):
            with zipfile.ZipFile(io.BytesIO(text)) as package:
                # A workbook names the maker of its format, and of fonts.
                makers = {"docProps/app.xml", "xl/theme/theme1.xml"}
                parts = [part for part in package.namelist() if part not in makers]
                text = b"\n".join(package.read(part) for part in parts)
        assert names(OTHER[root], text.decode()) == set(), file


@each_dataset
@pytest.mark.parametrize("lang", ["en", "fr", "ja"])
@pytest.mark.usefixtures("serve")
def test_every_document_is_of_its_dataset_alone(root: Path, lang: str, names: Names) -> None:
    client = TestClient(Starlette(routes=routes()), base_url="http://pledgebook.test")
    cited = load(root).citation
    assert cited is not None
    for name in words.PAGES:
        answer = client.get("/" if name == "overview" else f"/{name}", params={"lang": lang})
        assert f" · {cited.title}</title>" in answer.text
        assert names(OTHER[root], answer.text) == set()
    listed = client.get("/sitemap.xml").text
    assert all(f"record={record}<" in listed for record in load(root).records)


def test_no_code_names_a_thing_of_either_dataset(names: Names) -> None:
    for folder in ("models", "analysis", "app"):
        paths = [path for path in (OWN_DATASET / folder).rglob("*") if path.is_file()]
        sources = [path for path in paths if path.suffix != ".pyc"]
        assert sources
        for path in sources:
            text = path.read_text(encoding="utf-8")
            assert names(OWN_DATASET, text) | names(CLIMATE, text) == set(), path


# The second dataset, by hand --------------------------------------------------


def test_it_has_no_problem_and_every_figure_is_accounted_for(climate: Path) -> None:
    assert problems(climate, climate / "texts") == []


def test_it_says_that_it_is_invented(climate: Path) -> None:
    data = load(climate)
    outlets = [name for source in data.sources.values() for name in source.upstream]
    outlets += [source.publisher for source in data.sources.values() if source.publisher]
    assert outlets
    assert all(name.endswith("(invented)") for name in outlets)
    assert {party.note.en for party in data.parties.values() if party.note} == {"Invented."}
    assert all(party.note for party in data.parties.values())


@pytest.mark.usefixtures("second")
def test_its_totals(app: Open) -> None:
    """In pounds, the currency that it reports in most.

    Fjordhavn    900m to 1.2bn NOK x 0.84198 / 11.491 = 65.95m to 87.93m;
                 with 2bn EUR x 0.83338 = 1,666.76m that is 1,732.7m to 1,754.7m
    Marrowdale   250m to 300m, and 80m to 100m CHF x 0.83338 / 0.942 = 88.47m
    Northmark    120m, and 60m EUR x 0.8322 = 49.93m; the claim of 180m is left out
    Greywick     12m, and more than 15m: it has no upper end, and is the smallest all the same
    """
    shown = app()
    assert shown.titles[:2] == [
        "Who has committed how much to whom",
        "Fjordhavn Pension Fund: £1.73–1.75bn; none of it is binding or paid",
    ]
    assert (
        "Also: Marrowdale climate ministry £330–388.47m; Northmark Climate Fund £169.93m; "
        "Bank of Veldmar £50m; City of Greywick more than £27m" in shown.words
    )
    assert "The widest flow, Marrowdale climate ministry to Tidewell Tidal, is committed" in (
        shown.titles
    )
    assert "Sources disagree on 3 of 25 records" in shown.titles


@pytest.mark.usefixtures("second")
def test_its_pounds_and_francs(app: Open) -> None:
    """Of 14 May 2024: 0.9801 / 0.85983 = 1.13988 francs a pound."""
    shown = app("currencies")
    (table,) = [frame.value for frame in shown.run.dataframe]
    assert [name for name in table.columns if name.startswith("In ")] == [
        "In GBP",
        "In CHF",
        "In EUR",
    ]
    rows = table[table["Record"].eq("Veldmar into Tidewell Tidal")].to_dict("records")
    # 57 / (0.9822 / 0.8585) = 49.82.
    assert [(row["As reported"], row["In GBP"]) for row in rows] == [
        ("£50m", "£50m"),
        ("CHF57m", "£49.82m"),
    ]
    assert "1 GBP = 1.1399 CHF" in rows[0]["Rates"].replace("\u00a0", " ")
    # 51 / 60 = 0.85, and 0.85 / 0.8322 = 1.0214.
    assert (
        "Source estuary converts at about 0.85000 British pounds a euro, 2.14\u202f% above the "
        "official fixing" in shown.titles
    )
    assert app("currencies", currency="NOK").run.dataframe[0].value.columns[6] == "In NOK"


@pytest.mark.usefixtures("second")
def test_a_pair_of_pounds_and_francs_that_agree_and_one_that_does_not(app: Open) -> None:
    """50m GBP x 1.13988 = 56.99m CHF, beside 57m: within 2 %.

    80m GBP x 0.9439 / 0.8322 = 90.74m CHF, beside 100m: 9.26m apart, 9.26 / 90.74 = 10.21 %.
    """
    agreeing = app(record="veldmar-into-tidewell").words
    assert "### £50m" in agreeing
    assert "they agree within 2 %, and the figure reported in British pounds stands" in agreeing
    francs = app("conflicts", currency="CHF")
    assert francs.titles[0] == "3 conflicts between sources"
    assert francs.titles[1] == (
        "Marrowdale into Coastshield: sources are CHF9.26m apart, 10.21\u202f% of the smaller"
    )
    assert "£80–88.47m" in app().words


@pytest.mark.usefixtures("second")
def test_its_conflicts_and_what_is_only_about(app: Open) -> None:
    shown = app("conflicts")
    cards = [line for line in shown.words.splitlines() if line.startswith("**") and "red" in line]
    assert cards == [
        "**Marrowdale into Coastshield** · :red[two amounts]",
        "**Coastshield's partners** · :red[two lists of partners]",
        "**Tidewell's turbines start** · :red[two dates]",
    ]
    # 120 + 49.93 = 169.93 is less than 180.
    assert "Northmark's own sum for the coast: a claim above the sum of its parts" in shown.titles
    # 400 x 1.05 = 420 is more than 410.
    assert (
        "Power of the Tidewell barrage: about 400 MW, 410 MW, so about 410 MW (“about” allows "
        "for 5 %)" in shown.buttons
    )
    assert (
        "They agree as far as “about” allows, which is 5 %." in app(record="tidewell-power").words
    )


@pytest.mark.usefixtures("second")
def test_its_stakes(app: Open) -> None:
    """100 - 35 - 40 = 25; 250 / (900 + 250) = 21.74 % and 300 / (900 + 300) = 25 %."""
    shown = app("stakes")
    assert shown.titles[1] == (
        "Tidewell Tidal: Northmark Climate Fund 35\u202f%, Marrowdale climate ministry 40\u202f%; "
        "who holds the other 25\u202f% is not reported"
    )
    assert "At the reported valuation, the money would buy 21.74–25\u202f% of Tidewell Tidal" in (
        shown.titles
    )
    # The source says that the valuation is before the new money.
    assert "post-money." not in shown.words
    # 80 / 200 = 40 % and 88.47 / 200 = 44.23 %, beside "more than 7.5 %" of which no end is known.
    assert "The largest part is Marrowdale into Coastshield, 40–44.23\u202f% of its whole" in (
        shown.titles
    )


@pytest.mark.usefixtures("second")
def test_an_earlier_day_knows_the_two_first_articles_alone(app: Open) -> None:
    shown = app("conflicts", as_of=PAST[CLIMATE])
    assert shown.titles[0] == "Conflicts"
    # harbour makes 9 statements and summit 4, 2 of them on 2 records of harbour's: 11 records.
    assert "As 2 press articles report: 13 statements about 11 records." in (
        app(as_of=PAST[CLIMATE]).words
    )


@pytest.mark.usefixtures("second")
def test_french_pages_show_its_english_labels(app: Open) -> None:
    shown = app("sources", lang="fr", source="harbour")
    assert "Northmark backs the Tidewell barrage" in shown.titles
    assert "The date is printed under the name of the paper." in shown.words
    found = app("data", lang="fr", search="greywick")
    labels = found.run.dataframe[0].value["label_fr"]
    assert labels.tolist() == [
        "Greywick into Coastshield",
        "Purchase of the Old Lock station",
        "Coastshield's partners",
        "Coastshield's partners",
    ]


@pytest.mark.usefixtures("second")
def test_its_files_leave_french_cells_empty(climate: Path) -> None:
    client = TestClient(Starlette(routes=routes()), base_url="http://pledgebook.test")
    rows = list(csv.DictReader(io.StringIO(client.get("/data/statements.csv").text)))
    assert len(rows) == 34
    assert {row["label_fr"] for row in rows} == {""}
    range_of_kroner = next(row for row in rows if row["unit"] == "NOK")
    assert (range_of_kroner["minimum"], range_of_kroner["maximum"]) == ("900000000", "1200000000")
    entities = client.get("/data/bods.json").json()
    assert [e["recordDetails"]["name"] for e in entities if e["recordType"] == "entity"] == [
        "Tidewell Tidal",
        "Northmark Climate Fund",
        "Marrowdale climate ministry",
        "Bank of Veldmar",
    ]
    assert not any("alternateNames" in e["recordDetails"] for e in entities)
    version = load(climate).version
    assert client.get("/data/records.csv").headers["pledgebook-version"] == version


@pytest.mark.usefixtures("second")
def test_it_has_no_picture_and_previews_ask_for_none() -> None:
    client = TestClient(Starlette(routes=routes()), base_url="http://pledgebook.test")
    assert client.get("/preview.png").status_code == 404
    document = client.get("/stakes").text
    assert "<title>Stakes · Climate pledges (invented)</title>" in document
    assert (
        "image"
        not in document.partition("</head>")[0].partition("<title>")[2].partition("<link")[0]
    )
