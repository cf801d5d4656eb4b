"""Undo: a row of its own that makes a decision void; nothing is ever deleted.

Only a person's last stroke can be undone, whole or, of a bundle, track by track; and only until the
lease of the track taken next has ended. After that others may have built on it, and it is revised
instead. An undo takes back what followed: flags that the decision opened and nobody answered are
withdrawn, the artist's offence is not counted, and its flag is open and hers again. The track is
not blind any more, since she has seen what was revealed.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from genre_core.desk.asked import stands
from genre_core.desk.flags import count_offence, reopen_flag
from genre_core.desk.leases import Lease, leases_of
from genre_core.desk.ledger import Line, append, take_turn
from genre_core.desk.queues import Queue
from genre_core.desk.receipts import recorded, undoable_until
from genre_core.desk.records import DecisionRecord, decision_of, history_of
from genre_core.desk.rulings import Recorded, check_key
from genre_core.desk.settings import read_settings
from genre_core.desk.standing import standing
from genre_core.desk.tokens import Terms, issue
from genre_core.errors import DeskError
from genre_core.people import Person, Role
from genre_core.ruling import Answer
from genre_core.store.engine import Store
from genre_core.store.moderators import known
from genre_core.store.schema import decisions, flags, moderators, tracks

_REVISE = "Change it in the table of decisions, by a new decision that replaces it."


def undo(store: Store, person: Person, key: str, supersedes: str, now: datetime) -> Recorded:
    """Take back a person's last decision.

    Handed in again with the same key it changes nothing and returns what was recorded.

    Args:
        store: the desk's database.
        person: who made it.
        key: a name for the undo that no other decision has.
        supersedes: key of the decision; of a bundle the first key takes back all of it, one of
            ``Recorded.bundle_keys`` that track alone, and the first key with "/0" the first alone.
        now: with a zone.

    Raises:
        NotAllowed: the person is no moderator.
        DeskError: there is no such decision of hers, it is void, it was not her last, or its time
            is over.
        StoreBusy: nothing was written; the same again may succeed.
    """
    person.require(Role.MODERATOR, "undo decisions")
    check_key(key)
    with store.writing() as connection:
        take_turn(connection)
        if not _is_repeated(connection, person, key, supersedes):
            moderator_id = known(connection, person, now)
            taken_back = _taken_back(connection, moderator_id, supersedes)
            _check_time(connection, taken_back[0], moderator_id, now)
            for number, old in enumerate(taken_back):
                line = _line(old, key, number, now)
                _undo(connection, person, old, line)
        return recorded(connection, key)


def undoable(store: Store, person: Person, now: datetime) -> DecisionRecord | None:
    """Return the decision that an undo would take back now, of a bundle its first; None if none.

    Raises:
        NotAllowed: the person is no moderator.
    """
    person.require(Role.MODERATOR, "undo decisions")
    hers = (moderators.c.subject == person.subject, decisions.c.answer != Answer.UNDO)
    query = select(decisions.c.key, decisions.c.bundle).join(
        moderators, moderators.c.id == decisions.c.moderator_id
    )
    with store.reading() as connection:
        last = connection.execute(
            query.where(*hers).order_by(decisions.c.id.desc()).limit(1)
        ).one_or_none()
        named = None if last is None else decision_of(connection, last.bundle or last.key)
        if named is None:
            return None
        try:
            found = _taken_back(connection, named.moderator_id, named.key)
            _check_time(connection, found[0], named.moderator_id, now)
        except DeskError:
            return None
        return found[0]


def _undo(connection: Connection, person: Person, old: DecisionRecord, line: Line) -> None:
    append(connection, line, person)
    history = history_of(connection, old.track_key)
    change = standing(history).overturned - standing(history[:-1]).overturned
    if change:
        artist = select(tracks.c.artist_key).where(tracks.c.id == old.track_id)
        count_offence(connection, connection.execute(artist).scalar_one(), change)
    opened = (flags.c.track_id == old.track_id, flags.c.opened_by == old.key)
    withdrawing = update(flags).where(*opened, flags.c.state == "open")
    connection.execute(withdrawing.values(state="withdrawn", closed_at=line.decided_at))
    _give_back(connection, old, line)


def _give_back(connection: Connection, old: DecisionRecord, line: Line) -> None:
    """Open the flag again, and lease it to her unless it is one of many."""
    query = select(flags.c.state).where(flags.c.id == old.flag_id)
    state = connection.execute(query).scalar_one_or_none()
    # A skip left its flag open, and if it is closed by now somebody else has answered.
    if old.flag_id is None or state != ("open" if _left_open(old) else "decided"):
        return
    first = not line.bundle or line.key == line.bundle
    reopen_flag(connection, old.flag_id, _lease(connection, old, line) if first else None)


def _left_open(old: DecisionRecord) -> bool:
    return old.answer is Answer.SKIP and old.queue != Queue.GOLDEN


def _lease(connection: Connection, old: DecisionRecord, line: Line) -> Lease:
    seconds = read_settings(connection).lease_seconds
    queue = Queue(old.queue)
    # A golden item still does not say that it is one.
    asked = Queue.FLAGGED if queue is Queue.GOLDEN else queue
    terms = Terms(old.flag_id or 0, old.moderator_id, asked, blind=False)
    return Lease(
        token=issue(connection, terms, line.decided_at),
        flag_id=terms.flag_id,
        track_id=old.track_id,
        track_key=old.track_key,
        queue=queue,
        asked=terms.asked,
        blind=terms.blind,
        chosen_by=old.chosen_by,
        taken_at=line.decided_at,
        expires_at=line.decided_at + timedelta(seconds=seconds),
        opened_by="",
        verdict_id=old.verdict_id,
        moderator_id=old.moderator_id,
    )


def _line(old: DecisionRecord, key: str, number: int, now: datetime) -> Line:
    return Line(
        key=f"{key}/{number}" if number else key,
        track_id=old.track_id,
        moderator_id=old.moderator_id,
        answer=Answer.UNDO,
        decided_at=now,
        flag_id=old.flag_id,
        verdict_id=old.verdict_id,
        queue=old.queue,
        chosen_by=old.chosen_by,
        supersedes=old.key,
        bundle=key if old.bundle else "",
        sha256=old.sha256,
        claimed=old.claimed,
        claimed_genre=old.claimed_genre,
    )


def _is_repeated(connection: Connection, person: Person, key: str, supersedes: str) -> bool:
    old = decision_of(connection, key)
    if old is None:
        return False
    same = old.supersedes.partition("/")[0] == supersedes.partition("/")[0]
    if old.answer is Answer.UNDO and old.moderator == person.subject and same:
        return True
    raise DeskError(
        f"Another decision has the key {key!r}: {old.answer} on {old.track_key!r}. Nothing was "
        "written; give every undo a key of its own."
    )


def _taken_back(
    connection: Connection, moderator_id: int, supersedes: str
) -> Sequence[DecisionRecord]:
    """What an undo makes void, one decision or those of a bundle that still stand."""
    named = decision_of(connection, supersedes.removesuffix("/0"))
    if named is None or named.moderator_id != moderator_id or named.answer is Answer.UNDO:
        raise DeskError(
            f"There is no decision {supersedes!r} of yours to undo. Reload the page to see your "
            "last one."
        )
    if named.supersedes:
        raise DeskError(f"The decision {supersedes!r} is a revision, and not undone. {_REVISE}")
    whole = named.bundle == supersedes
    mine = decisions.c.bundle == named.bundle if whole else decisions.c.key == named.key
    hers = decisions.c.moderator_id == moderator_id
    query = select(decisions.c.key).where(hers, mine, stands()).order_by(decisions.c.id)
    keys = connection.execute(query).scalars().all()
    found = [each for key in keys if (each := decision_of(connection, key)) is not None]
    if not found:
        raise DeskError(f"The decision {supersedes!r} is undone or revised already. {_REVISE}")
    _check_last(connection, named)
    return found


def _check_last(connection: Connection, named: DecisionRecord) -> None:
    hers = (decisions.c.moderator_id == named.moderator_id, decisions.c.answer != Answer.UNDO)
    query = select(decisions.c.key, decisions.c.bundle).where(*hers)
    last = connection.execute(query.order_by(decisions.c.id.desc()).limit(1)).one()
    if last.key != named.key and (not named.bundle or last.bundle != named.bundle):
        raise DeskError(
            f"You have decided on another track after {named.track_key!r}, and only the last "
            f"decision can be undone. {_REVISE}"
        )


def _check_time(
    connection: Connection, named: DecisionRecord, moderator_id: int, now: datetime
) -> None:
    # As long as she holds the track that she took next, however often she renewed it.
    if now >= undoable_until(connection, named) and not leases_of(connection, moderator_id, now):
        raise DeskError(
            f"The decision on {named.track_key!r} was made at {named.decided_at:%H:%M} UTC, and "
            f"the time to undo it is over. {_REVISE}"
        )
