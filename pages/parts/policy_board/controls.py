"""How strict: an alpha, or a level; and which part of the page is shown."""

import streamlit as st

from genre_core.desk.policy.terms import GRID, Policy
from pages.parts.plain import plain
from pages.parts.policy import CHOICES
from pages.parts.policy_board.address import (
    ALPHA,
    LEVEL,
    PART,
    USUAL_LEVEL,
    arrived,
    per_cent,
    percent,
    read_policy,
    said,
    write,
)

PARTS = {
    "genres": "By genre",
    "uploaders": "Uploaders",
    "mislabelled": "How much is mislabelled",
    "apply": "Put into force",
}
_LEVELS = (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
_MODES = {ALPHA: "share of honest tracks", LEVEL: "share of wrong flags"}
_MODE, _ALPHA, _LEVEL, _PART = "policy-mode", "policy-alpha", "policy-level", "policy-part"
_OPTIONS, _LEVELS_ASKED = "policy-options", "policy-levels"
_COMPLAINTS = "policy-complaints"


def follow_address(in_force: float) -> None:
    """Set every widget to what a link says, if the visitor comes by one or goes back to one.

    To be called before the board, on a run of the whole page: a fragment's run never follows.

    Args:
        in_force: alpha of the policy in force.
    """
    link = arrived()
    if link is None and _MODE in st.session_state:
        return
    reading = read_policy(st.query_params.to_dict(), in_force)
    complaints = reading.complaints
    part = said(PART) or "genres"
    if part not in PARTS:
        complaints += (f'The address asks for the part "{part[:24]}", which there is not.',)
        part = "genres"
    alpha = set_options(reading.alpha, in_force)
    st.session_state[_MODE] = ALPHA if reading.level is None else LEVEL
    st.session_state[_ALPHA] = alpha
    level = reading.level or USUAL_LEVEL
    st.session_state[_LEVELS_ASKED] = sorted({*_LEVELS, level})
    st.session_state[_LEVEL] = level
    st.session_state[_PART] = part
    st.session_state[_COMPLAINTS] = complaints


def set_options(*besides: float) -> float:
    """Let the slider stop at these alphas, too; return the first."""
    st.session_state[_OPTIONS] = sorted({*GRID, *CHOICES, *besides})
    return besides[0]


def choose_policy() -> Policy:
    """Ask how strict to be; what is chosen goes into the address."""
    for complaint in st.session_state[_COMPLAINTS]:
        st.info(plain(complaint))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        mode = st.segmented_control(
            "Choose by",
            list(_MODES),
            format_func=_MODES.__getitem__,
            key=_MODE,
            required=True,
            on_change=_note,
        )
        return Policy(_choose_alpha()) if mode == ALPHA else Policy(level=_choose_level())


def choose_part() -> str:
    """Ask which part of the page is shown."""
    return str(
        st.segmented_control(
            "Part",
            list(PARTS),
            format_func=PARTS.__getitem__,
            required=True,
            key=_PART,
            on_change=lambda: write(**{PART: st.session_state[_PART]}),
            label_visibility="collapsed",
        )
    )


def look_at(alpha: float) -> None:
    """Move the slider to an alpha; to be called before the page runs."""
    set_options(alpha, *st.session_state[_OPTIONS])
    st.session_state[_MODE] = ALPHA
    st.session_state[_ALPHA] = alpha
    _note()


def _choose_alpha() -> float:
    options: list[float] = st.session_state[_OPTIONS]
    return st.select_slider(
        "Honest tracks that may be flagged by mistake (alpha)",
        options,
        format_func=per_cent,
        key=_ALPHA,
        on_change=_note,
        persist_state="session",
    )


def _choose_level() -> float:
    levels: list[float] = st.session_state[_LEVELS_ASKED]
    return st.select_slider(
        "Flags that may be wrong (q)",
        levels,
        format_func=per_cent,
        key=_LEVEL,
        on_change=_note,
        persist_state="session",
        help="The rule of Benjamini and Hochberg finds the alpha for it: the one at which, on "
        "average, so many flags are wrong at most if all other claims are honest.",
    )


def _note() -> None:
    by_level = st.session_state[_MODE] == LEVEL
    st.session_state[_COMPLAINTS] = ()
    write(
        **{
            ALPHA: None if by_level else percent(st.session_state[_ALPHA]),
            LEVEL: percent(st.session_state[_LEVEL]) if by_level else None,
        }
    )
