"""Every track held against every genre of a model, by the verdict's own rule.

Tracks whose genre is known stand for uploads: their own genre is the honest claim, every
other one a lie. What the verdict makes of each (:func:`genre_core.verdict.examine`) needs no
alpha yet, so that one trial answers for every policy and every kind of lie.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from genre_core.calibration import Calibration
from genre_core.errors import ModelError
from genre_core.evaluation.intervals import bootstrap_weighted, share
from genre_core.genres import find
from genre_core.outcomes import Finding, Outcome, Scope
from genre_core.verdict import examine

Findings = tuple[tuple[Finding, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What became of every claim at one alpha; each (n, K), a row a track, a column a genre.

    Attributes:
        tested: bool, whether the claim could be tested.
        flagged: bool, whether it was a mismatch.
        doubted: bool, whether it was a mismatch or a sibling's.
        p_values: float64 in (0, 1], of what was tested: the genre, else its family; NaN where
            nothing was.
    """

    tested: NDArray[np.bool_]
    flagged: NDArray[np.bool_]
    doubted: NDArray[np.bool_]
    p_values: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """Tracks of known genre, each held against all genres of a model.

    Attributes:
        genres: K genres of the model.
        artists: n names, one a track.
        labels: int64 (n,), index of each track's true genre.
        findings: n rows of K findings.

    Raises:
        ModelError: the three do not have a row for each track.
    """

    genres: tuple[str, ...]
    artists: tuple[str, ...]
    labels: NDArray[np.int64]
    findings: Findings

    def __post_init__(self) -> None:
        """Check that there is one row of each for every track, and one track at least."""
        rows = {len(self.artists), len(self.labels), len(self.findings)}
        if len(rows) > 1 or rows == {0}:
            raise ModelError(
                f"The trial has {len(self.artists)} artists, {len(self.labels)} labels and "
                f"{len(self.findings)} rows of findings; one of each a track was needed, and "
                "one track or more. Evaluate the model again."
            )

    @property
    def honest(self) -> NDArray[np.bool_]:
        """Which claims are honest, (n, K): one a row."""
        return np.asarray(self.labels[:, None] == np.arange(len(self.genres)))

    def judged(self, alpha: float) -> Judged:
        """Return what becomes of the claims at alpha, a share in (0, 0.5]."""
        scopes = [[finding.scope(alpha) for finding in row] for row in self.findings]
        outcomes = np.array([[finding.outcome(alpha) for finding in row] for row in self.findings])
        p_values = [
            [_p_value(finding, scope) for finding, scope in zip(row, of_row, strict=True)]
            for row, of_row in zip(self.findings, scopes, strict=True)
        ]
        flagged = outcomes == Outcome.MISMATCH
        return Judged(
            tested=outcomes != Outcome.CANNOT_TEST,
            flagged=flagged,
            doubted=flagged | (outcomes == Outcome.SIBLING),
            p_values=np.array(p_values),
        )


def hold(chances: NDArray[np.float64], calibration: Calibration) -> Findings:
    """Hold tracks, probabilities (n, K) after temperature, against the calibration's genres."""
    kept = _Kept(
        calibration.genres, calibration.temperature, calibration.labels, calibration.probabilities
    )
    claims = [find(name) for name in calibration.genres]
    return tuple(tuple(examine(row, claim, kept) for claim in claims) for row in chances)


def false_flag_table(trial: Trial, alphas: Sequence[float]) -> pd.DataFrame:
    """Return the realised rate of false flags: a row a genre and an alpha.

    Columns: genre, alpha, tracks, tested (how many of them could be), false_flags (share of
    those), low, high; the last three are NaN where nothing was tested.
    """
    of_genre = np.eye(len(trial.genres))[trial.labels]
    lines = []
    for alpha in alphas:
        judged = trial.judged(alpha)
        tested = of_genre * judged.tested
        terms = np.hstack([of_genre * judged.flagged, tested])

        def rates(
            weights: NDArray[np.float64], terms: NDArray[np.float64] = terms
        ) -> NDArray[np.float64]:
            return share(*np.split(weights @ terms, 2))

        found = bootstrap_weighted(trial.artists, rates)
        counts = zip(of_genre.sum(axis=0), tested.sum(axis=0), strict=True)
        lines += [
            (genre, alpha, int(tracks), int(tried), rate.value, rate.low, rate.high)
            for genre, (tracks, tried), rate in zip(trial.genres, counts, found, strict=True)
        ]
    names = ["genre", "alpha", "tracks", "tested", "false_flags", "low", "high"]
    return pd.DataFrame(lines, columns=names)


@dataclass(frozen=True, slots=True, eq=False)
class _Kept(Calibration):
    """A calibration that works out its scores once; thousands of tracks ask for the same."""

    known: dict[tuple[str, bool], NDArray[np.float64]] = field(default_factory=dict)

    def scores(self, genre: str) -> NDArray[np.float64]:
        """Return what Calibration returns."""
        if (genre, False) not in self.known:
            self.known[genre, False] = Calibration.scores(self, genre)
        return self.known[genre, False]

    def root_scores(self, root: str) -> NDArray[np.float64]:
        """Return what Calibration returns."""
        if (root, True) not in self.known:
            self.known[root, True] = Calibration.root_scores(self, root)
        return self.known[root, True]


def _p_value(finding: Finding, scope: Scope) -> float:
    if scope is Scope.NONE:
        return float("nan")
    return (finding.leaf if scope is Scope.GENRE else finding.family).p_value
