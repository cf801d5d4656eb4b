"""The networks behind the models, layer by layer, and how they grew and shrank.

A card has the layers of its own network. A folder may hold those of earlier ones, too, in
``layers-*.json``: the slides' first network had thirty times the weights of their second.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

from genre_core.card import MEND, Layer, ModelCard
from genre_core.errors import ModelError

_EARLIER = "layers-*.json"
_DAMAGE = (OSError, ValueError, KeyError, TypeError)


@dataclass(frozen=True, slots=True)
class Network:
    """A network's layers.

    Attributes:
        title: for people.
        layers: in the order of computation.
        shipped: whether it is the model's own, not an earlier one.
    """

    title: str
    layers: tuple[Layer, ...]
    shipped: bool = True

    @property
    def parameters(self) -> int:
        """Number of its parameters."""
        return sum(layer.parameters for layer in self.layers)

    @property
    def heaviest(self) -> Layer:
        """The layer with the most parameters."""
        return max(self.layers, key=lambda layer: layer.parameters)

    @property
    def heaviest_share(self) -> float:
        """Its share of all parameters, 0 to 1."""
        return self.heaviest.parameters / max(1, self.parameters)


def networks(card: ModelCard, folder: Path) -> tuple[Network, ...]:
    """Return the networks of a model, earlier ones first; none where the card has no layers.

    Raises:
        ModelError: a file of layers is damaged.
    """
    named = [name for name in sorted(card.files) if Path(name).match(_EARLIER)]
    earlier = tuple(_read(folder / name, card.name) for name in named)
    own = (Network(card.title, card.layers),) if card.layers else ()
    return tuple(sorted(earlier, key=lambda network: -network.parameters)) + own


def story(found: Sequence[Network]) -> tuple[tuple[Network, float], ...]:
    """Return networks with what each has of the weights of the one before it; 1 for the first."""
    before = (found[0], *found) if found else ()
    return tuple(
        (network, network.parameters / max(1, last.parameters))
        for last, network in zip(before, found, strict=False)
    )


def shape_words(layer: Layer) -> str:
    """Return a layer's output as people write it, without the batch: 80 x any x 16."""
    sizes = ("any" if size is None else f"{size:,}" for size in layer.output_shape[1:])
    return " × ".join(sizes)


def values(layer: Layer) -> int | None:
    """Return how many numbers a layer puts out for one picture; None where a size is free."""
    sizes = [size for size in layer.output_shape[1:] if size is not None]
    return prod(sizes) if len(sizes) == len(layer.output_shape) - 1 else None


def _read(path: Path, model: str) -> Network:
    try:
        content: dict[str, Any] = json.loads(path.read_text("utf-8"))
        layers = tuple(
            Layer(**layer | {"output_shape": tuple(layer["output_shape"])})
            for layer in content["layers"]
        )
        if not layers:
            raise ValueError("it names no layer")
        return Network(str(content["title"]), layers, shipped=False)
    except _DAMAGE as error:
        raise ModelError(f"{path.name} of {model} cannot be read: {error!r}. {MEND}") from error
