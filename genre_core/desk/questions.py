"""What was asked when a ruling was made: of which track, through which flag, under which lease.

A ruling may come when its lease has expired, or when the flag is no longer there to be answered: a
browser was cut off, a machine slept. Then it is recorded all the same, and the question says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from genre_core.desk.leases import Lease, ended_lease, lock_lease
from genre_core.desk.queues import Queue
from genre_core.desk.rulings import Ruling
from genre_core.errors import DeskError
from genre_core.people import Person, Role
from genre_core.ruling import Answer, Chosen
from genre_core.store.schema import flags, leases, tracks, verdicts


@dataclass(frozen=True, slots=True)
class Track:
    """What a decision needs to know of its track; the attributes are columns of ``tracks``."""

    id: int
    key: str
    artist_key: str
    claimed: str
    claimed_genre: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Flag:
    """What a decision needs to know of its flag; the attributes are columns of ``flags``."""

    id: int
    track_id: int
    verdict_id: int | None
    queue: Queue
    chosen_by: Chosen
    least_role: Role
    family: bool
    severity: float


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked.

    Attributes:
        track: of which track.
        lease: under which the track was on screen; it may have ended.
        flag: what the answer closes; None where nothing waits for it any more.
        in_time: whether the lease was live and the flag open.
    """

    track: Track
    lease: Lease
    flag: Flag | None
    in_time: bool


def read_question(
    connection: Connection, ruling: Ruling, moderator_id: int, now: datetime
) -> Question:
    """Return what a ruling answers, its track locked against other leases.

    Raises:
        DeskError: the lease is of another track or another person or never was one, or there is no
            such track.
    """
    if not ruling.token:
        raise DeskError(
            f"The decision on {ruling.track_key!r} names no lease. Pull the track, then decide; "
            "to change an earlier decision, name it in supersedes."
        )
    track = read_track(connection, ruling.track_key)
    lease = lock_lease(connection, ruling.token) or ended_lease(connection, ruling.token)
    if lease is None:
        raise DeskError(
            f"The decision on {ruling.track_key!r} names a lease that this desk never gave. "
            "Nothing was written; reload the page and decide on the track that it shows."
        )
    _check_lease(lease, ruling, moderator_id)
    theirs = (leases.c.flag_id == lease.flag_id, leases.c.moderator_id != moderator_id)
    taken = connection.execute(select(leases.c.flag_id).where(*theirs)).first() is not None
    flag = None if taken else read_flag(connection, lease.flag_id)
    return Question(track, lease, flag, flag is not None and lease.live(now))


def read_track(connection: Connection, key: str) -> Track:
    """Return the track with this id of the catalogue; raise DeskError if there is none."""
    row = connection.execute(select(tracks).where(tracks.c.key == key)).one_or_none()
    if row is None:
        raise DeskError(f"The desk has no track {key!r}. Import it, or look for a typing error.")
    return track_of(row)


def track_of(row: Row[Any]) -> Track:
    """Return the track of a row of ``tracks``."""
    return Track(**{name: getattr(row, name) for name in Track.__slots__})


def read_flag(connection: Connection, flag_id: int) -> Flag | None:
    """Return a flag that is open; None if it is closed."""
    query = select(flags).where(flags.c.id == flag_id, flags.c.state == "open")
    row = connection.execute(query).one_or_none()
    return None if row is None else flag_of(row)


def flag_of(row: Row[Any]) -> Flag:
    """Return the flag of a row of ``flags``."""
    own = {name: getattr(row, name) for name in Flag.__slots__}
    words = {
        "queue": Queue(row.queue),
        "chosen_by": Chosen(row.chosen_by),
        "least_role": Role(row.least_role),
    }
    return Flag(**{**own, **words})


def latest_verdict(connection: Connection, track_id: int) -> int | None:
    """Return the row of a track's latest verdict; None without one."""
    query = select(func.max(verdicts.c.id)).where(verdicts.c.track_id == track_id)
    latest: int | None = connection.execute(query).scalar_one()
    return latest


def restated(answer: Answer, genres: Sequence[str], claimed: str) -> tuple[Answer, tuple[str, ...]]:
    """Return an answer as it is kept: that the genre is the claimed one means that it holds.

    It is not refused, because who answers blind does not know the claim, and must not be told it.
    """
    said = tuple(genres)
    if answer is Answer.GENRE_IS and said == (claimed,):
        return Answer.HOLDS, ()
    return answer, said


def check_claim(answer: Answer, track: Track) -> None:
    """Raise DeskError where a claim is said to hold that names no genre."""
    if answer is Answer.HOLDS and not track.claimed_genre:
        raise DeskError(
            f"The claim {track.claimed!r} of {track.key!r} names no genre of the tree, so it "
            "cannot hold. Say which genre it is, or that you cannot tell."
        )


def check_role(person: Person, flag: Flag | None) -> None:
    """Raise NotAllowed where a flag asks for a higher role than the person has."""
    if flag is not None:
        person.require(flag.least_role, f'decide in the queue "{flag.queue.title}"')


def _check_lease(lease: Lease, ruling: Ruling, moderator_id: int) -> None:
    if lease.track_key != ruling.track_key:
        raise DeskError(
            f"The decision is on {ruling.track_key!r}, but its lease is of {lease.track_key!r}. "
            "Nothing was written; reload the page and decide on the track that it shows."
        )
    if lease.moderator_id != moderator_id:
        raise DeskError(
            f"The track {ruling.track_key!r} is leased to somebody else under this token. Nothing "
            "was written; reload the page to see who you are logged in as."
        )
