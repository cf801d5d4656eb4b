"""The router: page config, the menu of what the visitor's role reaches, and who she is."""

import streamlit as st

from pages.parts.account import show_account
from pages.parts.gate import ask
from pages.parts.settled import settle
from pages.parts.shell import DESK, ICON, DeskPage, current_page, forward
from pages.parts.stage.room import is_guest, presents

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
lab = st.Page("pages/lab.py", title="The lab", url_path="lab")
ballot = st.Page("pages/vote.py", title="Vote", url_path="ballot", default=is_guest())
vote = st.Page("pages/vote.py", title="Vote", url_path="vote", visibility="hidden")
stage = st.Page(
    "pages/stage.py",
    title="The stage",
    url_path="stage",
    visibility="visible" if presents() else "hidden",
)
room = {"vote": vote, "stage": stage}
desk = {page.name: desk_page(page) for page in DESK}
if is_guest():
    # Whoever was let into the room's network may vote; of the app there is nothing else for her.
    pages = {"ballot": ballot, **room, **desk}
else:
    pages = {"verify": start, "confusion": confusion, "model": model, "lab": lab, **room, **desk}
current = st.navigation([*pages.values(), *([] if is_guest() else [verify])])
forward(pages, current)
if answer.person is not None or not is_guest():
    show_account(answer, current_page(), at_the_gate=current_page() in desk)
current.run()
settle()
