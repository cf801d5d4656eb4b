"""Files as people upload them, made on the spot."""

import io
import re

from mutagen.id3 import APIC, ID3, TCON, TIT2, TPE1

from tests.genre_core.sounds import encode_mp3, music

MARKUP = "<b>bold</b> **x** :red[x] [l](http://x.example) $x$ :smile: www.x.example `c`"
"""What must be shown as it stands."""
_SIGNS = re.compile(r"(?<!\\)(<b|</b|\*x|:red|\]\(|\$x|:smile|`c)|http://|www\.|:smile:")


def is_marked_up(text: str) -> bool:
    """Tell whether Streamlit would make markup of what :data:`MARKUP` holds."""
    return _SIGNS.search(text) is not None


def tagged(
    title: str, artist: str, genre: str, seconds: float = 8.0, picture: bytes | None = None
) -> bytes:
    """Return an MP3 with ID3 tags, and a picture in them if one is given."""
    tags = ID3()
    for kind, text in ((TIT2, title), (TPE1, artist), (TCON, genre)):
        tags.add(kind(3, text))
    if picture is not None:
        tags.add(APIC(3, "image/jpeg", 3, "cover", picture))
    file = io.BytesIO()
    tags.save(file)
    return file.getvalue() + encode_mp3(music(seconds), compression=0.9)
