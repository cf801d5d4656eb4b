"""The router: page config, the menu of what the visitor's role reaches, and who she is."""

import streamlit as st

from pages.parts.account import show_account
from pages.parts.gate import ask
from pages.parts.shell import DESK, ICON, DeskPage, current_page, forward

answer = ask()
st.set_page_config(
    page_title="Spectrogram",
    page_icon=ICON,
    layout="centered",
    # Of the menu a guest needs one button, and that only to become somebody.
    initial_sidebar_state="auto" if answer.person is not None else "collapsed",
)


def desk_page(page: DeskPage) -> st.Page:
    """Return a page of the desk, left out of the menu where the visitor's role ends before it."""
    listed = answer.person is not None and answer.person.role >= page.role
    return st.Page(
        f"pages/{page.name}.py",
        title=page.title,
        url_path=page.name,
        visibility="visible" if listed else "hidden",
    )


# Streamlit gives the default page the bare address and no other, so /verify is a page of its own.
TITLE = "Verify a claim"
start = st.Page("pages/verify.py", title=TITLE, url_path="start", default=True)
verify = st.Page("pages/verify.py", title=TITLE, url_path="verify", visibility="hidden")
confusion = st.Page("pages/confusion.py", title="What it confuses", url_path="confusion")
model = st.Page("pages/model.py", title="The model", url_path="model")
desk = {page.name: desk_page(page) for page in DESK}
current = st.navigation([start, verify, confusion, model, *desk.values()])
forward({"verify": start, "confusion": confusion, "model": model, **desk}, current)
show_account(answer, current_page(), at_the_gate=current_page() in desk)
current.run()
