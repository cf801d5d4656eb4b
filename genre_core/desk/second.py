"""Who is asked next: a second moderator, a senior, or nobody.

- Handed on: a senior (ESCALATED).
- The opinions that stand differ: a senior. One who cannot tell leaves it to another, so that a
  dispute waits until somebody settles it: nothing else would show that it is there.
- Nobody could tell yet: another moderator (SECOND), once.
- An opinion against the claim of a prolific artist, or one on a track that the lot fell on: another
  moderator, unless somebody else's decision stands already.

The lot is a hash of the track and of a secret that the database keeps. So it is repeatable; the
same track has the same lot however often its decision is undone and made again; and nobody can
choose a decision's key, or the moment, to escape a second look.
"""

import secrets
from hashlib import sha256

from sqlalchemy import Connection, func, insert, select

from genre_core.desk.ledger import Line
from genre_core.desk.questions import Flag, Track
from genre_core.desk.queues import ASK_AGAIN, Queue
from genre_core.desk.settings import DeskSettings, read_settings
from genre_core.desk.standing import Consensus, Standing, overturns, said
from genre_core.desk.wishes import FlagWish, open_flags
from genre_core.ruling import OPINIONS, Answer
from genre_core.store.schema import settings, tracks

_SECRET = "second_opinions_secret"  # noqa: S105 - the name of the row that holds it
_DIGITS = 13  # hexadecimal; 52 bits, as a float holds them


def follow_up(
    connection: Connection, line: Line, track: Track, flag: Flag | None, now: Standing
) -> None:
    """Open the flag that a decision calls for, if any.

    Args:
        connection: a transaction that writes.
        line: the decision, written.
        track: what it is on.
        flag: what it answered, None where it answered none.
        now: what stands of the track's decisions with it.
    """
    queue, reason = _wanted(connection, line, track, now)
    if queue is None:
        return
    wish = FlagWish(
        track_id=track.id,
        verdict_id=line.verdict_id,
        queue=queue,
        family=flag is not None and flag.family,
        severity=0.0 if flag is None else flag.severity,
        chosen_by=line.chosen_by,
        opened_by=line.key,
        reason=reason,
    )
    open_flags(connection, [wish], line.decided_at)


def _wanted(
    connection: Connection, line: Line, track: Track, now: Standing
) -> tuple[Queue | None, str]:
    if line.queue == Queue.GOLDEN or line.answer is Answer.SKIP:
        return None, ""
    if line.answer is Answer.ESCALATE:
        return Queue.ESCALATED, line.reason or line.note or "A moderator handed it on."
    told = line.answer in OPINIONS or line.answer is Answer.CANNOT_TELL
    if told and now.consensus is Consensus.DISPUTED:
        words = "; ".join(dict.fromkeys(said(opinion) for opinion in now.opinions))
        return Queue.ESCALATED, f"Moderators differ: {words}."
    if _is_second(connection, line, track, now):
        return Queue.SECOND, "A second opinion is wanted."
    return None, ""


def _is_second(connection: Connection, line: Line, track: Track, now: Standing) -> bool:
    asked_again = line.queue in ASK_AGAIN or line.settles
    if asked_again or any(each.moderator_id != line.moderator_id for each in now.decisions):
        return False
    if line.answer is Answer.CANNOT_TELL:
        return True
    rules = read_settings(connection)
    against = now.opinion is not None and overturns(now.opinion)
    return (against and _is_prolific(connection, track, rules)) or in_share(
        connection, track.key, rules.second_share, line
    )


def _is_prolific(connection: Connection, track: Track, rules: DeskSettings) -> bool:
    if not track.artist_key:
        return False
    theirs = select(func.count()).where(tracks.c.artist_key == track.artist_key)
    return connection.execute(theirs).scalar_one() >= rules.prolific_tracks


def in_share(connection: Connection, track_key: str, share: float, line: Line) -> bool:
    """Return whether the lot of a track lies within a share in [0, 1]."""
    if share in (0, 1):
        return share == 1
    drawn = sha256(f"{_secret(connection, line)}:{track_key}".encode()).hexdigest()[:_DIGITS]
    return bool(int(drawn, 16) < share * 16**_DIGITS)


def _secret(connection: Connection, line: Line) -> str:
    query = select(settings.c.value).where(settings.c.name == _SECRET)
    kept = connection.execute(query).scalar_one_or_none()
    if kept is not None:
        return str(kept)
    made = secrets.token_hex(16)
    row = {"name": _SECRET, "value": made, "changed_at": line.decided_at}
    connection.execute(insert(settings).values(row))
    return made
