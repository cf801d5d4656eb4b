"""The five outcomes of a claim, and the rule that chooses among them.

The genre itself is tested first. Only where it is rejected is its family (all genres of the
same root) asked: if the family holds the track is a sibling's, a quibble; if not, the claim
is a mismatch. A flag thus needs two p-values at or below alpha, and the genre's own bounds
the share of its honest tracks that are flagged by alpha, however weak the network is there.

Where the genre has too few honest tracks for alpha, or the model never learnt it, the family
alone is tested. What few tracks of the genre exist must then at least all look less strange
than this one; with that, raising alpha never takes a flag back.
"""

from dataclasses import dataclass
from enum import StrEnum

from genre_core.conformal import Tally
from genre_core.genres import Genre

PLAUSIBLE_ABOVE = 0.20
"""A p-value above this, and above alpha, is no reason for doubt."""


class Outcome(StrEnum):
    """What became of a claim."""

    PLAUSIBLE = "plausible"
    UNCLEAR = "unclear"
    SIBLING = "sibling"
    MISMATCH = "mismatch"
    CANNOT_TEST = "cannot_test"


class Scope(StrEnum):
    """What of a claim could be tested: the genre, only its family, or nothing."""

    GENRE = "genre"
    FAMILY = "family"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a model found when it held a track against a genre.

    Attributes:
        genre: the claimed genre.
        learnt: whether the model has this genre among its own.
        leaf: the track among honest tracks of the genre; n = 0 if not learnt.
        family: the track among honest tracks of the root; n = 0 if no genre of it was learnt.
        predicted: the most probable genre of all.
        nearest: the most probable genre of the family, None if no genre of it was learnt.
    """

    genre: Genre
    learnt: bool
    leaf: Tally
    family: Tally
    predicted: str
    nearest: str | None

    def scope(self, alpha: float) -> Scope:
        """Return what has enough honest tracks, 1 / (n + 1) <= alpha, to be tested."""
        if self.leaf.smallest <= alpha:
            return Scope.GENRE
        return Scope.FAMILY if self.family.smallest <= alpha else Scope.NONE

    def outcome(self, alpha: float) -> Outcome:
        """Return the outcome at alpha, a share in (0, 0.5]."""
        scope = self.scope(alpha)
        if scope is Scope.NONE:
            return Outcome.CANNOT_TEST
        tested = self.leaf if scope is Scope.GENRE else self.family
        if tested.p_value > alpha:
            return Outcome.PLAUSIBLE if tested.p_value > PLAUSIBLE_ABOVE else Outcome.UNCLEAR
        if scope is Scope.GENRE:
            return Outcome.MISMATCH if self.family.p_value <= alpha else Outcome.SIBLING
        return Outcome.UNCLEAR if self.leaf.as_strange else Outcome.MISMATCH
