"""The phone's ballot, in two frames: a page of its own, and a part of a Streamlit page.

Two hundred phones on one Wi-Fi cannot each load Streamlit's 2.7 MB. So the QR code opens one file
with everything in it (`ballot_html`): no fonts, no pictures, no second request before the
question. `show_ballot` puts the same ballot where somebody opens the app's page instead.
"""

from functools import cache
from pathlib import Path

import streamlit as st

from pages.parts.player.assets import read_all

_HERE = Path(__file__).parent
_SCRIPTS = ("memory.js", "votes.js", "line.js", "words.js", "ballot.js")
# Parts of one script, each using those before it; `mount.js` makes it a component.

_BALLOT = st.components.v2.component(
    "spectrogram_ballot",
    html=read_all(_HERE, "ballot.html"),
    css=read_all(_HERE, "ballot.css"),
    js=read_all(_HERE, *_SCRIPTS, "mount.js"),
)


def show_ballot(key: str) -> None:
    """Show the ballot; it speaks with the stage by itself, and no vote runs the page again."""
    _BALLOT(key=key)


@cache
def ballot_html() -> str:
    """Return the ballot as one HTML page that asks for nothing but /stage-api/."""
    page = read_all(_HERE, "page.html")
    parts = {
        "<!-- style -->": read_all(_HERE, "ballot.css", "page.css"),
        "<!-- ballot -->": read_all(_HERE, "ballot.html"),
        "<!-- script -->": read_all(_HERE, *_SCRIPTS),
    }
    for place, text in parts.items():
        page = page.replace(place, text)
    return page
