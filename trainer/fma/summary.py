"""A curation in numbers: as text for a person, and as JSON for whatever comes next."""

import json
from collections import Counter

from trainer.fma.curation import Curation
from trainer.fma.reasons import Reason

UNDETAILED = (
    "Without tracks.csv no artist, album, licence or duration is known: the caps per artist and "
    "album, the licence filter and the minimum duration were NOT applied."
)


def notes(curation: Curation) -> tuple[str, ...]:
    """Return what a reader of the numbers must know: rules that could not be applied."""
    bare = not curation.detailed and not curation.recipe.contest
    return (UNDETAILED,) if bare else ()


def summary_json(curation: Curation) -> str:
    """Return the numbers as one JSON object.

    ``ids`` counts the ids that the recipe yields: those on its list, or those its rules chose.
    ``usable`` counts the chosen ones among them, which is what ``genres`` and ``splits`` add up
    to. For a list, ``withdrawn`` and ``unlabelled`` say where the rest went.
    """
    dropped = _by_reason(curation)
    usable = len(curation.chosen)
    figures = {
        "recipe": curation.recipe.name,
        "archive": curation.recipe.archive,
        "ids": curation.listed or usable,
        "usable": usable,
        "genres": curation.per_genre(),
        "splits": dict(sorted(Counter(clip.split or "none" for clip in curation.chosen).items())),
        "dropped": {reason.value: count for reason, count in dropped.items()},
        "notes": list(notes(curation)),
    }
    if curation.recipe.contest:
        figures |= {
            "listed": curation.listed,
            "withdrawn": dropped.get(Reason.WITHDRAWN, 0),
            "unlabelled": sum(dropped.get(r, 0) for r in (Reason.UNLABELLED, Reason.UNTAGGED)),
        }
    return json.dumps(figures, indent=1) + "\n"


def summary_text(curation: Curation) -> str:
    """Return the numbers as a table of genres, one of reasons, and the notes."""
    recipe = curation.recipe
    lines = [f"{recipe.name}: {recipe.description}", "", f"{'genre':<16}{'chosen':>8}{'of':>8}"]
    lines += [
        f"{genre:<16}{count:>8,}{curation.qualified.get(genre, 0):>8,}"
        for genre, count in curation.per_genre().items()
    ]
    total = sum(curation.qualified.values())
    lines += [f"{'in all':<16}{len(curation.chosen):>8,}{total:>8,}", "", "Set aside:"]
    lines += [
        f"{count:>8,}  {reason.value}: {reason.sentence}"
        for reason, count in _by_reason(curation).items()
    ]
    lines += ["", *notes(curation)] if notes(curation) else []
    return "\n".join(lines) + "\n"


def _by_reason(curation: Curation) -> dict[Reason, int]:
    counts = Counter(drop.reason for drop in curation.dropped)
    return {reason: counts[reason] for reason in Reason if counts[reason]}
