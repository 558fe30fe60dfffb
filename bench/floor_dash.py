"""The same page in Dash, served by its own server: `python bench/floor_dash.py PORT`."""

import sys
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from dash import Dash, Input, Output, dash_table, dcc, html


def draw(chosen: str) -> tuple[go.Figure, list[dict[Any, Any]]]:
    """The chart and the table's rows of a year."""
    names = ["Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir"]
    figures = pd.DataFrame({"name": names, "figure": [int(chosen) % (n + 7) for n in range(6)]})
    bars = go.Bar(x=names, y=figures["figure"])
    return go.Figure(bars, {"title": f"Figures of {chosen}"}), figures.to_dict("records")


app = Dash()
app.layout = html.Div(
    [
        dcc.Dropdown(["2023", "2024", "2025"], "2023", id="year", clearable=False),
        dcc.Graph(id="chart"),
        dash_table.DataTable(id="table"),
    ]
)
app.callback(Output("chart", "figure"), Output("table", "data"), Input("year", "value"))(draw)

if __name__ == "__main__":
    app.run(host="127.0.0.1", port=sys.argv[1], debug=False)
