"""One track to one verdict, or to a sentence that says why there is none; no database in here.

Everything that takes time is done outside of Python's lock, so that threads share the work.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from genre_core.analysis import hear
from genre_core.audio import Source, track_id
from genre_core.classifier import Classifier, Prediction
from genre_core.errors import SpectrogramError, UnreadableAudio
from genre_core.excerpts import cut_excerpt
from genre_core.scan.pending import Known, Pending
from genre_core.verdict import Verdict, judge


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """A track's verdict, its recording's SHA-256, and its embedding (float32, little-endian)."""

    pending: Pending
    sha256: str
    embedding: bytes
    verdict: Verdict


@dataclass(frozen=True, slots=True, eq=False)
class Unheard:
    """A track that cannot be heard; ``fault`` is a sentence."""

    pending: Pending
    fault: str


def listen(pending: Pending, classifier: Classifier, alpha: float) -> Heard | Unheard:
    """Judge one track; what is wrong with its sound is part of the answer, never raised."""
    try:
        if pending.known is not None:
            return _judge_again(pending, pending.known, classifier, alpha)
        return _judge(pending, classifier, alpha)
    except SpectrogramError as error:
        return Unheard(pending, str(error))
    except OSError as error:
        fault = f"The file cannot be read: {error.strerror or error}. Copy it again."
    except MemoryError:
        fault = "The file needs more memory than there is. Use an excerpt."
    return Unheard(pending, fault)


def _judge(pending: Pending, classifier: Classifier, alpha: float) -> Heard:
    path = _path(pending.location)
    sha256 = track_id(path)
    if pending.sha256 and pending.sha256 != sha256:
        raise UnreadableAudio(
            f"Another recording lies at its place: the catalogue knows {pending.sha256[:12]}..., "
            f"the file is {sha256[:12]}.... Put the old one back, or import the new one under a "
            "key of its own."
        )
    prediction = hear(_sound(path, pending, classifier), classifier).prediction
    verdict = judge(prediction, pending.claim, classifier.calibration, alpha)
    return Heard(pending, sha256, prediction.embedding.astype("<f4").tobytes(), verdict)


def _judge_again(pending: Pending, known: Known, classifier: Classifier, alpha: float) -> Heard:
    # softmax(T log p / T) = p: any logits that differ by a constant are the same answer.
    least = np.finfo(np.float64).tiny
    logits = classifier.calibration.temperature * np.log(np.maximum(known.chances, least))
    nothing = np.zeros(0, dtype=np.float32)
    prediction = Prediction(
        classifier.card.genres, logits.astype(np.float32), nothing, classifier.card.crops
    )
    verdict = judge(prediction, pending.claim, classifier.calibration, alpha)
    return Heard(pending, pending.sha256, known.embedding, verdict)


def _path(location: str) -> Path:
    if not location:
        raise UnreadableAudio(
            "The catalogue names no sound for this track. Import it again with a path."
        )
    if "://" in location:
        raise UnreadableAudio(
            f"Its sound lies on the network ({location}), from where nothing is fetched. "
            "Download it, and import the track with the path of the file."
        )
    return Path(location)


def _sound(path: Path, pending: Pending, classifier: Classifier) -> Source:
    """Return the file, or of an excerpt its samples as the bytes of a WAV file."""
    if pending.start is None:
        return path
    return cut_excerpt(path, pending.start, pending.duration, classifier.spec.sample_rate)
