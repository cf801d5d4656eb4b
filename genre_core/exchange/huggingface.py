"""Hugging Face: the ``metadata.csv`` of an audiofolder, one row a track with what stands of it.

It lies beside the sound, and ``file_name`` is relative to it; sound elsewhere keeps its absolute
path, which the library ``datasets`` will not find.
"""

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from genre_core.exchange.formulas import neutralised
from genre_core.exchange.groups import Group
from genre_core.exchange.places import is_url

_COLUMNS = (
    "file_name", "label", "agreed", "claimed_genre", "id", "title", "artist", "album", "licence",
    "link", "sha256", "moderators",
)  # fmt: skip


def write_huggingface(groups: Iterable[Group], out: BinaryIO, folder: Path) -> int:
    """Write a row a track; return how many decisions are behind them.

    Args:
        groups: the tracks.
        out: where to.
        folder: the one that the file will lie in.
    """
    text = io.TextIOWrapper(out, "utf-8", newline="")
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(_COLUMNS)
    count = 0
    for group in groups:
        track, agreed = group.track, ";".join(group.agreed)
        cells = (
            _file_name(track.location, folder), agreed, "true" if agreed else "false",
            group.claimed_genre or track.claimed, track.key, track.title, track.artist,
            track.album, track.licence, track.link, track.sha256, str(len(group.standing)),
        )  # fmt: skip
        table.writerow(map(neutralised, cells))
        count += len(group.cases)
    text.flush()
    text.detach()
    return count


def _file_name(location: str, folder: Path) -> str:
    if not location or is_url(location):
        return location
    path = Path(location)
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else location
