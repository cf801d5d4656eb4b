"""The board: what can be chosen, what it comes to, and one of four parts below.

All of it is one fragment, so that a move of the slider asks for nothing but this again.
"""

import streamlit as st

from genre_core.desk.policy.arrivals import arrivals
from genre_core.desk.policy.board import board
from genre_core.desk.policy.change import change
from genre_core.errors import SpectrogramError, StoreError
from genre_core.people import Person
from genre_core.store.engine import utc_now
from pages.parts.plain import plain
from pages.parts.policy import DEFAULT
from pages.parts.policy_board import kept
from pages.parts.policy_board.applying import show_applying
from pages.parts.policy_board.assumptions import choose_assumed, stated_share
from pages.parts.policy_board.controls import choose_part, choose_policy, follow_address
from pages.parts.policy_board.curve import show_curve
from pages.parts.policy_board.figures import show_effect, show_figures
from pages.parts.policy_board.genres import show_genres
from pages.parts.policy_board.mislabelled import show_mislabelled
from pages.parts.policy_board.uploaders import show_uploaders
from pages.parts.workplace import show_store_fault


def show_board(at: kept.Ground, person: Person) -> None:
    """Show the whole board; where it cannot be shown, say why."""
    present = at.in_force.alpha if at.in_force is not None else None
    follow_address(present or DEFAULT)
    _show(at, present, person)


@st.fragment
def _show(at: kept.Ground, present: float | None, person: Person) -> None:
    # Nobody further up hears of a fault when the slider moves.
    try:
        _show_all(at, present, person)
    except StoreError as error:
        show_store_fault(error)
    except SpectrogramError as error:
        st.error(plain(str(error)))


def _show_all(at: kept.Ground, present: float | None, person: Person) -> None:
    grounds = kept.grounds(at, stated_share())
    known = arrivals(grounds.catalogue, utc_now())
    policy = choose_policy()
    assumed = choose_assumed(grounds, known)
    a_day = known.a_day if assumed.a_day is None else assumed.a_day
    found = board(grounds, policy, a_day, assumed.seconds)
    changed = change(grounds, present or 0.0, found.point.alpha)
    show_effect(found, changed)
    show_figures(found, known, assumed)
    show_curve(found, present)
    part = choose_part()
    if part == "genres":
        show_genres(found)
    elif part == "uploaders":
        show_uploaders(grounds, found.point.alpha, person)
    elif part == "mislabelled":
        show_mislabelled(at)
    else:
        show_applying(at, found, changed, person)
