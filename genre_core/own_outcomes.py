"""What becomes of every test track's honest claim, for all tracks at once and for any alpha.

The same rule as :meth:`genre_core.outcomes.Finding.outcome`, and a track that is itself one of
the calibration tracks is taken out first, as in a cross-validation; but counted by sorting, so
that a hundred thousand tracks take seconds where one after the other takes an hour.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from genre_core.artist_shares import artist_shares
from genre_core.calibration import Calibration
from genre_core.conformal import nonconformity
from genre_core.contestant import Contestant
from genre_core.genres import find
from genre_core.intervals import Interval
from genre_core.outcomes import PLAUSIBLE_ABOVE, Outcome

_SAME = 1e-12  # as in Contestant.calibration_without
_Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class OwnFindings:
    """Each of n tracks held against its own genre; every array int64 (n,).

    Attributes:
        genres: K genres of the model.
        labels: index of each track's own genre.
        leaf, leaf_strange: honest tracks of the genre, and how many are at least as strange.
        family, family_strange: the same of its family.
    """

    genres: tuple[str, ...]
    labels: _Counts
    leaf: _Counts
    leaf_strange: _Counts
    family: _Counts
    family_strange: _Counts

    def outcomes(self, alpha: float) -> NDArray[np.str_]:
        """Return each track's outcome, (n,), as the words of :class:`Outcome`."""
        leaf_p = (1 + self.leaf_strange) / (self.leaf + 1)
        family_p = (1 + self.family_strange) / (self.family + 1)
        of_leaf = 1 / (self.leaf + 1) <= alpha
        tested_p = np.where(of_leaf, leaf_p, family_p)
        kept = tested_p > alpha
        rejected = np.where(
            of_leaf,
            np.where(family_p <= alpha, Outcome.MISMATCH.value, Outcome.SIBLING.value),
            np.where(self.leaf_strange > 0, Outcome.UNCLEAR.value, Outcome.MISMATCH.value),
        )
        return np.select(
            [~of_leaf & (1 / (self.family + 1) > alpha), kept & (tested_p > PLAUSIBLE_ABOVE), kept],
            [Outcome.CANNOT_TEST.value, Outcome.PLAUSIBLE.value, Outcome.UNCLEAR.value],
            rejected,
        )


@dataclass(frozen=True, slots=True)
class FlagRate:
    """How many honest tracks of a genre are flagged at alpha.

    Attributes:
        genre: "" for all of them together.
        tracks: of the genre.
        tested: how many of their claims could be tested.
        rate: share of the tested that is flagged; NaN where none was.
    """

    genre: str
    alpha: float
    tracks: int
    tested: int
    rate: Interval


def own_findings(model: Contestant, by_artist: bool = False) -> OwnFindings:
    """Hold every test track of a model against its own genre.

    Args:
        model: whose tracks, by its own calibration less the track itself.
        by_artist: whether the track that stands for its artist is taken out as well, so that no
            track is measured by its own artist's; a stricter test than a verdict's.
    """
    labels, chances = model.labels(model.genres), model.chances(model.genres)
    known = model.calibration
    twin = _twins(labels, chances, known)
    if by_artist:
        twin = _of_artist(twin, [str(artist) for artist in model.rows["artist"]])
    leaf, leaf_strange = np.zeros_like(labels), np.zeros_like(labels)
    family, family_strange = np.zeros_like(labels), np.zeros_like(labels)
    for place, genre in enumerate(model.genres):
        rows = np.flatnonzero(labels == place)
        root = find(genre).root
        kin = [model.genres.index(name) for name in known.members(root)]
        of_leaf = nonconformity(known.probabilities[:, place])
        leaf[rows], leaf_strange[rows] = _count(
            nonconformity(chances[rows, place]), of_leaf, known.labels == place, twin[rows]
        )
        of_family = nonconformity(known.family_probability(known.probabilities, root))
        family[rows], family_strange[rows] = _count(
            nonconformity(known.family_probability(chances[rows], root)),
            of_family,
            np.isin(known.labels, kin),
            twin[rows],
        )
    return OwnFindings(model.genres, labels, leaf, leaf_strange, family, family_strange)


def flag_rates(
    found: OwnFindings, artists: Sequence[str], alphas: Sequence[float]
) -> tuple[FlagRate, ...]:
    """Return the realised rates of false flags: for each alpha of all tracks, then a genre each.

    Args:
        found: of n tracks.
        artists: n names; the intervals draw them, not tracks.
        alphas: policies, each in (0, 0.5].
    """
    of_genre = np.column_stack(
        [np.ones(len(found.labels)), np.eye(len(found.genres))[found.labels]]
    )
    outcomes = [found.outcomes(alpha) for alpha in alphas]
    flagged = [of_genre * (said == Outcome.MISMATCH)[:, None] for said in outcomes]
    tested = [of_genre * (said != Outcome.CANNOT_TEST)[:, None] for said in outcomes]
    intervals = artist_shares(artists, np.hstack(flagged), np.hstack(tested))
    tracks = np.tile(of_genre.sum(axis=0), len(alphas)).astype(int).tolist()
    tried = np.hstack([table.sum(axis=0) for table in tested]).astype(int).tolist()
    genres = ("", *found.genres) * len(alphas)
    policies = np.repeat(np.asarray(alphas), of_genre.shape[1]).tolist()
    return tuple(map(FlagRate, genres, policies, tracks, tried, intervals))


def _count(
    own: NDArray[np.float64],
    scores: NDArray[np.float64],
    honest: NDArray[np.bool_],
    twin: _Counts,
) -> tuple[_Counts, _Counts]:
    """The honest tracks (m,) and those at least as strange (m,), each row's twin left out.

    Args:
        own: scores (m,) of the rows.
        scores: (c,) of all calibration tracks.
        honest: which of them, (c,), are counted.
        twin: place (m,) among the c of what is left out for each row; -1 for nothing.
    """
    ordered = np.sort(scores[honest])
    strange = len(ordered) - np.searchsorted(ordered, own, side="left")
    there = (twin >= 0) & honest[twin] if len(scores) else twin >= 0
    left_out = there & (scores[twin] >= own) if len(scores) else there
    return len(ordered) - there, np.asarray(strange - left_out, np.int64)


def _twins(labels: _Counts, chances: NDArray[np.float64], known: Calibration) -> _Counts:
    """The place (n,) of each row itself among the calibration tracks; -1 where it is not there."""
    twin = np.full(len(labels), -1, np.int64)
    for place in np.unique(labels):
        honest = np.flatnonzero(known.labels == place)
        rows = np.flatnonzero(labels == place)
        if not len(honest):
            continue
        tree = cKDTree(known.probabilities[honest])
        apart, nearest = tree.query(chances[rows], p=np.inf, distance_upper_bound=2 * _SAME)
        same = apart <= _SAME
        twin[rows[same]] = honest[nearest[same]]
    return twin


def _of_artist(twin: _Counts, artists: Sequence[str]) -> _Counts:
    """The place (n,) of the calibration track of each row's artist, who has one at most."""
    standing = {artist: place for artist, place in zip(artists, twin, strict=True) if place >= 0}
    return np.array([standing.get(artist, -1) for artist in artists], np.int64)
