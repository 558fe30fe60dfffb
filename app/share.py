"""Share: the link to exactly what is seen, its files, how to embed it and how to cite it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from app import citing, controls, links, publishing, url_state, words
from app.elements import plain
from app.view import current
from models.loading import dataset_root

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.url_state import Ignored, Parameter

_OPEN = "sharing"

OFFERED = {
    "statements.csv": "Statements, CSV",
    "records.csv": "Records, CSV",
    "pledgebook.xlsx": "All tables, Excel",
    "pledgebook.zip": "All tables, Data Package",
    "bods.json": "Stakes, BODS",
}
"""The files that the dialog names; the Data page has them all."""


def button(ignored: list[Ignored], known: Mapping[str, Parameter]) -> None:
    """The button, above the page; it opens the dialog."""

    def opened() -> None:
        st.session_state[_OPEN] = True

    with st.container(horizontal=True, horizontal_alignment="right", key="share"):
        st.button("Share", key="share-open", on_click=opened)
    if st.session_state.pop(_OPEN, False):
        show(ignored, known)


@st.dialog("Share this view", width="large")
def show(ignored: list[Ignored], known: Mapping[str, Parameter]) -> None:
    """The dialog: link, files, frame, citation."""
    view, page, query = current(), url_state.page(), url_state.query()
    link = links.page_url(links.here(), page, query)
    st.markdown("**Link to exactly this view**: page, choices and open record")
    st.code(link, language=None, wrap_lines=True)
    for line in controls.left_out(ignored):
        st.caption(f"⚠️ Not in it: {plain(line)}")
    st.markdown("**Files of this view**, with the same filters")
    files(query, known, place="share-")
    st.markdown("**Embed it** in a page of your own")
    framed = links.embedded_url(links.here(), page, query)
    st.code(citing.iframe(framed, words.PAGES[page]), language="html", wrap_lines=True)
    st.markdown("**Cite it**")
    citing.show(view.dataset, title=words.PAGES[page], url=link)


def files(
    query: Mapping[str, list[str]], known: Mapping[str, Parameter], *, place: str = ""
) -> None:
    """Links to the files where they have addresses, else buttons that save them.

    `place` tells these buttons from those of another place.
    """
    with st.container(horizontal=True):
        for name, label in OFFERED.items():
            if links.served():
                st.link_button(label, links.file_url(links.here(), name, query))
                continue
            stem, ending = name.rsplit(".", 1)
            st.download_button(
                label,
                # Made at the click, out of reach of the session.
                partial(_saved, name, query, known, links.here()),
                file_name=links.file_name(
                    current().dataset.version, stem.removeprefix("pledgebook"), ending
                ),
                mime=publishing.TYPES[ending],
                key=f"file-{place}{name}",
                on_click="ignore",
            )


def _saved(
    name: str, query: Mapping[str, list[str]], known: Mapping[str, Parameter], base: str
) -> bytes:
    """The bytes of a file, as the server would answer them."""
    kept = {key: codes for key, codes in query.items() if key in links.FILTERS}
    choice, written, _ = publishing.choose(kept, known)
    made: bytes = publishing.content(dataset_root(), name, choice, base, written)
    return made
