"""What a person can say of a track, and how the track came before her.

These words stand in the store, in every export and in the trainer's file (docs/feedback.md).
"""

from enum import StrEnum


class Answer(StrEnum):
    """What a moderator can say; the words of the column ``decision``."""

    HOLDS = "holds"
    """The claim is right."""
    GENRE_IS = "genre_is"
    """The genre is the one named, or are those named, whatever the claim."""
    CANNOT_TELL = "cannot_tell"
    NOT_MUSIC = "not_music"
    """Nothing that has a genre: speech, silence, damage."""
    ESCALATE = "escalate"
    SKIP = "skip"
    UNDO = "undo"
    """The decision named in ``supersedes``, or the moderator's last on this track, is void."""


OPINIONS = frozenset({Answer.HOLDS, Answer.GENRE_IS, Answer.NOT_MUSIC})
"""The answers that say something of the music; the others leave the question open."""


class Chosen(StrEnum):
    """How a track came before a moderator; the words of the column ``chosen_by``."""

    UNKNOWN = ""
    CHANCE = "chance"
    """Drawn at random, or every track of a list was looked at."""
    MODEL = "model"
    """Flagged, suspected or uncertain: a model's opinion brought it there."""
