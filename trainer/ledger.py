"""The index of a feature store: ``index.csv``, a line a track, written only after its frames.

::

    id, first frame, frames, problem[, state of the file that had the problem]

A later line of an id stands for an earlier one. A line without its end is what an interrupted run
left, and is cut off.
"""

import csv
import fcntl
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from trainer import disk
from trainer.drawing import Drawn
from trainer.errors import TrainingError
from trainer.manifest import LabelledTrack

PICTURES = "pictures.u1"
INDEX = "index.csv"


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a track's picture lies: frames ``first ... first + frames``, or why it has none.

    ``state`` is :func:`state_of` the file that had the problem.
    """

    id: str
    first: int
    frames: int
    problem: str = ""
    state: str = ""


class Ledger:
    """A store opened for writing: it appends pictures, each with its line."""

    def __init__(self, data: io.FileIO, index: io.FileIO, folder: Path, bands: int) -> None:
        """Cut off what an interrupted run left, and read what is there."""
        self._data, self._index, self._folder = data, index, folder
        _cut_torn_line(folder / INDEX)
        self.entries = read_index(folder)
        self._frames = count_frames(self.entries)
        size = self._frames * bands
        if (folder / PICTURES).stat().st_size > size:
            data.truncate(size)

    def lacks(self, track: LabelledTrack) -> bool:
        """Whether the track was never drawn, or its file has changed since it had a problem."""
        entry = self.entries.get(track.id)
        return entry is None or bool(entry.problem and entry.state != state_of(track.path))

    def append(self, track: LabelledTrack, drawn: Drawn) -> None:
        """Write a picture, then its line.

        Raises:
            TrainingError: the disk is full or fails; the store stays as it was.
        """
        entry = [track.id, self._frames, len(drawn.levels), drawn.problem]
        if drawn.problem:
            entry.append(state_of(track.path))
        line = io.StringIO()
        csv.writer(line).writerow(entry)
        with explained(self._folder):
            _write(self._data, drawn.levels.tobytes())
            _write(self._index, line.getvalue().encode())
        self._frames += len(drawn.levels)


@contextmanager
def open_ledger(folder: Path, bands: int) -> Iterator[Ledger]:
    """Open a store for writing, by one process at a time.

    Args:
        folder: where its files lie; they are made where absent.
        bands: bytes of a frame.

    Raises:
        TrainingError: another process writes it, the disk fails, or the index is damaged.
    """
    with explained(folder):
        data = (folder / PICTURES).open("ab", buffering=0)
        index = (folder / INDEX).open("ab", buffering=0)
    with data, index:
        _lock(index, folder)
        yield Ledger(data, index, folder, bands)


def read_index(folder: Path) -> dict[str, Entry]:
    """Return the entries of a store by id; none where it has no index.

    Raises:
        TrainingError: a line cannot be read.
    """
    index = folder / INDEX
    if not index.exists():
        return {}
    entries: dict[str, Entry] = {}
    with index.open(newline="", encoding="utf-8") as lines:
        for number, row in enumerate(csv.reader(lines), 1):
            try:
                name, first, frames, *rest = row
                entries[name] = Entry(name, int(first), int(frames), *rest)
            except (TypeError, ValueError) as error:
                raise TrainingError(
                    f"Line {number} of {index} cannot be read: {','.join(row)[:80]!r}; it needs "
                    "id, first frame, frames and problem. Delete the folder and run the step "
                    "`features` again."
                ) from error
    return entries


def count_frames(entries: Mapping[str, Entry]) -> int:
    """Return how many frames the entries speak of."""
    return max((entry.first + entry.frames for entry in entries.values()), default=0)


def state_of(path: Path) -> str:
    """Return what changes when a file does: its size and time; empty where there is none."""
    try:
        about = path.stat()
    except OSError:
        return ""
    return f"{about.st_size}-{about.st_mtime_ns}"


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Make a sentence of what the system says of the store's files.

    Raises:
        TrainingError: the disk is full, or the folder cannot be written.
    """
    with disk.explained(folder, lambda: "What was drawn before is kept.", "the step `features`"):
        yield


def _cut_torn_line(index: Path) -> None:
    with index.open("rb+") as file:
        file.truncate(file.read().rfind(b"\n") + 1)


def _lock(index: io.FileIO, folder: Path) -> None:
    try:
        fcntl.flock(index, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise TrainingError(
            f"Another step `features` is at work in {folder}. Wait for it, or use another folder."
        ) from error


def _write(file: io.FileIO, content: bytes) -> None:
    rest = memoryview(content)
    # A disk that has just become full takes a part, and refuses the next.
    while rest:
        rest = rest[file.write(rest) :]
