"""What a link to the page of confusions says; everything that was chosen stands in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from genre_core.evaluation.grid import Look
from genre_core.evaluation.matrix import Order, Share
from genre_core.genres import ROOTS
from pages.parts.addressed import Reading, short

SHARES = {"true": Share.OF_TRUE, "called": Share.OF_CALLED, "counts": Share.COUNT}
ORDERS = {"family": Order.FAMILY, "genre": Order.GENRE, "blocks": Order.BLOCKS}
_YES = "yes"


@dataclass(frozen=True, slots=True)
class Address:
    """What is shown: which model, how, and what of it was opened.

    Attributes:
        model: its folder's name.
        rival: the model that is subtracted, or "".
        look: how the matrix is looked at.
        true, called: labels of the chosen cell, or "" and "".
        genre: whose page is open instead of the matrix, or "".
        track: id of the chosen track, or "".
    """

    model: str
    rival: str = ""
    look: Look = field(default_factory=Look)
    true: str = ""
    called: str = ""
    genre: str = ""
    track: str = ""

    def link(self) -> dict[str, str]:
        """Return the parameters that :func:`read_address` reads it from; none for a default."""
        look = self.look
        said = {
            "model": self.model,
            "with": self.rival,
            "view": _word(SHARES, look.share) if look.share is not Look().share else "",
            "order": _word(ORDERS, look.order) if look.order is not Look().order else "",
            "families": _YES if look.families else "",
            "open": look.opened if look.families else "",
            "errors": _YES if look.errors else "",
            "true": self.true,
            "called": self.called,
            "genre": self.genre,
            "track": self.track,
        }
        return {name: text for name, text in said.items() if text}

    def closed(self) -> "Address":
        """Return the same with nothing of it opened."""
        return replace(self, true="", called="", genre="", track="")

    def at_cell(self, true: str, called: str) -> "Address":
        """Return the same with a cell opened."""
        return replace(self.closed(), true=true, called=called)

    def at_genre(self, genre: str) -> "Address":
        """Return the same with a genre's page opened."""
        return replace(self.closed(), genre=genre)


def read_address(link: Mapping[str, str], models: Sequence[str], usual: str) -> Reading[Address]:
    """Return what a link's parameters say; labels and tracks are held against the model later.

    Args:
        link: of the address; parameters of others are left alone.
        models: names of those at hand.
        usual: the model that is shown where none is named.
    """
    complaints: list[str] = []

    def one_of(name: str, known: Sequence[str], otherwise: str) -> str:
        wanted = link.get(name, "")
        if wanted in known or not wanted:
            return wanted or otherwise
        instead = f"shown is {otherwise}" if otherwise else "it is left out"
        complaints.append(
            f'The address asks for {name} "{short(wanted)}", but there is only '
            f"{', '.join(known) or 'nothing'}; {instead}."
        )
        return otherwise

    families = one_of("families", (_YES,), "") == _YES
    look = Look(
        share=SHARES[one_of("view", tuple(SHARES), _word(SHARES, Look().share))],
        order=ORDERS[one_of("order", tuple(ORDERS), _word(ORDERS, Look().order))],
        families=families,
        opened=one_of("open", ROOTS, "") if families else "",
        errors=one_of("errors", (_YES,), "") == _YES,
    )
    model = one_of("model", models, usual)
    rival = one_of("with", [name for name in models if name != model], "")
    if rival and look.share is Share.COUNT:
        complaints.append(
            "Counts of two test sets cannot be subtracted, since one may be larger; shown are "
            "shares of the true genre."
        )
        look = replace(look, share=Share.OF_TRUE)
    true, called = link.get("true", ""), link.get("called", "")
    if bool(true) != bool(called):
        complaints.append(
            'A cell is named by "true" and "called" together; the address has one of them.'
        )
        true = called = ""
    address = Address(
        model, rival, look, true, called, link.get("genre", ""), link.get("track", "")
    )
    return Reading(address, tuple(complaints))


def _word(words: Mapping[str, Share] | Mapping[str, Order], meant: Share | Order) -> str:
    return next(word for word, value in words.items() if value is meant)
