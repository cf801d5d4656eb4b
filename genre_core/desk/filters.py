"""Filters: which of a queue's tracks a moderator wants to see just now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, true

from genre_core.desk.queues import Queue
from genre_core.desk.settings import DeskSettings
from genre_core.errors import DeskError
from genre_core.store.schema import flags, tracks, verdicts

_BY_RANK = frozenset({Queue.AUDIT, Queue.GOLDEN, Queue.EVERYTHING})
"""Here a flag's column ``severity`` holds a rank of chance, and the verdict's is meant."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a track has to be; an empty value asks for nothing.

    Attributes:
        genre: the claimed genre, by the tree's name.
        predicted: the genre that the model takes it for, by the tree's name.
        artist: the artist's name as the catalogue writes it, or their key.
        least_severity: of the flag; in UNCERTAIN the least uncertainty.
        since, until: when the track came into the store: since <= added < until.
    """

    genre: str = ""
    predicted: str = ""
    artist: str = ""
    least_severity: float = 0.0
    since: datetime | None = None
    until: datetime | None = None

    @property
    def by_model(self) -> bool:
        """Whether the model's opinion chooses."""
        return bool(self.predicted) or self.least_severity > 0

    def check(self, queue: Queue, settings: DeskSettings) -> None:
        """Raise DeskError where a filter would tell what is to stay hidden, or spoil the chance."""
        if queue is Queue.AUDIT and self.by_model:
            raise DeskError(
                "The audit is drawn by chance and cannot be filtered by what the model said: what "
                "is left would be no sample. Clear the filters for predicted genre and severity."
            )
        if settings.blind(queue) and (self.genre or self.by_model):
            raise DeskError(
                f'The queue "{queue.title}" is blind, and a filter by genre or severity would '
                "tell what is hidden. Clear it, or filter by artist and date."
            )

    def narrow(self, query: Select[Any], queue: Queue) -> Select[Any]:
        """Return a query for flags of a queue, narrowed to the tracks that are wanted."""
        # Joined only where it is asked for: without filters the index of the order is enough.
        if self.asks_of_track:
            query = query.join(tracks, tracks.c.id == flags.c.track_id).where(self.of_track())
        if self.by_model:
            query = query.join(verdicts, verdicts.c.id == flags.c.verdict_id, isouter=True)
            query = query.where(self._of_verdict(queue))
        return query

    @property
    def asks_of_track(self) -> bool:
        """Whether columns of ``tracks`` are needed."""
        return bool(self.genre or self.artist or self.since or self.until)

    def of_track(self) -> ColumnElement[bool]:
        """Return the condition on ``tracks``."""
        asked: list[ColumnElement[bool]] = []
        if self.genre:
            asked.append(tracks.c.claimed_genre == self.genre)
        if self.artist:
            theirs = or_(tracks.c.artist_key == self.artist, tracks.c.artist == self.artist)
            asked.append(theirs)
        if self.since:
            asked.append(tracks.c.added_at >= self.since)
        if self.until:
            asked.append(tracks.c.added_at < self.until)
        return and_(true(), *asked)

    def of_verdict(self) -> ColumnElement[bool]:
        """Return the condition on ``verdicts``, by the verdict's own severity."""
        return self._of_verdict(Queue.EVERYTHING)

    def _of_verdict(self, queue: Queue) -> ColumnElement[bool]:
        asked: list[ColumnElement[bool]] = []
        if self.predicted:
            asked.append(verdicts.c.predicted == self.predicted)
        if self.least_severity > 0:
            severity = verdicts.c.severity if queue in _BY_RANK else flags.c.severity
            asked.append(severity >= self.least_severity)
        return and_(true(), *asked)
