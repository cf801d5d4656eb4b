"""Where in a track its claim finds support: over time, and over time and frequency.

One run of the network over the whole track gives its class activation map: what each place
adds to each genre's logit, before averaging (B. Zhou et al., "Learning deep features for
discriminative localization", CVPR 2016). Averaged over a sliding window it gives the window's
logits, and with the model's temperature the claim's probability over time.

The map is evidence, not proof: the network sees some hundred milliseconds and bands around
each place as well, and a short window is judged less surely than the whole track.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from genre_core.audio import Source, decode
from genre_core.classifier import Classifier
from genre_core.conformal import probabilities
from genre_core.spectrogram import Spectrogram, SpectrogramSpec, band_edges, compute

WINDOW = 3.0
"""Seconds of the sliding window: long enough for a bar of music, short enough to hear again."""

STEP = 0.5
"""Seconds from one window to the next."""


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What a network saw where in a track.

    Attributes:
        genres: the K genres of the model.
        times: float64 (n,), centres of the windows in s, ascending.
        support: float64 (n, K), each genre's probability in each window; rows sum to 1.
        window: width of a window in s, to the nearest column; the track's length at most.
        activation: float32 (K, rows, columns), the class activation map; row 0 is the lowest
            band, columns divide ``seconds`` evenly.
        edges: float64 (rows + 1,), borders of the rows in Hz, ascending.
        seconds: length of the track that was looked at.
    """

    genres: tuple[str, ...]
    times: NDArray[np.float64]
    support: NDArray[np.float64]
    window: float
    activation: NDArray[np.float32]
    edges: NDArray[np.float64]
    seconds: float

    def support_of(self, genres: tuple[str, ...]) -> NDArray[np.float64]:
        """Return the summed probability of some genres in each window, float64 (n,)."""
        columns = [self.genres.index(genre) for genre in genres]
        return np.asarray(self.support[:, columns].sum(axis=1))

    def heatmap(self, genre: str, rows: int, max_hz: float) -> NDArray[np.float32]:
        """Return where a genre stands out, on an even frequency axis.

        A place counts by how far the genre's activation lies above the mean of all genres';
        the strongest place of the genre is 1, places that speak against it are 0, and so are
        frequencies that the model never looks at.

        Args:
            genre: one of ``genres``.
            rows: number of rows of the result.
            max_hz: frequency at its upper edge.

        Returns:
            float32 (rows, columns) in [0, 1], row 0 lowest.
        """
        contrast = self.activation[self.genres.index(genre)] - self.activation.mean(axis=0)
        positive = np.maximum(contrast, 0.0)
        strongest = positive.max()
        scaled = positive / strongest if strongest > 0 else positive
        centres = (self.edges[:-1] + self.edges[1:]) / 2
        wanted = (np.arange(rows) + 0.5) * max_hz / rows
        columns = [np.interp(wanted, centres, column) for column in scaled.T]
        seen = (wanted >= self.edges[0]) & (wanted <= self.edges[-1])
        return np.asarray(np.stack(columns, axis=1) * seen[:, None], dtype=np.float32)


def gather_evidence(source: Source, classifier: Classifier) -> Evidence:
    """Look over a whole track.

    Args:
        source: the recording, decoded whole.
        classifier: the model to ask.

    Raises:
        AudioError: it does not decode, breaks a limit or is shorter than one crop of the model.
    """
    spec = classifier.spec
    clip = decode(source, spec.sample_rate)
    spec.check_seconds(clip.seconds)
    return read_activation(compute(clip, spec), classifier)


def read_activation(picture: Spectrogram, classifier: Classifier) -> Evidence:
    """Gather the evidence of a picture that is drawn already, of any length."""
    maps = classifier.activation(picture)
    seconds = picture.decibels.shape[1] / picture.spec.frames_per_second
    columns = maps.shape[2]
    width = min(columns, max(1, round(WINDOW / seconds * columns)))
    step = max(1, round(STEP / seconds * columns))
    # A window's logits are the mean of its part of the map; sums make that one subtraction.
    sums = np.cumsum(np.pad(maps.mean(axis=1), ((0, 0), (1, 0))), axis=1, dtype=np.float64)
    first = np.arange(0, columns - width + 1, step)
    logits = (sums[:, first + width] - sums[:, first]).T / width
    return Evidence(
        genres=classifier.card.genres,
        times=(first + width / 2) * seconds / columns,
        support=probabilities(logits, classifier.calibration.temperature),
        window=min(WINDOW, seconds),
        activation=maps,
        edges=_row_edges(picture.spec, maps.shape[1]),
        seconds=seconds,
    )


def _row_edges(spec: SpectrogramSpec, rows: int) -> NDArray[np.float64]:
    """Return the borders in Hz of map rows that divide the bands evenly."""
    position = np.linspace(0, spec.bands, rows + 1)
    return np.interp(position, np.arange(spec.bands + 1), band_edges(spec))
