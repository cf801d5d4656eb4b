"""Contrast listening: how the claimed genre sounds, and how the predicted one does.

For each of the two, the track of it that is nearest to the one on screen, by the cosine of the
model's embeddings: the more alike the two are otherwise, the better the genre is heard. Only of
other artists, since a likeness of voice or studio would pass for one of genre, and only where the
sound is at hand.

First asked are the tracks whose genre people confirmed. A desk that is new has none; then it is the
nearest track that was not flagged and whose claim the model finds plausible, and every such
neighbour says that nobody confirmed it. A golden item is never played while it is asked: who heard
it called confirmed would know its answer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Row, exists, select

from genre_core.desk.confirmed import is_confirmed, said_to_be
from genre_core.desk.library import Library, library
from genre_core.desk.queues import Queue
from genre_core.ruling import OPINIONS
from genre_core.store.schema import decisions, flags, golden_items, tracks, verdicts

_AT_ONCE = 16
"""Tracks looked at together, nearest first; mostly the first or second will do."""
_LOOKED_AT = 512
"""Tracks looked at before there is said to be none."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A track to compare with.

    Attributes:
        track_id, key: its row, and the catalogue's own id.
        sha256, location: its sound, which lay there a moment ago.
        start, duration: seconds, of an excerpt; None for the whole.
        title, artist: what it is.
        genre: which genre it is an example of.
        likeness: cosine of the embeddings, in [-1, 1].
        confirmed: whether a person said that it is of this genre.
    """

    track_id: int
    key: str
    sha256: str
    location: str
    start: float | None
    duration: float | None
    title: str
    artist: str
    genre: str
    likeness: float
    confirmed: bool

    @property
    def standing(self) -> str:
        """Whose word it is that the genre is right, to be shown with the track."""
        if self.confirmed:
            return f"{self.genre}, confirmed by a moderator"
        return f"{self.genre} by its claim, not confirmed by anyone"


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two tracks to compare with; None where there is none.

    Attributes:
        claimed: of the claimed genre.
        predicted: of the predicted genre, or of the next likeliest where that is the claimed one.
    """

    claimed: Neighbour | None = None
    predicted: Neighbour | None = None


def contrast(connection: Connection, verdict_id: int) -> Contrast:
    """Return what to compare the track of a verdict with, by the model of that verdict."""
    row = connection.execute(
        select(
            *(verdicts.c.track_id, verdicts.c.model, verdicts.c.model_version),
            *(verdicts.c.probabilities, tracks.c.claimed_genre, tracks.c.artist_key),
            tracks.c.sha256,
        )
        .join(tracks, tracks.c.id == verdicts.c.track_id)
        .where(verdicts.c.id == verdict_id)
    ).one()
    shelf = library(connection, row.model, row.model_version)
    likeness = shelf.likeness(row.track_id)
    if likeness is None:
        return Contrast()
    ranked = sorted(row.probabilities, key=row.probabilities.__getitem__, reverse=True)
    other = next(genre for genre in ranked if genre != row.claimed_genre)
    search = _Search(connection, shelf, likeness, row)
    return Contrast(
        search.nearest(row.claimed_genre) if row.claimed_genre else None, search.nearest(other)
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Search:
    """The neighbours of one track.

    likeness: (n,) of the library's tracks with it; subject: its track_id, artist_key and sha256.
    """

    connection: Connection
    shelf: Library
    likeness: NDArray[np.float32]
    subject: Row[*tuple[Any, ...]]

    def nearest(self, genre: str) -> Neighbour | None:
        """Return the nearest confirmed track of a genre, else the nearest plausible one."""
        said = said_to_be(self.connection, genre)
        confirmed = np.isin(self.shelf.tracks, said)
        for row, likeness in self._walk(confirmed):
            if is_confirmed(self.connection, row.key, genre):
                return _neighbour(row, genre, likeness, confirmed=True)
        for row, likeness in self._walk(self.shelf.plausible_of(genre)):
            if not self._contested(row.id):
                return _neighbour(row, genre, likeness, confirmed=False)
        return None

    def _walk(self, mask: NDArray[np.bool_]) -> Iterator[tuple[Row[*tuple[Any, ...]], float]]:
        """Yield other artists' tracks with sound among those of a mask, the nearest first."""
        places = np.flatnonzero(mask)
        places = places[np.argsort(-self.likeness[places], kind="stable")][:_LOOKED_AT]
        for first in range(0, len(places), _AT_ONCE):
            some = places[first : first + _AT_ONCE]
            rows = self._rows([int(self.shelf.tracks[place]) for place in some])
            for place in some:
                row = rows.get(int(self.shelf.tracks[place]))
                if row is not None and Path(row.location).is_file():
                    yield row, float(self.likeness[place])

    def _rows(self, ids: Sequence[int]) -> dict[int, Row[*tuple[Any, ...]]]:
        t, subject = tracks.c, self.subject
        query = select(
            *(t.id, t.key, t.sha256, t.location, t.start, t.duration, t.title, t.artist)
        ).where(t.id.in_(ids), t.id != subject.track_id, t.fault == "", t.location != "")
        golden = exists().where(
            golden_items.c.track_id == t.id, golden_items.c.retired_at.is_(None)
        )
        query = query.where(~golden)
        if subject.sha256:
            # The same recording under another key is no neighbour either.
            query = query.where(t.sha256 != subject.sha256)
        if subject.artist_key:
            query = query.where(t.artist_key != subject.artist_key)
        return {row.id: row for row in self.connection.execute(query)}

    def _contested(self, track: int) -> bool:
        """Whether a track is flagged, or people said of it what it is: another genre, then."""
        flagged = exists().where(
            flags.c.track_id == track, flags.c.queue == Queue.FLAGGED.value, flags.c.state == "open"
        )
        said = exists().where(
            decisions.c.track_id == track,
            decisions.c.answer.in_([answer.value for answer in OPINIONS]),
        )
        return bool(self.connection.execute(select(flagged | said)).scalar_one())


def _neighbour(
    row: Row[*tuple[Any, ...]], genre: str, likeness: float, confirmed: bool
) -> Neighbour:
    return Neighbour(
        track_id=row.id,
        key=row.key,
        sha256=row.sha256,
        location=row.location,
        start=row.start,
        duration=row.duration,
        title=row.title,
        artist=row.artist,
        genre=genre,
        likeness=likeness,
        confirmed=confirmed,
    )
