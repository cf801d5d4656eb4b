"""What a moderator hands in, and what she gets back.

A ruling checks itself as far as no database is needed. Its key is its name for good: the same
ruling handed in again, because the answer was lost on the way, is found by it and not written
twice.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from genre_core.desk.queues import Queue
from genre_core.errors import DeskError, GenreError
from genre_core.genres import find
from genre_core.ruling import OPINIONS, Answer

LONGEST_KEY = 100
"""Characters; a browser's UUID has 36."""
LONGEST_REASON = 1_000
LONGEST_NOTE = 4_000
_DAY = 86_400.0


class Bundle(StrEnum):
    """What else one stroke decides."""

    ALBUM = "album"
    ARTIST = "artist"


@dataclass(frozen=True, slots=True)
class Ruling:
    """One decision, as it is handed in.

    Attributes:
        key: a name that no other decision has, without a slash; a UUID will do.
        token: of the lease under which the track was on screen; empty for a revision.
        track_key: the catalogue's id of the track that was on screen.
        answer: what is said; not UNDO, which has a function of its own.
        genres: with GENRE_IS the tree's names, one or more; none otherwise.
        reason: why; at most 1,000 characters.
        note: for people; at most 4,000 characters.
        seconds: on screen; None where nobody measured, or the measure is none.
        supersedes: key of the decision that this one replaces, or empty.
        bundle: what else is decided by it.
    """

    key: str
    token: str
    track_key: str
    answer: Answer
    genres: tuple[str, ...] = ()
    reason: str = ""
    note: str = ""
    seconds: float | None = None
    supersedes: str = ""
    bundle: Bundle | None = None

    def __post_init__(self) -> None:
        """Raise DeskError for a ruling that says nothing, or too much."""
        check_key(self.key)
        if self.answer is Answer.UNDO:
            raise DeskError("A decision that undoes another is not decided. Use undo() for it.")
        if self.bundle is not None and self.answer not in OPINIONS:
            raise DeskError(
                f"{self.answer} cannot be said of a whole {self.bundle}: it says nothing of the "
                "music. Say it of this track alone."
            )
        object.__setattr__(self, "genres", tuple(dict.fromkeys(self.genres)))
        check_genres(self.answer, self.genres)
        object.__setattr__(self, "reason", bounded("reason", self.reason, LONGEST_REASON))
        object.__setattr__(self, "note", bounded("note", self.note, LONGEST_NOTE))
        # A clock that ran wild in a browser must not cost a decision.
        if self.seconds is not None and not 0 <= self.seconds <= _DAY:
            object.__setattr__(self, "seconds", None)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was written for a ruling or an undo; the same when it is handed in again.

    Attributes:
        key: of the decision.
        track_key: its track.
        late: whether no lease covered it: it had expired, or the flag was another's by then. An
            expired lease that nobody took still closes its flag; else the decision is an opinion
            of its own.
        opened: the queues in which it opened a flag that is still open or was answered.
        bundle_keys: keys of the decisions on the bundle's other tracks, each of which can be
            undone alone.
        undoable_until: it can be undone at least until then, and as long as the track taken next
            is held, if nothing else is decided before.
        left_out: tracks of the bundle on which nothing was written, since others hold them, or
            since the stroke came late.
    """

    key: str
    track_key: str
    late: bool
    opened: tuple[Queue, ...]
    bundle_keys: tuple[str, ...]
    undoable_until: datetime
    left_out: tuple[str, ...] = ()


def check_key(key: str) -> None:
    """Raise DeskError unless a key can name a decision."""
    if not key or len(key) > LONGEST_KEY or "/" in key or not key.isprintable():
        raise DeskError(
            f"The key {key[:LONGEST_KEY]!r} cannot name a decision: 1 to {LONGEST_KEY} printable "
            "characters without a slash were needed. Make a UUID."
        )


def check_genres(answer: Answer, genres: tuple[str, ...]) -> None:
    """Raise DeskError unless the genres are the tree's, and as many as the answer needs."""
    if (answer is Answer.GENRE_IS) != bool(genres):
        raise DeskError(
            f"The answer {answer} came with {len(genres)} genres; genre_is needs one or more, "
            "every other answer none. Choose again."
        )
    for name in genres:
        try:
            find(name)
        except GenreError as error:
            raise DeskError(f"{error} Nothing was decided.") from error


def bounded(what: str, text: str, longest: int) -> str:
    """Return a text as databases can keep it; raise DeskError for one that is too long."""
    if len(text) > longest:
        raise DeskError(
            f"The {what} has {len(text):,} characters; {longest:,} are kept at most. Shorten it."
        )
    # PostgreSQL's texts hold no NUL, and no database half a character of a broken emoji.
    return text.replace("\0", "").encode(errors="replace").decode().strip()
