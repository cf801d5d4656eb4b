"""A case: everything that a moderator is shown of one lease, read in a few queries.

What must not be seen is not in it. Blind, a case has no claim, no verdict, no probabilities, no
tags (uploaders write the genre into any of them), no history, no comments, no bundle and nothing to
compare with; the number keys then name the same genres whatever the track. What is asked again
(second opinions, appeals) shows nothing of the answer before, and only what was escalated does: it
was handed on with a question. Why a track is in a queue is said in the words of the queue that was
asked for, so that a golden item looks like the rest of it.

A page cannot give away what it is not given; module reveals gives it, once the person has decided.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from genre_core.desk.bundles import BundleOffer, bundle_of
from genre_core.desk.comments import Comment, comments_of
from genre_core.desk.contrast import Contrast, contrast
from genre_core.desk.exhibits import Sound, Tag, tags_of
from genre_core.desk.histories import artist_history
from genre_core.desk.judgements import Judgement, judgement_of
from genre_core.desk.leases import Lease
from genre_core.desk.number_keys import likeliest, usual
from genre_core.desk.opinions import Opinion, opinions_besides
from genre_core.desk.queues import ASK_AGAIN, Queue
from genre_core.desk.rulings import Bundle
from genre_core.errors import DeskError
from genre_core.people import Person, Role
from genre_core.store.engine import Store
from genre_core.store.schema import flags, leases, moderators, tracks

FIRST_YOU = "You answer first; the claim and the model's opinion are shown afterwards."
_BUNDLED = frozenset({Queue.FLAGGED, Queue.UNCERTAIN, Queue.EVERYTHING})
"""Elsewhere a decision is about this one track."""
_Row = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Case:
    """What is shown of one lease; what may not be seen is empty or None.

    Attributes:
        token, flag_id: of the lease.
        track_id, key: row of the track, and the catalogue's own id.
        sound: the recording.
        title, artist, album: as the source names them.
        asked: the queue that was asked for.
        reason: why the track is in it.
        blind: whether the answer comes before model and claim.
        top: genres for the number keys, nine.
        expires_at: until when the track is the person's.
        late: whether that is over.
        claimed: the uploader's words.
        claimed_genre: the tree's name for them, or empty.
        tags: what else the source said.
        history: sentences on the artist's other tracks.
        judgement: the latest verdict.
        contrast: tracks to compare with.
        album_offer, artist_offer: what else the same stroke could decide; None for nothing.
        comments: what colleagues remarked, oldest first.
        opinions: what others decided, oldest first.
    """

    token: str
    flag_id: int
    track_id: int
    key: str
    sound: Sound
    title: str
    artist: str
    album: str
    asked: Queue
    reason: str
    blind: bool
    top: tuple[str, ...]
    expires_at: datetime
    late: bool
    claimed: str = ""
    claimed_genre: str = ""
    tags: tuple[Tag, ...] = ()
    history: tuple[str, ...] = ()
    judgement: Judgement | None = None
    contrast: Contrast = Contrast()
    album_offer: BundleOffer | None = None
    artist_offer: BundleOffer | None = None
    comments: tuple[Comment, ...] = ()
    opinions: tuple[Opinion, ...] = ()


def case_of(store: Store, person: Person, lease: Lease, now: datetime) -> Case:
    """Return what a person may see of a track that is leased to them.

    Raises:
        NotAllowed: the person may not decide.
        DeskError: the lease is another's.
    """
    person.require(Role.MODERATOR, "open a case")
    with store.reading() as connection:
        row = _row(connection, lease)
        if row.holder is not None and row.holder != person.subject:
            raise DeskError(
                f"The track {lease.track_key!r} is leased to somebody else. Pull the next one."
            )
        hidden = _hidden(lease, row, now)
        if lease.blind:
            return replace(hidden, reason=FIRST_YOU, top=usual(connection))
        return _shown(connection, person, hidden, row)


def _row(connection: Connection, lease: Lease) -> _Row:
    t = tracks.c
    holder = (
        select(moderators.c.subject)
        .join(leases, leases.c.moderator_id == moderators.c.id)
        .where(leases.c.flag_id == lease.flag_id, leases.c.token == lease.token)
        .scalar_subquery()
    )
    return connection.execute(
        select(
            *(t.sha256, t.location, t.start, t.duration, t.title, t.artist, t.artist_key, t.album),
            *(t.claimed, t.claimed_genre, t.tags, flags.c.reason, holder.label("holder")),
        )
        .join(flags, flags.c.track_id == t.id)
        .where(flags.c.id == lease.flag_id)
    ).one()


def _hidden(lease: Lease, row: _Row, now: datetime) -> Case:
    """What may be seen in any case; it still lacks the reason and the number keys."""
    return Case(
        token=lease.token,
        flag_id=lease.flag_id,
        track_id=lease.track_id,
        key=lease.track_key,
        sound=Sound(row.sha256, row.location, row.start, row.duration),
        title=row.title,
        artist=row.artist,
        album=row.album,
        asked=lease.asked,
        reason="",
        blind=lease.blind,
        top=(),
        expires_at=lease.expires_at,
        late=not lease.live(now),
    )


def _shown(connection: Connection, person: Person, hidden: Case, row: _Row) -> Case:
    track, asked = hidden.track_id, hidden.asked
    judgement = judgement_of(connection, track)
    others: tuple[Opinion, ...] = ()
    if asked is Queue.ESCALATED:
        others = opinions_besides(connection, hidden.key, person.subject)
    alone = asked in ASK_AGAIN and asked is not Queue.ESCALATED
    return replace(
        hidden,
        reason=_reason(asked, row.reason, judgement),
        top=likeliest(judgement, row.claimed_genre),
        claimed=row.claimed,
        claimed_genre=row.claimed_genre,
        tags=tags_of(row.tags),
        history=artist_history(connection, track, row.artist_key),
        judgement=judgement,
        contrast=contrast(connection, judgement.verdict_id) if judgement else Contrast(),
        album_offer=_offer(connection, hidden, Bundle.ALBUM),
        artist_offer=_offer(connection, hidden, Bundle.ARTIST),
        comments=() if alone else comments_of(connection, hidden.key),
        opinions=others,
    )


def _offer(connection: Connection, case: Case, bundle: Bundle) -> BundleOffer | None:
    if case.asked not in _BUNDLED:
        return None
    offer = bundle_of(connection, case.key, bundle)
    return offer if offer.count else None


def _reason(asked: Queue, of_flag: str, judgement: Judgement | None) -> str:
    if asked in (Queue.ESCALATED, Queue.APPEALS) and of_flag:
        return of_flag
    if asked is Queue.FLAGGED and judgement:
        return judgement.sentence
    return asked.description
