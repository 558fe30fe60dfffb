"""What is taken along from a chart: the picture with its words, names of files, the dialog."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING

import plotly.graph_objects as go
import pytest

from app import saving

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from app.view import View
    from tests.app.conftest import Build, Open


@pytest.mark.parametrize(
    ("name", "query", "stem"),
    [
        ("commitments", {}, "commitments"),
        ("rate-USD-JPY", {}, "rate-usd-jpy"),
        ("computing-openai-by-2030", {"record": ["x"]}, "computing-openai-by-2030"),
        (
            "flows",
            {
                "currency": ["EUR"],
                "as_of": ["2025-02-01"],
                "party": ["sb-openai-japan"],
                "stage": ["in_talks", "pledged"],
            },
            "flows-sb-openai-japan-in-talks-pledged-as-of-2025-02-01-eur",
        ),
        ("../a b", {}, "-a-b"),
    ],
)
def test_a_files_name_says_of_what_and_of_which_day(
    name: str, query: dict[str, list[str]], stem: str
) -> None:
    assert saving.stem(name, query) == stem


def bar() -> go.Figure:
    return go.Figure(go.Bar(x=[1], y=["a"])).update_layout(height=200)


def drawn(view: View, base: str = "http://localhost:8501") -> go.Figure:
    return saving.picture(
        view,
        bar(),
        title="Two sources disagree",
        subtitle="Billions",
        foot="Source: 2 press articles (002, 004).",
        base=base,
        day=dt.date(2026, 11, 22),
    )


def words(figure: go.Figure) -> list[str]:
    return [note.text for note in figure.layout.annotations]


def test_a_picture_carries_title_source_version_licence_address_and_day(
    view: Build,
) -> None:
    figure = drawn(view(), "https://pledges.example.org")
    version = view().dataset.version
    title, subtitle, foot = words(figure)
    assert (title, subtitle) == ("Two sources disagree", "Billions")
    assert foot.split("<br>") == [
        "Source: 2 press articles (002, 004).",
        f"Pledgebook, version {version}, CC BY 4.0, pledges.example.org, accessed 22 Nov 2026.",
    ]
    assert (figure.layout.width, figure.layout.height > 200) == (960, True)


def test_an_address_that_only_this_machine_knows_is_left_out(view: Build) -> None:
    assert words(drawn(view()))[-1].endswith("CC BY 4.0, accessed 22 Nov 2026.")


def test_a_picture_says_which_records_the_filters_leave(view: Build) -> None:
    # A page has its controls beside it, a picture has not.
    figure = drawn(view(party="softbank", stages=("in_talks", "pledged")))
    assert "Only records of: SoftBank; in talks or pledged.<br>" in words(figure)[-1]


def test_the_chart_on_the_page_stays_as_it_is(view: Build) -> None:
    figure, day = bar(), dt.date(2026, 11, 22)
    before = figure.to_json()
    saving.picture(view(), figure, title="A", subtitle="B", foot="C", base="", day=day)
    assert figure.to_json() == before


def opened(app: Open, name: str, **query: str) -> AppTest:
    run = app(**query).run
    return run.button(key=f"save-{name}").click().run()


def test_the_dialog_shows_the_picture_as_it_is_saved(app: Open) -> None:
    run = opened(app, "commitments")
    (shown,) = [c.proto for c in run.get("plotly_chart") if "toImage" in c.proto.config]
    layout, config = json.loads(shown.spec)["layout"], json.loads(shown.config)
    options = config["toImageButtonOptions"]
    assert layout["annotations"][-3]["text"].startswith("SoftBank: US$32.68–46.68bn; ")
    assert (options["width"], options["height"]) == (960, layout["height"])
    assert (options["format"], options["scale"]) == ("png", 2)
    assert re.fullmatch(r"pledgebook-commitments-\d\.\d\.\d-[0-9a-f]{8}", options["filename"])
    assert config["modeBarButtons"] == [["toImage"]]


def test_the_dialog_gives_link_frame_and_reference(app: Open) -> None:
    run = opened(app, "flows", party="softbank")
    link, frame, said, bibtex = [code.value for code in run.code]
    assert link.endswith("/?party=softbank#flows")
    assert "chart=flows&amp;embed=true" in frame
    assert link in said
    assert f"url = {{{link}}}" in bibtex


def test_a_chart_without_a_picture_has_nothing_to_save(app: Open) -> None:
    keys = [button.key for button in app("timeline", stage="in_talks").run.button]
    assert "save-happens" not in keys
    assert "save-stated" in keys
