"""The buttons that sign a visitor in or out."""

from functools import partial

import streamlit as st

from pages.parts.entrance.errand import run_errand
from pages.parts.entrance.login import Login, answers
from pages.parts.plain import plain


def offer_sign_in(login: Login, page: str, *, prominent: bool) -> None:
    """Show a button for each provider; whoever comes back comes back to ``page`` as it is now."""
    providers = login.providers or {}
    for name, metadata_url in providers.items():
        label = f"Sign in with {plain(name)}" if name else "Sign in"
        pressed = st.button(
            label, key=f"sign_in_{name}", type="primary" if prominent else "secondary"
        )
        if not pressed:
            continue
        with st.spinner("Asking the sign-in service ..."):
            there = answers(metadata_url)
        if there:
            run_errand(page, partial(st.login, name or None))
        else:
            st.error(
                "The sign-in service does not answer, so nobody can sign in just now. Try again in "
                "a minute; if that does not help, tell whoever runs this server."
            )


def offer_sign_out() -> None:
    """Show the button that ends the session, here and, where it can, at the provider."""
    st.button("Sign out", key="sign_out", on_click=st.logout)
