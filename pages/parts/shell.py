"""Every visit goes through streamlit_app.py, even a deep link on a fresh server.

While a ``pages/`` folder exists, the first link that a new Streamlit server sees runs its page
script alone, without page config, navigation or (later) the question who is signed in. So
each page calls :func:`ensure_shell` first: it hands the link to the router, which sends the
visitor on with :func:`forward`. Source: streamlit 1.67, ``runtime/pages_manager.py``.
"""

from collections.abc import Mapping
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

ICON = Path(__file__).parent / "icon.png"
"""The browser tab's picture: a file, since Streamlit fetches icon fonts from the network."""

_READY = "shell_ready"
_NEXT = "next"


def ensure_shell(name: str) -> None:
    """Go through the router unless this session has been there; ``name`` is the page's own."""
    if not st.session_state.get(_READY):
        st.switch_page("streamlit_app.py", query_params={**st.query_params.to_dict(), _NEXT: name})


def forward(pages: Mapping[str, StreamlitPage]) -> None:
    """Send a visitor whom a page handed over back to that page, with the link's parameters."""
    st.session_state[_READY] = True
    wanted = st.query_params.get(_NEXT)
    if wanted is None:
        return
    rest = {key: value for key, value in st.query_params.to_dict().items() if key != _NEXT}
    # A link to a page that does not exist opens the first one instead.
    page = pages.get(wanted, next(iter(pages.values())))
    st.switch_page(page, query_params=rest)
