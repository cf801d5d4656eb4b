"""Artists put together, so that drawing them again stays quick however many there are.

A bootstrap over artists draws whole artists. Of tens of thousands it may as well draw whole
groups, into which artists fell by chance: groups are as independent as artists are, and a
thousand of them tell the spread to a fortieth.
"""

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

MOST = 1000
"""Groups at most; so many artists or fewer are left as they are."""


def grouped(artists: Sequence[str]) -> list[str]:
    """Return the group of each row's artist; the same artist is always in the same group."""
    if len(set(artists)) <= MOST:
        return list(artists)
    group_of = {artist: f"{crc32(artist.encode()) % MOST:03}" for artist in set(artists)}
    return [group_of[artist] for artist in artists]


def coded(words: Sequence[str]) -> tuple[list[str], NDArray[np.int64]]:
    """Return the different words, sorted, and the place of each word among them, (n,)."""
    names = sorted(set(words))
    place = {name: number for number, name in enumerate(names)}
    return names, np.array([place[word] for word in words], dtype=np.int64)
