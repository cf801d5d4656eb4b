"""Which model answers in this session: the house's own, or another that the visitor chose.

The choice is the visitor's alone and ends with the session; what is kept for others, such as the
desk's verdicts, goes on naming the model that gave it.
"""

import streamlit as st

from genre_core.card import ModelCard, default_model, list_models
from genre_core.errors import ModelError
from pages.parts.plain import plain

_CHOSEN = "serving_model"


def serving_name() -> str:
    """Return the name of the model that answers; a choice that is gone by now is forgotten.

    Raises:
        ModelError: none was chosen, and no model at hand can be asked.
    """
    chosen: str | None = st.session_state.get(_CHOSEN)
    if chosen is not None and chosen in list_models():
        return chosen
    st.session_state.pop(_CHOSEN, None)
    return default_model()


def serve(name: str) -> None:
    """Let a model answer from now on, in this session."""
    st.session_state[_CHOSEN] = name


def show_serving(name: str, card: ModelCard) -> None:
    """Say whether the model of this name answers, and let it be chosen where it can."""
    chosen, usual = st.session_state.get(_CHOSEN), _usual()
    if not card.serves:
        st.caption("It cannot be asked: its weights are not at hand. It stands here to compare.")
    elif name == usual and chosen in (None, usual):
        st.badge("Answers at Verify", color="green")
    elif name == chosen:
        st.badge("Answers at Verify, since you chose it for this visit", color="green")
        if usual is not None:
            st.button(f"Back to the usual model ({plain(usual)})", on_click=serve, args=(usual,))
    else:
        st.button(
            "Let this model answer",
            on_click=serve,
            args=(name,),
            help="At Verify, for this visit; others are not affected.",
        )


def _usual() -> str | None:
    """Return the house's own model; None where it cannot be told which that is."""
    try:
        return default_model()
    except ModelError:
        return None
