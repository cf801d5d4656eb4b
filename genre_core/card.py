"""A model's card: what it is, what it hears, how well, and the SHA-256 of every file.

A model is a folder ``models/NAME/``. ``card.json`` is written by the trainer and read here;
the picture that the model looks at comes from the card, never from a constant, so that
serving draws what training drew. A card without ``model.onnx`` among its files (the seed's,
whose weights were never published) can be shown but not asked.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from genre_core.errors import ModelError, SpecError
from genre_core.spectrogram import SpectrogramSpec

CARD = "card.json"
NETWORK = "model.onnx"
DEFAULT_MODEL = "open-music"
SCHEMA = 1
"""Version of the card's layout; a card of another version is refused."""
MEND = "Restore the folder (git restore models) or export the model again."
"""What to do about a model folder that cannot be trusted."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A measured figure with its 95% interval.

    Attributes:
        name: short machine name, "accuracy".
        label: what it is, in words.
        value: the figure.
        low, high: ends of the interval; equal to value where there is none.
        note: how it was measured.
    """

    name: str
    label: str
    value: float
    low: float
    high: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Layer:
    """A network's layer: name, kind, output shape (None where free), number of parameters."""

    name: str
    kind: str
    output_shape: tuple[int | None, ...]
    parameters: int


@dataclass(frozen=True, slots=True)
class DataSource:
    """Where training data came from: counts, licence, credit; ``artists`` None if unknown."""

    name: str
    tracks: int
    artists: int | None
    licence: str
    credit: str


@dataclass(frozen=True, slots=True)
class ModelCard:
    """Everything that is known of a model.

    Attributes:
        name: its folder's name.
        version: of the model, raised with every export.
        title, description: for people.
        created: date, ISO 8601.
        genres: what it tells apart, in the order of its outputs.
        spec: the picture it looks at.
        crops: pictures a track, spread over it, whose logits are averaged.
        metrics: measured figures.
        data: sources of the training data.
        layers: of the network.
        recipe: the settings of the training run, for the record.
        intended_use, limits: sentences for people.
        files: {file name: SHA-256 in hex} of everything else in the folder.

    Raises:
        ModelError: there are no two genres to tell apart, or no crop is looked at.
    """

    name: str
    version: str
    title: str
    description: str
    created: str
    genres: tuple[str, ...]
    spec: SpectrogramSpec
    crops: int
    metrics: tuple[Metric, ...]
    data: tuple[DataSource, ...]
    layers: tuple[Layer, ...]
    recipe: Mapping[str, Any]
    intended_use: tuple[str, ...]
    limits: tuple[str, ...]
    files: Mapping[str, str]

    def __post_init__(self) -> None:
        """Check what serving relies on."""
        if len(self.genres) < 2 or len(set(self.genres)) < len(self.genres) or self.crops < 1:
            raise ModelError(
                f"The card of {self.name} has the genres {self.genres} and {self.crops} crops; it "
                f"needs two genres or more, none twice, and one crop or more. {MEND}"
            )

    @property
    def serves(self) -> bool:
        """Whether there is a network to ask."""
        return NETWORK in self.files

    @property
    def parameters(self) -> int:
        """Number of parameters of the network."""
        return sum(layer.parameters for layer in self.layers)

    def metric(self, name: str) -> Metric:
        """Return the metric of this name.

        Raises:
            ModelError: the card has none.
        """
        for metric in self.metrics:
            if metric.name == name:
                return metric
        raise ModelError(f"The card of {self.name} has no metric {name!r}. Evaluate the model.")


def models_folder() -> Path:
    """Return the folder of the models: SPECTROGRAM_MODELS, or ``models/`` beside the package."""
    beside = Path(__file__).resolve().parent.parent / "models"
    return Path(os.environ.get("SPECTROGRAM_MODELS") or beside)


def list_models(folder: Path | None = None) -> tuple[str, ...]:
    """Return the names of the models in a folder (default: :func:`models_folder`), sorted."""
    here = folder or models_folder()
    return tuple(sorted(card.parent.name for card in here.glob(f"*/{CARD}")))


def default_model() -> str:
    """Return the model that answers where none is named: ``open-music``, or the first that can.

    Raises:
        ModelError: no model at hand has a network.
    """
    folder = models_folder()
    if (folder / DEFAULT_MODEL / CARD).exists():
        return DEFAULT_MODEL
    for name in list_models(folder):
        if read_card(folder / name).serves:
            return name
    raise ModelError(
        f"No model in {folder.name}/ can be asked; at hand: "
        f"{', '.join(list_models(folder)) or 'none'}. {MEND}"
    )


def read_card(folder: Path) -> ModelCard:
    """Read a model's card; its files are not looked at, see :func:`verify_files`.

    Raises:
        ModelError: there is no card, or it is damaged or of another version.
    """
    path = folder / CARD
    try:
        content = json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise ModelError(
            f"There is no model {folder.name!r}: {CARD} is missing from its folder. "
            f"Models at hand: {', '.join(list_models(folder.parent)) or 'none'}."
        ) from error
    except (OSError, ValueError) as error:
        raise ModelError(f"The card of {folder.name} cannot be read: {error}. {MEND}") from error
    found = content.get("schema") if isinstance(content, dict) else None
    if found != SCHEMA:
        raise ModelError(
            f"The card of {folder.name} has layout {found!r}; this version reads {SCHEMA}. {MEND}"
        )
    try:
        return _card(content)
    except (KeyError, TypeError, ValueError, SpecError) as error:
        raise ModelError(
            f"The card of {folder.name} is incomplete or damaged ({error!r}). {MEND}"
        ) from error


def write_card(card: ModelCard, folder: Path) -> None:
    """Write a model's card as JSON that people can read and compare."""
    content = {"schema": SCHEMA} | asdict(card)
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    (folder / CARD).write_text(text, "utf-8")


def verify_files(card: ModelCard, folder: Path) -> None:
    """Compare every file that the card names with its SHA-256.

    Raises:
        ModelError: a file is missing or differs.
    """
    for name, expected in card.files.items():
        path = folder / name
        if not path.is_file():
            raise ModelError(f"{name} is missing from the model {card.name}. {MEND}")
        try:
            found = file_hash(path)
        except OSError as error:
            raise ModelError(
                f"{name} of the model {card.name} cannot be read: {error.strerror}. {MEND}"
            ) from error
        if found != expected:
            raise ModelError(
                f"{name} of the model {card.name} is not the file that was exported: its SHA-256 "
                f"is {found[:12]}..., the card says {expected[:12]}.... {MEND}"
            )


def file_hash(path: Path) -> str:
    """Return a file's SHA-256 in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _card(content: dict[str, Any]) -> ModelCard:
    layers = [layer | {"output_shape": tuple(layer["output_shape"])} for layer in content["layers"]]
    plain = {field.name: content[field.name] for field in fields(ModelCard)}
    return ModelCard(
        **plain
        | {
            "genres": tuple(content["genres"]),
            "spec": SpectrogramSpec.from_json(content["spec"]),
            "metrics": tuple(Metric(**metric) for metric in content["metrics"]),
            "data": tuple(DataSource(**source) for source in content["data"]),
            "layers": tuple(Layer(**layer) for layer in layers),
            "intended_use": tuple(content["intended_use"]),
            "limits": tuple(content["limits"]),
            "files": dict(content["files"]),
        }
    )
