"""A candidate takes the incumbent's place, but only if it is better, and the reason is kept.

Candidate and incumbent are folders of models; what is compared are their stored answers to the
test tracks they share (:mod:`genre_core.evaluation.comparison`), and what counts as better is
said in :mod:`trainer.rule`.

A person may overrule this with :class:`Force`, giving name and reason. Every decision, refusals
too, is a line of ``models/NAME/promotions.jsonl``, which outlives the folder's other files.
"""

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from genre_core.card import CARD, NETWORK, read_card
from genre_core.classifier import CALIBRATION
from genre_core.errors import ModelError
from genre_core.evaluation.comparison import Comparison, Incomparable
from genre_core.evaluation.comparison import compare as compare_models
from genre_core.evaluation.contestant import EVALUATION, majority, read_contestant
from trainer.errors import TrainingError
from trainer.install import append, install, recover
from trainer.rule import judge

LOG = "promotions.jsonl"


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
        incumbent: folder of the model that serves, incomparable where it is damaged; None to
            compare with the majority baseline.

    Raises:
        ModelError: the candidate's card, answers or calibration are missing, damaged or changed.
    """
    new = read_contestant(candidate)
    if incumbent is None:
        return compare_models(new, majority(new))
    try:
        old = read_contestant(incumbent)
    except ModelError as error:
        return Incomparable(new.title, incumbent.name, str(error))
    return compare_models(new, old)


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
    first = not (place / CARD).exists()
    found = compare(candidate, None if first else place)
    better, reason = judge(found, first=first)
    today = datetime.now(UTC).isoformat(timespec="seconds")
    decision = Decision(today, better or force is not None, better, reason, found, force)
    if isinstance(found, Comparison) and _same(candidate, place):
        return replace(decision, promoted=True, better=True, reason="It serves already.")
    if decision.promoted:
        install(candidate, place, {LOG: _log(place) + _line(decision)})
    else:
        append(place / LOG, _line(decision))
    return decision


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
    # The folders hold it.
    content["comparison"].pop("recall", None)
    # Where nothing could be tested the false flags are NaN, which JSON lacks: null is unknown.
    known = json.loads(json.dumps(content), parse_constant=lambda _: None)
    return json.dumps(known, ensure_ascii=False, allow_nan=False) + "\n"
