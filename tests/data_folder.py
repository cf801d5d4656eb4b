"""A data folder of a test's own: the demo crate is linked into it, uploads are its own."""

from pathlib import Path

from genre_core.crate import crate_folder, fill_crate, open_crate


def fill_own_folder(folder: Path) -> Path:
    """Link the machine's demo crate, filled if need be, into a folder and return it."""
    kept = crate_folder()
    fill_crate(kept)
    for track in open_crate(kept):
        if track.synthesised:
            link = folder / track.path.relative_to(kept)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(track.path)
    return folder
