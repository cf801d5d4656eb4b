"""The sound of a round: an excerpt as a file of its own, which every browser plays.

FLAC of 16 bits in stereo: nothing is lost to a second lossy encoding, the same excerpt always has
the same bytes, and 20 s take about 2 MB. What the CNN judges is this file, so that the room and
the CNN hear the same. The ends are faded, because music that is cut clicks in loudspeakers.
"""

import io
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from genre_core.audio import probe
from genre_core.decoders import SEEK_LEAD, open_reader
from genre_core.errors import UnreadableAudio, UnsuitableAudio
from genre_core.recording import Span, open_file

HIGHEST_RATE = 48_000
"""Hz; what no ear hears of a 96 kHz recording need not go through the wireless network."""

FADE_IN, FADE_OUT = 0.01, 0.25
"""Seconds."""

SUFFIX = "flac"


def cut_sound(path: Path, span: Span) -> bytes:
    """Return a stretch of a recording as the bytes of a FLAC file, mono or stereo.

    It is shorter than the span where the recording ends or breaks off within it.

    Raises:
        AudioError: it does not decode, breaks a limit, or ends before the span begins.
    """
    recording = probe(path)
    if span.start >= recording.seconds:
        raise UnsuitableAudio(
            f"The excerpt starts at {span.start:.1f} s; the recording lasts "
            f"{recording.seconds:.1f} s. Choose an earlier one."
        )
    samples, rate = _decoded(path, span)
    if rate > HIGHEST_RATE:
        samples, rate = soxr.resample(samples, rate, HIGHEST_RATE), HIGHEST_RATE
    file = io.BytesIO()
    faded = np.clip(samples * _fades(len(samples), rate)[:, None], -1.0, 1.0)
    soundfile.write(file, faded, rate, format="FLAC", subtype="PCM_16")
    return file.getvalue()


def _decoded(path: Path, span: Span) -> tuple[NDArray[np.float32], int]:
    """The samples (n, 1 or 2) of a span, and their rate in Hz."""
    with open_file(path) as file, open_reader(file) as reader:
        first = round(span.start * reader.sample_rate)
        begin = max(0, first - SEEK_LEAD)
        wanted = round(span.seconds * reader.sample_rate)
        samples = reader.read(begin, first - begin + wanted)[first - begin :]
        rate = reader.sample_rate
    if not len(samples):
        raise UnreadableAudio(
            f"Nothing decodes of the {span.seconds:.1f} s from {span.start:.1f} s on: the file is "
            "damaged there. Choose another excerpt."
        )
    if samples.shape[1] > 2:
        samples = samples.mean(axis=1, keepdims=True, dtype=np.float32)
    return samples, rate


def _fades(count: int, rate: int) -> NDArray[np.float32]:
    """The loudness (count,) of each sample, in [0, 1]: up at once, down slowly."""
    time = (np.arange(count) + 0.5) / rate
    rising = np.minimum(1.0, time / FADE_IN)
    falling = np.minimum(1.0, time[::-1] / FADE_OUT)
    return np.asarray(np.sin(np.pi / 2 * np.minimum(rising, falling)) ** 2, np.float32)
