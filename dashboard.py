"""Pledgebook: the Streamlit script. `make run`, or `streamlit run dashboard.py`."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from app import (
    alone,
    citing,
    controls,
    languages,
    links,
    record,
    sessions,
    share,
    url_state,
    view,
    words,
)
from app.languages import ngettext
from models.loading import DatasetError, dataset_root


def main() -> None:
    """Draw the page that the URL names, with the shared controls around it."""
    pages = {
        name: st.Page(
            f"app/pages/{name}.py", title=name, url_path=name, default=name == links.FIRST
        )
        for name in words.PAGES
    }
    page = st.navigation(list(pages.values()), position="hidden")
    with sessions.run(page.url_path or links.FIRST):
        folder = Path(__file__).parent / "app"
        st.html(folder / "style.css")
        st.html(folder / "browser.html", unsafe_allow_javascript=True)
        try:
            dataset = view.dataset(dataset_root())
        except DatasetError as error:
            refuse(error)
            return
        known = controls.known(dataset)
        name = page.url_path or links.FIRST
        url_state.read(known, name)
        languages.choose(st.session_state["lang"])
        title = f"{words.PAGES[name]} · {citing.site_name(dataset)}"
        st.set_page_config(page_title=title, page_icon=citing.ICON, layout="wide")
        languages.tell_browser()
        bare = alone.bare()
        if not bare:
            controls.links(dataset, pages, url_state.dump(st.session_state, known))
            controls.show(dataset)
        ignored = url_state.write(known)
        controls.say_ignored(ignored)
        controls.say_stale(dataset)
        if not bare:
            share.button(ignored, known)
        alone.show(page)
        record.show()


def refuse(error: DatasetError) -> None:
    """Show every problem of a dataset that does not load, and nothing else."""
    st.error(
        ngettext(
            "The dataset has a problem, so nothing is shown. Correct it and start again.",
            "The dataset has {count} problems, so nothing is shown. Correct them and start again.",
            len(error.problems),
        ).format(count=len(error.problems)),
        icon="🛑",
    )
    st.code("\n".join(map(str, error.problems)), language=None)


main()
