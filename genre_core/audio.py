"""A recording goes in, mono samples at the rate that a model needs come out.

::

    Source --open_reader--> (frames, channels) --mean of channels--> --soxr--> Clip

Only the seconds that are asked for are decoded: every excerpt is sought. Its samples are
those of the whole recording's decoding to within 1e-5 (of AAC and WebM see
`genre_core.ffmpeg`), because it is decoded a little wider than asked, from where a sample of
the source and one of the target coincide, and cut after resampling.

The mean of the channels is a dot product, because `samples.mean(axis=1)` takes 30 times as
long on interleaved stereo. soxr resamples at HQ (44.1 to 16 kHz: flat to 7.3 kHz, aliases
below -140 dB). LQ would save 3% of the time that decoding MP3 takes, and lose 3 dB at 6.5 kHz.

A header is a claim, not a fact. `probe` looks whether the last quarter second decodes and
otherwise counts what does; no allocation follows a header's word beyond `_BLOCK` frames.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import soxr
from numpy.typing import NDArray

from genre_core.decoders import SEEK_LEAD, Reader, open_reader
from genre_core.errors import UnreadableAudio, UnsuitableAudio
from genre_core.recording import Clip, Limits, Recording, Source, Span, open_file, track_id

__all__ = [
    "Clip",
    "Excerpts",
    "Limits",
    "Recording",
    "Source",
    "Span",
    "decode",
    "decode_excerpts",
    "decode_planned",
    "probe",
    "track_id",
]

_BLOCK = 1 << 20  # frames (24 s at 44.1 kHz): the most that is decoded in one piece
_CHUNK = 1 << 15  # frames mixed and resampled at once: they stay in the processor's cache
_FILTER_REACH = 160  # samples of the slower rate over which soxr's HQ filter falls below 1e-5
_SILENCE = 1e-6  # -120 dB of full scale: lossy codecs leave that much of digital silence
_DEFAULT = Limits()


@dataclass(frozen=True, slots=True, eq=False)
class Excerpts:
    """What a file holds, and the parts of it that were decoded."""

    recording: Recording
    clips: tuple[Clip, ...]


def probe(source: Source, limits: Limits = _DEFAULT) -> Recording:
    """Return what `source` holds; decodes only its end, and all only where that is damaged.

    Raises UnreadableAudio where it is no audio, UnsuitableAudio where it breaks a limit.
    """
    with _open_within(source, limits) as reader:
        return _describe(reader, limits)


def decode(
    source: Source, sample_rate: int, span: Span | None = None, limits: Limits = _DEFAULT
) -> Clip:
    """Return the mono sound of `span`, or of the whole recording, at `sample_rate` Hz.

    The clip is shorter than the span where the recording ends or breaks off within it.
    Raises as `decode_excerpts` does.
    """
    with _open_within(source, limits) as reader:
        spans = [span or Span(0.0, _declared_seconds(reader, limits))]
        return _decode_spans(reader, sample_rate, spans, limits)[0]


def decode_excerpts(
    source: Source, sample_rate: int, spans: Sequence[Span], limits: Limits = _DEFAULT
) -> tuple[Clip, ...]:
    """Return a mono clip at `sample_rate` Hz for each of `spans`, opening the file once.

    In a damaged recording, an excerpt of which nothing decodes is left out, and one that
    breaks off is shorter than its span; `Clip.start` says which is which.

    Raises UnreadableAudio where it is no audio or nothing of any excerpt decodes;
    UnsuitableAudio where a limit is broken, an excerpt starts after the end, a sample is not
    finite, or all excerpts are digital silence.
    """
    with _open_within(source, limits) as reader:
        return _decode_spans(reader, sample_rate, spans, limits)


def decode_planned(
    source: Source,
    sample_rate: int,
    plan: Callable[[float], Sequence[Span]],
    limits: Limits = _DEFAULT,
) -> Excerpts:
    """Return what `probe` does and the excerpts that `plan` chooses, opening the file once.

    `plan` is given the seconds that decode, and asked once more where the header promised
    others.

    Raises as `probe` and `decode_excerpts` do, and whatever `plan` raises.
    """
    with _open_within(source, limits) as reader:
        declared = _declared_seconds(reader, limits)
        spans = plan(declared)
        excerpts = [_excerpt(reader, sample_rate, span) for span in spans]
        # The end is looked at last: an MP3 is then known up to there, which saves a search.
        recording = _describe(reader, limits)
        if recording.seconds != declared:
            spans = plan(recording.seconds)
            excerpts = [_excerpt(reader, sample_rate, span) for span in spans]
        return Excerpts(recording, _clips(spans, excerpts, sample_rate))


@contextmanager
def _open_within(source: Source, limits: Limits) -> Iterator[Reader]:
    """Open `source` where its size, channels and sample rate keep the limits."""
    with open_file(source) as file:
        limits.check_bytes(file.seek(0, os.SEEK_END))
        with open_reader(file) as reader:
            limits.check_format(reader.channels, reader.sample_rate)
            yield reader


def _describe(reader: Reader, limits: Limits) -> Recording:
    seconds = _decodable_seconds(reader, limits)
    limits.check_seconds(seconds)
    declared = reader.frames / reader.sample_rate
    return Recording(seconds, reader.sample_rate, reader.channels, reader.codec, declared)


def _declared_seconds(reader: Reader, limits: Limits) -> float:
    """Return the header's duration where it keeps the limits; else what decodes, if it does."""
    seconds = reader.frames / reader.sample_rate
    if not 0 < seconds <= limits.max_seconds:
        seconds = _decodable_seconds(reader, limits)
    limits.check_seconds(seconds)
    return seconds


