"""The floor: the smallest page of Streamlit with a control, a chart and a table."""

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

chosen = st.selectbox("Year", ["2023", "2024", "2025"])
names = ["Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir"]
figures = pd.DataFrame({"name": names, "figure": [int(chosen) % (n + 7) for n in range(6)]})
st.plotly_chart(go.Figure(go.Bar(x=names, y=figures["figure"]), {"title": f"Figures of {chosen}"}))
st.dataframe(figures)
