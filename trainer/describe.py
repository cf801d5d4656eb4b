"""A network's layers as rows: name, kind, output shape, parameters.

Keras numbers layers through the whole process (conv2d_37); rows number them within their
network, so that a network has the same rows whatever was built before it.
"""

import re
from collections import Counter

from genre_core.card import Layer
from trainer.architectures import KerasModel


def describe(model: KerasModel) -> tuple[Layer, ...]:
    """Return one row a layer in the order of computation, inputs left out."""
    met: Counter[str] = Counter()
    rows = []
    for layer in model.layers:
        kind = type(layer).__name__
        if kind != "InputLayer":
            name = re.sub(r"_\d+$", "", layer.name)
            numbered = f"{name}_{met[name]}" if met[name] else name
            met[name] += 1
            rows.append(Layer(numbered, kind, tuple(layer.output.shape), layer.count_params()))
    return tuple(rows)


def layer_table(layers: tuple[Layer, ...]) -> str:
    """Return the rows as text, with the total below."""
    rows = [(f"{x.name} ({x.kind})", _shape(x), f"{x.parameters:,}") for x in layers]
    rows.append(("Total", "", f"{sum(x.parameters for x in layers):,}"))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join(
        f"{name:<{widths[0]}}  {shape:<{widths[1]}}  {count:>{widths[2]}}"
        for name, shape, count in rows
    )


def _shape(layer: Layer) -> str:
    sizes = ("any" if size is None else str(size) for size in layer.output_shape)
    return f"({', '.join(sizes)})"
