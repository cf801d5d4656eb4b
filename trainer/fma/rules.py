"""Which of the twenty genres a track stands for, from its own tags.

Artists tag their own tracks, mostly with several genres, often with a genre and those above it.
Four named rules make one label of that, or a reason why there is none:

1. **reading**. ``own``: a tag counts if it is one of the twenty. ``nearest``: any other tag
   counts as the nearest of the twenty above it in the archive's tree (Black-Metal is Metal,
   Techno is Electronic). A tag that lies between two of the twenty has no honest side: Chip
   Music is below Electronic and above Chiptune, and most of it is chiptunes; a track whose tag
   it is must say Chiptune as well or is left out. A mute tag says nothing of the sound.
2. **leaf before root**. A Punk track is not also Rock: a genre above another one is dropped.
3. **across families**. ``drop`` leaves a track out whose genres have several roots; ``first``
   keeps the root of the tag listed first.
4. **within a family**, where several remain, none above another (Punk and Metal). ``rarest``
   keeps the one that fewest tracks of the archive carry: both are the artist's honest word,
   and the rarer says more; ``first`` keeps the tag listed first, ``drop`` none.

The contest of 2020 is (own, no leaf before root, first, first): the first of a track's own
tags that is one of the twenty.
"""

from dataclasses import dataclass
from enum import StrEnum

from genre_core.genres import GENRES, Genre
from trainer.errors import CurationError
from trainer.fma.reasons import Reason
from trainer.fma.tree import GenreTree

MUTE_TAGS = {538: "Compilation says how an album was put together, not how it sounds"}
"""Tags of the archive that are read as no genre, by id, and why."""

_OURS = {genre.fma_id: genre for genre in GENRES}


class Reading(StrEnum):
    """Which tags count."""

    OWN = "own"
    NEAREST = "nearest"


class Conflict(StrEnum):
    """What becomes of a track whose tags name several genres."""

    DROP = "drop"
    FIRST = "first"
    RAREST = "rarest"


@dataclass(frozen=True, slots=True)
class TagRules:
    """How tags become a label; see the module's docstring.

    Raises:
        CurationError: the rarest genre is asked for across families, where the counts of whole
            families would decide rather than the music.
    """

    reading: Reading = Reading.NEAREST
    leaf_first: bool = True
    across: Conflict = Conflict.DROP
    within: Conflict = Conflict.RAREST

    def __post_init__(self) -> None:
        """Refuse the one combination that has no meaning."""
        if self.across is Conflict.RAREST:
            raise CurationError(
                "Across families the rule is 'rarest'; it must be 'drop' or 'first'. Choose one."
            )

    @property
    def needs_tree(self) -> bool:
        """Whether the archive's genre tree must be at hand."""
        return self.reading is Reading.NEAREST or self.within is Conflict.RAREST


@dataclass(frozen=True, slots=True)
class Label:
    """A track's genre, or why it has none.

    Attributes:
        genre: one of the twenty, or None.
        reason: None where there is a genre.
        detail: the genres or families in conflict, or empty.
    """

    genre: Genre | None
    reason: Reason | None = None
    detail: str = ""


def label(tags: tuple[int, ...], rules: TagRules, tree: GenreTree | None) -> Label:
    """Return the genre that a track's own tags stand for.

    Args:
        tags: the archive's genre ids in the table's order.
        rules: how to read them.
        tree: the archive's genres; may be None for rules that do not need it.

    Raises:
        CurationError: the rules need the tree and there is none.
        ManifestError: the tree does not know a tag.
    """
    if rules.needs_tree and tree is None:
        raise CurationError(
            "The recipe reads tags by the archive's genre tree, and genres.csv is not at hand. "
            "Name it with --genres-table."
        )
    if not tags:
        return Label(None, Reason.UNTAGGED)
    named = _named(tags, rules, tree)
    between = [tag for tag in tags if _in_doubt(tag, named, rules, tree)]
    if between:
        return Label(None, Reason.BETWEEN, " ".join(map(str, between)))
    if not named:
        return Label(None, Reason.UNLABELLED)
    return _settled(named, rules, tree)


def is_above(upper: Genre, lower: Genre) -> bool:
    """Whether one genre is a proper ancestor of the other in the archive's tree."""
    return upper != lower and lower.lineage[: len(upper.lineage)] == upper.lineage


def _named(tags: tuple[int, ...], rules: TagRules, tree: GenreTree | None) -> tuple[Genre, ...]:
    if rules.reading is Reading.OWN or tree is None:
        found = [_OURS.get(tag) for tag in tags]
    else:
        found = [
            tree.nearest(tag) for tag in tags if tag not in MUTE_TAGS and not tree.is_between(tag)
        ]
    return tuple(dict.fromkeys(genre for genre in found if genre is not None))


def _in_doubt(tag: int, named: tuple[Genre, ...], rules: TagRules, tree: GenreTree | None) -> bool:
    """Whether a tag lies between two of the twenty, and no other tag says the lower one."""
    if rules.reading is Reading.OWN or tree is None or not tree.is_between(tag):
        return False
    return not any(tag in tree.lineage(genre.fma_id) for genre in named)


def _settled(named: tuple[Genre, ...], rules: TagRules, tree: GenreTree | None) -> Label:
    families = tuple(dict.fromkeys(genre.root for genre in named))
    if rules.leaf_first:
        named = tuple(g for g in named if not any(is_above(g, other) for other in named))
    if len(families) > 1 and rules.across is Conflict.DROP:
        return Label(None, Reason.FAMILIES, ", ".join(sorted(families)))
    named = tuple(genre for genre in named if genre.root == families[0])
    if len(named) > 1 and rules.within is Conflict.DROP:
        return Label(None, Reason.LEAVES, ", ".join(sorted(genre.name for genre in named)))
    if rules.within is Conflict.RAREST and tree is not None:
        return Label(min(named, key=lambda genre: (tree.tracks(genre), genre.name)))
    return Label(named[0])
