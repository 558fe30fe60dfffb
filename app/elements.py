"""The few elements that every page is made of: a chart with its words, table and CSV; a figure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from analysis import frames
from app import alone, numbers, saving, words
from app.figures.frame import CONFIG, Finished, finish
from app.figures.marks import key as key_of_marks
from app.languages import _
from app.once import once
from app.view import View, current

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping

    import pandas as pd
    import plotly.graph_objects as go
    from streamlit.elements.lib.mutable_expander_container import ExpanderContainer

    from app.figures.theme import Theme

_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>#|$~:&]")
_LINE_START = re.compile(r"^([ \t]*)(?:([-+=])|(\d+)([.)]))", re.MULTILINE)
OPENED = "records_opened"
MOST: Final = 50
"""Records that a list on a page holds; the first of more."""


def plain(text: str) -> str:
    """Text that markdown shows as it is: no emphasis, list, HTML, icon or LaTeX comes of it."""
    return _LINE_START.sub(r"\1\3\\\2\4", _MARKDOWN.sub(r"\\\g<0>", text))


def small(text: str) -> str:
    """Text as markdown in small muted letters: a caption within something larger."""
    return f":small[:gray[{plain(text)}]]"


def quoted(quote: str) -> str:
    """A source's words in quotation marks, as markdown; the article's own stars are not words."""
    said = plain(quote.replace("**", ""))
    return f"«\u00a0{said}\u00a0»"


def unverified(statement: Mapping[Hashable, Any]) -> str:
    """Why the words of a statement are not verified, as markdown."""
    said = _("Unverified: {reason}.").format(reason=words.UNVERIFIED[statement["unverified"]])
    return f":orange[{plain(said)}]"


def open_record(record_id: str | None) -> None:
    """Open a record (its id goes into the URL); with None, close it."""
    st.session_state["record"] = record_id
    # A chart keeps its selection until its key changes; else the same click would do nothing.
    st.session_state[OPENED] = st.session_state.get(OPENED, 0) + 1


def keyed(name: str) -> str:
    """A widget's key that lasts until the next record is opened or closed."""
    return f"{name}-{st.session_state.get(OPENED, 0)}"


def folded(title: str, key: str, *, opened: bool = False) -> ExpanderContainer:
    """A part that is folded away until the reader opens it; with `opened` it begins open.

    Opening runs the script again: what is in it is made and sent only while it is `open`.
    """
    name = f"folded-{key}"
    if opened:
        st.session_state.setdefault(name, True)
    return st.expander(title, key=name, on_change="rerun")


def _on_click(key: str, known: pd.Index) -> Callable[[], None]:
    def opened() -> None:
        for point in st.session_state[key].selection.points:
            data: Any = point.get("customdata")
            record = data[0] if isinstance(data, list | tuple) and data else data
            if record in known:
                open_record(record)
                return

    return opened


@dataclass(frozen=True, eq=False)
class Chart:
    """A chart as it is sent to every reader of a view, and what stands around it."""

    name: str
    title: str
    subtitle: str
    sentence: str
    foot: str
    figure: Finished | None
    cells: pd.DataFrame
    """The table behind it, as markdown shows it."""
    data: pd.DataFrame


def chart(  # noqa: PLR0913 - all are by name: they are the parts of one element
    view: View,
    figure: go.Figure | None,
    *,
    name: str,
    title: str,
    subtitle: str,
    sentence: str,
    table: pd.DataFrame,
    data: pd.DataFrame | None = None,
    rates: bool = False,
) -> Chart:
    """A chart: its finding, what is drawn, the picture, the same in a sentence, table and CSV.

    `table` is what a reader sees, in words; `data` the same as figures, for the CSV (else `table`).
    Without a figure there is nothing to draw: the title then says so.
    """
    if figure is not None:
        finish(figure, title=title, subtitle=subtitle, foot="", theme=view.theme, inside=False)
    return Chart(
        name=name,
        title=title,
        subtitle=subtitle,
        sentence=sentence,
        foot=view.foot(rates=rates),
        figure=None if figure is None else Finished(figure),
        cells=cells(table),
        data=data if data is not None else table,
    )


def show(view: View, shown: Chart | None) -> None:
    """Draw a chart, if there is one.

    Where the link names another chart nothing is drawn; where it names this one, the page ends
    here.
    """
    if shown is None or alone.wanted() not in (None, shown.name):
        return
    if alone.wanted():
        raise alone.Found(lambda: _draw(view, shown))
    _draw(view, shown)
    if shown.figure is None:
        return
    with st.container(horizontal=True):
        behind = folded(_("Table and CSV"), f"table-{shown.name}")
        if behind.open:
            with behind:
                words_table(shown.cells, alt=shown.title)
                download(shown.data, shown.name)
        saving.button(view, shown, shown.figure)


def _draw(view: View, shown: Chart) -> None:
    st.header(plain(shown.title), anchor=shown.name)
    if shown.figure is None:
        st.markdown(plain(shown.sentence))
        return
    st.caption(plain(shown.subtitle))
    key = keyed(shown.name)
    st.plotly_chart(
        shown.figure,
        theme=None,
        config=CONFIG,
        key=key,
        on_select=_on_click(key, view.snapshot.records.index),
        selection_mode="points",
        alt=_("{title}. {sentence}").format(title=shown.title, sentence=shown.sentence),
    )
    st.markdown(f"{plain(shown.sentence)}\n\n{small(shown.foot)}")


