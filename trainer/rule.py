"""When a candidate is better than the model that serves.

It is if one of the two figures that its verdicts rest on is clearly better and the other not
clearly worse:

1. accuracy: the interval of the difference lies above 0, and that of the log-loss not; or
2. log-loss: the interval of the difference lies below 0, and accuracy fell by less than one
   point in a hundred at the interval's lower end.

Accuracy is what people ask for; log-loss sees the order and size of all probabilities, which is
what the p-values are made of. The calibration error does not decide, since a p-value holds
however badly probabilities are calibrated; but the promise itself does. Whatever its accuracy, a
candidate is refused

- that clearly flags more of the honest claims it can test than alpha; or
- that can test clearly fewer of them than the incumbent, since a calibration of few tracks flags
  nobody, and its promise is empty; or
- that is the first of its name and could not test half of them at the loosest policy a listener
  is offered (alpha 0.2, four tracks a genre): whatever one chose, "cannot be tested" would be
  its usual answer. At alpha itself the first of a small catalogue may test nothing.

Without an incumbent the same rule is held against who always answers the commonest genre.
"""

from genre_core.evaluation.comparison import Comparison, Incomparable
from genre_core.evaluation.own_outcomes import LOOSEST

MARGIN = 0.01
"""Accuracy that may be lost, at the interval's lower end, where log-loss is clearly better."""
LEAST_TESTABLE = 0.5
"""Share of honest claims that the first of its name must be able to test at the loosest alpha."""


def judge(found: Comparison | Incomparable, *, first: bool = False) -> tuple[bool, str]:
    """Return whether the candidate is better by the module's rule, and why, in a sentence.

    Args:
        found: what the two were found to be.
        first: no model serves, and the candidate was held against the majority baseline.
    """
    if isinstance(found, Incomparable):
        return False, f"The two cannot be compared. {found.why}"
    unfit = _unfit(found, first)
    if unfit:
        return False, unfit
    right, loss = found.accuracy.difference, found.log_loss.difference
    if right.low > 0 and loss.low <= 0:
        return True, f"It is right more often: {right.value:+.1%}, at least {right.low:+.1%}."
    if loss.high < 0 and right.low > -MARGIN:
        return True, (
            f"Its log-loss is lower, {loss.value:+.3f} nats, at most {loss.high:+.3f}; it is "
            f"right as often within {MARGIN:.0%}."
        )
    if right.low > 0:
        return False, f"It is right more often, but its log-loss rose by {loss.value:.3f} nats."
    return False, (
        f"It is not clearly better: accuracy {right.value:+.1%} [{right.low:+.1%}, "
        f"{right.high:+.1%}], log-loss {loss.value:+.3f} [{loss.low:+.3f}, {loss.high:+.3f}]."
    )


def _unfit(found: Comparison, first: bool) -> str:
    """Why the candidate may not serve, however often it is right; empty where it may."""
    flags, tested = found.false_flags.candidate, found.tested
    # Where nothing was tested this is NaN, which is more than nothing.
    if flags.low > found.alpha:
        return (
            f"It flags {flags.value:.1%} of the honest claims it can test at alpha "
            f"{found.alpha:.2f}, clearly more than it promises."
        )
    if tested.difference.high < 0:
        return (
            f"It can test {tested.candidate.value:.1%} of honest claims at alpha "
            f"{found.alpha:.2f}, the incumbent {tested.incumbent.value:.1%}; what cannot be tested "
            "is never flagged. Calibrate it on tracks of more artists."
        )
    if first and found.testable < LEAST_TESTABLE:
        return (
            f"It could test {found.testable:.1%} of honest claims even at alpha {LOOSEST:.2f}; "
            f"{LEAST_TESTABLE:.0%} are needed. Calibrate it on tracks of more artists."
        )
    return ""
