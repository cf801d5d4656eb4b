"""Opening flags, many at once and never twice.

The artist's repeat offences and the track's reach are looked up here, since the order of a queue
(genre_core.desk.waiting) rests on them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from genre_core.desk.asked import stands
from genre_core.desk.labels import upholds
from genre_core.desk.queues import Queue
from genre_core.errors import DeskError
from genre_core.people import Role
from genre_core.ruling import Answer, Chosen
from genre_core.store.schema import decisions, flags, tracks

_AT_ONCE = 500
"""Flags a statement; both databases limit the values of one."""


@dataclass(frozen=True, slots=True)
class FlagWish:
    """A flag that shall be open.

    Attributes:
        track_id: row of the track.
        verdict_id: row of the verdict that it goes back to, None without one.
        queue: where it shall wait; not GOLDEN, whose flags are drawn for one person each.
        family: whether not even the claim's family holds.
        severity: how grave, larger first; in UNCERTAIN and AUDIT the rank in the queue.
        chosen_by: how the track came up; inherited where an earlier flag led to this one.
        least_role: who may answer; the queue's own role is the least.
        opened_by: key of the decision or appeal behind it, empty for a scan.
        reason: for people.
    """

    track_id: int
    verdict_id: int | None
    queue: Queue
    family: bool
    severity: float
    chosen_by: Chosen
    least_role: Role = Role.MODERATOR
    opened_by: str = ""
    reason: str = ""

    def __post_init__(self) -> None:
        """Raise DeskError for a golden flag, which would ask nobody."""
        if self.queue is Queue.GOLDEN:
            raise DeskError(
                f"A flag in the queue {Queue.GOLDEN} was wished for track {self.track_id}, but "
                "golden items are drawn for each person. Name the track a golden item instead."
            )


def open_flags(connection: Connection, wishes: Iterable[FlagWish], now: datetime) -> int:
    """Open the flags that are not open yet, and return how many were opened.

    A wish is passed over where the track has an open flag in that queue, or had one of the same
    verdict and the same ``opened_by``, whatever became of it.
    """
    return sum(_open(connection, batch, now) for batch in _batches(wishes))


def _open(connection: Connection, wishes: Sequence[FlagWish], now: datetime) -> int:
    known = _opened_before(connection, wishes)
    fresh = [wish for wish in wishes if _question(wish) not in known]
    # In one order by all: two who open the same flags never wait for each other.
    fresh.sort(key=lambda wish: (wish.track_id, wish.queue))
    if not fresh:
        return 0
    ids = {wish.track_id for wish in fresh}
    about = select(tracks.c.id, tracks.c.artist_key, tracks.c.plays).where(tracks.c.id.in_(ids))
    artist_and_plays = {row.id: (row.artist_key, row.plays) for row in connection.execute(about)}
    offences = _offences(connection, {artist for artist, _ in artist_and_plays.values()})
    rows = []
    for wish in fresh:
        artist, plays = artist_and_plays.get(wish.track_id, ("", 0))
        rows.append(_row(wish, now) | {"offences": offences.get(artist, 0), "reach": plays})
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    # Somebody else may be opening the same flag in this moment.
    statement = insert(flags).on_conflict_do_nothing().returning(flags.c.id)
    return len(connection.execute(statement, rows).all())


def _row(wish: FlagWish, now: datetime) -> dict[str, object]:
    return {
        "track_id": wish.track_id,
        "verdict_id": wish.verdict_id,
        "queue": wish.queue,
        "chosen_by": wish.chosen_by,
        "least_role": int(max(wish.least_role, wish.queue.least_role)),
        "family": wish.family,
        "severity": wish.severity,
        "opened_at": now,
        "opened_by": wish.opened_by,
        "reason": wish.reason,
    }


def _opened_before(
    connection: Connection, wishes: Sequence[FlagWish]
) -> set[tuple[int, str, int | None, str]]:
    ids = {wish.track_id for wish in wishes}
    query = select(flags.c.track_id, flags.c.queue, flags.c.verdict_id, flags.c.opened_by)
    return {tuple(row) for row in connection.execute(query.where(flags.c.track_id.in_(ids)))}


def _question(wish: FlagWish) -> tuple[int, str, int | None, str]:
    return wish.track_id, wish.queue.value, wish.verdict_id, wish.opened_by


def _offences(connection: Connection, artists: set[str]) -> dict[str, int]:
    """Count each artist's tracks whose claim was overturned; "" is nobody."""
    d = decisions.c
    against = d.answer.in_([Answer.NOT_MUSIC.value, Answer.GENRE_IS.value])
    query = (
        select(tracks.c.artist_key, d.track_id, d.answer, d.genres, d.claimed_genre)
        .join(decisions, d.track_id == tracks.c.id)
        .where(tracks.c.artist_key.in_(artists - {""}), against, stands())
        .where(d.queue != Queue.GOLDEN)  # an exam, and no opinion
    )
    overturned = {
        (row.artist_key, row.track_id)
        for row in connection.execute(query)
        if not upholds(Answer(row.answer), tuple(row.genres), row.claimed_genre)
    }
    return Counter(artist for artist, _ in overturned)


def _batches(wishes: Iterable[FlagWish]) -> Iterator[list[FlagWish]]:
    rest = iter(wishes)
    while batch := list(islice(rest, _AT_ONCE)):
        yield batch
