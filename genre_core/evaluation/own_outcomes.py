"""What becomes of every test track's honest claim, for all tracks at once and for any alpha.

A track that is itself one of the calibration tracks is taken out first, as in a
cross-validation.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from genre_core.calibration import Calibration
from genre_core.evaluation.artist_shares import artist_shares
from genre_core.evaluation.claim_findings import ClaimFindings, hold_claims
from genre_core.evaluation.contestant import Contestant
from genre_core.evaluation.intervals import Interval
from genre_core.outcomes import Outcome

LOOSEST = 0.2
"""The largest alpha that a listener is offered: what cannot be tested at it never can be."""
_SAME = 1e-12  # two machines may round differently; two tracks differ by far more
_Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class OwnFindings(ClaimFindings):
    """Each of n tracks held against its own genre.

    Attributes:
        genres: K genres of the model.
        labels: int64 (n,), index of each track's own genre.
    """

    genres: tuple[str, ...]
    labels: _Counts


@dataclass(frozen=True, slots=True, eq=False)
class Claims:
    """What a model makes of the honest claims of n tracks; each bool (n,).

    Attributes:
        testable: whether an upload's same claim can be tested at :data:`LOOSEST`.
        tested: whether it can be at alpha.
        judged: whether the track's own claim could be at alpha, the track itself taken out of
            the calibration.
        flagged: whether that was flagged; no claim is that could not be tested.
    """

    testable: NDArray[np.bool_]
    tested: NDArray[np.bool_]
    judged: NDArray[np.bool_]
    flagged: NDArray[np.bool_]


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
    twin = twins(labels, chances, known)
    if by_artist:
        twin = _of_artist(twin, [str(artist) for artist in model.rows["artist"]])
    own = hold_claims(chances, [model.genres[place] for place in labels], known, twin)
    return OwnFindings(
        own.leaf, own.leaf_strange, own.family, own.family_strange, model.genres, labels
    )


def own_claims(model: Contestant, alpha: float) -> Claims:
    """Return what a model makes of each track's honest claim at alpha, a share in (0, 0.5]."""
    found = own_findings(model)
    # Another upload's claim would meet the whole calibration.
    whole = hold_claims(model.chances(model.genres), list(model.rows["genre"]), model.calibration)
    return Claims(
        testable=whole.testable_from <= LOOSEST,
        tested=whole.testable_from <= alpha,
        judged=found.testable_from <= alpha,
        flagged=found.thresholds <= alpha,
    )


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


def twins(labels: _Counts, chances: NDArray[np.float64], known: Calibration) -> _Counts:
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
