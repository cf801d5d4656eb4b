"""The latest verdict on a track, as the store kept it."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from genre_core.outcomes import Outcome
from genre_core.store.schema import policies, verdicts


@dataclass(frozen=True, slots=True)
class Chance:
    """A genre and its probability, in [0, 1]; whether it is the claim, and the model's guess."""

    genre: str
    p: float
    claimed: bool
    predicted: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a model made of a claim.

    Attributes:
        verdict_id: its row.
        model, version: who judged.
        outcome: one of the five.
        predicted: the most probable genre.
        p_value, root_p_value: of the claimed genre and of its family, in (0, 1]; None where they
            were not tested.
        alpha: share of honest tracks that might be flagged, in (0, 0.5].
        severity: in [0, 1].
        sentence, reason: the outcome in words, and the numbers behind it.
        chances: of all genres of the model, the likeliest first.
    """

    verdict_id: int
    model: str
    version: str
    outcome: Outcome
    predicted: str
    p_value: float | None
    root_p_value: float | None
    alpha: float
    severity: float
    sentence: str
    reason: str
    chances: tuple[Chance, ...]


def judgement_of(connection: Connection, track_id: int) -> Judgement | None:
    """Return the latest verdict on a track, None before there is one."""
    v = verdicts.c
    row = connection.execute(
        select(verdicts, policies.c.alpha)
        .join(policies, policies.c.id == v.policy_id)
        .where(v.track_id == track_id)
        .order_by(v.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    ranked = sorted(row.probabilities.items(), key=lambda each: -each[1])
    return Judgement(
        verdict_id=row.id,
        model=row.model,
        version=row.model_version,
        outcome=Outcome(row.outcome),
        predicted=row.predicted,
        p_value=row.p_value,
        root_p_value=row.root_p_value,
        alpha=row.alpha,
        severity=row.severity,
        sentence=row.sentence,
        reason=row.reason,
        chances=tuple(
            Chance(genre, p, genre == row.claimed_genre, genre == row.predicted)
            for genre, p in ranked
        ),
    )
