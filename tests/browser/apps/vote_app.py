"""A page with nothing but the ballot, for the browser tests."""

import streamlit as st

from pages.parts.vote import show_ballot

st.set_page_config(page_title="Vote", layout="centered")
show_ballot("ballot")
