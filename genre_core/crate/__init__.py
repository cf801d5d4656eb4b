"""The demo crate: something to hear at once, with no network.

It holds the pieces of our own synthesiser, rendered once into a cache folder (`tracks`), and real
recordings where librosa's examples are at hand (`examples`). Each synthesised track is "uploaded"
with a claim in its tags, as a streaming service would receive it: most are honest, three are FALSE
on purpose (a string canon as Rock, a distorted riff as Classical, a picked guitar as Punk), some
are written as people write ("Electronica", "OST").

`python -m genre_core.crate` fills it and reports on stderr; the folder may be deleted at any time.
"""

from genre_core.crate.examples import CrateError, Progress, fetch_examples
from genre_core.crate.tracks import CrateTrack, crate_folder, fill_crate, open_crate

__all__ = [
    "CrateError",
    "CrateTrack",
    "Progress",
    "crate_folder",
    "fetch_examples",
    "fill_crate",
    "open_crate",
]
