"""What ties two tracks together: one artist, one album, by the words of their names.

"Björk" and "BJORK" are one artist; a guest ("A feat. B") is not looked for. Equal titles count as
one album even when they are not; only titles that name a kind of record and no record ("Demo",
"Live") say nothing.
"""

from genre_core.spelling import words

KINDS_OF_RECORD = frozenset(
    "album bsides bestof collection compilation demo demos ep firstalbum greatesthits hits "
    "instrumentals live liveep lp misc mixtape none outtakes promo rarities remixes "
    "selftitled single singles thebestof unknown unknownalbum unreleased untitled various".split()
)
"""Titles, their words run together, that many albums bear."""


def artist_key(artist: str) -> str:
    """Return the words of an artist's name, run together; "!!!" has none and stays itself."""
    return "".join(words(artist)) or artist.strip()


def album_key(album: str) -> str:
    """Return the words of an album's title, run together; "" where they name no record."""
    title = "".join(words(album))
    return "" if title in KINDS_OF_RECORD else title
