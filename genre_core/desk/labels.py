"""What a decision says of a track in one word, so that two decisions can be compared.

The claim holds: the claimed genre. The genre is another: the one that was named; of several,
those that stand above no other, as in training (Punk, not Rock and Punk), and where several are
left they are one label together. Not music is a label of its own. An answer that leaves the
question open has no label, the empty one, and is compared with nothing.

Who decides blind cannot know how fine the claim is, and the model tests its family, too. So a genre
above the claimed one contradicts it as little as itself does: Electronic leaves Trip-Hop standing.
One below it, or beside it, says that the claim is wrong. Agreement beyond chance is still counted
on the labels, which are what was said.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from genre_core.genres import GENRES, find
from genre_core.ruling import Answer

NOT_MUSIC = "not music"
_AND = " and "
_ABOVE = {
    lower.name: frozenset(
        upper.name
        for upper in GENRES
        if upper != lower and lower.lineage[: len(upper.lineage)] == upper.lineage
    )
    for lower in GENRES
}
"""Of each genre those that it is a kind of."""


@dataclass(frozen=True, slots=True)
class Word:
    """What an opinion comes down to: its label, and whether it leaves the claim standing."""

    label: str
    upholds: bool


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
    return _AND.join(sorted(_lowest(genres)))


def upholds(answer: Answer, genres: tuple[str, ...], claimed: str) -> bool:
    """Return whether an opinion leaves the claim standing.

    It does where the claimed genre is one of several that were named: the uploader is not wrong.
    And it does where one above the claimed genre was, unless together with one below that: Rock
    leaves Punk standing, Rock and Metal do not.

    Raises:
        GenreError: a genre is named that the tree does not have.
    """
    if answer is not Answer.GENRE_IS:
        return answer is Answer.HOLDS
    return claimed in genres or not _above(claimed).isdisjoint(_lowest(genres))


def in_accord(words: Sequence[Word]) -> int | None:
    """Return the place of the opinion that stands for all; None where they differ, or are none.

    Where one is only coarser than the other, Electronic than Trip-Hop, the finer one stands for
    both, if the claim is as right or as wrong by the one as by the other. Of equals it is the last.
    """
    for place in reversed(range(len(words))):
        if all(_goes_with(word, words[place]) for word in words):
            return place
    return None


def _goes_with(word: Word, finest: Word) -> bool:
    if word.label == finest.label:
        return True
    return word.upholds == finest.upholds and _is_coarser(word.label, finest.label)


@lru_cache(maxsize=4096)
def _is_coarser(label: str, finer: str) -> bool:
    """Whether each genre of either label is one of the other's, or stands above or below one."""
    upper, lower = set(label.split(_AND)), set(finer.split(_AND))
    covered = {name for name in lower if upper & {name, *_above(name)}}
    reached = upper & {name for each in lower for name in (each, *_above(each))}
    return covered == lower and reached == upper


def _lowest(genres: Iterable[str]) -> list[str]:
    named = {find(name).name for name in genres}
    return [name for name in named if not any(name in _ABOVE[other] for other in named)]


def _above(name: str) -> frozenset[str]:
    return _ABOVE.get(name, frozenset())
