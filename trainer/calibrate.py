"""Temperature and conformal scores out of the answers for artists the CNNs never heard.

One track an artist is drawn for the conformal scores, since an artist's tracks are no
independent witnesses; the temperature is fitted on other tracks, so that the scores stay
exchangeable with a new upload.

With one split, the temperature is fitted on the validation part and the scores come from the
calibration part, of which nothing else was made: the bound on false flags is exact for tracks
like those.

With a cross-validation the scores come from the models of the folds, the verdicts from a model
trained on all tracks (cross-conformal prediction: V. Vovk, "Cross-conformal predictors",
2015); the temperature is fitted on the tracks that were not drawn. That uses scarce data twice
and makes the bound approximate. Either way :func:`hold_trial` lets one measure what it comes to.

Scores come from confirmed labels alone once there are enough of every genre: a few would take
away what can be tested. A label that was confirmed because a model doubted it is never used,
since what models doubt is no sample of what uploaders send.
"""

from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from genre_core.calibration import Calibration
from genre_core.conformal import probabilities, tracks_needed
from genre_core.evaluation.summary import log_loss
from genre_core.evaluation.trial import Trial, hold
from genre_core.outcomes import Finding
from trainer.errors import TrainingError
from trainer.evaluate import Answers, HeldOut
from trainer.ties import artist_key

NEEDED = tracks_needed(0.05)
"""Artists with a confirmed label that every genre needs before unconfirmed ones are left out:
fewer could not flag at an alpha of 5%."""

TEMPERATURES = np.geomspace(1 / 16, 4.0, 601)
"""Where the temperature is searched; log-loss is smooth in it, steps of 0.7% are fine enough. A
network that was trained for minutes has small logits, and a temperature far below 1."""


def one_track_an_artist(held: HeldOut) -> NDArray[np.int64]:
    """Return the rows drawn for calibration: of each artist's tracks of a genre the lowest hash.

    An artist with two genres is drawn once for each, since each genre is tested by its own rows.
    Where moderators have confirmed enough labels, only tracks with confirmed ones are drawn.
    """
    return _drawn(held, _confirmed(held) if confirmed_enough(held) else _undoubted(held))


def confirmed_enough(held: HeldOut) -> bool:
    """Whether every genre has so many artists with confirmed labels that no others are needed."""
    return bool(_confirmed_artists(held).min() >= NEEDED)


def label_sentence(held: HeldOut, genres: tuple[str, ...]) -> str:
    """Say which labels the scores rest on, and why; the genres are in the logits' order."""
    if confirmed_enough(held):
        return f"Scores come from confirmed labels alone; each genre has {NEEDED} artists or more."
    doubted = len(held.tracks) - len(_undoubted(held))
    aside = f", but for {doubted} confirmed because a model doubted them" if doubted else ""
    outside = " outside the fullest fold" if np.unique(held.folds).size > 1 else ""
    fewest, genre = min(zip(_confirmed_artists(held).tolist(), genres, strict=True))
    return (
        f"Scores come from labels confirmed or not{aside}. Artists with a confirmed one{outside}: "
        f"{genre} has {fewest}, and each genre needs {NEEDED} for confirmed ones to be used alone."
    )


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
            "No track is left to fit the temperature on: the validation part is empty, or in a "
            "cross-validation every artist has one only. Add tracks; those that came to "
            "moderators because a model doubted them do not count."
        )
    losses = [log_loss(labels, probabilities(logits, float(t))) for t in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmin(losses))])


def calibrate(answers: Answers, genres: tuple[str, ...]) -> Calibration:
    """Return the calibration of a model.

    Args:
        answers: of one split or of a cross-validation.
        genres: of the model, in the order of the logits.

    Raises:
        TrainingError: a genre has no calibration track, or nothing is left for the temperature.
    """
    held = answers.calibration
    if answers.crossed:
        made = _crossed(held, genres, np.arange(len(held.tracks)))
    else:
        validation, rows = answers.validation, _undoubted(answers.validation)
        temperature = fit_temperature(validation.logits[rows], validation.labels[rows])
        made = _scored(held, genres, one_track_an_artist(held), temperature)
    _refuse_gaps(made)
    return made


