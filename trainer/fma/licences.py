"""What a licence permits, read from its name.

The archive writes licences out in some hundred spellings ("Attribution-Noncommercial-No
Derivative Works 3.0 United States", "Music Sharing", "CC0 1.0 Universal"). Case, blanks and
hyphens say nothing, so words are searched in what is left. Short forms are not searched: "nd"
stands in Finland and in "Netherlands", too.
"""

import re
from enum import StrEnum

_OPEN = ("attribution", "creativecommons", "cc0", "publicdomain", "freeart", "sampling")
_OPEN_TOO = ("sharealike", "musicsharing")
_NO_DERIVATIVES = ("noderiv", "musicsharing")
_NO_COMMERCE = ("noncommercial", "musicsharing", "sampling")


class Licences(StrEnum):
    """Named sets of licences, each a part of the one before.

    ``any`` takes every track. ``open`` takes Creative Commons, Free Art and public domain, and
    leaves out "FMA-Limited: Download Only" and tracks of which no licence is known.
    ``derivatives`` leaves out those that forbid derivative works, too; ``commercial`` also those
    that forbid commercial use.
    """

    ANY = "any"
    OPEN = "open"
    DERIVATIVES = "derivatives"
    COMMERCIAL = "commercial"

    def allow(self, licence: str) -> bool:
        """Whether a licence of this name belongs to the set."""
        name = re.sub(r"[^a-z0-9]", "", licence.casefold())
        if self is Licences.ANY:
            return True
        if not _speaks_of(name, _OPEN + _OPEN_TOO):
            return False
        if self is Licences.OPEN:
            return True
        if _speaks_of(name, _NO_DERIVATIVES):
            return False
        return self is Licences.DERIVATIVES or not _speaks_of(name, _NO_COMMERCE)


def _speaks_of(name: str, words: tuple[str, ...]) -> bool:
    return any(word in name for word in words)
