"""The feature store: every recording decoded and drawn once, random crops cut from it for ever.

Two files in a folder. ``pictures.u1`` holds frames of uint8 decibels, one frame after the
other, track after track: shape (all frames, bands), as :func:`quantise` makes them.
``index.csv`` has a line a track: id, first frame, frames, and, where there are none, the
problem (:mod:`trainer.ledger`). ``spec.json`` says what was drawn.

A line is written only after its frames, so that an interrupted run goes on where it stopped;
frames without a line and a line without its end are cut off then. A picture belongs to an id: it
is not drawn again when its file changes. What had a problem is, once its file does.

Whole tracks are stored, so that one store serves every recipe whose spec differs in nothing but
``frames``, the length of a crop.
"""

import json
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from genre_core.errors import SpecError
from genre_core.spectrogram import SpectrogramSpec
from trainer.disk import whole
from trainer.drawing import Drawn, dequantise, draw, quantise, undrawn
from trainer.errors import TrainingError
from trainer.ledger import INDEX, PICTURES, Entry, count_frames, explained, open_ledger, read_index
from trainer.manifest import LabelledTrack
from trainer.workers import Lost, in_processes

__all__ = [
    "INDEX",
    "PICTURES",
    "Entry",
    "FeatureStore",
    "Report",
    "build_store",
    "dequantise",
    "open_store",
    "quantise",
]

NOTE = "spec.json"

Report = Callable[[int, int], None]
"""Called with the tracks done and the tracks in all."""


@dataclass(frozen=True, slots=True, eq=False)
class FeatureStore:
    """A store opened for reading; crops are views of the memory-mapped file.

    Attributes:
        entries: one a track, by id.
        pictures: uint8 (all frames, bands).
        spec: what was drawn; its ``frames`` are those of a crop.
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


def build_store(
    tracks: Sequence[LabelledTrack], spec: SpectrogramSpec, folder: Path, report: Report
) -> FeatureStore:
    """Draw every track that the store lacks, in all cores, and open it.

    Args:
        tracks: what the store shall hold; an id that stands twice is drawn once.
        spec: what to draw; a store drawn with another spec, but for ``frames``, is refused.
        folder: where its files lie; made where absent.
        report: called with (tracks done, tracks in all) after each.

    Raises:
        TrainingError: the folder holds pictures of another spec, is being written by another
            process or cannot be written, or a process that draws was killed. What was drawn
            before is kept.
    """
    with explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
        _claim_folder(folder, spec)
    with open_ledger(folder, spec.bands) as ledger:
        todo = list({track.id: track for track in tracks if ledger.lacks(track)}.values())
        # Closed at once on an interruption: the processes end with it.
        with closing(_draw_all(todo, spec)) as pictures:
            for done, (track, drawn) in enumerate(zip(todo, pictures, strict=True), 1):
                ledger.append(track, drawn)
                report(done, len(todo))
    return open_store(folder, spec)


def open_store(folder: Path, spec: SpectrogramSpec | None = None) -> FeatureStore:
    """Open a store for reading.

    Args:
        folder: where its files lie.
        spec: what it must hold; its ``frames`` are the length of a crop. None takes the spec
            of whoever drew it first.

    Raises:
        TrainingError: the folder holds none, an empty one, a damaged one or one of another spec.
    """
    drawn = _read_note(folder)
    if drawn is None:
        raise TrainingError(f"{folder} holds no feature store. Run the step `features` first.")
    if spec is not None:
        _require_same(drawn, spec, folder)
    entries = read_index(folder)
    frames = count_frames(entries)
    if not frames:
        raise TrainingError(f"The store in {folder} holds no picture. Look at its {INDEX}.")
    there = (folder / PICTURES).stat().st_size // drawn.bands
    if there < frames:
        raise TrainingError(
            f"The store in {folder} holds {there} frames; its index names {frames}. "
            "Delete the folder and run the step `features` again."
        )
    pictures = np.memmap(folder / PICTURES, np.uint8, "r", shape=(frames, drawn.bands))
    return FeatureStore(entries, pictures, spec or drawn)


def _claim_folder(folder: Path, spec: SpectrogramSpec) -> None:
    drawn = _read_note(folder)
    if drawn is not None:
        _require_same(drawn, spec, folder)
        return
    with whole(folder / NOTE) as unfinished:
        unfinished.write_text(json.dumps(asdict(spec), indent=1), "utf-8")


def _read_note(folder: Path) -> SpectrogramSpec | None:
    note = folder / NOTE
    if not note.is_file():
        return None
    try:
        return SpectrogramSpec.from_json(json.loads(note.read_text("utf-8")))
    except (SpecError, TypeError, ValueError) as error:
        raise TrainingError(
            f"{note} cannot be read ({error}). Delete the folder and run the step `features` again."
        ) from error


def _require_same(drawn: SpectrogramSpec, spec: SpectrogramSpec, folder: Path) -> None:
    """Raise where the specs differ in more than the length of a crop."""
    if replace(drawn, frames=spec.frames) != spec:
        raise TrainingError(
            f"The store in {folder} was drawn with another spec. Use another folder or delete it."
        )


def _draw_all(
    tracks: Sequence[LabelledTrack], spec: SpectrogramSpec
) -> Generator[Drawn, None, None]:
    with closing(in_processes(partial(draw, spec), (track.path for track in tracks))) as answers:
        for answer in answers:
            yield undrawn(spec, answer.reason) if isinstance(answer, Lost) else answer
