"""A candidate takes the incumbent's place, but only if it is better, and the reason is kept.

Candidate and incumbent are folders of models; what is compared are their stored answers to the
test tracks they share (:mod:`genre_core.comparison`). The candidate is better if one of the two
figures that its verdicts rest on is clearly better and the other not clearly worse:

1. accuracy: the interval of the difference lies above 0, and that of the log-loss not; or
2. log-loss: the interval of the difference lies below 0, and accuracy fell by less than one
   point in a hundred at the interval's lower end.

Accuracy is what people ask for; log-loss sees the order and size of all probabilities, which is
what the p-values are made of. The calibration error does not decide, since a p-value holds
however badly probabilities are calibrated; but the promise itself does: a candidate whose honest
tracks are clearly flagged more often than alpha is refused whatever its accuracy. Without an
incumbent the same rule is held against who always answers the commonest genre.

A person may overrule this with :class:`Force`, giving name and reason. Every decision, refusals
too, is a line of ``models/NAME/promotions.jsonl``, which outlives the folder's other files.
"""

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from genre_core.card import CARD, NETWORK, read_card
from genre_core.classifier import CALIBRATION
from genre_core.comparison import Comparison, Incomparable
from genre_core.comparison import compare as compare_models
from genre_core.contestant import EVALUATION, majority, read_contestant
from genre_core.errors import ModelError
from trainer.errors import TrainingError
from trainer.install import append, install, recover

LOG = "promotions.jsonl"
MARGIN = 0.01
"""Accuracy that may be lost, at the interval's lower end, where log-loss is clearly better."""


@dataclass(frozen=True, slots=True)
class Force:
    """A person who overrules the rule: who, and why.

    Raises:
        TrainingError: one of the two is empty.
    """

    who: str
    why: str

    def __post_init__(self) -> None:
        """Demand a name and a reason."""
        if not self.who.strip() or not self.why.strip():
            raise TrainingError(
                f"A promotion was forced by {self.who!r} for the reason {self.why!r}; both are "
                "kept for those who come after. Give a name and a reason."
            )


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a candidate.

    Attributes:
        date: UTC, ISO 8601.
        promoted: whether the candidate serves now.
        better: whether the rule wanted it so.
        reason: of the rule, in a sentence.
        comparison: what the rule looked at.
        force: who would overrule it; None for nobody.
    """

    date: str
    promoted: bool
    better: bool
    reason: str
    comparison: Comparison | Incomparable
    force: Force | None = None


def compare(candidate: Path, incumbent: Path | None) -> Comparison | Incomparable:
    """Compare the stored answers of two model folders.

    Args:
        candidate: folder of the new model.
        incumbent: folder of the model that serves; None to compare with the majority baseline.

    Raises:
        ModelError: a folder's card, answers or calibration are missing, damaged or changed.
    """
    new = read_contestant(candidate)
    return compare_models(new, read_contestant(incumbent) if incumbent else majority(new))


def judge(found: Comparison | Incomparable) -> tuple[bool, str]:
    """Return whether the candidate is better by the module's rule, and why, in a sentence."""
    if isinstance(found, Incomparable):
        return False, f"The two cannot be compared. {found.why}"
    right, loss = found.accuracy.difference, found.log_loss.difference
    kept = found.false_flags.candidate.low <= found.alpha
    if not kept:
        return False, (
            f"It flags {found.false_flags.candidate.value:.1%} of honest tracks at alpha "
            f"{found.alpha:.2f}, clearly more than it promises."
        )
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


def promote(candidate: Path, models: Path, *, force: Force | None = None) -> Decision:
    """Put a candidate into ``models/NAME`` if it is better than what is there, and note it.

    A candidate that serves already stays, and nothing is noted: the step may be repeated.

    Args:
        candidate: folder of the new model; NAME is that of its card.
        models: folder of all models.
        force: promotes it whatever the rule says.

    Raises:
        ModelError: the candidate is missing, damaged or does not load.
        TrainingError: the folder cannot be written, or the card's name is no folder's.
    """
    card = read_card(candidate)
    if Path(card.name).name != card.name or card.name.startswith("."):
        raise TrainingError(
            f"The candidate is named {card.name!r}, which is no name for a folder of models. "
            "Name the recipe in one plain word."
        )
    place = models / card.name
    recover(place)
    found = _compared(candidate, place if (place / CARD).exists() else None)
    better, reason = judge(found)
    today = datetime.now(UTC).isoformat(timespec="seconds")
    decision = Decision(today, better or force is not None, better, reason, found, force)
    if isinstance(found, Comparison) and _same(candidate, place):
        return replace(decision, promoted=True, better=True, reason="It serves already.")
    if decision.promoted:
        install(candidate, place, {LOG: _log(place) + _line(decision)})
    else:
        append(place / LOG, _line(decision))
    return decision


def _compared(candidate: Path, incumbent: Path | None) -> Comparison | Incomparable:
    """As :func:`compare`; but an incumbent that is damaged is one that only force replaces."""
    new = read_contestant(candidate)
    if incumbent is None:
        return compare_models(new, majority(new))
    try:
        old = read_contestant(incumbent)
    except ModelError as error:
        return Incomparable(new.title, incumbent.name, str(error))
    return compare_models(new, old)


def _same(candidate: Path, place: Path) -> bool:
    """Whether the place holds the very candidate: a second export differs in its date alone.

    So do the .keras and LiteRT files, which hold the time of their making.
    """
    if not (place / CARD).exists():
        return False
    new, old = read_card(candidate).files, read_card(place).files
    return all(new.get(name) == old.get(name) for name in (NETWORK, CALIBRATION, EVALUATION))


def _log(place: Path) -> str:
    return (place / LOG).read_text("utf-8") if (place / LOG).exists() else ""


def _line(decision: Decision) -> str:
    content = asdict(decision)
    # The folders hold the rest; a genre without tracks has no recall, and JSON no NaN.
    content["comparison"].pop("recall", None)
    return json.dumps(content, ensure_ascii=False, allow_nan=False) + "\n"
