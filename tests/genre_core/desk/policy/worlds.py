"""Catalogues made up for tests of policies: whose claims lie, and what people decided, is known."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from genre_core.calibration import Calibration
from genre_core.conformal import probabilities
from genre_core.desk.pace import Pace
from genre_core.desk.policy.catalogue import Catalogue
from genre_core.desk.policy.grounds import Grounds, lay_grounds
from genre_core.desk.policy.grouping import Grouping
from genre_core.desk.policy.known import Known
from genre_core.desk.policy.rehearsal import Rehearsal
from genre_core.evaluation.claim_findings import ClaimFindings, hold_claims
from genre_core.genres import GENRES

NAMES = tuple(genre.name for genre in GENRES)
NOBODY = Pace("", "", 0, 0, float("nan"), float("nan"))
"""The pace of a desk where nobody decided."""


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """A catalogue, its claims held against honest tracks, and which of them lie, bool (n,)."""

    catalogue: Catalogue
    findings: ClaimFindings
    lies: NDArray[np.bool_]

    @property
    def thresholds(self) -> NDArray[np.float64]:
        return self.findings.thresholds

    def known(self, share: float, seed: int = 0, alphas: tuple[float, ...] = (0.05,)) -> Known:
        """What people know after they decided all flags and a share of the rest, by chance."""
        chance = np.random.default_rng(seed)
        flagged = self.thresholds <= max(alphas, default=0.0)
        drawn = ~flagged & (chance.random(len(self.lies)) < share)
        decided = flagged | drawn
        return Known(
            decided & self.lies, decided & ~self.lies, drawn, alphas, decided, decided & ~decided
        )

    def grounds(
        self, known: Known, pace: Pace = NOBODY, rehearsal: Rehearsal | None = None
    ) -> Grounds:
        return lay_grounds(self.catalogue, self.findings, known, pace, rehearsal)


def made_world(
    tracks: int, seed: int = 440, lying: float = 0.1, genres: tuple[str, ...] = NAMES
) -> World:
    """Tracks of six an artist, a track an hour; claims lie toward any other genre."""
    chance = np.random.default_rng(seed)
    known = _calibration(chance, genres)
    true = chance.integers(0, len(genres), tracks)
    lies = chance.random(tracks) < lying
    other = (true + chance.integers(1, len(genres), tracks)) % len(genres)
    claims = np.where(lies, other, true)
    hours = np.arange(tracks) * np.timedelta64(1, "h")
    catalogue = Catalogue(
        model="made",
        version="1",
        genres=genres,
        ids=np.arange(1, tracks + 1),
        keys=tuple(f"t{number}" for number in range(tracks)),
        titles=tuple(f"title {number}" for number in range(tracks)),
        claims=Grouping("claim", genres, claims),
        artists=Grouping(
            "artist",
            tuple(f"artist {number}" for number in range(-(-tracks // 6))),
            np.arange(tracks) // 6,
        ),
        others=(),
        chances=_answers(true, chance, len(genres)),
        arrived=np.datetime64("2026-01-01", "us") + hours,
        unheard=0,
        faults=0,
    )
    return World(catalogue, hold_claims(catalogue.chances, catalogue.claimed, known), lies)


def nothing_known(world: World, alphas: tuple[float, ...] = (0.05,)) -> Known:
    """What people know before they decide anything."""
    return replace(world.known(0.0, alphas=()), alphas=alphas)


def _calibration(chance: np.random.Generator, genres: tuple[str, ...]) -> Calibration:
    labels = np.repeat(np.arange(len(genres)), 100)
    return Calibration(genres, 1.0, labels, _answers(labels, chance, len(genres)))


def _answers(labels: NDArray[np.int64], chance: np.random.Generator, k: int) -> NDArray[np.float64]:
    logits = chance.normal(size=(len(labels), k)) * 1.5
    logits[np.arange(len(labels)), labels] += 3
    return probabilities(logits, 1.0)
