"""Writing into the table of decisions: one line at a time, each with its entry in the trail."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from genre_core.people import Person
from genre_core.ruling import Answer, Chosen
from genre_core.store.chain import record_decision
from genre_core.store.schema import audit_head, decisions


@dataclass(frozen=True, slots=True)
class Line:
    """A row of ``decisions``; the attributes are its columns.

    The claim is the one that was asked about: catalogues are corrected, and what a person has said
    of one claim is nothing that she has said of the next.
    """

    key: str
    track_id: int
    moderator_id: int
    answer: Answer
    decided_at: datetime
    genres: tuple[str, ...] = ()
    reason: str = ""
    note: str = ""
    flag_id: int | None = None
    verdict_id: int | None = None
    taken_at: datetime | None = None
    seconds: float | None = None
    queue: str = ""
    chosen_by: Chosen = Chosen.UNKNOWN
    blind: bool = False
    settles: bool = False
    supersedes: str = ""
    bundle: str = ""
    sha256: str = ""
    claimed: str = ""
    claimed_genre: str = ""


def take_turn(connection: Connection) -> None:
    """Wait until nobody else is deciding, and keep others waiting until the transaction ends.

    A decision touches its flag, follow-ups and the artist's other flags, and ends in the trail,
    which is written one at a time anyway. Taken last, that lock would let two decisions wait for
    each other, or one key be written twice; a decision takes some milliseconds.
    """
    connection.execute(_TURN)


_TURN = select(audit_head.c.number).with_for_update()


def append(connection: Connection, line: Line, person: Person) -> None:
    """Write a line, and its entry in the trail."""
    connection.execute(insert(decisions).values(**asdict(line)))
    record_decision(connection, line.key, person.subject)
