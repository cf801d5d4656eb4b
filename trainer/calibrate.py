"""Temperature and conformal scores out of the answers for artists the CNNs never heard.

One track an artist is drawn for the conformal scores, since an artist's tracks are no
independent witnesses; the temperature is fitted on the tracks that were not drawn, so that
the scores stay exchangeable with a new upload.

The scores come from the models of the cross-validation, the verdicts from a model trained on
all tracks (cross-conformal prediction: V. Vovk, "Cross-conformal predictors", 2015). That
uses scarce data twice and makes the bound on false flags approximate; :func:`realised_flags`
therefore measures what it comes to.
"""

from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from genre_core.calibration import Calibration
from genre_core.conformal import probabilities
from genre_core.evaluation import log_loss
from genre_core.genres import find
from genre_core.outcomes import Outcome, Scope
from genre_core.verdict import examine
from trainer.errors import TrainingError
from trainer.evaluate import HeldOut

TEMPERATURES = np.geomspace(0.25, 4.0, 401)
"""Where the temperature is searched; log-loss is smooth in it, steps of 0.7% are fine enough."""


@dataclass(frozen=True, slots=True, eq=False)
class Flags:
    """What became of claims put to tracks of unheard artists, a row a claim.

    Attributes:
        artists: of each track.
        genres: of each claim.
        testable: bool (n,), whether the claim could be tested.
        flagged: bool (n,), whether it was a mismatch.
    """

    artists: list[str]
    genres: list[str]
    testable: NDArray[np.bool_]
    flagged: NDArray[np.bool_]


def one_track_an_artist(held: HeldOut) -> NDArray[np.int64]:
    """Return the rows drawn for calibration: of each artist's tracks of a genre the lowest hash.

    An artist with two genres is drawn once for each, since each genre is tested by its own rows.
    """
    drawn: dict[tuple[str, int], int] = {}
    order = sorted(
        range(len(held.tracks)), key=lambda row: sha256(held.tracks[row].id.encode()).hexdigest()
    )
    for row in order:
        drawn.setdefault((held.tracks[row].artist, int(held.labels[row])), row)
    return np.array(sorted(drawn.values()), dtype=np.int64)


def fit_temperature(logits: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    """Return the temperature of least log-loss (C. Guo et al., ICML 2017).

    Args:
        logits: (n, K), n >= 1.
        labels: int64 (n,).

    Raises:
        TrainingError: there is no row to fit on.
    """
    if not len(labels):
        raise TrainingError(
            "No track is left to fit the temperature on: every artist has one only. Add tracks."
        )
    losses = [log_loss(labels, probabilities(logits, float(t))) for t in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmin(losses))])


def calibrate(held: HeldOut, genres: tuple[str, ...]) -> Calibration:
    """Return the calibration of a cross-validation."""
    return _calibration(held, genres, np.arange(len(held.tracks)))


def realised_flags(held: HeldOut, genres: tuple[str, ...], alpha: float, *, honest: bool) -> Flags:
    """Judge every fold's tracks by a calibration made of the other folds alone.

    Args:
        held: the cross-validation's answers.
        genres: of the model.
        alpha: the policy.
        honest: claim each track's own genre, or else, in turn, each genre of another family.
    """
    artists: list[str] = []
    claims: list[str] = []
    outcomes: list[tuple[bool, bool]] = []
    for fold in np.unique(held.folds):
        calibration = _calibration(held, genres, np.flatnonzero(held.folds != fold))
        rows = np.flatnonzero(held.folds == fold)
        chances = probabilities(held.logits[rows], calibration.temperature)
        for row, chance in zip(rows, chances, strict=True):
            for claim in _claims(held.tracks[row].genre, genres, honest=honest):
                finding = examine(chance, find(claim), calibration)
                artists.append(held.tracks[row].artist)
                claims.append(claim)
                tested = finding.scope(alpha) is not Scope.NONE
                outcomes.append((tested, finding.outcome(alpha) is Outcome.MISMATCH))
    table = np.array(outcomes)
    return Flags(artists, claims, table[:, 0], table[:, 1])


def _claims(genre: str, genres: tuple[str, ...], *, honest: bool) -> tuple[str, ...]:
    if honest:
        return (genre,)
    root = find(genre).root
    return tuple(other for other in genres if find(other).root != root)


def _calibration(held: HeldOut, genres: tuple[str, ...], rows: NDArray[np.int64]) -> Calibration:
    drawn = np.intersect1d(one_track_an_artist(held), rows)
    rest = np.setdiff1d(rows, drawn)
    temperature = fit_temperature(held.logits[rest], held.labels[rest])
    return Calibration(
        genres=genres,
        temperature=temperature,
        labels=held.labels[drawn],
        probabilities=probabilities(held.logits[drawn], temperature),
    )
