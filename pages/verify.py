"""Does this look like a rock song to you? One track, its claim, and the answer."""

import streamlit as st

from genre_core.analysis import Analysis
from genre_core.card import default_model
from genre_core.classifier import Classifier
from genre_core.errors import AudioError, ModelError
from genre_core.genres import Claim
from genre_core.verdict import judge
from pages.parts import resources
from pages.parts.choice import choose_track, chosen_claim
from pages.parts.damaged import (
    show_damage,
    show_damaged_model,
    show_undrawable_track,
    show_unusable_track,
)
from pages.parts.plain import plain
from pages.parts.policy import choose_alpha, present_alpha
from pages.parts.receipt_panel import show_receipt
from pages.parts.shelf import ShelfTrack
from pages.parts.shell import ensure_shell
from pages.parts.verdict_panel import show_answer, show_numbers, show_question
from pages.parts.viewing import show_track


def show_verdict(track: ShelfTrack, claim: Claim, model: Classifier) -> None:
    """Lay out the answer, the track, the numbers and the receipt, from top to bottom."""
    answer = st.container()
    card = model.card
    if card.name != default_model():
        st.caption(
            plain(f"Answered by the model {card.title}, as you chose on the page The model.")
        )
    with st.spinner("Listening ..."):
        sha256 = resources.identify(track.path)
        hearing = resources.hearing(sha256, card.name, card.version, track.path)
    verdict = judge(hearing.prediction, claim, model.calibration, present_alpha())
    with answer:
        show_answer(verdict)
    show_damage(hearing.recording)
    try:
        show_track(track, model, verdict)
    except AudioError as error:
        # The excerpts decoded, or there were no answer; the track as a whole does not.
        show_undrawable_track(error)
    show_numbers(verdict, card)
    choose_alpha(verdict)
    show_receipt(track, Analysis(hearing, verdict), card)


ensure_shell("verify")
track = choose_track()
claim = chosen_claim(track)
show_question(claim)
try:
    show_verdict(track, claim, resources.serving_classifier())
except ModelError as error:
    show_damaged_model(error)
except AudioError as error:
    show_unusable_track(error)
