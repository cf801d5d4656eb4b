"""Valence and energy out of ``echonest.csv``: the Echo Nest's estimates of 13,129 tracks.

Its columns have three levels: echonest, audio_features, valence. Both numbers run from 0 to 1.
"""

from pathlib import Path

from trainer.fma.tables import has_table, read_table
from trainer.mood import Mood, read_degree

TABLE = "echonest.csv"

_COLUMNS = ("track_id", "echonest/audio_features/valence", "echonest/audio_features/energy")


def read_moods(home: Path) -> dict[str, Mood]:
    """Return {track's number as written: mood}; empty where the table is not at hand.

    Args:
        home: fma_metadata.zip, or the folder it was unpacked in.

    Raises:
        ManifestError: the table is damaged, lacks a column, or holds no number from 0 to 1.
    """
    if not has_table(home, TABLE):
        return {}
    frame = read_table(home, TABLE, _COLUMNS, levels=3)
    moods = {}
    for number, *cells in zip(*(frame[column].tolist() for column in _COLUMNS), strict=True):
        valence = read_degree(cells[0], f"The valence of track {number} in {TABLE}")
        energy = read_degree(cells[1], f"The energy of track {number} in {TABLE}")
        if valence is not None and energy is not None:
            moods[number] = Mood(valence, energy)
    return moods
