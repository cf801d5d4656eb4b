"""Training curves: of the model, and of a run that is going on right now."""

import time
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from genre_core.curves import (
    HISTORY,
    SETTING,
    Curves,
    list_runs,
    read_curves,
    read_run,
    runs_folder,
)
from genre_core.errors import ModelError
from pages.parts.chart_file import offer_chart
from pages.parts.model import kept
from pages.parts.model.growth_charts import curve_chart
from pages.parts.plain import plain

_EVERY = 5
"""Seconds between two looks at a training."""


def show_training(at: kept.Edition) -> None:
    """Show how the model learnt, then what is being learnt now."""
    st.subheader("How it learnt", anchor=False)
    try:
        _show_curves(read_curves(Path(at.folder) / HISTORY), Path(at.folder).name)
    except ModelError as error:
        st.info(plain(str(error)))
    st.subheader("Trainings on this machine", anchor=False)
    if list_runs(runs_folder()):
        _show_runs()
    else:
        st.info(
            f"No training was found in {plain(str(runs_folder()))}. One that is begun there shows "
            f"up here while it goes on; {SETTING} names another folder of runs."
        )


@st.fragment(run_every=_EVERY)
def _show_runs() -> None:
    """Show one run, read anew every few seconds without the rest of the page."""
    runs = {run.name: run for run in list_runs(runs_folder())}
    chosen = st.selectbox("Run", list(runs), key="model_run") if runs else None
    if chosen is None:
        return
    run, now = runs[chosen], time.time()
    when = datetime.fromtimestamp(run.changed, UTC)
    if run.going_on(now):
        st.badge("Going on: drawn anew every few seconds", color="green")
    else:
        st.caption(f"Nothing was added since {when:%Y-%m-%d %H:%M} UTC.")
    try:
        _show_curves(read_run(run), f"run-{run.name}")
    except ModelError as error:
        st.warning(plain(str(error)))


def _show_curves(curves: Curves, name: str) -> None:
    """Show both measures of a training; ``name`` is that of the files they can be fetched as."""
    if curves.rows.empty:
        st.info("No epoch has been finished yet.")
        return
    for column, measure in zip(st.columns(2), ("loss", "accuracy"), strict=True):
        with column:
            chart = curve_chart(curves, measure)
            st.altair_chart(chart)
            offer_chart(chart, curves.rows, f"{name}-{measure}")
    said = [f"{len(curves.rows):,} epochs in {len(curves.fits)} fits."]
    if curves.validated:
        said.append("Dashed: tracks set aside for validation.")
    else:
        said.append(
            "All are of the tracks that were being learnt from, disturbed on purpose; they say "
            "that it learnt, not how good it is."
        )
    st.caption(" ".join(said))
    if curves.broken:
        st.warning(
            f"The loss of {plain(', '.join(curves.broken))} is no number at times: gaps in the "
            "curve. A training that ends so has broken down; lower its learning rate."
        )
