"""conflicts."""

import streamlit as st

st.title("conflicts")
