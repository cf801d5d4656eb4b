"""The stage: what a room sees on the wall and, with ?notes=1, what its presenter sees beside it.

After the show, ?results=1 tells what came of it.
"""

import streamlit as st

from genre_core.errors import SpectrogramError
from genre_core.show.last_show import last_show
from pages.parts.plain import plain
from pages.parts.shell import ensure_shell
from pages.parts.stage.front import show_stage
from pages.parts.stage.results import show_others, show_results
from pages.parts.stage.room import ensure_presenter


def show_last_results() -> None:
    """Show what came of the last show, or why there is nothing to show."""
    try:
        last = last_show(show=st.query_params.get("show", ""))
    except SpectrogramError as error:
        st.title("Results")
        st.warning(plain(str(error)))
        return
    for caution in last.cautions:
        st.warning(plain(caution))
    show_results(last.results, last.show)
    show_others(last.others)


ensure_shell("stage")
ensure_presenter()
st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
if st.query_params.get("results") == "1":
    show_last_results()
else:
    show_stage(notes=st.query_params.get("notes") == "1")
