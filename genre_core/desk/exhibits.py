"""What the source gave with a track: its sound and its tags."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording: SHA-256 ("" until it was read), path, and the excerpt in seconds, if any."""

    sha256: str
    location: str
    start: float | None
    duration: float | None


@dataclass(frozen=True, slots=True)
class Tag:
    """Something else that the source said of a track."""

    name: str
    value: str


def tags_of(content: Mapping[str, object]) -> tuple[Tag, ...]:
    """Return what the source said of a track, for reading."""
    return tuple(
        Tag(name, str(value)) for name, value in content.items() if value not in (None, "")
    )
