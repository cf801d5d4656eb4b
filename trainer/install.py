"""One model folder takes the place of another, whole or not at all.

The new folder is copied beside the old one and loaded there; then the old one is moved aside,
the new one takes its name, and only then is the old one deleted. Whatever interrupts this, one
of the two is whole: the next call finds a folder that was moved aside and puts it back.
"""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile, rmtree

from genre_core.card import CARD, read_card
from genre_core.classifier import load_classifier
from trainer.errors import TrainingError
from trainer.interruption import check


def install(candidate: Path, place: Path, texts: Mapping[str, str]) -> None:
    """Copy a model to a place, over the one that may be there.

    Args:
        candidate: folder of the model; only its card and the files that this names are copied.
        place: ``models/NAME``.
        texts: {name: content} of files to be written beside them.

    Raises:
        ModelError: the copy does not load; the place is as it was.
        KeyboardInterrupt: Ctrl-C was lost before; the place is as it was.
        TrainingError: the disk is full, a name leads out of the folder, or the like.
    """
    with _disk(place):
        recover(place)
        place.parent.mkdir(parents=True, exist_ok=True)
        # In a folder of its own, so that nobody who lists the models sees half a one.
        with tempfile.TemporaryDirectory(dir=place.parent, prefix=".promote-") as scratch:
            made = Path(scratch) / place.name
            _copy(candidate, made)
            for name, text in texts.items():
                (made / name).write_text(text, "utf-8")
            load_classifier(made)
            # The last moment: whoever pressed Ctrl-C wants no other model to serve.
            check()
            _swap(made, place)


def append(path: Path, line: str) -> None:
    """Add a line to a file of a model's folder; both are made where absent.

    Raises:
        TrainingError: the disk is full, or the like.
    """
    with _disk(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(line)


def recover(place: Path) -> None:
    """Finish what an interrupted :func:`install` began: put the old folder back, or delete it."""
    aside = _aside(place)
    if aside.exists() and not place.exists():
        aside.rename(place)
    if aside.parent.exists():
        rmtree(aside.parent)


@contextmanager
def _disk(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise TrainingError(
            f"{place.parent.name}/{place.name} could not be written: {error}. The model that was "
            "there is there still. Make room or mend the permissions; then repeat the step."
        ) from error


def _copy(candidate: Path, made: Path) -> None:
    made.mkdir()
    for name in (CARD, *read_card(candidate).files):
        if Path(name).name != name:
            raise TrainingError(
                f"The card of {candidate.name} names a file {name!r}, which would lie outside the "
                "model's folder. Export the model again."
            )
        copyfile(candidate / name, made / name)


def _swap(made: Path, place: Path) -> None:
    if place.exists():
        _aside(place).parent.mkdir()
        place.rename(_aside(place))
    try:
        made.rename(place)
    finally:
        recover(place)


def _aside(place: Path) -> Path:
    return place.parent / f".before-{place.name}" / place.name
