"""Deciding an album, or an artist's tracks, by one stroke.

Catalogues often give genres by album, so that one wrong claim is wrong ten times. A bundle is the
other tracks of the album or artist with the same claim that wait for a decision, or have none. Each
gets a decision of its own, which can be undone and appealed against alone; nobody has heard them,
and they say so by naming no recording and no time on screen. The random audit is never answered
this way: its tracks stand for all others, and have to be heard.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, case, exists, or_, select

from genre_core.desk.asked import stands
from genre_core.desk.entering import Stroke, enter
from genre_core.desk.in_hand import living
from genre_core.desk.questions import Flag, Track, flag_of, latest_verdict, track_of
from genre_core.desk.queues import Queue
from genre_core.desk.rulings import Bundle
from genre_core.desk.settings import read_settings
from genre_core.errors import DeskError
from genre_core.ruling import Chosen
from genre_core.store.schema import decisions, flags, leases, tracks

MOST = 200
"""Tracks decided by one stroke; more are offered again afterwards."""
_QUEUES = (Queue.FLAGGED, Queue.UNCERTAIN, Queue.EVERYTHING)
_COLUMNS = {
    Bundle.ALBUM: (tracks.c.album_key, tracks.c.album),
    Bundle.ARTIST: (tracks.c.artist_key, tracks.c.artist),
}


@dataclass(frozen=True, slots=True)
class BundleOffer:
    """What else one stroke could decide.

    Attributes:
        count: how many tracks; 0 where there is nothing to offer.
        title: of the album, or the artist's name.
        track_keys: their ids in the catalogue, in the order of the catalogue.
    """

    count: int
    title: str
    track_keys: tuple[str, ...]


def bundle_of(connection: Connection, track_key: str, bundle: Bundle) -> BundleOffer:
    """Return the other tracks of an album or artist that have the same claim and wait.

    Raises:
        DeskError: there is no such track.
    """
    row = connection.execute(select(tracks).where(tracks.c.key == track_key)).one_or_none()
    if row is None:
        raise DeskError(f"The desk has no track {track_key!r}. Reload the page.")
    query = select(tracks.c.key).where(_alike(row, bundle), _waits())
    keys = tuple(connection.execute(query.order_by(tracks.c.id).limit(MOST)).scalars())
    return BundleOffer(len(keys), str(getattr(row, _COLUMNS[bundle][1].name)), keys)


def decide_others(connection: Connection, stroke: Stroke, bundle: Bundle) -> None:
    """Decide the other tracks of a bundle as one was just decided.

    Tracks that others hold are left out, and so stay on offer.

    Args:
        connection: the transaction in which the first was written.
        stroke: the first, whose key is the bundle's.
        bundle: which others.
    """
    offer = bundle_of(connection, stroke.track.key, bundle)
    line = stroke.line
    for number, track in enumerate(_free(connection, offer, line.moderator_id, line.decided_at), 1):
        flag = _flag(connection, track, stroke)
        verdict = latest_verdict(connection, track.id) if flag is None else flag.verdict_id
        other = replace(
            line,
            key=f"{line.key}/{number}",
            track_id=track.id,
            flag_id=None if flag is None else flag.id,
            verdict_id=verdict,
            taken_at=None,
            seconds=None,
            queue="" if flag is None else flag.queue,
            chosen_by=Chosen.UNKNOWN if flag is None else flag.chosen_by,
            settles=False,
            sha256="",
            claimed=track.claimed,
            claimed_genre=track.claimed_genre,
        )
        enter(connection, Stroke(stroke.person, track, flag, other))


def _alike(row: Row[Any], bundle: Bundle) -> ColumnElement[bool]:
    column = _COLUMNS[bundle][0]
    whose = getattr(row, column.name)
    same_claim = (
        tracks.c.claimed_genre == row.claimed_genre
        if row.claimed_genre
        else and_(tracks.c.claimed_genre == "", tracks.c.claimed == row.claimed)
    )
    return and_(column == whose, column != "", tracks.c.id != row.id, same_claim)


def _waits() -> ColumnElement[bool]:
    of_track = and_(flags.c.track_id == tracks.c.id, flags.c.state == "open")
    flagged = exists(select(flags.c.id).where(of_track, flags.c.queue.in_(_QUEUES)))
    decided = and_(decisions.c.track_id == tracks.c.id, stands())
    return or_(flagged, ~exists(select(decisions.c.id).where(decided)))


def _free(
    connection: Connection, offer: BundleOffer, moderator_id: int, now: datetime
) -> Iterator[Track]:
    """Lock the tracks that nobody else holds or is just taking, and yield them."""
    live = living(now, read_settings(connection))
    others = (
        select(leases.c.flag_id)
        .join(flags, flags.c.id == leases.c.flag_id)
        .where(flags.c.track_id == tracks.c.id, flags.c.for_moderator_id.is_(None))
        .where(leases.c.moderator_id != moderator_id, live)
    )
    query = select(tracks).where(tracks.c.key.in_(offer.track_keys)).order_by(tracks.c.id)
    locked = query.with_for_update(of=tracks, key_share=True, skip_locked=True)
    for row in connection.execute(locked).all():
        # Asked only now that the track is locked: its lease may have been taken just before.
        if connection.execute(others.correlate(None).where(tracks.c.id == row.id)).first() is None:
            yield track_of(row)


def _flag(connection: Connection, track: Track, stroke: Stroke) -> Flag | None:
    """The open flag that a decision by bundle answers: the same queue's, if there is one."""
    order = case({queue.value: n for n, queue in enumerate(_QUEUES)}, value=flags.c.queue)
    query = (
        select(flags)
        .where(flags.c.track_id == track.id, flags.c.state == "open", flags.c.queue.in_(_QUEUES))
        .where(flags.c.least_role <= int(stroke.person.role))
        .order_by(flags.c.queue != stroke.line.queue, order)
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else flag_of(row)
