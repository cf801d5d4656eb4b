"""The twenty genres, their place in FMA's tree, and how a claim is read.

The names and their alphabetical order are those of the confusion matrix the project started
from; ids and lineages are those of ``genres.csv`` of the Free Music Archive data set
(Defferrard et al., ISMIR 2017, CC BY 4.0). A lineage is spelled as the archive spells it, so
the genre Old-Time ends, and begins, in "Old-Time / Historic".

A claim is whatever an uploader wrote. It names a genre only if its spelling or a listed
alias leaves no choice; everything else is answered with suggestions, never with a guess.
"""

from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches

from genre_core.aliases import ALIASES, NEAR
from genre_core.errors import GenreError
from genre_core.spelling import key, parts, pieces, words

ACROSS_ROOTS = 4
"""Distance of two genres that share no root: more than any two within one (at most 3)."""

LONGEST_CLAIM = 200
"""Characters of a claim that are read; no list of genres worth testing is longer."""

_MOST_GUESSES = 3
_LIKENESS = 0.81  # "Rok" is a misspelt "Rock" (0.86), "R&B" is no "D&B" (0.80)
_WORDS_OF_LONGEST_ALIAS = 4


@dataclass(frozen=True, slots=True)
class Genre:
    """One genre of the tree.

    Attributes:
        name: the canonical name, "Post-Punk".
        fma_id: its id in the Free Music Archive, > 0.
        lineage: archive titles, root first, itself last: ("Rock", "Punk", "Post-Punk").
    """

    name: str
    fma_id: int
    lineage: tuple[str, ...]

    def __post_init__(self) -> None:
        """Raise GenreError unless the name, the id and the lineage are filled."""
        if not self.name or self.fma_id <= 0 or not self.lineage:
            raise GenreError(
                f"Genre {self.name!r} has id {self.fma_id} and lineage {self.lineage}; "
                "it needs a name, an id above 0 and at least itself as lineage."
            )

    @property
    def root(self) -> str:
        """The family it belongs to: the first title of its lineage."""
        return self.lineage[0]

    @property
    def depth(self) -> int:
        """Steps below its root; 0 for a root itself."""
        return len(self.lineage) - 1


@dataclass(frozen=True, slots=True)
class Claim:
    """What an uploader says a track is.

    Attributes:
        text: the claim as written.
        genre: the genre it names, or None where no single genre is named.
        suggestions: what may have been meant; empty where the genre is known.
    """

    text: str
    genre: Genre | None
    suggestions: tuple[Genre, ...]

    def __post_init__(self) -> None:
        """Raise GenreError for a claim that is both understood and in doubt."""
        if self.genre is not None and self.suggestions:
            raise GenreError(
                f"Claim {self.text!r} names {self.genre.name} and still has suggestions; "
                "give either the genre or the suggestions."
            )


GENRES: tuple[Genre, ...] = (
    Genre("Blues", 3, ("Blues",)),
    Genre("Chiptune", 240, ("Electronic", "Chip Music", "Chiptune")),
    Genre("Classical", 5, ("Classical",)),
    Genre("Electronic", 15, ("Electronic",)),
    Genre("Folk", 17, ("Folk",)),
    Genre("Hip-Hop", 21, ("Hip-Hop",)),
    Genre("Indie-Rock", 66, ("Rock", "Indie-Rock")),
    Genre("International", 2, ("International",)),
    Genre("Jazz", 4, ("Jazz",)),
    Genre("Metal", 31, ("Rock", "Metal")),
    Genre("Old-Time", 8, ("Old-Time / Historic",)),
    Genre("Pop", 10, ("Pop",)),
    Genre("Post-Punk", 89, ("Rock", "Punk", "Post-Punk")),
    Genre("Post-Rock", 26, ("Rock", "Post-Rock")),
    Genre("Psych-Folk", 33, ("Folk", "Psych-Folk")),
    Genre("Psych-Rock", 58, ("Rock", "Psych-Rock")),
    Genre("Punk", 25, ("Rock", "Punk")),
    Genre("Rock", 12, ("Rock",)),
    Genre("Soundtrack", 18, ("Instrumental", "Soundtrack")),
    Genre("Trip-Hop", 286, ("Electronic", "Trip-Hop")),
)