def words_table(shown: pd.DataFrame, *, alt: str) -> None:
    """A table of words (`cells`), real to a screen reader."""
    st.table(shown, hide_index=True, border="horizontal", alt=alt)


def cells(table: pd.DataFrame) -> pd.DataFrame:
    """A table's cells as markdown that shows them as they are; missing ones are empty."""
    written = table.reset_index(drop=True).astype("object")
    written = written.where(written.notna(), "")
    return written.map(lambda cell: plain(cell) if isinstance(cell, str) else cell)


def download(table: pd.DataFrame | Callable[[], pd.DataFrame], name: str) -> None:
    """Buttons that save the table as CSV: the canonical one, and French Excel's.

    A table that takes long is a function, called when it is asked for.
    """
    saving.files(current(), table, name)


def key(view: View) -> None:
    """How to read the marks, folded away."""
    reading = folded(_("How to read the charts"), "grammar")
    if reading.open:
        reading.plotly_chart(
            grammar(view.theme),
            theme=None,
            config=CONFIG,
            key="grammar",
            alt=_(
                "A bar is solid up to its minimum and lighter to its maximum. Its fill says how "
                "binding it is, the mark at its end who attests it, red that sources cannot both "
                "hold."
            ),
        )


@once
def grammar(theme: Theme) -> Finished:
    """The key of the marks."""
    return Finished(key_of_marks(theme))


@dataclass(frozen=True, slots=True)
class Opener:
    """A button that opens a record, as it is drawn for every reader of a view."""

    record_id: str
    text: str
    """Markdown."""
    key: str
    help: str

    def draw(self) -> None:
        """Draw it."""
        st.button(
            self.text,
            key=self.key,
            type="tertiary",
            help=self.help,
            on_click=open_record,
            args=(self.record_id,),
        )


def opener(  # noqa: PLR0913 - a button's parts, the last two by name
    view: View, record_id: str, text: str, key: str, *, beside: str = "", below: str = ""
) -> Opener:
    """A button that opens a record and says `text`.

    `beside` stands after it in small letters; `below` is markdown for a line of its own.
    """
    said = plain(text)
    if beside:
        # The space is within, for what is underlined ends with the text; it breaks before it.
        said += "\N{ZERO WIDTH SPACE}" + small("\N{NO-BREAK SPACE}" + beside)
    if below:
        said += f"  \n{below}"
    about = _("Open: {record}").format(record=plain(view.label(record_id)))
    return Opener(record_id, said, key, about)


def record_button(view: View, record_id: str, text: str, key: str) -> None:
    """Draw a button that opens a record."""
    opener(view, record_id, text, key).draw()


def rows(found: Iterable[tuple[Opener, str]], key: str) -> None:
    """Buttons that open records, one under the other, each with a line of markdown about it."""
    # One container for all, not one a row: style.css sets the rows apart.
    with st.container(gap="xxsmall", key=f"rows-{key}"):
        for button, line in found:
            button.draw()
            st.caption(line)


def nothing(view: View) -> bool:
    """Say in words that nothing is left to show, and why; whether that is so."""
    if not view.records.empty:
        return False
    if view.snapshot.records.empty:
        first = frames.sources(view.dataset)["published_start"].min()
        st.info(
            _(
                "No source counts by {date}: the first counts from {first}. Choose a later day."
            ).format(date=numbers.date(view.as_of), first=numbers.date(first)),
            icon="🗓️",
        )
    else:
        left = _("No record is left by these filters. Choose another party or stage.")
        st.info(left, icon="🔎")
    return True


def say_more(shown: int, found: int, table: str) -> None:
    """Say that more was found than is shown, and in which table of the Data page all of it is."""
    if found > shown:
        st.caption(
            _("{shown} of {found} are shown here; all are in {file} on the Data page.").format(
                shown=numbers.decimal(shown), found=numbers.decimal(found), file=f"{table}.csv"
            )
        )


def turned(count: int, size: int, name: str) -> slice:
    """Draw the choice of a page with so many of all, and say which are on the one chosen."""
    # Other filters or words mostly leave another number: they begin at the first page.
    chosen = st.pagination(-(-count // size), key=f"page-{name}-{count}")
    return slice((chosen - 1) * size, min(chosen * size, count))


def places(shown: slice, count: int) -> dict[str, str]:
    """For a sentence the places of the first and the last on a page, and of how many."""
    first, last = numbers.decimal(shown.start + 1), numbers.decimal(shown.stop)
    return {"first": first, "last": last, "all": numbers.decimal(count)}


def paged(count: int, size: int, name: str) -> tuple[int, int]:
    """The first and the last (exclusive) of `count` things that are on the reader's page of them.

    Where they are more than `size`, the reader chooses the page, and sees how many there are.
    """
    if count <= size:
        return 0, count
    with st.container(horizontal=True, vertical_alignment="center"):
        shown = turned(count, size, name)
        st.caption(_("{first} to {last} of {all}").format(**places(shown, count)))
    return shown.start, shown.stop
