"""What a recipe chooses, what it leaves out and why, and what that looks like on disk."""

import csv
import io
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from genre_core.errors import GenreError
from tests.trainer.archive import TREE, fma_track, metadata
from trainer.errors import CurationError
from trainer.fma.balance import draw_balance
from trainer.fma.contest import read_contest
from trainer.fma.curation import Curation, curate
from trainer.fma.files import COLUMNS, clip_path, write_curation
from trainer.fma.licences import Licences
from trainer.fma.metadata import FmaTrack, Metadata, Subset
from trainer.fma.reasons import KNOWN_BAD, Reason
from trainer.fma.recipes import RECIPES, Balance, Caps, CurationRecipe, find_recipe
from trainer.fma.summary import summary_json, summary_text
from trainer.manifest import read_manifest
from trainer.mood import Mood

TINY = CurationRecipe(
    "tiny", "Two genres.", genres=("Punk", "Jazz"), caps=Caps(4, 3, 2), least=1, min_seconds=30
)

any_track = st.builds(
    lambda number, genre, artist, album: fma_track(
        number, genre, artist=f"Artist {artist}", album=f"Album {album}" if album else ""
    ),
    st.integers(1, 10_000),
    st.sampled_from(("Punk", "Jazz")),
    st.integers(0, 5),
    st.integers(0, 2),
)
any_tracks = st.lists(any_track, max_size=40, unique_by=lambda track: track.id)
ONE_OF_EACH = (fma_track(20_001, "Punk"), fma_track(20_002, "Jazz"))


def ids(curation: Curation) -> set[int]:
    return {clip.track.id for clip in curation.chosen}


def reasons(*tracks: FmaTrack, recipe: CurationRecipe = TINY) -> dict[int, Reason]:
    curation = curate(metadata((*tracks, *ONE_OF_EACH)), recipe)
    return {drop.id: drop.reason for drop in curation.dropped}


def many(*genres: str, each: int = 6) -> Metadata:
    names = [genre for genre in genres for _ in range(each)]
    return metadata(fma_track(number, genre) for number, genre in enumerate(names, 1))


def test_each_track_is_dropped_for_the_first_reason_that_holds() -> None:
    track = fma_track(1, "Punk")
    assert reasons(
        replace(track, id=98565, licence=""),
        replace(track, id=2, genres=()),
        fma_track(3, "Punk", "Jazz"),
        fma_track(4, "Pop"),
        replace(track, id=5, licence="FMA-Limited: Download Only", seconds=3),
        replace(track, id=6, seconds=29),
        replace(track, id=7, seconds=None),
        replace(track, id=8, artist=""),
        track,
    ) == {
        98565: Reason.KNOWN_BAD,
        2: Reason.UNTAGGED,
        3: Reason.FAMILIES,
        4: Reason.NOT_ASKED,
        5: Reason.LICENCE,
        6: Reason.SHORT,
        7: Reason.SHORT,
        8: Reason.NAMELESS,
    }


def test_known_bad_clips_are_named_with_their_fault() -> None:
    tracks = [fma_track(number, "Punk") for number in KNOWN_BAD]
    curation = curate(metadata((*tracks, *ONE_OF_EACH)), TINY)
    assert {drop.id: drop.detail for drop in curation.dropped} == KNOWN_BAD


def test_a_recipe_looks_only_into_its_subset() -> None:
    recipe = replace(TINY, subset=Subset.MEDIUM)
    inside = [replace(track, subset=Subset.SMALL) for track in ONE_OF_EACH]
    curation = curate(metadata((*inside, fma_track(1, "Punk"))), recipe)
    assert ids(curation) == {20_001, 20_002}
    assert curation.dropped[0].reason is Reason.SUBSET


def test_a_subset_that_the_table_does_not_know_is_refused() -> None:
    known = Metadata(ONE_OF_EACH, TREE, detailed=False, subsets=Subset.LARGE)
    with pytest.raises(CurationError, match="does not say which tracks those are"):
        curate(known, replace(TINY, subset=Subset.MEDIUM))


def test_an_album_an_artist_and_a_genre_fill_up() -> None:
    album = [fma_track(n, "Punk", artist="A", album="One") for n in (1, 2, 3)]
    artist = [fma_track(n, "Punk", artist="A", album="Two") for n in (4, 5)]
    others = [fma_track(n, "Punk") for n in (6, 7, 8)]
    found = Counter(reasons(*album, *artist, *others).values())
    assert found == {Reason.ALBUM: 1, Reason.ARTIST: 1, Reason.GENRE: 3}


def test_albums_of_one_title_by_two_artists_are_two() -> None:
    tracks = [fma_track(n, "Punk", artist=f"A{n % 2}", album="Demo") for n in range(1, 5)]
    assert Reason.ALBUM not in reasons(*tracks).values()


def test_an_album_of_many_artists_is_one_where_it_has_a_number() -> None:
    tracks = [replace(fma_track(n, "Punk", album="Sampler"), album_id="7") for n in range(1, 5)]
    assert Counter(reasons(*tracks).values())[Reason.ALBUM] == 2


