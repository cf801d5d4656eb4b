"""What stands on the page when something it needs is damaged or missing."""

import streamlit as st

from genre_core.audio import Recording
from genre_core.errors import AudioError, ModelError
from pages.parts.plain import plain


def show_damaged_model(error: ModelError) -> None:
    """Tell the visitor that no verdict can be given, and the operator how to mend it."""
    st.error("**No verdict can be given: the model is missing or damaged.**")
    st.markdown(plain(str(error)))
    st.markdown("Whoever runs this server can restore the models that came with it by")
    st.code("git restore models", language="bash")
    st.markdown("and see which of them load by")
    st.code(".venv/bin/python -m genre_core models", language="bash")
    st.button("Try again", type="primary")


def show_unusable_track(error: AudioError) -> None:
    """Tell why a track cannot be judged."""
    st.error(f"**This recording cannot be judged.** {plain(str(error))}")


def show_damage(recording: Recording) -> None:
    """Say that a part of a file is missing, where it is."""
    if recording.cut_off:
        st.warning(
            f"Only {recording.seconds:.1f} of the {recording.declared_seconds:.1f} s that this "
            "file promises decode: it is damaged or was cut off. The answer rests on what is there."
        )


def show_undrawable_track(error: AudioError) -> None:
    """Tell why there is an answer but no picture."""
    st.warning(f"Its picture cannot be drawn. {plain(str(error))}")


def show_empty_crate(problem: str) -> None:
    """Tell the operator why there is nothing to choose from; ``problem`` is a sentence."""
    st.error("**There is no music to choose from.**")
    st.markdown(plain(problem))
    st.markdown("Whoever runs this server can compose the demo crate by")
    st.code(".venv/bin/python -m genre_core.crate", language="bash")
    st.button("Try again", type="primary")
