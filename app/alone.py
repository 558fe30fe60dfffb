"""A page without anything around it (`embed=true`), or one chart of it alone (`chart=NAME`).

`embed` is Streamlit's own parameter, which takes its header away too; `chart` is ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import links, url_state

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.navigation.page import Page

_MISSED = "chart_missed"


class Found(Exception):  # noqa: N818 - no error: it ends a page whose one wanted chart is at hand
    """The chart that is to stand alone; `draw` draws it."""

    def __init__(self, draw: Callable[[], None]) -> None:
        super().__init__()
        self.draw = draw


def wanted() -> str | None:
    """The name of the one chart to show, if the link names one."""
    name: str | None = st.session_state.get("chart")
    return name


def bare() -> bool:
    """Whether neither navigation nor controls belong around the page."""
    return wanted() is not None or bool(st.context.is_embedded)


def show(page: Page) -> None:
    """Draw the page, or the one chart of it that the link names."""
    if wanted() is None:
        say_missed()
        page.run()
        if bare():
            open_whole()
        return
    # What the page draws before it comes to the chart is never seen: style.css hides it, and it is
    # taken away again.
    before = st.empty()
    try:
        with before.container(key="before"):
            page.run()
    except Found as found:
        before.empty()
        found.draw()
        open_whole()
        return
    st.session_state[_MISSED] = (url_state.page(), _whole())
    st.session_state["chart"] = None
    st.rerun()


def say_missed() -> None:
    """Say that the chart asked for is not there, until the reader chooses something else."""
    if st.session_state.get(_MISSED) == (url_state.page(), url_state.query()):
        st.warning("The chart of this link is not on this page: here is the whole.", icon="⚠️")


def open_whole() -> None:
    """A link to the same view with all that stands around it, in a tab of its own."""
    address = links.page_url(links.here(), url_state.page(), _whole())
    anchor = f"#{wanted()}" if wanted() else ""
    st.markdown(f"[Open in Pledgebook]({address}{anchor})")


def _whole() -> dict[str, list[str]]:
    """The parameters of the same view without the choice of one chart."""
    return {key: codes for key, codes in url_state.query().items() if key != "chart"}
