"""The ballot inside the app, for those who open the page here; phones get the light one at /v."""

import streamlit as st

from pages.parts.shell import ensure_shell
from pages.parts.stage.room import in_the_room
from pages.parts.vote import show_ballot


def show_no_room() -> None:
    """Say why nothing can be voted on here, and what would change that."""
    st.title("No vote is held here")
    st.markdown(
        "A vote needs a room with a presenter and a stage. Start the room's server; it prints the "
        "address that phones open."
    )
    st.code("make stage", language="sh")
    if st.button("Verify a claim instead", type="tertiary"):
        st.switch_page("pages/verify.py")


ensure_shell("vote")
if in_the_room():
    show_ballot("ballot")
else:
    show_no_room()
