"""Which tracks wait for a verdict of this model under this policy, and what is known of them.

A verdict is on a claim. Where the catalogue's claim was changed since the latest one, the track
waits again, also if an earlier verdict was on the same claim: the latest is the one that counts.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, Row, exists, func, select

from genre_core.genres import Claim, read_claim
from genre_core.store.schema import tracks, verdicts

_LATER, _EARLIER = verdicts.alias("later"), verdicts.alias("earlier")
_COLUMNS = ("id", "key", "location", "sha256", "claimed", "claimed_genre", "start", "duration")


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose verdict is asked for: model, version, and the row of the policy.

    known_only: whether only tracks wait that this model has heard before.
    """

    model: str
    version: str
    policy_id: int
    known_only: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What the same model heard of a track before, under another policy or another claim.

    chances: (K,) float64, sums to 1, in the order of the model's genres.
    embedding: float32, little-endian; empty where it was not kept.
    """

    chances: NDArray[np.float64]
    embedding: bytes


@dataclass(frozen=True, slots=True, eq=False)
class Pending:
    """A track to listen to; ``known`` spares the listening.

    start, duration: seconds of the excerpt that is meant; a duration without a start is that of
    the whole recording.
    """

    id: int
    key: str
    location: str
    sha256: str
    claim: Claim
    start: float | None
    duration: float | None
    known: Known | None


def count_waiting(connection: Connection, asked: Asked) -> int:
    """Return how many tracks wait."""
    return int(connection.execute(select(func.count(tracks.c.id)).where(waits(asked))).scalar_one())


def next_waiting(
    connection: Connection, asked: Asked, after: int, most: int, genres: tuple[str, ...]
) -> tuple[Pending, ...]:
    """Return the next tracks that wait, by id, those after ``after``; ``genres`` the model's."""
    rows = connection.execute(
        select(*(tracks.c[name] for name in _COLUMNS))
        .where(tracks.c.id > after, waits(asked))
        .order_by(tracks.c.id)
        .limit(most)
    ).all()
    known = _known(connection, asked, [row.id for row in rows], genres)
    return tuple(_pending(row, known.get(row.id)) for row in rows)


def waits(asked: Asked) -> ColumnElement[bool]:
    """Return the condition that a row of ``tracks`` has no verdict on its present claim."""
    present = verdicts.c.claimed_genre == tracks.c.claimed_genre
    unjudged = ~exists().where(verdicts.c.track_id == tracks.c.id, present, is_latest(asked))
    if not asked.known_only:
        return unjudged
    heard = exists().where(
        _EARLIER.c.track_id == tracks.c.id,
        _EARLIER.c.model == asked.model,
        _EARLIER.c.model_version == asked.version,
    )
    return unjudged & heard


def is_latest(asked: Asked) -> ColumnElement[bool]:
    """Return the condition that a row of ``verdicts`` is its track's latest of those asked for."""
    latest = (
        select(func.max(_LATER.c.id))
        .where(
            _LATER.c.track_id == verdicts.c.track_id,
            _LATER.c.model == asked.model,
            _LATER.c.model_version == asked.version,
            _LATER.c.policy_id == asked.policy_id,
        )
        .correlate(verdicts)
    )
    return verdicts.c.id == latest.scalar_subquery()


def _known(
    connection: Connection, asked: Asked, ids: list[int], genres: tuple[str, ...]
) -> dict[int, Known]:
    heard = connection.execute(
        select(verdicts.c.track_id, verdicts.c.probabilities, verdicts.c.embedding).where(
            verdicts.c.track_id.in_(ids),
            verdicts.c.model == asked.model,
            verdicts.c.model_version == asked.version,
        )
    )
    return {
        row.track_id: Known(
            np.array([row.probabilities[name] for name in genres]), row.embedding or b""
        )
        for row in heard
        if row.probabilities.keys() == set(genres)
    }


def _pending(row: Row[*tuple[Any, ...]], known: Known | None) -> Pending:
    claim = read_claim(row.claimed)
    if row.claimed_genre != (claim.genre.name if claim.genre else ""):
        # Whoever filled the catalogue knew what was meant.
        claim = Claim(row.claimed, read_claim(row.claimed_genre).genre, ())
    return Pending(row.id, row.key, row.location, row.sha256, claim, row.start, row.duration, known)
