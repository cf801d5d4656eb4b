"""Decisions of a batch into the store, each once, and each into the audit trail."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from genre_core.exchange.answered_flags import Answered, settle_flags
from genre_core.exchange.nouns import Decided, Refused
from genre_core.exchange.taking_tracks import Tally
from genre_core.ruling import OPINIONS, Answer
from genre_core.store.chain import record_decision
from genre_core.store.schema import decisions, moderators

_AT_ONCE = 500  # keys in one question


@dataclass(frozen=True, slots=True)
class Offered:
    """A decision that a file offers.

    Attributes:
        line: of the file.
        track: key of the track.
        track_id: its row.
        decision: what was said.
    """

    line: int
    track: str
    track_id: int
    decision: Decided

    @property
    def key(self) -> str:
        """The decision's key, or one made of all that it says: the same again is the same one."""
        said = self.decision
        if said.key:
            return said.key
        at = said.decided_at.isoformat() if said.decided_at else ""
        content = [self.track, said.moderator, said.answer, said.genres, at, said.supersedes]
        digest = sha256(json.dumps([*content, said.note, said.reason]).encode()).hexdigest()
        return f"import-{digest[:32]}"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a batch: how many were what, and which were not taken."""

    tally: Tally
    refused: tuple[Refused, ...]


def take_decisions(
    connection: Connection, offered: Sequence[Offered], who: str, now: datetime
) -> Taken:
    """Enter decisions that the store does not have; one whose key says something else is refused.

    Args:
        connection: a transaction that writes.
        offered: in the order of the file.
        who: subject of the person who imports.
        now: stands for the time of deciding where the file knows none.
    """
    tally, refused = Tally(), list[Refused]()
    for start in range(0, len(offered), _AT_ONCE):
        part = offered[start : start + _AT_ONCE]
        said = _known(connection, {each.key for each in part})
        new = []
        for each in part:
            if each.key not in said:
                said[each.key] = _substance(each)
                new.append(each)
            elif said[each.key] == _substance(each):
                tally += Tally(same=1)
            else:
                refused.append(Refused(each.line, _clash(each)))
        _enter(connection, new, who, now)
        settle_flags(connection, _answered(new), now)
        tally += Tally(new=len(new))
    return Taken(tally, tuple(refused))


def _answered(new: Sequence[Offered]) -> Answered:
    opinions = [each for each in new if each.decision.answer in OPINIONS]
    undos = [each for each in new if each.decision.answer is Answer.UNDO]
    return Answered(
        frozenset(each.key for each in opinions), frozenset(each.track_id for each in undos)
    )


def _known(connection: Connection, keys: set[str]) -> dict[str, tuple[object, ...]]:
    d = decisions.c
    joined = decisions.join(moderators, moderators.c.id == d.moderator_id)
    rows = connection.execute(
        select(d.key, d.track_id, moderators.c.subject, d.answer, d.genres)
        .select_from(joined)
        .where(d.key.in_(keys))
    )
    return {key: (track, who, answer, tuple(genres)) for key, track, who, answer, genres in rows}


def _substance(offered: Offered) -> tuple[object, ...]:
    """What makes two decisions one: other tools keep the answer, and not every note or time."""
    said = offered.decision
    return offered.track_id, said.moderator, said.answer.value, said.genres


def _clash(offered: Offered) -> str:
    return (
        f"its key {offered.key!r} is that of another decision in the store, which stays; give it a "
        "key of its own"
    )


def _enter(connection: Connection, new: Sequence[Offered], who: str, now: datetime) -> None:
    if not new:
        return
    people = _people(connection, new, now)
    connection.execute(insert(decisions), [_columns(each, people, now) for each in new])
    for each in new:
        record_decision(connection, each.key, who)


def _people(connection: Connection, new: Sequence[Offered], now: datetime) -> dict[str, int]:
    """Return the rows of all who decided; whom nobody knows is entered, without a role."""
    names = {each.decision.moderator: each.decision.name for each in new}
    rows = [
        {"subject": who, "name": name or who, "role": "", "first_seen_at": now, "last_seen_at": now}
        for who, name in names.items()
    ]
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    enter = dialect.insert(moderators).on_conflict_do_nothing(index_elements=["subject"])
    connection.execute(enter, rows)
    known = select(moderators.c.subject, moderators.c.id)
    found = connection.execute(known.where(moderators.c.subject.in_(names)))
    return {row.subject: row.id for row in found}


def _columns(offered: Offered, people: dict[str, int], now: datetime) -> dict[str, object]:
    said = offered.decision
    return {
        "key": offered.key,
        "track_id": offered.track_id,
        "moderator_id": people[said.moderator],
        "answer": said.answer.value,
        "genres": list(said.genres),
        "reason": said.reason,
        "note": said.note,
        "decided_at": said.decided_at or now,
        "taken_at": said.taken_at,
        "seconds": said.seconds,
        "queue": said.queue,
        "chosen_by": said.chosen_by.value,
        "blind": said.blind,
        "settles": said.settles,
        "supersedes": said.supersedes,
        "bundle": said.bundle,
        "sha256": said.sha256,
        "claimed": said.claimed or "",
        "claimed_genre": said.claimed_genre,
    }
