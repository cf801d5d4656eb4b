"""A Keras network written as an ONNX graph, layer by layer, whatever the backend.

Keras's own export to ONNX goes through TensorFlow; this one reads the network's configuration,
which is what a .keras file holds, and its weights. It refuses a layer that it does not know.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import onnx
from onnx import TensorProto
from onnx.helper import make_graph, make_model, make_opsetid, make_tensor_value_info

from trainer.errors import TrainingError
from trainer.onnx_layers import RULES, Graph

INPUT = "decibels"
OPSET = 17
"""Of 2022: no operator that we need is younger, and every runtime in use knows it."""
_FORMAT = 8
"""The version of the ONNX file format that came with this opset."""

KerasModel = Any


def onnx_model(model: KerasModel) -> onnx.ModelProto:
    """Return a Keras network as an ONNX model.

    Args:
        model: functional, from one picture (batch, rows, columns, channels), rows and columns
            free or fixed, to a dictionary of outputs, (batch, n) or of a picture's shape.

    Returns:
        The same from ``decibels`` to outputs of the same names and shapes, in float32.

    Raises:
        TrainingError: it has a layer or an activation that is not known here.
    """
    graph = Graph()
    values = _walk(graph, model, graph.add("Transpose", [INPUT], {"perm": [0, 3, 1, 2]}))
    sources = model.get_config()["output_layers"]
    outputs = []
    for name, tensor in model.output.items():
        order = [0, 2, 3, 1] if len(tensor.shape) == 4 else [0, 1]
        graph.add_as(name, "Transpose", [values[_source(sources[name])]], {"perm": order})
        outputs.append(_description(name, tensor.shape))
    inputs = [_description(INPUT, model.input.shape)]
    made = make_model(
        make_graph(graph.nodes, "network", inputs, outputs, graph.weights),
        opset_imports=[make_opsetid("", OPSET)],
        ir_version=_FORMAT,
        producer_name="spectrogram",
    )
    onnx.checker.check_model(made)
    return made


def _description(name: str, shape: Sequence[int | None]) -> onnx.ValueInfoProto:
    free = ("batch", *(f"{name}_{axis}" for axis in range(1, len(shape))))
    sizes = [size or free[axis] for axis, size in enumerate(shape)]
    return make_tensor_value_info(name, TensorProto.FLOAT, sizes)


def _walk(graph: Graph, network: KerasModel, picture: str) -> dict[str, str]:
    """Append a network's layers; return the name of each layer's value."""
    layers = {layer.name: layer for layer in network.operations}
    values: dict[str, str] = {}
    for row in network.get_config()["layers"]:
        name, kind, calls = row["name"], row["class_name"], row["inbound_nodes"]
        if kind == "InputLayer":
            values[name] = picture
            continue
        if len(calls) != 1 or kind not in {"Functional", *RULES}:
            raise TrainingError(
                f"The layer {name}, called {len(calls)} times, is a {kind}; export knows, called "
                f"once, {', '.join(sorted(RULES))}. Teach trainer/onnx_layers.py the new kind."
            )
        inputs = [
            values[x] if isinstance(x, str) else graph.constant(x)
            for x in _arguments(calls[0]["args"])
        ]
        if kind == "Functional":
            inner = _walk(graph, layers[name], inputs[0])
            values[name] = inner[_source(row["config"]["output_layers"])]
        else:
            values[name] = RULES[kind](graph, layers[name], inputs)
    return values


def _arguments(content: Any) -> Iterator[str | float]:
    """Yield what a layer is called on: the names of layers, and numbers."""
    if isinstance(content, dict):
        yield content["config"]["keras_history"][0]
    elif isinstance(content, list | tuple):
        for part in content:
            yield from _arguments(part)
    elif content is not None:
        yield content


def _source(output: Any) -> str:
    """Return the layer of [name, 0, 0], alone or wrapped in lists."""
    return output if isinstance(output, str) else _source(output[0])
