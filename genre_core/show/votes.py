"""What a phone can say, and what many phones have said."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from genre_core.errors import GenreError, ShowError
from genre_core.genres import find
from genre_core.show.moments import Moment

LARGEST_NUMBER = 10**9
"""Of a vote; nobody changes his mind so often."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")


class Choice(StrEnum):
    """An answer to the question of a round."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Vote:
    """What a phone sends.

    Attributes:
        device: a random token that it made, 16 to 64 letters, digits, ``_`` and ``-``.
        answer: to the question.
        genre: a name of the tree, or "".
        number: 1, 2, ... as the phone changes its mind, by which a vote that was long on its way
            is known to be the older one; always 0 from who counts none.

    Raises:
        ShowError: the token, the genre or the number is none.
    """

    device: str
    answer: Choice
    genre: str = ""
    number: int = 0

    def __post_init__(self) -> None:
        """Check the token, the genre and the number."""
        if not _TOKEN.fullmatch(self.device):
            raise ShowError(
                "A vote needs the token of a device: 16 to 64 letters, digits, _ and -. Load the "
                "ballot again."
            )
        if not 0 <= self.number <= LARGEST_NUMBER:
            raise ShowError(
                f"A vote has the number {self.number}; 0 to {LARGEST_NUMBER:,} was needed. Load "
                "the ballot again."
            )
        try:
            if self.genre:
                find(self.genre)
        except GenreError as error:
            raise ShowError(f"{error} Load the ballot again.") from error


@dataclass(frozen=True, slots=True)
class Cast:
    """What became of a vote.

    Attributes:
        stored: whether it, or a later one of its device, is on the disk.
        why: a sentence where it is not, otherwise "".
        stands: what the device said last and what counts; None where nothing is stored.
    """

    stored: bool
    why: str = ""
    stands: Vote | None = None


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
