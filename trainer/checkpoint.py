"""How far a fit has come, whole: weights, optimiser, random states and the epochs behind it.

One file, written after every epoch beside the one before and then put in its place, so that a
fit that is stopped at any moment goes on from the last whole epoch. It holds plain arrays: a
fit begun on one kind of device may go on, in the same backend, on another.
"""

import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from trainer.architectures import KerasModel
from trainer.disk import explained, whole
from trainer.errors import TrainingError

CHECKPOINT = "checkpoint.npz"

_HEADER = 4096  # bytes, more than HDF5 needs to describe an array


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
    """Write where a learner stands; its optimiser is built.

    Raises:
        TrainingError: the disk is full, or the folder cannot be written.
    """
    arrays = {
        f"{owner}_{number}": np.asarray(variable)
        for owner, variables in _variables(learner).items()
        for number, variable in enumerate(variables)
    }
    note = np.array(json.dumps(asdict(progress)))
    with kept_by(folder), whole(folder / CHECKPOINT) as unfinished, unfinished.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays | {"progress": note})


def save_weights(network: KerasModel, path: Path) -> None:
    """Write a network's weights into a file of a fit's folder.

    Raises:
        TrainingError: the disk is full, or the folder cannot be written.
    """
    size = sum(weight.nbytes + _HEADER for weight in map(np.asarray, network.weights))
    # HDF5 may crash the process where a disk becomes full while it writes.
    with kept_by(path.parent), whole(path, room=size + _HEADER) as unfinished:
        network.save_weights(unfinished)


@contextmanager
def kept_by(folder: Path) -> Iterator[None]:
    """Say, where a fit's folder cannot be written, which epoch is kept and what to do.

    Raises:
        TrainingError: the disk is full, or the folder cannot be written.
    """
    with explained(folder, lambda: _kept(folder), "the same command"):
        yield


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


def _kept(folder: Path) -> str:
    epoch = read_progress(folder).epoch
    return f"The checkpoint of epoch {epoch} is kept." if epoch else "No epoch was done yet."


def _damaged(folder: Path, why: str) -> TrainingError:
    return TrainingError(
        f"{folder / CHECKPOINT} cannot be used ({why}). Delete it; the fit then begins anew."
    )
