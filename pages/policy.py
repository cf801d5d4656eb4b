"""The policy: how strict? What another one would cost and catch, and putting it into force."""

import streamlit as st

from genre_core.classifier import Classifier
from genre_core.desk.policy.catalogue import Catalogue
from genre_core.desk.policy.wording import tracks_of
from genre_core.errors import ModelError, StoreError
from genre_core.people import Person, Role
from genre_core.store.engine import Store
from pages.parts import resources
from pages.parts.gate import ensure_desk
from pages.parts.plain import plain
from pages.parts.policy_board.applying import show_history
from pages.parts.policy_board.board import show_board
from pages.parts.policy_board.judging import is_judging, judge_anew, show_left
from pages.parts.policy_board.kept import Ground, catalogue, ground
from pages.parts.workplace import desk_store, show_store_fault


def show_policy(store: Store, model: Classifier, person: Person) -> None:
    """Show the board, or judge anew where a policy was put into force just now."""
    at = ground(store, model)
    present = at.in_force
    # One place on the page: what is no longer true vanishes as soon as the judging begins.
    body = st.empty()
    if present is not None and is_judging():
        with body.container():
            judge_anew(store, model, present.alpha, person)
    with body.container():
        if present is not None:
            show_left(store, model, present.alpha, person)
        heard = catalogue(at)
        if len(heard.ids):
            show_board(at, person)
        else:
            show_nothing(heard, at)


def show_nothing(heard: Catalogue, at: Ground) -> None:
    """Say what is missing before there is anything to be strict about."""
    if heard.unheard:
        st.info(
            plain(
                f"The model that judges now has heard none of {tracks_of(heard.unheard)}: "
                f"{at.model.card.title}. Let it listen: Catalogue, Listen to what is new."
            )
        )
    else:
        st.info("The catalogue is empty. Bring tracks in and let the model listen to them.")
    st.page_link("pages/library.py", label="To the catalogue", icon=":material/arrow_forward:")
    show_history(at.policies)


person = ensure_desk("policy", Role.VIEWER)
st.set_page_config(layout="wide")
store = desk_store()
st.title("The policy: how strict?", anchor=False)
try:
    show_policy(store, resources.desk_classifier(), person)
except ModelError as error:
    st.error(plain(str(error)))
except StoreError as error:
    show_store_fault(error)
