"""Pledgebook: the Streamlit script. `make run`, or `streamlit run dashboard.py`."""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit as st

from app import alone, controls, links, record, share, url_state, view, words
from models.loading import DatasetError, dataset_root


def main() -> None:
    """Draw the page that the URL names, with the shared controls around it."""
    pages = [
        st.Page(f"app/pages/{name}.py", title=title, url_path=name, default=name == links.FIRST)
        for name, title in words.PAGES.items()
    ]
    page = st.navigation(pages, position="hidden")
    st.html(Path(__file__).parent / "app" / "style.css")
    st.set_page_config(page_title=f"{page.title} · Pledgebook", page_icon="📒", layout="wide")
    try:
        dataset = view.dataset(dataset_root())
    except DatasetError as error:
        refuse(error)
        return
    known = controls.known(dataset)
    url_state.read(known, page.url_path or links.FIRST)
    bare = alone.bare()
    if not bare:
        controls.links(pages, url_state.dump(st.session_state, known))
        controls.show(dataset)
    ignored = url_state.write(known)
    controls.say_ignored(ignored)
    if not bare:
        share.button(ignored, known)
    alone.show(page)
    record.show()


def refuse(error: DatasetError) -> None:
    """Show and log every problem of a dataset that does not load, and nothing else."""
    print(error, file=sys.stderr)  # noqa: T201 - whoever serves the dashboard reads it here
    count = len(error.problems)
    st.error(
        f"The dataset has {count} problem{'s' * (count > 1)}, so nothing is shown. "
        "Correct and start again.",
        icon="🛑",
    )
    st.code("\n".join(map(str, error.problems)), language=None)


main()
