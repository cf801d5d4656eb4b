"""Networks that were made for photographs, and what they learnt on ImageNet.

A spectrogram is a grey picture, so such a network can look at it; its first layers know edges,
its last ones cats. They are trained further in two steps: first what is new, on a frozen
backbone, then everything (J. Yosinski et al., "How transferable are features in deep neural
networks?", NIPS 2014).

Batch norm of a frozen backbone stays as it came: Keras runs a batch norm that is not trainable
with its stored statistics, in training too. Once it is thawed, it learns them anew: those of
photographs do not hold for spectrograms, and our batches are large enough for their own.
"""

import warnings
import zipfile
from pathlib import Path
from typing import Any

from trainer.errors import TrainingError

BY_NAME = "imagenet"
"""The weights that keras.applications fetches by itself."""
MOMENTUM = 0.99
"""Of batch norm's running statistics. keras.applications has 0.999 for MobileNetV3: after the
1,200 steps of a short fit, a third of them would still be what they were at its beginning."""

KerasModel = Any


def build_backbone(name: str, bands: int) -> KerasModel:
    """Return an untrained network of keras.applications without its top.

    Args:
        name: efficientnet-v2-b0 or mobilenet-v3; also the name of the Keras model returned.
        bands: rows of the picture.

    Returns:
        A Keras model from (batch, bands, any, 3) to features (batch, bands / 32, any / 32, D),
        sizes rounded up, its batch norm synchronised between replicas.
    """
    import keras

    clone = keras.models.clone_model(
        _application(name), input_tensors=keras.Input((bands, None, 3)), clone_function=_adapted
    )
    return keras.Model(clone.input, clone.output, name=name)


def norms_need_synchronising() -> bool:
    """Tell whether batch norm must be told to look at the whole batch, over all replicas.

    On JAX a batch is one array, however many devices hold it; TensorFlow's replicas see a part.
    """
    import keras

    return bool(keras.config.backend() == "tensorflow")


def load_pretrained(model: KerasModel, weights: str) -> None:
    """Give a network's backbone the weights of an earlier training.

    Args:
        model: built on a backbone.
        weights: ``imagenet``, which Keras fetches; a .h5, .weights.h5 or .keras file of the
            same network of keras.applications without its top; or empty: nothing is loaded.

    Raises:
        TrainingError: the network has no backbone, or the weights are missing or do not fit.
    """
    if not weights:
        return
    backbone = _backbone(model)
    earlier = _fetched(backbone.name) if weights == BY_NAME else _read(backbone.name, Path(weights))
    backbone.set_weights(earlier.get_weights())


def set_frozen(model: KerasModel, frozen: bool) -> None:
    """Freeze a network's backbone, batch norm's statistics included, or thaw it.

    A model that was compiled before must be compiled again.

    Raises:
        TrainingError: the network has no backbone.
    """
    _backbone(model).trainable = not frozen


def _backbone(model: KerasModel) -> KerasModel:
    import keras

    nested = [layer for layer in model.layers if isinstance(layer, keras.Model)]
    if len(nested) != 1:
        raise TrainingError(
            "The network is not built on one that was trained before. Take the architecture "
            f"{' or '.join(_builders())}, or a recipe with weights='' and frozen_epochs=0."
        )
    return nested[0]


def _builders() -> dict[str, Any]:
    from keras import applications

    return {
        "efficientnet-v2-b0": applications.EfficientNetV2B0,
        "mobilenet-v3": applications.MobileNetV3Large,
    }


def _application(name: str, weights: str | None = None, side: int | None = None) -> KerasModel:
    return _builders()[name](
        input_shape=(side, side, 3), include_top=False, weights=weights, include_preprocessing=False
    )


def _adapted(layer: Any) -> Any:
    """Copy a layer for spectrograms, of any length and on several replicas."""
    from keras import layers

    settings = layer.get_config()
    if isinstance(layer, layers.ZeroPadding2D):
        # It works out "same" padding for one size of picture; the layer after it does for any.
        return layers.Identity(name=layer.name)
    if isinstance(layer, layers.DepthwiseConv2D):
        settings["padding"] = "same"
    if isinstance(layer, layers.BatchNormalization):
        settings["momentum"] = MOMENTUM
        settings["synchronized"] = norms_need_synchronising()
    return type(layer).from_config(settings)


def _fetched(name: str) -> KerasModel:
    try:
        # At another size than the weights' own, Keras warns; they are the same at any.
        return _application(name, BY_NAME, side=224)
    except Exception as error:
        # Keras raises a bare Exception where it has no network, and nothing finer.
        if type(error) is not Exception and not isinstance(error, OSError | ValueError):
            raise
        raise TrainingError(
            f"The weights {BY_NAME!r} of {name} could not be fetched: {error}. Connect this "
            "machine, or fetch the file elsewhere (without top) and give its path as weights."
        ) from error


def _read(name: str, path: Path) -> KerasModel:
    if not path.is_file() or path.suffix not in (".h5", ".keras"):
        raise TrainingError(
            f"There is no file of weights at {path}. Give a .h5, .weights.h5 or .keras file of "
            f"{name} without its top, or {BY_NAME!r} for those that Keras fetches."
        )
    model = _application(name)
    try:
        with warnings.catch_warnings():
            # Keras only warns of layers that the file lacks, and leaves them as they were.
            warnings.simplefilter("error", UserWarning)
            model.load_weights(path)
    except _MISFITS as error:
        reason = str(error).splitlines()[0]
        raise TrainingError(
            f"The weights in {path} do not fit {name}: {reason}. Give a file of the same "
            "network of keras.applications, without its top."
        ) from error
    return model


_MISFITS = (OSError, ValueError, KeyError, TypeError, UserWarning, zipfile.BadZipFile)
"""What Keras raises for a file of weights that is damaged or of another network."""
