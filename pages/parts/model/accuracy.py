"""How often a model is right, beside who listens to nothing, the seed and the other models."""

import pandas as pd
import streamlit as st

from genre_core.card import Metric, ModelCard
from genre_core.evaluation.ladder import Ground, Rung
from pages.parts.chart_file import offer_chart
from pages.parts.model import kept
from pages.parts.model.skill_charts import ladder_chart
from pages.parts.plain import plain


def show_accuracy(card: ModelCard, at: kept.Edition, others: tuple[kept.Edition, ...]) -> None:
    """Show the ladder, then every figure of the card."""
    st.subheader("Of 100 tracks, how many does it get right?", anchor=False)
    rungs = kept.rungs(at, others)
    if rungs:
        chart = ladder_chart(rungs)
        st.altair_chart(chart)
        offer_chart(chart, _ladder_table(rungs), f"{card.name}-accuracy")
        _explain(rungs)
    else:
        st.info("The card states no accuracy. Evaluate the model by the trainer's step `evaluate`.")
    st.subheader("Every figure of its card", anchor=False)
    _show_metrics(card.metrics)


def _ladder_table(rungs: tuple[Rung, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Whose": [rung.label for rung in rungs],
            "Right": [rung.accuracy.value for rung in rungs],
            "95% from": [rung.accuracy.low for rung in rungs],
            "to": [rung.accuracy.high for rung in rungs],
            "Genres": pd.array([rung.genres for rung in rungs], dtype="Int64"),
            "Measured on": [str(rung.ground) for rung in rungs],
            "How": [rung.note for rung in rungs],
        }
    )


def _explain(rungs: tuple[Rung, ...]) -> None:
    apart = [rung for rung in rungs if rung.ground is not Ground.OWN]
    if apart:
        listed = "; ".join(
            f"{plain(rung.label)}: {rung.accuracy.value:.1%} among {rung.genres} genres, "
            f"{rung.ground}"
            for rung in apart
        )
        st.warning(
            "Faint rungs were **measured on other data** and cannot be ranked with the model, the "
            f"fewer genres, the easier: {listed}."
        )
    st.caption("Lines are 95% intervals; the trainer's are over artists, not over tracks.")
    with st.expander("How each was measured"):
        st.markdown("\n".join(f"- **{plain(rung.label)}**: {plain(rung.note)}" for rung in rungs))


def _show_metrics(metrics: tuple[Metric, ...]) -> None:
    if not metrics:
        st.info("There is none.")
        return
    table = pd.DataFrame(
        {
            "Figure": [metric.label for metric in metrics],
            "Value": [metric.value for metric in metrics],
            "95% from": [metric.low for metric in metrics],
            "to": [metric.high for metric in metrics],
            "How it was measured": [metric.note for metric in metrics],
        }
    )
    number = st.column_config.NumberColumn(format="%.3f")
    st.dataframe(
        table,
        hide_index=True,
        height=35 * (min(len(table), 12) + 1) + 3,
        column_config={"Value": number, "95% from": number, "to": number},
    )
