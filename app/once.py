"""Computing once what every session would compute alike.

A page's script runs anew at each click of each reader. What it draws follows from the view, the
language and a few choices, so that it is made once and shown to all; nothing writes to what is
shared. The pages' own files are run anew too: what was made is kept by their functions' names.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import wraps
from threading import Condition
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar

from cachetools import LRUCache, cached
from cachetools.keys import hashkey

from app import languages

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from models.loading import Dataset

P = ParamSpec("P")
T = TypeVar("T")

KEPT: Final = 1024
"""Results; the least recently used go. About half are charts of some hundred kilobytes."""


@dataclass(frozen=True, slots=True)
class _Call:
    """What a result follows from."""

    name: tuple[str, str]
    language: str
    given: tuple[Hashable, ...]
    named: tuple[tuple[str, Hashable], ...]
    function: Callable[..., Any] = field(compare=False)


# Of readers who want the same at once one computes it, and the others wait for it.
@cached(LRUCache(KEPT), condition=Condition())
def _made(call: _Call) -> Any:  # noqa: ANN401 - whatever the function returns
    return call.function(*call.given, **dict(call.named))


def once(function: Callable[P, T]) -> Callable[P, T]:
    """Make a function compute once for the same arguments and language.

    The arguments are compared as keys are: a `View` by its identity. The result is shared between
    sessions and threads; whoever gets it never writes to it.
    """
    name = (function.__code__.co_filename, function.__qualname__)

    @wraps(function)
    def shared(*given: P.args, **named: P.kwargs) -> T:
        call = _Call(name, languages.current(), given, tuple(named.items()), function)
        result: T = _made(call)
        return result

    return shared


def of_dataset(entries: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Keep so many results of a function for all sessions; one of a dataset follows what it says.

    The dataset is the first argument: one that was loaded anew and says something else is another.
    """
    return cached(LRUCache(entries), key=_said_by, condition=Condition())


def _said_by(data: Dataset, *given: Hashable, **named: Hashable) -> tuple[Hashable, ...]:
    key: tuple[Hashable, ...] = hashkey(data.root, data.digest, *given, **named)
    return key


def forget() -> None:
    """Forget every result: for tests that change what results follow from."""
    _made.cache_clear()
