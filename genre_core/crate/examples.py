"""Real recordings for the crate: librosa's examples, where they are already at hand.

librosa keeps a few openly licensed recordings for its documentation and stores them in the folder
named by LIBROSA_DATA_DIR, or else in its own cache. `find_examples` lists those that lie there
without importing librosa (its first import compiles for half a minute). `fetch_examples` downloads
what is missing, by librosa itself, and only when a person asks for it.

Titles, artists and licences are those of the .txt file beside each recording. Left out: the speech,
the animals, and a trumpet loop of 5 s, too short to be heard as a track. Of the two files of each
recording the .hq.ogg is preferred: it is the stereo at 44.1 kHz that the artist published, the
other a 22 kHz mono copy for machines.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from genre_core.errors import SpectrogramError

Progress = Callable[[str, float], None]
"""Called with what is being done and the share done, 0 to 1."""

_BY = "CC BY 3.0"
_NC = "CC BY-NC 3.0"


class CrateError(SpectrogramError):
    """The demo crate cannot be filled: no room, no permission, or no network."""


@dataclass(frozen=True, slots=True)
class Example:
    """A recording of librosa's: its key there, its file's stem, and what its notice says.

    `claim` is the genre as an uploader would write it, which the tree may not know ("Ragtime").
    """

    key: str
    stem: str
    title: str
    artist: str
    claim: str
    credit: str
    licence: str
    description: str


EXAMPLES: tuple[Example, ...] = (
    Example(
        "vibeace", "Kevin_MacLeod_-_Vibe_Ace", "Vibe Ace", "Kevin MacLeod", "Jazz",
        "Vibe Ace by Kevin MacLeod, from the Free Music Archive (Jazz Sampler)", _BY,
        "A vibraphone with bass and drums.",
    ),
    Example(
        "nutcracker", "Kevin_MacLeod_-_P_I_Tchaikovsky_Dance_of_the_Sugar_Plum_Fairy",
        "Dance of the Sugar Plum Fairy", "Kevin MacLeod", "Classical",
        "P. I. Tchaikovsky: Dance of the Sugar Plum Fairy by Kevin MacLeod, "
        "from the Free Music Archive (Classical Sampler)", _BY,
        "Tchaikovsky's celesta over plucked strings.",
    ),
    Example(
        "brahms",
        "Hungarian_Dance_number_5_-_Allegro_in_F_sharp_minor_(string_orchestra)",
        "Hungarian Dance No. 5", "US Army Strings", "Classical",
        "Hungarian Dance number 5 by Johannes Brahms, played by the US Army Strings, from Musopen",
        "Public domain", "Brahms for string orchestra.",
    ),
    Example(
        "fishin", "Karissa_Hobbs_-_Lets_Go_Fishin", "Let's Go Fishin'", "Karissa Hobbs", "Folk",
        "Let's Go Fishin' by Karissa Hobbs, from the Free Music Archive (Age of Flowers)", _BY,
        "A song with guitar.",
    ),
    Example(
        "pistachio", "442789__lena-orsa__happy-music-pistachio-ice-cream-ragtime",
        "Pistachio Ice Cream Ragtime", "The Piano Lady (Lena Orsa)", "Ragtime",
        "Pistachio Ice Cream Ragtime by The Piano Lady (Lena Orsa), from Freesound 442789", _NC,
        "A piano rag.",
    ),
    Example(
        "sweetwaltz", "147793__setuniman__sweet-waltz-0i-22mi", "Sweet Waltz", "Setuniman",
        "Waltz", "sweet waltz 0I_22mi by Setuniman, from Freesound 147793", _NC,
        "A waltz in three.",
    ),
    Example(
        "choice", "admiralbob77_-_Choice_-_Drum-bass", "Choice (drums and bass)", "Admiral Bob",
        "Drum & Bass",
        "Choice by Admiral Bob ft. Snowflake, from ccMixter 61638; cut down to its drum and bass "
        "tracks by Brian McFee",
        "CC BY-NC 3.0 (its link says 4.0)", "Only the rhythm section of a song.",
    ),
)  # fmt: skip


def silent(what: str, share: float) -> None:
    """Report nothing: the `Progress` of a caller who gave none."""


def user_cache(name: str) -> Path:
    """Return the folder where this platform keeps a program's cache; it need not exist."""
    home = Path.home()
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local"
        return Path(local) / name / name / "Cache"
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / name
    return Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache") / name


def example_folder() -> Path:
    """Return where librosa keeps its examples: LIBROSA_DATA_DIR, or else its cache."""
    named = os.environ.get("LIBROSA_DATA_DIR")
    return Path(named) if named else user_cache("librosa")


def find_examples(folder: Path) -> tuple[tuple[Example, Path], ...]:
    """Return the examples that lie in the folder, each with its best file, in EXAMPLES' order."""
    found = []
    for example in EXAMPLES:
        files = (folder / f"{example.stem}{ending}" for ending in (".hq.ogg", ".ogg"))
        path = next((file for file in files if file.is_file()), None)
        if path is not None:
            found.append((example, path))
    return tuple(found)


def fetch_examples(progress: Progress | None = None) -> tuple[Path, ...]:
    """Download the missing examples (8 MB in all) and return the path of every one.

    Goes to the network: call it only on a person's request. Raises CrateError when librosa is not
    installed, the network does not answer or a file arrives damaged.
    """
    report = progress or silent
    paths = []
    for done, example in enumerate(EXAMPLES):
        report(f"Fetching {example.title}", done / len(EXAMPLES))
        paths.append(_fetch(example))
    report("Examples ready", 1.0)
    return tuple(paths)


def _fetch(example: Example) -> Path:
    """Return the path of one example, downloaded if need be (else CrateError)."""
    try:
        # Here and nowhere else: nothing but this one button needs librosa.
        import librosa

        return Path(librosa.example(example.key, hq=True))
    except ImportError as error:
        raise CrateError(
            f"The recording {example.title!r} is fetched by librosa, which is not installed. "
            "Install librosa, or put the recordings in a folder and name it in LIBROSA_DATA_DIR."
        ) from error
    except (OSError, ValueError) as error:
        raise CrateError(
            f"The recording {example.title!r} could not be downloaded ({error}). A network was "
            "needed; try again with one, or go on with the synthesised tracks."
        ) from error
