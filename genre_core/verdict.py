"""The verdict: whether a track's claimed genre holds, at a false-flag rate that was chosen.

The crops' mean logits z become p = softmax(z / T); the track's nonconformity with claim k is
-log p_k, compared with the honest calibration tracks of k (module conformal) and, summed over
the family, with those of its root. Module outcomes chooses among the five outcomes.

What alpha promises depends on the calibration labels: confirmed by moderators, it bounds the
share of honest tracks of every genre that are flagged; taken from uploaders, some of whom
err, it is a review budget. The promise is about a claim tested in its own genre; where only
the family could be tested (Scope.FAMILY) it holds for the family as a whole.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from genre_core.calibration import Calibration
from genre_core.classifier import Prediction
from genre_core.conformal import (
    Tally,
    check_alpha,
    nonconformity,
    p_value,
    probabilities,
    tally,
    tracks_needed,
)
from genre_core.errors import ModelError, PolicyError
from genre_core.genres import Claim, Genre
from genre_core.outcomes import PLAUSIBLE_ABOVE, Finding, Outcome, Scope
from genre_core.sentences import reason, reason_without_genre, sentence, sentence_without_genre

__all__ = [
    "PLAUSIBLE_ABOVE",
    "Finding",
    "Outcome",
    "Scope",
    "Verdict",
    "examine",
    "judge",
    "p_value",
    "probabilities",
    "tracks_needed",
]


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """The answer to one claim about one track.

    Attributes:
        claim: the claim that was judged.
        outcome: one of the five outcomes.
        scope: what could be tested.
        predicted: the network's most probable genre.
        probabilities: (K,) float64, sums to 1.
        genres: the K genres of the model, in the same order.
        p_value: of the claimed genre, in (0, 1]; None if nothing was tested or the model has
            no honest track of the genre.
        root_p_value: of its family, in (0, 1]; None if nothing was tested.
        n_calibration: honest tracks of the genre.
        n_root_calibration: honest tracks of its family.
        alpha: the false-flag rate asked for, in (0, 0.5].
        temperature: what the logits were divided by.
        sentence: the outcome, to be read aloud.
        reason: the numbers behind it.
    """

    claim: Claim
    outcome: Outcome
    scope: Scope
    predicted: str
    probabilities: NDArray[np.float64]
    genres: tuple[str, ...]
    p_value: float | None
    root_p_value: float | None
    n_calibration: int
    n_root_calibration: int
    alpha: float
    temperature: float
    sentence: str
    reason: str

    def __post_init__(self) -> None:
        """Raise PolicyError for an outcome that its own scope or alpha rules out."""
        check_alpha(self.alpha)
        if (self.outcome is Outcome.CANNOT_TEST) != (self.scope is Scope.NONE):
            raise PolicyError(
                f"The outcome is {self.outcome} with scope {self.scope}; a claim cannot be "
                "tested exactly where nothing could be. Let judge() make the verdict."
            )

    @property
    def flagged(self) -> bool:
        """Whether the track belongs in front of a moderator."""
        return self.outcome is Outcome.MISMATCH

    @property
    def tested_p_value(self) -> float | None:
        """The p-value of what was tested: the genre's, the family's, or None."""
        return self.root_p_value if self.scope is Scope.FAMILY else self.p_value


def judge(
    prediction: Prediction, claim: Claim, calibration: Calibration, alpha: float = 0.05
) -> Verdict:
    """Judge a claim about a track.

    Args:
        prediction: the network's answer for the track.
        claim: what the uploader says, as read_claim() read it.
        calibration: of the same model, with the same genres in the same order.
        alpha: the share of honest tracks that may be flagged, in (0, 0.5].

    Raises:
        PolicyError: if alpha is not in (0, 0.5].
        ModelError: if the prediction is not finite or not of the calibration's model.
    """
    check_alpha(alpha)
    _check_same_model(prediction, calibration)
    chances = probabilities(prediction.logits, calibration.temperature)
    if claim.genre is None:
        return _unread(chances, claim, calibration, alpha)
    finding = examine(chances, claim.genre, calibration)
    scope = finding.scope(alpha)
    tested = scope is not Scope.NONE
    return Verdict(
        claim=claim,
        outcome=finding.outcome(alpha),
        scope=scope,
        predicted=finding.predicted,
        probabilities=chances,
        genres=calibration.genres,
        p_value=finding.leaf.p_value if tested and finding.leaf.n else None,
        root_p_value=finding.family.p_value if tested else None,
        n_calibration=finding.leaf.n,
        n_root_calibration=finding.family.n,
        alpha=alpha,
        temperature=calibration.temperature,
        sentence=sentence(finding, alpha),
        reason=reason(finding, alpha),
    )


def examine(chances: NDArray[np.float64], genre: Genre, calibration: Calibration) -> Finding:
    """Hold a track's probabilities, shape (K,), against a genre; no alpha is needed yet."""
    family = calibration.members(genre.root)
    of_family = calibration.family_probability(chances, genre.root)
    chance = dict(zip(calibration.genres, chances, strict=True))
    learnt = genre.name in chance
    return Finding(
        genre=genre,
        learnt=learnt,
        leaf=_place(chance[genre.name], calibration.scores(genre.name)) if learnt else Tally(0, 0),
        family=_place(of_family, calibration.root_scores(genre.root)),
        predicted=max(chance, key=chance.__getitem__),
        nearest=max(family, key=chance.__getitem__, default=None),
    )


def _place(probability: NDArray[np.float64], honest_scores: NDArray[np.float64]) -> Tally:
    return tally(float(nonconformity(probability)), honest_scores)


def _unread(
    chances: NDArray[np.float64], claim: Claim, calibration: Calibration, alpha: float
) -> Verdict:
    return Verdict(
        claim=claim,
        outcome=Outcome.CANNOT_TEST,
        scope=Scope.NONE,
        predicted=calibration.genres[int(chances.argmax())],
        probabilities=chances,
        genres=calibration.genres,
        p_value=None,
        root_p_value=None,
        n_calibration=0,
        n_root_calibration=0,
        alpha=alpha,
        temperature=calibration.temperature,
        sentence=sentence_without_genre(claim),
        reason=reason_without_genre(claim),
    )


def _check_same_model(prediction: Prediction, calibration: Calibration) -> None:
    if prediction.genres != calibration.genres:
        raise ModelError(
            f"The prediction is over {prediction.genres} but the calibration over "
            f"{calibration.genres}. Use the calibration of the model that predicted."
        )
    if prediction.logits.shape != (len(calibration.genres),):
        raise ModelError(
            f"The prediction has logits of shape {prediction.logits.shape}; one for each of "
            f"{len(calibration.genres)} genres was needed. Average over the crops first."
        )
