"""The card of the model on the slides that the project started from: ``python -m trainer seed``.

Its weights were never published, so ``models/seed-2020`` can be read about and compared with
but not asked. What is known of it are the figures below and the confusion matrix, kept by hand
in ``confusion_rates.csv``: a row a true genre with its tracks, then the share of them that the
network called each genre, to the two digits that the slide prints. The card and the layers of
the slides' first, larger network are made of these; the same matrix gives the same bytes.

The slide prints no counts. Its smallest shares (1/190, 2/115, 1/150, 1/170, 1/200) give away
the tracks of each row: 3,825 in all. Of these, 1,126 right is the only count that reads .2944,
the accuracy the slides state; two digits a cell would allow 1,114 to 1,129. (Rounding every
cell to a whole number of tracks loses 14 tracks and finds 1,122 of 3,811: .2944 again.)
"""

import csv
import json
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from genre_core.card import DataSource, Metric, ModelCard, file_hash, write_card
from genre_core.errors import GenreError
from genre_core.evaluation.summary import wilson_interval
from genre_core.genres import find
from trainer.architectures import Architecture, architecture
from trainer.describe import describe
from trainer.errors import TrainingError
from trainer.measure import as_metric

SEED_FOLDER = "seed-2020"
RATES = "confusion_rates.csv"
LAYERS_67M = "layers-67m.json"

TEST_ACCURACY = 0.2944
_STATED = (
    ("loss", "Test loss (nats)", 2.602),
    ("validation_accuracy", "Accuracy in validation", 0.3069),
    ("validation_loss", "Validation loss (nats)", 2.572),
    ("training_accuracy", "Accuracy on its own training tracks", 0.5841),
    ("training_loss", "Training loss (nats)", 1.362),
)

_DESCRIPTION = (
    "The convolutional network of the slides that the project started from: one picture of 20 s, "
    "0 to 4 kHz, and 2.2 million parameters, after a first one of 67 million."
)
_SOURCE = DataSource(
    name="Free Music Archive, by way of the Kaggle contest multitask-music-classification (2020)",
    tracks=3834,
    artists=None,
    licence="each track under the licence that its artist chose",
    credit=(
        "M. Defferrard, K. Benzi, P. Vandergheynst, X. Bresson: "
        "FMA: A Dataset For Music Analysis, ISMIR 2017"
    ),
)
_USES = ("To stand beside every later model as the figure to beat.",)
_LIMITS = (
    "Its weights were never published: it can be read about but not asked.",
    "The matrix counts 3,825 tracks. That is about the contest's training and test lists together "
    "(3,834), so some of them may have been trained on; intervals show chance only.",
    "As far as is known its tracks were not kept apart by artist, which flatters a network.",
    "It calls 17% of Rock tracks Psych-Rock, 15% Punk and 13% Indie-Rock, and 6.5% Rock.",
    "A rule that flags every claim its top guess differs from would flag 7 of 10 honest tracks.",
    "The slides give the picture's size, length, range and decibels, but neither window nor hop, "
    "and no dropout rate; those three are ours.",
)


@dataclass(frozen=True, slots=True, eq=False)
class SlideMatrix:
    """The confusion matrix of the slide.

    Attributes:
        genres: K genres, alphabetical.
        tracks: int64 (K,), tracks of each true genre.
        rates: float64 (K, K), row = true genre, column = predicted; two significant digits.
    """

    genres: tuple[str, ...]
    tracks: NDArray[np.int64]
    rates: NDArray[np.float64]

    def counts(self) -> NDArray[np.int64]:
        """Return the cells rounded to whole tracks, (K, K); a row may be off by a few."""
        return np.rint(self.rates * self.tracks[:, None]).astype(np.int64)


