"""The router: page config and navigation, nothing else."""

import streamlit as st

from pages.parts.shell import ICON, forward

st.set_page_config(page_title="Spectrogram", page_icon=ICON, layout="centered")

# Streamlit gives the default page the bare address and no other, so /verify is a page of its own.
TITLE = "Verify a claim"
start = st.Page("pages/verify.py", title=TITLE, url_path="start", default=True)
verify = st.Page("pages/verify.py", title=TITLE, url_path="verify", visibility="hidden")
current = st.navigation([start, verify])
forward({"verify": start})
current.run()
