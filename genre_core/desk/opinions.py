"""What others decided on a track, for those who may see it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from genre_core.desk.records import history_of
from genre_core.desk.standing import standing
from genre_core.desk.wording import wording
from genre_core.ruling import Answer


@dataclass(frozen=True, slots=True)
class Opinion:
    """A decision of somebody else that stands.

    Attributes:
        key: its name.
        who: what colleagues see of the moderator.
        answer, genres: what was said.
        reason, note: as it was written.
        decided_at: when.
    """

    key: str
    who: str
    answer: Answer
    genres: tuple[str, ...]
    reason: str
    note: str
    decided_at: datetime

    @property
    def said(self) -> str:
        """The answer in words, to follow a name and a colon."""
        return wording(self.answer, self.genres)


def opinions_besides(connection: Connection, track_key: str, subject: str) -> tuple[Opinion, ...]:
    """Return the last word on a track of everybody but one person, oldest first."""
    return tuple(
        Opinion(
            decision.key,
            decision.moderator_name,
            decision.answer,
            decision.genres,
            decision.reason,
            decision.note,
            decision.decided_at,
        )
        for decision in standing(history_of(connection, track_key)).decisions
        if decision.moderator != subject
    )
