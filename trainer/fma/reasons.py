"""Why a track is set aside: one reason each, the first that holds, in the order of this list."""

from dataclasses import dataclass
from enum import StrEnum

KNOWN_BAD = {
    98565: "the clip lasts 0.5 to 1.6 s",
    98567: "the clip lasts 0.5 to 1.6 s",
    98569: "the clip lasts 0.5 to 1.6 s",
    99134: "the clip does not decode",
    108925: "the clip does not decode",
    133297: "the clip does not decode",
}
"""Clips of the archive known to be damaged, by track (mdeff/fma, the list of known faults)."""


class Reason(StrEnum):
    """The reasons' names in dropped.csv."""

    WITHDRAWN = "withdrawn"
    KNOWN_BAD = "known-bad-clip"
    UNTAGGED = "untagged"
    UNLABELLED = "none-of-the-20"
    BETWEEN = "between-two-genres"
    FAMILIES = "several-families"
    LEAVES = "several-genres"
    NOT_ASKED = "genre-not-in-recipe"
    SUBSET = "outside-the-subset"
    LICENCE = "licence"
    SHORT = "too-short"
    NAMELESS = "no-artist"
    ALBUM = "album-full"
    ARTIST = "artist-full"
    GENRE = "genre-full"
    BALANCE = "more-than-the-scarcest"

    @property
    def sentence(self) -> str:
        """The reason in words."""
        return _SENTENCES[self]


@dataclass(frozen=True, slots=True)
class Dropped:
    """A track that was set aside.

    Attributes:
        id: the archive's number.
        reason: see :class:`Reason`.
        detail: what exactly, such as the families; may be empty.
    """

    id: int
    reason: Reason
    detail: str = ""


_SENTENCES = {
    Reason.WITHDRAWN: "on the list, but gone from the archive's table",
    Reason.KNOWN_BAD: "the clip is known to be damaged",
    Reason.UNTAGGED: "carries no genre at all",
    Reason.UNLABELLED: "carries none of the twenty genres, nor one below them",
    Reason.BETWEEN: "its tag lies above one of the twenty genres and below another",
    Reason.FAMILIES: "its tags span several families",
    Reason.LEAVES: "several genres of one family",
    Reason.NOT_ASKED: "its genre is none of the recipe's",
    Reason.SUBSET: "not part of the recipe's subset",
    Reason.LICENCE: "the licence is outside the recipe's set, or unknown",
    Reason.SHORT: "shorter than the recipe's minimum, or of unknown length",
    Reason.NAMELESS: "no artist is named, so no split can keep the artist on one side",
    Reason.ALBUM: "enough tracks of its album",
    Reason.ARTIST: "enough tracks of its artist",
    Reason.GENRE: "enough tracks of its genre",
    Reason.BALANCE: "more than the scarcest genre has",
}
