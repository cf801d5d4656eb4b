"""Who was asked what before, so that nobody is asked the same twice.

A decision that was undone, or that a later one of the same person replaces, was never made: after
an undo the track may come again.
"""

from sqlalchemy import ColumnElement, and_, exists, or_, select

from genre_core.desk.queues import ASK_AGAIN, Queue
from genre_core.ruling import Answer
from genre_core.store.schema import decisions

_LATER = decisions.alias("later")


def stands() -> ColumnElement[bool]:
    """Return the condition that a row of ``decisions`` is no undo and is not void."""
    void = and_(_LATER.c.track_id == decisions.c.track_id, _LATER.c.supersedes == decisions.c.key)
    return and_(decisions.c.answer != Answer.UNDO, ~exists(select(_LATER.c.id).where(void)))


def was_asked(moderator_id: int, queue: Queue, track: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that a person must not get a track from a queue.

    - In any queue: she has answered it there, or as a golden item.
    - Where it is asked again (SECOND, ESCALATED, APPEALS): she has decided on it anywhere; a skip
      elsewhere is no decision.
    - EVERYTHING and GOLDEN: she has answered it anywhere, a skip included.
    """
    hers = and_(decisions.c.moderator_id == moderator_id, decisions.c.track_id == track, stands())
    here = decisions.c.queue.in_([queue, Queue.GOLDEN])
    if queue in (Queue.EVERYTHING, Queue.GOLDEN):
        where = hers
    elif queue in ASK_AGAIN:
        where = and_(hers, or_(here, decisions.c.answer != Answer.SKIP))
    else:
        where = and_(hers, here)
    return exists(select(decisions.c.id).where(where))
