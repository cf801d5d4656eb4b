"""Every visit goes through streamlit_app.py, even a deep link on a fresh server.

While a ``pages/`` folder exists, the first link that a new Streamlit server sees runs its page
script alone, without page config, navigation or the question who is signed in. So each page calls
:func:`ensure_shell` first, those of the desk by way of ``gate.ensure_desk``: it hands the link to
the router, which sends the visitor on with :func:`forward`. The same way comes back who was away
to sign in. Source: streamlit 1.67, ``runtime/pages_manager.py``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from genre_core.people import Role
from pages.parts.entrance.errand import came_back

ICON = Path(__file__).parent / "icon.png"
"""The browser tab's picture: a file, since Streamlit fetches icon fonts from the network."""

_READY = "shell_ready"
_PAGE = "shell_page"
_NEXT = "next"


@dataclass(frozen=True, slots=True)
class DeskPage:
    """A page of the moderators' desk: its file's and address's name, its title, who may see it."""

    name: str
    title: str
    role: Role


DESK = (
    DeskPage("review", "Review", Role.MODERATOR),
    DeskPage("decisions", "Decisions", Role.VIEWER),
    DeskPage("dashboard", "Figures", Role.VIEWER),
    DeskPage("library", "Catalogue", Role.VIEWER),
    DeskPage("policy", "Policy", Role.VIEWER),
)
"""The desk's pages in the menu's order; each calls ``ensure_desk`` with the same name and role."""


def ensure_shell(name: str) -> None:
    """Go through the router unless this session has been there; ``name`` is the page's own."""
    if not st.session_state.get(_READY):
        st.switch_page("streamlit_app.py", query_params={**st.query_params.to_dict(), _NEXT: name})


def current_page() -> str:
    """Return the name of the page that the router runs now."""
    return str(st.session_state[_PAGE])


def forward(pages: Mapping[str, StreamlitPage], current: StreamlitPage) -> None:
    """Send on whom a page handed over, or who comes back from signing in, with all parameters.

    The first of ``pages`` is the one that a bare address opens, or a link to none of them.
    """
    st.session_state[_READY] = True
    home, first = next(iter(pages.items()))
    st.session_state[_PAGE] = next((n for n, page in pages.items() if page is current), home)
    back = came_back()
    wanted = st.query_params.get(_NEXT)
    if wanted is not None:
        rest = {key: value for key, value in st.query_params.to_dict().items() if key != _NEXT}
        st.switch_page(pages.get(wanted, first), query_params=rest)
    # The identity provider sends everybody to the bare address; any other is meant as it is.
    if back is not None and current is first and not st.query_params:
        page, parameters = back
        st.switch_page(pages.get(page, first), query_params=parameters)
