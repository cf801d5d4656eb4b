"""What cleanlab works on: labels, probabilities, and who said what, row by row.

A row a track whose claim names a genre of the tree and that a model was asked about. Numbers of
classes are places in the alphabetical list of the tree's genres.
"""

import csv
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np

from genre_core.exchange.formulas import neutralised
from genre_core.exchange.groups import Gathered, Group, labels_of
from genre_core.genres import GENRES

_NAMES = tuple(genre.name for genre in GENRES)
_CLASSES = {name: place for place, name in enumerate(_NAMES)}

_README = """\
Decisions for cleanlab (https://docs.cleanlab.ai), {rows} tracks of {classes} classes.

labels.npy          (rows,) int64: the class that the uploader claims
pred_probs.npy      (rows, classes) float64: the model's probabilities, each row sums to 1
multiannotator.csv  the class each moderator names, empty where none; a column a moderator
ids.csv             the track behind each row

Classes, from 0: {names}

The probabilities are those of the served model. Where it was trained on a track, they are too sure
of it: cleanlab wants them out of sample.

    import numpy as np, pandas as pd
    from cleanlab.filter import find_label_issues
    issues = find_label_issues(np.load("labels.npy"), np.load("pred_probs.npy"))

    from cleanlab.multiannotator import get_label_quality_multiannotator
    said = pd.read_csv("multiannotator.csv", index_col="row").astype("Int64")
    heard = said.notna().any(axis=1)
    get_label_quality_multiannotator(said[heard], np.load("pred_probs.npy")[heard])
"""


def write_cleanlab(decisions: Gathered, out: BinaryIO) -> int:
    """Write a zip with arrays and tables; return how many decisions are in it."""
    moderators = decisions.moderators()
    with TemporaryDirectory(prefix="spectrogram-") as name:
        folder = Path(name)
        rows, count = _lay(decisions.groups(), moderators, folder)
        with ZipFile(out, "w", ZIP_DEFLATED) as archive:
            names = ", ".join(_NAMES)
            text = _README.format(rows=f"{rows:,}", classes=len(_NAMES), names=names)
            archive.writestr("README.txt", text)
            for table in ("ids.csv", "multiannotator.csv"):
                archive.write(folder / table, table)
            _pack(archive, folder, "labels.npy", (rows,), "<i8")
            _pack(archive, folder, "pred_probs.npy", (rows, len(_NAMES)), "<f8")
    return count


def _lay(groups: Iterator[Group], moderators: tuple[str, ...], folder: Path) -> tuple[int, int]:
    """Write the four parts at once, a track at a time; return the rows and the decisions."""
    rows = count = 0
    with ExitStack() as stack:
        raw: dict[str, IO[bytes]] = {
            name: stack.enter_context((folder / name).open("wb"))
            for name in ("labels.npy", "pred_probs.npy")
        }
        ids, said = (
            csv.writer(
                stack.enter_context((folder / name).open("w", newline="", encoding="utf-8")),
                lineterminator="\r\n",
            )
            for name in ("ids.csv", "multiannotator.csv")
        )
        ids.writerow(("row", "id", "title", "artist", "claimed_genre"))
        said.writerow(("row", *map(neutralised, moderators)))
        for group in groups:
            chances = _chances(group)
            if chances is None or group.claimed_genre not in _CLASSES:
                continue
            raw["labels.npy"].write(np.int64(_CLASSES[group.claimed_genre]).tobytes())
            raw["pred_probs.npy"].write(chances.astype("<f8").tobytes())
            told = (group.track.key, group.track.title, group.track.artist, group.claimed_genre)
            ids.writerow((rows, *map(neutralised, told)))
            classes = _said(group)
            said.writerow((rows, *(classes.get(moderator, "") for moderator in moderators)))
            rows, count = rows + 1, count + len(group.cases)
    return rows, count


def _chances(group: Group) -> np.ndarray[tuple[int], np.dtype[np.float64]] | None:
    """(K,) of the last model that was asked, summing to 1; None where there is none."""
    known = [opinion.probabilities for opinion in group.opinions if opinion.probabilities]
    if not known:
        return None
    chances = np.array([max(known[-1].get(name, 0.0), 0.0) for name in _NAMES])
    return chances / chances.sum() if chances.sum() > 0 else None


def _said(group: Group) -> dict[str, int]:
    named = {case.decision.moderator: labels_of(case) for case in group.standing}
    return {
        moderator: _CLASSES[labels[0]]
        for moderator, labels in named.items()
        if len(labels) == 1 and labels[0] in _CLASSES
    }


def _pack(archive: ZipFile, folder: Path, name: str, shape: tuple[int, ...], kind: str) -> None:
    """Put numbers into the zip as the file that numpy.load reads."""
    with archive.open(name, "w", force_zip64=True) as member, (folder / name).open("rb") as raw:
        header = {"descr": kind, "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(member, header)
        shutil.copyfileobj(raw, member)
