"""The show that runs: at most one row of the votes' file has no end yet."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, exists, insert, select, update

from genre_core.errors import ShowError
from genre_core.show.ballot_tables import moves, shows
from genre_core.show.moments import ANSWERED, Moment, Phase

SAME_EVENING = timedelta(hours=12)
"""A show that has not moved for longer is not resumed: it was yesterday's rehearsal."""

NONE_RUNS = "No show is running. Wait until the presenter has begun one."


@dataclass(frozen=True, slots=True)
class Present:
    """The show that runs.

    Attributes:
        id: its name.
        order_digest: of its running order.
        moved_at: its last move, or its beginning.
        moment: where it stands.
    """

    id: str
    order_digest: str
    moved_at: datetime
    moment: Moment

    def is_of_the_evening(self, now: datetime) -> bool:
        """Whether it has moved in the last 12 hours."""
        # Either way: of a show from tomorrow only the clock is known to have been wrong.
        return abs(now - self.moved_at) <= SAME_EVENING


def running(connection: Connection) -> Present | None:
    """Return the show that runs, or None."""
    row = connection.execute(select(shows).where(shows.c.ended_at.is_(None))).one_or_none()
    if row is None:
        return None
    moment = Moment(row.scene, Phase(row.phase), row.revision)
    return Present(row.id, row.order_digest, row.moved_at, moment)


def needed(connection: Connection) -> Present:
    """Return the show that runs.

    Raises:
        ShowError: none does.
    """
    show = running(connection)
    if show is None:
        raise ShowError(NONE_RUNS)
    return show


def is_answered(connection: Connection, show: str, round_id: str) -> bool:
    """Whether the room has seen an answer to a round, also if the presenter went back since."""
    shown = exists().where(
        moves.c.show == show,
        moves.c.scene == round_id,
        moves.c.phase.in_([phase.value for phase in ANSWERED]),
    )
    return bool(connection.execute(select(shown)).scalar_one())


def begin_anew(connection: Connection, order_digest: str, title: str, now: datetime) -> str:
    """End what runs, and return the id of a new show, which stands before its first step."""
    end(connection, now)
    show = secrets.token_hex(8)
    named = {"id": show, "order_digest": order_digest, "title": title}
    place = {"scene": "", "phase": Phase.SHOWN.value, "revision": 0}
    connection.execute(insert(shows).values(**named, **place, begun_at=now, moved_at=now))
    return show


def end(connection: Connection, now: datetime) -> None:
    """End the show that runs, if one does."""
    connection.execute(update(shows).where(shows.c.ended_at.is_(None)).values(ended_at=now))
