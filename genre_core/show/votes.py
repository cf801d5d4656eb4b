"""What a phone can say, and what many phones have said."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from genre_core.show.moments import Moment


class Choice(StrEnum):
    """An answer to the question of a round."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Cast:
    """What became of a vote.

    Attributes:
        stored: whether it is on the disk.
        why: a sentence where it is not, otherwise "".
    """

    stored: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """The votes of a round, one a device.

    Attributes:
        yes, no, unsure: how many said so.
        genres: genres that were named, and how often each; the most named first, then by name.
    """

    yes: int = 0
    no: int = 0
    unsure: int = 0
    genres: tuple[tuple[str, int], ...] = ()

    @property
    def votes(self) -> int:
        """All votes."""
        return self.yes + self.no + self.unsure

    @property
    def decided(self) -> int:
        """The votes that say yes or no."""
        return self.yes + self.no

    @property
    def majority(self) -> Choice:
        """What more of the decided said; UNSURE on a tie, or where nobody decided."""
        if self.yes == self.no:
            return Choice.UNSURE
        return Choice.YES if self.yes > self.no else Choice.NO


@dataclass(frozen=True, slots=True)
class Show:
    """A show that was begun.

    Attributes:
        id: a random name; a phone that kept the one of another evening votes in vain.
        order_digest: of its running order.
        title: of its running order.
        begun_at, ended_at: in UTC; the end is None while it runs.
        moment: where it stands, or stood.
    """

    id: str
    order_digest: str
    title: str
    begun_at: datetime
    ended_at: datetime | None
    moment: Moment
