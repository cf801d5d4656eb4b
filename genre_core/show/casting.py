"""One vote: what it has to be, whether it is taken, and where it is kept."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.dialects import sqlite

from genre_core.errors import GenreError, ShowError
from genre_core.genres import find
from genre_core.show.ballot_tables import votes
from genre_core.show.moments import Phase, Step
from genre_core.show.present import NONE_RUNS, Present, is_answered, running
from genre_core.show.votes import Cast, Choice

ANSWER_SHOWN = "The answer to this track has been shown. Wait for the next question."

_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")


@dataclass(frozen=True, slots=True)
class Vote:
    """What a phone sends.

    Attributes:
        device: a random token that it made, 16 to 64 letters, digits, ``_`` and ``-``.
        answer: to the question.
        genre: a name of the tree, or "".

    Raises:
        ShowError: the token or the genre is none.
    """

    device: str
    answer: Choice
    genre: str

    def __post_init__(self) -> None:
        """Check the token and the genre."""
        if not _TOKEN.fullmatch(self.device):
            raise ShowError(
                "A vote needs the token of a device: 16 to 64 letters, digits, _ and -. Load the "
                "ballot again."
            )
        try:
            if self.genre:
                find(self.genre)
        except GenreError as error:
            raise ShowError(f"{error} Load the ballot again.") from error


def keep_vote(connection: Connection, round_id: str, vote: Vote, now: datetime) -> Cast:
    """Write a vote, over the device's earlier one, if its round is open in the show that runs.

    It is no longer once the room has seen an answer, even if the presenter goes back to the vote.
    """
    show = running(connection)
    if show is None or show.moment.step != Step(round_id, Phase.VOTE):
        return Cast(False, _refusal(show, round_id))
    if is_answered(connection, show.id, round_id):
        return Cast(False, ANSWER_SHOWN)
    said = {"answer": vote.answer.value, "genre": vote.genre, "cast_at": now}
    kept = sqlite.insert(votes).values(show=show.id, round=round_id, device=vote.device, **said)
    connection.execute(
        kept.on_conflict_do_update(index_elements=["show", "round", "device"], set_=said)
    )
    return Cast(True)


def _refusal(show: Present | None, round_id: str) -> str:
    if show is None:
        return NONE_RUNS
    if show.moment.scene != round_id:
        return "This track is not the present one. Wait for the next question."
    return "Voting on this track has ended. Wait for the next question."
