"""What a reader takes along from a chart: its picture, its figures, its address, its reference."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import plotly.graph_objects as go
import streamlit as st

from analysis.exports import for_french_excel, to_csv
from app import citing, languages, links, numbers, url_state, words
from app.figures.frame import CONFIG, Finished, finish
from app.figures.lettering import characters
from app.languages import Words, _, marked

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    import pandas as pd

    from app.elements import Chart
    from app.view import View

WIDTH: Final = 960
"""Pixels: a saved picture's width, for a slide as for a column of text."""
SCALE: Final = 2
"""Pixels of a PNG for each of these."""
BESIDE: Final = 200
"""Pixels: what stands between a chart's words and beside them where it is embedded."""
LINE: Final = 26
"""Pixels: a line of those words, on a column that has room for `LETTERS` in each."""
LETTERS: Final = 64

_CHOSEN: Final = ("party", "stage", "as_of", "currency")
_OWN_MACHINE: Final = ("localhost", "127.0.0.1", "::1")
_CAMERA: Final = Words(
    {"Download plot as a PNG": marked("Save PNG"), "Download plot": marked("Save SVG")}
)
"""What plotly's button says, and what it is to say."""


def stem(name: str, query: Mapping[str, list[str]]) -> str:
    """What a file's name says beside the version: what it holds, and of which choices."""
    parts = [name]
    for key in _CHOSEN:
        parts += ["as of"] * (key == "as_of" and key in query) + query.get(key, [])
    return re.sub(r"[^a-z0-9]+", "-", " ".join(parts).lower())


def file_name(view: View, name: str, ending: str) -> str:
    """The name under which something of this view is saved."""
    return links.file_name(view.dataset.version, stem(name, url_state.query()), ending)


def files(
    view: View, table: pd.DataFrame | Callable[[], pd.DataFrame], name: str, *, place: str = ""
) -> None:
    """Buttons that save a table as CSV; `place` tells them from those of another place.

    A table that takes long is a function, called at the click: out of reach of the session.
    """
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            _("Download CSV"),
            partial(_encoded, table),
            file_name=file_name(view, name, "csv"),
            mime="text/csv",
            key=f"csv-{place}{name}",
            on_click="ignore",
        )
        st.download_button(
            _("CSV for French Excel"),
            partial(_french, table),
            file_name=file_name(view, f"{name}-excel-fr", "csv"),
            mime="text/csv",
            key=f"csv-excel-fr-{place}{name}",
            on_click="ignore",
            type="tertiary",
            help=_(
                "Semicolons, decimal commas and a byte order mark; a text cell that a spreadsheet "
                "could take for a formula begins with an apostrophe."
            ),
        )


def _encoded(table: pd.DataFrame | Callable[[], pd.DataFrame]) -> bytes:
    return to_csv(table() if callable(table) else table).encode()


def _french(table: pd.DataFrame | Callable[[], pd.DataFrame]) -> bytes:
    return for_french_excel(table() if callable(table) else table)


def button(view: View, shown: Chart, sent: Finished) -> None:
    """The button under a chart; it opens the dialog with all that there is to take along."""
    if not st.button(_("Save or cite"), key=f"save-{shown.name}", type="tertiary"):
        return

    @st.dialog(_("Save or cite this chart"), width="large")
    def dialog() -> None:
        base, name, title = links.here(), shown.name, shown.title
        figure = sent.thawed()
        drawn = picture(
            view,
            figure,
            title=title,
            subtitle=shown.subtitle,
            foot=shown.foot,
            base=base,
            day=citing.today(),
        )
        show_picture(drawn, title, partial(file_name, view, name))
        st.markdown(_("**The figures** as they are drawn, with their bounds"))
        files(view, shown.data, name, place="save-")
        query, page = url_state.query(), url_state.page()
        address = f"{links.page_url(base, page, query)}#{name}"
        st.markdown(_("**Link** to the chart on its page, with the same choices"))
        st.code(address, language=None, wrap_lines=True)
        st.markdown(_("**Embed it** in a page of your own"))
        framed = links.embedded_url(base, page, query, name)
        said = (title, shown.subtitle, shown.sentence, shown.foot)
        lines = sum(-(-characters(text) // LETTERS) for text in said)
        tall = round(figure.layout.height) + BESIDE + LINE * lines
        st.code(citing.iframe(framed, title, tall), language="html", wrap_lines=True)
        st.markdown(_("**Cite it**, and as BibTeX"))
        citing.show(view.dataset, title=title, url=address)

    dialog()


def picture(  # noqa: PLR0913 - all are by name, and each is a line of the picture
    view: View, figure: go.Figure, *, title: str, subtitle: str, foot: str, base: str, day: dt.date
) -> go.Figure:
    """The figure as it leaves the page: with all that stands around it there, from where and when.

    `base` is the dashboard's address, `day` the day in universal time.
    """
    host = urlsplit(base)
    where = [] if host.hostname in _OWN_MACHINE else [host.netloc]
    read = _("accessed {date}").format(date=numbers.date(day))
    taken = _("{sentence}.").format(
        sentence=languages.listed([citing.named(view.dataset), *where, read])
    )
    drawn = finish(
        go.Figure(figure),
        title=title,
        subtitle=subtitle,
        foot="\n".join((f"{foot} {kept(view)}", taken)),
        theme=view.theme,
        width=WIDTH,
    )
    return drawn.update_layout(width=WIDTH)


def kept(view: View) -> str:
    """Which records the filters leave, in a sentence: a picture has no controls beside it."""
    named = [view.name(view.party)] if view.party else []
    named += [_(" or ").join(words.STAGES[stage] for stage in view.stages)] if view.stages else []
    return _("Only records of: {choices}.").format(choices=_("; ").join(named)) if named else ""


def show_picture(drawn: go.Figure, title: str, named: partial[str]) -> None:
    """The picture as it will be saved, under the button that saves it."""
    chosen = st.segmented_control(
        _("Picture"),
        ["png", "svg"],
        default="png",
        required=True,
        format_func=str.upper,
        key="picture-format",
    )
    options: dict[str, Any] = {
        "format": chosen,
        "filename": named(chosen).removesuffix(f".{chosen}"),
        "width": WIDTH,
        "height": drawn.layout.height,
        "scale": SCALE if chosen == "png" else 1,
    }
    # style.css makes a button of plotly's camera and shows its name.
    with st.container(key="picture"):
        st.plotly_chart(
            drawn,
            theme=None,
            width=WIDTH,
            config={
                **CONFIG,
                "displayModeBar": True,
                "responsive": False,
                "modeBarButtons": [["toImage"]],
                "toImageButtonOptions": options,
                "locale": "en",
                "locales": {"en": {"dictionary": dict(_CAMERA)}},
            },
            key=f"picture-{chosen}",
            alt=title,
        )
