"""Appeals: the uploader's side contests a decision, with a reason, and a senior hears it anew.

It is a senior who did not make the decision, and she does not see it until hers is made. Then it
is upheld, where hers says the same, or overturned.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, select

from genre_core.desk.asked import stands
from genre_core.desk.flags import FlagWish, open_flags
from genre_core.desk.ledger import take_turn
from genre_core.desk.queues import Queue
from genre_core.desk.records import DecisionRecord, decision_of, history_of
from genre_core.desk.rulings import LONGEST_REASON, bounded
from genre_core.desk.standing import Consensus, agree, said, standing
from genre_core.errors import DeskError
from genre_core.people import Person, Role
from genre_core.ruling import Answer
from genre_core.store.chain import Entry, record
from genre_core.store.engine import Store
from genre_core.store.moderators import known
from genre_core.store.schema import decisions, flags, moderators, tracks


class Outcome(StrEnum):
    """What became of an appeal."""

    WAITING = "waiting"
    UPHELD = "upheld"
    """The new decision says what the old one said."""
    OVERTURNED = "overturned"
    UNDECIDED = "undecided"
    """The senior could not tell, or handed it on: the old decision stands."""
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Appeal:
    """One appeal.

    Attributes:
        flag_id: its flag.
        track_key: the track.
        original: key of the decision that is contested.
        reason: the uploader's.
        opened_at: when.
        outcome: what became of it.
        decision: key of the decision on it, or empty.
    """

    flag_id: int
    track_key: str
    original: str
    reason: str
    opened_at: datetime
    outcome: Outcome
    decision: str


def appeal(store: Store, person: Person, track_key: str, reason: str, now: datetime) -> Appeal:
    """Open an appeal against what stands of a track's decisions.

    The same appeal entered again, with the same reason, is found and not opened twice.

    Args:
        store: the desk's database.
        person: who enters it on behalf of the uploader's side; a moderator or above.
        track_key: the track.
        reason: the uploader's, 1 to 1,000 characters.
        now: with a zone.

    Raises:
        NotAllowed: the person is no moderator.
        DeskError: the reason is empty or too long, nothing that could be contested stands, or an
            appeal against it was opened before.
    """
    person.require(Role.MODERATOR, "enter appeals")
    words = bounded("reason", reason, LONGEST_REASON)
    if not words:
        raise DeskError("An appeal has a reason, and none was given. Write what the uploader says.")
    with store.writing() as connection:
        take_turn(connection)
        known(connection, person, now)
        original = _contested(connection, track_key)
        if not open_flags(connection, [_wish(original, words)], now):
            return _opened_before(connection, original, words)
        content = {"reason": words, "decision": original.key, "moderator": person.subject}
        record(connection, Entry(person.subject, "appeal", track_key, content, now))
        return _opened_before(connection, original, words)


def appeals(connection: Connection) -> tuple[Appeal, ...]:
    """Return all appeals, oldest first."""
    return tuple(_appeals(connection, ""))


def original_of(connection: Connection, person: Person, track_key: str) -> DecisionRecord | None:
    """Return the decision that was contested, to who has decided on its last appeal herself.

    None for everybody else, and as long as she has not decided.
    """
    query = (
        select(flags.c.opened_by)
        .join(tracks, tracks.c.id == flags.c.track_id)
        .join(decisions, decisions.c.flag_id == flags.c.id)
        .join(moderators, moderators.c.id == decisions.c.moderator_id)
        .where(tracks.c.key == track_key, flags.c.queue == Queue.APPEALS)
        .where(moderators.c.subject == person.subject, decisions.c.answer != Answer.SKIP, stands())
        .order_by(flags.c.id.desc())
        .limit(1)
    )
    key = connection.execute(query).scalar_one_or_none()
    return None if key is None else decision_of(connection, key)


def note_outcome(connection: Connection, flag_id: int, person: Person, now: datetime) -> None:
    """Write into the trail what became of an appeal that was just decided."""
    query = select(tracks.c.key).join(flags, flags.c.track_id == tracks.c.id)
    track_key = connection.execute(query.where(flags.c.id == flag_id)).scalar_one()
    for found in _appeals(connection, track_key):
        if found.flag_id == flag_id and found.outcome is not Outcome.WAITING:
            content = {
                "outcome": found.outcome,
                "decision": found.decision,
                "original": found.original,
            }
            record(connection, Entry(person.subject, "appeal outcome", track_key, content, now))


def _contested(connection: Connection, track_key: str) -> DecisionRecord:
    now = standing(history_of(connection, track_key))
    if now.opinion is not None:
        return now.opinion
    disputed = now.consensus is Consensus.DISPUTED
    why = "moderators differ, and a senior settles it" if disputed else "nobody has decided on it"
    raise DeskError(
        f"There is no decision on {track_key!r} to appeal against: {why}. Wait for it, or leave a "
        "comment."
    )


def _wish(original: DecisionRecord, reason: str) -> FlagWish:
    return FlagWish(
        track_id=original.track_id,
        verdict_id=original.verdict_id,
        queue=Queue.APPEALS,
        family=False,
        severity=0.0,
        chosen_by=original.chosen_by,
        opened_by=original.key,
        reason=reason,
    )


def _opened_before(connection: Connection, original: DecisionRecord, reason: str) -> Appeal:
    found = list(_appeals(connection, original.track_key))[-1]
    if (found.original, found.reason) == (original.key, reason):
        return found
    raise DeskError(
        f"An appeal on {original.track_key!r} was entered on {found.opened_at:%Y-%m-%d} already "
        f"and is {found.outcome}. One decision is contested once; leave a comment instead."
    )


def _appeals(connection: Connection, track_key: str) -> Iterator[Appeal]:
    f = flags.c
    query = select(f.id, f.opened_by, f.reason, f.opened_at, f.state, tracks.c.key)
    query = query.join(tracks, tracks.c.id == f.track_id).where(f.queue == Queue.APPEALS)
    if track_key:
        query = query.where(tracks.c.key == track_key)
    for row in connection.execute(query.order_by(f.id)).all():
        answer = _answer(connection, row.id)
        outcome = _outcome(answer, decision_of(connection, row.opened_by), row.state)
        key = "" if answer is None else answer.key
        yield Appeal(row.id, row.key, row.opened_by, row.reason, row.opened_at, outcome, key)


def _answer(connection: Connection, flag_id: int) -> DecisionRecord | None:
    """The decision on an appeal's flag that stands."""
    answers = decisions.c.answer != Answer.SKIP
    query = select(decisions.c.key).where(decisions.c.flag_id == flag_id, answers, stands())
    key = connection.execute(query.order_by(decisions.c.id.desc()).limit(1)).scalar_one_or_none()
    return None if key is None else decision_of(connection, key)


def _outcome(answer: DecisionRecord | None, original: DecisionRecord | None, state: str) -> Outcome:
    if answer is None:
        return Outcome.WITHDRAWN if state == "withdrawn" else Outcome.WAITING
    if original is None or not said(answer):
        return Outcome.UNDECIDED
    return Outcome.UPHELD if agree(answer, original) else Outcome.OVERTURNED
