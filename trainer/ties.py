"""What ties two tracks of a manifest together: one artist, one album.

Names are compared as :mod:`genre_core.ties` does it. An album is known by its ``album_id``. Where
there is none, equal titles count as one album even when they are not: that costs a track, while a
leak costs the trust in every number.
"""

from genre_core import ties
from trainer.manifest import LabelledTrack


def artist_key(track: LabelledTrack) -> str:
    """Return the words of the artist's name, run together; "!!!" has none and stays itself."""
    return ties.artist_key(track.artist)


def album_key(track: LabelledTrack) -> str:
    """Return what two tracks of one album have in common; "" where no album is known."""
    if track.album_id:
        return f"id {track.album_id}"
    title = ties.album_key(track.album)
    return f"title {title}" if title else ""
