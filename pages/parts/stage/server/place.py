"""Where the files of a show lie, and the running order among them."""

import os
from dataclasses import dataclass
from pathlib import Path

from genre_core.errors import ShowError
from genre_core.show.opening import opening_order
from genre_core.show.plan import orders_folder, pack_folder, planned_order, votes_file
from genre_core.show.running_order import RunningOrder, write_order


@dataclass(frozen=True, slots=True)
class Place:
    """Where a show's files lie.

    Attributes:
        order: the running order, which the presenter may edit; a file of her own, or one in
            ``folder`` that is written when she first saves it.
        pack: the folder of what is worked out before the show.
        votes: the file of the votes.
    """

    order: Path
    pack: Path
    votes: Path

    @property
    def orders(self) -> Path:
        """The folder of the running orders that were played."""
        return self.folder / orders_folder().name

    @property
    def folder(self) -> Path:
        """Where what belongs to this server lies."""
        return self.votes.parent


def place_of(order: Path | None) -> Place:
    """Return the place of a show: in the app's data, under an order of one's own if one is named.

    Raises:
        ShowError: the file that was named is not there.
    """
    if order is not None and not order.is_file():
        raise ShowError(f"There is no running order {order}. Correct ORDER=..., or leave it out.")
    votes = votes_file()
    return Place(order.resolve() if order else votes.parent / "order.yaml", pack_folder(), votes)


def read_place(place: Place) -> RunningOrder:
    """Return the running order; the one that comes with Spectrogram where none was saved.

    Raises:
        ShowError: its file cannot be read, or is none.
    """
    return planned_order(place.order) if place.order.exists() else opening_order()


def order_text(place: Place) -> str:
    """Return the running order as its file has it, comments and all, or else as YAML.

    Raises:
        ShowError: its file cannot be read, or is none.
    """
    order = read_place(place)
    return place.order.read_text("utf-8") if place.order.exists() else write_order(order)


def save_order(place: Place, text: str) -> None:
    """Put a text in the place of the order's file, whole or not at all; the old one stays beside.

    Raises:
        ShowError: it cannot be written.
    """
    draft = place.order.with_name(f".{place.order.name}.{os.getpid()}")
    try:
        place.order.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if place.order.exists():
            earlier = place.order.with_name(f"{place.order.name}.before")
            earlier.write_bytes(place.order.read_bytes())
        draft.replace(place.order)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise ShowError(
            f"The running order cannot be saved in {place.order} ({error.strerror}). The one on "
            "the stage goes on; make room there, or download your text and start with ORDER=FILE."
        ) from error
