"""What ties two tracks together: one artist, one album.

Artists are compared by the words of their names, so that "Björk" and "BJORK" are one; a guest
("A feat. B") is not looked for.

An album is known by its ``album_id``. Where there is none, equal titles count as one album even
when they are not: that costs a track, while a leak costs the trust in every number. Only titles
that name a kind of record and no record ("Demo", "Live") say nothing.
"""

from genre_core.spelling import words
from trainer.manifest import LabelledTrack

KINDS_OF_RECORD = frozenset(
    "album bsides bestof collection compilation demo demos ep firstalbum greatesthits hits "
    "instrumentals live liveep lp misc mixtape none outtakes promo rarities remixes "
    "selftitled single singles thebestof unknown unknownalbum unreleased untitled various".split()
)
"""Titles, their words run together, that many albums bear."""


def artist_key(track: LabelledTrack) -> str:
    """Return the words of the artist's name, run together; "!!!" has none and stays itself."""
    return "".join(words(track.artist)) or track.artist.strip()


def album_key(track: LabelledTrack) -> str:
    """Return what two tracks of one album have in common; "" where no album is known."""
    if track.album_id:
        return f"id {track.album_id}"
    title = "".join(words(track.album))
    return f"title {title}" if title and title not in KINDS_OF_RECORD else ""
