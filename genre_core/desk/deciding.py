"""Deciding: one transaction a ruling, written once however often it is handed in.

A ruling closes its flag and ends its lease. One that comes late is recorded too. It still closes
its flag where nobody took the track meanwhile; otherwise it is an opinion of its own, and whether
it differs from the one that closed the flag is for a senior to see.
"""

from datetime import datetime

from sqlalchemy import Connection

from genre_core.desk.appeals import note_outcome
from genre_core.desk.bundles import decide_others
from genre_core.desk.entering import Stroke, enter
from genre_core.desk.leases import end_lease
from genre_core.desk.ledger import Line, take_turn
from genre_core.desk.questions import (
    Question,
    check_claim,
    check_role,
    read_question,
    restated,
)
from genre_core.desk.queues import FINAL, Queue
from genre_core.desk.receipts import is_repeated, read_recorded
from genre_core.desk.revising import revise
from genre_core.desk.rulings import Bundle, Recorded, Ruling
from genre_core.errors import DeskError
from genre_core.people import Person, Role
from genre_core.ruling import OPINIONS, Answer
from genre_core.store.engine import Store
from genre_core.store.moderators import known

__all__ = ["Answer", "Bundle", "Recorded", "Ruling", "decide"]


def decide(store: Store, person: Person, ruling: Ruling, now: datetime) -> Recorded:
    """Record what a moderator says of the track on her screen.

    Handed in again with the same key it changes nothing and returns what was recorded. With
    ``supersedes`` it revises an earlier decision.

    Args:
        store: the desk's database.
        person: who decides; a moderator or above, in some queues a senior.
        ruling: what is said.
        now: with a zone.

    Raises:
        NotAllowed: the person's role does not reach so far.
        DeskError: the lease is of another track or person, or never was one; the claim names no
            genre and cannot hold; or another decision has this key.
        StoreBusy: nothing was written; the same again may succeed.
    """
    person.require(Role.MODERATOR, "decide")
    if ruling.supersedes:
        return revise(store, person, ruling, now)
    with store.writing() as connection:
        take_turn(connection)
        if not is_repeated(connection, ruling, person):
            _decide(connection, person, ruling, now)
        return read_recorded(connection, ruling)


def _decide(connection: Connection, person: Person, ruling: Ruling, now: datetime) -> None:
    moderator_id = known(connection, person, now)
    question = read_question(connection, ruling, moderator_id, now)
    check_role(person, question.flag)
    check_claim(ruling.answer, question.track)
    _check_bundle(ruling, question)
    line = _line(question, ruling, moderator_id, now)
    stroke = Stroke(person, question.track, question.flag, line)
    enter(connection, stroke)
    end_lease(connection, ruling.token)
    if line.queue == Queue.APPEALS and question.flag is not None:
        note_outcome(connection, question.flag.id, person, now)
    # Late, one ruling is one opinion: what she saw of the rest may be long decided otherwise.
    if ruling.bundle is not None and question.in_time:
        decide_others(connection, stroke, ruling.bundle)


def _line(question: Question, ruling: Ruling, moderator_id: int, now: datetime) -> Line:
    lease, flag = question.lease, question.flag
    answer, genres = restated(ruling.answer, ruling.genres, question.track.claimed_genre)
    # A queue that only seniors get leases from; an opinion that came too late settles nothing.
    settles = flag is not None and flag.queue in FINAL and answer in OPINIONS
    return Line(
        key=ruling.key,
        track_id=question.track.id,
        moderator_id=moderator_id,
        answer=answer,
        decided_at=now,
        genres=genres,
        reason=ruling.reason,
        note=ruling.note,
        flag_id=None if flag is None else flag.id,
        verdict_id=lease.verdict_id,
        taken_at=lease.taken_at if question.in_time else None,
        seconds=ruling.seconds,
        queue=lease.queue,
        chosen_by=lease.chosen_by,
        blind=lease.blind,
        settles=settles,
        bundle=ruling.key if ruling.bundle is not None else "",
        sha256=question.track.sha256,
        claimed=question.track.claimed,
        claimed_genre=question.track.claimed_genre,
    )


def _check_bundle(ruling: Ruling, question: Question) -> None:
    if ruling.bundle is not None and question.lease.blind:
        raise DeskError(
            f"In a blind queue each track is decided by itself, so the rest of the {ruling.bundle} "
            "cannot be decided with it. Nothing was written; decide on this track alone."
        )
