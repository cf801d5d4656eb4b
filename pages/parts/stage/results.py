"""After the show: what the room said, whether it was right, and both as files to take home."""

from collections.abc import Sequence
from datetime import datetime
from math import isfinite

import pandas as pd
import streamlit as st

from genre_core.evaluation.intervals import Interval
from genre_core.show.audience import audience_labels
from genre_core.show.results import RoundResult, agreement, results_csv, score
from genre_core.show.votes import Choice, Show
from pages.parts.plain import plain
from pages.parts.stage.results_chart import name_of, results_chart

_MOST_OTHERS = 10
_ANSWERS = {Choice.YES: "Yes", Choice.NO: "No", Choice.UNSURE: "Not sure", None: ""}


def show_results(results: Sequence[RoundResult], show: Show) -> None:
    """Show what came of each round, the score, and the downloads.

    Args:
        results: a round each, in the order of the show.
        show: the one whose results they are.
    """
    st.title(plain(show.title or "Results"))
    votes = sum(each.tally.votes for each in results)
    st.caption(f"{_day(show.begun_at)}. Votes: {votes:,}, rounds: {len(results)}.")
    if votes == 0:
        st.info(
            "Nobody has voted yet. The results of each round appear here as soon as a phone has "
            "answered its question; load this page again then."
        )
        return
    _show_score(results)
    _show_rounds(results)
    _show_downloads(results, show)


def show_others(others: Sequence[tuple[Show, int]]) -> None:
    """Show where the results of the other shows are that have votes.

    Args:
        others: each with how many; the last one first.
    """
    if not others:
        return
    st.subheader("Other shows", anchor=False)
    links = (
        f"- [{plain(show.title or 'No title')}](/stage?results=1&show={show.id}), "
        f"{_day(show.begun_at)} at {show.begun_at.astimezone():%H:%M}: votes {votes:,}"
        for show, votes in others[:_MOST_OTHERS]
    )
    st.markdown("\n".join(links))


def _show_score(results: Sequence[RoundResult]) -> None:
    points = score(results)
    st.subheader("Room against CNN against chance", anchor=False)
    if not points.rounds:
        st.caption(
            "No round has a confirmed genre, an answer of the CNN and votes, so that there is "
            "nothing to be right about."
        )
        return
    with st.container(horizontal=True):
        for name, got in (("Room", points.room), ("CNN", points.cnn), ("Chance", points.chance)):
            st.metric(name, f"{got:g} of {points.rounds}", border=True)
    sides = agreement(results)
    for words, interval in (("the truth", sides.label), ("the CNN", sides.cnn)):
        if isfinite(interval.value):
            st.caption(f"The room's majority agrees with {words} in {_share(interval)} of rounds.")
    st.caption(
        "The truth is the confirmed genre; rounds without one do not count. Who is unsure gets the "
        "half point that a coin would earn. In brackets: the 95% interval."
    )


def _show_rounds(results: Sequence[RoundResult]) -> None:
    st.subheader("Round by round", anchor=False)
    if any(each.tally.decided for each in results):
        st.altair_chart(results_chart(results))
    st.dataframe(
        pd.DataFrame([_row(each, n) for n, each in enumerate(results, 1)]), hide_index=True
    )


def _show_downloads(results: Sequence[RoundResult], show: Show) -> None:
    st.subheader("Take them home", anchor=False)
    stem = f"spectrogram-show-{show.begun_at:%Y-%m-%d}"
    with st.container(horizontal=True):
        st.download_button(
            "Results (CSV)", results_csv(results), f"{stem}.csv", "text/csv", on_click="ignore"
        )
        st.download_button(
            "Votes as labels (CSV)",
            audience_labels(results, show),
            f"{stem}-labels.csv",
            "text/csv",
            on_click="ignore",
        )
    st.caption(
        "The labels are marked as the audience's. The desk takes them in on the page Catalogue, "
        "as decisions beside those of its moderators."
    )


def _row(result: RoundResult, number: int) -> dict[str, object]:
    tally = result.tally
    return {
        "Round": name_of(result, number),
        "Room": _ANSWERS[tally.majority] if tally.votes else "",
        "CNN": _ANSWERS[result.cnn],
        "Truth": _ANSWERS[result.label],
        "Said yes": _share(result.yes),
        "Yes": tally.yes,
        "No": tally.no,
        "Not sure": tally.unsure,
        "Confirmed": result.round.truth,
        "Named instead": ", ".join(f"{genre} {count}" for genre, count in tally.genres),
        "With the truth": _share(result.with_label),
        "With the CNN": _share(result.with_cnn),
    }


def _share(share: Interval) -> str:
    if not isfinite(share.value):
        return ""
    return f"{share.value:.0%} ({share.low:.0%} to {share.high:.0%})"


def _day(moment: datetime) -> str:
    return f"{moment:%d %B %Y}".lstrip("0")
