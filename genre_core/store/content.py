"""What the audit trail keeps of a decision: every column of its row, in words.

The row is read back from the store and then written down, both when it is made and when the trail
is verified. So a row that was changed behind the desk's back has another content than its entry.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import RowMapping, Select, select

from genre_core.store.schema import decisions, moderators, tracks

ACTION = "decision"
"""The audit trail's action of a decision; its subject is the decision's key."""
COLUMNS = (
    *decisions.c,
    tracks.c.key.label("track"),
    moderators.c.subject.label("moderator"),
)
"""A decision's columns, and the names of track and moderator, whose ids say nothing elsewhere."""


def decision_rows() -> Select[*tuple[object, ...]]:
    """Return a query for COLUMNS of all decisions."""
    return select(*COLUMNS).select_from(
        decisions.join(tracks, tracks.c.id == decisions.c.track_id).join(
            moderators, moderators.c.id == decisions.c.moderator_id
        )
    )


def decision_content(row: RowMapping | Mapping[str, object]) -> dict[str, object]:
    """Return the content of the audit entry that belongs to a row of decision_rows()."""
    return {str(name): plain(value) for name, value in row.items()}


def plain(value: object) -> object:
    """Return a column's value as the entry holds it: times in ISO 8601."""
    return value.isoformat() if isinstance(value, datetime) else value
