"""How far one is: tracks decided today, and what waits in a queue. No streaks, no ranks."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from genre_core.desk.queues import Queue
from genre_core.people import Person
from genre_core.ruling import Answer
from genre_core.store.engine import Store
from genre_core.store.schema import decisions, flags, moderators, tracks


@dataclass(frozen=True, slots=True)
class Tally:
    """How far one is.

    Attributes:
        today: tracks that the person decided since midnight, of which a decision stands or stood.
        waiting: open flags of the queue; of EVERYTHING, tracks that she has not decided.
    """

    today: int
    waiting: int


def tally(store: Store, person: Person, queue: Queue, midnight: datetime) -> Tally:
    """Return how far a person is with a queue; ``midnight`` is when her day began."""
    hers = select(moderators.c.id).where(moderators.c.subject == person.subject).scalar_subquery()
    said = decisions.c.answer.not_in([Answer.SKIP.value, Answer.UNDO.value])
    mine = select(decisions.c.track_id).where(decisions.c.moderator_id == hers, said)
    today = mine.where(decisions.c.decided_at >= midnight).distinct().subquery()
    if queue is Queue.EVERYTHING:
        waiting = select(func.count()).select_from(tracks).where(tracks.c.id.not_in(mine))
    else:
        whose = flags.c.for_moderator_id.is_(None) | (flags.c.for_moderator_id == hers)
        waiting = select(func.count()).select_from(flags)
        waiting = waiting.where(flags.c.queue == queue.value, flags.c.state == "open", whose)
    with store.reading() as connection:
        return Tally(
            int(connection.execute(select(func.count()).select_from(today)).scalar_one()),
            int(connection.execute(waiting).scalar_one()),
        )
