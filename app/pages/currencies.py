"""currencies."""

import streamlit as st

st.title("currencies")
