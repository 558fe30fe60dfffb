"""The plot of what grows, by its points."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from bench.growth import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, plot

SVG = "{http://www.w3.org/2000/svg}"


def test_a_point_lies_where_its_powers_are() -> None:
    drawn = ET.fromstring(plot({"loading": {10: 0.1, 1000: 10.0}}))  # noqa: S314 - our own
    (line,) = drawn.findall(f"{SVG}polyline")
    # Two powers of ten either way: from the lower left corner to the upper right.
    first, last = [
        tuple(map(float, point.split(","))) for point in line.attrib["points"].split(" ")
    ]
    assert first == (LEFT, HEIGHT - BOTTOM)
    assert last == (WIDTH - RIGHT, TOP)
    words = [text.text for text in drawn.findall(f"{SVG}text")]
    assert {"10", "100", "1,000", "0.1 s", "1 s", "10 s", "loading", "in proportion"} <= {*words}


def test_names_never_lie_upon_each_other() -> None:
    drawn = ET.fromstring(plot({name: {1: 1.0, 10: 5.0} for name in ("a", "b", "c")}))  # noqa: S314 - our own
    places = sorted(
        float(text.attrib["y"])
        for text in drawn.findall(f"{SVG}text")
        if text.text in {"a", "b", "c"}
    )
    assert all(below - above >= 16 for above, below in pairwise(places))


def test_one_size_is_no_growth() -> None:
    with pytest.raises(ValueError, match="of 1 sizes"):
        plot({"loading": {10: 0.1}})
