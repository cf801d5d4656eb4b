"""The lab's one chart: what a flag costs, by the verdict and by "the top guess differs".

Every test track is once claimed to be what it is, and once to be each other genre (uniform lies,
weighed as in :mod:`genre_core.evaluation.lies`). A false flag is a flag on an honest claim,
detection a flag on a false one; both are shares of the claims that could be tested. Precision is
the share of lies among the flags of a catalogue of which one claim in twenty is a lie. A track
that is itself in the calibration is left out of it. Intervals are by artist.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from genre_core.card import models_folder
from genre_core.errors import ModelError
from genre_core.evaluation.claim_findings import hold_claims
from genre_core.evaluation.contestant import Contestant, read_contestant
from genre_core.evaluation.intervals import Interval, bootstrap_weighted, share
from genre_core.evaluation.lies import Lie, told
from genre_core.evaluation.own_outcomes import twins
from genre_core.outcomes import Outcome

LIARS = 0.05
"""Share of a catalogue's claims that are lies, where precision is told."""

_Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a rule for flagging costs and brings; all three with 95% intervals.

    ``name`` is "verdict" or "naive", which flags whatever the top guess differs from.
    """

    name: str
    false_flags: Interval
    detection: Interval
    precision: Interval


@dataclass(frozen=True, slots=True)
class LabChart:
    """Two rules on the same claims.

    Attributes:
        model: whose answers they are.
        alpha: at which the verdict flags.
        liars: the share of lies at which precision is told.
        tracks, artists: how many were claimed about.
        verdict, naive: the rules.
        sentence: the chart, to be read aloud.
    """

    model: str
    alpha: float
    liars: float
    tracks: int
    artists: int
    verdict: Rule
    naive: Rule
    sentence: str


def lab_chart(model: str, alpha: float) -> LabChart | None:
    """Return the chart of a model; None where its test answers are not at hand or say nothing.

    A hundred thousand tracks take some ten seconds.
    """
    try:
        found = read_contestant(models_folder() / model)
    except ModelError:
        return None
    chart = chart_of(found, alpha)
    rules = (chart.verdict, chart.naive)
    figures = [(rule.false_flags, rule.detection, rule.precision) for rule in rules]
    return chart if np.isfinite([bar.value for three in figures for bar in three]).all() else None


def chart_of(model: Contestant, alpha: float) -> LabChart:
    """Return the chart of a model's answers at alpha, in (0, 0.5]."""
    labels, chances = model.labels(model.genres), model.chances(model.genres)
    artists = [str(artist) for artist in model.rows["artist"]]
    tested, flagged = _verdicts(model, alpha)
    differs = chances.argmax(axis=1)[:, None] != np.arange(len(model.genres))
    lies = told(Lie.UNIFORM, labels, model.genres)
    honest = labels[:, None] == np.arange(len(model.genres))
    everything = np.ones(honest.shape, bool)
    verdict = _rule("verdict", artists, _terms(honest, lies, tested, flagged))
    naive = _rule("naive", artists, _terms(honest, lies, everything, differs))
    return LabChart(
        model=model.title,
        alpha=alpha,
        liars=LIARS,
        tracks=len(labels),
        artists=len(set(artists)),
        verdict=verdict,
        naive=naive,
        sentence=_sentence(verdict, naive, alpha),
    )


def _verdicts(model: Contestant, alpha: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which claims (n, K) could be tested, and which were flagged."""
    labels, chances = model.labels(model.genres), model.chances(model.genres)
    twin = twins(labels, chances, model.calibration)
    outcomes = np.column_stack(
        [
            hold_claims(chances, [genre] * len(labels), model.calibration, twin).outcomes(alpha)
            for genre in model.genres
        ]
    )
    return outcomes != Outcome.CANNOT_TEST, outcomes == Outcome.MISMATCH


def _terms(
    honest: NDArray[np.bool_],
    lies: _Array,
    tested: NDArray[np.bool_],
    flagged: NDArray[np.bool_],
) -> _Array:
    """What each track (n, 6) adds: honest claims, tested, flagged; and the same of lies."""
    parts = [weights * kind for weights in (honest, lies) for kind in (1, tested, flagged)]
    return np.column_stack([part.sum(axis=1) for part in parts])


def _rule(name: str, artists: list[str], terms: _Array) -> Rule:
    """The shares, with intervals by artist, whose sums are drawn instead of her tracks."""
    names, artist = np.unique(np.asarray(artists), return_inverse=True)
    sums = np.zeros((len(names), terms.shape[1]))
    np.add.at(sums, artist, terms)

    def figures(weights: _Array) -> _Array:
        claims, tried, wrong, told_, heard, right = weights @ sums
        rates = share(np.array([wrong, right]), np.array([tried, heard]))
        caught = LIARS * share(right, told_)
        missed = (1 - LIARS) * share(wrong, claims)
        return np.append(rates, share(caught, caught + missed))

    return Rule(name, *bootstrap_weighted(names.tolist(), figures))


def _sentence(verdict: Rule, naive: Rule, alpha: float) -> str:
    return (
        f"At alpha {alpha:.0%} the verdict flags {verdict.false_flags.value:.1%} of honest claims "
        f"and catches {verdict.detection.value:.0%} of false ones. Flagging whatever the top guess "
        f"differs from catches {naive.detection.value:.0%}, but flags "
        f"{naive.false_flags.value:.0%} of the honest."
    )
