"""What a click costs: a view seen before is not computed again, and what is folded is not sent."""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from streamlit.testing.v1 import AppTest

from models.loading import OWN_DATASET
from tests.app.conftest import Shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from streamlit.testing.v1.element_tree import Expander

PAGES = sorted(path.stem for path in (OWN_DATASET / "app" / "pages").glob("*.py"))
# What a reader types is answered by a run of its own: an amount to convert, a word to search for.
TYPED = {"currencies", "data"}
WORK = (
    *("/analysis/", "/app/figures/", "/app/examples.py", "/babel/numbers.py", "/babel/dates.py"),
    *("/pandas/core/groupby/", "/pandas/core/methods/to_dict.py", "/pandas/core/sorting.py"),
)
"""Where figures are computed, drawn and put into words."""


def folded(name: str, **query: str) -> AppTest:
    """A page as it comes, with all that is folded away still so."""
    run = AppTest.from_file(str(OWN_DATASET / "dashboard.py"), default_timeout=180)
    run.run()
    if name != "overview":
        run.switch_page(f"app/pages/{name}.py")
    run.query_params.update(query)
    run.run()
    assert not run.exception
    return run


@pytest.fixture
def worked() -> Iterator[Counter[str]]:
    """The functions of `WORK` that are called in threads begun from now on."""
    found: Counter[str] = Counter()

    def called(frame: Any, event: str, _argument: object) -> None:  # noqa: ANN401 - a frame
        path = frame.f_code.co_filename
        name = frame.f_code.co_qualname
        # What a finished chart sends is at hand.
        if event == "call" and any(part in path for part in WORK) and name != "Finished.to_dict":
            found[f"{path}: {name}"] += 1

    before = threading.getprofile()
    threading.setprofile(called)
    yield found
    threading.setprofile(before)


@pytest.mark.parametrize("name", [name for name in PAGES if name not in TYPED])
def test_a_view_seen_before_is_not_computed_again(name: str, worked: Counter[str]) -> None:
    run = folded(name)
    worked.clear()
    run.run()
    assert not run.exception
    assert worked == Counter()


def test_another_view_is_computed(worked: Counter[str]) -> None:
    run = folded("overview")
    worked.clear()
    # A currency that no other test asks for.
    run.selectbox(key="currency").set_value("CHF").run()
    assert any("/app/figures/commitments.py" in place for place in worked)


def parts(run: AppTest) -> list[Expander]:
    return list(run.expander)


def key(part: Expander) -> str:
    """The key of a folded part: Streamlit's ids end with it."""
    return part.proto.id.split("-", 2)[2]


@pytest.mark.parametrize("name", PAGES)
def test_what_is_folded_is_not_sent_and_comes_when_it_is_opened(name: str) -> None:
    run = folded(name)
    closed = parts(run)
    assert [part.label for part in closed if part.children] == []
    for number, part in enumerate(closed):
        run.session_state[key(part)] = True
        run.run()
        assert not run.exception
        opened = parts(run)
        filled = [bool(one.children) for one in opened]
        assert filled == [place <= number for place in range(len(closed))]
    # Method folds nothing away.
    assert bool(closed) == (name != "method")


def test_a_part_of_the_overview_has_its_records_once_opened() -> None:
    run = folded("overview")
    shown = Shown(run)
    assert not run.table
    assert "Stargate: SoftBank's stake in Stargate, 20\u202f%" not in shown.buttons
    run.session_state["folded-gap-unassigned"] = True
    run.run()
    assert "Stargate: SoftBank's stake in Stargate, 20\u202f%" in shown.buttons
    run.session_state["folded-table-commitments"] = True
    run.run()
    assert shown.table("Sources")[2] == [
        "SoftBank",
        "Stargate",
        "US$15–19bn",
        "pledged",
        "disagree",
    ]


def test_the_overview_stays_small() -> None:
    """Each element costs the server more than a tenth of a millisecond at every click."""
    assert len(list(folded("overview"))) < 110


def ledger(run: AppTest) -> Expander:
    (part,) = [part for part in parts(run) if part.label.startswith("How a total is made")]
    return part


def test_a_link_to_a_total_opens_its_ledger_until_the_reader_closes_it() -> None:
    assert not ledger(folded("overview")).proto.expanded
    run = folded("overview", payer="microsoft")
    assert ledger(run).proto.expanded
    assert Shown(run).table("Why left out")[-1][:2] == ["total", "from Microsoft"]
    run.session_state[key(ledger(run))] = False
    for _ in range(2):
        run.run()
        assert not ledger(run).proto.expanded


def test_a_ledger_stays_open_whatever_is_chosen_in_it() -> None:
    run = folded("overview", payer="microsoft")
    (box,) = [box for box in run.selectbox if box.label == "Total from"]
    # The largest payer is what the page shows where the link is silent.
    box.set_value("softbank").run()
    assert "payer" not in run.query_params
    assert ledger(run).proto.expanded
