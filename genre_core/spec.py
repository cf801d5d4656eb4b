"""What a spectrogram shows and how it is computed: the numbers that a model's card carries.

The definition that they enter stands in :mod:`genre_core.spectrogram`.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from genre_core.errors import SpecError, UnsuitableAudio


class Scale(StrEnum):
    """How the bands lie on the frequency axis."""

    LINEAR = "linear"
    MEL = "mel"


@dataclass(frozen=True, slots=True)
class SpectrogramSpec:
    """What a spectrogram shows and how it is computed.

    Attributes:
        sample_rate: samples a second of the sound it is computed from, in Hz.
        n_fft: length of the Hann window and of its Fourier transform, in samples.
        hop: distance of two frames, in samples.
        bands: number of frequency bands (rows).
        frames: number of frames (columns) of one picture that a model looks at.
        scale: spacing of the bands.
        min_hz: lower edge of the lowest band; 0 for linear bands.
        max_hz: upper edge of the highest band, at most half the sample rate.
        floor_db: the least value of the picture, in dB below a full-scale sine.

    Raises:
        SpecError: these numbers make no picture.
    """

    sample_rate: int
    n_fft: int
    hop: int
    bands: int
    frames: int
    scale: Scale
    min_hz: float
    max_hz: float
    floor_db: float = -80.0

    def __post_init__(self) -> None:
        if min(self.sample_rate, self.n_fft, self.hop, self.bands, self.frames) < 1:
            raise SpecError(f"{self} has a size below 1. Give positive sizes.")
        if not 0 <= self.min_hz < self.max_hz <= self.sample_rate / 2:
            raise SpecError(
                f"The bands reach from {self.min_hz} to {self.max_hz} Hz; sound at "
                f"{self.sample_rate} Hz holds 0 to {self.sample_rate / 2} Hz. Choose bands inside."
            )
        if not -math.inf < self.floor_db < 0:
            raise SpecError(f"The floor is {self.floor_db} dB; it must be below 0 dB. Try -80.")
        if self.scale is Scale.LINEAR and (self.min_hz != 0 or self._bins_in_range % self.bands):
            raise SpecError(
                f"{self.bands} linear bands up to {self.max_hz} Hz do not divide the "
                f"{self._bins_in_range} bins of a {self.n_fft}-point transform from 0 Hz up. "
                "Choose a multiple."
            )

    @property
    def samples(self) -> int:
        """Samples that one picture of ``frames`` columns covers."""
        return self.n_fft + (self.frames - 1) * self.hop

    @property
    def seconds(self) -> float:
        """Seconds that one picture of ``frames`` columns covers."""
        return self.samples / self.sample_rate

    @property
    def frames_per_second(self) -> float:
        """Columns a second."""
        return self.sample_rate / self.hop

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "SpectrogramSpec":
        """Return the spec that ``dataclasses.asdict`` and JSON made a mapping of.

        Raises:
            SpecError: fields are missing, unknown or of the wrong kind.
        """
        try:
            return cls(**{**content, "scale": Scale(content["scale"])})
        except (KeyError, TypeError, ValueError) as error:
            raise SpecError(
                f"No spectrogram spec can be read from {dict(content)} ({error!r}). "
                "Write it as export does, every field once."
            ) from error

    def check_seconds(self, seconds: float) -> None:
        """Raise UnsuitableAudio where a recording of ``seconds`` is shorter than one picture."""
        if seconds < self.seconds:
            # Rounded apart: 4.99 s against 5.02 s must not read as 5.0 s against 5.0 s.
            raise UnsuitableAudio(
                f"The recording lasts {math.floor(seconds * 10) / 10:.1f} s; the model needs "
                f"{math.ceil(self.seconds * 10) / 10:.1f} s. Use a longer excerpt."
            )

    def spread(self, frames: int, crops: int) -> tuple[int, ...]:
        """Return where the crops of a track begin: one in the middle of each of its equal parts.

        Trainer and app both cut there: half a frame beside, a logit was up to 0.15 away from
        what the calibration was made of. The ends of a track are left out on purpose, since
        silence and fading echoes sound like no genre.

        Args:
            frames: columns of the whole track's picture, at least ``self.frames``.
            crops: how many; in a track too short for that many side by side they overlap.

        Returns:
            First columns, ascending.
        """
        centres = ((2 * crop + 1) * frames / (2 * crops) for crop in range(crops))
        last = frames - self.frames
        return tuple(min(max(0, round(centre - self.frames / 2)), last) for centre in centres)

    @property
    def _bins_in_range(self) -> int:
        return round(self.max_hz * self.n_fft / self.sample_rate)


SEED_PICTURE = SpectrogramSpec(
    sample_rate=8000, n_fft=1024, hop=623, bands=128, frames=256,
    scale=Scale.LINEAR, min_hz=0.0, max_hz=4000.0,
)  # fmt: skip
"""The seed's picture: 20 s, 0 to 4 kHz, 128 bands, -80 to 0 dB, 256 frames."""

SEED_WIDE_PICTURE = SpectrogramSpec(
    sample_rate=8000, n_fft=1024, hop=265, bands=128, frames=600,
    scale=Scale.LINEAR, min_hz=0.0, max_hz=4000.0,
)  # fmt: skip
"""The same 20 s in the 600 frames of the seed's first model."""

WIDE_MEL = SpectrogramSpec(
    sample_rate=16000, n_fft=1024, hop=512, bands=80, frames=156,
    scale=Scale.MEL, min_hz=30.0, max_hz=8000.0, floor_db=-90.0,
)  # fmt: skip
"""5 s of 80 mel bands up to 8 kHz, twice the seed's range."""
