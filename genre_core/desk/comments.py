"""Comments: what moderators tell each other about a track; never part of a decision."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, insert, select

from genre_core.desk.ledger import take_turn
from genre_core.desk.questions import read_track
from genre_core.desk.rulings import bounded, check_key
from genre_core.errors import DeskError
from genre_core.people import Person, Role
from genre_core.store.chain import Entry, record
from genre_core.store.engine import Store
from genre_core.store.moderators import known
from genre_core.store.schema import comments, moderators, tracks

LONGEST = 4_000
"""Characters."""


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment.

    Attributes:
        key: its name, as the page chose it.
        track_key: the track.
        who: the subject of its author; name: what colleagues see.
        text: 1 to 4,000 characters.
        made_at: when.
    """

    key: str
    track_key: str
    who: str
    name: str
    text: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class NewComment:
    """A comment as it is handed in; raises DeskError where it is empty or too long."""

    key: str
    track_key: str
    text: str

    def __post_init__(self) -> None:
        """Check the key and bound the text."""
        check_key(self.key)
        object.__setattr__(self, "text", bounded("comment", self.text, LONGEST))
        if not self.text:
            raise DeskError("The comment is empty. Write something, or leave it.")


def comment(store: Store, person: Person, said: NewComment, now: datetime) -> Comment:
    """Keep a comment; handed in again with the same key it is kept once.

    Raises:
        NotAllowed: the person is no moderator.
        DeskError: there is no such track, or another comment has this key.
    """
    person.require(Role.MODERATOR, "comment")
    with store.writing() as connection:
        take_turn(connection)
        query = _rows().where(comments.c.key == said.key)
        found = connection.execute(query).one_or_none()
        if found is None:
            _write(connection, person, said, now)
            found = connection.execute(query).one()
        kept = Comment(*found)
        if (kept.track_key, kept.who, kept.text) != (said.track_key, person.subject, said.text):
            raise DeskError(
                f"Another comment has the key {said.key!r}. Nothing was written; give every "
                "comment a key of its own."
            )
        return kept


def comments_of(connection: Connection, track_key: str) -> tuple[Comment, ...]:
    """Return the comments on a track, oldest first."""
    rows = connection.execute(_rows().where(tracks.c.key == track_key).order_by(comments.c.id))
    return tuple(Comment(*row) for row in rows)


def _write(connection: Connection, person: Person, said: NewComment, now: datetime) -> None:
    row = {
        "key": said.key,
        "track_id": read_track(connection, said.track_key).id,
        "moderator_id": known(connection, person, now),
        "text": said.text,
        "made_at": now,
    }
    connection.execute(insert(comments).values(row))
    content = {"track": said.track_key, "text": said.text}
    record(connection, Entry(person.subject, "comment", said.key, content, now))


def _rows() -> Select[Any]:
    c, m = comments.c, moderators.c
    return (
        select(c.key, tracks.c.key, m.subject, m.name, c.text, c.made_at)
        .join(tracks, tracks.c.id == c.track_id)
        .join(moderators, m.id == c.moderator_id)
    )
