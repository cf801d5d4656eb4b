"""From everything that the archive knows to the tracks of a recipe, and a reason for every other.

Each track meets the questions in the order of :class:`~trainer.fma.reasons.Reason`, and the
first that it fails is the reason it is set aside for: is its clip sound, what is its label, is
it in the recipe's subset, may it be used, is it long enough, who made it. What is left is ranked
and capped.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from trainer.errors import CurationError
from trainer.fma.contest import read_contest
from trainer.fma.metadata import FmaTrack, Metadata
from trainer.fma.ranking import Chosen, cap
from trainer.fma.reasons import KNOWN_BAD, Dropped, Reason
from trainer.fma.recipes import CurationRecipe
from trainer.fma.rules import Label, label


@dataclass(frozen=True, slots=True)
class Curation:
    """A recipe's choice.

    Attributes:
        recipe: what chose.
        chosen: by id.
        dropped: every other track that was looked at, by id.
        qualified: tracks of each genre before any cap.
        listed: ids that the recipe lists by name; 0 where rules choose.
        detailed: whether artists, albums, licences and durations were known.
    """

    recipe: CurationRecipe
    chosen: tuple[Chosen, ...]
    dropped: tuple[Dropped, ...]
    qualified: Mapping[str, int]
    listed: int
    detailed: bool

    def per_genre(self) -> dict[str, int]:
        """Return {genre: chosen tracks} in the recipe's order."""
        counts = Counter(clip.genre.name for clip in self.chosen)
        return {genre: counts[genre] for genre in self.recipe.genres}


@dataclass(frozen=True, slots=True)
class _Sifted:
    """The tracks against which nothing speaks, and the others."""

    fit: tuple[Chosen, ...]
    dropped: tuple[Dropped, ...]


def curate(metadata: Metadata, recipe: CurationRecipe) -> Curation:
    """Choose a recipe's tracks.

    Args:
        metadata: the archive's tracks.
        recipe: what to choose.

    Raises:
        CurationError: the tables at hand cannot answer the recipe, or leave a genre with fewer
            tracks than the recipe needs.
        ManifestError: a track carries a tag that genres.csv does not know.
    """
    _refuse_unknown_subset(metadata, recipe)
    splits = {clip.id: clip.split for clip in read_contest()} if recipe.contest else {}
    sifted = _sift(metadata, recipe, splits)
    capped = cap(sifted.fit, recipe, metadata.detailed)
    curation = Curation(
        recipe=recipe,
        chosen=tuple(sorted(capped.kept, key=lambda clip: clip.track.id)),
        dropped=tuple(sorted(sifted.dropped + capped.dropped, key=lambda drop: drop.id)),
        qualified=dict(Counter(clip.genre.name for clip in sifted.fit)),
        listed=len(splits),
        detailed=metadata.detailed,
    )
    _refuse_scarce(curation)
    return curation


def _sift(metadata: Metadata, recipe: CurationRecipe, splits: Mapping[int, str]) -> _Sifted:
    """Label every track, or only the listed ones where the recipe is a list."""
    labelled = cache(lambda tags: label(tags, recipe.rules, metadata.tree))
    known = {track.id for track in metadata.tracks}
    dropped = [Dropped(track, Reason.WITHDRAWN) for track in splits if track not in known]
    fit = []
    for track in metadata.tracks:
        if recipe.contest and track.id not in splits:
            continue
        found = labelled(track.genres)
        fault = _fault(track, found, recipe, metadata.detailed)
        if fault is not None:
            dropped.append(fault)
        elif found.genre is not None:
            fit.append(Chosen(track, found.genre, splits.get(track.id, track.split)))
    return _Sifted(tuple(fit), tuple(dropped))


def _fault(track: FmaTrack, found: Label, recipe: CurationRecipe, detailed: bool) -> Dropped | None:
    """The first reason against a track by itself; None where there is none."""
    if track.id in KNOWN_BAD:
        return Dropped(track.id, Reason.KNOWN_BAD, KNOWN_BAD[track.id])
    if found.reason is not None:
        return Dropped(track.id, found.reason, found.detail)
    if found.genre is not None and found.genre.name not in recipe.genres:
        return Dropped(track.id, Reason.NOT_ASKED, found.genre.name)
    if not recipe.subset.holds(track.subset):
        return Dropped(track.id, Reason.SUBSET, track.subset)
    return _unfit(track, recipe) if detailed else None


def _unfit(track: FmaTrack, recipe: CurationRecipe) -> Dropped | None:
    """What only tracks.csv can hold against a track."""
    if not recipe.licences.allow(track.licence):
        return Dropped(track.id, Reason.LICENCE, track.licence)
    if (track.seconds or 0) < recipe.min_seconds:
        return Dropped(track.id, Reason.SHORT, str(track.seconds or ""))
    if not track.artist:
        return Dropped(track.id, Reason.NAMELESS)
    return None


def _refuse_unknown_subset(metadata: Metadata, recipe: CurationRecipe) -> None:
    if not recipe.subset.holds(metadata.subsets):
        raise CurationError(
            f"The recipe {recipe.name} chooses from {recipe.archive}, and the table at hand does "
            "not say which tracks those are. Give fma_metadata.zip with --metadata, or the tracks "
            "of fma_medium with --medium-split."
        )


def _refuse_scarce(curation: Curation) -> None:
    least = curation.recipe.least
    few = [f"{name} ({count})" for name, count in curation.per_genre().items() if count < least]
    if few:
        raise CurationError(
            f"Too few tracks are left of {', '.join(few)}; the recipe {curation.recipe.name} needs "
            f"{least} of each genre. Loosen its caps, take fewer genres, or lower --least."
        )
