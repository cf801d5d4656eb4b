"""How far a fit has come, whole: weights, optimiser, random states and the epochs behind it.

One file, written after every epoch beside the one before and then put in its place, so that a
fit that is stopped at any moment goes on from the last whole epoch. It holds plain arrays: a
fit begun on one kind of device may go on, in the same backend, on another.
"""

import json
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from trainer.architectures import KerasModel
from trainer.errors import TrainingError

CHECKPOINT = "checkpoint.npz"


@dataclass(frozen=True, slots=True)
class Progress:
    """What is behind a fit.

    Attributes:
        epoch: whole epochs done.
        best_epoch: the one with the least validation loss, from 1; 0 where none was measured.
        best_loss: that loss, in nats; infinite where none was measured.
        seconds: spent on training so far.
    """

    epoch: int = 0
    best_epoch: int = 0
    best_loss: float = float("inf")
    seconds: float = 0.0


def patience_is_over(progress: Progress, patience: int) -> bool:
    """Tell whether the validation loss has not improved for ``patience`` epochs; 0 is for ever."""
    return 0 < patience <= progress.epoch - progress.best_epoch


def save_checkpoint(folder: Path, learner: KerasModel, progress: Progress) -> None:
    """Write where a learner stands; its optimiser is built."""
    arrays = {
        f"{owner}_{number}": np.asarray(variable)
        for owner, variables in _variables(learner).items()
        for number, variable in enumerate(variables)
    }
    note = np.array(json.dumps(asdict(progress)))
    unfinished = folder / f"unfinished-{CHECKPOINT}"
    with unfinished.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays | {"progress": note})
    unfinished.replace(folder / CHECKPOINT)


def read_progress(folder: Path) -> Progress:
    """Return how far the fit in a folder has come; nowhere where there is no checkpoint.

    Raises:
        TrainingError: the checkpoint is damaged.
    """
    if not (folder / CHECKPOINT).exists():
        return Progress()
    try:
        # np.load leaves a file that is no archive open; this closes it.
        with (folder / CHECKPOINT).open("rb") as file, np.load(file) as content:
            return Progress(**json.loads(str(content["progress"])))
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise _damaged(folder, str(error)) from error


def load_checkpoint(folder: Path, learner: KerasModel) -> None:
    """Put a learner, compiled as when it was saved, back to where it stood.

    Raises:
        TrainingError: the checkpoint is damaged or another network's.
    """
    with np.load(folder / CHECKPOINT) as content:
        for owner, variables in _variables(learner).items():
            for number, variable in enumerate(variables):
                name = f"{owner}_{number}"
                if name not in content or content[name].shape != tuple(variable.shape):
                    raise _damaged(folder, f"it lacks {variable.path}")
                variable.assign(content[name])


def _variables(learner: KerasModel) -> dict[str, list[KerasModel]]:
    return {"learner": learner.variables, "optimizer": learner.optimizer.variables}


def _damaged(folder: Path, why: str) -> TrainingError:
    return TrainingError(
        f"{folder / CHECKPOINT} cannot be used ({why}). Delete it; the fit then begins anew."
    )
