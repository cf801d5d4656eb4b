"""The colours of the page's charts: what a track is, what it was called, and the rest."""

import streamlit as st

from pages.parts.probabilities import Palette

_LIGHT = Palette(claimed="#B0460F", predicted="#12728A", other="#B9B4A8", text="#1F2326")
_DARK = Palette(claimed="#F08A4B", predicted="#5FB7CE", other="#5A5F63", text="#E8E6E1")


def present_palette() -> Palette:
    """Return the colours of the theme that the visitor sees."""
    return _DARK if st.context.theme.type == "dark" else _LIGHT
