"""One vote: whether it is taken, and where it is kept.

On a slow network a vote may arrive after the one that replaced it: the phone gave it up, sent the
new one, and the old one was still on its way. So each vote of a device has a number that rises,
and one with a lower number than what stands changes nothing. Votes without numbers have the number
0 each, so of those of a device the last one to arrive counts.
"""

from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.dialects import sqlite

from genre_core.show.ballot_tables import votes
from genre_core.show.moments import Phase, Step
from genre_core.show.present import NONE_RUNS, Present, is_answered, running
from genre_core.show.votes import Cast, Choice, Vote

ANSWER_SHOWN = "The answer to this track has been shown. Wait for the next question."


def keep_vote(connection: Connection, round_id: str, vote: Vote, now: datetime) -> Cast:
    """Write a vote, over the device's earlier one, if its round is open in the show that runs.

    It is no longer once the room has seen an answer, even if the presenter goes back to the vote.
    A vote that is there already, or was replaced, is answered with what stands, at any time.
    """
    show = running(connection)
    stands = _standing(connection, show, round_id, vote.device)
    if stands is not None and (stands == vote or stands.number > vote.number):
        return Cast(True, stands=stands)
    if show is None or show.moment.step != Step(round_id, Phase.VOTE):
        return Cast(False, _refusal(show, round_id))
    if is_answered(connection, show.id, round_id):
        return Cast(False, ANSWER_SHOWN)
    said = {"answer": vote.answer.value, "genre": vote.genre, "number": vote.number, "cast_at": now}
    kept = sqlite.insert(votes).values(show=show.id, round=round_id, device=vote.device, **said)
    connection.execute(
        kept.on_conflict_do_update(index_elements=["show", "round", "device"], set_=said)
    )
    return Cast(True, stands=vote)


def _standing(
    connection: Connection, show: Present | None, round_id: str, device: str
) -> Vote | None:
    """What a device has said in a round of the show that runs."""
    if show is None:
        return None
    v = votes.c
    its_own = (v.show == show.id, v.round == round_id, v.device == device)
    row = connection.execute(select(v.answer, v.genre, v.number).where(*its_own)).one_or_none()
    return Vote(device, Choice(row.answer), row.genre, row.number) if row else None


def _refusal(show: Present | None, round_id: str) -> str:
    if show is None:
        return NONE_RUNS
    if show.moment.scene != round_id:
        return "This track is not the present one. Wait for the next question."
    return "Voting on this track has ended. Wait for the next question."
