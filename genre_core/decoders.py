"""Files to float samples, by libsndfile or, for what it does not know, by FFmpeg.

Both stand behind one small interface, `Reader`: what the header says, and
`read(start, frames)`. A reader does not fail in `read`: where the data end or are damaged it
returns fewer frames, and the caller says what that means. Only opening may fail.

libsndfile reads WAV, FLAC, Ogg Vorbis, Opus, MP3, AIFF, ...; `genre_core.ffmpeg` the rest.

Measured of libsndfile 1.2.2:

* A seek in an MP3 is exact and takes 0.05 ms per second of sound skipped (decoding: 1.5 ms).
  At 56 kbit/s and below, however, the frame sought borrows bits from frames that libmpg123
  has not read, so that its first 0.1 s are noise: read `SEEK_LEAD` frames more and drop them.
* `SoundFile.read` ends with a seek, so that blocks read one after the other need that too.
* libmpg123 writes notes on such frames, and on damage, to the process's standard error, and
  libsndfile offers no way to silence it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Protocol

import numpy as np
import soundfile
from numpy.typing import NDArray

from genre_core.recording import File

SEEK_LEAD = 4608
"""Frames after a seek that may be wrong: four of MP3's (32 kbit/s needs them all), more than
Opus (3840), AAC (2048) and Vorbis (512) need."""


class Reader(Protocol):
    """An open recording."""

    sample_rate: int  # Hz, as the header says
    channels: int
    frames: int  # as the header says, which may lie; 0 where it does not say
    codec: str  # lower case: "mp3", "flac", "vorbis", "aac", ...

    def read(self, start: int, frames: int) -> NDArray[np.float32]:
        """Return (n, channels) samples from frame `start`; n < frames at an end or a fault."""
        ...


@contextmanager
def open_reader(file: File) -> Iterator[Reader]:
    """Read `file` with the library that knows its format.

    Raises UnreadableAudio where neither recognises audio in it.
    """
    with ExitStack() as stack:
        try:
            sound = _open_sound(file)
        except soundfile.LibsndfileError:
            # Imported here: it takes 0.3 s, and most recordings do without.
            from genre_core.ffmpeg import FfmpegReader, open_container

            yield FfmpegReader(stack.enter_context(open_container(file)))
        else:
            reader = _SndfileReader(file, sound)
            stack.callback(reader.close)
            yield reader


def _open_sound(file: File) -> soundfile.SoundFile:
    """Open `file` with libsndfile; raises LibsndfileError."""
    file.seek(0)
    # A descriptor is read without a call into Python, and hides the name, whose
    # extension (.raw) soundfile would believe before the bytes.
    target = file if isinstance(file, io.BytesIO) else file.fileno()
    return soundfile.SoundFile(target, closefd=False)


class _SndfileReader:
    """A `Reader` over libsndfile."""

    def __init__(self, file: File, sound: soundfile.SoundFile) -> None:
        self.sample_rate = int(sound.samplerate)
        self.channels = int(sound.channels)
        # libsndfile says 2**63 - 1 for a stream of unknown length.
        self.frames = int(sound.frames) if 0 < sound.frames < 2**62 else 0
        self.codec = (sound.subtype if sound.format == "OGG" else sound.format).lower()
        self._file, self._sound = file, sound

    def close(self) -> None:
        """Free libsndfile's memory; the file stays open."""
        self._sound.close()

    def read(self, start: int, frames: int) -> NDArray[np.float32]:
        """See `Reader.read`."""
        try:
            self._sound.seek(start)
            samples: NDArray[np.float32] = self._sound.read(frames, dtype="float32", always_2d=True)
        except soundfile.LibsndfileError:
            return self._salvage(start, frames)
        return samples

    def _salvage(self, start: int, frames: int) -> NDArray[np.float32]:
        """Return what precedes a fault, found to within 0.1 s by halving the request."""
        # After one fault, libsndfile's FLAC decoder fails everywhere.
        self._sound.close()
        self._sound = _open_sound(self._file)
        half = frames // 2
        if half < self.sample_rate // 20:
            return np.empty((0, self.channels), np.float32)
        head = self.read(start, half)
        if len(head) < half:
            return head
        return np.concatenate([head, self.read(start + half, frames - half)])
