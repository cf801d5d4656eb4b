"""Which genres the keys 1 to 9 stand for; typing ahead reaches all of them."""

from sqlalchemy import Connection, func, select

from genre_core.desk.judgements import Judgement
from genre_core.genres import GENRES, distance, find
from genre_core.store.schema import tracks

KEYS = 9


def likeliest(judgement: Judgement | None, claimed: str) -> tuple[str, ...]:
    """Return the model's guesses, the likeliest first, then what is near the claim in the tree.

    Args:
        judgement: None where no model has listened.
        claimed: the tree's name of the claim, or empty.
    """
    ranked = [chance.genre for chance in judgement.chances] if judgement else []
    near = sorted(GENRES, key=lambda genre: distance(find(claimed), genre)) if claimed else GENRES
    # A claim far down the list is still what is asked about.
    first = [*ranked[: KEYS - 1], *([claimed] if claimed else [])]
    return tuple(dict.fromkeys([*first, *ranked, *(genre.name for genre in near)]))[:KEYS]


def usual(connection: Connection) -> tuple[str, ...]:
    """Return the genres most often claimed in the catalogue, by the alphabet.

    They tell nothing of the track, and a key means the same genre on every track.
    """
    counted = connection.execute(
        select(tracks.c.claimed_genre, func.count())
        .where(tracks.c.claimed_genre != "")
        .group_by(tracks.c.claimed_genre)
    )
    often = {row[0]: row[1] for row in counted}
    ranked = sorted(GENRES, key=lambda genre: (-often.get(genre.name, 0), genre.depth, genre.name))
    return tuple(sorted(genre.name for genre in ranked[:KEYS]))
