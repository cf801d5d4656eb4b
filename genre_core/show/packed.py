"""A pack as the stage uses it: every file checked by its hash, what is missing named.

It needs neither the model nor the tracks, so that a pack can be made on one machine and shown on
another: copy its folder.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from genre_core.errors import ShowError
from genre_core.show import kept_files
from genre_core.show.pack_index import MEND, PackedRound, PackIndex, asked, read_index
from genre_core.show.running_order import Round, RunningOrder, Scene

_UNPACKED = "it is not in the pack, or its track, claim or times were changed since"


@dataclass(frozen=True, slots=True)
class Fault:
    """A round that cannot be shown.

    Attributes:
        scene: id of its scene.
        sentence: what is so, and what to do.
    """

    scene: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Pack:
    """What is ready of a show.

    Attributes:
        folder: where its files lie.
        index: what of the show is there, every file whole.
        faults: rounds of the show that are not there.
    """

    folder: Path
    index: PackIndex
    faults: tuple[Fault, ...]

    @property
    def size(self) -> int:
        """Bytes of its rounds."""
        return sum({file.name: file.size for file in self._files()}.values())

    def round(self, scene: str) -> PackedRound:
        """Return the round of a scene.

        Raises:
            ShowError: it is not there; says why.
        """
        for packed in self.index.rounds:
            if packed.scene == scene:
                return packed
        why = (fault.sentence for fault in self.faults if fault.scene == scene)
        raise ShowError(next(why, f"The pack has no round {scene!r}. {MEND}"))

    def path(self, name: str) -> Path | None:
        """Return where a file of the pack lies; None for a name that is none of its files'."""
        return self.folder / name if name in {file.name for file in self._files()} else None

    def _files(self) -> Iterator[kept_files.KeptFile]:
        return (file for packed in self.index.rounds for file in packed.files)


def read_pack(folder: Path, order: RunningOrder) -> Pack:
    """Read the pack of a show.

    A round that is missing or damaged is a fault, which names the file; the others can be shown.

    Raises:
        ShowError: there is no pack, or its index is damaged.
    """
    index = read_index(folder)
    known = {packed.asked: packed for packed in index.rounds}
    there, faults = [], []
    for scene, wanted in rounds_of(order):
        packed = known.get(asked(wanted))
        why = fault_of(packed, folder) if packed else _UNPACKED
        if packed and not why:
            there.append(replace(packed, scene=scene.id))
        else:
            faults.append(Fault(scene.id, f"Round {scene.id}: {why}. {MEND}"))
    return Pack(folder, replace(index, rounds=tuple(there)), tuple(faults))


def rounds_of(order: RunningOrder) -> list[tuple[Scene, Round]]:
    """Return the scenes that have a round, each with it."""
    return [(scene, scene.round) for scene in order.scenes if scene.round is not None]


def fault_of(packed: PackedRound, folder: Path) -> str:
    """Return which file of a round is not whole, as a clause; "" if all are."""
    for what, file in zip(("sound", "picture", "data"), packed.files, strict=True):
        why = kept_files.fault(folder, file)
        if why:
            return f"its {what}, {file.name}, {why}"
    return ""