def test_without_artists_only_genres_are_capped() -> None:
    tracks = [FmaTrack(n, (25,)) for n in range(1, 9)] + [FmaTrack(9, (4,))]
    curation = curate(metadata(tracks, detailed=False), TINY)
    assert curation.per_genre() == {"Punk": 4, "Jazz": 1}
    assert {drop.reason for drop in curation.dropped} == {Reason.GENRE}
    assert "NOT applied" in summary_text(curation)


def test_equal_balance_cuts_to_the_scarcest() -> None:
    tracks = [fma_track(n, "Punk") for n in range(1, 5)] + [fma_track(9, "Jazz")]
    curation = curate(metadata(tracks), replace(TINY, balance=Balance.EQUAL))
    assert curation.per_genre() == {"Punk": 1, "Jazz": 1}
    assert Counter(drop.reason for drop in curation.dropped) == {Reason.BALANCE: 3}


def test_a_genre_with_three_tracks_is_refused_by_name_and_number() -> None:
    tracks = many("Punk").tracks + tuple(fma_track(n, "Jazz") for n in (91, 92, 93))
    with pytest.raises(CurationError, match=r"left of Punk \(4\), Jazz \(3\).* needs 5 of each"):
        curate(metadata(tracks), replace(TINY, least=5))
    with pytest.raises(CurationError, match=r"left of Jazz \(0\)"):
        curate(many("Punk"), TINY)


@given(any_tracks)
def test_no_cap_is_broken_and_every_track_is_accounted_for(tracks: list[FmaTrack]) -> None:
    every = (*tracks, *ONE_OF_EACH)
    curation = curate(metadata(every), TINY)
    chosen = [clip.track for clip in curation.chosen]
    assert max(curation.per_genre().values()) <= 4
    assert max(Counter(track.artist for track in chosen).values()) <= 3
    albums = Counter((track.artist, track.album) for track in chosen if track.album)
    assert max(albums.values(), default=0) <= 2
    dropped = {drop.id for drop in curation.dropped}
    assert dropped | ids(curation) == {track.id for track in every}
    assert len(curation.dropped) + len(curation.chosen) == len(every)


@given(any_tracks, st.randoms(use_true_random=False))
def test_the_order_of_the_table_does_not_matter(tracks: list[FmaTrack], chance: Random) -> None:
    every = [*tracks, *ONE_OF_EACH]
    before = curate(metadata(every), TINY)
    chance.shuffle(every)
    assert curate(metadata(every), TINY) == before


@given(any_tracks, st.sampled_from(("Punk", "Jazz")))
def test_a_new_artist_displaces_at_most_the_last_of_the_genre(
    tracks: list[FmaTrack], genre: str
) -> None:
    before = curate(metadata((*tracks, *ONE_OF_EACH)), TINY)
    newcomer = fma_track(30_000, genre, artist="Nobody knew")
    after = curate(metadata((*tracks, *ONE_OF_EACH, newcomer)), TINY)
    assert ids(after) - ids(before) <= {newcomer.id}
    gone = [clip for clip in before.chosen if clip.track.id not in ids(after)]
    assert len(gone) <= 1
    assert all(clip.genre.name == genre for clip in gone)


@given(any_tracks, any_track)
def test_any_new_track_moves_only_a_handful(tracks: list[FmaTrack], new: FmaTrack) -> None:
    newcomer = replace(new, id=30_000)
    before = ids(curate(metadata((*tracks, *ONE_OF_EACH)), TINY))
    after = ids(curate(metadata((*tracks, *ONE_OF_EACH, newcomer)), TINY))
    assert len(before ^ after) <= 8


def test_another_seed_chooses_others() -> None:
    tracks = many("Punk", "Jazz", each=30)
    assert ids(curate(tracks, TINY)) != ids(curate(tracks, replace(TINY, seed=441)))


def test_the_ranking_is_this_one_for_ever() -> None:
    chosen = ids(curate(many("Punk", "Jazz", each=10), TINY))
    assert chosen == {3, 7, 8, 10, 11, 12, 17, 18}


def test_a_list_takes_its_ids_and_nothing_else() -> None:
    listed = [clip for clip in read_contest() if clip.genre]
    tracks = [FmaTrack(clip.id, (25, 12)) for clip in listed[:4]]
    tracks += [FmaTrack(listed[4].id, (20,)), FmaTrack(1, (25,))]
    recipe = replace(find_recipe("seed-2020"), genres=("Punk",))
    curation = curate(Metadata(tuple(tracks), None, detailed=False), recipe)
    assert ids(curation) == {clip.id for clip in listed[:4]}
    assert [clip.split for clip in curation.chosen] == [clip.split for clip in listed[:4]]
    figures = json.loads(summary_json(curation))
    assert figures["ids"] == figures["listed"] == 3834
    assert (figures["usable"], figures["withdrawn"], figures["unlabelled"]) == (4, 3829, 1)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"genres": ()}, "has the genres none"),
        ({"genres": ("Rock", "Rock")}, "none twice"),
        ({"least": 0}, "0 tracks a genre"),
        ({"min_seconds": -1}, "-1 s a track"),
    ],
)
def test_an_impossible_recipe_is_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(CurationError, match=message):
        replace(TINY, **change)  # type: ignore[arg-type]  # any of its fields


