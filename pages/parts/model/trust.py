"""Whether its probabilities and its flags keep their word."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import streamlit as st

from genre_core.evaluation.own_outcomes import FlagRate
from pages.parts.chart_file import offer_chart
from pages.parts.model import kept
from pages.parts.model.flag_charts import flag_chart, flag_curves_chart
from pages.parts.model.skill_charts import reliability_chart
from pages.parts.plain import plain
from pages.parts.policy import CHOICES, DEFAULT


def show_trust(at: kept.Edition) -> None:
    """Show the reliability diagram, then realised rates of false flags.

    Raises:
        ModelError: the model's answers are missing or damaged.
    """
    found = kept.trust(at)
    st.subheader("When it is 70% sure, is it right 70% of the time?", anchor=False)
    chart, name = reliability_chart(found.before, found.after), Path(at.folder).name
    st.altair_chart(chart)
    offer_chart(chart, _reliability_table(found), f"{name}-reliability")
    st.caption(
        f"Of {found.tracks:,} test tracks by {found.artists:,} artists, by how sure it "
        "was: on the diagonal its word is good; above it the model is too modest, below too sure. "
        f"Larger dots are more tracks. The temperature, **{found.temperature:.2f}**, divides what "
        f"the network says: {_does(found.temperature)}. It is in all that the app shows. "
        "Before is worked out by taking it back, not stored."
    )
    _show_errors(found)
    _show_flags(at)


def _reliability_table(found: kept.Trust) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "Temperature": when,
                "Sure": bar.sure,
                "Right": bar.right.value,
                "95% from": bar.right.low,
                "to": bar.right.high,
                "Tracks": bar.tracks,
            }
            for when, one in (("before", found.before), ("after", found.after))
            for bar in one.bars
        ]
    )


def _flag_table(rates: Sequence[FlagRate]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Genre": [rate.genre or "all genres" for rate in rates],
            "Allowed": [rate.alpha for rate in rates],
            "Flagged": [rate.rate.value for rate in rates],
            "95% from": [rate.rate.low for rate in rates],
            "to": [rate.rate.high for rate in rates],
            "Tested": [rate.tested for rate in rates],
            "Tracks": [rate.tracks for rate in rates],
        }
    )


def _does(temperature: float) -> str:
    if temperature < 1:
        return "below 1 it makes the model surer"
    return "above 1 it makes the model more modest" if temperature > 1 else "1 changes nothing"


def _show_errors(found: kept.Trust) -> None:
    with st.container(horizontal=True):
        for title, one in (("Before", found.before), ("After", found.after)):
            st.metric(f"{title}: mean sureness", f"{one.sure:.1%}", border=True)
            st.metric(f"{title}: calibration error", f"{one.error:.3f}", border=True)
        st.metric("Right in fact", f"{found.after.right:.1%}", border=True)
    st.caption(
        f"Even were it calibrated perfectly, so few tracks would make an error of about "
        f"{found.after.noise:.3f}."
    )


@st.fragment
def _show_flags(at: kept.Edition) -> None:
    st.subheader("How many honest tracks does it flag?", anchor=False)
    alpha = st.select_slider(
        "Allowed (alpha)",
        CHOICES,
        DEFAULT,
        key="model_alpha",
        format_func=lambda alpha: f"{alpha:.0%}",
    )
    rates = kept.rates(at, CHOICES)
    chosen = [rate for rate in rates if rate.alpha == alpha]
    chart, name = flag_chart(chosen), Path(at.folder).name
    st.altair_chart(chart)
    offer_chart(chart, _flag_table(chosen), f"{name}-false-flags")
    untested = [rate.genre for rate in chosen if rate.genre and not rate.tested]
    if untested:
        st.info(
            f"At {alpha:.0%} nothing of {plain(', '.join(untested))} can be tested: there are too "
            "few honest tracks to compare with, so none is flagged."
        )
    curves = flag_curves_chart(rates)
    st.altair_chart(curves)
    offer_chart(curves, _flag_table(rates), f"{name}-false-flags-by-alpha")
    st.caption(
        "Every test track claims its own genre, as an honest upload would; a flag is then a false "
        "one. It is judged by the calibration that serves, less the track that stands for its own "
        "artist. The rule promises at most alpha on average for every genre (the line); intervals "
        "are by artist. Where the card states such a rate, it is of calibrations of other folds "
        "alone, which are smaller and can test fewer claims."
    )
