"""Is this the room's server, and is the visitor its presenter?

`make stage` opens the app to a whole network, for one evening. Its guests see the ballot and
nothing else: the router (streamlit_app.py) shows them no other page, and the stage turns them away.
"""

import os

import streamlit as st

from pages.parts.stage.key import COOKIE, VARIABLE, matches

STAGE = "SPECTROGRAM_STAGE"
"""The variable that `make stage` sets, and nobody else should."""


def in_the_room() -> bool:
    """Whether this is the server that `make stage` started."""
    return os.environ.get(STAGE) == "1"


def presents() -> bool:
    """Whether the visitor came by the presenter's link."""
    cookies = st.context.cookies.to_dict()
    return in_the_room() and matches(os.environ.get(VARIABLE, ""), cookies.get(COOKIE, ""))


def is_guest() -> bool:
    """Whether the visitor came for the show alone."""
    return in_the_room() and not presents()


def ensure_presenter() -> None:
    """Return for the presenter of a server that has a stage; else stop the page with a sentence."""
    if not in_the_room():
        st.title("The stage needs a server of its own")
        st.markdown(
            "This one keeps to this machine, and no phone reaches it. Start the room's server "
            "instead: it prints the presenter's address and the one for the audience."
        )
        st.code("make stage", language="sh")
        st.markdown("To rehearse on this machine alone, where nobody else can look in:")
        st.code("make stage ADDRESS=127.0.0.1", language="sh")
        st.stop()
    if not presents():
        st.title("This is the presenter's screen")
        st.markdown(
            "It opens by the link that the server printed when it was started. "
            "If you came to vote, [here is your ballot](/v)."
        )
        st.stop()
