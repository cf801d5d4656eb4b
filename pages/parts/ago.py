"""How long ago something was, as one says it."""

from datetime import datetime

_STEPS = ((60, "second"), (60, "minute"), (24, "hour"), (7, "day"), (52, "week"))


def ago(moment: datetime, now: datetime) -> str:
    """Return "just now", "3 minutes ago", "2 years ago"; what lies ahead is just now."""
    count = (now - moment).total_seconds()
    if count < 1:
        return "just now"
    for size, unit in _STEPS:
        if count < size:
            return _said(count, unit)
        count /= size
    return _said(count, "year")


def _said(count: float, unit: str) -> str:
    return f"{int(count)} {unit}{'s' if int(count) != 1 else ''} ago"
