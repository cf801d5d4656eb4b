"""Each kind of layer means the same in ONNX as in Keras, at sizes that divide and at others."""

from typing import Any

import numpy as np
import pytest

from trainer.errors import TrainingError
from trainer.onnx_graph import onnx_model


def every_layer() -> Any:
    """One network with an output for each kind of layer and way of padding."""
    from keras import Input, Model, layers

    picture = Input((9, None, 4))
    pooled = layers.GlobalAveragePooling2D()(picture)
    inner_picture = Input((9, None, 4))
    inner = Model(inner_picture, layers.Conv2D(3, 1)(inner_picture), name="inner")
    outputs = {
        "same": layers.Conv2D(5, 3, strides=2, padding="same", activation="relu")(picture),
        "even": layers.Conv2D(5, (4, 2), strides=(3, 2), padding="same")(picture),
        "valid": layers.Conv2D(5, 3, strides=2, activation="sigmoid")(picture),
        "groups": layers.Conv2D(6, 3, groups=2, padding="same", use_bias=False)(picture),
        "depthwise": layers.DepthwiseConv2D(5, strides=2, padding="same")(picture),
        "multiplied": layers.DepthwiseConv2D(3, depth_multiplier=2)(picture),
        "average": layers.AveragePooling2D(2, padding="same")(picture),
        "wide": layers.AveragePooling2D(3, strides=2, padding="same")(picture),
        "largest": layers.MaxPooling2D(2)(picture),
        "norm": layers.BatchNormalization(epsilon=0.01)(picture),
        "bare": layers.BatchNormalization(center=False, scale=False)(picture),
        "rescaled": layers.Rescaling(-0.5, offset=2.5)(picture),
        "six": layers.ReLU(6.0)(picture + 3.0) * (1.0 / 6.0),
        "swish": layers.Activation("silu")(picture),
        "hard": layers.Activation("hard_silu")(picture),
        "sum": layers.Add()([picture, layers.ReLU()(picture), picture]),
        "gated": layers.Multiply()([picture, layers.Reshape((1, 1, 4))(pooled)]),
        "kept": layers.Multiply()([picture, layers.GlobalAveragePooling2D(keepdims=True)(picture)]),
        "thrice": layers.Concatenate()([picture, picture, picture]),
        "dense": layers.Dense(2, activation="sigmoid")(pooled),
        "plain": layers.Dense(2, use_bias=False)(pooled),
        "dropped": layers.SpatialDropout2D(0.5)(layers.Dropout(0.5)(picture)),
        "nested": layers.Identity()(inner(picture)),
    }
    return Model(picture, outputs)


def test_every_layer_answers_as_in_keras() -> None:
    import onnxruntime

    model = every_layer()
    random = np.random.default_rng(11)
    model.set_weights([x + random.uniform(0.1, 0.5, x.shape) for x in model.get_weights()])
    session = onnxruntime.InferenceSession(onnx_model(model).SerializeToString())
    names = [output.name for output in session.get_outputs()]
    assert set(names) == set(model.output)
    for frames in (5, 8, 13):
        picture = random.normal(0.0, 3.0, (2, 9, frames, 4)).astype(np.float32)
        wanted = model(picture, training=False)
        found = session.run(names, {"decibels": picture})
        for name, values in zip(names, found, strict=True):
            np.testing.assert_allclose(values, wanted[name], atol=2e-5, err_msg=name)


def test_batch_and_frames_stay_free_and_sizes_that_are_fixed_are_told() -> None:
    (described,) = onnx_model(every_layer()).graph.input
    sizes = [x.dim_value or x.dim_param for x in described.type.tensor_type.shape.dim]
    assert sizes == ["batch", 9, "decibels_2", 4]


def test_a_layer_that_is_not_known_is_refused_by_name() -> None:
    from keras import Input, Model, layers

    picture = Input((8, 8, 1))
    model = Model(picture, {"logits": layers.UpSampling2D(name="larger")(picture)})
    with pytest.raises(TrainingError, match=r"larger, .* is a UpSampling2D; export knows.*ReLU"):
        onnx_model(model)


def test_a_layer_that_is_called_twice_is_refused() -> None:
    from keras import Input, Model, layers

    picture = Input((8, 8, 1))
    twice = layers.Conv2D(1, 3, name="shared")
    with pytest.raises(TrainingError, match="layer shared, called 2 times"):
        onnx_model(Model(picture, {"logits": twice(twice(picture))}))


def test_an_activation_that_is_not_known_is_refused_by_name() -> None:
    from keras import Input, Model, layers

    picture = Input((8, 8, 1))
    model = Model(picture, {"logits": layers.Conv2D(1, 3, activation="gelu", name="odd")(picture)})
    with pytest.raises(TrainingError, match="layer odd has the activation gelu; export knows"):
        onnx_model(model)
