"""Which clips a manifest asks for: its columns ``id`` and ``path``.

``path`` is relative to the folder into which clips are fetched, by default the manifest's own,
where the trainer looks for them: ``fma_large/000/000002.mp3``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from trainer.errors import ManifestError
from trainer.fetch.layout import stays_inside, top_folder
from trainer.tables import Row, read_table


@dataclass(frozen=True, slots=True)
class Wanted:
    """A clip that is asked for.

    Attributes:
        id: unique in the manifest.
        path: below the folder, "/" between its parts; leads nowhere else.
    """

    id: str
    path: str


def read_wanted(manifest: Path) -> tuple[Wanted, ...]:
    """Read which clips a manifest asks for.

    Raises:
        ManifestError: it cannot be read, lacks a column, names an id or a path twice, or a path
            that leads out of its folder.
    """
    table = read_table(manifest)
    table.require(("id",), ("path",))
    wanted = tuple(_wanted(row, manifest) for row in table.rows)
    for column, values in (("id", [w.id for w in wanted]), ("path", [w.path for w in wanted])):
        seen: set[str] = set()
        for value in values:
            if value in seen:
                raise ManifestError(
                    f"The {column} {value!r} stands twice in {manifest.name}. Make it unique."
                )
            seen.add(value)
    return wanted


def archive_of(wanted: Sequence[Wanted]) -> str:
    """Return the one archive that all paths name, "fma_large".

    Raises:
        ManifestError: they name several, or none.
    """
    tops = sorted({top_folder(clip.path) for clip in wanted})
    if len(tops) != 1 or not tops[0]:
        named = ", ".join(top or "no fma_ folder" for top in tops)
        raise ManifestError(
            f"The manifest's paths begin with {named}; one archive's folder, such as fma_large/, "
            "was needed. Say with --archive which one to fetch from."
        )
    return tops[0]


def _wanted(row: Row, manifest: Path) -> Wanted:
    name, path = row.first("id"), row.first("path")
    if not name or not path:
        raise ManifestError(f"Row {row.number} of {manifest.name} lacks its id or its path.")
    if not stays_inside(path):
        raise ManifestError(
            f"Row {row.number} of {manifest.name} asks for {path!r}, which leads out of the "
            "folder. Write a path like fma_large/000/000002.mp3."
        )
    return Wanted(name, path)
