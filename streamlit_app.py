"""The router: page config and navigation, nothing else."""

import streamlit as st

from pages.parts.shell import ICON, forward

st.set_page_config(page_title="Spectrogram", page_icon=ICON, layout="centered")

pages = {
    "verify": st.Page("pages/verify.py", title="Verify a claim", url_path="verify", default=True)
}
current = st.navigation(list(pages.values()))
forward(pages)
current.run()
