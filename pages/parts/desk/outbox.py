"""What the browser sends: the box of everything that is not known to be stored yet.

It comes whole with every message and in the order of its making, until each item's key is
acknowledged or refused; so nothing is lost by a refresh, a killed server or a cut database, and
everything may come more than once. It comes from a browser: each field is text (or a number, or
texts) here and nothing more. Whoever stores an item asks what it is worth.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

_LONGEST_TEXT = 10_000  # characters; longer notes are cut, nobody types them
_MOST_GENRES = 20


class Kind(StrEnum):
    """What an item asks for."""

    DECIDE = "decide"
    UNDO = "undo"
    """Take back the decision whose key is `supersedes`."""
    COMMENT = "comment"
    """Keep `text` as a comment on the track."""
    BINDINGS = "bindings"
    """Keep `text`, JSON of key by action, as her keys."""
    RENEW = "renew"
    """She is still listening: prolong the lease `token`."""


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """One item; fields that its kind does not need are empty.

    `key` is its name for ever, `token` that of the lease, `track_key` the track that was on the
    screen, `answer` a word of `genre_core.ruling.Answer`, `seconds` how long the track was looked
    at (>= 0, None if not known), `bundle` "", "album" or "artist".
    """

    kind: Kind
    key: str
    token: str = ""
    track_key: str = ""
    answer: str = ""
    genres: tuple[str, ...] = ()
    reason: str = ""
    note: str = ""
    seconds: float | None = None
    supersedes: str = ""
    bundle: str = ""
    text: str = ""


def read_outbox(sent: object) -> tuple[OutboxItem, ...]:
    """Return the items of what the browser sent; what is no item at all is passed over."""
    entries = sent if isinstance(sent, list) else []
    return tuple(_item(entry) for entry in entries if _is_item(entry))


def _is_item(entry: object) -> bool:
    """Tell whether `entry` is a mapping with a key and a kind that is known."""
    return (
        isinstance(entry, Mapping)
        and bool(_text(entry, "key"))
        and _text(entry, "kind") in tuple(Kind)
    )


def _item(entry: Mapping[str, object]) -> OutboxItem:
    genres = entry.get("genres")
    named = genres if isinstance(genres, list) else []
    return OutboxItem(
        kind=Kind(_text(entry, "kind")),
        key=_text(entry, "key"),
        token=_text(entry, "token"),
        track_key=_text(entry, "trackKey"),
        answer=_text(entry, "answer"),
        genres=tuple(name for name in named[:_MOST_GENRES] if isinstance(name, str)),
        reason=_text(entry, "reason"),
        note=_text(entry, "note"),
        seconds=_seconds(entry.get("seconds")),
        supersedes=_text(entry, "supersedes"),
        bundle=_text(entry, "bundle"),
        text=_text(entry, "text"),
    )


def _text(entry: Mapping[str, object], name: str) -> str:
    value = entry.get(name)
    if not isinstance(value, str):
        return ""
    # No database keeps a NUL, nor half a character of a broken emoji; both come from no keyboard.
    return value[:_LONGEST_TEXT].replace("\0", "").encode(errors="replace").decode()


def _seconds(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) and value >= 0 else None
