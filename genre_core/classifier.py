"""What the network answers for a track, before any claim is held against it.

The exported graph runs on ONNX Runtime, not on Keras: it loads in a tenth of a second and
answers in milliseconds. Its input is pictures in decibels, (batch, bands, frames, 1); its
outputs are logits (batch, K), embedding (batch, D) and activation (batch, rows, columns, K),
the class activation map, whose mean over rows and columns is the logits. The number of frames
is free, so that one run over a whole track tells where its evidence lies.

A model that was changed on disk must not answer: :func:`load_classifier` compares the hashes
in the card, then the graph's answer to a stored picture with the stored answer.
"""

import threading
import zipfile
import zlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from genre_core.calibration import Calibration, load_calibration
from genre_core.card import MEND, NETWORK, ModelCard, models_folder, read_card, verify_files
from genre_core.errors import ModelError
from genre_core.spectrogram import Spectrogram, SpectrogramSpec

CALIBRATION = "calibration.npz"
GOLDEN = "golden.npz"
_BLOCK = 2048
"""Frames of which the network draws its map at once: an hour in one piece takes 800 MB."""
_SURROUNDINGS = 256
"""Frames that it sees on either side of a block: more than a place of the map depends on."""
GOLDEN_TOLERANCE = 1e-4
"""Largest difference of a logit between the machine that exported and this one."""


@dataclass(frozen=True, slots=True, eq=False)
class Prediction:
    """The answer of a network for one track, averaged over its crops.

    Attributes:
        genres: the K genres of the model, in the order of the logits.
        logits: (K,) float32, mean over the crops.
        embedding: (D,) float32, mean over the crops.
        crops: how many crops were heard, >= 1.
    """

    genres: tuple[str, ...]
    logits: NDArray[np.float32]
    embedding: NDArray[np.float32]
    crops: int


