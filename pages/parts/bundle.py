"""What one stroke decided beside the track on the screen, each of which can be taken back alone."""

import uuid

import streamlit as st

from genre_core.desk.records import decision_of
from genre_core.desk.rulings import Recorded
from genre_core.desk.undoing import undo
from genre_core.errors import DeskError, StoreError
from genre_core.people import Person
from genre_core.store.engine import Store, utc_now
from pages.parts.plain import plain


def show_bundle(recorded: Recorded, store: Store, person: Person) -> None:
    """List the other tracks of a bundle, and say which were left out."""
    count = len(recorded.bundle_keys)
    with st.expander(f"Decided with it: {count} other track{'s' if count != 1 else ''}"):
        for key in recorded.bundle_keys:
            _show_one(key, store, person)
        if recorded.left_out:
            why = "as your time was up" if recorded.late else "as colleagues hold them"
            st.caption(
                plain(
                    f"Left out, {why}: {', '.join(recorded.left_out)}. They come up by themselves."
                )
            )


def _show_one(key: str, store: Store, person: Person) -> None:
    with store.reading() as connection:
        decision = decision_of(connection, key)
    if decision is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(plain(f"{decision.title or decision.track_key} · {decision.artist}"))
        if st.button("Take back", key=f"back-{key}"):
            try:
                undo(store, person, str(uuid.uuid4()), key, utc_now())
            except (DeskError, StoreError) as error:
                st.warning(plain(str(error)))
            else:
                st.toast("Taken back.")
