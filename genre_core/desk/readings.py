"""What the figures read of the store beside the decisions: flags, golden items, chances."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, or_, select

from genre_core.desk.backlog import DAYS, Flagging, Waiting, waiting
from genre_core.desk.in_hand import living
from genre_core.desk.quality import Known
from genre_core.desk.queues import Queue
from genre_core.desk.settings import read_settings
from genre_core.desk.voices import Voice
from genre_core.ruling import Answer
from genre_core.store.schema import decisions, flags, golden_items, leases, verdicts

_AT_ONCE = 500  # rows asked for by their numbers; databases take so many and not any number


def newest(connection: Connection) -> tuple[int, int]:
    """Return the highest row numbers of decisions and flags: the same as long as nothing came."""
    columns = (decisions.c.id, flags.c.id)
    found = [connection.execute(select(func.max(column))).scalar_one() for column in columns]
    return found[0] or 0, found[1] or 0


def read_waiting(connection: Connection, now: datetime) -> tuple[Waiting, ...]:
    """Return what waits in all queues together, then in each that has or had something.

    Golden items are no work that waits, and are left out.
    """
    of_queue = defaultdict(list)
    for flag in _flags(connection, now):
        of_queue[flag.queue].append(flag)
    everything = [flag for each in of_queue.values() for flag in each]
    each = [waiting(queue, of_queue[queue], now) for queue in Queue if queue in of_queue]
    return (waiting("", everything, now), *each)


def read_golden(connection: Connection) -> dict[int, Known]:
    """Return the answers of golden items by row of the track, of retired ones too."""
    g = golden_items.c
    rows = connection.execute(select(g.track_id, g.answer, g.genres))
    return {row.track_id: Known(Answer(row.answer), tuple(row.genres)) for row in rows}


def read_chances(connection: Connection, voices: Iterable[Voice]) -> dict[int, Mapping[str, float]]:
    """Return a model's probabilities by genre, by row of the track, of the voices' verdicts."""
    track_of = {voice.verdict: voice.track for voice in voices if voice.verdict is not None}
    found: dict[int, Mapping[str, float]] = {}
    numbers = sorted(track_of)
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        query = select(verdicts.c.id, verdicts.c.probabilities).where(verdicts.c.id.in_(some))
        # In the order of verdicts: of two on a track the later one stays.
        for number, chances in connection.execute(query.order_by(verdicts.c.id)):
            found[track_of[number]] = chances
    return found


def _flags(connection: Connection, now: datetime) -> list[Flagging]:
    """All open flags, and those that were opened or closed in the days of a forecast."""
    f = flags.c
    live = living(now, read_settings(connection))
    joined = flags.outerjoin(leases, (leases.c.flag_id == f.id) & live)
    begin = now - timedelta(days=DAYS)
    recent = or_(f.state == "open", f.closed_at >= begin, f.opened_at >= begin)
    query = select(f.queue, f.opened_at, f.closed_at, leases.c.taken_at).select_from(joined)
    rows = connection.execute(query.where(recent, f.queue != Queue.GOLDEN))
    return [Flagging(*row) for row in rows]
