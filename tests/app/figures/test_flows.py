from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from app.figures import flows

if TYPE_CHECKING:
    from app.view import View
    from tests.app.conftest import Build


def sankey(view: View) -> Any:  # noqa: ANN401 - plotly's traces have no types
    (trace,) = flows.figure(view, flows.links(view)).data
    return trace


def bands(trace: Any) -> dict[tuple[str, str], list[float]]:  # noqa: ANN401 - as above
    names = [label.split("<br>")[0] for label in trace.node.label]
    found: dict[tuple[str, str], list[float]] = {}
    for source, target, value in zip(
        trace.link.source, trace.link.target, trace.link.value, strict=True
    ):
        found.setdefault((names[source], names[target]), []).append(value)
    return {ends: sorted(values) for ends, values in found.items()}


def test_a_link_is_a_counted_record_with_both_ends(view: Build) -> None:
    found = flows.links(view())
    assert list(found["payer"] + " → " + found["payee"] + ": " + found["amount"]) == [
        "SoftBank → OpenAI: US$15–25bn",
        "SoftBank → Stargate: US$15–19bn",
        "OpenAI → Stargate: US$19bn",
        "Microsoft → OpenAI: US$13bn",
        "SoftBank → OpenAI: US$2bn",
        "SoftBank → Sharp: US$676m",
    ]
    # The article's own adding-up is no flow beside what it adds up.
    assert "softbank-overall-commitment" not in found.index


def test_a_band_is_as_wide_as_the_minimum_and_another_as_the_rest(view: Build) -> None:
    assert bands(sankey(view())) == {
        ("SoftBank", "OpenAI"): [2e9, 10e9, 15e9],  # 2; 15 to 25
        ("SoftBank", "Stargate"): [4e9, 15e9],  # 15 to 19
        ("SoftBank", "Sharp"): [676e6],
        ("OpenAI", "Stargate"): [19e9],
        ("Microsoft", "OpenAI"): [13e9],
    }


def test_ends_are_named_with_their_sums_payers_before_payees(view: Build) -> None:
    assert list(sankey(view()).node.label) == [
        "SoftBank<br>US$32.68–46.68bn",
        "OpenAI<br>US$19bn",
        "Microsoft<br>US$13bn",
        "OpenAI<br>US$30–40bn",  # 2 + 13 + (15 to 25)
        "Stargate<br>US$34–38bn",  # 19 + (15 to 19)
        "Sharp<br>US$676m",
    ]


def test_a_band_says_of_which_record_it_is(view: Build) -> None:
    said = list(sankey(view(party="sharp")).link.customdata)
    assert said == ["Purchase of Sharp's Sakai plant: US$676m<br>this band: US$676m at the least"]


@pytest.mark.parametrize(
    ("bounds", "flags", "width", "label"),
    [
        ((-np.inf, 25e9), {}, 25e9, "up to US$25bn"),
        ((40e9, np.inf), {"low_exclusive": True}, 40e9, "more than US$40bn"),
        ((19e9, 19e9), {"approximate": True}, 19e9, "about US$19bn"),
    ],
)
def test_open_bounds_and_about_stay_in_the_sums(
    view: Build, bounds: tuple[float, float], flags: dict[str, bool], width: float, label: str
) -> None:
    sharp = view(party="sharp")
    changed = sharp.records.assign(low=bounds[0], high=bounds[1], **flags)
    trace = sankey(dataclasses.replace(sharp, records=changed))
    assert bands(trace) == {("SoftBank", "Sharp"): [width]}
    assert list(trace.node.label) == [f"SoftBank<br>{label}", f"Sharp<br>{label}"]


def test_of_many_records_the_widest_sums_between_two_parties_are_drawn(
    view: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flows, "MOST", 5)
    monkeypatch.setattr(flows, "PAIRS", 3)
    found = flows.links(view())
    # (15 to 25) + 2, 15 to 19, 19; left out: 13 and 0.676.
    assert list(found["payer"] + " → " + found["payee"] + ": " + found["amount"]) == [
        "SoftBank → OpenAI: US$17–27bn",
        "SoftBank → Stargate: US$15–19bn",
        "OpenAI → Stargate: US$19bn",
    ]
    assert list(found["records"]) == [2, 1, 1]
    assert found["label"].iloc[0] == "2 records"
    # In talks and completed: their sum is of no one stage.
    assert found["stage"].isna().tolist() == [True, False, False]
    assert bands(sankey(view()))["SoftBank", "OpenAI"] == [10e9, 17e9]
