"""How the desk is doing: what waits, how sure decisions are, how long they take, the alarm."""

from collections.abc import Sequence
from math import isfinite

import pandas as pd
import streamlit as st

from genre_core.desk.agreement import Agreement
from genre_core.desk.backlog import Waiting
from genre_core.desk.blinding import Contrast
from genre_core.desk.figures import DeskFigures
from genre_core.desk.queues import Queue
from genre_core.desk.readings import newest
from genre_core.desk.shares import Share
from genre_core.errors import StoreError
from genre_core.evaluation.intervals import Interval
from genre_core.people import Role
from genre_core.store.engine import Store
from pages.parts import resources
from pages.parts.desk_charts import Spread, spread_chart
from pages.parts.desk_settings import show_settings
from pages.parts.gate import ensure_desk
from pages.parts.plain import plain
from pages.parts.workplace import desk_store, show_store_fault


def latest_rows(store: Store) -> tuple[int, int]:
    """Return the highest numbers of decisions and flags."""
    with store.reading() as connection:
        return newest(connection)


def show_alarm(figures: DeskFigures) -> None:
    """Say whether honest tracks still look as the calibration promises."""
    (st.error if figures.drift.alarm else st.info)(plain(figures.drift.sentence))


def show_waiting(figures: DeskFigures) -> None:
    """Show what waits in each queue."""
    st.subheader("What waits", anchor=False)
    total = figures.waiting[0]
    with st.container(horizontal=True):
        st.metric("Open", f"{total.backlog:,}", border=True)
        st.metric("In somebody's hands", f"{total.held:,}", border=True)
        st.metric("Oldest waits for", _long(total.oldest_age), border=True)
        st.metric("Decisions so far", f"{figures.decisions:,}", border=True)
        st.metric("Seconds a decision", _number(figures.paces.overall.seconds), border=True)
    st.caption(plain(total.forecast.sentence))
    rows = [
        {
            "Queue": Queue(each.queue).title,
            "Open": each.backlog,
            "Half wait for": _long(each.median_age),
            "Oldest": _long(each.oldest_age),
            "Held": each.held,
            "Held longest": _long(each.longest_held) if each.held else "",
            "Empty": _empty(each),
        }
        for each in figures.waiting[1:]
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True)


def show_quality(figures: DeskFigures) -> None:
    """Show how good flags and decisions are, each with its interval."""
    st.subheader("How good flags and decisions are", anchor=False)
    quality = figures.quality
    shares = [
        ("Flags that were right", quality.precision),
        ("Unflagged tracks with a wrong claim", quality.miss_rate),
        ("Golden items answered rightly", quality.golden),
        ("Appeals that overturned", quality.overturned),
    ]
    known = [Spread(name, share.interval) for name, share in shares if _known(share.interval)]
    if known:
        st.altair_chart(spread_chart(known, "share"))
    for _, share in shares:
        st.caption(plain(share.sentence))


def show_agreement(figures: DeskFigures) -> None:
    """Show who agrees with whom."""
    st.subheader("Who agrees", anchor=False)
    agreements: Sequence[Agreement] = (
        figures.any_two,
        figures.model,
        figures.claim,
    )
    known = [Spread(_upper(each.sides), each.kappa) for each in agreements if _known(each.kappa)]
    known += [Spread(each.sides, each.kappa) for each in figures.pairs[:8] if _known(each.kappa)]
    if known:
        st.altair_chart(spread_chart(known, "kappa"))
    alpha = figures.reliability
    if _known(alpha.alpha):
        st.caption(
            f"Krippendorff's alpha of all moderators: {_ends(alpha.alpha)}, of {alpha.tracks:,} "
            "tracks."
        )
    for sentence in dict.fromkeys([*(each.sentence for each in agreements), alpha.sentence]):
        if sentence:
            st.caption(plain(sentence))
    blind = figures.blinding
    for contrast in (blind.model_same, blind.claim_same):
        _show_contrast(contrast)


def show_people(figures: DeskFigures) -> None:
    """Show each moderator's pace and sureness, in the order of the alphabet."""
    st.subheader("Moderators", anchor=False)
    skill = {each.moderator: each.right for each in figures.quality.moderators}
    worth = {each.moderator: each.quality for each in figures.consensus.moderators}
    rows = [
        {
            "Moderator": pace.name,
            "Decisions": pace.decisions,
            "Tracks": pace.tracks,
            "Median seconds": _number(pace.seconds),
            "Golden items": _share(skill.get(pace.moderator)),
            "Label worth (CROWDLAB)": _number(worth.get(pace.moderator, float("nan")), 2),
        }
        for pace in sorted(figures.paces.moderators, key=lambda pace: pace.name)
    ]
    if rows:
        st.dataframe(pd.DataFrame(rows), hide_index=True)
    if figures.consensus.sentence:
        st.caption(plain(figures.consensus.sentence))


def _show_contrast(contrast: Contrast) -> None:
    if contrast.sentence:
        st.caption(plain(contrast.sentence))


def _known(interval: Interval) -> bool:
    return isfinite(interval.value)


def _ends(interval: Interval) -> str:
    return f"{interval.value:.2f} ({interval.low:.2f} to {interval.high:.2f})"


def _share(share: Share | None) -> str:
    return f"{share.hits} of {share.trials}" if share is not None and share.trials else "none yet"


def _number(value: float, digits: int = 0) -> str:
    return f"{value:.{digits}f}" if isfinite(value) else "not known yet"


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def _empty(queue: Waiting) -> str:
    """Return when a queue will be empty; its interval stands in parentheses."""
    forecast = queue.forecast
    if not queue.backlog:
        return "now"
    if not isfinite(forecast.days):
        return "not at this pace"
    ends = f" ({forecast.low:.1f} to {forecast.high:.1f})" if isfinite(forecast.high) else ""
    return f"in {forecast.days:.1f} days{ends}"


def _long(seconds: float) -> str:
    if not isfinite(seconds):
        return "nothing waits"
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"


person = ensure_desk("dashboard", Role.VIEWER)
st.set_page_config(layout="wide")
store = desk_store()
st.title("How the desk is doing", anchor=False)
try:
    found = resources.desk_counts(store, str(store.engine.url), latest_rows(store))
    show_alarm(found)
    show_waiting(found)
    left, right = st.columns(2, gap="large")
    with left:
        show_quality(found)
    with right:
        show_agreement(found)
    show_people(found)
    show_settings(store, person)
except StoreError as error:
    show_store_fault(error)
