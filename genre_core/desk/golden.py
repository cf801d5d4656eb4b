"""Golden items: tracks whose answer is known, mixed into the queues to see how sure moderators are.

They are named by an admin, with the reason why the answer is beyond doubt. A retired item is not
asked any more; the answers given to it stay.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from genre_core.desk.questions import Track, check_claim, read_track
from genre_core.desk.queues import Queue
from genre_core.desk.rulings import LONGEST_REASON, bounded, check_genres
from genre_core.errors import DeskError
from genre_core.people import Person, Role
from genre_core.ruling import OPINIONS, Answer
from genre_core.store.chain import Entry, record
from genre_core.store.engine import Store
from genre_core.store.moderators import known
from genre_core.store.schema import flags, golden_items, moderators, tracks


@dataclass(frozen=True, slots=True)
class KnownAnswer:
    """An answer that is known.

    Attributes:
        answer: an opinion.
        genres: with GENRE_IS the tree's names.
        why: it is beyond doubt; not empty, at most 1,000 characters.
    """

    answer: Answer
    genres: tuple[str, ...] = ()
    why: str = ""

    def __post_init__(self) -> None:
        """Raise DeskError for what is no answer, or without a reason."""
        if self.answer not in OPINIONS:
            raise DeskError(
                f"{self.answer} says nothing of the music, so that it cannot be known. Name what "
                "the track is."
            )
        object.__setattr__(self, "genres", tuple(dict.fromkeys(self.genres)))
        check_genres(self.answer, self.genres)
        object.__setattr__(self, "why", bounded("reason", self.why, LONGEST_REASON))
        if not self.why:
            raise DeskError("Why is the answer known? Write who says so, or where it stands.")


@dataclass(frozen=True, slots=True)
class GoldenItem:
    """A golden item.

    Attributes:
        track_key, title: the track.
        known: its answer.
        named_by: the name of the admin.
        added_at: when.
        retired_at: when it was retired, None where it is still asked.
    """

    track_key: str
    title: str
    known: KnownAnswer
    named_by: str
    added_at: datetime
    retired_at: datetime | None


def add_golden(
    store: Store, person: Person, track_key: str, answer: KnownAnswer, now: datetime
) -> None:
    """Name a track a golden item, or change the answer of one, which is asked from now on.

    Raises:
        NotAllowed: the person is no admin.
        DeskError: there is no such track, or its claim names no genre and cannot hold.
    """
    person.require(Role.ADMIN, "name golden items")
    with store.writing() as connection:
        track = read_track(connection, track_key)
        check_claim(answer.answer, track)
        said, genres = _lasting(answer, track)
        row = {
            "track_id": track.id,
            "answer": said,
            "genres": genres,
            "why": answer.why,
            "moderator_id": known(connection, person, now),
            "added_at": now,
        }
        connection.execute(delete(golden_items).where(golden_items.c.track_id == track.id))
        connection.execute(insert(golden_items).values(row))
        content = {"answer": said, "genres": genres, "why": answer.why}
        record(connection, Entry(person.subject, "golden item", track_key, content, now))


def _lasting(answer: KnownAnswer, track: Track) -> tuple[Answer, tuple[str, ...]]:
    """Return an answer that stays right when the catalogue's claim is corrected later."""
    if answer.answer is Answer.HOLDS:
        return Answer.GENRE_IS, (track.claimed_genre,)
    return answer.answer, answer.genres


def retire_golden(store: Store, person: Person, track_key: str, now: datetime) -> None:
    """Ask a golden item no more; nothing happens to one that is retired.

    Raises:
        NotAllowed: the person is no admin.
        DeskError: the track is no golden item.
    """
    person.require(Role.ADMIN, "retire golden items")
    with store.writing() as connection:
        track = read_track(connection, track_key)
        of_track = golden_items.c.track_id == track.id
        item = connection.execute(select(golden_items).where(of_track)).one_or_none()
        if item is None:
            raise DeskError(f"The track {track_key!r} is no golden item. Reload the list of them.")
        if item.retired_at is not None:
            return
        connection.execute(update(golden_items).where(of_track).values(retired_at=now))
        waiting = (flags.c.queue == Queue.GOLDEN, flags.c.state == "open")
        closing = update(flags).where(flags.c.track_id == track.id, *waiting)
        connection.execute(closing.values(state="withdrawn", closed_at=now))
        record(connection, Entry(person.subject, "golden item retired", track_key, {}, now))


def golden_items_of(connection: Connection, person: Person) -> tuple[GoldenItem, ...]:
    """Return all golden items, the retired ones too, by the tracks' ids in the catalogue.

    Raises:
        NotAllowed: the person is no admin: whoever may be asked must not know what will be.
    """
    person.require(Role.ADMIN, "see the golden items")
    g = golden_items.c
    rows = connection.execute(
        select(tracks.c.key, tracks.c.title, moderators.c.name, golden_items)
        .join(tracks, tracks.c.id == g.track_id)
        .join(moderators, moderators.c.id == g.moderator_id)
        .order_by(tracks.c.key)
    )
    return tuple(
        GoldenItem(
            row.key,
            row.title,
            KnownAnswer(Answer(row.answer), tuple(row.genres), row.why),
            row.name,
            row.added_at,
            row.retired_at,
        )
        for row in rows
    )
