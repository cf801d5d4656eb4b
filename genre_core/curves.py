"""Training curves, read from ``history.csv`` while they are still being written.

A model's own history has the column ``fit`` (final, fold-1, ...); in a run's folder each fit has a
file of its own. What older trainers did not write (validation) is absent; what is no number, such
as the loss of a training that broke down, stays a gap.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from genre_core.errors import ModelError

HISTORY = "history.csv"
SETTING = "SPECTROGRAM_RUNS"
MEASURES = ("loss", "accuracy", "val_loss", "val_accuracy")
LIVE_SECONDS = 600.0
"""A run to which nothing was added for so long is said to have ended."""
_DAMAGE = (OSError, ValueError, KeyError, TypeError)


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """The curves of one or several fits.

    Attributes:
        rows: fit, epoch (from 1) and :data:`MEASURES`; NaN where there is none.
        broken: fits one of whose losses is no number though an epoch was done.
    """

    rows: pd.DataFrame
    broken: tuple[str, ...]

    @property
    def fits(self) -> tuple[str, ...]:
        """The names of the fits, in the order of the file."""
        return tuple(dict.fromkeys(self.rows["fit"]))

    @property
    def validated(self) -> bool:
        """Whether any epoch was validated."""
        return bool(self.rows[["val_loss", "val_accuracy"]].notna().any(axis=None))


@dataclass(frozen=True, slots=True)
class TrainingRun:
    """A folder that a training writes to.

    Attributes:
        name: of the folder.
        files: its histories, one a fit.
        changed: when one of them last was, seconds since 1970.
    """

    name: str
    files: tuple[Path, ...]
    changed: float

    def going_on(self, now: float) -> bool:
        """Whether something was written within the last ten minutes before ``now``."""
        return now - self.changed < LIVE_SECONDS


def read_curves(path: Path) -> Curves:
    """Read a history; a last line that is half written is left out.

    Raises:
        ModelError: it cannot be read or lacks epoch, loss or accuracy.
    """
    try:
        table = pd.read_csv(path, on_bad_lines="skip", skip_blank_lines=True)
        numbers = table[["epoch", "loss", "accuracy"]].apply(pd.to_numeric, errors="coerce")
    except FileNotFoundError as error:
        raise ModelError(
            f"There is no {path.name} of {path.parent.name}: how it was trained was not kept. "
            "The trainer's step `export` writes it."
        ) from error
    except _DAMAGE as error:
        raise ModelError(
            f"{path.name} of {path.parent.name} cannot be read as training curves ({error}). It "
            "needs the columns epoch, loss and accuracy."
        ) from error
    for name in MEASURES[2:]:
        there = table[name] if name in table else pd.Series(np.nan, table.index)
        numbers[name] = pd.to_numeric(there, errors="coerce")
    fits = table["fit"].astype(str) if "fit" in table else path.parent.name
    rows = numbers.assign(fit=fits).replace([np.inf, -np.inf], np.nan)
    # Without an epoch or an accuracy the line was being written just then.
    rows = rows[rows["epoch"].notna() & rows[["loss", "accuracy"]].notna().any(axis=1)]
    return _curves(rows)


def read_run(run: TrainingRun) -> Curves:
    """Read the curves of all fits of a run.

    Raises:
        ModelError: as :func:`read_curves`, of a file that is neither empty nor gone by now.
    """
    parts = [read_curves(path).rows for path in run.files if _filled(path)]
    empty = pd.DataFrame(columns=["epoch", *MEASURES, "fit"], dtype=float)
    return _curves(pd.concat(parts) if parts else empty)


def runs_folder() -> Path:
    """Return the folder of runs: SPECTROGRAM_RUNS, or ``runs/`` where the app was started."""
    return Path(os.environ.get(SETTING) or "runs")


def list_runs(folder: Path) -> tuple[TrainingRun, ...]:
    """Return the runs of a folder, the one that was written last first; none where it is absent."""
    found = [run for place in sorted(folder.glob("*/")) for run in _run(place)]
    return tuple(sorted(found, key=lambda run: -run.changed))


def _run(folder: Path) -> Iterator[TrainingRun]:
    # A finished run has all fits in one file besides; of its fits' own files there are more.
    files = [path for path in sorted(folder.glob(f"*/{HISTORY}")) if _filled(path)]
    if not files and _filled(folder / HISTORY):
        files = [folder / HISTORY]
    if files:
        yield TrainingRun(folder.name, tuple(files), max(path.stat().st_mtime for path in files))


def _curves(rows: pd.DataFrame) -> Curves:
    rows = rows.reset_index(drop=True)
    broken = rows.loc[rows["loss"].isna(), "fit"]
    return Curves(rows, tuple(dict.fromkeys(broken)))


def _filled(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except OSError:
        return False
