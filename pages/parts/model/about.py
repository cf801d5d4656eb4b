"""What a model is for and not for, what it learnt from, how that was dealt, and by which recipe."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from genre_core.card import ModelCard
from genre_core.errors import ModelError
from genre_core.evaluation.dealt import GenreDeal
from pages.parts.model import kept
from pages.parts.plain import plain


def show_about(card: ModelCard, at: kept.Edition) -> None:
    """Show the card's words and tables."""
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("What it is for", anchor=False)
        _list(card.intended_use)
    with right:
        st.subheader("What it hears", anchor=False)
        st.markdown(_hears(card))
    st.subheader("What it is not for, and where it fails", anchor=False)
    _list(card.limits)
    _show_data(card)
    _show_split(at)
    _show_recipe(card)


def _list(sentences: tuple[str, ...]) -> None:
    text = "\n".join(f"- {plain(sentence)}" for sentence in sentences)
    st.markdown(text or "The card says nothing about this.")


def _hears(card: ModelCard) -> str:
    spec = card.spec
    pictures = "one picture" if card.crops == 1 else f"{card.crops} pictures, spread over the track"
    return (
        f"- {pictures}, each of {spec.seconds:.1f} s and {spec.bands} × {spec.frames} points\n"
        f"- {spec.min_hz:,.0f} to {spec.max_hz:,.0f} Hz, on a {spec.scale} scale, "
        f"down to {spec.floor_db:.0f} dB\n"
        f"- {len(card.genres)} genres: {plain(', '.join(card.genres))}"
    )


def _show_data(card: ModelCard) -> None:
    st.subheader("What it learnt from", anchor=False)
    artists = [source.artists for source in card.data]
    known = [count for count in artists if count is not None]
    st.markdown(
        f"**{sum(source.tracks for source in card.data):,}** tracks of "
        f"{f'**{sum(known):,}**' if len(known) == len(artists) else 'an unknown number of'} "
        f"artists, from {len(card.data)} "
        f"{'source' if len(card.data) == 1 else 'sources'}. Whoever is in two sources counts twice."
    )
    table = pd.DataFrame(
        {
            "Source": [source.name for source in card.data],
            "Tracks": [source.tracks for source in card.data],
            "Artists": pd.array(artists, dtype="Int64"),
            "Licence": [source.licence for source in card.data],
            "Credit": [source.credit for source in card.data],
        }
    )
    st.dataframe(table, hide_index=True, height=_height(len(table)))


def _show_split(at: kept.Edition) -> None:
    st.subheader("How its tracks were dealt", anchor=False)
    try:
        found = kept.dealt(at)
    except ModelError as error:
        st.info(plain(str(error)))
        return
    if found.folds:
        st.markdown(
            f"In {found.folds} folds, no artist in two of them. Each fold was judged by a "
            "network that learnt from the others only; the one that ships then learnt from all. "
            "A claim is held against one track an artist of its genre, the last column."
        )
    else:
        st.markdown(
            "In parts, no artist in two of them: one to learn from, one to be tested on (below), "
            "one whose tracks claims are held against (the last column, one an artist)."
        )
    rows = [_row(one) for one in (*found.genres, found.whole)]
    st.dataframe(pd.DataFrame(rows), hide_index=True, height=_height(len(rows)))


def _row(one: GenreDeal) -> dict[str, str | int]:
    folds = {f"Fold {place + 1}": count for place, count in enumerate(one.folds)}
    return {
        "Genre": one.genre or "All",
        "Test tracks": one.tracks,
        "Test artists": one.artists,
        **folds,
        "Held against": one.calibration,
    }


def _show_recipe(card: ModelCard) -> None:
    st.subheader("How it was trained", anchor=False)
    lines = [
        {"Setting": name, "Value": value} for name, value in sorted(_flat(card.recipe).items())
    ]
    if not lines:
        st.info("The card holds no recipe.")
        return
    st.dataframe(pd.DataFrame(lines), hide_index=True, height=_height(len(lines)))


def _flat(content: Mapping[str, Any], above: str = "") -> dict[str, str]:
    """Return nested settings with dotted names."""
    flat: dict[str, str] = {}
    for name, value in content.items():
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{above}{name}.")
        else:
            flat[f"{above}{name}"] = str(value)
    return flat


def _height(rows: int) -> int:
    """Pixels of a table that shows up to ten of its rows at once."""
    return 35 * (min(rows, 10) + 1) + 3