ROOTS: tuple[str, ...] = tuple(sorted({genre.root for genre in GENRES}))

_BY_NAME = {genre.name: genre for genre in GENRES}
_PHRASES = tuple((text, g) for g in GENRES for text in (g.name, *ALIASES[g.name]))
_BY_KEY = {key(text): genre for text, genre in _PHRASES}
_NEAR = tuple((key(title), g) for g in GENRES for title in NEAR.get(g.name, ()))


def find(name: str) -> Genre:
    """Return the genre with this exact canonical name; raise GenreError if there is none."""
    if name not in _BY_NAME:
        raise GenreError(
            f"The tree has no genre named {name!r}. Use one of its {len(GENRES)} exact names, "
            "such as 'Hip-Hop', or read_claim() for what a person wrote."
        )
    return _BY_NAME[name]


def siblings(genre: Genre) -> tuple[Genre, ...]:
    """Return the other genres of the same root, alphabetically."""
    return tuple(g for g in GENRES if g.root == genre.root and g != genre)


def distance(a: Genre, b: Genre) -> int:
    """Return the steps from a to b in the tree: 0 to 3 within a root, 4 across roots."""
    if a.root != b.root:
        return ACROSS_ROOTS
    shared = sum(x == y for x, y in zip(a.lineage, b.lineage, strict=False))
    return len(a.lineage) + len(b.lineage) - 2 * shared


def read_claim(text: str) -> Claim:
    """Return the claim in a text: its genre if it names exactly one, else suggestions."""
    read = text[:LONGEST_CLAIM]
    named = _named_by(read)
    genre = named.pop() if len(named) == 1 and len(text) <= LONGEST_CLAIM else None
    return Claim(text, genre, () if genre else _suggest(read))


def _named_by(text: str) -> set[Genre | None]:
    """All that the text names; holds None where some part of it names no genre."""
    whole = _lookup(text)
    if whole is not None:
        return {whole}
    named: set[Genre | None] = set()
    for part in parts(text):
        genre = _lookup(part)  # first, because "Drum & Bass" is one name
        named |= {genre} if genre else {_lookup(piece) for piece in pieces(part)}
    return named


def _lookup(text: str) -> Genre | None:
    spelled = key(text)
    return _BY_KEY.get(spelled) or _BY_KEY.get(spelled.removesuffix("music"))


def _suggest(text: str) -> tuple[Genre, ...]:
    found = _hung_near(text)  # first, because "Singer/Songwriter" is one name
    for part in parts(text):
        found += _hung_near(part)
        found += _named_within(part) or _called_in_part(part) or _spelled_alike(part)
    return tuple(dict.fromkeys(found))


def _hung_near(text: str) -> list[Genre]:
    """The genres near which the archive hangs this very title."""
    spelled = key(text)
    return [genre for title, genre in _NEAR if title in (spelled, spelled.removesuffix("music"))]


def _named_within(text: str) -> list[Genre]:
    """The genres that some words of the text name, the longest name first tried."""
    rest, found = words(text), []
    while rest:
        for length in range(min(_WORDS_OF_LONGEST_ALIAS, len(rest)), 0, -1):
            genre = _lookup(" ".join(rest[:length]))
            if genre is not None:
                found.append(genre)
                break
        rest = rest[length:]
    return found


def _called_in_part(text: str) -> list[Genre]:
    """The genres one of whose names holds all the words, the likest first."""
    wanted = set(words(text)) - {"music"}
    held = [phrase for phrase in _PHRASES if wanted and wanted <= set(words(phrase[0]))]
    # A name goes before an alias: "Indie" is Indie-Rock before it is Indie Pop.
    held.sort(key=lambda p: (p[0] == p[1].name, _likeness(text, p[0])), reverse=True)
    return _first([genre for _, genre in held])


def _likeness(a: str, b: str) -> float:
    return SequenceMatcher(None, key(a), key(b)).ratio()


def _spelled_alike(text: str) -> list[Genre]:
    near = get_close_matches(key(text), _BY_KEY, n=2 * _MOST_GUESSES, cutoff=_LIKENESS)
    return _first([_BY_KEY[spelled] for spelled in near])


def _first(genres: list[Genre]) -> list[Genre]:
    return list(dict.fromkeys(genres))[:_MOST_GUESSES]
