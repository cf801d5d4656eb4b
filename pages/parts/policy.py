"""How strict to be: alpha, in a listener's words."""

import streamlit as st

from genre_core.verdict import Verdict

_ALPHA = "alpha"
CHOICES = (0.01, 0.02, 0.05, 0.1, 0.2)
DEFAULT = 0.05


def present_alpha() -> float:
    """Return the alpha in force, which its slider further down the page has set."""
    alpha: float = st.session_state.setdefault(_ALPHA, DEFAULT)
    return alpha


def choose_alpha(verdict: Verdict) -> None:
    """Show the slider and what it means."""
    st.select_slider(
        "How many honest tracks may be flagged by mistake?",
        CHOICES,
        key=_ALPHA,
        persist_state="session",
        format_func=lambda alpha: f"{alpha:.0%}",
    )
    st.caption(
        f"At {verdict.alpha:.0%}, about {verdict.alpha * 100:.0f} of 100 honest tracks at most "
        "would be flagged by mistake, whatever their genre. Allowing more finds more false claims, "
        "too; allowing fewer needs more honest tracks to compare with, and some genres can then "
        "not be tested. The model was calibrated on uploaders' own labels, so take this as a "
        "review budget."
    )
