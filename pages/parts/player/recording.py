"""The recording as the browser gets it: its bytes, its picture, and the scale of both."""

from __future__ import annotations

from dataclasses import dataclass

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """A recording as the browser gets it.

    `track_id` names its bytes; `audio` are these bytes and `mime` their type ("audio/mpeg");
    `picture` is a PNG that spans the whole recording from left to right, and 0 Hz to `max_hz`
    from bottom to top, linearly; `seconds` is the length of the recording.
    """

    track_id: str
    audio: bytes
    mime: str
    picture: bytes
    seconds: float
    max_hz: float

    def __post_init__(self) -> None:
        """Raise ValueError for what no browser could show: no length, no range, no PNG."""
        if not (0 < self.seconds < float("inf") and 0 < self.max_hz < float("inf")):
            raise ValueError(
                f"The sound lasts {self.seconds} s and reaches {self.max_hz} Hz; both must be "
                "above 0. Pass the length of the recording and the top of its picture."
            )
        if not self.picture.startswith(_PNG_SIGNATURE):
            raise ValueError(
                f"The picture begins with {self.picture[:8]!r}, which is no PNG. "
                "Encode it as PNG first."
            )
        if not self.mime.startswith(("audio/", "video/")):
            raise ValueError(
                f"The MIME type {self.mime!r} is not one of sound; it needs to begin with "
                "audio/ or video/. Pass the type of the bytes, such as audio/mpeg."
            )
