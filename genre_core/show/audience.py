"""The room's votes as labels, which the desk imports and the trainer reads.

A round becomes one decision of one moderator, the audience, in the words of docs/feedback.md. A
room that says yes lets the claim hold. One that says no names a genre only where more than half of
those who named another one named the same; otherwise, as on a tie, it could not tell. The counts
stand in the note. The claim is the decision's own: one that was made up for the show must not
change what the catalogue says.
"""

import io
from collections.abc import Iterable

from genre_core.crate.tracks import UPLOADS
from genre_core.desk.demonstration import PREFIX
from genre_core.exchange.lines import write_csv
from genre_core.exchange.nouns import Case, CatalogueTrack, Decided
from genre_core.genres import find, read_claim
from genre_core.ruling import Answer
from genre_core.show.results import RoundResult
from genre_core.show.scenes import Round
from genre_core.show.votes import Choice, Show, Tally

AUDIENCE = "audience"
"""Subject of who decided, and how the keys of these decisions begin."""

_SLUGS = frozenset(upload.slug for upload in UPLOADS)


def audience_labels(results: Iterable[RoundResult], show: Show) -> str:
    """Return the rounds that were voted in as a CSV that ``desk import`` takes.

    Args:
        results: what came of each round.
        show: which one it was; the same show's labels have the same keys each time.
    """
    out = io.BytesIO()
    write_csv((_case(each, show) for each in results if each.tally.votes), out)
    return out.getvalue().decode()


def _case(result: RoundResult, show: Show) -> Case:
    played, tally = result.round, result.tally
    answer, genres = _ruling(played, tally)
    claimed = read_claim(played.claim).genre
    decided = Decided(
        key=f"{AUDIENCE}-{show.id}-{result.id}",
        moderator=AUDIENCE,
        name="Audience",
        answer=answer,
        genres=genres,
        decided_at=show.begun_at,
        note=f"{tally.yes} yes, {tally.no} no, {tally.unsure} not sure: {show.title}".rstrip(": "),
        blind=True,  # they voted before the CNN answered
        claimed=played.claim,
        claimed_genre=claimed.name if claimed else "",
    )
    return Case(_track(played), decided)


def _ruling(played: Round, tally: Tally) -> tuple[Answer, tuple[str, ...]]:
    """What the room decided, and the genre that it named."""
    if tally.majority is Choice.YES:
        return Answer.HOLDS, ()
    claimed = read_claim(played.claim).genre
    named = [(genre, n) for genre, n in tally.genres if claimed is None or genre != claimed.name]
    agreed = next((genre for genre, n in named if 2 * n > sum(each for _, each in named)), None)
    if tally.majority is Choice.UNSURE or agreed is None:
        return Answer.CANNOT_TELL, ()
    return Answer.GENRE_IS, (find(agreed).name,)


def _track(played: Round) -> CatalogueTrack:
    if played.track in _SLUGS:  # as the demo's catalogue has it, which says all else of it
        return CatalogueTrack(f"{PREFIX}{played.track}")
    return CatalogueTrack(
        played.track,
        location=played.track,
        title=played.title,
        artist=played.artist,
        licence=played.licence,
    )
