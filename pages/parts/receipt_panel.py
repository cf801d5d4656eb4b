"""The receipt of a verdict, to be downloaded: JSON to check it by, PNG to paste into a mail."""

from datetime import UTC, datetime

import streamlit as st

from genre_core.analysis import Analysis
from genre_core.card import ModelCard
from genre_core.receipt import Receipt, make_receipt, to_json
from genre_core.receipt_picture import draw_receipt
from genre_core.tags import Tags
from pages.parts import resources
from pages.parts.shelf import ShelfTrack


def show_receipt(track: ShelfTrack, analysis: Analysis, card: ModelCard) -> None:
    """Offer the receipt in both forms; each is made only when it is asked for."""

    def receipt() -> Receipt:
        # The shelf names files by their hashes; a reader knows the track by its title.
        tags = Tags(track.title, track.artist, "", track.claim)
        return make_receipt(
            f"{track.title}{track.path.suffix}", tags, analysis, card, datetime.now(UTC)
        )

    def picture() -> bytes:
        sha256 = analysis.hearing.track_id
        return draw_receipt(receipt(), resources.picture(sha256, track.path))

    name = f"verdict-{analysis.hearing.track_id[:8]}-{analysis.verdict.outcome}"
    st.caption("Keep the verdict: what was asked, answered, by which model, on which bytes.")
    with st.container(horizontal=True):
        st.download_button(
            "Receipt as a picture",
            picture,
            f"{name}.png",
            "image/png",
            icon=":material/image:",
            on_click="ignore",
        )
        st.download_button(
            "Receipt as JSON",
            lambda: to_json(receipt()),
            f"{name}.json",
            "application/json",
            icon=":material/data_object:",
            on_click="ignore",
        )
