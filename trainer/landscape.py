"""The map of music: where the network that ships places the test tracks.

With folds, each test track was judged by the network of its own fold, and networks do not share a
space; so the one that ships places them all, although it has learnt from them, and the map says so.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from genre_core.card import NETWORK
from genre_core.music_map import MusicMap, map_embeddings
from trainer.batches import even_crops
from trainer.golden import ask_onnx
from trainer.manifest import LabelledTrack
from trainer.meter import Meter
from trainer.run import Run

_AT_ONCE = 64
"""Tracks whose crops are given to the network together."""


def map_tracks(run: Run) -> MusicMap:
    """Return the map of a run's test tracks by its exported network, averaged over the crops."""
    tracks = run.answers.test.tracks
    rows: list[NDArray[np.float32]] = []
    with Meter("tracks", name="map") as meter:
        for first in range(0, len(tracks), _AT_ONCE):
            rows += _places(run, tracks[first : first + _AT_ONCE])
            meter.show(len(rows), len(tracks))
    return map_embeddings([track.id for track in tracks], np.stack(rows), bool(run.recipe.folds))


def _places(run: Run, tracks: Sequence[LabelledTrack]) -> list[NDArray[np.float32]]:
    """Where the network puts each track: float32 (width of the embedding,)."""
    crops = [even_crops(run.store.picture(track.id), run.recipe) for track in tracks]
    seen = ask_onnx(run.folder / NETWORK, np.concatenate(crops))["embedding"]
    ends = np.cumsum([len(pictures) for pictures in crops])[:-1]
    return [part.mean(axis=0) for part in np.split(seen, ends)]
