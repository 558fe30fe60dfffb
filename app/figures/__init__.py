"""Charts: one theme, one grammar of marks, one frame around every picture; no Streamlit here."""
