"""The pack of a show: sound, picture, probabilities and maps of every round, made before it.

On the stage nothing is computed and nothing can fail: each round is three files, named by the
hashes of their content, and ``show.json`` names them. A pack is made round by round; whoever is
interrupted goes on where it ended, and a file that is missing or was damaged is made again.
Files of rounds that are no longer in the order stay where they are. The folder may be deleted at
any time: making it takes some ten seconds.
"""

from dataclasses import replace
from pathlib import Path

from genre_core.classifier import Classifier
from genre_core.conformal import check_alpha
from genre_core.crate import crate_folder
from genre_core.crate.examples import silent
from genre_core.errors import AudioError, ShowError
from genre_core.show.found_tracks import render_missing
from genre_core.show.kept_files import sweep
from genre_core.show.pack_index import PackedRound, asked
from genre_core.show.pack_work import PackWork, Progress
from genre_core.show.packed import Fault, Pack, fault_of, read_pack, rounds_of
from genre_core.show.running_order import RunningOrder

__all__ = ["Fault", "Pack", "PackedRound", "Progress", "make_pack", "read_pack"]


def make_pack(
    order: RunningOrder,
    folder: Path,
    classifier: Classifier,
    alpha: float = 0.05,
    progress: Progress = silent,
) -> Pack:
    """Make what is missing of a show's pack, and check the rest; safe to interrupt.

    A round that cannot be made (its track is gone, or silent) is a fault of the pack and stops
    no other.

    Args:
        order: the show.
        folder: where the files go.
        classifier: the model that answers.
        alpha: share of honest tracks that may be flagged, in (0, 0.5].
        progress: is told what is being done.

    Raises:
        PolicyError: alpha is out of range.
        ShowError: the folder cannot be written.
        CrateError: a track of the demo crate is asked for and cannot be rendered.
    """
    check_alpha(alpha)
    sweep(folder)
    work = PackWork(folder, classifier, alpha)
    index = work.begun(progress)
    before = {packed.asked: packed for packed in index.rounds}
    known = work.whole(index, rounds_of(order))
    missing = [each for each in rounds_of(order) if asked(each[1]) not in known]
    render_missing([wanted.track for _, wanted in missing], crate_folder(), progress)
    reasons = {}
    for place, (scene, wanted) in enumerate(missing):
        if asked(wanted) in known:  # an earlier scene plays the very same
            continue
        why = _again(before.get(asked(wanted)), folder)
        progress(f"Making round {scene.id}{why}", (1 + place) / (1 + len(missing)))
        try:
            known[asked(wanted)] = work.made(wanted)
        except (AudioError, ShowError) as error:
            reasons[scene.id] = f"Round {scene.id} cannot be made: {error}"
        work.save(index, known, order)
    work.save(index, known, order)
    progress("Pack ready", 1.0)
    pack = read_pack(folder, order)
    faults = (Fault(each.scene, reasons.get(each.scene, each.sentence)) for each in pack.faults)
    return replace(pack, faults=tuple(faults))


def _again(packed: PackedRound | None, folder: Path) -> str:
    """Why a round is made that was there."""
    if packed is None:
        return ""
    return f" again: {fault_of(packed, folder) or 'its track has changed'}"
