"""Where the sound of a test track lies on this machine, if anywhere.

Folders of music are named in SPECTROGRAM_MUSIC, several as in PATH. In each of them a track is
looked for by the ``path`` of its row, by the path that the folder's own ``manifest.csv`` gives
its id, by its id as a file's name, and, for an id of the Free Music Archive (fma-000002), as the
archive lays out its clips: 000/000002.mp3, in the folder or in an ``fma_...`` folder within it.

Ids and paths were written by others: nothing outside the folders is ever looked at.
"""

import csv
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

SETTING = "SPECTROGRAM_MUSIC"
MANIFEST = "manifest.csv"
_SUFFIXES = (".mp3", ".flac", ".ogg", ".opus", ".m4a", ".wav")
_FMA = re.compile(r"(?:fma-)?(\d{1,6})")


@dataclass(frozen=True, slots=True, eq=False)
class MusicFolder:
    """A folder of music.

    Attributes:
        path: of the folder.
        manifest: {id: path within the folder}; empty where there is no readable manifest.
        archives: folders within it that are laid out as the Free Music Archive's, and itself.
    """

    path: Path
    manifest: Mapping[str, str]
    archives: tuple[Path, ...]

    def find(self, track_id: str, path: str = "") -> Path | None:
        """Return the file of a track, or None; ``path`` is what its row says, if anything."""
        for candidate in self._candidates(track_id, path):
            try:
                if candidate.is_file():
                    return candidate
            except (OSError, ValueError):  # a name that is too long, or holds a null character
                continue
        return None

    def _candidates(self, track_id: str, path: str) -> Iterator[Path]:
        for named in (path, self.manifest.get(track_id, "")):
            inner = PurePosixPath(named)
            if named and _inside(inner):
                yield self.path / inner
                # A manifest's "fma_large/000/000002.mp3" may lie in the folder fma_large itself.
                yield self.path.joinpath(*inner.parts[1:])
        if number := _FMA.fullmatch(track_id):
            clip = f"{int(number[1]):06}"
            for archive in self.archives:
                yield archive / clip[:3] / f"{clip}.mp3"
        if _inside(PurePosixPath(track_id)):
            yield from (self.path / f"{track_id}{suffix}" for suffix in _SUFFIXES)


def open_folder(path: Path) -> MusicFolder | None:
    """Return a folder of music, or None where there is no such folder."""
    if not path.is_dir():
        return None
    archives = tuple(sorted(each for each in path.glob("fma_*") if each.is_dir()))
    return MusicFolder(path, _read_manifest(path / MANIFEST), (path, *archives))


def music_folders() -> tuple[Path, ...]:
    """Return the folders that SPECTROGRAM_MUSIC names, in its order."""
    named = os.environ.get(SETTING, "").split(os.pathsep)
    return tuple(Path(name) for name in named if name.strip())


def _read_manifest(path: Path) -> dict[str, str]:
    """Return what a manifest says; one that cannot be read finds nothing, as one that is absent."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            return {row["id"]: row["path"] for row in rows if row.get("id") and row.get("path")}
    except (OSError, ValueError, csv.Error):
        return {}


def _inside(path: PurePosixPath) -> bool:
    """Whether a path stays within the folder that it is taken from."""
    return not path.is_absolute() and ".." not in path.parts and "\\" not in str(path)
