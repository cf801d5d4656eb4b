"""The tracks that a visitor can choose from: the demo crate and what was brought along.

An upload is written to a folder of the data directory under the SHA-256 of its bytes, so that
its link works after a refresh; the oldest go when the folder has grown too large. Nothing is
sent anywhere. The SHA-256 is also the key to it: a visitor is offered only the uploads that
they brought themselves or were sent a link to.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from genre_core.audio import Limits, probe, track_id
from genre_core.crate import CrateError, crate_folder, open_crate
from genre_core.tags import Tags, read_tags

LARGEST_UPLOAD_MB = 30
"""Megabytes (of 2**20 bytes, as Streamlit counts them) of an upload."""

SHELF_BYTES = 500_000_000
"""Bytes of all uploads that are kept."""

MIME = {
    ".aac": "audio/aac",
    ".flac": "audio/flac",
    ".m4a": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".wav": "audio/wav",
    ".webm": "audio/webm",
}
"""What is taken, and what the browser is told that it is."""

_LIMITS = Limits(max_bytes=LARGEST_UPLOAD_MB * 2**20)
_LONGEST_NAME = 80
_KEY = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class ShelfTrack:
    """A track that can be chosen.

    Attributes:
        key: what links call it: a crate track's slug or an upload's SHA-256.
        title, artist: for people; artist may be empty.
        claim: the genre that it claims, as written; may be empty.
        path: the audio file.
        note: where it comes from and under which licence.
    """

    key: str
    title: str
    artist: str
    claim: str
    path: Path
    note: str

    @property
    def mime(self) -> str:
        """The type of its bytes, for the browser."""
        return MIME.get(self.path.suffix.lower(), "audio/mpeg")

    @property
    def label(self) -> str:
        """Title and artist in one line."""
        return f"{self.title} · {self.artist}" if self.artist else self.title


def shelf(brought: Iterable[str] = ()) -> dict[str, ShelfTrack]:
    """Return the tracks at hand by key: the crate's in their order, then uploads.

    Args:
        brought: keys of the uploads to offer, in this order; those that are gone are left out.
    """
    crate = {
        track.slug: ShelfTrack(
            key=track.slug,
            title=track.title,
            artist="synthesised" if track.synthesised else track.artist,
            claim=track.claim,
            path=track.path,
            note=f"{track.description} {track.credit} ({track.licence}).",
        )
        for track in open_crate(crate_folder())
    }
    uploads = (find_upload(key) for key in brought)
    return crate | {track.key: track for track in uploads if track is not None}


def find_upload(key: str) -> ShelfTrack | None:
    """Return the upload with this SHA-256, or None where there is none (any more)."""
    # A key comes from an address: nothing but a SHA-256 may reach the file system.
    found = sorted(_folder().glob(f"{key}.*")) if _KEY.fullmatch(key) else []
    return next((_uploaded(path) for path in found if path.suffix in MIME), None)


def distinct_labels(tracks: Mapping[str, ShelfTrack]) -> dict[str, str]:
    """Return a label a key; tracks that share one are told apart by the start of their keys."""
    shared = Counter(track.label for track in tracks.values())
    return {
        key: f"{track.label} ({key[:6]})" if shared[track.label] > 1 else track.label
        for key, track in tracks.items()
    }


def put_on_shelf(content: bytes, name: str) -> ShelfTrack:
    """Keep an upload and return it as a track.

    Args:
        content: the bytes of the file.
        name: what the visitor's machine called it: a title, where the file's tags hold none.

    Raises:
        AudioError: the bytes are no recording that can be judged; nothing is kept then.
        CrateError: the folder of uploads cannot be written.
    """
    probe(content, _LIMITS)
    suffix = Path(name).suffix.lower()
    path = _folder() / f"{track_id(content)}{suffix if suffix in MIME else '.mp3'}"
    try:
        _folder().mkdir(parents=True, exist_ok=True)
        _write(path.with_suffix(".name"), one_line(Path(name).stem).encode("utf-8", "replace"))
        _write(path, content)
        with suppress(FileNotFoundError):  # another visitor's upload made room just then
            _make_room()
    except OSError as error:
        raise CrateError(
            f"The recording cannot be kept in {_folder()} ({error.strerror}). Space in a folder "
            "that may be written to was needed; whoever runs this server can name one in "
            "SPECTROGRAM_DATA."
        ) from error
    return _uploaded(path)


def one_line(name: str) -> str:
    """Return a name without control characters, in one line, not too long."""
    line = re.sub(r"[\s_]+", " ", re.sub(r"[\x00-\x1f\x7f]", " ", name)).strip()
    return line if len(line) <= _LONGEST_NAME else f"{line[: _LONGEST_NAME - 3]}..."


def _write(path: Path, content: bytes) -> None:
    """Write a file that appears whole or not at all."""
    with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        draft = Path(file.name)
    try:
        draft.write_bytes(content)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _uploaded(path: Path) -> ShelfTrack:
    tags = _tags(path)
    named = path.with_suffix(".name")
    title = one_line(tags.title) or (named.read_text("utf-8") if named.is_file() else "")
    return ShelfTrack(
        key=path.stem,
        title=title or "Untitled",
        artist=one_line(tags.artist),
        claim=tags.genre,
        path=path,
        note="Uploaded here, and kept on this machine only.",
    )


@lru_cache(maxsize=256)
def _tags(path: Path) -> Tags:
    # Named by its own bytes, an upload never changes; a large picture takes long to skip.
    return read_tags(path)


def _folder() -> Path:
    return crate_folder() / "uploads"


def _make_room() -> None:
    """Let the oldest uploads go until the others take no more than they may."""
    files = [(path.stat(), path) for path in _folder().glob("*") if path.suffix in MIME]
    kept = 0
    for facts, path in sorted(files, key=lambda file: file[0].st_mtime, reverse=True):
        kept += facts.st_size
        if kept > SHELF_BYTES:
            path.unlink(missing_ok=True)
            path.with_suffix(".name").unlink(missing_ok=True)
