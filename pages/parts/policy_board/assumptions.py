"""What has to be assumed while nobody measured it, each with the word assumption on it."""

from dataclasses import dataclass
from math import isnan, nan

import streamlit as st

from genre_core.desk.policy.arrivals import Arrivals
from genre_core.desk.policy.board import ASSUMED_SECONDS, effort_of
from genre_core.desk.policy.expected import Origin
from genre_core.desk.policy.grounds import Grounds
from genre_core.desk.policy.rehearsal import STATED
from pages.parts.lab.address import of_percent

_SECONDS, _A_DAY, _LIES = "policy-seconds", "policy-a-day", "policy-lies"


@dataclass(frozen=True, slots=True)
class Assumed:
    """What nobody measured.

    Attributes:
        seconds: a decision; not asked for, and of no meaning, where they were measured.
        a_day: tracks that come in a day, NaN where nobody says; None where it is known.
    """

    seconds: float
    a_day: float | None


def stated_share() -> float:
    """Return the share of claims that is taken for lies while too little is decided."""
    return of_percent(st.session_state.get(_LIES, 100 * STATED))


def choose_assumed(grounds: Grounds, known: Arrivals) -> Assumed:
    """Ask for what was not measured."""
    unmeasured, unknown = effort_of(grounds.pace).assumed, isnan(known.a_day)
    rehearsed = any(each.origin is Origin.LAB for each in grounds.curve)
    if not (unmeasured or unknown or rehearsed):
        return Assumed(ASSUMED_SECONDS, None)
    with st.popover("Assumptions", icon=":material/edit:"):
        seconds = _ask_seconds() if unmeasured else ASSUMED_SECONDS
        a_day = _ask_a_day() if unknown else None
        if rehearsed:
            _ask_lies()
    return Assumed(seconds, a_day)


def _ask_seconds() -> float:
    return st.number_input(
        "Seconds a decision (an assumption: nobody measured any yet)",
        min_value=1.0,
        max_value=3600.0,
        value=ASSUMED_SECONDS,
        step=1.0,
        format="%.0f",
        key=_SECONDS,
        persist_state="session",
    )


def _ask_a_day() -> float:
    said = st.number_input(
        "Tracks that come in a day (an assumption)",
        min_value=0,
        value=None,
        placeholder="not known",
        key=_A_DAY,
        persist_state="session",
    )
    return nan if said is None else float(said)


def _ask_lies() -> None:
    st.number_input(
        "Lies among 100 claims (an assumption, until enough was decided)",
        min_value=0.5,
        max_value=50.0,
        value=100 * STATED,
        step=0.5,
        format="%.1f",
        key=_LIES,
        persist_state="session",
    )
