"""Where the track of a round lies: in the demo crate, where its path says, or among the music.

A running order names a track as people would: by the slug of a track of the crate, or by a path,
taken from where the program runs and then from the folders that SPECTROGRAM_MUSIC names.
"""

from collections.abc import Iterable
from pathlib import Path

from genre_core.crate import Progress, fill_crate, open_crate
from genre_core.crate.tracks import UPLOADS
from genre_core.errors import ShowError
from genre_core.whereabouts import music_folders, open_folder


def render_missing(tracks: Iterable[str], folder: Path, progress: Progress) -> None:
    """Fill the demo crate if a named track of it is not there yet; some ten seconds, once.

    Raises:
        CrateError: its folder cannot be written.
    """
    there = {track.slug for track in open_crate(folder)}
    own = {upload.slug for upload in UPLOADS}
    if (own & set(tracks)) - there:
        fill_crate(folder, progress)


def find_track(track: str, folder: Path) -> Path:
    """Return the file of a track.

    Args:
        track: as the running order names it.
        folder: of the demo crate.

    Raises:
        ShowError: there is none.
    """
    slugs = {each.slug: each.path for each in open_crate(folder)}
    if track in slugs:
        return slugs[track]
    named = Path(track)
    if _is_file(named):
        return named.resolve()
    for music in map(open_folder, music_folders()):
        found = music.find(track, track) if music else None
        if found:
            return found
    raise ShowError(
        f"There is no track {track!r}: it is neither a file nor one of the demo crate "
        f"({', '.join(sorted(slugs)) or 'which is empty'}). Correct it in the running order."
    )


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that is too long, or holds a null character
        return False
