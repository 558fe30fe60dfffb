"""Fixtures of the dashboard's tests: a view without a server, and pages that ran."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol

import pytest
from streamlit.testing.v1 import AppTest

from app import once
from app.figures import timeline
from app.view import View, choose
from models.loading import OWN_DATASET

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator
    from pathlib import Path

# The first run of a process computes everything, on whatever machine it is.
_TIMEOUT = 180


class Build(Protocol):
    """Makes a view, of our own dataset unless told otherwise."""

    def __call__(  # noqa: PLR0913 - everything that a view depends on
        self,
        *,
        currency: str = "USD",
        as_of: dt.date | None = None,
        party: str | None = None,
        stages: tuple[str, ...] = (),
        dark: bool = False,
        root: Path = OWN_DATASET,
    ) -> View: ...


@dataclass(frozen=True)
class Shown:
    """A page that ran, and what a reader sees of it."""

    run: AppTest

    @property
    def titles(self) -> list[str]:
        """The page's findings, in order."""
        return [_read(element.value) for element in (*self.run.title, *self.run.header)]

    @property
    def markdown(self) -> list[str]:
        """Everything that the page writes as markdown, as it is written."""
        run = self.run
        written = (run.title, run.header, run.markdown, run.caption)
        signs = (run.info, run.warning, run.error)
        found = [str(element.value) for group in (*written, *signs) for element in group]
        found += [str(text) for button in run.button for text in (button.label, button.help)]
        found += [str(element.label) for group in (run.expander, run.metric) for element in group]
        for table in run.table:
            found += [str(cell) for cell in table.value.to_numpy().ravel()]
        return found

    @property
    def words(self) -> str:
        """Everything that the page says, a line an element, without markdown's escapes."""
        code = [str(element.value) for element in self.run.code]
        return "\n".join(_read(text) for text in (*self.markdown, *code))

    @property
    def query(self) -> dict[str, list[str]]:
        """The parameters in the page's address."""
        found = dict(self.run.query_params).items()
        return {name: [codes] if isinstance(codes, str) else codes for name, codes in found}

    @property
    def buttons(self) -> list[str]:
        """What the page's buttons say, without what stands beside or below it in small letters."""
        said = [re.split("\N{ZERO WIDTH SPACE}|\n", button.label)[0] for button in self.run.button]
        return [_read(text.rstrip()) for text in said]

    def table(self, after: str) -> list[list[str]]:
        """The rows of the first table that has `after` among its columns."""
        (found, *_) = [t.value for t in self.run.table if after in t.value.columns]
        return [[_read(str(cell)) for cell in row] for row in found.to_numpy()]


class Open(Protocol):
    """Opens a page by a link, and all that is folded away: its name, the link's parameters."""

    def __call__(self, page: str = "overview", /, **query: str | list[str]) -> Shown: ...


def unfold(run: AppTest) -> AppTest:
    """Open every part of a page that is folded away."""
    for part in run.expander:
        # Streamlit's ids end with the key of the widget; a part that is always sent has none.
        if part.proto.id:
            run.session_state[part.proto.id.split("-", 2)[2]] = True
    return run.run()


def _read(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text).replace("\u00a0", " ")


@pytest.fixture(scope="session")
def view() -> Build:
    def build(  # noqa: PLR0913 - as above
        *,
        currency: str = "USD",
        as_of: dt.date | None = None,
        party: str | None = None,
        stages: tuple[str, ...] = (),
        dark: bool = False,
        root: Path = OWN_DATASET,
    ) -> View:
        found: View = choose(root, currency, as_of, party, stages, dark=dark)
        return found

    return build


@pytest.fixture
def app() -> Open:
    """A page of its own for each call, to click in."""
    return _open


@pytest.fixture(scope="session")
def page() -> Iterator[Open]:
    """A page that is only read: opened once for all tests."""
    opened = cache(lambda name, query: _open(name, **{key: list(codes) for key, codes in query}))

    def show(name: str = "overview", /, **query: str | list[str]) -> Shown:
        codes = {key: [value] if isinstance(value, str) else value for key, value in query.items()}
        found: Shown = opened(name, tuple((key, tuple(value)) for key, value in codes.items()))
        return found

    yield show
    opened.cache_clear()


def _open(name: str = "overview", /, **query: str | list[str]) -> Shown:
    run = AppTest.from_file(str(OWN_DATASET / "dashboard.py"), default_timeout=_TIMEOUT)
    if name != "overview":
        # A page can be chosen only once the first has told which there are.
        run.run().switch_page(f"app/pages/{name}.py")
    for key, codes in query.items():
        run.query_params[key] = codes
    unfold(run.run())
    assert not run.exception
    return Shown(run)


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Lowers limits of the timeline, by their names: our own dataset is then a large one."""

    def lower(**limits: int) -> None:
        for name, most in limits.items():
            monkeypatch.setattr(timeline, name, most)
        once.forget()

    yield lower
    once.forget()
