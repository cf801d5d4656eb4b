"""What a decision says of a track in one word, so that two decisions can be compared.

The claim holds: the claimed genre. The genre is another: the one that was named; of several,
those that stand above no other, as in training (Punk, not Rock and Punk), and where several are
left they are one label together. Not music is a label of its own. An answer that leaves the
question open has no label, the empty one, and is compared with nothing.
"""

from functools import lru_cache

from genre_core.genres import Genre, find
from genre_core.ruling import Answer

NOT_MUSIC = "not music"
_AND = " and "


@lru_cache(maxsize=4096)
def label(answer: Answer, genres: tuple[str, ...], claimed: str) -> str:
    """Return the label of an answer, empty where it has none.

    Args:
        answer: what was said.
        genres: the tree's names that were named with it.
        claimed: the tree's name of the claim, empty where it names none.

    Raises:
        GenreError: a genre is named that the tree does not have.
    """
    if answer is Answer.HOLDS:
        return claimed
    if answer is Answer.NOT_MUSIC:
        return NOT_MUSIC
    if answer is not Answer.GENRE_IS:
        return ""
    named = {find(name) for name in genres}
    lowest = [each for each in named if not any(_is_above(each, other) for other in named)]
    return _AND.join(sorted(genre.name for genre in lowest))


def upholds(answer: Answer, genres: tuple[str, ...], claimed: str) -> bool:
    """Return whether an opinion leaves the claim standing.

    It does where the claimed genre is one of several that were named: the uploader is not wrong.
    """
    return answer is Answer.HOLDS or (answer is Answer.GENRE_IS and claimed in genres)


def _is_above(upper: Genre, lower: Genre) -> bool:
    return upper != lower and lower.lineage[: len(upper.lineage)] == upper.lineage
