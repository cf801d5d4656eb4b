"""An excerpt of a recording as a recording of its own."""

import io
from pathlib import Path

import soundfile

from genre_core.audio import Limits, Span, decode
from genre_core.errors import AudioError


def cut_excerpt(path: Path, start: float, seconds: float | None, sample_rate: int) -> bytes:
    """Return a stretch of a recording as the bytes of a WAV file, mono, float32.

    Args:
        path: the recording.
        start: s, >= 0.
        seconds: its length, > 0; None takes all that follows.
        sample_rate: of the excerpt, Hz.

    Raises:
        AudioError: there is no such stretch, or it does not decode.
    """
    length = Limits().max_seconds if seconds is None else seconds
    if start < 0 or length <= 0:
        raise AudioError(
            f"The excerpt starts at {start:g} s and lasts {length:g} s; it must start at "
            "0 s or later and last longer than 0 s. Import the track with other times."
        )
    clip = decode(path, sample_rate, Span(start, length))
    file = io.BytesIO()
    soundfile.write(file, clip.samples, clip.sample_rate, format="WAV", subtype="FLOAT")
    return file.getvalue()
