"""What a link to the page says: which model, which part of it, which rival, which point.

The address is what counts: each run sets a choice to what it says, and a choice writes it. So a
link arrives whole by way of the router, and the browser's Back goes back.
"""

from collections.abc import Sequence

import streamlit as st

from pages.parts.plain import plain

MODEL, PART, RIVAL, POINT = "model", "part", "rival", "point"
_LONGEST = 60


def key_of(name: str) -> str:
    """Return the key of the widget that asks for a parameter of the address."""
    return f"model-page-{name}"


def follow(name: str, options: Sequence[str], usual: str | None) -> None:
    """Set a parameter's widget to what the address says; say so where that makes no sense.

    Args:
        name: of the parameter.
        options: what it may be.
        usual: what it is where the address does not say.
    """
    said = st.query_params.get(name)
    st.session_state[key_of(name)] = said if said in options else usual
    if said is not None and said not in options:
        st.info(
            f"The address asks for the {name} {plain(said[:_LONGEST])}, which is not at hand; "
            "choose another."
        )


def note(name: str) -> None:
    """Let the address say what was chosen in the widget of a parameter."""
    write(name, st.session_state[key_of(name)])


def write(name: str, value: str | None) -> None:
    """Let the address say this from now on; None says nothing."""
    if value is None:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value
