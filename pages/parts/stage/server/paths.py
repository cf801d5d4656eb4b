"""Which addresses the room's server knows: a guest who mistypes the ballot's gets it all the same.

Streamlit answers every address that it does not know with its own page, and says there, over the
ballot, that there is no such page.
"""

from starlette.requests import Request

from pages.parts.shell import DESK

_OURS = ("v", "stage-api", "stage-media")
_PAGES = ("stage", "vote", "ballot", *(page.name for page in DESK))
"""What a guest may open; see streamlit_app.py."""
_STREAMLITS = ("_stcore", "static", "app", "component", "media", "auth", "oauth2callback")
"""Where Streamlit's own routes begin. Source: streamlit 1.67, web/server/starlette."""
_KNOWN = frozenset((*_OURS, *_PAGES, *_STREAMLITS))


def is_mistyped(request: Request) -> bool:
    """Whether a guest's GET is for a page that she cannot have.

    Files of Streamlit's (which have a dot in their names) are none, nor is what a page's script
    fetches below an address of its own; ``/v/`` is one, since the ballot is at ``/v``.
    """
    path = request.url.path
    first, _, rest = path.lstrip("/").partition("/")
    if "." in path.rpartition("/")[2]:
        return False
    if first == "v":
        return path != "/v"
    typed = not rest or "text/html" in request.headers.get("accept", "")
    return first not in _KNOWN and typed
