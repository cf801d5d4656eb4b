"""Artist-disjoint folds, and the check that refuses to train on a leak.

Two recordings of one artist share voice, instruments and studio: a CNN that heard one
recognises the other, and its accuracy then says nothing about music it never heard
(E. Pampalk et al., ISMIR 2005: 71% fell to 27% once artists were kept apart). Recordings
are therefore grouped first, then groups are dealt to folds. Artists that meet on an album or
share a small source (one game, one studio) belong to one group, too, since these have a sound of
their own. When two names are one artist, and two titles one album, :mod:`trainer.ties` says.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256

from trainer.errors import LeakError, TrainingError
from trainer.manifest import LabelledTrack
from trainer.ties import album_key, artist_key

LARGE_SOURCE = 100
"""A source of more tracks than this is a record label or an archive, not one studio."""


def group_tracks(tracks: Sequence[LabelledTrack]) -> dict[str, str]:
    """Return {track id: group}: tracks linked by artist, album or small source share a group.

    A group is named after one of its artists, as the manifest spells it.
    """
    sizes = Counter(track.source for track in tracks)
    leader: dict[str, str] = {}
    names: dict[str, str] = {}

    def find(node: str) -> str:
        while leader.setdefault(node, node) != node:
            node = leader[node]
        return node

    for track in tracks:
        for tie in _ties(track, sizes):
            one, other = find(artist_key(track)), find(tie)
            leader[max(one, other)] = min(one, other)
    for track in tracks:
        # Ties between folds are broken by this name: it must not hang on the order of the rows.
        group, name = find(artist_key(track)), f"artist {track.artist}"
        names[group] = min(name, names.get(group, name))
    return {track.id: names[find(artist_key(track))] for track in tracks}


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


def check_disjoint(
    tracks: Sequence[LabelledTrack],
    side: Mapping[str, object],
    artist: Callable[[LabelledTrack], str] = artist_key,
) -> None:
    """Refuse a split that has an artist on two sides.

    Args:
        tracks: every track of the split; those without a side are passed over.
        side: {track id: fold or part}.
        artist: what two tracks of one artist have in common.

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


def _ties(track: LabelledTrack, sizes: Mapping[str, int]) -> Iterator[str]:
    """What links a track's artist to others; a blank keeps it apart from the artists' keys."""
    if album_key(track):
        yield f"album {album_key(track)}"
    if track.source and sizes[track.source] <= LARGE_SOURCE:
        yield f"source {track.source}"


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
                f"{genre} comes from {groups} groups of artists, each linked by name, album or "
                f"source; {folds} folds need at least {folds}. Add artists, or leave the genre out."
            )
