"""AAC and ALAC in M4A and MP4, Opus in WebM, by PyAV; and MP3 that begins within a frame.

Positions are frames from the beginning of the track, by the container's timestamps. They
are exact but in WebM, which stores whole milliseconds: its spans are placed to within 0.5 ms.
AAC's noise substitution draws its noise anew after every seek, so that two decodings of one
span agree in sound, not in samples.

FFmpeg opens an upload as one file of the kinds listed in `_SELF_CONTAINED` and as nothing
else. Playlists (HLS, concat, ...) stay out: one could make the server fetch addresses or read
its own files.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError
from numpy.typing import NDArray

from genre_core.errors import UnreadableAudio
from genre_core.recording import File

_SELF_CONTAINED = "mov,mp4,m4a,3gp,matroska,webm,aac,asf,mp3"
_PREROLL = 4608  # frames decoded before a target and dropped: Opus needs 3840, HE-AAC 4096


def open_container(file: File) -> InputContainer:
    """Open `file` with FFmpeg, with at least one audio track; raises UnreadableAudio."""
    file.seek(0)
    try:
        container = av.open(
            file, "r", options={"format_whitelist": _SELF_CONTAINED}, metadata_errors="replace"
        )
    except FFmpegError as error:
        raise UnreadableAudio(
            "The file is not audio that can be read: it is of another kind, or damaged. Use "
            "WAV, FLAC, Ogg, Opus, MP3, M4A or WebM."
        ) from error
    if not _tracks(container):
        container.close()
        raise UnreadableAudio(
            f"The file ({container.format.name}) has no audio track that can be decoded. "
            "Use a file with sound."
        )
    return container


def _tracks(container: InputContainer) -> list[AudioStream]:
    """Return the audio tracks that can be decoded."""
    # Without a decoder, PyAV gives a track no context; of noise, FFmpeg finds no channels.
    tracks = [track for track in container.streams.audio if getattr(track, "codec_context", None)]
    return [track for track in tracks if track.rate and track.channels]


class FfmpegReader:
    """A `genre_core.decoders.Reader` over the first audio track of a container."""

    def __init__(self, container: InputContainer) -> None:
        stream = _tracks(container)[0]
        self.sample_rate = int(stream.rate or 0)
        self.channels = stream.channels
        self.codec = stream.codec_context.codec.canonical_name
        self._container, self._stream = container, stream
        self._origin = stream.start_time or 0
        self._frames_per_tick = float((stream.time_base or 0) * self.sample_rate)
        self.frames = self._declared_frames()

    def read(self, start: int, frames: int) -> NDArray[np.float32]:
        """See `genre_core.decoders.Reader.read`."""
        blocks = [np.empty((0, self.channels), np.float32)]
        missing = frames
        try:
            for at, samples in self._decode_from(start - _PREROLL):
                wanted = samples[max(0, start - at) :][:missing]
                blocks.append(wanted)
                missing -= len(wanted)
                if not missing:
                    break
        except FFmpegError:
            # What precedes the fault is good; the caller sees that the rest is missing.
            pass
        return np.concatenate(blocks)

    def _declared_frames(self) -> int:
        if self._stream.duration is not None and self._stream.time_base is not None:
            seconds = float(self._stream.duration * self._stream.time_base)
        else:
            seconds = (self._container.duration or 0) / 1_000_000
        frames = int(seconds * self.sample_rate)
        # Beyond that, a duration is damage, and a seek to it would overflow.
        return frames if 0 < frames < 1 << 40 else 0

    def _decode_from(self, start: int) -> Iterator[tuple[int, NDArray[np.float32]]]:
        """Yield (position in frames, (n, channels) samples) from `start` or before."""
        if not self._frames_per_tick:
            return
        offset = self._origin + math.floor(start / self._frames_per_tick)
        try:
            # Before the beginning for a start < 0: WebM, which rounds its times, would
            # skip its first frame on a seek to 0. Raw AAC refuses that.
            self._container.seek(offset, stream=self._stream)
        except FFmpegError:
            self._container.seek(self._origin, stream=self._stream)
        at = start
        for frame in self._container.decode(self._stream):
            if frame.pts is not None:
                at = round((frame.pts - self._origin) * self._frames_per_tick)
            samples = _float_samples(frame)
            if samples.shape[1] != self.channels:
                return
            yield at, samples
            at += len(samples)


def _float_samples(frame: AudioFrame) -> NDArray[np.float32]:
    """Return the (n, channels) samples of a decoded frame, integers scaled to [-1, 1)."""
    data: NDArray[Any] = frame.to_ndarray()
    data = data.T if frame.format.is_planar else data.reshape(-1, len(frame.layout.channels))
    if data.dtype == np.uint8:
        return (data.astype(np.float32) - 128) / np.float32(128)
    if data.dtype.kind == "i":
        return data.astype(np.float32) / np.float32(-np.iinfo(data.dtype).min)
    return data.astype(np.float32, copy=False)
