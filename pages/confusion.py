"""What a model confuses, as an index: a cell opens its tracks, a header its genre."""

from collections import Counter
from collections.abc import Sequence
from functools import partial

import streamlit as st

from genre_core.card import ModelCard, default_model, list_models, models_folder, read_card
from genre_core.errors import GenreError, ModelError
from genre_core.evaluation.confusions import Confusions
from genre_core.evaluation.grid import Grid
from genre_core.genres import find
from pages.parts.addressed import Read, short
from pages.parts.confusion import kept
from pages.parts.confusion.address import Address, read_address
from pages.parts.confusion.cell import show_cell
from pages.parts.confusion.choosing import choose_look, choose_models, follow
from pages.parts.confusion.genre import show_genre
from pages.parts.confusion.grid import show_grid
from pages.parts.plain import plain
from pages.parts.shell import ensure_shell

FIGURES = ("accuracy", "root_accuracy", "majority")


def titles_at_hand() -> dict[str, str]:
    """Return the models' titles by name; a damaged card's model is called by its name."""
    titles = {}
    for name in list_models():
        try:
            titles[name] = read_card(models_folder() / name).title
        except ModelError:
            titles[name] = name
    shared = Counter(titles.values())
    return {
        name: f"{title} ({name})" if shared[title] > 1 else title for name, title in titles.items()
    }


def usual_model(names: Sequence[str]) -> str:
    """Return the model that is shown first."""
    try:
        return default_model()
    except ModelError:
        return names[0]


def show_figures(card: ModelCard) -> None:
    """Show how good the model is, in a line."""
    known = [metric for metric in card.metrics if metric.name in FIGURES]
    parts = [
        f"{metric.label} **{metric.value:.1%}** ({metric.low:.1%} to {metric.high:.1%})"
        if metric.low < metric.high
        else f"{metric.label} **{metric.value:.1%}**"
        for metric in known
    ]
    if parts:
        st.caption(" · ".join(parts))


def grid_of(known: Confusions, address: Address) -> Grid:
    """Return the matrix as the address wants it; alone where the two cannot be compared."""
    if not address.rival:
        return Grid.of(known.matrix, address.look)
    try:
        rival = kept.confusions(address.rival)
        grid = Grid.between(known.matrix, rival.matrix, address.look)
    except (GenreError, ModelError) as error:
        st.warning(f"The two cannot be compared. {plain(str(error))}")
        return Grid.of(known.matrix, address.look)
    common = {genre for members in grid.matrix.members for genre in members}
    apart = sorted((set(known.matrix.names) | set(rival.matrix.names)) - common)
    if apart:
        st.caption(
            plain(
                f"Over the {len(common)} genres that both know, among the tracks that are and were "
                f"called one of them. Only one of the two knows {', '.join(apart)}."
            )
        )
    return grid


def show_matrix(known: Confusions, read: Read[Address], address: Address) -> None:
    """Show the ways of looking, the matrix, and the cell that was chosen."""
    families = [find(genre).root for genre in known.matrix.names]
    choose_look(read, address, tuple(root for root in families if families.count(root) > 1))
    grid = grid_of(known, address)
    strange = [name for name in (address.true, address.called) if name]
    strange = [name for name in strange if name not in grid.matrix.names]
    for name in dict.fromkeys(strange):
        st.warning(
            plain(
                f'The matrix has no row "{short(name)}"; it has {", ".join(grid.matrix.names)}. '
                "Choose a cell."
            )
        )
    show_grid(grid, address, follow, key="confusion-grid")
    if known.answers is None:
        st.caption(
            "This matrix was printed in shares of two digits, from which its counts are "
            "reckoned: they need not be whole, nor add up to the last track."
        )
    if address.true and not strange:
        show_cell(known, grid, address)
    else:
        st.caption("Choose a cell to hear its tracks, or a name to read about the genre.")


def show_model(read: Read[Address], address: Address) -> None:
    """Show what the address names of its model; choices read it once more when they are made."""
    known = kept.confusions(address.model)
    show_figures(known.card)
    if not address.genre:
        show_matrix(known, read, address)
    elif address.genre in known.matrix.names:
        show_genre(known, address)
    else:
        st.warning(
            plain(
                f'{known.card.title} knows no genre "{short(address.genre)}"; it knows '
                f"{', '.join(known.matrix.names)}."
            )
        )
        show_matrix(known, read, address.closed())


ensure_shell("confusion")
st.set_page_config(layout="wide")
titles = titles_at_hand()
if not titles:
    st.error("There is no model on this machine. Restore them: `git restore models`")
    st.stop()
read_link = partial(read_address, models=list(titles), usual=usual_model(list(titles)))
reading = read_link(st.query_params.to_dict())
for complaint in reading.complaints:
    st.warning(plain(complaint))
choose_models(read_link, reading.address, titles)
try:
    show_model(read_link, reading.address)
except ModelError as error:
    st.error(f"**What this model confuses cannot be told.** {plain(str(error))}")
