"""The steps of a run, each of which reads what the one before it wrote under ``runs/NAME/``.

::

    (first)    runs/NAME/run.json: what the run was begun with
    features   runs/NAME/features/
    split      runs/NAME/split.csv
    fit        runs/NAME/fold-N/ and final/, or with one split runs/NAME/fit/
               runs/NAME/judged.json: the split by which networks were judged
    evaluate   runs/NAME/evaluation.parquet, metrics.json, confusion.csv, flagging.csv
    calibrate  runs/NAME/calibration.npz
    export     runs/NAME/candidate/NAME/
    promote    models/NAME/, if that is better than what stands there
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterable

import numpy as np

from trainer.architectures import architecture
from trainer.disk import explained
from trainer.errors import TrainingError
from trainer.features import build_store
from trainer.fit import fit, train
from trainer.interruption import check
from trainer.judging import calibration, evaluate, export, promotion
from trainer.meter import Meter
from trainer.provenance import claim_run
from trainer.recipe import Recipe
from trainer.run import Run
from trainer.sides import side_names, write_split


def features(run: Run) -> None:
    """Decode and draw every recording."""
    with Meter("tracks") as meter:
        store = build_store(run.labelled, run.recipe.spec, run.folder / "features", meter.show)
    usable = len(run.labelled) - len(run.left_out)
    sys.stderr.write(f"  {usable} of {len(run.labelled)} tracks can be used\n")
    for track in run.left_out:
        why = store.entries[track.id].problem or "It is shorter than one crop."
        sys.stderr.write(f"  left out {track.id}: {why}\n")


def split(run: Run) -> None:
    """Deal artist-disjoint folds or parts and write them down, unless that was done."""
    tracks = run.tracks
    if run.split_file.exists():
        sys.stderr.write(f"  as {run.split_file.name} says, which was there\n")
    else:
        write_split(run.split_file, run.labelled, run.side, run.recipe)
    for name, side in side_names(run.recipe).items():
        counts = Counter(track.genre for track in tracks if run.side[track.id] == side)
        shares = ", ".join(f"{genre} {counts[genre]}" for genre in run.recipe.genres)
        sys.stderr.write(f"  {'fold ' if run.recipe.folds else ''}{name}: {shares}\n")


def fit_all(run: Run) -> None:
    """Train the networks that are judged, and the one that ships."""
    if run.devices is not None and run.devices.processes > 1:
        _fit_in_a_cluster(run)
        return
    test = run.answers.test
    right = float(np.mean(test.logits.argmax(axis=1) == test.labels))
    sys.stderr.write(f"  artists never heard: {right:.1%} right\n")
    fit(run.lesson, run.fitted, run.devices)


def _fit_in_a_cluster(run: Run) -> None:
    """Train the one network of one split; what comes after is one process's work."""
    if run.recipe.folds:
        raise TrainingError(
            f"The recipe {run.recipe.name} has {run.recipe.folds} folds; several processes train "
            "the one network of folds=0. Train it on one machine, or split once."
        )
    train(run.lesson, run.fitted, run.devices)
    sys.stderr.write("  trained; evaluate it with the step `evaluate` on one machine\n")


STEPS: dict[str, Callable[[Run], None]] = {
    "features": features,
    "split": split,
    "fit": fit_all,
    "evaluate": evaluate,
    "calibrate": calibration,
    "export": export,
    "promote": promotion,
}


def all_steps(recipe: Recipe) -> tuple[str, ...]:
    """Return the names of a recipe's steps; those of a network that cannot serve end before."""
    names = tuple(STEPS)
    return names if architecture(recipe.architecture).served else names[: names.index("export")]


def perform(run: Run, names: Iterable[str] = ()) -> None:
    """Do steps of a run, all of them by default, naming each on standard error.

    Raises:
        SpectrogramError: a step cannot go on, the folder belongs to another recipe, or the
            manifest's tracks cannot be split.
        KeyboardInterrupt: Ctrl-C was lost in the step before.
    """
    if not run.split_file.exists():
        # Here, so that what cannot be split is refused before hours of decoding, and before the
        # folder is claimed for it.
        _ = run.dealt
    with explained(
        run.folder, lambda: "What was done is kept.", "the same command", only_full=True
    ):
        claim_run(run.folder, run.recipe, run.labelled)
        for name in names or all_steps(run.recipe):
            check()
            sys.stderr.write(f"{name}\n")
            STEPS[name](run)
