"""Whether an exported file answers as Keras does: golden pictures and who is asked about them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trainer.errors import TrainingError
from trainer.onnx_graph import INPUT

KerasModel = Any
AGREEMENT = 1e-4
"""Largest difference from Keras's answer that is let out; of an output that exceeds 1, relative
to its largest value."""

Picture = NDArray[np.float32]
Answers = dict[str, NDArray[np.float32]]
Golden = tuple[tuple[Picture, Answers], ...]
"""Pictures, float32 (n, bands, frames, 1), and a network's outputs for them, by name."""


def golden_pictures(picture: Picture, free: bool) -> Iterator[Picture]:
    """Yield float32 (1, bands, frames, 1); if frames are free, also two shorter and a longer one.

    These have odd sizes: what is padded depends on the size.
    """
    yield picture
    if free:
        frames = picture.shape[2]
        turned = picture[:, :, ::-1]
        yield np.concatenate([picture, turned])[:, :, : 2 * frames // 3 | 1]
        yield np.concatenate([picture, turned], axis=2)[:, :, : 3 * frames // 2 | 1]


def compare(who: str, golden: Golden, ask: Callable[[Picture], Answers]) -> None:
    """Ask again.

    Raises:
        TrainingError: an output differs by more than 1e-4 from the golden answer.
    """
    for pictures, answers in golden:
        found = ask(pictures)
        for name, wanted in answers.items():
            apart = np.abs(found[name] - wanted).max() / max(1.0, np.abs(wanted).max())
            # Written so that a NaN is a difference.
            if not apart <= AGREEMENT:
                raise TrainingError(
                    f"{who} and Keras differ by {apart:.2g} in {name} on golden pictures of shape "
                    f"{pictures.shape}; at most {AGREEMENT} is let out. Look at the exported "
                    "network before serving it."
                )


def ask_keras(model: KerasModel, pictures: Picture) -> Answers:
    """Return a Keras model's outputs by name for pictures, float32 (batch, bands, frames, 1)."""
    import keras

    # JAX compiles what it runs, each operation alone if it is not given the whole.
    model.run_eagerly = keras.config.backend() != "jax"
    answers: Answers = model.predict_on_batch(pictures)
    return answers


def ask_onnx(path: Path, pictures: Picture) -> Answers:
    """Return an ONNX file's outputs by name for pictures, float32 (batch, bands, frames, 1)."""
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(names, {INPUT: pictures}), strict=True))


def ask_litert(path: Path, pictures: Picture) -> Answers:
    """Return a LiteRT file's outputs by name for pictures, float32 (batch, bands, frames, 1)."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(str(path), num_threads=1)
    (given,) = interpreter.get_input_details()
    interpreter.resize_tensor_input(given["index"], pictures.shape)
    interpreter.allocate_tensors()
    answers: Answers = interpreter.get_signature_runner()(**{INPUT: pictures})
    return answers


@contextmanager
def plain_device() -> Iterator[None]:
    """Compute on one CPU: an accelerator may round the products of float32 to ten bits."""
    import keras

    before = keras.distribution.distribution()
    keras.distribution.set_distribution(None)
    try:
        with keras.device("cpu"):
            yield
    finally:
        keras.distribution.set_distribution(before)
