"""The desk's store, opened once a process, and what its faults look like on a page."""

import streamlit as st
from sqlalchemy import URL

from genre_core.crate import CrateError, crate_folder, fill_crate
from genre_core.desk.library import library
from genre_core.errors import ModelError, StoreError
from genre_core.people import Person, Role
from genre_core.scan.demo import fill_desk
from genre_core.store.engine import Store, database_url, open_store
from pages.parts import resources
from pages.parts.plain import plain

_HOUSE = Person("spectrogram", "Spectrogram", Role.ADMIN)
"""Who puts the demo tracks on a desk that has no others."""


@st.cache_resource(show_spinner="Opening the desk ...", max_entries=2, on_release=Store.close)
def _opened(url: URL) -> Store:
    store = open_store(url)
    # What the demo crate lacks must not keep anybody from the desk.
    try:
        model = resources.desk_classifier()
        fill_crate(crate_folder())
        fill_desk(store, _HOUSE, model, crate_folder())
        # Read once a process; a hundred thousand tracks take seconds that nobody should wait later.
        with store.reading() as connection:
            library(connection, model.card.name, model.card.version)
    except (CrateError, ModelError) as error:
        st.warning(plain(f"The demo tracks could not be put on the desk. {error}"))
    return store


def desk_store() -> Store:
    """Return the desk's store; where it cannot be opened, say so and end the page's run."""
    try:
        return _opened(database_url(crate_folder()))
    except StoreError as error:
        show_store_fault(error)
        st.stop()


def show_store_fault(error: StoreError) -> None:
    """Say that the store cannot be used, and offer to try again."""
    st.error(plain(str(error)))
    st.button("Try again", key="store-again")
