"""stakes."""

import streamlit as st

st.title("stakes")
