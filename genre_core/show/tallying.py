"""Counting the votes of a round."""

from collections import Counter

from sqlalchemy import Connection, func, select

from genre_core.show.ballot_tables import votes
from genre_core.show.votes import Choice, Tally


def count_votes(connection: Connection, show: str, round_id: str) -> int:
    """Return how many devices have voted in a round of a show."""
    chosen = (votes.c.show == show, votes.c.round == round_id)
    return connection.scalar(select(func.count()).select_from(votes).where(*chosen)) or 0


def tally_votes(connection: Connection, show: str, round_id: str) -> Tally:
    """Return what they said."""
    v = votes.c
    counted = select(v.answer, v.genre, func.count().label("number"))
    chosen = counted.where(v.show == show, v.round == round_id)
    answers, genres = Counter[str](), Counter[str]()
    for answer, genre, number in connection.execute(chosen.group_by(v.answer, v.genre)):
        answers[answer] += number
        genres[genre] += number if genre else 0
    named = sorted((+genres).items(), key=lambda item: (-item[1], item[0]))
    return Tally(answers[Choice.YES], answers[Choice.NO], answers[Choice.UNSURE], tuple(named))
