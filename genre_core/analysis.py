"""The straight line in one call: bytes -> Clip -> Spectrogram -> Prediction -> Verdict."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from genre_core.audio import Limits, Recording, Source, Span, decode_planned, track_id
from genre_core.classifier import Classifier, Prediction
from genre_core.errors import UnsuitableAudio
from genre_core.genres import Claim
from genre_core.spectrogram import SpectrogramSpec, compute
from genre_core.verdict import Verdict, judge

_DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True, eq=False)
class Hearing:
    """What a model heard of a track, before any claim: claims can then be judged at once.

    Attributes:
        track_id: SHA-256 of the track's bytes.
        recording: what the file holds.
        heard: the parts that were listened to.
        prediction: what the network answered.
    """

    track_id: str
    recording: Recording
    heard: tuple[Span, ...]
    prediction: Prediction


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """A track, what was heard of it, and the verdict on its claim."""

    hearing: Hearing
    verdict: Verdict


def plan_excerpts(seconds: float, spec: SpectrogramSpec, crops: int) -> tuple[Span, ...]:
    """Spread a model's crops over a track, at the very frames where the trainer does.

    Args:
        seconds: length of the track.
        spec: tells the length of a crop, and where crops lie.
        crops: how many; in a track too short for that many side by side they overlap.

    Returns:
        Spans in the order of time, each in the middle of one of so many equal parts.

    Raises:
        UnsuitableAudio: the track is shorter than one crop.
    """
    spec.check_seconds(seconds)
    frames = 1 + (round(seconds * spec.sample_rate) - spec.n_fft) // spec.hop
    firsts = spec.spread(frames, crops)
    return tuple(Span(first / spec.frames_per_second, spec.seconds) for first in firsts)


def hear(source: Source, classifier: Classifier, limits: Limits = _DEFAULT_LIMITS) -> Hearing:
    """Listen to a track: decode only the seconds that the model needs, and ask it.

    Raises:
        AudioError: the track does not decode, is silent, breaks a limit or is too short.
    """
    spec = classifier.spec
    plan = partial(plan_excerpts, spec=spec, crops=classifier.card.crops)
    excerpts = decode_planned(source, spec.sample_rate, plan, limits)
    clips = [clip for clip in excerpts.clips if clip.samples.size >= spec.samples]
    if not clips:
        raise UnsuitableAudio(
            f"No {spec.seconds:.1f} s of the recording decode without a fault; the model needs "
            "that much. Export or upload it again."
        )
    # A pause says nothing of the genre, yet the network would answer it, too.
    pictures = [
        picture
        for clip in clips
        if not (picture := compute(clip, spec).crop(0, spec.frames)).silent
    ]
    if not pictures:
        raise UnsuitableAudio(
            f"The recording is as good as silent in all {len(clips)} places that were listened to; "
            f"the model needs {spec.seconds:.1f} s of music. Check the file, or choose another."
        )
    prediction = classifier.predict(np.stack([picture.decibels for picture in pictures]))
    heard = tuple(Span(picture.start, spec.seconds) for picture in pictures)
    return Hearing(track_id(source), excerpts.recording, heard, prediction)


def analyse(source: Source, claim: Claim, classifier: Classifier, alpha: float = 0.05) -> Analysis:
    """Listen to a track and judge its claim.

    Raises:
        AudioError: as :func:`hear`.
        ModelError: the network's answer is not finite.
        PolicyError: alpha is not in (0, 0.5].
    """
    hearing = hear(source, classifier)
    return Analysis(hearing, judge(hearing.prediction, claim, classifier.calibration, alpha))
