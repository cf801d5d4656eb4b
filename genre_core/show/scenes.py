"""The nouns of a running order: what a presenter writes down before a show.

A scene is what stands on the screen until the presenter goes on. In a round a track is played and
the room is asked whether it is what it claims to be; all other kinds only show something.
"""

import math
import re
from dataclasses import dataclass
from enum import StrEnum

from genre_core.errors import ShowError
from genre_core.genres import read_claim
from genre_core.sentences import noun

LONGEST_ROUND = 30.0
"""Seconds of a track at most: a room's patience, and what a pack holds."""

_LONGEST_SCENE = 3600.0
_MOST_SCENES = 100
_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
# Line feeds and tabs are text; other control characters and halves of a character are none.
_UNTEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE, _PROSE = 200, 10_000


class Kind(StrEnum):
    """What a scene shows."""

    TITLE = "title"
    PROBLEM = "problem"
    ROUND = "round"
    MICROPHONE = "microphone"
    SEED = "seed"
    """The result of the slides' network beside ours."""
    LAB = "lab"
    """The lab's one chart."""
    SCORE = "score"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Round:
    """A track that is played, and what is asked of it.

    Attributes:
        track: path of its file, or slug of a track of the demo crate.
        claim: its genre as the uploader wrote it.
        truth: its confirmed genre, by a name of the tree; "" if unknown.
        artist, title, licence: what has to be shown with it.
        start: where the excerpt begins, s.
        seconds: how long it is, s, in (0, 30].
        question: what the room is asked; "" for the usual one.

    Raises:
        ShowError: says which of these is not so.
    """

    track: str
    claim: str
    truth: str = ""
    artist: str = ""
    title: str = ""
    licence: str = ""
    start: float = 0.0
    seconds: float = 20.0
    question: str = ""

    def __post_init__(self) -> None:
        """Check texts, lengths and the genre of the truth."""
        for field in ("track", "claim", "truth", "artist", "title", "licence", "question"):
            _check_text(f"round.{field}", getattr(self, field), _LINE)
        for field in ("track", "claim"):
            if not getattr(self, field).strip():
                raise ShowError(f"round.{field} is empty; it needs a text.")
        if self.truth and read_claim(self.truth).genre is None:
            raise ShowError(
                f"round.truth is {self.truth!r}, which is no genre of the tree; name one, such as "
                "Psych-Rock, or leave it out where nobody has confirmed any."
            )
        if not (math.isfinite(self.start) and self.start >= 0):
            raise ShowError(f"round.start is {self.start:g}; it is 0 or more seconds.")
        _check_seconds("round.seconds", self.seconds, LONGEST_ROUND)

    @property
    def asked(self) -> str:
        """The question, the usual one where the presenter wrote none."""
        if self.question:
            return self.question
        genre = read_claim(self.claim).genre
        article = "an" if self.claim.strip()[0] in "AEIOUaeiou" else "a"
        work = noun(genre.name) if genre else "song"
        return f"Does this look like {article} {self.claim.strip()} {work} to you?"

    @property
    def holds(self) -> bool | None:
        """Whether the claim is right, or None where the truth or the claimed genre is unknown.

        A Psych-Rock song is a Rock song as well: a claim holds that stands above the truth in the
        tree. The other way round it does not.
        """
        claimed, true = read_claim(self.claim).genre, read_claim(self.truth).genre
        if claimed is None or true is None:
            return None
        return true.lineage[: len(claimed.lineage)] == claimed.lineage


@dataclass(frozen=True, slots=True)
class Scene:
    """What stands on the screen until the presenter goes on.

    Attributes:
        id: its own, lower-case letters, digits and hyphens; votes are kept under that of a round.
        kind: what it shows.
        title, text: what the room reads.
        notes: what only the presenter reads.
        seconds: how long it is planned to take, s; None where that is open.
        round: of a scene of kind ROUND, and of no other.

    Raises:
        ShowError: says which of these is not so.
    """

    id: str
    kind: Kind
    title: str = ""
    text: str = ""
    notes: str = ""
    seconds: float | None = None
    round: Round | None = None

    def __post_init__(self) -> None:
        """Check the id, texts, the length, and that a round is there where it is needed."""
        if not _ID.fullmatch(self.id):
            raise ShowError(
                f"id is {self.id[:60]!r}; it needs 1 to 40 lower-case letters, digits and hyphens, "
                "such as night-bus."
            )
        _check_text("title", self.title, _LINE)
        _check_text("text", self.text, _PROSE)
        _check_text("notes", self.notes, _PROSE)
        if self.seconds is not None:
            _check_seconds("seconds", self.seconds, _LONGEST_SCENE)
        if (self.kind is Kind.ROUND) != (self.round is not None):
            needed = "needs one" if self.round is None else "has none; make its kind round"
            raise ShowError(f"round: a scene of kind {self.kind} {needed}.")


@dataclass(frozen=True, slots=True)
class RunningOrder:
    """A show as it is planned: 1 to 100 scenes, each with an id of its own.

    Raises:
        ShowError: says which of these is not so.
    """

    title: str
    scenes: tuple[Scene, ...]

    def __post_init__(self) -> None:
        """Check the title, the number of scenes and their ids."""
        _check_text("title", self.title, _LINE)
        if not 1 <= len(self.scenes) <= _MOST_SCENES:
            raise ShowError(f"scenes holds {len(self.scenes)}; 1 to {_MOST_SCENES} were needed.")
        ids = [scene.id for scene in self.scenes]
        twice = next((each for each in ids if ids.count(each) > 1), None)
        if twice:
            raise ShowError(f"Two scenes have the id {twice!r}; give each one its own.")

    @property
    def rounds(self) -> tuple[Scene, ...]:
        """The scenes that have a round, in their order."""
        return tuple(scene for scene in self.scenes if scene.round is not None)

    def scene(self, scene_id: str) -> Scene:
        """Return the scene with this id.

        Raises:
            ShowError: there is none.
        """
        for scene in self.scenes:
            if scene.id == scene_id:
                return scene
        raise ShowError(f"The running order has no scene {scene_id[:60]!r}. Load it anew.")


def _check_text(field: str, text: str, longest: int) -> None:
    found = _UNTEXT.search(text)
    if found:
        raise ShowError(f"{field} holds the character {found[0]!a}, which is no text.")
    if len(text) > longest:
        raise ShowError(f"{field} has {len(text):,} characters; {longest:,} are the most.")


def _check_seconds(field: str, seconds: float, most: float) -> None:
    if not 0 < seconds <= most:
        raise ShowError(f"{field} is {seconds:g}; more than 0 and at most {most:g} were needed.")
