"""A decision written with all that follows from it, in the caller's transaction."""

from dataclasses import dataclass

from sqlalchemy import Connection

from genre_core.desk.flags import close_flag, count_offence
from genre_core.desk.ledger import Line, append
from genre_core.desk.questions import Flag, Track
from genre_core.desk.queues import Queue
from genre_core.desk.records import history_of
from genre_core.desk.second import follow_up
from genre_core.desk.standing import standing
from genre_core.people import Person
from genre_core.ruling import Answer


@dataclass(frozen=True, slots=True)
class Stroke:
    """A decision that is to be written.

    Attributes:
        person: who decides.
        track: on what.
        flag: what it answers, open; None where it answers none.
        line: the row.
    """

    person: Person
    track: Track
    flag: Flag | None
    line: Line


def enter(connection: Connection, stroke: Stroke) -> None:
    """Write a decision, close its flag, count the artist's offence, and ask whom to ask next."""
    line = stroke.line
    append(connection, line, stroke.person)
    history = history_of(connection, stroke.track.key)
    now = standing(history)
    # A golden item waits for one person only: skipped it would wait for ever.
    closes = line.answer is not Answer.SKIP or line.queue == Queue.GOLDEN
    if stroke.flag is not None and closes:
        close_flag(connection, stroke.flag.id, line.decided_at)
    # Before any flag is opened, which counts the offences by itself.
    change = now.overturned - standing(history[:-1]).overturned
    if change:
        count_offence(connection, stroke.track.artist_key, change)
    follow_up(connection, line, stroke.track, stroke.flag, now)
