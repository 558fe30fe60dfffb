"""Pledgebook: the Streamlit script. `make run`, or `streamlit run dashboard.py`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import streamlit as st

from app import alone, citing, controls, languages, links, record, share, url_state, view, words
from app.languages import ngettext
from models.loading import DatasetError, dataset_root

# A ledger, drawn as Streamlit draws an emoji; but to check an emoji it loads its list of them all,
# 7 MB and 0.1 s at the start.
ICON: Final = (
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 100'>"
    "<text y='.9em' font-size='90'>&%23x1F4D2;</text></svg>"
)


def main() -> None:
    """Draw the page that the URL names, with the shared controls around it."""
    pages = {
        name: st.Page(
            f"app/pages/{name}.py", title=name, url_path=name, default=name == links.FIRST
        )
        for name in words.PAGES
    }
    page = st.navigation(list(pages.values()), position="hidden")
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
    st.set_page_config(page_title=title, page_icon=ICON, layout="wide")
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
    """Show and log every problem of a dataset that does not load, and nothing else."""
    print(error, file=sys.stderr)  # noqa: T201 - whoever serves the dashboard reads it here
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
