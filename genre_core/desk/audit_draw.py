"""The random audit: what share of the claims that were not flagged are wrong all the same?

Each track has a lot in [0, 1), made of its key and a salt that is drawn once and kept. The tracks
whose lot lies below the share are in the audit. So every unflagged track has the same chance,
whenever it was added and however often is drawn; a second draw of the same share draws nothing,
and a larger share adds to the smaller one.
"""

from collections.abc import Iterator
from datetime import datetime
from hashlib import blake2b

import numpy as np
from sqlalchemy import Connection, and_, exists, func, insert, or_, select

from genre_core.desk.ledger import take_turn
from genre_core.desk.queues import Queue
from genre_core.desk.wishes import FlagWish, open_flags
from genre_core.errors import DeskError
from genre_core.people import Person, Role
from genre_core.ruling import Chosen
from genre_core.store import chain
from genre_core.store.engine import Store
from genre_core.store.schema import flags, settings, tracks, verdicts

_SALT = "audit salt"
_BYTES = 8


def draw_audit(
    store: Store, person: Person, share: float, now: datetime, rng: np.random.Generator
) -> int:
    """Put a share of all judged, unflagged tracks before moderators; return how many came new.

    Args:
        store: the desk's database.
        person: an admin.
        share: of the unflagged tracks, in [0, 1]; those drawn earlier are part of it.
        now: with a zone.
        rng: draws the salt, the first time; later draws follow from it.

    Raises:
        NotAllowed: the person is no admin.
        DeskError: the share is not in [0, 1].
    """
    person.require(Role.ADMIN, "draw the audit")
    if not 0 <= share <= 1:
        raise DeskError(f"The audit's share is {share}; it lies between 0 and 1. 0.02 is 2%.")
    with store.writing() as connection:
        take_turn(connection)
        drawn = list(_drawn(connection, share, _salt(connection, now, rng)))
        opened = open_flags(connection, drawn, now)
        if opened:
            content = {"share": share, "opened": opened}
            chain.record(connection, chain.Entry(person.subject, "audit draw", "", content, now))
    return opened


def lot(salt: str, track_key: str) -> float:
    """Return a track's lot, in [0, 1): as good as random to whoever does not know the salt."""
    digest = blake2b(track_key.encode(), digest_size=_BYTES, key=salt.encode()).digest()
    # 53 bits, as many as a float keeps: never rounded up to 1.
    return (int.from_bytes(digest) >> 11) / 2**53


def _drawn(connection: Connection, share: float, salt: str) -> Iterator[FlagWish]:
    flagged = and_(flags.c.queue == Queue.FLAGGED, flags.c.state != "withdrawn")
    passed = or_(flagged, flags.c.queue == Queue.AUDIT)
    latest = (
        select(func.max(verdicts.c.id)).where(verdicts.c.track_id == tracks.c.id).scalar_subquery()
    )
    query = select(tracks.c.id, tracks.c.key, latest.label("verdict_id")).where(
        exists(select(verdicts.c.id).where(verdicts.c.track_id == tracks.c.id)),
        ~exists(select(flags.c.id).where(flags.c.track_id == tracks.c.id, passed)),
    )
    for row in connection.execute(query, execution_options={"yield_per": 1000}):
        place = lot(salt, row.key)
        if place < share:
            rank = 1 - place
            yield FlagWish(row.id, row.verdict_id, Queue.AUDIT, False, rank, Chosen.CHANCE)


def _salt(connection: Connection, now: datetime, rng: np.random.Generator) -> str:
    kept = select(settings.c.value).where(settings.c.name == _SALT)
    salt = connection.execute(kept).scalar_one_or_none()
    if salt is None:
        salt = rng.bytes(16).hex()
        row = {"name": _SALT, "value": salt, "changed_at": now}
        connection.execute(insert(settings).values(row))
    return str(salt)
