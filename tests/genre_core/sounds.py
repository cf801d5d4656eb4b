"""Recordings that the tests make for themselves, each as the bytes of a file."""

import io

import av
import numpy as np
import soundfile
from numpy.typing import NDArray

Samples = NDArray[np.float32]  # (n, channels) in [-1, 1]


def music(seconds: float, sample_rate: int = 44_100, channels: int = 2) -> Samples:
    """Gliding tones, another in each channel, over soft noise: no two moments are alike."""
    time = np.arange(round(seconds * sample_rate)) / sample_rate
    pitch = 200.0 + 100.0 * np.arange(channels)
    tones = 0.3 * np.sin(2 * np.pi * time[:, None] * (pitch + 40.0 * time[:, None]))
    noise = 0.02 * np.random.default_rng(440).standard_normal(tones.shape)
    return (tones + noise).astype(np.float32)


def encode(samples: Samples, sample_rate: int = 44_100, kind: str = "WAV PCM_16") -> bytes:
    """Encode by libsndfile; `kind` is its format and subtype."""
    file = io.BytesIO()
    name, subtype = kind.split()
    soundfile.write(file, samples, sample_rate, format=name, subtype=subtype)
    return file.getvalue()


def encode_mp3(samples: Samples, sample_rate: int = 44_100, compression: float = 0.5) -> bytes:
    """Encode as MP3 of constant bit rate: compression 0 is 320, 0.99 is 32 kbit/s."""
    file = io.BytesIO()
    with soundfile.SoundFile(
        file,
        "w",
        sample_rate,
        samples.shape[1],
        format="MP3",
        bitrate_mode="CONSTANT",
        compression_level=compression,
    ) as sound:
        sound.write(samples)
    return file.getvalue()


def encode_by_ffmpeg(
    samples: Samples, sample_rate: int = 44_100, container: str = "ipod", codec: str = "aac"
) -> bytes:
    """Encode stereo by FFmpeg: ("ipod", "aac") is M4A, ("webm", "libopus") WebM, ..."""
    file = io.BytesIO()
    with av.open(file, "w", format=container) as output:
        stream = output.add_stream(codec, rate=sample_rate)
        assert isinstance(stream, av.AudioStream)
        stream.codec_context.layout = "stereo"
        planes = np.ascontiguousarray(samples.T)
        frame = av.AudioFrame.from_ndarray(planes, format="fltp", layout="stereo")
        frame.sample_rate = sample_rate
        frame.pts = 0
        wanted = stream.codec_context.format.name
        resampler = av.AudioResampler(format=wanted, layout="stereo", rate=sample_rate)
        for part in [*resampler.resample(frame), None]:
            output.mux(stream.encode(part))
    return file.getvalue()
