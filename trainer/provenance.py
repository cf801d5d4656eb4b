"""What a run was begun with, so that answers to an old question are never given to a new one.

Weights and logits that lie in a run's folder are not computed again. That is right only while
recipe and labels stay what they were: ``run.json`` notes them when the run begins, and a run
that finds another note than its own is refused. What merely describes the model may change. The
same holds of the tracks of a fit, which a clip that came late can change, and of the split that
figures were computed on, which can be edited.
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

from trainer.errors import TrainingError
from trainer.lesson import Lesson
from trainer.manifest import LabelledTrack
from trainer.recipe import Recipe

NOTE = "run.json"
FIT_NOTE = "tracks.json"
SPLIT_NOTE = "judged.json"
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
        _write(note, wanted)
        return
    found: dict[str, Any] = json.loads(note.read_text("utf-8"))
    changed = [name for name in wanted | found if wanted.get(name) != found.get(name)]
    if changed:
        raise TrainingError(
            f"The run in {folder} was begun with other {', '.join(changed)}; its weights would be "
            f"mistaken for this recipe's. Use another --runs folder, or delete all in it but "
            "features/."
        )


def claim_fit(folder: Path, lesson: Lesson) -> None:
    """Note which tracks a fit looks at, or compare with those that it was begun with.

    Args:
        folder: of the fit.
        lesson: what it is about.

    Raises:
        TrainingError: its weights or its checkpoint were trained on other tracks.
    """
    note = folder / FIT_NOTE
    wanted = {
        name: _digest(sorted((track.id, track.genre) for track in tracks))
        for name, tracks in (("train", lesson.train), ("validation", lesson.validation))
    }
    begun = [path for path in folder.glob("*") if path.name.endswith((".h5", ".npz"))]
    if not begun:
        _write(note, wanted)
        return
    if not note.exists() or json.loads(note.read_text("utf-8")) != wanted:
        raise TrainingError(
            f"The fit in {folder} was begun with other tracks: some came, went, or changed their "
            f"label or side since. Delete {folder} to train on these."
        )


def claim_split(folder: Path, sides: Mapping[str, object]) -> None:
    """Note the split by which networks are judged, or compare with the one of before.

    Args:
        folder: of the run.
        sides: {track id: fold or part}.

    Raises:
        TrainingError: they were judged by another one; figures of two would be mixed.
    """
    note = folder / SPLIT_NOTE
    wanted = {"split": _digest(sorted((track, str(side)) for track, side in sides.items()))}
    if not note.exists():
        _write(note, wanted)
        return
    if json.loads(note.read_text("utf-8")) != wanted:
        raise TrainingError(
            f"The networks in {folder} were judged by another split than its split.csv is now; "
            "figures of the two would be mixed. Put the file back as it was, use another --runs "
            f"folder, or delete {note} to judge them by this one."
        )


def _write(note: Path, content: dict[str, Any]) -> None:
    """Write beside and rename: another process of a cluster may be reading."""
    unfinished = note.with_name(f"unfinished-{os.getpid()}-{note.name}")
    unfinished.write_text(json.dumps(content, indent=1) + "\n", "utf-8")
    unfinished.replace(note)


def _digest(rows: object) -> str:
    return sha256(json.dumps(rows).encode()).hexdigest()


def _provenance(recipe: Recipe, tracks: Sequence[LabelledTrack]) -> dict[str, Any]:
    settings = {name: value for name, value in asdict(recipe).items() if name not in _WORDS}
    rows = sorted((track.id, track.artist, track.genre, track.source) for track in tracks)
    if recipe.mood_weight:
        rows += sorted((track.id, str(track.valence), str(track.energy), "") for track in tracks)
    return settings | {"labels": _digest(rows)}
