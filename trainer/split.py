"""Artist-disjoint folds, and the check that refuses to train on a leak.

Two recordings of one artist share voice, instruments and studio: a CNN that heard one
recognises the other, and its accuracy then says nothing about music it never heard
(E. Pampalk et al., ISMIR 2005: 71% fell to 27% once artists were kept apart). Recordings
are therefore grouped first, then groups are dealt to folds. Artists that share a small
source (one game, one album) belong to one group, too, since a source has its own sound.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256

from trainer.errors import LeakError, TrainingError
from trainer.manifest import LabelledTrack

LARGE_SOURCE = 100
"""A source of more tracks than this is a record label or an archive, not one studio."""


def group_tracks(tracks: Sequence[LabelledTrack]) -> dict[str, str]:
    """Return {track id: group}: tracks linked by artist or by small source share a group."""
    sizes = Counter(track.source for track in tracks)
    leader: dict[str, str] = {}

    def find(node: str) -> str:
        while leader.setdefault(node, node) != node:
            node = leader[node]
        return node

    for track in tracks:
        artist = find(f"artist {track.artist}")
        if track.source and sizes[track.source] <= LARGE_SOURCE:
            source = find(f"source {track.source}")
            leader[max(artist, source)] = min(artist, source)
    return {track.id: find(f"artist {track.artist}") for track in tracks}


def deal_folds(tracks: Sequence[LabelledTrack], folds: int) -> dict[str, int]:
    """Return {track id: fold}, groups kept whole and genres spread evenly.

    Groups are dealt largest first, each to the fold that has least of its genres so far;
    ties are broken by a hash, so the same tracks always give the same folds.

    Raises:
        TrainingError: a genre has fewer groups than there are folds.
    """
    groups = group_tracks(tracks)
    members: dict[str, list[LabelledTrack]] = defaultdict(list)
    for track in tracks:
        members[groups[track.id]].append(track)
    _refuse_too_few_groups(members, folds)
    totals = Counter(track.genre for track in tracks)
    filled: list[Counter[str]] = [Counter() for _ in range(folds)]
    chosen: dict[str, int] = {}
    for name in sorted(members, key=lambda name: (-len(members[name]), _hash(name))):
        counts = Counter(track.genre for track in members[name])
        fold = min(range(folds), key=lambda f: (_crowding(filled[f], counts, totals), f))
        filled[fold].update(counts)
        chosen[name] = fold
    return {track.id: chosen[groups[track.id]] for track in tracks}


def artist_of(track: LabelledTrack) -> str:
    """Return the artist's name as the manifest spells it."""
    return track.artist


def check_disjoint(
    tracks: Sequence[LabelledTrack],
    side: Mapping[str, object],
    artist: Callable[[LabelledTrack], str] = artist_of,
) -> None:
    """Refuse a split that has an artist on two sides.

    Args:
        tracks: every track of the split; those without a side are passed over.
        side: {track id: fold or part}.
        artist: tells whether two tracks are one artist's.

    Raises:
        LeakError: names the first artist found on two sides.
    """
    sides: dict[str, object] = {}
    for track in tracks:
        if track.id not in side:
            continue
        there = sides.setdefault(artist(track), side[track.id])
        if there != side[track.id]:
            raise LeakError(
                f"{track.artist} lies both in part {there} and in part {side[track.id]} of the "
                "split; the result would not hold for new artists. Split by artist again."
            )


def _crowding(have: Counter[str], more: Counter[str], totals: Counter[str]) -> float:
    """How full a fold would be of the genres that a group brings, squared to even them out."""
    return sum(((have[genre] + more[genre]) / totals[genre]) ** 2 for genre in more)


def _hash(name: str) -> str:
    return sha256(name.encode()).hexdigest()


def _refuse_too_few_groups(members: Mapping[str, list[LabelledTrack]], folds: int) -> None:
    count = Counter(genre for group in members.values() for genre in {t.genre for t in group})
    for genre, groups in count.items():
        if groups < folds:
            raise TrainingError(
                f"{genre} comes from {groups} artist or source groups; {folds} folds need at "
                f"least {folds}. Add artists, or leave the genre out."
            )
