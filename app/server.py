"""The server: Streamlit's pages with our own addresses beside them.

`make run`, or `streamlit run app/server.py`. `streamlit run dashboard.py` serves the pages alone:
links to files are then buttons that save them.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
# `streamlit run` puts this folder first on the import path, where numbers.py hides the standard
# library's: packages are found from the folder above, and nothing from within this one.
sys.path[:] = [str(ROOT), *(entry for entry in sys.path if Path(entry).resolve() != HERE)]

import streamlit as st

from app import assets

# While all else is imported.
compressor = assets.Compressor(assets.first())

from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from app import links, serving, sockets
from app.routes import routes
from models.loading import DatasetError

links.serve("/data/")
try:
    serving.warm_up()
except DatasetError as error:
    sys.exit(f"{error}\nThe dataset does not load, so nothing is served.")
compressor.finish()
app = st.App(
    ROOT / "dashboard.py",
    lifespan=sockets.lifespan,
    routes=routes(),
    middleware=[
        Middleware(serving.Logged),
        Middleware(TrustedHostMiddleware, allowed_hosts=links.hosts(), www_redirect=False),
        Middleware(serving.Compressed),
    ],
    on_script_error=serving.failed,
)
