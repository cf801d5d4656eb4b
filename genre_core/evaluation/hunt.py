"""Who finds the lies: the verdict, the naive rule and cleanlab, let loose on the same claims.

Two rules flag: the verdict at an alpha, and the naive one, which flags whatever the model's first
guess contradicts. Six orders are reviewed: those of module orders, the random one (the mean of
all, with a band), and the ideal one, all lies first.

Detection and false flags are shares of the claims that a rule could test; the naive rule tests
every claim. Precision is that of the catalogue as it was injected. Intervals are by artist.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from genre_core.conformal import check_alpha
from genre_core.errors import ModelError
from genre_core.evaluation.answers import Answers
from genre_core.evaluation.artist_shares import artist_shares
from genre_core.evaluation.claim_findings import ClaimFindings, hold_claims
from genre_core.evaluation.contestant import Contestant
from genre_core.evaluation.injection import Injected
from genre_core.evaluation.intervals import Interval
from genre_core.evaluation.orders import NAIVE, VERDICT, Order, orders, places
from genre_core.evaluation.own_outcomes import OwnFindings, own_findings, twins
from genre_core.evaluation.ranking import Curve, Ranking, by_chance, ranked

__all__ = ["IDEAL", "RANDOM", "Curve", "Hunt", "Ranking", "Rates", "Rule", "hunt"]

RANDOM, IDEAL = "random", "ideal"
_Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A rule that flags some of n claims.

    Attributes:
        name: "verdict" or "naive".
        flags: bool (n,), what it flags.
        tested: bool (n,), what it could say anything of.
    """

    name: str
    flags: _Flags
    tested: _Flags


@dataclass(frozen=True, slots=True)
class Rates:
    """What a rule's flags are worth; NaN where unknown.

    Attributes:
        name: of the rule.
        detection: share of the tested lies that are flagged.
        false_flags: share of the tested honest claims that are flagged.
        precision: share of lies among the flags.
    """

    name: str
    detection: Interval
    false_flags: Interval
    precision: Interval


@dataclass(frozen=True, eq=False)  # without slots, since a property is kept
class Hunt:
    """What each rule and each order makes of the same n claims.

    Attributes:
        alpha: of the verdict.
        rules: the verdict, then the naive rule.
        answers, injected: to the tracks, and their claims.
        found: what became of these.
    """

    alpha: float
    rules: tuple[Rule, ...]
    answers: Answers
    injected: Injected
    found: ClaimFindings

    @cached_property
    def rates(self) -> tuple[Rates, ...]:
        """What the rules' flags are worth, a line a rule.

        Worked out when it is first asked for: what the rules find is told sooner without.
        """
        # Both at once, since the artists are drawn a thousand times.
        flags = np.column_stack([rule.flags for rule in self.rules])
        tested = np.column_stack([rule.tested for rule in self.rules])
        false, true = self.injected.lies[:, None], ~self.injected.lies[:, None]
        parts = np.hstack([flags & false, flags & true, flags & false]).astype(np.float64)
        wholes = np.hstack([tested & false, tested & true, flags]).astype(np.float64)
        shares = artist_shares(self.answers.artist, parts, wholes)
        step = len(self.rules)
        return tuple(
            Rates(rule.name, *shares[place::step]) for place, rule in enumerate(self.rules)
        )

    @cached_property
    def rankings(self) -> tuple[Ranking, ...]:
        """What the orders are worth: verdict, p-value, naive, cleanlab, random, ideal.

        Worked out when it is first asked for, as the rates are.
        """
        lies, artist = self.injected.lies, self.answers.artist
        suggested = orders(self.answers, self.injected.claims, self.found, self.alpha)
        ideal = Order(IDEAL, lies.astype(np.float64), falling=True)
        return (
            *(ranked(order, lies, artist) for order in suggested),
            by_chance(RANDOM, lies, artist),
            ranked(ideal, lies, artist),
        )


def hunt(
    model: Contestant,
    answers: Answers,
    injected: Injected,
    alpha: float,
    own: OwnFindings | None = None,
) -> Hunt:
    """Let the rules and orders look for injected lies.

    A track that is itself one of the model's calibration tracks is left out of what it is
    measured by, as in module own_outcomes.

    Args:
        model: whose calibration measures the claims.
        answers: the same model's, to n tracks.
        injected: their claims.
        alpha: the verdict's, in (0, 0.5].
        own: :func:`genre_core.evaluation.own_outcomes.own_findings` of the model, which are worked
            out where it is None; most claims are the tracks' own, whatever lies are drawn.

    Raises:
        PolicyError: alpha is out of range.
        ModelError: the three are not of one model's tracks, or all claims are lies, or none is.
    """
    check_alpha(alpha)
    _check(model, answers, injected)
    found = _findings(model, answers, injected, own or own_findings(model))
    contradicted = answers.guesses != places(injected.claims, answers.genres)
    rules = (
        Rule(VERDICT, found.thresholds <= alpha, found.testable_from <= alpha),
        Rule(NAIVE, contradicted, np.ones(len(contradicted), bool)),
    )
    return Hunt(alpha, rules, answers, injected, found)


def _findings(
    model: Contestant, answers: Answers, injected: Injected, own: OwnFindings
) -> ClaimFindings:
    """What becomes of all claims: the lies are held against their genres, the rest is known."""
    rows = np.flatnonzero(injected.lies)
    chances, known = answers.chances[rows], model.calibration
    twin = twins(answers.labels[rows], chances, known)
    lies = hold_claims(chances, [injected.claims[row] for row in rows], known, twin)
    counts = np.array([own.leaf, own.leaf_strange, own.family, own.family_strange])
    counts[:, rows] = lies.leaf, lies.leaf_strange, lies.family, lies.family_strange
    return ClaimFindings(*counts)


def _check(model: Contestant, answers: Answers, injected: Injected) -> None:
    """Raise ModelError unless the three belong together and there is something to find."""
    tracks, claims = len(answers.labels), len(injected.claims)
    if model.genres != answers.genres or len(model.rows) != tracks or claims != tracks:
        raise ModelError(
            f"{model.title} has {len(model.rows)} test tracks of {len(model.genres)} genres; there "
            f"are answers to {tracks} of {len(answers.genres)}, and {claims} claims. Inject the "
            "lies into the answers of this very model."
        )
    if injected.lies.all() or not injected.lies.any():
        raise ModelError(
            f"{int(injected.lies.sum())} of {claims} claims are lies; some, but not all, are "
            "needed to tell them apart. Inject a share between."
        )
