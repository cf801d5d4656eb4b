"""The seed's own figures, to stand beside a model of the same twenty genres.

They were stated on slides and cannot be measured again, since no weights were published. As far
as is known its tracks were not kept apart by artist, which flatters a network, so that a model
evaluated by artist is compared with more than it had to reach.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from genre_core.card import CARD, Metric, read_card
from trainer.seed import SEED_FOLDER

_CAUTION = "stated, not measured here; its split was not by artist, which flatters it"
_SHOWN = {
    "accuracy": ("seed_accuracy", "Seed baseline (the slides' network)"),
    "root_accuracy": ("seed_root_accuracy", "Seed baseline of families (the slides' network)"),
}


def seed_baseline(genres: Sequence[str], models: Path) -> tuple[Metric, ...]:
    """Return the seed's accuracy, of genres and of families, for a card's metrics.

    Args:
        genres: of the model beside which they shall stand.
        models: the folder of all models, which holds the seed's card.

    Returns:
        Nothing where the model tells other genres apart, another task, or the seed is not there.

    Raises:
        ModelError: the seed's card is damaged.
    """
    folder = models / SEED_FOLDER
    if not (folder / CARD).exists():
        return ()
    card = read_card(folder)
    if set(card.genres) != set(genres):
        return ()
    return tuple(
        replace(metric, name=name, label=label, note=f"{metric.note}; {_CAUTION}")
        for metric, (name, label) in ((card.metric(key), words) for key, words in _SHOWN.items())
    )
