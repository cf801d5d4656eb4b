"""The feature store: every recording decoded and drawn once, random crops cut from it for ever.

Two files in a folder. ``pictures.u1`` holds frames of uint8 decibels, one frame after the
other, track after track: shape (all frames, bands), 0 for the spec's floor and 255 for
0 dB, a step of about a third of a decibel, below what a CNN can tell. ``index.csv`` has a
line a track: id, first frame, frames, and, where there are none, the problem.

A line is written only after its frames, so that an interrupted run goes on where it stopped;
frames without a line and a line without its end are cut off then.
"""

import csv
import json
import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from genre_core.audio import decode
from genre_core.errors import SpectrogramError
from genre_core.spectrogram import SpectrogramSpec, compute
from trainer.errors import TrainingError
from trainer.manifest import LabelledTrack

PICTURES = "pictures.u1"
INDEX = "index.csv"

Report = Callable[[int, int], None]
"""Called with the tracks done and the tracks in all."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a track's picture lies: frames ``first ... first + frames``, or why it has none."""

    id: str
    first: int
    frames: int
    problem: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class _Drawn:
    """A recording's picture, uint8 (frames, bands), or none and why."""

    levels: NDArray[np.uint8]
    problem: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class FeatureStore:
    """A store opened for reading; crops are views of the memory-mapped file.

    Attributes:
        entries: one a track, by id.
        pictures: uint8 (all frames, bands).
        spec: what was drawn.
    """

    entries: dict[str, Entry]
    pictures: NDArray[np.uint8]
    spec: SpectrogramSpec

    def picture(self, track_id: str) -> NDArray[np.uint8]:
        """Return a track's whole picture, uint8 (frames, bands).

        Raises:
            TrainingError: the store has no picture of that track.
        """
        entry = self.entries.get(track_id)
        if entry is None or entry.problem:
            why = "was never drawn" if entry is None else entry.problem
            raise TrainingError(f"The store has no picture of {track_id}: {why} Leave it out.")
        levels: NDArray[np.uint8] = self.pictures[entry.first : entry.first + entry.frames]
        return levels

    def usable(self, tracks: Sequence[LabelledTrack]) -> tuple[LabelledTrack, ...]:
        """Return the tracks that have a picture at least as long as one crop."""
        return tuple(
            track
            for track in tracks
            if track.id in self.entries and self.entries[track.id].frames >= self.spec.frames
        )


def quantise(decibels: NDArray[np.float32], floor_db: float) -> NDArray[np.uint8]:
    """Return decibels (any shape) as bytes: 0 for ``floor_db``, 255 for 0 dB and above."""
    scaled = np.rint((decibels - floor_db) * np.float32(-255.0 / floor_db))
    levels: NDArray[np.uint8] = np.clip(scaled, 0, 255).astype(np.uint8)
    return levels


def dequantise(levels: NDArray[np.uint8], floor_db: float) -> NDArray[np.float32]:
    """Return bytes (any shape) as decibels, float32; the inverse of :func:`quantise`."""
    return levels.astype(np.float32) * np.float32(-floor_db / 255.0) + np.float32(floor_db)


def build_store(
    tracks: Sequence[LabelledTrack], spec: SpectrogramSpec, folder: Path, report: Report
) -> FeatureStore:
    """Draw every track that the store lacks, in all cores, and open it.

    Args:
        tracks: what the store shall hold.
        spec: what to draw; a store drawn with another spec is refused.
        folder: where its files lie; made where absent.
        report: called with (tracks done, tracks in all) after each.

    Raises:
        TrainingError: the folder holds pictures of another spec.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _claim_folder(folder, spec)
    _cut_torn_line(folder / INDEX)
    entries = _read_index(folder)
    frames = _count_frames(entries)
    todo = [track for track in tracks if track.id not in entries]
    with (
        (folder / PICTURES).open("ab") as data,
        (folder / INDEX).open("a", newline="", encoding="utf-8") as index,
    ):
        data.truncate(frames * spec.bands)
        lines = csv.writer(index)
        for done, (track, drawn) in enumerate(zip(todo, _draw_all(todo, spec), strict=True), 1):
            data.write(drawn.levels.tobytes())
            data.flush()
            lines.writerow((track.id, frames, len(drawn.levels), drawn.problem))
            index.flush()
            frames += len(drawn.levels)
            report(done, len(todo))
    return open_store(folder)


def open_store(folder: Path) -> FeatureStore:
    """Open a store for reading.

    Raises:
        TrainingError: the folder holds none, an empty one or a damaged one.
    """
    if not (folder / "spec.json").is_file():
        raise TrainingError(f"{folder} holds no feature store. Run the step `features` first.")
    spec = SpectrogramSpec.from_json(json.loads((folder / "spec.json").read_text("utf-8")))
    entries = _read_index(folder)
    frames = _count_frames(entries)
    if not frames:
        raise TrainingError(f"The store in {folder} holds no picture. Look at its {INDEX}.")
    there = (folder / PICTURES).stat().st_size // spec.bands
    if there < frames:
        raise TrainingError(
            f"The store in {folder} holds {there} frames; its index names {frames}. "
            "Delete the folder and run the step `features` again."
        )
    pictures = np.memmap(folder / PICTURES, np.uint8, "r", shape=(frames, spec.bands))
    return FeatureStore(entries, pictures, spec)


def _claim_folder(folder: Path, spec: SpectrogramSpec) -> None:
    wanted = json.dumps(asdict(spec), indent=1)
    note = folder / "spec.json"
    if note.exists() and note.read_text("utf-8") != wanted:
        raise TrainingError(
            f"The store in {folder} was drawn with another spec. Use another folder or delete it."
        )
    note.write_text(wanted, "utf-8")


def _cut_torn_line(index: Path) -> None:
    """Cut off what an interrupted write left of a last line."""
    if index.exists():
        with index.open("rb+") as file:
            file.truncate(file.read().rfind(b"\n") + 1)


def _count_frames(entries: Mapping[str, Entry]) -> int:
    return max((entry.first + entry.frames for entry in entries.values()), default=0)


def _read_index(folder: Path) -> dict[str, Entry]:
    index = folder / INDEX
    if not index.exists():
        return {}
    with index.open(newline="", encoding="utf-8") as lines:
        rows = (Entry(row[0], int(row[1]), int(row[2]), row[3]) for row in csv.reader(lines))
        return {entry.id: entry for entry in rows}


def _draw_all(tracks: Sequence[LabelledTrack], spec: SpectrogramSpec) -> Iterator[_Drawn]:
    # spawn, not fork: a forked copy of a process in which TensorFlow runs threads can hang.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(mp_context=context) as pool:
        yield from pool.map(partial(_draw, spec), [track.path for track in tracks], chunksize=4)


def _draw(spec: SpectrogramSpec, path: Path) -> _Drawn:
    try:
        picture = compute(decode(path, spec.sample_rate), spec)
    except SpectrogramError as error:
        # On one line, so that a torn line of the index is one without an end.
        return _Drawn(np.empty((0, spec.bands), np.uint8), " ".join(str(error).split()))
    return _Drawn(quantise(picture.decibels.T, spec.floor_db))
