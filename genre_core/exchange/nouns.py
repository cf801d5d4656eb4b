"""What goes in and comes out: a track as a catalogue knows it, a decision, and both in one row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from genre_core.desk.queues import Queue
from genre_core.exchange.checks import check_digest, check_name, check_zone
from genre_core.exchange.claims import genre_of
from genre_core.ruling import Answer, Chosen

_MOST_PLAYS = (1 << 63) - 1
_QUEUES = tuple(queue.value for queue in Queue)


@dataclass(frozen=True, slots=True)
class CatalogueTrack:
    """A track; texts are empty and numbers None where the source says nothing.

    Attributes:
        key: the catalogue's own id, at most 200 characters.
        location: absolute path or URL of the sound.
        sha256: of the sound, 64 hexadecimal digits.
        claimed: its genre, as the uploader wrote it.
        tags: what else the source says, {name: value}.
        start: s, >= 0, where the track is an excerpt.
        duration: s, >= 0.
        plays: >= 0.
        uploaded_at: with its distance from UTC.

    Raises:
        ValueError: says which of these is not so.
    """

    key: str
    location: str = ""
    sha256: str = ""
    title: str = ""
    artist: str = ""
    album: str = ""
    claimed: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    start: float | None = None
    duration: float | None = None
    plays: int | None = None
    licence: str = ""
    link: str = ""
    uploaded_at: datetime | None = None

    def __post_init__(self) -> None:
        """Check the key and the ranges."""
        check_name("id", self.key)
        check_digest(self.sha256)
        for name, value in (("start", self.start), ("duration", self.duration)):
            if value is not None and value < 0:
                raise ValueError(f"{name} is {value:g} s; it is 0 or more")
        if self.plays is not None and not 0 <= self.plays <= _MOST_PLAYS:
            raise ValueError(f"plays is {self.plays}; it is 0 or more and below 2^63")
        check_zone("uploaded_at", self.uploaded_at)

    @property
    def claimed_genre(self) -> str:
        """The tree's name for the claim, "" where it names none."""
        return genre_of(self.claimed)


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision on a track, as a file tells it.

    Attributes:
        key: names the decision, or empty.
        moderator: subject of who decided.
        name: what colleagues call the moderator, or empty.
        genres: names of the tree; with GENRE_IS one or more, otherwise none.
        decided_at: with its distance from UTC; None where the file does not know.
        taken_at: when the moderator got it, or None.
        seconds: on screen, >= 0, or None.
        queue: where the track waited, a word of the desk's, or empty.
        supersedes: key of an earlier decision that is void from now on, or empty.
        bundle: one key for all that were decided by one stroke, or empty.
        sha256: of what was heard, or empty.
        claimed: what the track claimed when it was made, which may be nothing; None where the file
            does not tell that from what the track claims now.
        claimed_genre: the tree's name for that, "" where it names none.

    Raises:
        ValueError: says which of these is not so.
    """

    key: str
    moderator: str
    answer: Answer
    decided_at: datetime | None
    genres: tuple[str, ...] = ()
    name: str = ""
    reason: str = ""
    note: str = ""
    taken_at: datetime | None = None
    seconds: float | None = None
    queue: str = ""
    chosen_by: Chosen = Chosen.UNKNOWN
    blind: bool = False
    settles: bool = False
    supersedes: str = ""
    bundle: str = ""
    sha256: str = ""
    claimed: str | None = None
    claimed_genre: str = ""

    def __post_init__(self) -> None:
        """Check names, times, the queue and that genres go with GENRE_IS."""
        check_name("moderator", self.moderator)
        for name in ("key", "supersedes", "bundle"):
            if getattr(self, name):
                check_name(name, getattr(self, name))
        check_digest(self.sha256)
        check_zone("decided_at", self.decided_at)
        check_zone("taken_at", self.taken_at)
        if self.queue and self.queue not in _QUEUES:
            raise ValueError(
                f"queue is {self.queue[:40]!r}, which is none of {', '.join(_QUEUES)}; leave it "
                "empty where the desk has no such queue"
            )
        if self.seconds is not None and self.seconds < 0:
            raise ValueError(f"seconds is {self.seconds:g}; it is 0 or more")
        if (self.answer is Answer.GENRE_IS) != bool(self.genres):
            raise ValueError(
                f"the decision {self.answer} names {len(self.genres)} genres; genre_is names one "
                "or more, every other none"
            )


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a model said of a track.

    Attributes:
        model, version: which one.
        outcome: of the verdict, "mismatch".
        predicted: the most probable genre.
        p_value: of the claim, in (0, 1], or None.
        probabilities: {genre: in 0 ... 1}.
    """

    model: str
    version: str
    outcome: str
    predicted: str
    p_value: float | None = None
    probabilities: Mapping[str, float] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The model with its version: "open-music 3f2a"."""
        return " ".join(filter(None, (self.model, self.version)))

    @property
    def score(self) -> float | None:
        """The probability of the genre that was predicted, or None."""
        return self.probabilities.get(self.predicted)


@dataclass(frozen=True, slots=True)
class Case:
    """One decision as it goes out: with its track, and with what the model had said."""

    track: CatalogueTrack
    decision: Decided
    opinion: Opinion | None = None


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """One row of a file that was understood.

    Attributes:
        line: of the file, from 1; in Parquet and JSON the row or object, from 1.
        faults: parts of the row that were not understood, a reason each; the rest is taken.
    """

    line: int
    track: CatalogueTrack
    decisions: tuple[Decided, ...] = ()
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A row of a file that is not taken, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that is being read.

    Attributes:
        source: its name, without folder.
        format: how it is read, "csv".
        rows: what it holds, in its order, one at a time.
    """

    source: str
    format: str
    rows: Iterator[CatalogueRow | Refused]
