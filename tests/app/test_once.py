"""What is made once is made for everybody, and for nobody else's choices."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from app import languages, once

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.app.conftest import Open


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    once.forget()
    yield
    once.forget()


def test_the_same_arguments_and_language_give_the_same_object() -> None:
    made: list[tuple[str, int]] = []

    @once.once
    def make(number: int) -> list[str]:
        made.append((languages.current(), number))
        return [languages.current()]

    assert make(1) is make(1)
    assert make(2) is not make(1)
    with languages.spoken("fr"):
        assert make(1) == ["fr"]
    assert made == [("en", 1), ("en", 2), ("fr", 1)]


def test_who_asks_at_once_waits_for_the_first() -> None:
    made: list[int] = []
    begun = threading.Barrier(4)

    @once.once
    def make() -> int:
        made.append(1)
        threading.Event().wait(0.2)
        return len(made)

    def ask() -> int:
        begun.wait()
        return make()

    with ThreadPoolExecutor(4) as readers:
        found = [task.result() for task in [readers.submit(ask) for _ in range(4)]]
    assert found == [1, 1, 1, 1]


def test_an_error_is_not_kept() -> None:
    tries: list[int] = []

    @once.once
    def make() -> int:
        tries.append(1)
        if len(tries) == 1:
            raise ValueError
        return 7

    with pytest.raises(ValueError):  # noqa: PT011 - it says nothing
        make()
    assert make() == 7


def test_two_readers_never_see_each_others_numbers(app: Open) -> None:
    """By turns, each with choices of its own: what each sees is what it would see alone."""
    choices = ({"currency": "JPY"}, {"as_of": "2025-02-01"}, {"party": "openai"})
    alone = []
    for chosen in choices:
        once.forget()
        alone.append(app("overview", **chosen).words)
    once.forget()
    together = [app("overview", **chosen) for chosen in choices]
    for _ in range(2):
        for reader, expected in zip(together, alone, strict=True):
            reader.run.run()
            assert reader.words == expected
    assert len(set(alone)) == len(choices)
