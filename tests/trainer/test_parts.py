"""Parts that share no artist and no album, and stay what they are when music is added."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.trainer.tracks import catalogue, track
from trainer.errors import LeakError, TrainingError
from trainer.manifest import LabelledTrack, read_manifest, with_genres
from trainer.parts import Part, Shares, check_parts, deal_parts
from trainer.ties import album_key, artist_key

TRAIN, VALIDATION, CALIBRATION, TEST = Part
SHARES = Shares()


def one_in_each(genre: str = "Rock") -> list[LabelledTrack]:
    """An artist in every part, so that no genre is refused."""
    names = {SHARES.deal(artist_key(track(i, f"{genre} {i}"))): i for i in range(200)}
    return [track(900 + i, f"{genre} {i}", genre) for i in names.values()]


BASE = one_in_each()
any_track = st.tuples(
    st.sampled_from("abcdefghijklmnopqrstuvwxyz"), st.sampled_from(["", "One", "Two", "Demo"])
)


def tracks_of(rows: list[tuple[str, str]], start: int = 0) -> list[LabelledTrack]:
    return [replace(track(start + i, a), album=b) for i, (a, b) in enumerate(rows)]


def artists_in(part: Part, count: int = 1) -> list[str]:
    names = (f"artist {i}" for i in range(10_000))
    return [name for name in names if SHARES.deal(name.replace(" ", "")) is part][:count]


@given(st.lists(any_track, max_size=40), st.lists(any_track, max_size=40), st.randoms())
def test_what_is_added_moves_no_track(
    before: list[tuple[str, str]], more: list[tuple[str, str]], random: Random
) -> None:
    old = [*BASE, *tracks_of(before)]
    new = [*old, *tracks_of(more, start=100)]
    random.shuffle(new)
    first, second = deal_parts(old), deal_parts(new)
    assert all(second[name] is part for name, part in first.items() if name in second)
    # A compilation may cost a track its place, but never a track of the test part.
    gone = {first[name] for name in first if name not in second}
    assert TEST not in gone


@given(st.lists(any_track, max_size=60))
def test_parts_share_neither_artist_nor_album(rows: list[tuple[str, str]]) -> None:
    tracks = [*BASE, *tracks_of(rows)]
    parts = deal_parts(tracks)
    placed = [each for each in tracks if each.id in parts]
    for one in placed:
        for other in placed:
            tied = one.artist == other.artist or (one.album == other.album in ("One", "Two"))
            assert not tied or parts[one.id] is parts[other.id]
    check_parts(tracks, parts)


@given(st.lists(any_track, max_size=60))
def test_a_track_is_set_aside_only_for_an_album_that_a_later_part_holds(
    rows: list[tuple[str, str]],
) -> None:
    tracks = [*BASE, *tracks_of(rows)]
    parts = deal_parts(tracks)
    order = list(Part)
    for each in tracks:
        own = SHARES.deal(artist_key(each))
        album = [t for t in tracks if t.album == each.album in ("One", "Two")]
        last = max([own, *(SHARES.deal(artist_key(t)) for t in album)], key=order.index)
        assert parts.get(each.id) == (own if own is last else None)


@pytest.mark.parametrize(
    "shares", [Shares(), Shares(0.4, 0.2, 0.2, 0.2), Shares(0.85, 0.05, 0.05, 0.05)]
)
def test_many_artists_come_close_to_the_shares(shares: Shares) -> None:
    tracks = catalogue(artists=2_000, each=1)
    counts = Counter(deal_parts(tracks, shares=shares).values())
    for part in Part:
        # Four standard deviations of a count of 6,000 draws are below 2.6%.
        assert counts[part] / len(tracks) == pytest.approx(shares.of(part), abs=0.026)


def test_the_hash_is_the_one_that_it_was() -> None:
    """A new hash would put artists that a shipped model trained on into the test part."""
    names = ("Bach", "Satie", "Puccini", "Ravel", "Björk", "!!!")
    dealt = [SHARES.deal(artist_key(track(0, name))) for name in names]
    assert dealt == [TRAIN, VALIDATION, CALIBRATION, TEST, TRAIN, TEST]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Björk", "BJORK"), (" The  Kinks", "the kinks"), ("Nick & Ann", "Nick and Ann")],
)
def test_names_of_one_artist(one: str, other: str) -> None:
    assert artist_key(track(0, one)) == artist_key(track(1, other))


def test_names_without_words_are_still_names() -> None:
    assert artist_key(track(0, "!!!")) != artist_key(track(1, "???"))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("Sampler", ""), ("sampler.", ""), True),
        (("Sampler", "7"), ("Other", "7"), True),
        (("Sampler", "7"), ("Sampler", "8"), False),
        (("Demo", ""), ("Demo", ""), False),
        (("Greatest Hits", ""), ("Greatest Hits!", ""), False),
        (("Demo", "7"), ("Demo", "7"), True),
        (("", ""), ("", ""), False),
    ],
)
def test_what_makes_an_album(one: tuple[str, str], other: tuple[str, str], same: bool) -> None:
    keys = [album_key(replace(track(0, "a"), album=a, album_id=b)) for a, b in (one, other)]
    assert (keys[0] == keys[1] != "") == same


def test_of_a_compilation_the_last_part_keeps_its_tracks() -> None:
    artists = [artists_in(TRAIN)[0], artists_in(CALIBRATION)[0], artists_in(TEST)[0]]
    sampler = [replace(track(i, name), album="Sampler") for i, name in enumerate(artists)]
    alone = track(50, artists[0])
    parts = deal_parts([*BASE, *sampler, alone])
    assert [parts.get(each.id) for each in sampler] == [None, None, TEST]
    assert parts[alone.id] is TRAIN
    parts = deal_parts([*BASE, *sampler[:2]])
    assert [parts.get(each.id) for each in sampler[:2]] == [None, CALIBRATION]


def test_a_genre_that_is_absent_from_a_part_is_named_with_its_tracks() -> None:
    name = artists_in(TRAIN)[0]
    jazz = [track(i, name, "Jazz") for i in (1, 2)] + [track(3, artists_in(TEST)[0], "Jazz")]
    with pytest.raises(
        TrainingError,
        match=r"Jazz has 3 tracks by 2 artists, and none of them lies in validation, calibration;",
    ):
        deal_parts([*BASE, *jazz])


def test_tracks_without_a_label_need_not_be_everywhere() -> None:
    assert len(deal_parts([*BASE, track(1, "a", "")])) == len(BASE) + 1


def test_impossible_shares_are_quoted() -> None:
    with pytest.raises(TrainingError, match=r"are \[0.8, 0.1, 0.1, 0.1\]; each must be above 0"):
        Shares(train=0.8)
    with pytest.raises(TrainingError, match="each must be above 0"):
        Shares(0.9, 0.1, 0.0, 0.0)


def splits(*words: str, artists: int = 40) -> list[LabelledTrack]:
    """So many artists of one track in each of these official splits."""
    pairs = [(word, f"{word} {i}") for word in words for i in range(artists)]
    return [replace(track(i, artist), split=word) for i, (word, artist) in enumerate(pairs)]


def test_the_official_split_is_kept_and_its_validation_shared_with_calibration() -> None:
    tracks = splits("train", "validation", "test")
    parts = deal_parts(tracks, official=True)
    found = Counter((each.split, parts[each.id]) for each in tracks)
    halves = [found.pop(("validation", part)) for part in (VALIDATION, CALIBRATION)]
    assert found == {("train", TRAIN): 40, ("test", TEST): 40}
    assert sum(halves) == 40
    assert min(halves) >= 10


def test_where_the_official_split_knows_no_validation_it_comes_out_of_train() -> None:
    tracks = splits("train", "test", artists=300)
    parts = deal_parts(tracks, official=True)
    found = Counter((each.split, parts[each.id]) for each in tracks)
    assert found.pop(("test", TEST)) == 300
    assert {split for split, _ in found} == {"train"}
    assert found["train", VALIDATION] == pytest.approx(300 / 9, abs=20)
    assert found["train", CALIBRATION] == pytest.approx(300 / 9, abs=20)


def leaking() -> list[LabelledTrack]:
    tracks = splits("train", "validation", "test")
    shared = replace(track(500, "TEST 3"), split="train")
    return [*tracks, shared]


def test_an_official_split_that_leaks_is_refused_with_the_artists_name() -> None:
    message = (
        r"own split is not one by artist\. TEST 3 lies both in part test and in part train .*"
        r"Split by artist again\. Or keep that split, and set aside"
    )
    with pytest.raises(LeakError, match=message):
        deal_parts(leaking(), official=True)


def test_an_official_split_that_leaks_can_be_used_without_what_leaks() -> None:
    tracks = leaking()
    parts = deal_parts(tracks, official=True, set_aside=True)
    assert {each.id for each in tracks} - set(parts) == {"t500"}
    assert all(parts[each.id] is TEST for each in tracks if each.split == "test")


def test_an_official_split_gives_up_what_shares_an_album_with_its_test_part() -> None:
    tracks = [
        replace(each, album="Sampler") if each.artist in ("train 1", "test 1") else each
        for each in splits("train", "validation", "test")
    ]
    parts = deal_parts(tracks, official=True)
    assert [each.artist for each in tracks if each.id not in parts] == ["train 1"]


def test_a_track_without_an_official_split_is_named() -> None:
    tracks = [*splits("train", "validation", "test"), track(777, "nobody")]
    with pytest.raises(
        TrainingError, match=r"1 of 121 tracks have no official split, among .*t777"
    ):
        deal_parts(tracks, official=True)


def test_parts_that_somebody_changed_are_refused() -> None:
    tracks = [*BASE, track(1, "Nina"), track(2, "NINA")]
    parts = deal_parts(tracks)
    with pytest.raises(LeakError, match="NINA lies both in part"):
        check_parts(tracks, parts | {"t001": TRAIN, "t002": TEST})
    album = [replace(track(i, f"x {i}"), album="Sampler") for i in (3, 4)]
    with pytest.raises(
        LeakError, match="The album 'Sampler' lies both in part train and in part te"
    ):
        check_parts(album, {"t003": TRAIN, "t004": TEST})
    check_parts(album, {"t003": TRAIN})


def test_real_music_is_too_little_for_parts_and_says_so(shared: Path) -> None:
    tracks = read_manifest(shared / "music" / "manifest.csv")
    with pytest.raises(TrainingError, match=r"Jazz has 2 tracks by .* artists?, and none of them"):
        deal_parts(with_genres(tracks, ("Jazz",)))
    electronic = with_genres(tracks, ("Electronic",))
    parts = deal_parts(electronic, shares=Shares(0.55, 0.15, 0.15, 0.15))
    check_parts(electronic, parts)
    assert set(parts.values()) == set(Part)
