"""Decisions as a table shows them: the newest first, a page at a time, and what became of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, select

from genre_core.desk.queues import Queue
from genre_core.desk.records import DecisionRecord, Search, history_of, latest_decisions
from genre_core.desk.wording import wording
from genre_core.people import Person, Role
from genre_core.ruling import Answer, last_standing
from genre_core.store.schema import flags, tracks


class Fate(StrEnum):
    """What became of a decision."""

    STANDS = "stands"
    REPLACED = "replaced or undone"
    NOTE = ""
    """It is an undo, which is not said to stand or fall."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A decision and what became of it."""

    record: DecisionRecord
    fate: Fate


def words_of(record: DecisionRecord) -> str:
    """Return what a decision says, in words: "Punk and Rock", "the claim holds"."""
    return wording(record.answer, record.genres)


def list_decisions(
    connection: Connection, person: Person, search: Search, most: int
) -> tuple[Listed, ...]:
    """Return the newest decisions that are wanted, at most so many.

    What a colleague said of a track that waits for a second opinion is kept from moderators, who
    may be the ones to give it.

    Raises:
        NotAllowed: the person is not even a viewer.
    """
    person.require(Role.VIEWER, "look at decisions")
    found = _open_to(connection, person, latest_decisions(connection, search, most))
    standing: dict[str, set[str]] = {}
    for record in found:
        if record.track_key not in standing:
            standing[record.track_key] = _standing(history_of(connection, record.track_key))
    return tuple(Listed(record, _fate(record, standing[record.track_key])) for record in found)


def list_history(connection: Connection, person: Person, track_key: str) -> tuple[Listed, ...]:
    """Return everything that was decided on a track and that a person may see, oldest first."""
    history = history_of(connection, track_key)
    stands = _standing(history)
    seen = _open_to(connection, person, history)
    return tuple(Listed(record, _fate(record, stands)) for record in seen)


def _open_to(
    connection: Connection, person: Person, found: Sequence[DecisionRecord]
) -> list[DecisionRecord]:
    """Leave out what would tell a moderator the answer before she gives a second one."""
    if person.role is not Role.MODERATOR:
        return list(found)
    waiting = select(tracks.c.key).join(flags, flags.c.track_id == tracks.c.id)
    waiting = waiting.where(flags.c.queue == Queue.SECOND.value, flags.c.state == "open")
    kept_back = set(connection.execute(waiting).scalars())
    mine = person.subject
    return [each for each in found if each.track_key not in kept_back or each.moderator == mine]


def _standing(history: Sequence[DecisionRecord]) -> set[str]:
    of_each: dict[int, list[DecisionRecord]] = {}
    for record in history:
        of_each.setdefault(record.moderator_id, []).append(record)
    return {last.key for each in of_each.values() if (last := last_standing(each)) is not None}


def _fate(record: DecisionRecord, standing: set[str]) -> Fate:
    if record.answer is Answer.UNDO:
        return Fate.NOTE
    return Fate.STANDS if record.key in standing else Fate.REPLACED
