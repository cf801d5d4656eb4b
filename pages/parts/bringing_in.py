"""Tracks into the catalogue, and the model's ears onto them."""

import tempfile
from pathlib import Path

import streamlit as st

from genre_core.errors import ModelError, SpectrogramError
from genre_core.exchange.reading import open_catalogue
from genre_core.exchange.taking import ImportReport, take
from genre_core.people import Person
from genre_core.scan.policies import present_alpha
from genre_core.scan.running import ScanReport, count_pending, scan
from genre_core.scan.terms import ScanTerms
from genre_core.store.engine import Store, utc_now
from pages.parts import resources
from pages.parts.plain import plain
from pages.parts.policy import DEFAULT

_KINDS = ["csv", "tsv", "jsonl", "json", "parquet", "jams"]
_LARGEST_MB = 200
_SHOWN = 20


def show_import(store: Store, person: Person) -> None:
    """Take a catalogue, or decisions made elsewhere, from a file."""
    st.subheader("Bring tracks in", anchor=False)
    file = st.file_uploader(
        "CSV, TSV, JSONL, Parquet, FMA's tracks.csv, Label Studio, Prodigy, Hugging Face or JAMS",
        type=_KINDS,
        max_upload_size=_LARGEST_MB,
    )
    root = st.text_input(
        "Folder of the sound files",
        placeholder="on this server; needed where the file names them relatively",
        key="import-root",
    )
    if file is None or not st.button("Import", type="primary"):
        return
    bar = st.progress(0.0, "Reading ...")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(file.name).name
        path.write_bytes(file.getvalue())

        def tell(rows: int) -> None:
            bar.progress(0.5, f"{rows:,} rows so far")

        try:
            reading = open_catalogue(path, None, Path(root) if root else None)
            report = take(store, person, reading, utc_now(), tell)
        except SpectrogramError as error:
            bar.empty()
            st.error(plain(str(error)))
            return
    bar.empty()
    _tell_import(report)


def show_scan(store: Store, person: Person) -> None:
    """Let the model listen to what it has not heard, under the policy that is in force."""
    st.subheader("Listen to what is new", anchor=False)
    with store.reading() as connection:
        alpha = present_alpha(connection) or DEFAULT
    try:
        terms = ScanTerms(resources.desk_classifier(), alpha=alpha)
    except ModelError as error:
        st.error(plain(str(error)))
        return
    waiting = count_pending(store, terms)
    st.caption(
        f"{waiting:,} tracks wait to be heard. At most {alpha * 100:.3g}% of honest ones will be "
        "flagged: the policy in force, which the page Policy changes. A scan can be stopped and "
        "goes on."
    )
    if not st.button("Listen", disabled=not waiting):
        return
    bar, done = st.progress(0.0), [0]

    def advance() -> None:
        done[0] += 1
        bar.progress(min(1.0, done[0] / waiting), f"{done[0]:,} of {waiting:,}")

    try:
        report = scan(store, person, terms, advance=advance)
    except SpectrogramError as error:
        bar.empty()
        st.error(plain(str(error)))
        return
    bar.empty()
    _tell_scan(report)


def _tell_import(report: ImportReport) -> None:
    tracks, decisions = report.tracks, report.decisions
    st.success(
        plain(
            f"{report.source}: {tracks.new:,} new tracks, {tracks.changed:,} changed, "
            f"{tracks.same:,} known already; {decisions.new:,} new decisions, "
            f"{decisions.same:,} known already."
        )
    )
    if report.refused:
        st.warning(f"{report.refused:,} rows were not taken. The first of them:")
        for refusal in report.refusals[:_SHOWN]:
            st.caption(plain(f"Line {refusal.line}: {refusal.reason}"))


def _tell_scan(report: ScanReport) -> None:
    st.success(
        f"{report.heard:,} tracks heard: {report.flagged:,} flagged, {report.uncertain:,} "
        f"uncertain, {report.audited:,} drawn for the audit."
    )
    if report.faults:
        st.warning(f"{report.faults:,} tracks cannot be heard. The first of them:")
        for fault in report.faulty:
            st.caption(plain(f"{fault.key}: {fault.sentence}"))
