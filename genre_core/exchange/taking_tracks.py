"""Tracks of a batch into the store, by their key: entered, left alone, or brought up to date."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from genre_core.exchange.claims import genre_of
from genre_core.exchange.nouns import CatalogueTrack
from genre_core.store.schema import NAME, tracks
from genre_core.ties import album_key, artist_key

_TEXTS = ("location", "sha256", "title", "artist", "album", "claimed", "licence", "link")
_NUMBERS = ("start", "duration", "plays", "uploaded_at")
_COLUMNS = ("artist_key", "album_key", "claimed_genre", "tags", "fault", *_TEXTS, *_NUMBERS)

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many were new, were there already just so, or were there and changed."""

    new: int = 0
    same: int = 0
    changed: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.new + other.new, self.same + other.same, self.changed + other.changed
        )  # fmt: skip

    def as_dict(self) -> dict[str, int]:
        """Return the three by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Stored:
    """A track as it stands in the store once a batch is entered: its row and its claim."""

    id: int
    claimed: str
    claimed_genre: str


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of a batch: its tracks by key, and how many were what."""

    stored: dict[str, Stored]
    tally: Tally


def take_tracks(
    connection: Connection, offered: Sequence[CatalogueTrack], now: datetime
) -> Entered:
    """Enter tracks, or bring them up to date with what a file says of them."""
    keys = {track.key for track in offered}
    known = _known(connection, keys)
    current = {key: dict(values) for key, values in known.items()}
    tally = Tally()
    for track in offered:
        before = current.get(track.key)
        current[track.key] = _merged(before or _blank(), track)
        changed = before is not None and before != current[track.key]
        tally += Tally(before is None, before is not None and not changed, changed)
    _write(connection, known, current, now)
    t = tracks.c
    query = select(t.key, t.id, t.claimed, t.claimed_genre).where(t.key.in_(keys))
    rows = connection.execute(query)
    return Entered({key: Stored(*stored) for key, *stored in rows}, tally)


def _known(connection: Connection, keys: set[str]) -> dict[str, Values]:
    columns = [tracks.c[name] for name in ("key", *_COLUMNS)]
    rows = connection.execute(select(*columns).where(tracks.c.key.in_(keys))).mappings()
    return {row["key"]: {name: row[name] for name in _COLUMNS} for row in rows}


def _blank() -> Values:
    return {**dict.fromkeys(_COLUMNS, ""), "tags": {}, **dict.fromkeys(_NUMBERS), "plays": 0}


def _merged(before: Values, track: CatalogueTrack) -> Values:
    """What is known of a track once a file has spoken: what it leaves empty stays."""
    values = dict(before)
    values |= {name: said for name in _TEXTS if (said := getattr(track, name))}
    values |= {name: said for name in _NUMBERS if (said := getattr(track, name)) is not None}
    values["tags"] = {**before["tags"], **track.tags}
    if values["location"] != before["location"]:
        # Another file is other sound until somebody has read it.
        values |= {"sha256": track.sha256, "fault": ""}
    return values | {
        "artist_key": artist_key(values["artist"])[:NAME],
        "album_key": album_key(values["album"])[:NAME],
        "claimed_genre": genre_of(values["claimed"]),
    }


def _write(
    connection: Connection,
    known: Mapping[str, Values],
    current: Mapping[str, Values],
    now: datetime,
) -> None:
    new = [
        {"key": key, "added_at": now, **values}
        for key, values in current.items()
        if key not in known
    ]
    if new:
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        # Another import may have entered one of them since we looked.
        connection.execute(insert(tracks).on_conflict_do_nothing(index_elements=["key"]), new)
    for key, values in known.items():
        if values != current[key]:
            connection.execute(update(tracks).where(tracks.c.key == key).values(current[key]))
