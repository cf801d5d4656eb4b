"""What a policy comes to, in one look: flags, hours, and how many of the flags are right."""

from math import isnan

import streamlit as st

from genre_core.desk.policy.arrivals import Arrivals
from genre_core.desk.policy.board import Board
from genre_core.desk.policy.change import Change
from genre_core.desk.policy.expected import Origin
from genre_core.desk.policy.offers import Offer
from genre_core.desk.policy.wording import number, percent, spread
from genre_core.evaluation.intervals import Interval
from pages.parts.plain import plain
from pages.parts.policy_board.address import per_cent
from pages.parts.policy_board.assumptions import Assumed
from pages.parts.policy_board.controls import look_at

_UNKNOWN = "not known"
_MINUTE = 1 / 60  # h
_BY_DECISIONS = (
    "How many are right is told by the desk's own decisions: on flags, and on the random audit of "
    "what is not flagged. Ends are of 95% intervals."
)
_WORST_FIRST = (
    "The worst flags are decided first, so that open ones are right less often than decided ones; "
    "the interval is wide for that until they are decided."
)


def show_figures(found: Board, known: Arrivals, assumed: Assumed) -> None:
    """Show the figures, then where each of them comes from."""
    point, hopes = found.point, found.point.expected
    with st.container(horizontal=True):
        _metric("Flags", f"{point.flags:,}", f"{_share(point.share)} of {found.tracks:,} tracks")
        _metric("Flags a day", _number(point.a_day), _coming(known, assumed))
        _metric("Work a day", _time(point.hours_a_day), _pace(found))
        _metric("Work that waits", _time(point.backlog_hours), _flags(point.backlog, "open"))
    with st.container(horizontal=True):
        _metric("Flags that are right", _right(found), _ends(hopes.precision))
        _metric("Wrong claims missed", _count(hopes.misses), _count_ends(hopes.misses))
        _metric("Missed, of all that are wrong", _rounded(hopes.missed), _ends(hopes.missed))
    decided = hopes.origin is Origin.DECISIONS
    for sentence in (
        _BY_DECISIONS if decided else hopes.sentence,
        _WORST_FIRST if decided and point.backlog else "",
        known.sentence if assumed.a_day is None or isnan(assumed.a_day) else "",
    ):
        if sentence:
            st.caption(plain(sentence))


def show_effect(found: Board, change: Change) -> None:
    """Say what the policy changes, which alpha a level comes to, and what cannot be tested."""
    words = [f"**{plain(change.sentence)}**"]
    level, point = found.policy.level, found.point
    if level is not None and point.flags:
        words.append(
            f"With at most {per_cent(level)} wrong flags on average, today's catalogue is judged "
            f"at alpha {per_cent(point.alpha)}."
        )
    if point.flags and found.testable < found.tracks:
        words.append(
            f"{found.tracks - found.testable:,} of {found.tracks:,} claims cannot be tested so "
            "strictly: the model knows too few honest tracks of their genre."
        )
    st.markdown(" ".join(words))
    if found.offer is not None:
        _show_offer(found.offer)


def _show_offer(offer: Offer) -> None:
    st.info(plain(offer.sentence))
    if not isnan(offer.alpha):
        st.button(
            f"Look at alpha {per_cent(offer.alpha)}",
            on_click=look_at,
            args=(offer.alpha,),
            key="policy-offer",
        )


def _metric(label: str, value: str, below: str) -> None:
    st.metric(
        label,
        value,
        below or None,
        delta_color="off",
        delta_arrow="off",
        border=True,
        height="stretch",  # as high as its neighbours, whose intervals are known
    )


def _flags(count: int, kind: str) -> str:
    return f"{count:,} {kind} flag" if count == 1 else f"{count:,} {kind} flags"


def _pace(found: Board) -> str:
    seconds = f"{found.effort.seconds:.0f} s a decision"
    return f"{seconds}, assumed" if found.effort.assumed else f"{seconds}, measured"


def _coming(known: Arrivals, assumed: Assumed) -> str:
    if assumed.a_day is None:
        return f"of {known.a_day:,.1f} new tracks"
    return "" if isnan(assumed.a_day) else f"of {assumed.a_day:,.0f} new, assumed"


def _share(value: float) -> str:
    return _UNKNOWN if isnan(value) else f"{value:.1%}"


def _number(value: float) -> str:
    return _UNKNOWN if isnan(value) else f"{value:,.1f}"


def _time(hours: float) -> str:
    if isnan(hours):
        return _UNKNOWN
    if hours >= 1:
        return f"{hours:,.1f} h"
    return "under 1 min" if 0 < hours < _MINUTE else f"{hours / _MINUTE:.0f} min"


def _rounded(share: Interval) -> str:
    return _UNKNOWN if isnan(share.value) else percent(share)


def _ends(share: Interval) -> str:
    return "" if isnan(share.value) else spread(share).removeprefix("95% interval ")


def _right(found: Board) -> str:
    return _rounded(found.point.expected.precision) if found.point.flags else "no flags"


def _count(tracks: Interval) -> str:
    return _UNKNOWN if isnan(tracks.value) else number(tracks.value)


def _count_ends(tracks: Interval) -> str:
    if isnan(tracks.value):
        return ""
    if 0 < tracks.high < 0.5:
        return number(tracks.high)
    return f"{tracks.low:,.0f} to {tracks.high:,.0f}"
