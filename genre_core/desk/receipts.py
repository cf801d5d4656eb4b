"""What was recorded, read back from the store: the first time and every time after it."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from genre_core.desk.bundles import bundle_of
from genre_core.desk.questions import restated
from genre_core.desk.queues import Queue
from genre_core.desk.records import DecisionRecord, decision_of
from genre_core.desk.rulings import Recorded, Ruling
from genre_core.desk.settings import read_settings
from genre_core.errors import DeskError
from genre_core.people import Person
from genre_core.ruling import Answer
from genre_core.store.schema import decisions, flags


def is_repeated(connection: Connection, ruling: Ruling, person: Person) -> bool:
    """Return whether a ruling is in the store already.

    Raises:
        DeskError: another decision has its key.
    """
    known = decision_of(connection, ruling.key)
    if known is None:
        return False
    same_words = (known.reason, known.note) == (ruling.reason, ruling.note)
    same_answer = (known.answer, known.genres) == restated(
        ruling.answer, ruling.genres, known.claimed_genre
    )
    of_whom = (known.moderator, known.track_key) == (person.subject, ruling.track_key)
    if not (same_words and same_answer and of_whom):
        raise DeskError(
            f"Another decision has the key {ruling.key!r}: {known.answer} on {known.track_key!r}. "
            "Nothing was written; give every decision a key of its own."
        )
    return True


def read_recorded(connection: Connection, ruling: Ruling) -> Recorded:
    """Return what was recorded for a ruling."""
    known = recorded(connection, ruling.key)
    if ruling.bundle is None:
        return known
    rest = bundle_of(connection, ruling.track_key, ruling.bundle)
    return Recorded(
        known.key,
        known.track_key,
        known.late,
        known.opened,
        known.bundle_keys,
        known.undoable_until,
        rest.track_keys,
    )


def recorded(connection: Connection, key: str) -> Recorded:
    """Return what was recorded under a key; raise DeskError if nothing was."""
    known = decision_of(connection, key)
    if known is None:
        raise DeskError(f"There is no decision {key!r}. Reload the page to see what there is.")
    queues = select(flags.c.queue).where(
        flags.c.track_id == known.track_id,
        flags.c.opened_by == key,
        flags.c.state != "withdrawn",
        flags.c.queue.in_((Queue.SECOND, Queue.ESCALATED)),
    )
    return Recorded(
        key=key,
        track_key=known.track_key,
        late=_late(known),
        opened=tuple(map(Queue, connection.execute(queues.order_by(flags.c.id)).scalars())),
        bundle_keys=_others(connection, known) if known.bundle == key else (),
        undoable_until=undoable_until(connection, known),
    )


def _others(connection: Connection, known: DecisionRecord) -> tuple[str, ...]:
    """The keys of a bundle's other decisions, all of which are one person's."""
    d = decisions.c
    of_bundle = (d.moderator_id == known.moderator_id, d.bundle == known.bundle, d.key != known.key)
    query = select(d.key).where(*of_bundle).order_by(d.id)
    return tuple(connection.execute(query).scalars())


def undoable_until(connection: Connection, known: DecisionRecord) -> datetime:
    """Return until when a decision can be undone even where no track was taken after it."""
    return known.decided_at + timedelta(seconds=read_settings(connection).lease_seconds)


def _late(known: DecisionRecord) -> bool:
    """Whether no lease covered a decision that needed one."""
    by_table = bool(known.supersedes) or (known.settles and known.flag_id is None)
    return known.taken_at is None and known.answer is not Answer.UNDO and not by_table