def _decodable_seconds(reader: Reader, limits: Limits) -> float:
    """Return the duration up to the end or the first fault, counted no further than needed."""
    rate = reader.sample_rate
    tail = min(reader.frames, rate // 4)
    found = len(reader.read(reader.frames - tail, tail)) if tail else 0
    if found:
        return (reader.frames - tail + found) / rate
    enough = math.ceil(limits.max_seconds * rate) + 1
    return sum(len(block) for block in _mono_blocks(reader, 0, enough)) / rate


def _decode_spans(
    reader: Reader, sample_rate: int, spans: Sequence[Span], limits: Limits
) -> tuple[Clip, ...]:
    seconds = _declared_seconds(reader, limits)
    spans = [_before_end(span, seconds) for span in spans]
    excerpts = [_excerpt(reader, sample_rate, span) for span in spans]
    wanted = sum(span.seconds for span in spans)
    if sum(map(len, excerpts)) < wanted * sample_rate - len(spans):
        # The header promised more: the recording may be shorter than the limits allow.
        limits.check_seconds(_decodable_seconds(reader, limits))
    return _clips(spans, excerpts, sample_rate)


def _clips(
    spans: Sequence[Span], excerpts: Sequence[NDArray[np.float32]], sample_rate: int
) -> tuple[Clip, ...]:
    """Return what decoded of the spans; raise where nothing did, or nothing but silence."""
    clips = tuple(
        Clip(samples, sample_rate, round(span.start * sample_rate) / sample_rate)
        for span, samples in zip(spans, excerpts, strict=True)
        if samples.size
    )
    wanted = sum(span.seconds for span in spans)
    if spans and not clips:
        raise UnreadableAudio(
            f"Nothing decodes of the {wanted:.1f} s that were chosen: the file is damaged there. "
            "Choose another excerpt, or upload the file again."
        )
    if spans and all(np.abs(clip.samples).max() < _SILENCE for clip in clips):
        raise UnsuitableAudio(
            "The recording is silent: no sound above -120 dB of full scale in the "
            f"{wanted:.1f} s that were listened to. Check the file, or choose another."
        )
    return clips


def _before_end(span: Span, seconds: float) -> Span:
    """Return the part of `span` before the end of a recording of `seconds`."""
    if span.start >= seconds:
        raise UnsuitableAudio(
            f"The excerpt starts at {span.start:.1f} s; the recording lasts {seconds:.1f} s. "
            "Choose an earlier one."
        )
    return Span(span.start, min(span.seconds, seconds - span.start))


def _excerpt(reader: Reader, sample_rate: int, span: Span) -> NDArray[np.float32]:
    """Return the (n,) mono samples of `span` at `sample_rate` Hz, those of a whole decoding."""
    source_rate = reader.sample_rate
    step = math.gcd(source_rate, sample_rate)
    # Every grid_in source frames, a sample of the source and one of the target coincide.
    grid_in, grid_out = source_rate // step, sample_rate // step
    first, count = round(span.start * sample_rate), round(span.seconds * sample_rate)
    reach = math.ceil(_FILTER_REACH * max(1.0, source_rate / sample_rate))
    begin = max(0, first * source_rate // sample_rate - SEEK_LEAD - reach) // grid_in
    end = math.ceil((first + count) * source_rate / sample_rate) + reach
    blocks = _mono_blocks(reader, begin * grid_in, end)
    samples = _resample(blocks, source_rate, sample_rate)
    return samples[first - begin * grid_out :][:count]


def _mono_blocks(reader: Reader, begin: int, end: int) -> Iterator[NDArray[np.float32]]:
    """Yield the (n,) mean of the channels from frame `begin` to `end` or to where they stop."""
    weights = np.full(reader.channels, 1 / reader.channels, np.float32)
    for at in range(begin, end, _BLOCK):
        lead = SEEK_LEAD if at > begin else 0
        frames = lead + min(_BLOCK, end - at)
        samples = reader.read(at - lead, frames)
        for cut in range(lead, len(samples), _CHUNK):
            yield samples[cut : cut + _CHUNK] @ weights
        if len(samples) < frames:
            return


def _resample(
    blocks: Iterator[NDArray[np.float32]], source_rate: int, sample_rate: int
) -> NDArray[np.float32]:
    """Return the (n,) `blocks` at `sample_rate` Hz, joined."""
    if source_rate == sample_rate:
        return np.concatenate([np.empty(0, np.float32), *blocks])
    stream = soxr.ResampleStream(source_rate, sample_rate, 1, dtype="float32", quality="HQ")
    parts = [stream.resample_chunk(block) for block in blocks]
    parts.append(stream.resample_chunk(np.empty(0, np.float32), last=True))
    return np.concatenate(parts)