def test_impossible_names_and_numbers_are_refused() -> None:
    with pytest.raises(GenreError, match="no genre named 'Polka'"):
        replace(TINY, genres=("Polka",))
    with pytest.raises(CurationError, match="0 an artist"):
        Caps(artist=0)
    with pytest.raises(CurationError, match=r"no recipe 'best'.*seed-2020, fma-large-20"):
        find_recipe("best")


def test_every_recipe_goes_by_its_own_name() -> None:
    assert all(name == recipe.name for name, recipe in RECIPES.items())
    assert RECIPES["seed-2020"].licences is Licences.ANY


def test_the_archives_layout() -> None:
    assert clip_path("fma_large", 2) == "fma_large/000/000002.mp3"
    assert clip_path("fma_small", 155_320) == "fma_small/155/155320.mp3"


@pytest.fixture
def written(tmp_path: Path) -> Path:
    tracks = [
        replace(fma_track(2, "Punk", artist="Björk"), title='A "b", c', split="train", link="x/2"),
        replace(fma_track(155_320, "Jazz", album="Live"), album_id="7", mood=Mood(0.125, 0.75)),
        replace(fma_track(9, "Jazz"), seconds=5),
    ]
    write_curation(curate(metadata(tracks), TINY), tmp_path / "new")
    return tmp_path / "new"


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_the_trainer_reads_the_manifest(written: Path, suffix: str) -> None:
    first, second = read_manifest(written / f"tiny.{suffix}")
    assert first.path == written / "fma_large/000/000002.mp3"
    assert (first.id, first.title, first.artist) == ("fma-000002", 'A "b", c', "Björk")
    assert (first.genre, first.licence, first.link) == ("Punk", "Attribution", "x/2")
    assert (second.id, second.album, second.album_id) == ("fma-155320", "Live", "7")
    assert (first.split, first.valence, first.energy) == ("train", None, None)
    assert (second.split, second.valence, second.energy) == ("", 0.125, 0.75)
    # A source would tie artists together that have only the archive in common.
    assert first.source == second.source == ""


def test_parquet_and_csv_say_the_same(written: Path) -> None:
    rows = pq.read_table(written / "tiny.parquet").to_pylist()
    assert rows[0] == {
        "id": "fma-000002", "path": "fma_large/000/000002.mp3", "title": 'A "b", c',
        "artist": "Björk", "album": "", "licence": "Attribution", "link": "x/2", "genre": "Punk",
        "root": "Rock", "split": "train", "fma_id": 2, "duration": 200,
        "album_id": "", "valence": None, "energy": None,
    }  # fmt: skip
    with (written / "tiny.csv").open(newline="", encoding="utf-8") as lines:
        table = list(csv.DictReader(lines))
    texts = [{n: "" if cell is None else str(cell) for n, cell in row.items()} for row in rows]
    assert texts == table
    assert tuple(table[0]) == COLUMNS


def test_what_was_dropped_stands_beside_it(written: Path) -> None:
    assert (written / "tiny.dropped.csv").read_text("utf-8") == (
        "id,reason,detail\nfma-000009,too-short,5\n"
    )
    assert json.loads((written / "tiny.json").read_text("utf-8"))["dropped"] == {"too-short": 1}
    assert not list(written.glob("*.unfinished"))


def test_a_manifest_without_artists_is_refused(tmp_path: Path) -> None:
    curation = curate(metadata(ONE_OF_EACH, detailed=False), TINY)
    with pytest.raises(CurationError, match="names no artists"):
        write_curation(curation, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CurationError, match=r"could not be written to .*file"):
        write_curation(curate(metadata(ONE_OF_EACH), TINY), tmp_path / "file")


def bar_lengths(png: bytes) -> list[int]:
    """Lengths in pixels of the dark bars, from top to bottom."""
    with Image.open(io.BytesIO(png)) as image:
        pixels = image.convert("RGB")
        lengths = [
            sum(pixels.getpixel((x, y)) == (0x2F, 0x6F, 0xBA) for x in range(pixels.width))
            for y in range(pixels.height)
        ]
    return [max(run) for run in _runs(lengths)]


def _runs(lengths: list[int]) -> list[list[int]]:
    runs: list[list[int]] = [[]]
    for length in lengths:
        if length:
            runs[-1].append(length)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def test_the_bars_are_as_long_as_the_numbers() -> None:
    tracks = [fma_track(n, "Punk") for n in range(1, 5)] + [fma_track(n, "Jazz") for n in (8, 9)]
    jazz, punk = bar_lengths(draw_balance(curate(metadata(tracks), TINY)))
    assert punk == pytest.approx(2 * jazz, abs=2)
