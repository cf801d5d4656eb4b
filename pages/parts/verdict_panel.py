"""The answer on the screen: the question, one sentence, then the numbers."""

import streamlit as st

from genre_core.card import ModelCard
from genre_core.conformal import tracks_needed
from genre_core.genres import Claim
from genre_core.sentences import one_of, quoted
from genre_core.verdict import Outcome, Scope, Verdict
from pages.parts.plain import plain
from pages.parts.probabilities import Palette, probability_chart, probability_rows

_BOXES = {
    Outcome.PLAUSIBLE: st.success,
    Outcome.UNCLEAR: st.warning,
    Outcome.SIBLING: st.info,
    Outcome.MISMATCH: st.error,
    Outcome.CANNOT_TEST: st.info,
}

_LIGHT = Palette(claimed="#B0460F", predicted="#12728A", other="#B9B4A8", text="#1F2326")
_DARK = Palette(claimed="#F08A4B", predicted="#5FB7CE", other="#5A5F63", text="#E8E6E1")


def show_question(claim: Claim) -> None:
    """Ask the question with the claim in it."""
    if claim.genre is not None:
        question = f"Does this look like {one_of(claim.genre.name)} to you?"
    elif claim.text.strip():
        question = f'Is this "{quoted(claim)}"?'
    else:
        question = "What does it claim to be?"
    st.title(plain(question), anchor=False)


def show_answer(verdict: Verdict) -> None:
    """Answer it in one sentence."""
    _BOXES[verdict.outcome](f"**{plain(verdict.sentence)}**")


def show_numbers(verdict: Verdict, card: ModelCard) -> None:
    """Show every genre's probability, and the statistics one click behind."""
    st.subheader("What the network saw", anchor=False)
    palette = _DARK if st.context.theme.type == "dark" else _LIGHT
    st.altair_chart(probability_chart(probability_rows(verdict), palette))
    if verdict.outcome is Outcome.CANNOT_TEST:
        _explain_untested(verdict, card)
    else:
        _explain_p_value(verdict)


def _explain_p_value(verdict: Verdict) -> None:
    p_value = verdict.tested_p_value
    with st.expander(f"The number behind the answer: p = {p_value:.3f}"):
        st.markdown(plain(verdict.reason))
        st.markdown(
            "**p** is the share of honest tracks that look as little like the claim as this one, "
            "or less. Their artists were unknown to the network when it judged them. A small p "
            "says: an honest track would rarely look like this. It is *not* the probability that "
            "the claim is false."
        )
        family = " of the family" if verdict.scope is Scope.FAMILY else ""
        n = verdict.n_root_calibration if verdict.scope is Scope.FAMILY else verdict.n_calibration
        st.markdown(
            f"It is counted among **{n}** honest tracks{family}, one an artist, so it cannot fall "
            f"below {1 / (n + 1):.3f}. Probabilities are softened by the temperature "
            f"{verdict.temperature:.2f}, fitted on other tracks."
        )


def _explain_untested(verdict: Verdict, card: ModelCard) -> None:
    with st.expander("Why can't you test this?", expanded=True):
        st.markdown(plain(verdict.reason))
        st.markdown(
            f"The model *{plain(card.title)}* has learnt {_listed(card.genres)}. A claim is "
            "tested by comparing the track with honest tracks of that genre, or of its family; "
            f"to flag at most {verdict.alpha:.0%} of honest tracks, at least "
            f"{tracks_needed(verdict.alpha)} of them are needed. Anything less would be a guess, "
            "so no verdict is given."
        )


def _listed(genres: tuple[str, ...]) -> str:
    return ", ".join(genres[:-1]) + f" and {genres[-1]}" if len(genres) > 1 else genres[0]
