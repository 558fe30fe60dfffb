"""What the chart of sources draws, counted by hand in the five articles."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pandas as pd

from app.figures import sources
from app.view import View, choose
from models.loading import dataset_root


def view(as_of: dt.date | None = None) -> View:
    return choose(dataset_root(), "USD", as_of, None, (), dark=False)


def test_every_statement_is_counted_once_the_newest_source_first() -> None:
    found = sources.told(view())
    table = sources.counts(found)
    assert list(table.index) == ["000", "001", "003", "002", "004"]
    assert list(table.columns) == ["contested", "concurring", "single"]
    # Of 000: Sakai in 2026 and its later power are contested, with 001; nothing else of it has an
    # independent voice, for both articles repeat TechCrunch.
    assert table.to_numpy()[0].tolist() == [2, 0, 6]
    assert table.to_numpy().sum() == len(found) == 65


def test_before_the_second_article_nothing_concurs() -> None:
    table = sources.counts(sources.told(view(dt.date(2025, 1, 25))))
    assert list(table.index) == ["004"]
    assert table["concurring"].sum() == 0


def test_a_block_opens_its_record() -> None:
    seen = view()
    found = sources.told(seen)
    drawn, each = sources.blocks(found)
    assert each == 1
    assert len(drawn) == 65
    traces: dict[str, Any] = {trace.name: trace for trace in sources.figure(seen, found).data}
    assert sorted(traces["statement"].customdata) == sorted(found["record_id"])
    attested = sum(len(traces[code].x) for code in ("official", "outlet", "unattributed"))
    assert attested == 65


def test_contested_blocks_alone_are_of_the_alarm_colour() -> None:
    seen = view()
    found = sources.told(seen)
    drawn, _ = sources.blocks(found)
    bars = sources.figure(seen, found).data[0]
    by_state = pd.Series(bars.marker.color).groupby(drawn["state"].to_numpy()).unique()
    red = {
        state: int(tints[0][1:3], 16) - int(tints[0][5:7], 16) for state, tints in by_state.items()
    }
    assert red["contested"] > 50 > max(red["concurring"], red["single"])


def test_with_many_statements_a_block_stands_for_several() -> None:
    """90 statements alike in one source: 40 blocks at most, so 3 a block and 30 blocks."""
    found = pd.DataFrame(
        {
            "source_id": "a",
            "record_id": [f"r{i}" for i in range(90)],
            "state": "single",
            "attestation": "outlet",
            "quote": "",
        }
    )
    drawn, each = sources.blocks(found)
    assert each == 3
    assert drawn["place"].tolist() == list(range(30))
    assert drawn["record_id"].iloc[1] == "r3"
    assert drawn["statements"].tolist() == [3] * 30


def test_with_many_sources_a_block_stands_for_several() -> None:
    """20 sources of 30 statements alike: 600, at most 300 blocks, so 2 a block and 15 a source."""
    found = pd.DataFrame(
        {
            "source_id": [f"s{i % 20}" for i in range(600)],
            "record_id": [f"r{i}" for i in range(600)],
            "state": "single",
            "attestation": "outlet",
            "quote": "",
        }
    )
    drawn, each = sources.blocks(found)
    assert each == 2
    assert len(drawn) == 300
    assert drawn["statements"].sum() == 600


def test_titles_with_markup_are_escaped() -> None:
    seen = view()
    data = seen.dataset
    first = data.sources["000"]
    title = first.title.model_copy(update={"en": "A <b> & more"})
    changed = {**data.sources, "000": first.model_copy(update={"title": title})}
    seen = replace(seen, dataset=replace(data, sources=changed))
    texts = [note.text for note in sources.figure(seen, sources.told(seen)).layout.annotations]
    assert "000 · A &lt;b&gt; &amp; more" in texts
