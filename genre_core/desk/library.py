"""The embeddings of the whole catalogue in one matrix, so that likeness is one product.

100,000 tracks of 128 numbers are 51 MB. The matrix is read once for a database and a model, and
afterwards only what was added since, since no verdict is ever changed or taken out.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, Row, func, select

from genre_core.genres import GENRES
from genre_core.outcomes import Outcome
from genre_core.store.schema import verdicts

NO_GENRE = -1
_OVERLAP = 1_000
"""Rows read twice: of two scans at once, the one that took its numbers first may write last."""
_MODELS = 2  # the one that serves, and the one before or after it
_CODES = {genre.name: code for code, genre in enumerate(GENRES)}
_Key = tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """What one version of a model heard of every track, a row a track.

    Attributes:
        last: row of the newest verdict that was read.
        tracks: (n,) int64, rows of the tracks.
        vectors: (n, D) float32, embeddings of length 1; 0 where an embedding is.
        claims: (n,) int8, places in GENRES of the claims that were judged, NO_GENRE without one.
        plausible: (n,) bool, whether the newest verdict found the claim plausible.
    """

    last: int
    tracks: NDArray[np.int64]
    vectors: NDArray[np.float32]
    claims: NDArray[np.int8]
    plausible: NDArray[np.bool_]

    def likeness(self, track: int) -> NDArray[np.float32] | None:
        """Return the cosine of each track with this one, (n,) in [-1, 1]; None if it is not in."""
        found = np.flatnonzero(self.tracks == track)
        return self.vectors @ self.vectors[found[0]] if found.size else None

    def plausible_of(self, genre: str) -> NDArray[np.bool_]:
        """Return which tracks claim a genre and plausibly so, (n,)."""
        return np.asarray(self.plausible & (self.claims == _CODES[genre]))


_lock = threading.Lock()
_libraries: WeakKeyDictionary[Engine, dict[_Key, Library]] = WeakKeyDictionary()


def library(connection: Connection, model: str, version: str) -> Library:
    """Return what a version of a model heard, as the database holds it now.

    The first call of a process reads it all, about a second for 100,000 tracks.
    """
    key = (model, version)
    # Two visitors at once would otherwise read it twice.
    with _lock:
        shelf = _libraries.setdefault(connection.engine, {})
        known = shelf.pop(key, None) or _EMPTY
        newest = connection.execute(select(func.max(verdicts.c.id))).scalar_one() or 0
        if newest > known.last:
            known = _grown(known, _read(connection, key, known.last - _OVERLAP), newest)
        shelf[key] = known
        while len(shelf) > _MODELS:
            del shelf[next(iter(shelf))]
        return known


_EMPTY = Library(
    0,
    np.empty(0, np.int64),
    np.empty((0, 0), np.float32),
    np.empty(0, np.int8),
    np.empty(0, np.bool_),
)


def _read(connection: Connection, key: _Key, after: int) -> Sequence[Row[*tuple[Any, ...]]]:
    v = verdicts.c
    return connection.execute(
        select(v.track_id, v.claimed_genre, v.outcome, v.embedding)
        .where(v.id > after, v.model == key[0], v.model_version == key[1], v.embedding.is_not(None))
        .order_by(v.id)
    ).all()


def _grown(known: Library, rows: Sequence[Row[*tuple[Any, ...]]], newest: int) -> Library:
    """Return the library with newer verdicts; one of a track that is in changes its row."""
    place = {int(track): row for row, track in enumerate(known.tracks)}
    latest = {row.track_id: row for row in rows if row.embedding}
    added = [row for track, row in latest.items() if track not in place]
    claims, plausible = known.claims.copy(), known.plausible.copy()
    for track in latest.keys() & place.keys():
        claims[place[track]], plausible[place[track]] = _told(latest[track])
    told = np.array([_told(row) for row in added], dtype=np.int8).reshape(-1, 2)
    return Library(
        newest,
        np.concatenate([known.tracks, np.array([row.track_id for row in added], np.int64)]),
        _stacked(known.vectors, _vectors([row.embedding for row in added])),
        np.concatenate([claims, told[:, 0]]),
        np.concatenate([plausible, told[:, 1].astype(np.bool_)]),
    )


def _told(row: Row[*tuple[Any, ...]]) -> tuple[int, bool]:
    return _CODES.get(row.claimed_genre, NO_GENRE), row.outcome == Outcome.PLAUSIBLE.value


def _vectors(embeddings: Sequence[bytes]) -> NDArray[np.float32]:
    """Return float32 embeddings of equal size as rows of length 1."""
    if not embeddings:
        return np.empty((0, 0), np.float32)
    rows = np.frombuffer(b"".join(embeddings), "<f4").reshape(len(embeddings), -1)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1), dtype=np.float32)


def _stacked(old: NDArray[np.float32], new: NDArray[np.float32]) -> NDArray[np.float32]:
    if not old.size or not new.size:
        return new if new.size else old
    return np.concatenate([old, new])