def read_matrix(path: Path) -> SlideMatrix:
    """Read the matrix that was copied from the slide.

    Raises:
        TrainingError: the file is missing or is no such matrix.
    """
    try:
        with path.open(newline="", encoding="utf-8") as lines:
            header, *rows = csv.reader(lines)
        genres = tuple(find(row[0]).name for row in rows)
        tracks = np.array([int(row[1]) for row in rows], dtype=np.int64)
        rates = np.array([[float(rate) for rate in row[2:]] for row in rows])
    except (OSError, ValueError, IndexError, GenreError) as error:
        raise TrainingError(
            f"{path} cannot be read as the slide's matrix: {error}. "
            "Restore it (git restore models)."
        ) from error
    if tuple(header[2:]) != genres or rates.shape != (len(genres), len(genres)):
        raise TrainingError(
            f"{path.name} has the rows {genres} and the columns {tuple(header[2:])}; both must "
            "be the same genres. Restore it (git restore models)."
        )
    return SlideMatrix(genres, tracks, rates)


def write_seed_model(folder: Path) -> None:
    """Write card and layers of the slides' networks beside their matrix.

    Args:
        folder: holds ``confusion_rates.csv``.

    Raises:
        TrainingError: it does not.
    """
    matrix = read_matrix(folder / RATES)
    _write_layers(architecture("seed-67m"), len(matrix.genres), folder / LAYERS_67M)
    chosen = architecture("seed-2m")
    card = ModelCard(
        name=SEED_FOLDER,
        version="2020",
        title="The slides' network, 2020",
        description=_DESCRIPTION,
        created="2020",
        genres=matrix.genres,
        spec=chosen.spec,
        crops=1,
        metrics=seed_metrics(matrix),
        data=(_SOURCE,),
        layers=describe(chosen.build(len(matrix.genres), chosen.spec)),
        recipe={"architecture": chosen.name, "epochs": 15, "steps": 384},
        intended_use=_USES,
        limits=_LIMITS,
        files={name: file_hash(folder / name) for name in (RATES, LAYERS_67M)},
    )
    write_card(card, folder)


def seed_metrics(matrix: SlideMatrix) -> tuple[Metric, ...]:
    """Return what the slides state and what follows from their matrix."""
    total = int(matrix.tracks.sum())
    stated = [Metric(name, label, x, x, x, "stated on the slides") for name, label, x in _STATED]
    roots = [find(genre).root for genre in matrix.genres]
    kin = np.array([[root == other for other in roots] for root in roots])
    families: Counter[str] = Counter()
    for root, tracks in zip(roots, matrix.tracks, strict=True):
        families[root] += int(tracks)
    largest = max(families, key=families.__getitem__)
    right = round(TEST_ACCURACY * total)
    by_cells = "from the matrix, each cell rounded to whole tracks"
    return (
        _share("accuracy", "Accuracy", (right, total), "the one count that the slides' .2944 fits"),
        *stated,
        _share("majority", "Majority baseline", (int(matrix.tracks.max()), total)),
        _share(
            "root_accuracy",
            "Right family (11 root genres)",
            (int(matrix.counts()[kin].sum()), total),
            by_cells,
        ),
        _share(
            "root_majority", f"Majority baseline (always {largest})", (families[largest], total)
        ),
        _share("argmax_flags", "Honest tracks with another top guess", (total - right, total)),
        *(
            _share(f"recall_{genre}", f"Recall of {genre}", (int(hits), int(tracks)), by_cells)
            for genre, hits, tracks in zip(
                matrix.genres, matrix.counts().diagonal(), matrix.tracks, strict=True
            )
        ),
    )


def _share(name: str, label: str, hits_of: tuple[int, int], how: str = "") -> Metric:
    hits, trials = hits_of
    note = f"{hits:,} of {trials:,} tracks" + (f"; {how}" if how else "")
    return as_metric(name, label, wilson_interval(hits, trials), note)


def _write_layers(chosen: Architecture, genres: int, path: Path) -> None:
    layers = describe(chosen.build(genres, chosen.spec))
    content = {
        "title": "The slides' first network",
        "parameters": sum(layer.parameters for layer in layers),
        "spec": asdict(chosen.spec),
        "layers": [asdict(layer) for layer in layers],
    }
    path.write_text(json.dumps(content, indent=1) + "\n", "utf-8")
