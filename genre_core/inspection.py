"""One file in, one line of a report out: whatever is wrong with the file, an answer comes.

A file is named by what a person typed: a recording, or a folder, which stands for all the
recordings in it and below. Models are looked through in the same spirit: one that is damaged
is part of the answer.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from genre_core.analysis import analyse
from genre_core.audio import track_id
from genre_core.card import list_models, read_card
from genre_core.classifier import Classifier, load_classifier
from genre_core.errors import ModelError, SpectrogramError
from genre_core.genres import read_claim
from genre_core.receipt import Receipt, make_receipt
from genre_core.report import Failure, ModelState
from genre_core.tags import read_tags

EXTENSIONS = frozenset(
    ".aac .aif .aiff .flac .m4a .mka .mp3 .mp4 .oga .ogg .opus .wav .webm .wma".split()
)
"""What counts as a recording when a folder is searched; a file that is named is always tried."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which terms files are judged.

    Attributes:
        claimed: the claim for all of them; None takes each file's own genre tag.
        alpha: share of honest tracks that may be flagged, in (0, 0.5].
        classifier: the model that answers.
    """

    claimed: str | None
    alpha: float
    classifier: Classifier


def find_recordings(names: Iterable[str]) -> tuple[Path, ...]:
    """Return the files that names stand for; of a folder, its recordings, sorted by path.

    A folder without recordings stands for itself, so that it is reported and not passed over.
    """
    found: list[Path] = []
    for path in map(Path, names):
        inside = sorted(_recordings_in(path)) if path.is_dir() else []
        found += inside or [path]
    return tuple(found)


def inspect(path: Path, terms: Terms) -> Receipt | Failure:
    """Judge one file; what is wrong with it is part of the answer, never raised."""
    tags = read_tags(path)
    claimed = tags.genre if terms.claimed is None else terms.claimed
    card = terms.classifier.card
    try:
        with quiet_decoders():
            analysis = analyse(path, read_claim(claimed), terms.classifier, terms.alpha)
        return make_receipt(str(path), tags, analysis, card, datetime.now(UTC))
    except SpectrogramError as error:
        message = str(error)
    except OSError as error:
        message = f"The file {path} cannot be read: {error.strerror or error}. Copy it again."
    except MemoryError:
        message = f"The file {path} needs more memory than there is. Use an excerpt."
    return Failure(str(path), _hash(path), claimed, message, terms.alpha, card.name)


def inspect_models(folder: Path) -> tuple[ModelState, ...]:
    """Load every model of a folder as serving does; damage is part of the answer, never raised."""
    return tuple(_inspect_model(folder / name) for name in list_models(folder))


@contextmanager
def quiet_decoders() -> Iterator[None]:
    """Keep what C libraries write to standard error off it; Python's own waits until after.

    libmpg123 notes every oddity of an MP3 there and cannot be told not to. The whole process
    is silenced, so this is for a program that does nothing else at the time.
    """
    sys.stderr.flush()
    try:
        kept = os.dup(2)
    except OSError:  # standard error is closed: nothing to keep quiet
        yield
        return
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _recordings_in(folder: Path) -> Iterator[Path]:
    # os.walk passes over folders that cannot be read, and follows no links into circles.
    for here, _, names in os.walk(folder):
        for name in names:
            if Path(name).suffix.lower() in EXTENSIONS and not name.startswith("."):
                yield Path(here, name)


def _inspect_model(folder: Path) -> ModelState:
    card = None
    try:
        card = read_card(folder)
        if card.serves:
            load_classifier(folder)
    except ModelError as error:
        return ModelState(folder.name, card, str(error))
    return ModelState(folder.name, card)


def _hash(path: Path) -> str | None:
    with suppress(SpectrogramError, OSError):
        return track_id(path)
    return None
