"""No artist on two sides, genres spread evenly, the same folds every time."""

from collections import Counter
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.trainer.tracks import GENRES, catalogue, track
from trainer.errors import LeakError, TrainingError
from trainer.manifest import LabelledTrack
from trainer.split import LARGE_SOURCE, check_disjoint, deal_folds, group_tracks
from trainer.ties import album_key

TRACKS = st.lists(
    st.tuples(
        st.sampled_from("abcdefghijklABC"),
        st.sampled_from(GENRES),
        st.sampled_from(["", "x", "y"]),
        st.sampled_from(["", "", "", "Demo", "One", "Two"]),
    ),
    min_size=1,
    max_size=60,
).map(lambda rows: [replace(track(i, *row[:3]), album=row[3]) for i, row in enumerate(rows)])


def enough(tracks: list[LabelledTrack], folds: int) -> bool:
    groups = group_tracks(tracks)
    pairs = {(each.genre, groups[each.id]) for each in tracks}
    return min(Counter(genre for genre, _ in pairs).values()) >= folds


@given(TRACKS, st.integers(2, 4), st.randoms(use_true_random=False))
def test_folds_keep_artists_and_albums_whole_and_do_not_depend_on_order(
    tracks: list[LabelledTrack], folds: int, random: object
) -> None:
    if not enough(tracks, folds):
        with pytest.raises(TrainingError, match="groups of artists"):
            deal_folds(tracks, folds)
        return
    fold_of = deal_folds(tracks, folds)
    for tie in (lambda each: each.artist.lower(), lambda each: each.source, album_key):
        homes = {(tie(each), fold_of[each.id]) for each in tracks if tie(each)}
        assert len(homes) == len({name for name, _ in homes})
    check_disjoint(tracks, fold_of)
    assert set(fold_of) == {each.id for each in tracks}
    assert set(fold_of.values()) <= set(range(folds))
    shuffled = list(tracks)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis says object
    assert deal_folds(shuffled, folds) == fold_of


def test_genres_are_spread_evenly() -> None:
    tracks = catalogue(artists=20, each=3)
    fold_of = deal_folds(tracks, 5)
    counts = Counter((fold_of[each.id], each.genre) for each in tracks)
    assert set(counts.values()) == {12}


def test_a_large_artist_does_not_fill_a_fold_that_others_fill_too() -> None:
    tracks = [track(i, "prolific") for i in range(30)]
    tracks += [track(100 + i, f"artist {i}") for i in range(30)]
    fold_of = deal_folds(tracks, 3)
    assert sorted(Counter(fold_of.values()).values()) == [15, 15, 30]


def test_artists_of_one_small_source_are_one_group() -> None:
    tracks = [track(0, "a", source="game"), track(1, "b", source="game"), track(2, "c")]
    groups = group_tracks(tracks)
    assert groups["t000"] == groups["t001"] != groups["t002"]


def test_sources_are_linked_through_the_artists_they_share() -> None:
    tracks = [
        track(0, "a", source="game"),
        track(1, "b", source="game"),
        track(2, "b", source="film"),
        track(3, "c", source="film"),
        track(4, "d", source="album"),
    ]
    assert len({group_tracks(tracks)[f"t00{i}"] for i in range(4)}) == 1
    assert len(set(group_tracks(tracks).values())) == 2


def test_a_large_source_is_an_archive_and_links_no_one() -> None:
    tracks = [track(i, f"artist {i}", source="label") for i in range(LARGE_SOURCE + 1)]
    assert len(set(group_tracks(tracks).values())) == LARGE_SOURCE + 1
    assert len(set(group_tracks(tracks[1:]).values())) == 1


def test_a_source_and_an_artist_of_the_same_name_are_two_things() -> None:
    tracks = [track(0, "x", source="y"), track(1, "y", source="z")]
    assert len(set(group_tracks(tracks).values())) == 2


def test_a_leak_names_the_artist_and_both_parts() -> None:
    tracks = [track(0, "Nina"), track(1, "Can"), track(2, "Nina")]
    with pytest.raises(
        LeakError, match=r"Nina lies both in part train and in part test of the spl"
    ):
        check_disjoint(tracks, {"t000": "train", "t001": "train", "t002": "test"})


