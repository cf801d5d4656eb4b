"""Who is here, and may she see this page? Every page of the desk asks first.

What pages hide is a courtesy. The functions of the desk are given the Person whom the gate
returns, and each refuses by itself what her role does not reach.
"""

from datetime import UTC, datetime

import streamlit as st

from genre_core.people import Person, Role
from pages.parts.entrance.admission import Admission, Remedy, admission
from pages.parts.entrance.doors import offer_sign_in, offer_sign_out
from pages.parts.plain import plain
from pages.parts.shell import current_page, ensure_shell
from pages.parts.stage.room import is_guest


def ensure_desk(name: str, role: Role = Role.VIEWER) -> Person:
    """Return who is at the desk page ``name``, or stop it with what she can do about it."""
    ensure_shell(name)
    someone = person()
    if someone.role < role:
        st.title("This page is not for you")
        st.markdown(
            f"You are a {someone.role.word} here, and this page takes a {role.word}. Ask an admin "
            "for the role; it holds as soon as you open the page again."
        )
        _show_way_back()
        st.stop()
    return someone


def person() -> Person:
    """Return who is here, or stop the page with what she can do about it."""
    answer = ask()
    if answer.person is None:
        _show_gate(answer)
        st.stop()
    return answer.person


def ask() -> Admission:
    """Return whether the visitor may go to the desk, as of now."""
    return admission(datetime.now(UTC))


def _show_gate(answer: Admission) -> None:
    st.title(answer.title)
    st.markdown(plain(answer.why))
    if answer.known_as:
        st.code(answer.known_as, language=None)
    if answer.remedy is Remedy.SIGN_IN:
        offer_sign_in(answer.login, current_page(), prominent=True)
    if answer.remedy is Remedy.SIGN_OUT:
        offer_sign_out()
    _show_way_back()


def _show_way_back() -> None:
    if not is_guest() and st.button("Verify a claim instead", type="tertiary"):
        st.switch_page("pages/verify.py")
