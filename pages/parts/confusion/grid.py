"""The matrix on the screen: a table of cells that are links, drawn in the browser.

A table and not a picture of one, since its rows and columns have headers to be opened, every cell
can be reached by keys and read aloud, and names stay in sight while a phone scrolls. Values, words
and links come from here; colours are those of the theme, and which of black and white is legible on
them is decided in the browser. A click comes back as the trigger `opened`, and everything works as
a plain link in another tab, too.
"""

from collections.abc import Callable
from math import isnan
from pathlib import Path

import numpy as np
import streamlit as st

from genre_core.evaluation.grid import Grid
from genre_core.evaluation.grid_words import cell_number, cell_words, label_words
from genre_core.evaluation.matrix import Share
from pages.parts.confusion.address import Address
from pages.parts.player.assets import read_all

_HERE = Path(__file__).parent
_GRID = st.components.v2.component(
    "spectrogram_confusion_grid",
    html=read_all(_HERE, "grid.html"),
    css=read_all(_HERE, "grid.css"),
    js=read_all(_HERE, "colours.js", "grid.js"),
)
_WHOLE = {
    Share.COUNT: "tracks",
    Share.OF_TRUE: "of 100 true tracks",
    Share.OF_CALLED: "of 100 tracks called so",
}


def show_grid(grid: Grid, address: Address, opened: Callable[[str], None], key: str) -> None:
    """Show a matrix; ``opened`` is called with the link's parameters, as text, of what is clicked.

    ``key`` must stay the same from run to run.
    """

    def take() -> None:
        link = st.session_state[key].get("opened")
        if isinstance(link, str):
            opened(link)

    _GRID(key=key, data=grid_data(grid, address), on_opened_change=take)


def grid_data(grid: Grid, address: Address) -> dict[str, object]:
    """Return a matrix for the browser: light JSON, and the same for the same."""
    places = range(len(grid.matrix.names))
    signed = grid.rival is not None
    return {
        "labels": [_label(grid, place, address) for place in places],
        "values": [[None if isnan(v) else round(v, 6) for v in row] for row in _rows(grid)],
        "numbers": [
            [cell_number(v, grid.share, signed=signed) for v in row] for row in _rows(grid)
        ],
        "words": [[cell_words(grid, row, column) for column in places] for row in places],
        "address": address.closed().link(),
        "chosen": _chosen(grid, address),
        "signed": signed,
        "limit": grid.limit,
        "legend": _legend(grid),
    }


def _rows(grid: Grid) -> list[list[float]]:
    rows: list[list[float]] = np.asarray(grid.values, np.float64).tolist()
    return rows


def _label(grid: Grid, place: int, address: Address) -> dict[str, object]:
    """Return a header: a genre opens its page, a family of several its genres."""
    name, members = grid.matrix.names[place], grid.matrix.members[place]
    several = len(members) > 1
    link = (
        address.closed().link() | {"open": name} if several else address.at_genre(members[0]).link()
    )
    said = f"Open the genres of the {name} family" if several else f"Open the page of {members[0]}"
    return {"name": name, "words": label_words(grid.matrix, place), "link": link, "does": said}


def _chosen(grid: Grid, address: Address) -> list[int] | None:
    names = grid.matrix.names
    if address.true not in names or address.called not in names:
        return None
    return [names.index(address.true), names.index(address.called)]


def _legend(grid: Grid) -> dict[str, str]:
    signed = grid.rival is not None
    if signed:
        most = f"{grid.limit * 100:.0f}"
        return {"low": f"{most} fewer", "middle": "as many", "high": f"{most} more"} | {
            "title": _WHOLE[grid.share]
        }
    scale = 1 if grid.share is Share.COUNT else 100
    # Colours follow the square root, so that few errors differ from none: half way is a quarter.
    return {
        "low": "0",
        "middle": f"{grid.limit * scale / 4:.0f}",
        "high": f"{grid.limit * scale:.0f}",
        "title": _WHOLE[grid.share],
    }