def test_tracks_without_a_side_are_passed_over() -> None:
    tracks = [track(0, "Nina"), track(1, "Nina")]
    check_disjoint(tracks, {"t000": "train"})


def test_what_makes_an_artist_can_be_told() -> None:
    tracks = [track(0, "Nina"), track(1, "NINA")]
    check_disjoint(tracks, {"t000": 0, "t001": 1}, lambda track: track.artist)
    with pytest.raises(LeakError, match="NINA lies both in part 0 and in part 1"):
        check_disjoint(tracks, {"t000": 0, "t001": 1})


def test_an_artist_lies_in_one_fold_however_the_name_is_spelt() -> None:
    names = ("Björk", "BJORK", "Bjork ", "björk!")
    tracks = [*catalogue(), *(track(90 + i, name) for i, name in enumerate(names))]
    groups, fold_of = group_tracks(tracks), deal_folds(tracks, 4)
    assert {groups[f"t09{i}"] for i in range(4)} == {"artist BJORK"}
    assert len({fold_of[f"t09{i}"] for i in range(4)}) == 1
    check_disjoint(tracks, fold_of)


def of_album(number: int, artist: str, title: str, album_id: str = "") -> LabelledTrack:
    return replace(track(number, artist), album=title, album_id=album_id)


@pytest.mark.parametrize(
    ("albums", "groups"),
    [
        ((("Sampler", ""), ("SAMPLER!", "")), 1),
        ((("One", "7"), ("Two", "7")), 1),
        ((("Sampler", "7"), ("Sampler", "8")), 2),
        ((("Demo", ""), ("Demo", "")), 2),
        ((("Greatest Hits", ""), ("Greatest Hits", "")), 2),
        ((("Live", "7"), ("Live", "7")), 1),
        ((("", ""), ("", "")), 2),
    ],
)
def test_artists_that_meet_on_an_album_are_one_group(
    albums: tuple[tuple[str, str], ...], groups: int
) -> None:
    tracks = [of_album(i, f"artist {i}", *album) for i, album in enumerate(albums)]
    assert len(set(group_tracks(tracks).values())) == groups


def test_albums_link_through_the_artists_on_them_and_names_are_no_albums() -> None:
    tracks = [
        of_album(0, "a", "One"),
        of_album(1, "B", "one"),
        of_album(2, "b", "Two"),
        of_album(3, "c", "Two"),
        of_album(4, "One", "Three"),
        of_album(5, "album title one", "Four"),
        track(6, "source x"),
        track(7, "d", source="x"),
    ]
    groups = group_tracks(tracks)
    assert len({groups[f"t00{i}"] for i in range(4)}) == 1
    assert len(set(groups.values())) == 5


def test_a_genre_of_too_few_artists_is_named() -> None:
    tracks = [*catalogue(artists=3), track(90, "only one", "Jazz"), track(91, "only one", "Jazz")]
    with pytest.raises(
        TrainingError, match=r"Jazz comes from 1 groups of artists, .*; 3 folds need at least 3"
    ):
        deal_folds(tracks, 3)


def test_the_folds_of_the_shared_music_are_disjoint(shared: Path) -> None:
    from trainer.manifest import read_manifest, with_genres
    from trainer.recipes.open_music import RECIPE

    tracks = with_genres(read_manifest(shared / "music" / "manifest.csv"), RECIPE.genres)
    fold_of = deal_folds(tracks, RECIPE.folds)
    check_disjoint(tracks, fold_of)
    groups = group_tracks(tracks)
    assert len({(groups[each.id], fold_of[each.id]) for each in tracks}) == len(
        set(groups.values())
    )


def test_the_folds_of_the_shared_music_are_the_ones_that_they_were(shared: Path) -> None:
    """Other folds would let a shipped model's figures and those of the next be of other tracks."""
    from trainer.manifest import read_manifest, with_genres
    from trainer.recipes.open_music import RECIPE

    tracks = with_genres(read_manifest(shared / "music" / "manifest.csv"), RECIPE.genres)
    fold_of = deal_folds(tracks, RECIPE.folds)
    lines = "".join(f"{name} {fold_of[name]}\n" for name in sorted(fold_of))
    assert (
        sha256(lines.encode()).hexdigest()
        == "a6fb5795a8d798f53a4e843e1397a3c12403dc4cdf177dd0c6a5321d7775d321"
    )
