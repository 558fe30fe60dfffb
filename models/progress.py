"""How far a long loading has come: a bar with its time left, where somebody looks."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

import click

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar  # click names it in its documentation only

Progress = Callable[[str, int, int], None]
"""Called with what is done (words), how much of it, and how much it is in all."""

EVERY: Final = 1000
"""Statements between two calls."""


def unseen(what: str, done: int, total: int) -> None:
    """Show nothing."""


class Bar:
    """A bar for each thing that is done, on standard error; nothing where that is no terminal.

    A context, and a `Progress`: called with another thing, it ends the bar of the last one.
    """

    def __init__(self) -> None:
        self._shown = ExitStack()
        self._shown_as = ""
        self._bar: ProgressBar[int] | None = None

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the last bar."""
        self._shown.__exit__(kind, error, trace)

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show that `done` of `total` are done of `what`."""
        if not sys.stderr.isatty():
            return
        if what != self._shown_as or self._bar is None:
            self._shown.close()
            bar = click.progressbar(length=total, label=what, file=sys.stderr, show_pos=False)
            self._bar, self._shown_as = self._shown.enter_context(bar), what
        self._bar.update(done - self._bar.pos)
