"""What a blind case hid, once the person has decided: claim, model, history, and who said what.

Nothing is revealed to who skipped or handed on: an answer comes first. That a track was a golden
item is never revealed, nor its known answer, or it could not be asked again.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from genre_core.desk.comments import Comment, comments_of
from genre_core.desk.exhibits import Tag, tags_of
from genre_core.desk.histories import artist_history
from genre_core.desk.judgements import Judgement, judgement_of
from genre_core.desk.opinions import Opinion, opinions_besides
from genre_core.desk.queues import ASK_AGAIN
from genre_core.errors import DeskError, NotAllowed
from genre_core.people import Person, Role
from genre_core.ruling import OPINIONS, Answer
from genre_core.store.engine import Store
from genre_core.store.schema import decisions, moderators, tracks

_ANSWERED = OPINIONS | {Answer.CANNOT_TELL}


@dataclass(frozen=True, slots=True)
class Reveal:
    """What was hidden until a decision was made.

    Attributes:
        decision_key, track_key, title: of what was decided.
        claimed: the uploader's words.
        claimed_genre: the tree's name for them, or empty.
        tags: what else the source said.
        history: sentences on the artist's other tracks.
        judgement: the latest verdict, None without one.
        comments: what colleagues remarked, oldest first.
        opinions: what others decided, where the track had been decided before, oldest first.
    """

    decision_key: str
    track_key: str
    title: str
    claimed: str
    claimed_genre: str
    tags: tuple[Tag, ...]
    history: tuple[str, ...]
    judgement: Judgement | None
    comments: tuple[Comment, ...]
    opinions: tuple[Opinion, ...]


def reveal_of(store: Store, person: Person, decision_key: str) -> Reveal:
    """Return what was hidden from a person who has decided since.

    Raises:
        NotAllowed: the decision is another's, and the person no senior.
        DeskError: there is no such decision, or it answered nothing.
    """
    person.require(Role.MODERATOR, "see what was hidden")
    with store.reading() as connection:
        row = _row(connection, decision_key)
        if row is None or Answer(row.answer) not in _ANSWERED:
            raise DeskError(
                f"Nothing is revealed for {decision_key!r}: an answer is needed first. "
                "Decide on the track, then look."
            )
        if row.subject != person.subject and person.role < Role.SENIOR:
            raise NotAllowed(
                f"The decision {decision_key!r} is another moderator's; what was hidden is shown "
                "to them and to seniors."
            )
        return Reveal(
            decision_key=decision_key,
            track_key=row.key,
            title=row.title,
            claimed=row.claimed,
            claimed_genre=row.claimed_genre,
            tags=tags_of(row.tags),
            history=artist_history(connection, row.track_id, row.artist_key),
            judgement=judgement_of(connection, row.track_id),
            comments=comments_of(connection, row.key),
            opinions=_of_others(connection, row),
        )


def _row(connection: Connection, key: str) -> Row[*tuple[Any, ...]] | None:
    d, t = decisions.c, tracks.c
    return connection.execute(
        select(
            *(d.track_id, d.answer, d.queue, moderators.c.subject, t.key, t.title, d.claimed),
            *(d.claimed_genre, t.tags, t.artist_key),
        )
        .join(tracks, t.id == d.track_id)
        .join(moderators, moderators.c.id == d.moderator_id)
        .where(d.key == key)
    ).one_or_none()


def _of_others(connection: Connection, row: Row[*tuple[Any, ...]]) -> tuple[Opinion, ...]:
    if row.queue not in {queue.value for queue in ASK_AGAIN}:
        # A golden item, too, looks as if nobody had decided on it.
        return ()
    return opinions_besides(connection, row.key, row.subject)
