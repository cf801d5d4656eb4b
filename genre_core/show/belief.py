"""Belief over time: what the CNN would answer had the sound stopped there.

At second t it is asked about the first t seconds alone, by the rule of a verdict: as many crops as
its card says are spread over them, silent ones left out, and p = softmax(mean logits / T). Before
one whole crop has been heard it is asked about the shorter picture. Hence nothing of what is still
to come is ever used, and the last belief is the verdict's own answer to the whole sound.

The mean of the class activation map up to t would be one run of the network instead of a hundred.
It is not taken: on an excerpt whose two likeliest genres were close (0.53 and 0.43) it ended on
the other one (0.40 and 0.58), and the room would have seen the curve contradict the verdict.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from genre_core.classifier import Classifier
from genre_core.conformal import probabilities
from genre_core.spectrogram import Spectrogram

FIRST = 1.0
"""Seconds after which the network is first asked: of less, its answers are mostly chance."""

STEP = 0.25
"""Seconds from one belief to the next: a curve that moves with the music, at 3 ms a belief."""


@dataclass(frozen=True, slots=True, eq=False)
class Belief:
    """A network's probabilities while it listens.

    Attributes:
        genres: the K genres of the model.
        times: float64 (n,), seconds heard so far, ascending; the last is the whole sound.
        chances: float64 (n, K), rows sum to 1.
    """

    genres: tuple[str, ...]
    times: NDArray[np.float64]
    chances: NDArray[np.float64]

    @property
    def predicted(self) -> str:
        """The most probable genre once all is heard."""
        return self.genres[int(self.chances[-1].argmax())]


def belief(picture: Spectrogram, classifier: Classifier, step: float = STEP) -> Belief:
    """Return what a network believes while a sound is played to it.

    Args:
        picture: the sound's, of the model's spec, one crop long or more.
        classifier: the model.
        step: seconds from one belief to the next, > 0.

    Raises:
        ModelError: the picture is not of the model's spec.
        UnsuitableAudio: it is shorter than one crop.
    """
    spec, frames = picture.spec, picture.decibels.shape[1]
    seconds = (spec.n_fft + (frames - 1) * spec.hop) / spec.sample_rate
    spec.check_seconds(seconds)
    times = np.append(np.arange(min(FIRST, seconds), seconds - step / 2, step), seconds)
    heard = (1 + (np.round(times * spec.sample_rate) - spec.n_fft) // spec.hop).astype(np.int64)
    logits = [_answer(picture.crop(0, max(1, int(count))), classifier) for count in heard]
    chances = probabilities(np.stack(logits), classifier.calibration.temperature)
    return Belief(classifier.card.genres, times, chances)


def _answer(heard: Spectrogram, classifier: Classifier) -> NDArray[np.float32]:
    """The mean logits (K,) of what has been heard so far."""
    spec, frames = heard.spec, heard.decibels.shape[1]
    if frames < spec.frames:
        return np.asarray(classifier.activation(heard).mean(axis=(1, 2)))
    crops = [heard.crop(first, spec.frames) for first in spec.spread(frames, classifier.card.crops)]
    # As in genre_core.analysis.hear: a pause says nothing, unless so far there was nothing else.
    sounding = [crop for crop in crops if not crop.silent] or crops
    return classifier.predict(np.stack([crop.decibels for crop in sounding])).logits
