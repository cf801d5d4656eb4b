"""How free text becomes something that can be looked up.

Two texts are the same claim when they differ only in case, accents, blanks or punctuation:
"HIP HOP", "hip-hop" and "HipHop" share the key ``hiphop``. The signs that uploaders put
between two genres (semicolon, comma, slash, bar, line end, the NUL of ID3v2.4) are not
punctuation but a boundary, and survive in the key as one slash: "Folk/Metal" names two
genres, "Folk Metal" one. "&", "+" and "'n'" read as the word "and".
"""

import re
import unicodedata

_BOUNDARY = re.compile(r"[;/,|\\\x00\n\r]+")
_AND = re.compile(r"[&+]|(?<![^\W_])['\u2019]?n['\u2019]?(?![^\W_])")
_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text in lower case, without accents or punctuation."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return tuple(_WORD.findall(_AND.sub(" and ", plain)))


def parts(text: str) -> tuple[str, ...]:
    """Return what stands between the boundary signs, without the parts that hold no word."""
    return tuple(part for part in _BOUNDARY.split(text) if words(part))


def pieces(part: str) -> tuple[str, ...]:
    """Return what a part joins by "and": ("rock", "pop") for "Rock & Pop"."""
    return tuple(" ".join(words(part)).split(" and "))


def key(text: str) -> str:
    """Return the text's key: its words run together, its parts joined by a slash."""
    return "/".join("".join(words(part)) for part in parts(text))
