"""What a run was begun with, so that answers to an old question are never given to a new one.

Weights and logits that lie in a run's folder are not computed again. That is right only while
recipe and labels stay what they were: ``run.json`` notes them when the run begins, and a run
that finds another note than its own is refused. What merely describes the model may change.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

from trainer.errors import TrainingError
from trainer.manifest import LabelledTrack
from trainer.recipe import Recipe

NOTE = "run.json"
_WORDS = ("title", "description", "intended_use", "limits")


def claim_run(folder: Path, recipe: Recipe, tracks: Sequence[LabelledTrack]) -> None:
    """Note what a run is begun with, or compare with what it was begun with.

    Args:
        folder: of the run; made where absent.
        recipe: how it trains.
        tracks: the labelled tracks, before any is left out.

    Raises:
        TrainingError: the folder was begun with another recipe or other labels.
    """
    folder.mkdir(parents=True, exist_ok=True)
    note = folder / NOTE
    # Through JSON, in which a tuple and a list are one, like what was read.
    wanted: dict[str, Any] = json.loads(json.dumps(_provenance(recipe, tracks)))
    if not note.exists():
        note.write_text(json.dumps(wanted, indent=1) + "\n", "utf-8")
        return
    found: dict[str, Any] = json.loads(note.read_text("utf-8"))
    changed = [name for name in wanted | found if wanted.get(name) != found.get(name)]
    if changed:
        raise TrainingError(
            f"The run in {folder} was begun with other {', '.join(changed)}; its weights would be "
            f"mistaken for this recipe's. Use another --runs folder, or delete {NOTE}, fold-* and "
            "final in it."
        )


def _provenance(recipe: Recipe, tracks: Sequence[LabelledTrack]) -> dict[str, Any]:
    settings = {name: value for name, value in asdict(recipe).items() if name not in _WORDS}
    rows = sorted((track.id, track.artist, track.genre, track.source) for track in tracks)
    if recipe.mood_weight:
        rows += sorted((track.id, str(track.valence), str(track.energy), "") for track in tracks)
    return settings | {"labels": sha256(json.dumps(rows).encode()).hexdigest()}
