"""The stage's colours: those of the app's own theme, light and dark, which a key exchanges."""

from __future__ import annotations

import streamlit as st

_COLOURS = {
    "paper": "backgroundColor",
    "panel": "secondaryBackgroundColor",
    "ink": "textColor",
    "accent": "primaryColor",
    "line": "borderColor",
    "good": "greenTextColor",
    "bad": "redTextColor",
}
"""What the stage calls a colour, and the theme's name for it."""


def palettes() -> dict[str, dict[str, str]]:
    """Return the colours by name, for "light" and for "dark".

    The claimed genre has the first colour of charts and the predicted one the second, as
    everywhere in the app.
    """
    return {mode: _palette(f"theme.{mode}") for mode in ("light", "dark")}


def _palette(section: str) -> dict[str, str]:
    claimed, predicted, *_ = st.get_option(f"{section}.chartCategoricalColors")
    named = {name: str(st.get_option(f"{section}.{key}")) for name, key in _COLOURS.items()}
    return {**named, "claimed": str(claimed), "predicted": str(predicted)}
