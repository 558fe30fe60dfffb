"""Pledgebook: the Streamlit script. `make run`, or `streamlit run dashboard.py`."""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit as st

from app import controls, record, url_state, view
from models.loading import DatasetError, dataset_root

PAGES = {
    "overview": "Overview",
    "timeline": "Timeline",
    "stakes": "Stakes",
    "currencies": "Currencies",
    "conflicts": "Conflicts",
    "sources": "Sources",
    "data": "Data",
    "method": "Method",
}


def main() -> None:
    """Draw the page that the URL names, with the shared controls around it."""
    pages = [
        st.Page(f"app/pages/{name}.py", title=title, url_path=name, default=name == "overview")
        for name, title in PAGES.items()
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
    ignored = url_state.read(known, page.url_path)
    controls.links(pages, url_state.dump(st.session_state, known))
    controls.show(dataset)
    controls.say_ignored(ignored)
    url_state.write(known)
    page.run()
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
