"""The model's files: how large, whether whole, their hashes, and a download of each."""

from functools import partial
from pathlib import Path

import pandas as pd
import streamlit as st

from genre_core.card import CARD
from genre_core.card_files import CardFile, State
from pages.parts.model import kept
from pages.parts.plain import plain


def show_files(at: kept.Edition) -> None:
    """Show a line a file and a button to fetch it.

    Raises:
        ModelError: the card is damaged.
    """
    st.subheader("Files", anchor=False)
    found = kept.files(at)
    odd = [file for file in found if file.state is not State.WHOLE]
    for file in odd:
        st.error(
            f"**{plain(file.path.name)}** is {file.state}: the model cannot be trusted and will "
            "not answer. Restore the folder (`git restore models`) or export it again."
        )
    st.dataframe(
        pd.DataFrame([_row(file) for file in found]),
        hide_index=True,
        height=35 * (len(found) + 1) + 3,
    )
    st.caption(
        "A file whose hash differs from the card's is refused when the model is loaded. The card "
        f"itself is {CARD}."
    )
    with st.container(horizontal=True):
        for path in (Path(at.folder) / CARD, *(f.path for f in found if f.state is State.WHOLE)):
            st.download_button(
                path.name,
                partial(path.read_bytes),
                file_name=path.name,
                mime="application/octet-stream",
                key=f"fetch-{path.name}",
                on_click="ignore",
            )


def _row(file: CardFile) -> dict[str, str]:
    return {
        "File": file.path.name,
        "Size": _size(file.size),
        "State": str(file.state),
        "SHA-256": file.expected,
    }


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.1f} kB"
