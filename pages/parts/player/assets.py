"""The player's files for the browser; the moderator's desk builds the same player into itself."""

from pathlib import Path

SCRIPTS = (
    "axes.js",
    "heatmap.js",
    "support.js",
    "drawing.js",
    "sound.js",
    "hands.js",
    "block.js",
    "player.js",
)
"""Parts of one module, each using those before it; `mount.js` makes it a component."""


def player_source(*names: str) -> str:
    """Return the files of this folder one after the other, as one text."""
    return read_all(Path(__file__).parent, *names)


def read_all(folder: Path, *names: str) -> str:
    """Return the files of `folder` with these names one after the other, as one text."""
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in names)
