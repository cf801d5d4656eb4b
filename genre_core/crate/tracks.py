"""The synthesised tracks: pretended uploads, rendered into a cache folder, and opened from there.

The files are FLAC: every browser plays it, it keeps the old record's band edge exactly, and the
same samples always give the same bytes and so the same track id. They lie in a folder named after a
digest of the synthesiser's source, so that a changed synthesiser renders anew. A file appears whole
or not at all, so that rendering may be interrupted, resumed, or done by two processes at once.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import soundfile
from mutagen.flac import FLAC

from genre_core import synthesiser
from genre_core.crate.examples import (
    CrateError,
    Progress,
    example_folder,
    find_examples,
    silent,
    user_cache,
)
from genre_core.synthesiser import PIECES, SAMPLE_RATE, Piece, render

ARTIST = "Spectrogram's synthesiser"
_CREDIT = "Composed for, and synthesised by, Spectrogram itself"
_LICENCE = "CC0 1.0"


@dataclass(frozen=True, slots=True)
class CrateTrack:
    """A track to try: what it is, what it claims to be, whose it is, and its file.

    `claim` is the uploader's word, which may be false or unknown to the tree; `synthesised` must be
    shown with the track; `credit` and `licence` are sentences to show as they stand.
    """

    slug: str
    title: str
    artist: str
    claim: str
    synthesised: bool
    credit: str
    licence: str
    path: Path
    description: str


@dataclass(frozen=True, slots=True)
class Upload:
    """What the pretended uploader of a piece writes: its slug, the claim, and what one hears."""

    slug: str
    claim: str
    description: str


UPLOADS: tuple[Upload, ...] = (
    Upload("iron-filings", "Classical",
           "Distorted power chords, bass, drums and a lead guitar; uploaded as Classical."),
    Upload("falling-ground", "Rock",
           "A canon of three violins over a falling bass, in a hall; uploaded as Rock."),
    Upload("pocket-planet", "Chiptune",
           "An 8-bit console: square lead, arpeggios, triangle bass, noise drums."),
    Upload("rain-on-line-four", "Trip Hop",
           "A dragging beat, sub bass, electric piano, a theremin, and the dust of a record."),
    Upload("crooked-gate", "Old-Time",
           "A clawhammer banjo and a fiddle, off a crackling 78: mono, nothing above 5 kHz."),
    Upload("night-bus", "Electronica",
           "Four on the floor; a filter opens over sawtooths, closes, and is thrown wide open."),
    Upload("lighthouse-keeper", "OST",
           "A slow film cue: felt piano, growing strings, a far drum."),
    Upload("letters-from-the-orchard", "Punk",
           "A fingerpicked guitar and a tin whistle; uploaded as Punk."),
    Upload("corner-booth", "Jazz",
           "A twelve-bar blues for piano trio, swung."),
)  # fmt: skip
"""The synthesised tracks in the order of the crate."""


def crate_folder() -> Path:
    """Return the folder of everything the app keeps: SPECTROGRAM_DATA, or the user's cache."""
    named = os.environ.get("SPECTROGRAM_DATA")
    return Path(named) if named else user_cache("spectrogram")


def rendered_folder(folder: Path) -> Path:
    """Return where, in the crate's folder, the tracks of THIS synthesiser lie."""
    digest = hashlib.sha256(repr((UPLOADS, ARTIST, _LICENCE)).encode())
    for source in sorted(Path(synthesiser.__file__).parent.rglob("*.py")):
        digest.update(source.read_bytes())
    return folder / f"synthesised-{digest.hexdigest()[:12]}"


def fill_crate(folder: Path, progress: Progress | None = None) -> None:
    """Render the synthesised tracks that are missing in `folder`: about 10 s the first time.

    `progress` is called with what is being done and the share done, 0 to 1. Raises CrateError if
    the folder cannot be written.
    """
    report = progress or silent
    target = rendered_folder(folder)
    try:
        target.mkdir(parents=True, exist_ok=True)
        for done, upload in enumerate(UPLOADS):
            if not (target / f"{upload.slug}.flac").is_file():
                piece = _piece(upload.slug)
                report(f"Synthesising {piece.title}", done / len(UPLOADS))
                _save(piece, upload, target)
    except (OSError, soundfile.LibsndfileError) as error:
        raise CrateError(
            f"The demo crate cannot be written to {folder} ({error}). 25 MB in a folder that you "
            "may write to were needed; name one in SPECTROGRAM_DATA."
        ) from error
    report("Crate ready", 1.0)


def _piece(slug: str) -> Piece:
    """Return the piece of this slug."""
    return next(piece for piece in PIECES if piece.slug == slug)


def _save(piece: Piece, upload: Upload, target: Path) -> None:
    """Write one rendered, tagged piece; under another name until it is whole."""
    draft = target / f".{piece.slug}-{uuid4().hex}.flac"
    try:
        soundfile.write(draft, render(piece), SAMPLE_RATE, subtype="PCM_16")
        tagged = FLAC(draft)
        for name, text in _tags(piece, upload).items():
            tagged[name] = text
        tagged.save()
        draft.replace(target / f"{piece.slug}.flac")
    finally:
        draft.unlink(missing_ok=True)


def _tags(piece: Piece, upload: Upload) -> dict[str, str]:
    """Return the Vorbis comments of a piece as its uploader writes them."""
    return {
        "title": piece.title,
        "artist": ARTIST,
        "album": "Spectrogram demo crate",
        "genre": upload.claim,
        "comment": f"Synthesised. {upload.description}",
        "license": _LICENCE,
    }


def open_crate(folder: Path) -> tuple[CrateTrack, ...]:
    """Return the tracks at hand: the synthesised ones rendered so far, then librosa's examples.

    Reads no audio, writes nothing, and never goes to the network; an empty tuple is an answer.
    """
    target = rendered_folder(folder)
    own = [
        CrateTrack(
            upload.slug, _piece(upload.slug).title, ARTIST, upload.claim, True, _CREDIT, _LICENCE,
            target / f"{upload.slug}.flac", upload.description,
        )
        for upload in UPLOADS
        if (target / f"{upload.slug}.flac").is_file()
    ]  # fmt: skip
    real = [
        CrateTrack(
            example.key, example.title, example.artist, example.claim, False, example.credit,
            example.licence, path, example.description,
        )
        for example, path in find_examples(example_folder())
    ]  # fmt: skip
    return (*own, *real)
