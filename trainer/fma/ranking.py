"""Which of too many tracks stay: ranked by a hash, capped by album, artist and genre.

Tracks are ranked by the SHA-256 of the recipe's seed and their id, never by their place in a
table: the same tracks give the same choice in any order, and a new track displaces at most a
handful of others. Of an album its best ranked tracks stay, then of an artist (both over all
genres), then of a genre. Where no artist is known, only the genre is capped.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from genre_core.genres import Genre
from trainer.fma.metadata import FmaTrack
from trainer.fma.reasons import Dropped, Reason
from trainer.fma.recipes import Balance, CurationRecipe


@dataclass(frozen=True, slots=True)
class Chosen:
    """A track under its label.

    Attributes:
        track: what the archive knows of it.
        genre: its label.
        split: the contest's or the official one: "train", "validation", "test" or empty.
    """

    track: FmaTrack
    genre: Genre
    split: str


@dataclass(frozen=True, slots=True)
class Capped:
    """What the caps left, best ranked first, and what they took, in no order."""

    kept: tuple[Chosen, ...]
    dropped: tuple[Dropped, ...]


@dataclass(frozen=True, slots=True)
class _Limit:
    """At most so many tracks of a group; tracks whose group is empty are not counted."""

    reason: Reason
    most: int
    group: Callable[[Chosen], str]


def cap(candidates: Iterable[Chosen], recipe: CurationRecipe, detailed: bool) -> Capped:
    """Apply a recipe's caps and balance.

    Args:
        candidates: every track that qualifies.
        recipe: its caps, balance and seed.
        detailed: whether artists and albums are known; if not, only genres are capped.
    """
    kept = sorted(candidates, key=lambda clip: _rank(clip, recipe.seed))
    dropped: list[Dropped] = []
    for limit in _limits(recipe, detailed):
        kept = _keep(kept, limit, dropped)
    if recipe.balance is Balance.EQUAL:
        kept = _keep(kept, _evening(kept, recipe), dropped)
    return Capped(tuple(kept), tuple(dropped))


def _rank(clip: Chosen, seed: int) -> bytes:
    return sha256(f"{seed} {clip.track.id}".encode()).digest()


def _limits(recipe: CurationRecipe, detailed: bool) -> tuple[_Limit, ...]:
    caps = recipe.caps
    of_genre = _Limit(Reason.GENRE, caps.genre, _genre)
    if not detailed:
        return (of_genre,)
    return (
        _Limit(Reason.ALBUM, caps.album, _album),
        _Limit(Reason.ARTIST, caps.artist, lambda clip: clip.track.artist),
        of_genre,
    )


def _genre(clip: Chosen) -> str:
    return clip.genre.name


def _album(clip: Chosen) -> str:
    """The archive's number of an album; where it has none, the title with the artist's name."""
    track = clip.track
    return track.album_id or (f"{track.artist}\n{track.album}" if track.album else "")


def _evening(ranked: Sequence[Chosen], recipe: CurationRecipe) -> _Limit:
    counts = Counter(map(_genre, ranked))
    return _Limit(Reason.BALANCE, min(counts[genre] for genre in recipe.genres), _genre)


def _keep(ranked: Sequence[Chosen], limit: _Limit, dropped: list[Dropped]) -> list[Chosen]:
    """Keep the best ranked of each group, and note the others as dropped."""
    taken: Counter[str] = Counter()
    kept: list[Chosen] = []
    for clip in ranked:
        group = limit.group(clip)
        if group and taken[group] >= limit.most:
            dropped.append(Dropped(clip.track.id, limit.reason, clip.genre.name))
            continue
        taken[group] += 1
        kept.append(clip)
    return kept
