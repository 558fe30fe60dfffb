"""Many groups at once, against what is written down here."""

from __future__ import annotations

import pandas as pd

from analysis.grouping import MARK, apart, joined


def test_the_words_of_a_group_keep_their_order() -> None:
    words = pd.Series(["b", "x", "a", "y"], dtype="str")
    found = joined(words, pd.Series(["two", "one", "two", "one"], dtype="str"), " + ")
    assert found.to_dict() == {"one": "x + y", "two": "b + a"}


def test_groups_may_be_numbers_and_none_may_be_there() -> None:
    assert joined(pd.Series(["a"], dtype="str"), pd.Series([7])).to_dict() == {7: "a"}
    nothing = joined(pd.Series([], dtype="str"), pd.Series([], dtype="str"))
    assert nothing.empty
    assert nothing.dtype == "str"


def test_ids_of_two_readings_never_meet() -> None:
    frame = pd.DataFrame(
        {
            "record_id": ["a", "a"],
            "part_of": ["whole", None],
            "includes": [("b", "c"), ()],
            "label": ["kept", "kept"],
            "reading": ["1", "2"],
        }
    )
    found = apart(frame)
    assert found["record_id"].tolist() == [f"a{MARK}1", f"a{MARK}2"]
    assert found["part_of"][0] == f"whole{MARK}1"
    assert pd.isna(found["part_of"][1])
    assert found["includes"].tolist() == [(f"b{MARK}1", f"c{MARK}1"), ()]
    assert found["label"].tolist() == ["kept", "kept"]
