"""Two models on the same tracks: which is better, how sure that is, which verdicts would change."""

from math import isnan

import pandas as pd
import streamlit as st

from genre_core.evaluation.answers import Answers
from genre_core.evaluation.comparison import Comparison, Incomparable, Pair
from genre_core.evaluation.duel import Change, Changes
from genre_core.outcomes import Outcome
from pages.parts.model import address, kept
from pages.parts.plain import plain
from pages.parts.policy import CHOICES, DEFAULT

_WORDS = {
    Outcome.PLAUSIBLE: "plausible",
    Outcome.UNCLEAR: "unclear",
    Outcome.SIBLING: "sibling",
    Outcome.MISMATCH: "flagged",
    Outcome.CANNOT_TEST: "cannot be tested",
}
_SHOWN = 500
"""Tracks of the table of changes."""


def show_rivalry(name: str, at: kept.Edition, titles: dict[str, str]) -> None:
    """Ask for the other model and the policy, and compare; ``name`` is of the one shown.

    Raises:
        ModelError: the answers of either are missing or damaged.
    """
    kept.contestant(at)
    rivals = {other: title for other, title in titles.items() if other != name}
    rivals[kept.MAJORITY] = "Always the commonest genre"
    usual = next((other for other in rivals if kept.answered(other)), kept.MAJORITY)
    address.follow(address.RIVAL, list(rivals), usual)
    rival = st.selectbox(
        f"What if another served in place of {plain(titles[name])}?",
        list(rivals),
        format_func=lambda other: rivals[other],
        key=address.key_of(address.RIVAL),
        on_change=address.note,
        args=(address.RIVAL,),
    )
    if rival != kept.MAJORITY:
        # The one comparison that a model without answers to single tracks can stand.
        st.page_link(
            "pages/confusion.py",
            label="What the two confuse, one less the other",
            icon=":material/grid_on:",
            query_params={"model": name, "with": rival},
        )
    alpha = st.select_slider(
        "Allowed (alpha)",
        CHOICES,
        DEFAULT,
        key="model_alpha",
        format_func=lambda alpha: f"{alpha:.0%}",
    )
    other = None if rival == kept.MAJORITY else kept.edition(rival)
    found = kept.duel(at, other, alpha)
    if isinstance(found, Incomparable):
        st.warning(f"**These two cannot be compared.** {plain(found.why)}")
        return
    _show_figures(found, titles[name], rivals[rival])
    _show_changes(kept.changes(at, other, alpha), kept.answers(at))


def _show_figures(found: Comparison, title: str, rival: str) -> None:
    first, second = f"*{plain(title)}*", f"*{plain(rival)}*"
    st.subheader("Which one is right more often", anchor=False)
    st.markdown(
        f"On the **{found.tracks:,}** tracks ({found.artists:,} artists) that both were asked "
        f"about, {first} alone was right on **{found.only_incumbent:,}** and {second} alone on "
        f"**{found.only_candidate:,}**. {_mcnemar(found.mcnemar)}"
    )
    st.caption(
        "McNemar's exact test takes tracks for independent; the intervals below do not, they are "
        "by artist."
    )
    named = [
        ("Right guesses", found.accuracy, True),
        ("Log-loss (nats, less is better)", found.log_loss, False),
        ("Calibration error (less is better)", found.calibration_error, False),
        ("Honest claims flagged, of those tested", found.false_flags, True),
        ("Honest claims that can be tested", found.tested, True),
        *(
            (f"Recall of {name}", pair, True)
            for name, pair in zip(found.genres, found.recall, strict=True)
        ),
    ]
    rows = [
        {
            "Figure": name,
            "Now": _figure(pair.incumbent.value, share),
            "Then": _figure(pair.candidate.value, share),
            "Difference (95% interval)": _difference(pair, share),
        }
        for name, pair, share in named
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, height=35 * (len(rows) + 1) + 3)


def _mcnemar(p_value: float) -> str:
    p = "p < 0.001" if p_value < 0.001 else f"p = {p_value:.3f}"
    if p_value <= 0.05:
        return f"Were they equally good, so uneven a count would be rare ({p})."
    return f"Two equally good models often differ as much ({p}): neither is shown to be better."


def _show_changes(found: Changes, answers: Answers) -> None:
    st.subheader("Which verdicts would change", anchor=False)
    if not found.changes:
        st.success(f"None of {found.tracks:,} honest claims would be judged otherwise.")
        return
    counts = ", ".join(
        f"{count:,} from {_WORDS[was]} to {_WORDS[becomes]}"
        for (was, becomes), count in found.counts.most_common()
    )
    st.markdown(
        f"**{len(found.changes):,}** of {found.tracks:,} honest claims would be judged otherwise: "
        f"{counts}."
    )
    shown = found.changes[:_SHOWN]
    places = answers.ids.get_indexer(pd.Index([change.id for change in shown]))
    rows = [
        {
            "Track": track.title,
            "Artist": track.artist,
            "Claim": track.genre,
            "Now": _WORDS[change.before],
            "Then": _WORDS[change.after],
            "What that is": _matters(change),
        }
        for change, track in zip(shown, answers.tracks(places), strict=True)
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, height=35 * (min(len(rows), 12) + 1) + 3)


def _matters(change: Change) -> str:
    if change.after is Outcome.MISMATCH:
        return "a new false flag"
    return "a false flag less" if change.before is Outcome.MISMATCH else ""


def _figure(value: float, share: bool) -> str:
    if isnan(value):
        return "unknown"
    return f"{value:.1%}" if share else f"{value:.3f}"


def _difference(pair: Pair, share: bool) -> str:
    gap = pair.difference
    if isnan(gap.value):
        return "unknown"
    if share:
        return f"{gap.value:+.1%} ({gap.low:+.1%} to {gap.high:+.1%})"
    return f"{gap.value:+.3f} ({gap.low:+.3f} to {gap.high:+.3f})"