@dataclass(frozen=True, slots=True, eq=False)
class Classifier:
    """A loaded model; safe to ask from several threads at once.

    Attributes:
        card: what the model is.
        calibration: its answers for honest tracks.
        session: the ONNX Runtime session.
    """

    card: ModelCard
    calibration: Calibration
    session: Any

    @property
    def spec(self) -> SpectrogramSpec:
        """The picture that the model looks at."""
        return self.card.spec

    def predict(self, pictures: NDArray[np.float32]) -> Prediction:
        """Ask about one track.

        Args:
            pictures: its crops in dB, float32 (crops, bands, frames), one or more.

        Raises:
            ModelError: the pictures are not of the model's spec.
        """
        wanted = (self.spec.bands, self.spec.frames)
        shape, kind = pictures.shape, pictures.dtype
        if len(shape) != 3 or not shape[0] or shape[1:] != wanted or kind != np.float32:
            raise ModelError(
                f"The pictures are {kind} of shape {shape}; the model {self.card.name} looks at "
                f"one or more of {wanted}, float32. Draw them with its spec."
            )
        logits, embedding = self.session.run(["logits", "embedding"], _feed(pictures))
        return Prediction(
            self.card.genres, logits.mean(axis=0), embedding.mean(axis=0), len(pictures)
        )

    def activation(self, picture: Spectrogram) -> NDArray[np.float32]:
        """Return the class activation map of a picture of any length.

        Returns:
            float32 (K, rows, columns): what each place adds to each genre's logit, before
            averaging. Row 0 is the lowest frequency; rows and columns divide the picture evenly.
            A long picture is looked at in blocks; the map is that of one run to the last bit
            where its frames are a multiple of the network's stride, and else within a column.

        Raises:
            ModelError: the picture is not of the model's spec.
        """
        frames = picture.decibels.shape[1]
        if picture.spec != self.spec:
            raise ModelError(
                f"The picture was drawn as {picture.spec}; the model {self.card.name} needs "
                f"{self.spec}. Draw it with the model's spec."
            )
        parts = [self._map(picture.decibels, first) for first in range(0, frames, _BLOCK)]
        return np.ascontiguousarray(np.concatenate(parts, axis=1).transpose(2, 0, 1))

    def _map(self, decibels: NDArray[np.float32], first: int) -> NDArray[np.float32]:
        """Return the map, (rows, columns, K), of one block of a picture, with its surroundings."""
        begin = max(0, first - _SURROUNDINGS)
        seen = decibels[:, begin : first + _BLOCK + _SURROUNDINGS]
        (maps,) = self.session.run(["activation"], _feed(seen[None]))
        stride = round(seen.shape[1] / maps.shape[2])
        left = (first - begin) // stride
        return np.asarray(maps[0][:, left : left + _BLOCK // stride])


def load_classifier(folder: Path) -> Classifier:
    """Load a model from its folder, checking every file and the golden answer.

    Raises:
        ModelError: the model is missing, damaged, has no network, or answers differently.
    """
    card = read_card(folder)
    if not card.serves:
        raise ModelError(
            f"The model {card.name} has no network: {NETWORK} is not among its files. "
            "It can be read about but not asked; choose another model."
        )
    unsigned = {CALIBRATION, GOLDEN} - card.files.keys()
    if unsigned:
        raise ModelError(
            f"The card of {card.name} holds no SHA-256 of {', '.join(sorted(unsigned))}, which "
            f"could thus be changed unseen. {MEND}"
        )
    verify_files(card, folder)
    calibration = load_calibration(folder / CALIBRATION)
    if calibration.genres != card.genres:
        raise ModelError(
            f"The calibration of {card.name} is for {calibration.genres}, its card for "
            f"{card.genres}. {MEND}"
        )
    classifier = Classifier(card, calibration, _open_session(folder / NETWORK))
    _check_golden(classifier, folder / GOLDEN)
    return classifier


_loading = threading.Lock()


def shared_classifier(name: str) -> Classifier:
    """Return the process's one copy of the model of this name, loaded on first use.

    Raises:
        ModelError: as :func:`load_classifier`; a failure is not remembered.
    """
    # Without the lock, two first visitors would load the model twice.
    with _loading:
        return _load_once(models_folder() / name)


@lru_cache(maxsize=4)
def _load_once(folder: Path) -> Classifier:
    return load_classifier(folder)


def _open_session(path: Path) -> Any:
    options = onnxruntime.SessionOptions()
    # One thread a track: several visitors then share the cores instead of fighting for them.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(
            path.read_bytes(), options, providers=["CPUExecutionProvider"]
        )
    except _RUNTIME_ERRORS as error:
        raise ModelError(
            f"{path.name} of the model {path.parent.name} is no graph that ONNX Runtime "
            f"{onnxruntime.__version__} can run: {error}. {MEND}"
        ) from error
    names = {output.name for output in session.get_outputs()}
    if not names >= {"logits", "embedding", "activation"}:
        raise ModelError(
            f"{path.name} of the model {path.parent.name} has the outputs {sorted(names)}; "
            f"logits, embedding and activation were needed. {MEND}"
        )
    return session


def _check_golden(classifier: Classifier, path: Path) -> None:
    name = classifier.card.name
    try:
        # Opened here, because NumPy leaves a file that it cannot read open.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as golden:
            pictures, expected = golden["pictures"], golden["logits"]
    except _DAMAGE as error:
        raise ModelError(f"The golden answer of {name} cannot be read: {error}. {MEND}") from error
    found = classifier.predict(pictures).logits
    # Written so that a NaN is a difference.
    same = found.shape == expected.shape and np.all(np.abs(found - expected) <= GOLDEN_TOLERANCE)
    if not same:
        raise ModelError(
            f"The model {name} answers {np.round(found, 3)} to its golden picture "
            f"instead of {np.round(expected, 3)}; its verdicts here could not be trusted. "
            f"Use the pinned onnxruntime. {MEND}"
        )


def _feed(pictures: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
    return {"decibels": pictures[..., None]}


_DAMAGE = (
    OSError, EOFError, KeyError, ValueError, TypeError, RuntimeError,
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""What reading a damaged .npz raises; TypeError if it is a bare array."""

_state = onnxruntime.capi.onnxruntime_pybind11_state
_RUNTIME_ERRORS = (
    _state.Fail, _state.InvalidArgument, _state.InvalidGraph, _state.InvalidProtobuf,
    _state.NoSuchFile, _state.NotImplemented, _state.RuntimeException, _state.ModelLoadCanceled,
)  # fmt: skip
"""What ONNX Runtime raises for a file it cannot run; its errors share no base but Exception."""
