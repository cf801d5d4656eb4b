"""Which model answers in this session: the house's own, or another that the visitor chose.

The choice is the visitor's alone and ends with the session; what is kept for others, such as the
desk's verdicts, goes on naming the model that gave it.
"""

import streamlit as st

from genre_core.card import ModelCard, default_model, list_models
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
    """Say whether the model of this name answers, and let it be chosen where it can.

    Raises:
        ModelError: as :func:`serving_name`.
    """
    if not card.serves:
        st.caption("It cannot be asked: its weights are not at hand. It stands here to compare.")
    elif serving_name() == name:
        usual = "" if name == default_model() else ", since you chose it for this visit"
        st.badge(f"Answers at Verify{usual}", color="green")
        if usual:
            st.button(
                f"Back to the usual model ({plain(default_model())})",
                on_click=serve,
                args=(default_model(),),
            )
    else:
        st.button(
            "Let this model answer",
            on_click=serve,
            args=(name,),
            help="At Verify, for this visit; others are not affected.",
        )
