"""The layers that our architectures are made of, in terms of ONNX's operators.

A rule takes the graph so far, the trained layer and the names of what it is called on; it
appends nodes and returns the name of the last one's value. Pictures are (batch, channels, rows,
columns) here; Keras has the channels last. Keras's padding "same" is ONNX's SAME_UPPER: an odd
remainder is padded below and to the right, and how much is only known with the picture's size.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import numpy as np
import onnx
from onnx.helper import make_node
from onnx.numpy_helper import from_array

from trainer.errors import TrainingError

KerasLayer = Any
Settings = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes so far, each named like the value it computes, and weights."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    weights: list[onnx.TensorProto] = field(default_factory=list)

    def add(self, operator: str, inputs: Sequence[str], settings: Settings | None = None) -> str:
        """Append a node and return the name of its value."""
        return self.add_as(f"v{len(self.nodes)}", operator, inputs, settings)

    def add_as(
        self, name: str, operator: str, inputs: Sequence[str], settings: Settings | None = None
    ) -> str:
        """Append a node whose value is called so."""
        self.nodes.append(make_node(operator, inputs, [name], name, **(settings or {})))
        return name

    def constant(self, values: Any, kind: type = np.float32) -> str:
        """Store an array and return its name."""
        name = f"w{len(self.weights)}"
        self.weights.append(from_array(np.asarray(values, kind), name))
        return name


def _same(_graph: Graph, _layer: KerasLayer, inputs: list[str]) -> str:
    return inputs[0]


def _convolution(graph: Graph, layer: KerasLayer, inputs: list[str]) -> str:
    return _convolved(graph, layer, inputs, layer.get_weights(), layer.groups)


def _depthwise(graph: Graph, layer: KerasLayer, inputs: list[str]) -> str:
    kernel, *bias = layer.get_weights()
    # A group a channel: (rows, columns, channels, 1) becomes (rows, columns, 1, channels).
    rows, columns, channels, _ = kernel.shape
    grouped = kernel.reshape(rows, columns, 1, -1)
    return _convolved(graph, layer, inputs, [grouped, *bias], channels)


def _convolved(
    graph: Graph, layer: KerasLayer, inputs: list[str], weights: list[Any], groups: int
) -> str:
    kernel, *bias = weights
    stored = [graph.constant(values) for values in (kernel.transpose(3, 2, 0, 1), *bias)]
    settings = _window(layer, layer.kernel_size) | {"group": groups}
    return _activation(graph, layer, [graph.add("Conv", [*inputs, *stored], settings)])


def _window(layer: KerasLayer, size: Sequence[int]) -> Settings:
    padding = {"same": "SAME_UPPER", "valid": "VALID"}[layer.padding]
    return {"auto_pad": padding, "kernel_shape": size, "strides": layer.strides}


def _average_pooling(graph: Graph, layer: KerasLayer, inputs: list[str]) -> str:
    # What was padded does not count in the mean, in Keras as here.
    settings = _window(layer, layer.pool_size) | {"count_include_pad": 0}
    return graph.add("AveragePool", inputs, settings)


def _max_pooling(graph: Graph, layer: KerasLayer, inputs: list[str]) -> str:
    return graph.add("MaxPool", inputs, _window(layer, layer.pool_size))


def _mean(graph: Graph, layer: KerasLayer, inputs: list[str]) -> str:
    return graph.add("ReduceMean", inputs, {"axes": [2, 3], "keepdims": int(layer.keepdims)})


def _dense(graph: Graph, layer: KerasLayer, inputs: list[str]) -> str:
    kernel, *bias = layer.get_weights()
    value = graph.add("MatMul", [*inputs, graph.constant(kernel)])
    for values in bias:
        value = graph.add("Add", [value, graph.constant(values)])
    return _activation(graph, layer, [value])


def _norm(graph: Graph, layer: KerasLayer, inputs: list[str]) -> str:
    *learnt, mean, variance = layer.get_weights()
    scale = learnt.pop(0) if layer.scale else np.ones_like(mean)
    offset = learnt.pop(0) if layer.center else np.zeros_like(mean)
    weights = [graph.constant(values) for values in (scale, offset, mean, variance)]
    return graph.add("BatchNormalization", [*inputs, *weights], {"epsilon": layer.epsilon})


def _rescaling(graph: Graph, layer: KerasLayer, inputs: list[str]) -> str:
    scaled = graph.add("Mul", [*inputs, graph.constant(layer.scale)])
    return graph.add("Add", [scaled, graph.constant(layer.offset)])


def _relu(graph: Graph, layer: KerasLayer, inputs: list[str]) -> str:
    value = graph.add("Relu", inputs)
    if layer.max_value is None:
        return value
    return graph.add("Min", [value, graph.constant(layer.max_value)])


def _activation(graph: Graph, layer: KerasLayer, inputs: list[str]) -> str:
    name = layer.activation.__name__
    if name == "linear":
        return inputs[0]
    if name == "silu":
        return graph.add("Mul", [*inputs, graph.add("Sigmoid", inputs)])
    operators = {"relu": "Relu", "sigmoid": "Sigmoid", "hard_silu": "HardSwish"}
    if name not in operators:
        raise TrainingError(
            f"The layer {layer.name} has the activation {name}; export knows linear, silu, "
            f"{', '.join(operators)}. Teach trainer/onnx_layers.py the new one."
        )
    return graph.add(operators[name], inputs)


def _sum(graph: Graph, _layer: KerasLayer, inputs: list[str]) -> str:
    return reduce(lambda left, right: graph.add("Add", [left, right]), inputs)


def _product(graph: Graph, _layer: KerasLayer, inputs: list[str]) -> str:
    return reduce(lambda left, right: graph.add("Mul", [left, right]), inputs)


def _concatenate(graph: Graph, _layer: KerasLayer, inputs: list[str]) -> str:
    return graph.add("Concat", inputs, {"axis": 1})


def _channels(graph: Graph, layer: KerasLayer, inputs: list[str]) -> str:
    """Make a picture of one place, (batch, n, 1, 1), out of (batch, n)."""
    shape = graph.constant([-1, layer.target_shape[-1], 1, 1], np.int64)
    return graph.add("Reshape", [*inputs, shape])


RULES: dict[str, Callable[[Graph, KerasLayer, list[str]], str]] = {
    "Activation": _activation,
    "Add": _sum,
    "AveragePooling2D": _average_pooling,
    "BatchNormalization": _norm,
    "Concatenate": _concatenate,
    "Conv2D": _convolution,
    "Dense": _dense,
    "DepthwiseConv2D": _depthwise,
    "Dropout": _same,
    "GlobalAveragePooling2D": _mean,
    "Identity": _same,
    "MaxPooling2D": _max_pooling,
    "Multiply": _product,
    "ReLU": _relu,
    "Rescaling": _rescaling,
    "Reshape": _channels,
    "SpatialDropout2D": _same,
}
"""How each kind of layer is written; what a rule does not heed shows in the golden answers."""
