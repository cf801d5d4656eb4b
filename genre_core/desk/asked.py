"""Who was asked what before, so that nobody is asked the same twice.

A decision that was undone, or that a later one of the same person replaces, was never made: after
an undo the track may come again. A skip is no answer: what was skipped comes again once nothing
else waits.
"""

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true

from genre_core.desk.queues import ASK_AGAIN, Queue
from genre_core.ruling import Answer
from genre_core.store.schema import decisions

_LATER = decisions.alias("later")


def stands() -> ColumnElement[bool]:
    """Return the condition that a row of ``decisions`` is no undo and is not void."""
    void = and_(_LATER.c.track_id == decisions.c.track_id, _LATER.c.supersedes == decisions.c.key)
    return and_(decisions.c.answer != Answer.UNDO, ~exists(select(_LATER.c.id).where(void)))


def was_asked(moderator_id: int, queue: Queue, track: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that a person has answered or skipped a track, as far as a queue asks.

    It counts as answered

    - in any queue: where she has answered it there, or as a golden item;
    - where it is asked again (SECOND, ESCALATED, APPEALS), and in EVERYTHING: where she has
      decided on it anywhere;
    - in GOLDEN: where she has decided on it anywhere, a skip included;
    - in AUDIT: where she has ever decided on it, undone or not, or skipped it in plain view. She
      knows by now what the audit hides.
    """
    asked = or_(_answers(queue), _skips(queue))
    return exists(select(decisions.c.id).where(_hers(moderator_id, track), asked))


def has_answered(moderator_id: int, queue: Queue, track: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the same condition, without what was only skipped."""
    hers = _hers(moderator_id, track)
    return exists(select(decisions.c.id).where(hers, _answers(queue)))


def last_skip(moderator_id: int, queue: Queue, track: ColumnElement[int]) -> ColumnElement[int]:
    """Return the row of a person's last skip of a track, NULL where she has not skipped it."""
    of_track = (_hers(moderator_id, track), _skips(queue))
    return select(func.max(decisions.c.id)).where(*of_track).scalar_subquery()


def _hers(moderator_id: int, track: ColumnElement[int]) -> ColumnElement[bool]:
    return and_(decisions.c.moderator_id == moderator_id, decisions.c.track_id == track)


def _answers(queue: Queue) -> ColumnElement[bool]:
    if queue is Queue.AUDIT:
        seen = and_(decisions.c.queue != Queue.AUDIT, ~decisions.c.blind)
        return and_(decisions.c.answer != Answer.UNDO, or_(decisions.c.answer != Answer.SKIP, seen))
    if queue is Queue.GOLDEN:
        return stands()
    return and_(stands(), decisions.c.answer != Answer.SKIP, _counts(queue))


def _skips(queue: Queue) -> ColumnElement[bool]:
    if queue is Queue.GOLDEN:
        return false()
    here = true() if queue is Queue.EVERYTHING else decisions.c.queue.in_([queue, Queue.GOLDEN])
    return and_(stands(), decisions.c.answer == Answer.SKIP, here)


def _counts(queue: Queue) -> ColumnElement[bool]:
    if queue in ASK_AGAIN or queue is Queue.EVERYTHING:
        return true()
    return decisions.c.queue.in_([queue, Queue.GOLDEN])
