"""What a model answered for tracks whose genre is known: the measure of every claim.

The tracks come from artists that the network never heard, at most one track an artist, so
that they are exchangeable with an honest upload; their labels are trusted, never cleaned by
the model itself. The file ``calibration.npz`` holds four plain arrays, no pickles and no
artists: ``genres`` (K names in the order of the logits), ``temperature`` (a scalar),
``labels`` (n indices into genres) and ``probabilities`` (n x K, after temperature).
"""

import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from genre_core.conformal import nonconformity
from genre_core.errors import GenreError, ModelError
from genre_core.genres import find

_ROW_TOLERANCE = 1e-5  # rows may have been computed in float32
# RuntimeError is zipfile's answer to a flipped bit that means "encrypted".
_DAMAGE = (OSError, EOFError, KeyError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error)


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """The out-of-artist answers of a model, at most one track an artist.

    Attributes:
        genres: the K >= 2 genres of the model, canonical names in the order of the logits.
        temperature: divides the logits, > 0.
        labels: (n,) integers, index of each track's true genre, 0 to K - 1.
        probabilities: (n, K) float64 in [0, 1] after temperature; rows sum to 1.
    """

    genres: tuple[str, ...]
    temperature: float
    labels: NDArray[np.int64]
    probabilities: NDArray[np.float64]

    def __post_init__(self) -> None:
        """Raise ModelError for anything that breaks the attributes' terms."""
        _check_genres(self.genres)
        if not 0 < self.temperature < np.inf:
            raise _broken(f"a temperature of {self.temperature}", "a finite number above 0")
        _check_labels(self.labels, len(self.genres))
        _check_rows(self.probabilities, (len(self.labels), len(self.genres)))

    def scores(self, genre: str) -> NDArray[np.float64]:
        """Return -log p of the true genre for the tracks of this genre, shape (n_k,).

        A genre that the model does not know has no tracks: the shape is (0,).
        """
        if genre not in self.genres:
            return np.empty(0)
        index = self.genres.index(genre)
        return nonconformity(self.probabilities[self.labels == index, index])

    def root_scores(self, root: str) -> NDArray[np.float64]:
        """Return -log of the family's probability for the tracks of this root, (n_root,)."""
        indices = self._members(root)
        rows = self.probabilities[np.isin(self.labels, indices)]
        return nonconformity(self.family_probability(rows, root))

    def family_probability(
        self, probabilities: NDArray[np.float64], root: str
    ) -> NDArray[np.float64]:
        """Sum probabilities of shape (..., K) over the model's genres of a root: (...)."""
        total = np.zeros(probabilities.shape[:-1])
        # One genre after the other, so that a track and the rows it is compared with are
        # rounded alike whatever their memory layout: NumPy's own sum would not promise that.
        for index in self._members(root):
            total = total + probabilities[..., index]
        return total

    def members(self, root: str) -> tuple[str, ...]:
        """Return the model's genres of this root, in the order of the logits."""
        return tuple(self.genres[index] for index in self._members(root))

    def _members(self, root: str) -> list[int]:
        return [i for i, name in enumerate(self.genres) if find(name).root == root]


def save_calibration(path: Path, calibration: Calibration) -> None:
    """Write the four arrays to an .npz at exactly this path; equal data give equal bytes."""
    with path.open("wb") as file:
        np.savez(
            file,
            genres=np.array(calibration.genres, dtype=np.str_),
            temperature=np.float64(calibration.temperature),
            labels=calibration.labels,
            probabilities=calibration.probabilities,
        )


def load_calibration(path: Path) -> Calibration:
    """Read and check a calibration; raise ModelError where the file cannot be trusted."""
    try:
        arrays = _read_arrays(path)
    except _DAMAGE as error:
        raise ModelError(
            f"{path} cannot be read as a calibration ({error}). It needs the plain arrays "
            "genres, temperature, labels and probabilities; export the model again."
        ) from error
    if arrays["temperature"].shape != () or arrays["temperature"].dtype.kind != "f":
        raise _broken(f"a temperature array of shape {arrays['temperature'].shape}", "one float")
    return Calibration(
        tuple(str(name) for name in arrays["genres"].ravel()),
        float(arrays["temperature"]),
        arrays["labels"],
        arrays["probabilities"],
    )


def _read_arrays(path: Path) -> Mapping[str, NDArray[Any]]:
    names = ("genres", "temperature", "labels", "probabilities")
    with path.open("rb") as file, zipfile.ZipFile(file):  # a bare .npy would load as an array
        file.seek(0)
        with np.load(file, allow_pickle=False) as archive:
            return {name: archive[name] for name in names}


def _broken(found: str, needed: str) -> ModelError:
    return ModelError(f"The calibration has {found}; it needs {needed}. Export the model again.")


def _check_genres(genres: tuple[str, ...]) -> None:
    if len(genres) < 2 or len(set(genres)) != len(genres):
        raise _broken(f"the genres {genres}", "at least two, none of them twice")
    for name in genres:
        try:
            find(name)
        except GenreError as error:
            raise _broken(f"the genre {name!r}", "names of the genre tree") from error


def _check_labels(labels: NDArray[np.int64], n_genres: int) -> None:
    if labels.ndim != 1 or labels.dtype.kind not in "iu":
        raise _broken(
            f"labels of shape {labels.shape} and type {labels.dtype}", "one row of integers"
        )
    if labels.size and not 0 <= labels.min() <= labels.max() < n_genres:
        raise _broken(
            f"labels from {labels.min()} to {labels.max()}", f"indices from 0 to {n_genres - 1}"
        )


def _check_rows(probabilities: NDArray[np.float64], shape: tuple[int, int]) -> None:
    if probabilities.shape != shape or probabilities.dtype != np.float64:
        raise _broken(
            f"probabilities of shape {probabilities.shape} and type {probabilities.dtype}",
            f"shape {shape} (a row a label, a column a genre) and type float64",
        )
    outside = ~((probabilities >= 0) & (probabilities <= 1))  # true for NaN as well
    if outside.any():
        raise _broken(
            f"{np.count_nonzero(outside)} probabilities that are NaN or outside 0 to 1", "none"
        )
    off = np.abs(probabilities.sum(axis=1) - 1)
    if off.size and off.max() > _ROW_TOLERANCE:
        raise _broken(f"a row of probabilities that is {off.max():.3g} off 1", "rows of sum 1")
