"""The whole desk as the page shows it: the cases at hand, and what became of decisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pages.parts.desk.case import Case, Chance, Judgement


@dataclass(frozen=True, slots=True)
class Progress:
    """Tracks decided `today` by this moderator, `waiting` in the queue, `held` by her now."""

    today: int
    waiting: int
    held: int = 0


@dataclass(frozen=True, slots=True)
class GenreChoice:
    """A genre of the tree, and the family it belongs to."""

    name: str
    root: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """The outbox item `key` was not taken; `why` is a sentence for its moderator."""

    key: str
    why: str


@dataclass(frozen=True, slots=True)
class Undoable:
    """The decision `key` can still be taken back; `said` is its answer in words ("Punk")."""

    key: str
    track_key: str
    title: str
    said: str


@dataclass(frozen=True, slots=True)
class Reveal:
    """What uploader and model thought of the track `track_key`, decided blind just now."""

    track_key: str
    title: str
    said: str
    claimed: str
    verdict: Judgement | None = None
    chances: tuple[Chance, ...] = ()


@dataclass(frozen=True, slots=True)
class Empty:
    """Said where the queue has nothing left: a heading and a sentence what to do."""

    title: str
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class DeskView:
    """Everything the desk needs for one run.

    Attributes:
        moderator: her subject; the browser keeps a box of unstored decisions for each.
        queue_title: the queue's name to read.
        current, upcoming: the track to decide, and the one after it, both leased to her; after
            an undo, `current` is the one she took back.
        acked: keys of the outbox items that are stored. Only then does the browser drop them.
        refused: items that will not be stored, with the reason; the browser drops them as well
            and shows them, to be offered again under a new key or dropped by hand.
        undo: what Z would take back; None once it cannot be taken back.
        reveal: of her last decision, if that was blind.
        genres: the whole tree, for the search.
        bindings: key by action, as she has set them and the page kept them.
        reasons: short reasons that can be chosen beside a decision; none hides the choice.
        empty: shown where both cases are None; without it the desk says that it fetches.
        offline, problem: the store cannot be reached, and the sentence that says so.
    """

    moderator: str
    queue_title: str
    current: Case | None
    upcoming: Case | None
    progress: Progress
    genres: tuple[GenreChoice, ...]
    acked: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()
    undo: Undoable | None = None
    reveal: Reveal | None = None
    bindings: Mapping[str, str] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    empty: Empty | None = None
    offline: bool = False
    problem: str = ""
