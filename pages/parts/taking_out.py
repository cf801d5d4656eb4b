"""Decisions out of the desk, in the forms that other tools read."""

import tempfile
from datetime import date
from pathlib import Path

import streamlit as st

from genre_core.errors import ExchangeError
from genre_core.exchange.exporting import Export, Format, export
from genre_core.people import Person
from genre_core.store.engine import Store
from pages.parts.plain import plain

_FORMS = {
    Format.CSV: ("CSV, for a spreadsheet", "csv"),
    Format.JSONL: ("JSON lines", "jsonl"),
    Format.PARQUET: ("Parquet", "parquet"),
    Format.FEEDBACK: ("The trainer's feedback file", "jsonl"),
    Format.LABEL_STUDIO: ("Label Studio", "json"),
    Format.PRODIGY: ("Prodigy", "jsonl"),
    Format.JAMS: ("JAMS, one a track", "zip"),
    Format.HF: ("Hugging Face metadata", "csv"),
    Format.CLEANLAB: ("cleanlab bundle", "zip"),
    Format.AUDIT: ("The audit trail, with its hashes", "jsonl"),
}


def show_export(store: Store, person: Person) -> None:
    """Write a file, then offer it."""
    st.subheader("Take decisions out", anchor=False)
    form = st.selectbox("As", list(_FORMS), format_func=lambda form: _FORMS[form][0])
    mark = form is Format.CSV and st.checkbox("Begin with a mark by which Excel knows UTF-8")
    if not st.button("Prepare the file"):
        return
    bar = st.progress(0.0, "Writing ...")
    name = f"spectrogram-{form.value}-{date.today():%Y-%m-%d}.{_FORMS[form][1]}"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name

        def tell(done: int) -> None:
            bar.progress(0.5, f"{done:,} decisions so far")

        try:
            count = export(store, person, Export(form, mark=mark), path, tell)
        except ExchangeError as error:
            bar.empty()
            st.error(plain(str(error)))
            return
        # Label Studio gets a second file, its labelling interface.
        files = {each.name: each.read_bytes() for each in sorted(Path(folder).iterdir())}
    bar.empty()
    st.caption(f"{count:,} {'entries' if form is Format.AUDIT else 'decisions'} are in it.")
    for each, content in files.items():
        st.download_button(f"Download {each}", content, each, on_click="ignore", key=each)
