"""What a file says of itself: title, artist, album and genre.

The genre is the uploader's claim and is suggested as the one to test. mutagen reads ID3
(MP3, WAV, AIFF), Vorbis comments (FLAC, Ogg Vorbis, Opus) and the atoms of MP4; this module
asks each for the same four things. ID3's numbered genres, "(17)", become names, "Rock".

Tags are free text by anyone, often damaged, and never worth an error: what cannot be read
is "". That the file itself cannot be read, `genre_core.audio` says.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, fields
from typing import Any

import mutagen
from mutagen.id3 import ID3
from mutagen.mp4 import MP4Tags

from genre_core.errors import UnreadableAudio
from genre_core.recording import File, Source, open_file

MAX_CHARACTERS = 500
"""Longer text is cut: it is damage, or meant to break the page that shows it."""

_NAMES = {
    ID3: {"title": "TIT2", "artist": "TPE1", "album": "TALB", "genre": "TCON"},
    MP4Tags: {"title": "\xa9nam", "artist": "\xa9ART", "album": "\xa9alb", "genre": "\xa9gen"},
}
"""What the four are called where they are not called by their names."""

# mutagen promises MutagenError alone, but its parsers let these through on damaged bytes.
_DAMAGE = (
    mutagen.MutagenError,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    TypeError,
    ValueError,
    struct.error,
)


@dataclass(frozen=True, slots=True)
class Tags:
    """Text of at most 500 characters without line breaks; "" where the file says nothing."""

    title: str = ""
    artist: str = ""
    album: str = ""
    genre: str = ""


def read_tags(source: Source) -> Tags:
    """Return the first value of each tag of `source`; empty tags where nothing can be read."""
    try:
        file = open_file(source)
    except UnreadableAudio:
        return Tags()
    with file:
        for container in _tag_containers(file):
            tags = Tags(**{field.name: _first(container, field.name) for field in fields(Tags)})
            if tags != Tags():
                return tags
    return Tags()


def _tag_containers(file: File) -> Iterator[object]:
    """Yield what mutagen finds: the tags of the format, else ID3 before or behind anything."""
    with suppress(*_DAMAGE):
        file.seek(0)
        yield getattr(mutagen.File(file), "tags", None)
    with suppress(*_DAMAGE):
        file.seek(0)
        yield ID3(file)


def _first(container: object, name: str) -> str:
    """Return the first value of the tag `name` that says something, in one line; else ""."""
    values: list[object] = []
    with suppress(*_DAMAGE):
        values = _values(container, name)
    for value in values:
        text = " ".join(str(value).replace("\0", " ").split())[:MAX_CHARACTERS]
        # mutagen's name for a number that stands for no genre.
        if text and (name, text) != ("genre", "Unknown"):
            return text
    return ""


def _values(container: Any, name: str) -> list[object]:
    """Return all values of the tag `name`; genres by name even where ID3 numbers them."""
    names = next((names for kind, names in _NAMES.items() if isinstance(container, kind)), {})
    found = container.get(names.get(name, name))
    return list(getattr(found, "genres" if name == "genre" else "text", found) or ())
