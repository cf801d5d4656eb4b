"""How many lies are caught: false claims put to a model whose honest tracks are known.

Three kinds of lie, after how people mislabel music:

- uniform: any other genre, all alike;
- sibling: another genre of the same root (a Punk track as Post-Punk), told only where the
  model knows one; the verdict advises on these and flags them only by mistake;
- popular: another genre, drawn by how many tracks it has: towards what is listened to.

A fourth, foreign, is any genre of another root: what a flag is meant to catch.

Lies are weighed, not drawn: each track is held against every genre it could claim, each claim
counting as often as a liar would tell it. That is what many rounds of drawing come to, without
their noise. Detection and false flags are shares of the claims that could be tested; precision
is the share of lies among all flags of a catalogue of which a stated share lies. AUROC is the
chance that a lie's p-value lies below an honest claim's (ties count half), over claims tested.
Intervals are by artist.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from genre_core.evaluation.figures import families
from genre_core.evaluation.intervals import Interval, bootstrap_weighted, share
from genre_core.evaluation.trial import Judged, Trial

_Array = NDArray[np.float64]

ALPHAS = (0.02, 0.05, 0.10)
"""Policies that lies are put to."""
SHARES = (0.02, 0.05, 0.10)
"""Shares of a catalogue's claims that are lies."""


class Lie(StrEnum):
    """A way to lie about a genre; see the module."""

    UNIFORM = "uniform"
    SIBLING = "sibling"
    POPULAR = "popular"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class Flagging:
    """What one policy makes of one kind of lie; NaN where nothing could be told or tested.

    Attributes:
        lie: the kind.
        alpha: the policy.
        tested: share of the lies that could be tested.
        detection: share of the tested lies that are flagged.
        noticed: share of them that are flagged or said to be closer to a sibling.
        false_flags: share of the tested honest claims that are flagged.
        auroc: of lies against honest claims by their p-values.
        shares: of lies in a catalogue.
        precision: for each of them, the share of lies among the flags.
    """

    lie: Lie
    alpha: float
    tested: Interval
    detection: Interval
    noticed: Interval
    false_flags: Interval
    auroc: Interval
    shares: tuple[float, ...]
    precision: tuple[Interval, ...]


def told(lie: Lie, labels: NDArray[np.int64], genres: tuple[str, ...]) -> NDArray[np.float64]:
    """Return how probably a liar claims each genre for each track.

    Args:
        lie: the kind.
        labels: int64 (n,), the tracks' true genres.
        genres: K genres of the model.

    Returns:
        float64 (n, K), rows of sum 1, or of zeros where no such lie can be told.
    """
    return told_of(lie, np.bincount(labels, minlength=len(genres)), genres)[labels]


def told_of(lie: Lie, counts: NDArray[np.int64], genres: tuple[str, ...]) -> NDArray[np.float64]:
    """Return how probably a liar claims each genre of a track of each.

    Args:
        lie: the kind.
        counts: int64 (K,), how many tracks are of each genre.
        genres: K genres of the model.

    Returns:
        float64 (K, K), a row a true genre, of sum 1, or of zeros where no such lie can be told.
    """
    _, family = families(genres)
    other = ~np.eye(len(genres), dtype=bool)
    kin = family[:, None] == family
    wish = {
        Lie.UNIFORM: other,
        Lie.SIBLING: other & kin,
        Lie.POPULAR: other * counts,
        Lie.FOREIGN: ~kin,
    }[lie].astype(np.float64)
    return np.nan_to_num(share(wish, np.broadcast_to(wish.sum(axis=1)[:, None], wish.shape)))


def flagging(
    trial: Trial,
    lies: Sequence[Lie] = tuple(Lie),
    alphas: Sequence[float] = ALPHAS,
    shares: Sequence[float] = SHARES,
) -> tuple[Flagging, ...]:
    """Return what policies make of kinds of lie, kind by kind within each alpha.

    Args:
        trial: the tracks, held against every genre.
        lies: the kinds.
        alphas: the policies, each in (0, 0.5].
        shares: of the catalogue's claims that are lies, each in (0, 1).
    """
    wishes = {lie: told(lie, trial.labels, trial.genres) for lie in lies}
    made = []
    for alpha in alphas:
        judged = trial.judged(alpha)
        for lie, claims in wishes.items():
            rates, precision = _rates(trial, judged, claims, tuple(shares))
            tested, detection, noticed, false_flags, auroc = rates
            made.append(
                Flagging(
                    lie=lie,
                    alpha=alpha,
                    tested=tested,
                    detection=detection,
                    noticed=noticed,
                    false_flags=false_flags,
                    auroc=auroc,
                    shares=tuple(shares),
                    precision=precision,
                )
            )
    return tuple(made)


def flagging_table(rows: Sequence[Flagging]) -> pd.DataFrame:
    """Return curves of flagging: a row a kind of lie, an alpha and a share of lies.

    Columns: kind, alpha, share, then tested, detection, noticed, precision, false_flags and
    auroc, each followed by its ends, ``_low`` and ``_high``; empty where unknown.
    """
    lines = []
    for row in rows:
        for part, precision in zip(row.shares, row.precision, strict=True):
            line: dict[str, str | float] = {"kind": row.lie, "alpha": row.alpha, "share": part}
            for name in ("tested", "detection", "noticed", "precision", "false_flags", "auroc"):
                found = precision if name == "precision" else getattr(row, name)
                line |= {name: found.value, f"{name}_low": found.low, f"{name}_high": found.high}
            lines.append(line)
    return pd.DataFrame(lines)


def _rates(
    trial: Trial, judged: Judged, lies: _Array, shares: tuple[float, ...]
) -> tuple[tuple[Interval, ...], tuple[Interval, ...]]:
    """Tested, detection, noticed, false flags and AUROC; then the precision for each share."""
    honest = trial.honest
    kinds = (judged.tested, judged.flagged, judged.doubted)
    truths = (np.ones(len(lies)), judged.tested[honest], judged.flagged[honest])
    terms = np.column_stack(
        [*truths, lies.sum(axis=1), *((kind * lies).sum(axis=1) for kind in kinds)]
    )
    mixed = np.array(shares)
    rank = _ranking(judged, honest, lies)

    def figures(weights: _Array) -> _Array:
        claims, tried, flagged, told, tested, caught, doubted = weights @ terms
        rates = share(
            np.array([tested, caught, doubted, flagged]), np.array([told, tested, tested, tried])
        )
        right = mixed * share(caught, told)
        wrong = (1 - mixed) * share(flagged, claims)
        return np.concatenate([rates, [rank(weights)], share(right, right + wrong)])

    found = bootstrap_weighted(trial.artists, figures)
    return found[:5], found[5:]


def _ranking(judged: Judged, honest: NDArray[np.bool_], lies: _Array) -> Callable[[_Array], float]:
    """The AUROC of the tested claims as a function of the rows' weights, (n,)."""
    values, ranks = np.unique(judged.p_values, return_inverse=True)
    of_claim = ranks.reshape(lies.shape)
    liar = np.nonzero(judged.tested & (lies > 0))
    truth = np.nonzero(judged.tested & honest)
    lie_ranks, truth_ranks, likely = of_claim[liar], of_claim[truth], lies[liar]

    def auroc(weights: _Array) -> float:
        false = np.bincount(lie_ranks, weights[liar[0]] * likely, len(values))
        true = np.bincount(truth_ranks, weights[truth[0]], len(values))
        higher = true.sum() - true.cumsum()
        pairs = false.sum() * true.sum()
        return float(share(np.asarray(false @ (higher + true / 2)), np.asarray(pairs)))

    return auroc
