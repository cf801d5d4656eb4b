"""What waits in each queue, for how long, who holds it since when, and when it will be done.

Two clocks run: a track waits since its flag was opened, and is overdue since somebody took it
and did not decide. The forecast goes by whole days back from now, seven of them, or as many as
the desk is old. Its interval is Student's for their mean: days differ more than chance would
have it, weekends most of all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, inf, isinf, nan, sqrt
from statistics import fmean, median, stdev

DAYS = 7
"""Days that the pace is taken from, at most."""

_DAY = timedelta(days=1)
# The 97.5th percentile of Student's t with 1 to 6 degrees of freedom.
_STUDENT = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447)


@dataclass(frozen=True, slots=True)
class Flagging:
    """One flag's life.

    Attributes:
        queue: where it is.
        opened_at: when it was opened.
        closed_at: when it was decided or withdrawn, None while it is open.
        taken_at: when it was taken by who holds it now, None if nobody does.
    """

    queue: str
    opened_at: datetime
    closed_at: datetime | None
    taken_at: datetime | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """Days until nothing waits any more.

    Attributes:
        opened, closed: flags a day, of the last days.
        days: at this pace; infinite where as many come in as go out, or more.
        low, high: the 95% interval of these days, NaN where one day alone is known.
        days_without_new: if no flag came in any more.
        sentence: the same in words.
    """

    opened: float
    closed: float
    days: float
    low: float
    high: float
    days_without_new: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits in a queue.

    Attributes:
        queue: its name; empty for all together.
        backlog: open flags.
        median_age, oldest_age: seconds since these were opened; NaN where none is open.
        held: how many somebody holds.
        longest_held: seconds since the first of these was taken; NaN where none is.
        forecast: when the queue will be empty.
    """

    queue: str
    backlog: int
    median_age: float
    oldest_age: float
    held: int
    longest_held: float
    forecast: Forecast


def waiting(queue: str, flags: Sequence[Flagging], now: datetime) -> Waiting:
    """Return what waits among the flags of a queue.

    Args:
        queue: its name.
        flags: all that are open, and those of the last days.
        now: what ages are counted to.
    """
    still = [flag for flag in flags if flag.closed_at is None]
    # A flag that was opened by a clock ahead of this one is new, not younger than new.
    ages = [max(0.0, (now - flag.opened_at).total_seconds()) for flag in still]
    held = [
        max(0.0, (now - flag.taken_at).total_seconds())
        for flag in still
        if flag.taken_at is not None
    ]
    return Waiting(
        queue,
        len(still),
        float(median(ages)) if ages else nan,
        max(ages, default=nan),
        len(held),
        max(held, default=nan),
        forecast(flags, now),
    )


def forecast(flags: Sequence[Flagging], now: datetime) -> Forecast:
    """Return when the open ones among flags will be done at the pace of the last days."""
    backlog = sum(flag.closed_at is None for flag in flags)
    days = _days(flags, now)
    opened = _a_day([flag.opened_at for flag in flags], now, days)
    closed = _a_day([flag.closed_at for flag in flags if flag.closed_at], now, days)
    fewer = [out - new for out, new in zip(closed, opened, strict=True)]
    spread = _STUDENT[days - 2] * stdev(fewer) / sqrt(days) if days > 1 else nan
    pace = fmean(fewer)
    found = (
        _until_empty(backlog, pace),
        _until_empty(backlog, pace + spread),
        _until_empty(backlog, pace - spread),
    )
    alone = _until_empty(backlog, fmean(closed))
    if backlog and pace <= 0 < sum(closed):
        words = _never(backlog, alone, days, grows=pace < 0)
    else:
        words = _said(backlog, found, alone, days)
    return Forecast(fmean(opened), fmean(closed), *found, alone, words)


def _days(flags: Sequence[Flagging], now: datetime) -> int:
    first = min((flag.opened_at for flag in flags), default=now)
    return min(DAYS, max(1, ceil((now - first) / _DAY)))


def _a_day(moments: Sequence[datetime], now: datetime, days: int) -> list[int]:
    """How many of the moments lie in each of the last days, the last 24 hours first."""
    counts = [0] * days
    for moment in moments:
        ago = (now - moment) // _DAY
        if 0 <= ago < days:
            counts[ago] += 1
    return counts


def _until_empty(backlog: int, pace: float) -> float:
    if not backlog:
        return 0.0
    if pace != pace:
        return nan
    return backlog / pace if pace > 0 else inf


def _said(backlog: int, found: tuple[float, float, float], alone: float, days: int) -> str:
    if not backlog:
        return "Nothing waits."
    of = _pace(days)
    left, low, high = found
    if isinf(alone):
        return f"{backlog} wait, and none was decided {of.replace('at the pace of', 'in')}."
    if low != low:
        return f"{backlog} wait: {left:.1f} days {of}; one day gives no interval."
    end = "never" if isinf(high) else f"{high:.1f}"
    return f"{backlog} wait: {left:.1f} days {of} (95% interval {low:.1f} to {end})."


def _never(backlog: int, alone: float, days: int, *, grows: bool) -> str:
    why = "more come in than go out" if grows else "as many come in as go out"
    without = f"without new ones {alone:.1f} days would do"
    return f"{backlog} wait, never to be done {_pace(days)}: {why}; {without}."


def _pace(days: int) -> str:
    return f"at the pace of the last {days} days" if days > 1 else "at the pace of the last day"
