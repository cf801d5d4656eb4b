"""Flags that an earlier decision left open, or opened, and that a revision of it deals with."""

from sqlalchemy import Connection, select, update

from genre_core.desk.in_hand import is_held
from genre_core.desk.leases import lock_flag
from genre_core.desk.ledger import Line
from genre_core.desk.questions import Flag, read_flag
from genre_core.desk.queues import Queue
from genre_core.desk.records import DecisionRecord
from genre_core.ruling import Answer
from genre_core.store.schema import decisions, flags


def skipped_flag(connection: Connection, old: DecisionRecord, line: Line) -> Flag | None:
    """Return the flag that a skip left open and a revision of it answers, locked.

    Args:
        connection: a transaction that writes.
        old: what is revised.
        line: by what.

    Returns:
        The flag; None where the decision was no skip of hers, or somebody else has answered it
        since or holds it now, to whom it is left.
    """
    if old.answer is not Answer.SKIP or old.key != line.supersedes or old.flag_id is None:
        return None
    lock_flag(connection, flags.c.id == old.flag_id)
    if is_held(connection, old.flag_id, line.decided_at, besides=old.moderator_id):
        return None
    return read_flag(connection, old.flag_id)


def take_back_escalation(connection: Connection, line: Line) -> None:
    """Withdraw what a moderator handed on to a senior and has an opinion on by now.

    It stays where a senior holds it.
    """
    handed_on = select(decisions.c.key).where(
        decisions.c.track_id == line.track_id,
        decisions.c.moderator_id == line.moderator_id,
        decisions.c.answer == Answer.ESCALATE,
    )
    query = select(flags.c.id).where(
        flags.c.track_id == line.track_id,
        flags.c.queue == Queue.ESCALATED,
        flags.c.state == "open",
        flags.c.opened_by.in_(handed_on),
    )
    for flag_id in connection.execute(query).scalars().all():
        lock_flag(connection, flags.c.id == flag_id)
        if not is_held(connection, flag_id, line.decided_at):
            withdrawing = update(flags).where(flags.c.id == flag_id)
            connection.execute(withdrawing.values(state="withdrawn", closed_at=line.decided_at))


def withdraw_questions(connection: Connection, line: Line) -> None:
    """Take back what was asked about the track and is settled now."""
    asked = (Queue.SECOND, Queue.ESCALATED)
    waiting = (flags.c.track_id == line.track_id, flags.c.state == "open", flags.c.queue.in_(asked))
    closing = update(flags).where(*waiting)
    connection.execute(closing.values(state="withdrawn", closed_at=line.decided_at))
