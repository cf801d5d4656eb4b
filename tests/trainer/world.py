"""A Free Music Archive in small, as its server hands it out: the tables zipped, the clips zipped.

Clips are cut out of real music where it lies beside the repository, and synthesised where not;
the genre table is the real one where it is at hand. Some clips are damaged, some are missing,
some tracks are such that the curation must set them aside, and some nobody asks for.
"""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha1
from itertools import count
from pathlib import Path

import numpy as np
import soundfile

from tests.trainer.archive import IDS, echonest_csv, genres_csv, row, tracks_csv
from tests.trainer.archive_server import World, clip_path
from tests.trainer.tracks import GENRES, SPEC, sound
from trainer.manifest import LabelledTrack
from trainer.parts import Part, Shares
from trainer.ties import artist_key

SECONDS = 4.0
EACH = 4
"""Tracks of one artist and genre, at most."""
SHARES = Shares(0.35, 0.15, 0.25, 0.25)
ARTISTS = {Part.TRAIN: 5, Part.VALIDATION: 2, Part.CALIBRATION: 4, Part.TEST: 3}
"""Synthesised artists of each genre that the hash of their names deals to each part."""
JAZZ = "Jazz"
"""A genre that the recipe does not ask for; its clips are far larger than the others."""

TORN, BRIEF, GARBAGE, MISSING, WRONG = 90_001, 90_002, 90_003, 90_004, 90_005
"""A clip cut short, one of half a second, one that is no MP3, one that the zip does not hold,
and one whose SHA-1 is another than the archive's own list promises."""
KNOWN_BAD, FAMILIES, LIMITED = 98_565, 90_006, 90_007
"""Tracks that no recipe takes: a known damaged clip, tags of two families, no open licence."""
LEFT, RIGHT = 90_008, 90_009
"""One single, made by an artist of the part test and one of the part train."""

FIELDS = tuple(
    f"{group}/{field}"
    for group, fields in {
        "album": "comments date_created date_released engineer favorites id information listens "
        "producer tags title tracks type",
        "artist": "active_year_begin active_year_end associated_labels bio comments date_created "
        "favorites id latitude location longitude members name related_projects tags website "
        "wikipedia_page",
        "set": "split subset",
        "track": "bit_rate comments composer date_created date_recorded duration favorites "
        "genre_top genres genres_all information interest language_code license listens lyricist "
        "number publisher tags title",
    }.items()
    for field in fields.split()
)
"""All 52 columns of tracks.csv, in its order."""

RECIPE = f'''"""What fma_20 is, in small: three genres, a second of sixteen bands."""

from dataclasses import replace

from genre_core.spectrogram import Scale, SpectrogramSpec
from trainer.parts import Shares
from trainer.recipe import Augmentation
from trainer.recipes.fma_20 import RECIPE as FMA_20

RECIPE = replace(
    FMA_20,
    name="fma-3",
    title="Free Music Archive, three genres",
    genres={GENRES!r},
    architecture="residual",
    spec=SpectrogramSpec(8000, 256, 128, 16, 62, Scale.MEL, 50.0, 4000.0),
    crops=3,
    crop_frames=0,
    shares={SHARES!r},
    epochs=8,
    steps=20,
    batch=16,
    learning_rate=4e-3,
    averaging=0.9,
    precision="float32",
    augmentation=Augmentation(
        gain_db=3.0,
        equaliser_db=1.0,
        frequency_masks=1,
        frequency_width=2,
        time_masks=1,
        time_width=8,
        mixup=0.0,
        slack_frames=4,
    ),
)
'''


@dataclass(frozen=True, slots=True)
class Piece:
    """A track of the archive and its clip, an MP3; the zip holds none that is empty."""

    number: int
    genre: str
    artist: str
    album: str
    content: bytes
    split: str = "training"
    tags: tuple[str, ...] = ()
    licence: str = "Attribution-Noncommercial-Share Alike 3.0 United States"

    @property
    def cells(self) -> dict[str, str]:
        """Its line of tracks.csv."""
        tags = [IDS[name] for name in self.tags or (self.genre,)]
        return row(
            self.number,
            artist__name=self.artist,
            album__title=self.album,
            # An album of one name by two artists is one only where the archive says so.
            album__id=str(int(sha1(self.album.encode()).hexdigest()[:6], 16)),
            set__split=self.split,
            track__genres=str(tags),
            track__license=self.licence,
            track__title=f"Piece {self.number}",
        )


@dataclass(frozen=True, slots=True)
class Archive:
    """What the server has.

    Attributes:
        files: "/fma_metadata.zip" and "/fma_large.zip".
        pieces: every track of the tables.
    """

    files: dict[str, bytes]
    pieces: tuple[Piece, ...]

    @property
    def sha1(self) -> str:
        """Of the tables' zip."""
        return sha1(self.files["/fma_metadata.zip"]).hexdigest()


def small_archive(pieces: Sequence[Piece], genres: str = "") -> Archive:
    """Build the archive of some tracks, of odd ones, and of Jazz between them.

    Args:
        pieces: most of its tracks, by number.
        genres: the text of genres.csv; of the few genres that tests know where empty.
    """
    jazz = [_unwanted(piece.number + 1) for piece in pieces[::12]]
    everything = tuple(sorted((*pieces, *odd_pieces(), *jazz), key=lambda piece: piece.number))
    files = {
        "/fma_metadata.zip": _tables(everything, genres or genres_csv()),
        "/fma_large.zip": _clips(everything),
    }
    return Archive(files, everything)