def hold_trial(answers: Answers, genres: tuple[str, ...]) -> Trial:
    """Hold every test track against every genre, by a calibration that never saw its artist.

    With one split that is the model's own. In a cross-validation each fold's tracks are judged
    by a calibration made of the other folds alone.

    Raises:
        TrainingError: as :func:`calibrate`, or there is no test track.
    """
    held = answers.test
    if not len(held.tracks):
        raise TrainingError(
            "The test part has no track, so that nothing can be measured. Add artists to the "
            "manifest, or use folds."
        )
    findings: dict[int, tuple[Finding, ...]] = {}
    for fold in np.unique(held.folds):
        rows = np.flatnonzero(held.folds == fold)
        if answers.crossed:
            calibration = _crossed(held, genres, np.flatnonzero(held.folds != fold))
        else:
            calibration = calibrate(answers, genres)
        chances = probabilities(held.logits[rows], calibration.temperature)
        findings.update(zip(rows.tolist(), hold(chances, calibration), strict=True))
    ordered = tuple(findings[row] for row in range(len(held.tracks)))
    return Trial(genres, tuple(held.artists), held.labels, ordered)


def _undoubted(held: HeldOut) -> NDArray[np.int64]:
    """The rows that a calibration may use at all."""
    return np.flatnonzero([not track.doubted for track in held.tracks])


def _confirmed(held: HeldOut) -> NDArray[np.int64]:
    """The rows with a confirmed label that a calibration may use."""
    return np.flatnonzero([track.confirmed and not track.doubted for track in held.tracks])


def _confirmed_artists(held: HeldOut) -> NDArray[np.int64]:
    """How many artists of each genre have such a row; in a cross-validation, outside any fold.

    There a fold's tracks are judged by the other folds alone, which must be enough for it.
    """
    drawn = _drawn(held, _confirmed(held))
    folds, lies = np.unique(held.folds, return_inverse=True)
    counts = np.zeros((held.logits.shape[1], max(len(folds), 1)), np.int64)
    np.add.at(counts, (held.labels[drawn], lies[drawn]), 1)
    fullest = counts.max(axis=1) if len(folds) > 1 else 0
    return np.asarray(counts.sum(axis=1) - fullest, np.int64)


def _drawn(held: HeldOut, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of these rows one an artist and genre, in the order of the rows."""
    drawn: dict[tuple[str, int], int] = {}
    for row in sorted(rows, key=lambda row: sha256(held.tracks[row].id.encode()).hexdigest()):
        drawn.setdefault((artist_key(held.tracks[row]), int(held.labels[row])), int(row))
    return np.array(sorted(drawn.values()), dtype=np.int64)


def _crossed(held: HeldOut, genres: tuple[str, ...], rows: NDArray[np.int64]) -> Calibration:
    """The calibration that some rows of a cross-validation make alone."""
    drawn = np.intersect1d(one_track_an_artist(held), rows)
    rest = np.setdiff1d(np.intersect1d(_undoubted(held), rows), drawn)
    temperature = fit_temperature(held.logits[rest], held.labels[rest])
    return _scored(held, genres, drawn, temperature)


def _scored(
    held: HeldOut, genres: tuple[str, ...], drawn: NDArray[np.int64], temperature: float
) -> Calibration:
    return Calibration(
        genres=genres,
        temperature=temperature,
        labels=held.labels[drawn],
        probabilities=probabilities(held.logits[drawn], temperature),
    )


def _refuse_gaps(made: Calibration) -> None:
    empty = [genre for genre in made.genres if not made.scores(genre).size]
    if empty:
        raise TrainingError(
            f"No calibration track is labelled {', '.join(empty)}; without one no claim of the "
            "genre can be tested. Add artists of it (tracks that came to moderators because a "
            "model doubted them do not count), leave it out, or use folds."
        )
