"""Which tracks of one artist, label or uploader a policy flags, the strangest first."""

from dataclasses import dataclass

import numpy as np

from genre_core.desk.policy.grounds import Grounds
from genre_core.desk.policy.grouping import Grouping


@dataclass(frozen=True, slots=True)
class FlaggedTrack:
    """A flagged track.

    Attributes:
        key, title: the catalogue's own id, and what people call it.
        claimed, predicted: the genre it claims, and the one the model takes it for.
        threshold: the least alpha that flags it, in (0, 1].
        decided: whether people decided on it; what they said is for who may read decisions, since
            a second opinion must not know the first.
    """

    key: str
    title: str
    claimed: str
    predicted: str
    threshold: float
    decided: bool


def flagged_tracks(
    grounds: Grounds, by: Grouping, code: int, alpha: float, most: int = 200
) -> tuple[FlaggedTrack, ...]:
    """Return the flagged tracks of one group.

    Args:
        grounds: catalogue and decisions.
        by: one of the catalogue's groupings.
        code: index of the group.
        alpha: in [0, 0.5], the one in effect.
        most: tracks at most.
    """
    rows = np.flatnonzero((by.codes == code) & (grounds.thresholds <= alpha))
    rows = rows[np.argsort(grounds.thresholds[rows], kind="stable")][:most]
    catalogue, decided = grounds.catalogue, grounds.known.decided
    claims, predicted = catalogue.claims, catalogue.chances[rows].argmax(axis=1)
    return tuple(
        FlaggedTrack(
            key=catalogue.keys[row],
            title=catalogue.titles[row],
            # What claims no genre is never flagged.
            claimed=claims.names[claims.codes[row]],
            predicted=catalogue.genres[guess],
            threshold=float(grounds.thresholds[row]),
            decided=bool(decided[row]),
        )
        for row, guess in zip(rows.tolist(), predicted.tolist(), strict=True)
    )