def real_pieces(music: Path, each: int = EACH) -> tuple[Piece, ...]:
    """Real recordings of three genres, so many an artist at most, some seconds out of each."""
    pieces: list[Piece] = []
    heard: Counter[tuple[str, str]] = Counter()
    with (music / "manifest.csv").open(newline="", encoding="utf-8") as lines:
        for line in csv.DictReader(lines):
            who = (line["artist"], line["genre"])
            if line["genre"] not in GENRES or heard[who] == each:
                continue
            heard[who] += 1
            content = _middle((music / line["path"]).read_bytes())
            album = line["album"] or f"{line['artist']}: first"
            pieces.append(Piece(3 * len(pieces) + 2, line["genre"], line["artist"], album, content))
    return tuple(pieces)


def made_pieces(each: int = EACH) -> tuple[Piece, ...]:
    """Chords, pulses and noise, so many by every artist."""
    names = [(genre, artist) for genre in GENRES for artist in made_artists(genre)]
    pairs = [pair for pair in names for _ in range(each)]
    return tuple(
        Piece(3 * n + 2, genre, artist, f"{artist}: first", made_mp3(genre, n))
        for n, (genre, artist) in enumerate(pairs)
    )


def made_artists(genre: str) -> list[str]:
    """Names, so chosen that each part gets its ARTISTS."""
    artists: list[str] = []
    left, names = Counter(ARTISTS), (f"{number} of {genre}" for number in count())
    while left.total():
        artist = next(names)
        part = SHARES.deal(artist_key(LabelledTrack("", Path(), artist, genre)))
        if left[part]:
            left[part] -= 1
            artists.append(artist)
    return artists


def odd_pieces() -> tuple[Piece, ...]:
    """Whatever can be wrong with a track."""
    rock = made_mp3("Rock", 900)
    damaged = Piece(TORN, "Rock", "The Damaged", "Broken", rock[: len(rock) // 3])
    single = Piece(LEFT, "Rock", "Left Bank", "Split Single", made_mp3("Rock", 901))
    return (
        damaged,
        replace(damaged, number=BRIEF, content=made_mp3("Rock", 902, 0.5)),
        replace(damaged, number=GARBAGE, content=b"This is no music.\n" * 400),
        replace(damaged, number=MISSING, content=b""),
        replace(damaged, number=WRONG, content=rock),
        Piece(KNOWN_BAD, "Rock", "The Short", "Cut", rock),
        Piece(FAMILIES, "Rock", "Both", "Two", rock, tags=("Rock", "Classical")),
        Piece(LIMITED, "Rock", "Mine", "Alone", rock, licence="FMA-Limited: Download Only"),
        single,
        replace(single, number=RIGHT, artist="Right Bank", content=made_mp3("Rock", 903)),
    )


@cache
def made_mp3(genre: str, seed: int, seconds: float = SECONDS) -> bytes:
    """A clip of synthesised music."""
    file = io.BytesIO()
    wave = sound(genre, seed, seconds, SPEC.sample_rate)
    soundfile.write(file, wave, SPEC.sample_rate, format="MP3")
    return file.getvalue()


def _unwanted(number: int) -> Piece:
    """A track of Jazz; a request that held it along with its neighbours would be a waste."""
    content = np.random.default_rng(number).bytes(70_000)
    return Piece(number, JAZZ, f"Trio {number}", "Unheard", content)


def _middle(content: bytes) -> bytes:
    """SECONDS out of the middle of an MP3 of 40 kbit/s, from a frame's header on."""
    begin = content.index(b"\xff\xf3", len(content) // 3)
    return content[begin : begin + round(SECONDS * 40_000 / 8)]


def _tables(pieces: Sequence[Piece], genres: str) -> bytes:
    # The archive knows the mood of one track in eight; here it is one in three.
    moods: dict[int | str, tuple[str, str]] = {
        piece.number: (f"0.{piece.number % 9}", f"0.{piece.number % 7}") for piece in pieces[::3]
    }
    links = "".join(f"{p.number},https://example.org/music/{p.number}\n" for p in pieces)
    texts = {
        "tracks.csv": tracks_csv([piece.cells for piece in pieces], FIELDS),
        "genres.csv": genres,
        "raw_tracks.csv": f"track_id,track_url\n{links}",
        "echonest.csv": echonest_csv(moods),
    }
    contents = {name: text.encode() for name, text in texts.items()}
    sums = {name: sha1(content).hexdigest() for name, content in contents.items()}
    return World("fma_metadata", contents, sums).zipped()


def _clips(pieces: Sequence[Piece]) -> bytes:
    clips = {clip_path(piece.number).partition("/")[2]: piece.content for piece in pieces}
    sums = {path: sha1(content).hexdigest() for path, content in clips.items()}
    sums[clip_path(WRONG).partition("/")[2]] = sha1(b"something else").hexdigest()
    there = {path: content for path, content in clips.items() if content}
    return World("fma_large", there, sums).zipped()
