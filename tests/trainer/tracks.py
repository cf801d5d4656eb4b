"""Labelled tracks for tests: as rows, as pictures of a store, and as sound."""

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from genre_core.spectrogram import Scale, SpectrogramSpec
from trainer.features import Entry, FeatureStore
from trainer.manifest import LabelledTrack

GENRES = ("Classical", "Electronic", "Rock")
SPEC = SpectrogramSpec(8000, 256, 128, 16, 62, Scale.MEL, 50.0, 4000.0)
"""One second of 16 mel bands."""


def track(number: int, artist: str, genre: str = "Rock", source: str = "") -> LabelledTrack:
    name = f"t{number:03d}"
    return LabelledTrack(name, Path(f"{name}.wav"), artist, genre, source=source)


def catalogue(artists: int = 4, each: int = 2) -> tuple[LabelledTrack, ...]:
    """``artists`` of every genre, each with so many tracks."""
    names = [(genre, f"{genre} {artist}") for genre in GENRES for artist in range(artists)]
    pairs = [pair for pair in names for _ in range(each)]
    return tuple(track(i, artist, genre) for i, (genre, artist) in enumerate(pairs))


def store_of(tracks: Sequence[LabelledTrack], frames: int = 100) -> FeatureStore:
    """A store of random pictures, some frames longer than each other."""
    random = np.random.default_rng(5)
    lengths = [frames + i % 7 for i in range(len(tracks))]
    firsts = np.cumsum([0, *lengths])
    entries = {
        t.id: Entry(t.id, int(first), length)
        for t, first, length in zip(tracks, firsts, lengths, strict=False)
    }
    pictures = random.integers(0, 256, (int(firsts[-1]), SPEC.bands), dtype=np.uint8)
    return FeatureStore(entries, pictures, SPEC)


def sound(genre: str, seed: int, seconds: float = 8.0, rate: int = 8000) -> NDArray[np.float32]:
    """Chords of sines for Classical, pulses for Electronic, noise in bursts for Rock."""
    random = np.random.default_rng(seed)
    time = np.arange(round(seconds * rate)) / rate
    if genre == "Classical":
        pitches = random.uniform(200.0, 900.0, 3)
        wave = sum(np.sin(2 * np.pi * pitch * time) for pitch in pitches) / 4
    elif genre == "Electronic":
        wave = 0.4 * np.sign(np.sin(2 * np.pi * random.uniform(60.0, 120.0) * time))
    else:
        wave = 0.2 * random.standard_normal(time.size) * (time * random.uniform(3, 6) % 1 < 0.6)
    return np.asarray(wave, np.float32)


def write_recordings(folder: Path, tracks: Sequence[LabelledTrack]) -> Path:
    """Write a WAV a track and a manifest beside them; return the manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed, each in enumerate(tracks):
        soundfile.write(folder / each.path, sound(each.genre, seed), 8000)
    manifest = folder / "manifest.csv"
    with manifest.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(("path", "id", "artist", "genre", "source", "licence"))
        for each in tracks:
            lines.writerow(
                (each.path, each.id, each.artist, each.genre, f"album of {each.artist}", "CC0-1.0")
            )
    return manifest
