"""Taking the next track, and keeping or giving back those one has.

A pull that is repeated because its answer was lost on the way gives the same track again: what a
person holds and does not show (``PullTerms.besides``) comes before anything new.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import Connection, select

from genre_core.desk.everything import next_of_everything
from genre_core.desk.filters import Filters
from genre_core.desk.golden_draw import draw_golden
from genre_core.desk.leases import Lease, end_lease, extend, leases_of, lock_lease, take
from genre_core.desk.queues import DISGUISES, Queue
from genre_core.desk.settings import read_settings
from genre_core.desk.waiting import Seeker, next_flag
from genre_core.errors import DeskError, StoreBusy
from genre_core.people import Person, Role
from genre_core.store.engine import Store
from genre_core.store.moderators import known
from genre_core.store.schema import flags, leases, moderators

__all__ = ["MOST_HELD", "Filters", "Lease", "PullTerms", "held", "pull", "release", "renew"]

MOST_HELD = 4
"""Tracks one person may hold: the one on screen and the next, in two tabs."""
_TRIES = 100


@dataclass(frozen=True, slots=True, eq=False)
class PullTerms:
    """How a track is pulled.

    Attributes:
        now: with a zone.
        rng: decides whether this pull gives a golden item, and which.
        filters: which tracks are wanted.
        besides: tokens of the leases that the page has already; another one is wanted.
    """

    now: datetime
    rng: np.random.Generator
    filters: Filters = Filters()
    besides: frozenset[str] = frozenset()


def pull(store: Store, person: Person, asked: Queue, terms: PullTerms) -> Lease | None:
    """Lease the next track of a queue to a person; None where nothing waits for her.

    Whoever holds MOST_HELD tracks gives one up for a new one, first of those that the page does
    not show, then the oldest: it belongs to a tab that was closed, more likely than not, and to
    refuse would keep her from working until it expires. A decision on it is still recorded.

    Raises:
        NotAllowed: the queue takes a higher role.
        DeskError: a filter would tell what a blind queue hides.
        StoreBusy: the database is locked, or all others are faster; the same again may succeed.
    """
    person.require(asked.least_role, f'take tracks from the queue "{asked.title}"')
    with store.writing() as connection:
        settings = read_settings(connection)
        terms.filters.check(asked, settings)
        # Writes the person's row, and so keeps a second tab waiting until this pull is done.
        moderator = known(connection, person, terms.now)
        has = leases_of(connection, moderator, terms.now)
        seeker = Seeker(moderator, person.role, asked, terms.filters, terms.now, settings)
        lease = _unseen(connection, seeker, terms, has) or _new(connection, seeker, terms)
        if lease is not None:
            _make_room(connection, [each for each in has if each != lease], terms)
    return lease


def renew(store: Store, person: Person, token: str, now: datetime) -> Lease:
    """Let a lease run its full length from now on, also one that expired and nobody took.

    Raises:
        NotAllowed: the person is no moderator.
        DeskError: the lease has ended, or is another's.
    """
    person.require(Role.MODERATOR, "keep tracks")
    with store.writing() as connection:
        moderator = known(connection, person, now)
        lease = lock_lease(connection, token)
        longer = None
        if lease is not None and lease.moderator_id == moderator:
            longer = extend(connection, lease, now)
    if longer is None:
        raise DeskError(
            "This track is no longer yours: it was decided, withdrawn, or went to a colleague "
            "when your time was up. What you decide on it is still recorded; take the next one."
        )
    return longer


def release(store: Store, person: Person, token: str) -> None:
    """Give a track back undecided; nothing happens if it has ended or is another's.

    Raises:
        NotAllowed: the person is no moderator.
    """
    person.require(Role.MODERATOR, "give tracks back")
    with store.writing() as connection:
        lease = lock_lease(connection, token)
        if lease is not None and lease.moderator_id == _row_of(connection, person):
            end_lease(connection, token)


def held(store: Store, person: Person, now: datetime) -> tuple[Lease, ...]:
    """Return what a person holds, oldest first: the same in each of her tabs.

    Raises:
        NotAllowed: the person is no moderator.
    """
    person.require(Role.MODERATOR, "hold tracks")
    with store.reading() as connection:
        moderator = _row_of(connection, person)
        return () if moderator is None else leases_of(connection, moderator, now)


def _row_of(connection: Connection, person: Person) -> int | None:
    query = select(moderators.c.id).where(moderators.c.subject == person.subject)
    return connection.execute(query).scalar_one_or_none()


def _unseen(
    connection: Connection, seeker: Seeker, terms: PullTerms, has: Sequence[Lease]
) -> Lease | None:
    """Return a lease that she holds from this queue and that the page does not show."""
    tokens = [each.token for each in has if each.asked is seeker.queue]
    unseen = [token for token in tokens if token not in terms.besides]
    if not unseen:
        return None
    query = select(leases.c.token).join(flags, flags.c.id == leases.c.flag_id)
    wanted = terms.filters.narrow(query.where(leases.c.token.in_(unseen)), seeker.queue)
    token = connection.execute(wanted.order_by(leases.c.taken_at).limit(1)).scalar_one_or_none()
    lease = None if token is None else lock_lease(connection, token)
    return None if lease is None else extend(connection, lease, terms.now)


def _new(connection: Connection, seeker: Seeker, terms: PullTerms) -> Lease | None:
    moderator, asked, now = seeker.moderator_id, seeker.queue, seeker.now
    mixed = asked in DISGUISES and terms.rng.random() < seeker.settings.golden_share
    if mixed or asked is Queue.GOLDEN:
        golden = draw_golden(connection, seeker, terms.rng)
        if golden is not None:
            return take(connection, golden, moderator, asked, now)
    if asked is Queue.GOLDEN:
        return None
    for _ in range(_TRIES):
        flag = _next(connection, seeker, terms)
        if flag is None:
            return None
        # Somebody may have leased it after this transaction's query began: then on to the next.
        lease = take(connection, flag, moderator, asked, now)
        if lease is not None:
            return lease
    raise StoreBusy(
        f"{_TRIES} tracks in a row went to colleagues while this one was being taken. Try again."
    )


def _next(connection: Connection, seeker: Seeker, terms: PullTerms) -> int | None:
    if seeker.queue is Queue.EVERYTHING:
        return next_of_everything(connection, seeker, terms.rng)
    return next_flag(connection, seeker)


def _make_room(connection: Connection, others: Sequence[Lease], terms: PullTerms) -> None:
    oldest_last = sorted(others, key=lambda each: (each.token in terms.besides, each.taken_at))
    for lease in oldest_last[: max(0, len(others) + 1 - MOST_HELD)]:
        end_lease(connection, lease.token)
