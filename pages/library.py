"""The catalogue: what is in it, how tracks come in and are heard, how decisions go out."""

import streamlit as st

from genre_core.errors import StoreError
from genre_core.people import Role
from pages.parts.bringing_in import show_import, show_scan
from pages.parts.catalogue import show_counts, show_table
from pages.parts.gate import ensure_desk
from pages.parts.taking_out import show_export
from pages.parts.workplace import desk_store, show_store_fault

person = ensure_desk("library", Role.VIEWER)
st.set_page_config(layout="wide")
store = desk_store()
st.title("Catalogue", anchor=False)
try:
    counts = st.empty()
    with counts.container():
        show_counts(store)
    show_table(store)
    if person.role >= Role.ADMIN:
        first, second = st.columns(2, gap="large")
        with first:
            show_import(store, person)
            show_scan(store, person)
        with second:
            show_export(store, person)
        # An import or a scan has changed them.
        with counts.container():
            show_counts(store)
    else:
        st.caption("Importing, scanning and exporting take an admin.")
except StoreError as error:
    show_store_fault(error)
