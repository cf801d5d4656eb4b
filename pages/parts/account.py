"""The lines below the menu: who is here, and the way in or out."""

import streamlit as st

from genre_core.people import LOCAL, Person
from pages.parts.entrance.admission import Admission, Remedy
from pages.parts.entrance.doors import offer_sign_in, offer_sign_out
from pages.parts.entrance.errand import end_errand, has_come_back
from pages.parts.plain import plain


def show_account(answer: Admission, page: str, *, at_the_gate: bool) -> None:
    """Show them in the sidebar; ``at_the_gate`` the page itself says what helps."""
    with st.sidebar:
        if answer.person is not None:
            _show_person(answer.person)
        elif answer.remedy is not Remedy.SIGN_IN:
            st.caption(answer.title, help=plain(answer.why))
            if answer.remedy is Remedy.SIGN_OUT and not at_the_gate:
                offer_sign_out()
        elif not at_the_gate:
            st.caption("For moderators")
            offer_sign_in(answer.login, page, prominent=False)
        end_errand()
    if answer.remedy is Remedy.SIGN_IN and has_come_back():
        st.toast("The sign-in was not completed.", duration="long")


def _show_person(who: Person) -> None:
    if who == LOCAL:
        st.caption(
            "No login: this machine only.",
            help="Nobody has to sign in, so only the person at this machine may use the desk, "
            "as its admin. docs/login.md tells how to let others in.",
        )
        return
    st.caption(f"**{plain(who.name)}**, {who.role.word}")
    offer_sign_out()
