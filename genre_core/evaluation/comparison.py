"""Two models on the same tracks: which one is better, and how sure that is.

Only the test rows of both are compared: the same id under the same label. No model was trained
on its own test rows, so no row is an old friend of either. Tracks are paired, which takes out
how hard they are; intervals of a difference are by artist. McNemar's exact test stands beside
them because it is known; it takes tracks for independent and is thus too sure where artists
have several. Who may choose the tracks may choose the winner: nine in ten of the incumbent's
test rows must be among those compared.

Flags are those of honest claims, each model judged by its own calibration. A claim that a
calibration is too small to test is never flagged; so as not to praise a model for that, false
flags are counted among the claims it could test, and how many these are is a figure itself.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from genre_core.evaluation.contestant import Contestant
from genre_core.evaluation.figures import gaps, losses, mcnemar
from genre_core.evaluation.intervals import Interval, bootstrap_weighted, share
from genre_core.evaluation.own_outcomes import Claims, own_claims

FEWEST_ROWS = 30
"""Below this many common tracks hardly any difference could be told from chance."""
LEAST_SHARED = 0.9
"""Share of the incumbent's test rows that must be common, so that nobody can choose them."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One figure of both models; ``difference`` is the candidate's less the incumbent's."""

    candidate: Interval
    incumbent: Interval
    difference: Interval


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the tracks that both models were asked about say of the two.

    Attributes:
        candidate, incumbent: their titles.
        tracks, artists: how many were compared.
        accuracy, log_loss (nats), calibration_error: of both.
        false_flags: share that each flags at ``alpha`` of the honest claims it could test; NaN
            where it could test none.
        tested: share of honest claims that each can test at ``alpha``, were they of uploads.
        testable: share of them that the candidate can test at the loosest alpha, 0.2.
        recall: of both, of each of the K ``genres``; NaN where no track has it.
        only_candidate, only_incumbent: tracks that this one alone guessed right.
        mcnemar: p-value, in (0, 1], of the two being right equally often.
        alpha: policy of the flags.
        appeared, vanished: ids that the candidate alone, the incumbent alone flags.
    """

    candidate: str
    incumbent: str
    genres: tuple[str, ...]
    tracks: int
    artists: int
    accuracy: Pair
    log_loss: Pair
    false_flags: Pair
    tested: Pair
    testable: float
    calibration_error: Pair
    recall: tuple[Pair, ...]
    only_candidate: int
    only_incumbent: int
    mcnemar: float
    alpha: float
    appeared: tuple[str, ...]
    vanished: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Incomparable:
    """Two models between which nothing can decide, and in a sentence why."""

    candidate: str
    incumbent: str
    why: str


@dataclass(frozen=True, slots=True, eq=False)
class _Sheet:
    """A model's answers to n common tracks: (n,), but for the probabilities (n, K)."""

    labels: NDArray[np.int64]
    chances: NDArray[np.float64]
    right: NDArray[np.bool_]
    claims: Claims


def compare(
    candidate: Contestant, incumbent: Contestant, alpha: float = 0.05
) -> Comparison | Incomparable:
    """Compare two models on the test rows they share.

    Args:
        candidate: the new model.
        incumbent: the one that serves; where none does,
            :func:`genre_core.evaluation.contestant.majority`.
        alpha: policy at which flags appear and vanish, in (0, 0.5].
    """
    common = candidate.shared(incumbent)
    why = _why_not(candidate, incumbent, len(common))
    if why:
        return Incomparable(candidate.title, incumbent.title, why)
    ours = candidate.only(common)
    new = _sheet(ours, ours.genres, alpha)
    old = _sheet(incumbent.only(common), ours.genres, alpha)
    artists = [str(artist) for artist in ours.rows["artist"]]
    accuracy, log_loss, false_flags, tested, error, *recall = _pairs(artists, new, old)
    flags_new, flags_old = new.claims.flagged, old.claims.flagged
    only_new = int(np.sum(new.right & ~old.right))
    only_old = int(np.sum(old.right & ~new.right))
    return Comparison(
        candidate=candidate.title,
        incumbent=incumbent.title,
        genres=ours.genres,
        tracks=len(common),
        artists=len(set(artists)),
        accuracy=accuracy,
        log_loss=log_loss,
        false_flags=false_flags,
        tested=tested,
        testable=float(new.claims.testable.mean()),
        calibration_error=error,
        recall=tuple(recall),
        only_candidate=only_new,
        only_incumbent=only_old,
        mcnemar=mcnemar(only_new, only_old),
        alpha=alpha,
        appeared=tuple(np.array(common)[flags_new & ~flags_old].tolist()),
        vanished=tuple(np.array(common)[flags_old & ~flags_new].tolist()),
    )


def _why_not(candidate: Contestant, incumbent: Contestant, common: int) -> str:
    if set(candidate.genres) != set(incumbent.genres):
        apart = sorted(set(candidate.genres) ^ set(incumbent.genres))
        return (
            f"Only one of the two tells {', '.join(apart)} apart; a guess among other genres is "
            "another task. Compare models of the same genres."
        )
    if common < FEWEST_ROWS:
        return (
            f"They share {common} test tracks under the same label; {FEWEST_ROWS} are needed "
            "to tell skill from chance. Evaluate both on the same split."
        )
    asked = len(incumbent.rows)
    if common / asked < LEAST_SHARED:
        return (
            f"They share {common} of the incumbent's {asked} test tracks under the same label; "
            f"{LEAST_SHARED:.0%} are needed, so that nobody can choose the tracks. Evaluate both "
            "on the same split."
        )
    return ""


def _sheet(model: Contestant, genres: tuple[str, ...], alpha: float) -> _Sheet:
    labels, chances = model.labels(genres), model.chances(genres)
    return _Sheet(labels, chances, chances.argmax(axis=1) == labels, own_claims(model, alpha))


def _pairs(artists: list[str], new: _Sheet, old: _Sheet) -> list[Pair]:
    """Accuracy, log-loss, false flags, tested, calibration error and each genre's recall."""
    k = new.chances.shape[1]
    of_genre = np.eye(k)[new.labels]
    tables = [
        np.column_stack(
            [
                sheet.right,
                losses(sheet.labels, sheet.chances),
                sheet.claims.flagged,
                sheet.claims.judged,
                sheet.claims.tested,
                of_genre * sheet.right[:, None],
                gaps(sheet.labels, sheet.chances),
            ]
        )
        for sheet in (new, old)
    ]

    def figures(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        total = weights.sum()
        both = []
        for table in tables:
            sums, hits, gap = np.split(weights @ table, [5, 5 + k])
            means = share(sums[[0, 1, 2, 4]], np.array([total, total, sums[3], total]))
            error = np.abs(gap).sum() / total
            both.append(np.concatenate([means, [error], share(hits, weights @ of_genre)]))
        return np.concatenate([*both, both[0] - both[1]])

    found = bootstrap_weighted(artists, figures)
    n = len(found) // 3
    return [Pair(*three) for three in zip(found[:n], found[n : 2 * n], found[2 * n :], strict=True)]
