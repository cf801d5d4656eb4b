"""The first version's way: librosa, TensorFlow and Keras, with its 2.2 million parameters.

Its weights were never published, so the network is untrained; that takes the same time. Run as
a script with the path of a Keras file, this module is the cold start that ours is compared with:
it imports TensorFlow, loads the file and predicts once, and is even spared the decoding.
"""

import io
import sys
from pathlib import Path
from typing import Any

import numpy as np

from genre_core.genres import GENRES
from genre_core.spectrogram import SEED_PICTURE


def write_network(path: Path) -> None:
    """Write the seed's second network, untrained, as a Keras file."""
    from trainer.architectures import architecture

    architecture("seed-2m").build(len(GENRES), SEED_PICTURE).save(path)


def load_network(path: Path) -> Any:
    """Return the Keras model, as the first version loaded it."""
    import keras

    return keras.models.load_model(path)


def judge(recording: bytes, network: Any) -> int:
    """Take the bytes of a recording to the index of the likeliest genre, of the first 20 s."""
    import librosa

    spec = SEED_PICTURE
    samples, _ = librosa.load(io.BytesIO(recording), sr=spec.sample_rate)
    samples = samples[: spec.samples]
    spectrum = librosa.stft(samples, n_fft=spec.n_fft, hop_length=spec.hop, center=False)
    decibels = librosa.amplitude_to_db(np.abs(spectrum), ref=np.max)
    # Rows are averaged in fours: 512 bins become the 128 of the network's input.
    picture = decibels[:512].reshape(spec.bands, -1, decibels.shape[1]).mean(axis=1)
    return int(network.predict(picture[None, :, : spec.frames, None], verbose=0).argmax())


if __name__ == "__main__":
    blank = np.zeros((1, SEED_PICTURE.bands, SEED_PICTURE.frames, 1), np.float32)
    print(load_network(Path(sys.argv[1])).predict(blank, verbose=0).argmax())
