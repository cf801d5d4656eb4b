"""What is known of an artist, in sentences: how much is in the catalogue, how much was wrong."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, func, select

from genre_core.desk.labels import NOT_MUSIC
from genre_core.desk.records import DecisionRecord, decision_query, record_of
from genre_core.desk.standing import Standing, overturns, said, standing
from genre_core.store.schema import tracks


def artist_history(connection: Connection, track_id: int, artist_key: str) -> tuple[str, ...]:
    """Return sentences on an artist's other tracks; none where no artist is named.

    What was said of the track itself is not in them: it would tell a second moderator what the
    first one thought.
    """
    if not artist_key:
        return ()
    theirs = tracks.c.artist_key == artist_key
    count = connection.execute(select(func.count()).select_from(tracks).where(theirs)).scalar_one()
    others = _standings(connection, theirs & (tracks.c.id != track_id))
    decided = [each.opinion for each in others if each.opinion is not None]
    return (_in_catalogue(count), *_overturned(decided))


def _standings(connection: Connection, about: ColumnElement[bool]) -> tuple[Standing, ...]:
    """What stands of each track of a condition that was decided on."""
    decided: dict[int, list[DecisionRecord]] = defaultdict(list)
    for row in connection.execute(decision_query().where(about)).mappings():
        decision = record_of(row)
        decided[decision.track_id].append(decision)
    return tuple(standing(history) for history in decided.values())


def _in_catalogue(count: int) -> str:
    if count == 1:
        return "The artist's only track in the catalogue."
    return f"{count:,} tracks of the artist in the catalogue."


def _overturned(decided: list[DecisionRecord]) -> Iterable[str]:
    if not decided:
        return
    wrong = [word for word in decided if overturns(word)]
    if not wrong:
        yield (
            "The one decided claim was upheld."
            if len(decided) == 1
            else (f"None of {len(decided):,} decided claims was overturned.")
        )
        return
    to, times = Counter(said(word) for word in wrong).most_common(1)[0]
    genre = "as not music" if to == NOT_MUSIC else f"to {to}"
    where = f"most often {genre}" if times < len(wrong) else genre
    if len(decided) == 1:
        yield f"The one decided claim was overturned, {where}."
        return
    were = "was" if len(wrong) == 1 else "were"
    yield f"{len(wrong):,} of {len(decided):,} decided claims {were} overturned, {where}."
