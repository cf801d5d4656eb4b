"""Lies put into a test set whose genres are known: claims as a catalogue would hold them.

Four ways to lie. Three are those of module lies, told track by track: uniform, to a sibling, and
towards popular genres. The fourth is album-wise: all tracks of an album claim one genre that none
of them has, any such genre as likely. Albums are those of the column ``album`` of the credits; a
track without one goes with the rest of its artist's.

The lies are drawn, not weighed, so that a single catalogue can be watched; module lies says what
many of them come to. With the same seed a smaller share's lies are among a larger one's: who
moves the share sees lies added, not others.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from genre_core.errors import ModelError, PolicyError
from genre_core.evaluation.answers import Answers
from genre_core.evaluation.lies import Lie, told_of

LARGEST_SHARE = 0.5
"""Where more than half of the claims lie, the honest ones are what would have to be found."""


class Way(StrEnum):
    """A way to lie about a genre; see the module."""

    UNIFORM = "uniform"
    SIBLING = "sibling"
    POPULAR = "popular"
    ALBUM = "album"


@dataclass(frozen=True, slots=True, eq=False)
class Injected:
    """The claims of n test tracks, some of them lies.

    Attributes:
        claims: n genres of the model.
        lies: bool (n,), which of them are not the track's own.
        way: how they were told.
        share: of the claims, as asked for; of whole albums it is met only about.
    """

    claims: tuple[str, ...]
    lies: NDArray[np.bool_]
    way: Way
    share: float

    @property
    def told(self) -> float:
        """The share of the claims that are lies, in (0, 1)."""
        return float(self.lies.mean())


def inject(answers: Answers, way: Way, share: float, seed: int) -> Injected:
    """Let a share of a model's test tracks lie about their genre, one at least.

    Args:
        answers: of n >= 2 tracks.
        way: how they lie.
        share: of the tracks, in (0, 0.5].
        seed: of the drawing; the same gives the same lies.

    Raises:
        PolicyError: the share is out of range, or too few tracks could lie this way.
        ModelError: there are fewer than two tracks.
    """
    if not 0 < share <= LARGEST_SHARE:
        raise PolicyError(
            f"The share of lies is {share}; a share above 0 and at most {LARGEST_SHARE} was "
            "needed. Use for example 0.05."
        )
    if len(answers.labels) < 2:
        raise ModelError(
            f"The model has {len(answers.labels)} test tracks; at least two are needed, one to "
            "lie and one to be honest. Evaluate it on more."
        )
    random = np.random.default_rng(seed)
    claimed = (_by_album if way is Way.ALBUM else _by_track)(answers, way, share, random)
    names = np.asarray(answers.genres)[claimed]
    return Injected(tuple(names.tolist()), claimed != answers.labels, way, share)


def albums(answers: Answers) -> NDArray[np.int64]:
    """Return the number (n,) of each track's album, from 0; of its artist where it has none."""
    if "album" not in answers.credits:
        return answers.artist
    album = answers.credits["album"].fillna("").astype(str)
    # Two artists' "Greatest Hits" are two albums.
    codes, _ = pd.factorize(pd.MultiIndex.from_arrays([answers.artist, album]))
    return np.asarray(codes, np.int64)


def _by_track(
    answers: Answers, way: Way, share: float, random: np.random.Generator
) -> NDArray[np.int64]:
    """The genre (n,) that each track claims, those that lie chosen one by one."""
    labels, genres = answers.labels, answers.genres
    likely = told_of(Lie(way.value), np.bincount(labels, minlength=len(genres)), genres)
    able = np.flatnonzero((likely.sum(axis=1) > 0)[labels])
    count = max(1, round(share * len(labels)))
    if count > len(able):
        raise _too_few(answers, way, len(able), share)
    # Both are drawn for all, so that the share decides only how many lie.
    order, lots = random.permutation(able), random.random(len(labels))
    liars = order[:count]
    claimed = labels.copy()
    claimed[liars] = _drawn(likely[labels[liars]], lots[liars])
    return claimed


def _by_album(
    answers: Answers, way: Way, share: float, random: np.random.Generator
) -> NDArray[np.int64]:
    """The genre (n,) that each track claims, whole albums lying alike."""
    album, wanted = albums(answers), share * len(answers.labels)
    sizes = np.bincount(album)
    foreign = np.ones((len(sizes), len(answers.genres)))
    foreign[album, answers.labels] = 0.0
    able = np.flatnonzero(foreign.any(axis=1))
    if len(sizes) < 2 or sizes[able].sum() < wanted:
        raise _too_few(answers, way, int(sizes[able].sum()), share)
    order, lots = random.permutation(able), random.random(len(sizes))
    # So many that the wanted share is met as nearly as albums allow, and one stays honest.
    nearest = int(np.abs(sizes[order].cumsum() - wanted).argmin()) + 1
    liars = order[: min(nearest, len(sizes) - 1)]
    lie_of = np.full(len(sizes), -1, np.int64)
    lie_of[liars] = _drawn(foreign[liars], lots[liars])
    return np.where(lie_of[album] >= 0, lie_of[album], answers.labels)


def _drawn(likely: NDArray[np.float64], lots: NDArray[np.float64]) -> NDArray[np.int64]:
    """A column (m,) for each row of weights (m, K), by a number (m,) in [0, 1)."""
    up_to = likely.cumsum(axis=1)
    # The last sum may be rounded to just below 1; a lot of that length would fall off the end.
    return np.asarray((up_to <= lots[:, None] * up_to[:, -1:]).sum(axis=1), np.int64)


def _too_few(answers: Answers, way: Way, able: int, share: float) -> PolicyError:
    tracks = len(answers.labels)
    needed = {
        Way.UNIFORM: "the model has to know another genre than theirs",
        Way.SIBLING: "the model has to know another genre of their family",
        Way.POPULAR: "another genre than theirs needs test tracks",
        Way.ALBUM: "their album must lack a genre of the model and not be the only one",
    }[way]
    return PolicyError(
        f"{able} of {tracks} test tracks can lie this way, and a share of {100 * share:g}% needs "
        f"{max(1, round(share * tracks))}: {needed}. Choose another way to lie"
        f"{' or a smaller share' if able else ''}."
    )
