"""The nouns of sound: a recording, the limits it must keep, a span of it, a clip out of it.

Times are seconds from the beginning of the recording, rates are Hz, samples are float32.
Each noun checks itself, so that what holds one need not check again.
"""

from __future__ import annotations

import hashlib
import io
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from genre_core.errors import UnreadableAudio, UnsuitableAudio

Source = bytes | Path
"""A recording: the bytes of its file, or where the file lies."""

File = io.BytesIO | io.FileIO
"""A source that is open for reading."""


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """Mono sound.

    samples: (n,) float32, n >= 1, finite, nominally in [-1, 1].
    sample_rate: Hz, > 0.
    start: seconds from the beginning of the recording, >= 0.

    Raises UnsuitableAudio where these do not hold.
    """

    samples: NDArray[np.float32]
    sample_rate: int
    start: float = 0.0

    def __post_init__(self) -> None:
        """Check shape, type, rate and finiteness."""
        if self.samples.ndim != 1 or self.samples.dtype != np.float32 or not self.samples.size:
            raise UnsuitableAudio(
                f"A clip's samples are {self.samples.dtype} of shape {self.samples.shape}; "
                "they must be float32 of shape (n,), n >= 1. Mix them to mono first."
            )
        if self.sample_rate <= 0 or not 0 <= self.start < math.inf:
            raise UnsuitableAudio(
                f"A clip has {self.sample_rate} Hz and starts at {self.start} s; it needs "
                "more than 0 Hz and a start of 0 s or later. Correct these two."
            )
        if not np.isfinite(self.samples).all():
            raise UnsuitableAudio(
                f"Between {self.start:.1f} s and {self.start + self.seconds:.1f} s the recording "
                "holds samples that are not numbers (NaN or infinity); all must be finite. "
                "Export it again."
            )

    @property
    def seconds(self) -> float:
        """Duration in seconds."""
        return len(self.samples) / self.sample_rate


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a recording: `start` >= 0 and `seconds` > 0, both in seconds, finite.

    Raises UnsuitableAudio otherwise.
    """

    start: float
    seconds: float

    def __post_init__(self) -> None:
        """Check the ranges."""
        if not (0 <= self.start < math.inf and 0 < self.seconds < math.inf):
            raise UnsuitableAudio(
                f"An excerpt starts at {self.start} s and lasts {self.seconds} s; it must start "
                "at 0 s or later and last longer than 0 s. Choose another excerpt."
            )


@dataclass(frozen=True, slots=True)
class Recording:
    """What a file holds, without having decoded all of it.

    seconds: duration that decodes, > 0; less than its header says where it is cut off.
    sample_rate: Hz. channels: >= 1. codec: lower case, as "mp3", "vorbis", "aac".
    declared_seconds: what its header says, 0 if nothing.
    """

    seconds: float
    sample_rate: int
    channels: int
    codec: str
    declared_seconds: float = 0.0

    @property
    def cut_off(self) -> bool:
        """Whether the header promises at least half a second more than decodes."""
        return self.declared_seconds >= self.seconds + 0.5


@dataclass(frozen=True, slots=True)
class Limits:
    """What is accepted; each limit with its reason.

    max_bytes: 20 minutes of CD sound; every byte of an upload is held in memory.
    min_seconds, max_seconds: below, nothing can be judged; above, it is a mix, not a track,
        and decoding it whole would fill 230 MB at 16 kHz.
    max_channels: 7.1 surround.
    min_sample_rate, max_sample_rate: Hz; below 8 kHz, the seed's picture (0 to 4 kHz) would
        have an empty top; above 192 kHz, no music is published.
    """

    max_bytes: int = 200_000_000
    min_seconds: float = 3.0
    max_seconds: float = 3600.0
    max_channels: int = 8
    min_sample_rate: int = 8_000
    max_sample_rate: int = 192_000

    def check_bytes(self, size: int) -> None:
        """Raise where a file of `size` bytes is empty or too large."""
        if not size:
            raise UnreadableAudio(
                "The file is empty (0 bytes); a recording was needed. Upload it again."
            )
        if size > self.max_bytes:
            raise UnsuitableAudio(
                f"The file has {size / 1e6:.1f} MB; at most {self.max_bytes / 1e6:.1f} MB are "
                "accepted. Use an excerpt or a compressed format."
            )

    def check_format(self, channels: int, sample_rate: int) -> None:
        """Raise UnsuitableAudio where the channels or the sample rate (Hz) are out of range."""
        if not 1 <= channels <= self.max_channels:
            raise UnsuitableAudio(
                f"The recording has {channels} channels; 1 to {self.max_channels} are accepted. "
                "Mix it down to stereo."
            )
        if not self.min_sample_rate <= sample_rate <= self.max_sample_rate:
            raise UnsuitableAudio(
                f"The recording has {sample_rate} samples per second; {self.min_sample_rate} to "
                f"{self.max_sample_rate} are accepted. Convert it to 44100."
            )

    def check_seconds(self, seconds: float) -> None:
        """Raise UnsuitableAudio where a recording of `seconds` is too short or too long."""
        if not seconds:
            raise UnsuitableAudio(
                "The recording holds no samples that decode; it needs at least "
                f"{self.min_seconds:.1f} s. Export or upload it again."
            )
        if seconds < self.min_seconds:
            raise UnsuitableAudio(
                f"The recording lasts {_down(seconds)} s; at least {self.min_seconds:.1f} s are "
                "needed. Use a longer excerpt, or upload it again if it was cut off."
            )
        if seconds > self.max_seconds:
            raise UnsuitableAudio(
                f"The recording lasts longer than {self.max_seconds:.0f} s, the most that is "
                "accepted for one track. Use an excerpt."
            )


def open_file(source: Source) -> File:
    """Open the bytes of `source` for reading; raises UnreadableAudio where it is no file."""
    if isinstance(source, bytes):
        return io.BytesIO(source)
    if source.is_dir():
        raise UnreadableAudio(
            f"{source} is a folder; one recording was needed. Choose a file in it."
        )
    # Neither a pipe nor a device: opening one could wait for ever.
    if not source.is_file():
        raise UnreadableAudio(f"There is no file {source}. Check its path and name.")
    try:
        return source.open("rb", buffering=0)
    except OSError as error:
        raise UnreadableAudio(
            f"The file {source} cannot be opened: {error.strerror}. Check its permissions."
        ) from error


def track_id(source: Source) -> str:
    """Return the SHA-256 of the file's bytes: 64 hexadecimal digits, lower case.

    Raises UnreadableAudio where the file is missing or cannot be opened.
    """
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    with open_file(source) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _down(seconds: float) -> str:
    """Return `seconds` with one decimal, rounded down: 2.99 s must not read as 3.0 s."""
    return f"{math.floor(seconds * 10) / 10:.1f}"
