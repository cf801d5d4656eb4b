"""The queues by name: what waits in each, how it came there, and who may work it."""

from enum import StrEnum

from genre_core.people import Role
from genre_core.ruling import Chosen


class Queue(StrEnum):
    """Where a track waits for a moderator; the words of the column ``queue``."""

    FLAGGED = "flagged"
    UNCERTAIN = "uncertain"
    AUDIT = "audit"
    GOLDEN = "golden"
    SECOND = "second"
    ESCALATED = "escalated"
    APPEALS = "appeals"
    EVERYTHING = "everything"

    @property
    def title(self) -> str:  # type: ignore[override]  # of the queue, not str.title()
        """What the queue is called: "Second opinions"."""
        return _WORDS[self][0]

    @property
    def description(self) -> str:
        """One sentence for who chooses among the queues."""
        return _WORDS[self][1]

    @property
    def least_role(self) -> Role:
        """Who may take tracks from it."""
        return Role.SENIOR if self in (Queue.ESCALATED, Queue.APPEALS) else Role.MODERATOR

    @property
    def chosen_by(self) -> Chosen:
        """How its tracks came there; UNKNOWN where a flag inherits that from the one before."""
        if self in (Queue.FLAGGED, Queue.UNCERTAIN):
            return Chosen.MODEL
        return Chosen.UNKNOWN if self in ASK_AGAIN else Chosen.CHANCE


ASK_AGAIN = frozenset({Queue.SECOND, Queue.ESCALATED, Queue.APPEALS})
"""These ask what somebody has answered already; never the same person."""

FINAL = frozenset({Queue.ESCALATED, Queue.APPEALS})
"""Only seniors work these, and their word ends the matter."""

DISGUISES = frozenset({Queue.FLAGGED, Queue.UNCERTAIN, Queue.AUDIT, Queue.EVERYTHING})
"""Golden items are mixed in here, and look like the rest."""

_WORDS = {
    Queue.FLAGGED: (
        "Flagged",
        "Claims that the model rejects, families that do not fit first.",
    ),
    Queue.UNCERTAIN: (
        "Uncertain",
        "Tracks that the model knows least about; their labels teach it most.",
    ),
    Queue.AUDIT: (
        "Audit",
        "Tracks that were not flagged, drawn by chance, to see what flags miss.",
    ),
    Queue.GOLDEN: (
        "Golden items",
        "Tracks whose answer is known, to see how sure moderators are.",
    ),
    Queue.SECOND: (
        "Second opinions",
        "Tracks that another moderator has decided, to see whether two agree.",
    ),
    Queue.ESCALATED: (
        "Escalated",
        "Tracks that a moderator handed on, or over which two disagree.",
    ),
    Queue.APPEALS: (
        "Appeals",
        "Decisions that the uploader's side contests, with a reason.",
    ),
    Queue.EVERYTHING: (
        "Everything",
        "All tracks that you have not decided, flagged or not, in an order of chance.",
    ),
}
