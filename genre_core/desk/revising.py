"""Changing a decision after its time for an undo is over: a new one, which replaces the old.

A moderator revises her own. Where it was a skip, that answers the flag if it is still open, and an
opinion takes back what she had handed on to a senior. A senior may decide on what others said, too:
that replaces nothing of theirs, and settles the track.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, select

from genre_core.desk.appeals import note_outcome
from genre_core.desk.entering import Stroke, enter
from genre_core.desk.ledger import Line, take_turn
from genre_core.desk.loose_ends import skipped_flag, take_back_escalation, withdraw_questions
from genre_core.desk.questions import check_claim, check_role, read_track, restated
from genre_core.desk.queues import FINAL, Queue
from genre_core.desk.receipts import is_repeated, read_recorded
from genre_core.desk.records import DecisionRecord, decision_of
from genre_core.desk.rulings import Recorded, Ruling
from genre_core.errors import DeskError
from genre_core.people import Person, Role
from genre_core.ruling import OPINIONS, Answer
from genre_core.store.engine import Store
from genre_core.store.moderators import known
from genre_core.store.schema import decisions


def revise(store: Store, person: Person, ruling: Ruling, now: datetime) -> Recorded:
    """Replace the decision that a ruling names in ``supersedes``, or settle the track over it.

    Args:
        store: the desk's database.
        person: who made it, or a senior.
        ruling: what is said from now on; its token is not looked at.
        now: with a zone.

    Raises:
        NotAllowed: it is another's, and the person is no senior.
        DeskError: there is no such decision on the track, it is void already, it answered a golden
            item, or another decision has the ruling's key.
        StoreBusy: nothing was written; the same again may succeed.
    """
    person.require(Role.MODERATOR, "revise decisions")
    with store.writing() as connection:
        take_turn(connection)
        if not is_repeated(connection, ruling, person):
            _revise(connection, person, ruling, now)
        return read_recorded(connection, ruling)


def _revise(connection: Connection, person: Person, ruling: Ruling, now: datetime) -> None:
    old = decision_of(connection, ruling.supersedes)
    if old is None or old.track_key != ruling.track_key:
        raise DeskError(
            f"There is no decision {ruling.supersedes!r} on {ruling.track_key!r} to revise. Reload "
            "the table of decisions."
        )
    _check(connection, old, ruling)
    if old.moderator != person.subject:
        person.require(Role.SENIOR, f"settle what {old.moderator_name} decided")
    # It answers the same question anew, whatever the catalogue claims by now.
    now_claims = read_track(connection, old.track_key)
    track = replace(now_claims, claimed=old.claimed, claimed_genre=old.claimed_genre)
    check_claim(ruling.answer, track)
    line = _line(old, person, ruling, known(connection, person, now), now)
    flag = skipped_flag(connection, old, line)
    check_role(person, flag)
    if flag is not None and flag.queue in FINAL:
        line = replace(line, settles=line.answer in OPINIONS)
    if line.supersedes and line.answer in OPINIONS:
        # Before it is written: where opinions differ now, that goes to a senior on its own.
        take_back_escalation(connection, line)
    enter(connection, Stroke(person, track, flag, line))
    if flag is not None and flag.queue is Queue.APPEALS:
        note_outcome(connection, flag.id, person, now)
    if line.settles:
        withdraw_questions(connection, line)


def _check(connection: Connection, old: DecisionRecord, ruling: Ruling) -> None:
    of_track = decisions.c.track_id == old.track_id
    void = select(decisions.c.id).where(of_track, decisions.c.supersedes == old.key)
    if old.answer is Answer.UNDO or connection.execute(void).first() is not None:
        raise DeskError(
            f"The decision {old.key!r} is void already: it was undone or revised. Revise the one "
            "that stands."
        )
    if old.queue == Queue.GOLDEN:
        raise DeskError(
            f"The decision {old.key!r} cannot be revised any more, and nothing was changed. Leave "
            "a comment on the track if it was wrong."
        )
    if ruling.answer is Answer.SKIP or ruling.bundle is not None:
        raise DeskError(
            "A decision is revised by another one on the same track alone, and a skip is none. "
            "Choose an answer, and no bundle."
        )


def _line(
    old: DecisionRecord, person: Person, ruling: Ruling, moderator_id: int, now: datetime
) -> Line:
    own = old.moderator == person.subject
    answer, genres = restated(ruling.answer, ruling.genres, old.claimed_genre)
    senior = person.role >= Role.SENIOR
    return Line(
        key=ruling.key,
        track_id=old.track_id,
        moderator_id=moderator_id,
        answer=answer,
        decided_at=now,
        genres=genres,
        reason=ruling.reason,
        note=ruling.note,
        flag_id=old.flag_id if own else None,
        verdict_id=old.verdict_id,
        seconds=ruling.seconds,
        queue=old.queue if own else "",
        chosen_by=old.chosen_by,
        # By now everything has been shown.
        blind=False,
        settles=answer in OPINIONS and senior and (old.settles or not own),
        supersedes=old.key if own else "",
        sha256=old.sha256,
        claimed=old.claimed,
        claimed_genre=old.claimed_genre,
    )
