"""What a moderator said of a track. The words are those of the file in docs/feedback.md."""

from dataclasses import dataclass
from datetime import datetime

from genre_core.ruling import Answer, Chosen

__all__ = ["Answer", "Chosen", "Decision"]


@dataclass(frozen=True, slots=True)
class Decision:
    """One line.

    Attributes:
        id: the track's id in the manifest.
        answer: what was said.
        moderator: who said it.
        decided_at: when, with its distance from UTC.
        genres: with GENRE_IS the names given, one or more; empty otherwise.
        key: names this decision, or empty.
        supersedes: the key of an earlier decision that is void from now on, or empty.
        settles: whether it ends a disagreement, being a senior's.
        chosen_by: how the track came before the moderator.
        sha256: of the recording that was heard, in hex, or empty.
        note: for people.
        line: of the file, from 1; 0 where it was not read from one.
        claimed_genre: with HOLDS the claim that holds; empty where it is the manifest's.
    """

    id: str
    answer: Answer
    moderator: str
    decided_at: datetime
    genres: tuple[str, ...] = ()
    key: str = ""
    supersedes: str = ""
    settles: bool = False
    chosen_by: Chosen = Chosen.UNKNOWN
    sha256: str = ""
    note: str = ""
    line: int = 0
    claimed_genre: str = ""

    def __post_init__(self) -> None:
        """Refuse what says nothing, or too much.

        Raises:
            ValueError: says what of it.
        """
        if not self.id or not self.moderator:
            raise ValueError("its id or its moderator is empty; both are needed")
        if self.decided_at.utcoffset() is None:
            raise ValueError(
                f"decided_at {self.decided_at.isoformat()} does not say how far from UTC it is; "
                "write +00:00 or Z behind it"
            )
        if (self.answer is Answer.GENRE_IS) != bool(self.genres):
            raise ValueError(
                f"the decision {self.answer} names {len(self.genres)} genres; genre_is names one "
                "or more, every other none"
            )
