"""Train, validation, calibration and test: four parts that share neither artist nor album.

A hash of the artist's name, and nothing else, says where an artist falls. Tracks and artists
that are added later therefore move no track from one part to another. When two names are one
artist, and two titles one album, :mod:`trainer.ties` says.

An album on which artists of several parts meet (a compilation, a split single) was mastered as
one, and would leak its sound. The artist in the last of those parts decides, test being last:
that part keeps its tracks of the album, and the others' are set aside, which means that they lie
in no part. So the test part only ever grows, and two models that were trained months apart can be
compared on the test tracks of the elder.

Sources are not looked at, unlike in :mod:`trainer.split`, whose folds are for small collections:
whatever links artists by a source must move them when the source grows.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from trainer.errors import LeakError, TrainingError
from trainer.manifest import LabelledTrack
from trainer.split import check_disjoint
from trainer.ties import album_key, artist_key


class Part(StrEnum):
    """What a track is for; of two parts that claim an album, the later one has it."""

    TRAIN = "train"
    VALIDATION = "validation"
    CALIBRATION = "calibration"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Shares:
    """Which share of the artists falls into each part; each > 0, 1 in all.

    Raises:
        TrainingError: a share is not above 0, or they do not add up to 1.
    """

    train: float = 0.7
    validation: float = 0.1
    calibration: float = 0.1
    test: float = 0.1

    def __post_init__(self) -> None:
        """Check the sum."""
        shares = [self.of(part) for part in Part]
        if min(shares) <= 0 or abs(sum(shares) - 1) > 1e-9:
            raise TrainingError(
                f"The shares of train, validation, calibration and test are {shares}; each must "
                "be above 0, and all together 1."
            )

    def of(self, part: Part) -> float:
        """Return the share of one part."""
        share: float = getattr(self, part.value)
        return share

    def deal(self, artist: str, among: Sequence[Part] = tuple(Part)) -> Part:
        """Return the part of an artist; where only some parts are dealt, in their proportion."""
        digest = sha256(artist.encode()).digest()
        place = int.from_bytes(digest[:6], "big") / 2**48 * sum(map(self.of, among))
        for part in among[:-1]:
            place -= self.of(part)
            if place < 0:
                return part
        return among[-1]


def deal_parts(
    tracks: Sequence[LabelledTrack],
    *,
    official: bool = False,
    shares: Shares = Shares(),
    set_aside: bool = False,
) -> dict[str, Part]:
    """Return {track id: part}, artists and albums kept apart.

    Tracks that are not in it are set aside: an album of theirs belongs to another part.

    Args:
        tracks: every one with a label that is trained on.
        official: keep the manifest's own split. Its train and test stay what they are; its
            validation part is shared with calibration, by artist, and where it has none, both
            are taken out of train.
        shares: how many artists fall into each part.
        set_aside: where an artist lies in several parts of the manifest's own split, use only
            those tracks that lie in the last, instead of refusing. Its test part stays whole.

    Raises:
        LeakError: an artist lies in several parts of the manifest's own split.
        TrainingError: a track has no official split, or a genre has no artist in some part.
    """
    if official:
        parts = _official(tracks, shares)
        parts = _with_the_last(tracks, parts, artist_key) if set_aside else parts
        _refuse_leak(tracks, parts)
    else:
        parts = {track.id: shares.deal(artist_key(track)) for track in tracks}
    parts = _with_the_last(tracks, parts, album_key)
    check_parts(tracks, parts)
    _refuse_empty(tracks, parts)
    return parts


def check_parts(tracks: Sequence[LabelledTrack], parts: Mapping[str, object]) -> None:
    """Refuse parts or folds that share an artist or an album, wherever they come from.

    Args:
        tracks: every track; those that lie in no part are passed over.
        parts: {track id: part or fold}.

    Raises:
        LeakError: names the first artist or album found in two parts.
    """
    check_disjoint(tracks, parts, artist_key)
    homes: dict[str, object] = {}
    for track in tracks:
        name = album_key(track)
        if track.id not in parts or not name:
            continue
        there = homes.setdefault(name, parts[track.id])
        if there != parts[track.id]:
            raise LeakError(
                f"The album {track.album or track.album_id!r} lies both in part {there} and in "
                f"part {parts[track.id]} of the split, with {track.id}; a net may know it by its "
                "sound. Split by artist and album again."
            )


def _official(tracks: Sequence[LabelledTrack], shares: Shares) -> dict[str, Part]:
    homeless = [track.id for track in tracks if not track.split]
    if homeless:
        raise TrainingError(
            f"{len(homeless)} of {len(tracks)} tracks have no official split, among them "
            f"{homeless[0]}. Fill the manifest's column split, or split by artist."
        )
    whole = any(track.split == Part.VALIDATION for track in tracks)
    among = {
        "train": (Part.TRAIN,) if whole else (Part.TRAIN, Part.VALIDATION, Part.CALIBRATION),
        "validation": (Part.VALIDATION, Part.CALIBRATION),
        "test": (Part.TEST,),
    }
    return {track.id: shares.deal(artist_key(track), among[track.split]) for track in tracks}


def _with_the_last(
    tracks: Sequence[LabelledTrack],
    parts: Mapping[str, Part],
    key: Callable[[LabelledTrack], str],
) -> dict[str, Part]:
    """The parts without the tracks whose artist or album is found in a later part, too."""
    names = {track.id: key(track) for track in tracks if track.id in parts}
    found: dict[str, set[Part]] = defaultdict(set)
    for track, name in names.items():
        found[name].add(parts[track])
    last = {name: max(there, key=tuple(Part).index) for name, there in found.items()}
    return {
        track: parts[track]
        for track, name in names.items()
        if not name or parts[track] is last[name]
    }


def _refuse_leak(tracks: Sequence[LabelledTrack], parts: Mapping[str, Part]) -> None:
    try:
        check_disjoint(tracks, parts, artist_key)
    except LeakError as error:
        raise LeakError(
            f"The manifest's own split is not one by artist. {error} Or keep that split, and set "
            "aside what such artists have outside its last part."
        ) from error


def _refuse_empty(tracks: Sequence[LabelledTrack], parts: Mapping[str, Part]) -> None:
    for genre in sorted({track.genre for track in tracks if track.genre}):
        own = [track for track in tracks if track.genre == genre]
        filled = {parts[track.id] for track in own if track.id in parts}
        empty = [part.value for part in Part if part not in filled]
        if empty:
            artists = len({artist_key(track) for track in own})
            raise TrainingError(
                f"{genre} has {len(own)} tracks by {artists} artists, and none of them lies in "
                f"{', '.join(empty)}; every part needs an artist of every genre. Add artists, "
                "leave the genre out, or cross-validate over folds."
            )
