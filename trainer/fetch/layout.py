"""Where a clip lies: ``fma_large/000/000002.mp3``, in the archive and on the disk alike.

The subsets nest and their clips are the same files, so that a clip is known by its path
*inside* the top folder: ``fma_large/000/000002.mp3`` of a manifest is ``000/000002.mp3`` of
fma_medium.zip as well. The list ``checksums`` names clips in that way, too.

A name in a zip or in a manifest is text by anyone. One that would lead out of its folder
("../../x", "/etc/x", "C:/x") is never followed.
"""

from pathlib import PurePosixPath

_TOP = "fma_"


def stays_inside(name: str) -> bool:
    """Say whether a relative path, "/" between its parts, leads nowhere but downwards."""
    path = PurePosixPath(name)
    strange = any(character in name for character in "\\:\0")
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and not strange


def inside(name: str) -> str:
    """Return a clip's path without its top folder, "000/000002.mp3"."""
    parts = PurePosixPath(name).parts
    return "/".join(parts[1:] if len(parts) > 1 and parts[0].startswith(_TOP) else parts)


def top_folder(name: str) -> str:
    """Return the top folder that a path names, "fma_large"; "" where it names none."""
    parts = PurePosixPath(name).parts
    return parts[0] if len(parts) > 1 and parts[0].startswith(_TOP) else ""
