"""What the CNN makes of the sound of a round: everything that the reveals show, worked out before.

Belief, verdict, picture and maps are all of the same bytes, the excerpt that the room hears, so
that the belief ends on the verdict's own probabilities and the maps lie over the picture.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from genre_core.analysis import hear
from genre_core.audio import decode
from genre_core.classifier import Classifier
from genre_core.evidence import Evidence, read_activation
from genre_core.genres import Claim, read_claim
from genre_core.picture import Picture, draw_picture
from genre_core.show.because import Focus, because, focus
from genre_core.show.belief import Belief, belief
from genre_core.spectrogram import compute
from genre_core.verdict import Verdict, judge

MAP_ROWS = 32
"""Rows of a map over the picture, as in the player; the network's own has fewer."""


@dataclass(frozen=True, slots=True, eq=False)
class GenreMap:
    """Where in the picture a genre stands out.

    Attributes:
        genre: of the model.
        values: float32 (rows, columns) in [0, 1]; row 0 is the lowest, columns are even in time.
    """

    genre: str
    values: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Impression:
    """What a model makes of a sound and of a claim about it.

    Attributes:
        belief: over the seconds heard.
        verdict: on the claim.
        counted: the genres of the model whose probability speaks for the claim: the claimed one,
            or its family's; empty where the model knows neither.
        picture: 0 to 4 kHz, for people.
        predicted_map: of the predicted genre.
        claimed_map: of the likeliest of ``counted``, unless that is the predicted one.
        focus: where the predicted genre stands out most; None where it does nowhere.
        because: the same as a sentence.
    """

    belief: Belief
    verdict: Verdict
    counted: tuple[str, ...]
    picture: Picture
    predicted_map: GenreMap
    claimed_map: GenreMap | None
    focus: Focus | None
    because: str


def look(sound: bytes, claimed: str, classifier: Classifier, alpha: float) -> Impression:
    """Let a model hear a sound, and judge a claim about it.

    Args:
        sound: of a round; decoded whole.
        claimed: as the uploader wrote it.
        classifier: the model.
        alpha: share of honest tracks that may be flagged, in (0, 0.5].

    Raises:
        AudioError: it does not decode, is silent, or is shorter than one crop of the model.
        PolicyError: alpha is not in (0, 0.5].
    """
    heard = hear(sound, classifier)
    verdict = judge(heard.prediction, read_claim(claimed), classifier.calibration, alpha)
    drawn = compute(decode(sound, classifier.spec.sample_rate), classifier.spec)
    seen = read_activation(drawn, classifier)
    picture = draw_picture(sound)
    counted = _counted(verdict.claim, classifier)
    chance = dict(zip(verdict.genres, verdict.probabilities, strict=True))
    nearest = max(counted, key=chance.__getitem__, default=verdict.predicted)
    place = focus(seen, verdict.predicted, picture.max_hz)
    return Impression(
        belief=belief(drawn, classifier),
        verdict=verdict,
        counted=counted,
        picture=picture,
        predicted_map=_map(seen, verdict.predicted, picture),
        claimed_map=None if nearest == verdict.predicted else _map(seen, nearest, picture),
        focus=place,
        because=because(verdict.predicted, nearest, place),
    )


def _counted(claim: Claim, classifier: Classifier) -> tuple[str, ...]:
    """The genres whose probability speaks for a claim, as the verdict counts it."""
    if claim.genre is None:
        return ()
    if claim.genre.name in classifier.card.genres:
        return (claim.genre.name,)
    return classifier.calibration.members(claim.genre.root)


def _map(seen: Evidence, genre: str, picture: Picture) -> GenreMap:
    return GenreMap(genre, seen.heatmap(genre, MAP_ROWS, picture.max_hz))
