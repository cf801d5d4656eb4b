"""Two models on the same tracks: which one is better, and how sure that is.

Only the test rows of both are compared: the same id under the same label. No model was trained
on its own test rows, so no row is an old friend of either. Tracks are paired, which takes out
how hard they are; intervals of a difference are by artist. McNemar's exact test stands beside
them because it is known; it takes tracks for independent and is thus too sure where artists
have several.

Flags are those of honest claims, each model judged by its own calibration. Where that comes
from a cross-validation its tracks are test rows, too; such a row is taken out before it is
judged, since of 22 tracks of which it is one itself no track could be flagged at 0.05.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from genre_core.contestant import Contestant
from genre_core.figures import gaps, losses, mcnemar
from genre_core.genres import find
from genre_core.intervals import Interval, bootstrap_weighted, share
from genre_core.outcomes import Outcome
from genre_core.verdict import examine

FEWEST_ROWS = 30
"""Below this many common tracks hardly any difference could be told from chance."""


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
        false_flags: share of honest claims that each flags at ``alpha``.
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
    flagged: NDArray[np.bool_]


def compare(
    candidate: Contestant, incumbent: Contestant, alpha: float = 0.05
) -> Comparison | Incomparable:
    """Compare two models on the test rows they share.

    Args:
        candidate: the new model.
        incumbent: the one that serves; :func:`genre_core.contestant.majority` where none does.
        alpha: policy at which flags appear and vanish, in (0, 0.5].
    """
    common = _common(candidate, incumbent)
    why = _why_not(candidate, incumbent, len(common))
    if why:
        return Incomparable(candidate.title, incumbent.title, why)
    ours = candidate.only(common)
    new = _sheet(ours, ours.genres, alpha)
    old = _sheet(incumbent.only(common), ours.genres, alpha)
    artists = [str(artist) for artist in ours.rows["artist"]]
    accuracy, log_loss, false_flags, error, *recall = _pairs(artists, new, old)
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
        calibration_error=error,
        recall=tuple(recall),
        only_candidate=only_new,
        only_incumbent=only_old,
        mcnemar=mcnemar(only_new, only_old),
        alpha=alpha,
        appeared=tuple(np.array(common)[new.flagged & ~old.flagged].tolist()),
        vanished=tuple(np.array(common)[old.flagged & ~new.flagged].tolist()),
    )


def _common(candidate: Contestant, incumbent: Contestant) -> list[str]:
    """Ids of the test rows of both, under one label, sorted."""
    both = candidate.rows.index.intersection(incumbent.rows.index)
    same = candidate.rows.loc[both, "genre"] == incumbent.rows.loc[both, "genre"]
    return sorted(both[same.to_numpy(bool)])


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
    return ""


def _sheet(model: Contestant, genres: tuple[str, ...], alpha: float) -> _Sheet:
    labels, chances = model.labels(genres), model.chances(genres)
    own = zip(model.chances(model.genres), model.rows["genre"], strict=True)
    findings = [
        examine(row, find(genre), model.calibration_without(row, genre)) for row, genre in own
    ]
    flagged = np.array([each.outcome(alpha) is Outcome.MISMATCH for each in findings])
    return _Sheet(labels, chances, chances.argmax(axis=1) == labels, flagged)


def _pairs(artists: list[str], new: _Sheet, old: _Sheet) -> list[Pair]:
    """Accuracy, log-loss, false flags, calibration error and each genre's recall."""
    k = new.chances.shape[1]
    of_genre = np.eye(k)[new.labels]
    tables = [
        np.column_stack(
            [
                sheet.right,
                losses(sheet.labels, sheet.chances),
                sheet.flagged,
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
            mean, hits, gap = np.split(weights @ table, [3, 3 + k])
            error = np.abs(gap).sum() / total
            both.append(np.concatenate([mean / total, [error], share(hits, weights @ of_genre)]))
        return np.concatenate([*both, both[0] - both[1]])

    found = bootstrap_weighted(artists, figures)
    n = len(found) // 3
    return [Pair(*three) for three in zip(found[:n], found[n : 2 * n], found[2 * n :], strict=True)]
