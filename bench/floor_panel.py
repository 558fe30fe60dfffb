"""The same page in Panel: `panel serve bench/floor_panel.py --port PORT`."""

import pandas as pd
import panel as pn
import plotly.graph_objects as go

NAMES = ["Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir"]

pn.extension("plotly", "tabulator")


def table(chosen: str) -> pd.DataFrame:
    """The figures of a year."""
    return pd.DataFrame({"name": NAMES, "figure": [int(chosen) % (n + 7) for n in range(6)]})


def chart(chosen: str) -> go.Figure:
    """The chart of a year."""
    bars = go.Bar(x=NAMES, y=table(chosen)["figure"])
    return go.Figure(bars, {"title": f"Figures of {chosen}"})


year = pn.widgets.Select(name="Year", options=["2023", "2024", "2025"])
pn.Column(
    year,
    pn.pane.Plotly(pn.bind(chart, year)),
    pn.widgets.Tabulator(pn.bind(table, year)),
).servable()
