"""Where a visitor wanted to go, kept while she is away at the identity provider.

Streamlit lets the provider send everybody back to the first page, in a new session that has
forgotten the old one. So the page and its parameters wait in a cookie of ten minutes. The browser
says when the cookie is there, and only then is it sent away: a redirect that came first would take
the page from under the script that writes it. Source: streamlit 1.67,
``web/server/starlette/starlette_auth_routes.py``.
"""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode
from uuid import uuid4

import streamlit as st

_COOKIE = "spectrogram_errand"
_SECONDS = 600
_LONGEST = 3000
"""Characters of a cookie at most; of a longer link only the page is kept."""
_TURN, _READ = "errand_turn", "errand_read"
_KEEPER = st.components.v2.component(
    "spectrogram_errand", js=(Path(__file__).parent / "errand.js").read_text("utf-8")
)


def run_errand(page: str, leave: Callable[[], None]) -> None:
    """Keep the page with the parameters of now, then call ``leave`` in the run after this one."""
    st.session_state[_TURN] = str(uuid4())
    link = quote(f"{page}?{urlencode(st.query_params.to_dict())}", safe="")
    _keep(link if len(link) <= _LONGEST else quote(page, safe=""), leave)


def came_back() -> tuple[str, dict[str, str]] | None:
    """Return the page and parameters with which this session began, once; None without."""
    if _READ in st.session_state:
        return None
    link = unquote(st.context.cookies.to_dict().get(_COOKIE, ""))
    st.session_state[_READ] = bool(link)
    page, _, parameters = link.partition("?")
    return (page, dict(parse_qsl(parameters, keep_blank_values=True))) if page else None


def has_come_back() -> bool:
    """Whether this session began with the end of an errand."""
    return bool(st.session_state.get(_READ))


def end_errand() -> None:
    """Take the cookie away that this session began with, if there was one."""
    if has_come_back():
        _keep("", _stay)


def _keep(link: str, leave: Callable[[], None]) -> None:
    _KEEPER(
        key="errand",
        data={
            "cookie": _COOKIE,
            "link": link,
            "seconds": _SECONDS,
            "turn": st.session_state.get(_TURN, ""),
        },
        on_kept_change=leave,
    )


def _stay() -> None:
    """Go nowhere."""
