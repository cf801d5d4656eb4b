"""The archive's tables are read as they are handed out, and refused where they are not that."""

from pathlib import Path

import pytest

from genre_core.genres import GENRES, find
from tests.trainer.archive import (
    BIO,
    BLACK_METAL,
    CHIP_MUSIC,
    COMPILATION,
    FIELDS,
    INSTRUMENTAL,
    SPOKEN,
    TECHNO,
    TREE,
    echonest_csv,
    genres_csv,
    row,
    tracks_csv,
    write_archive,
    zipped,
)
from trainer.errors import ManifestError
from trainer.fma.metadata import FmaTrack, Subset, read_metadata, read_track_genres
from trainer.fma.tree import GenreTree, TreeGenre, read_tree
from trainer.mood import Mood

ROWS = (
    row(2, artist__name="AWOL", album__id="1", album__title="A Way Of Life",
        track__genres="[21]", set__subset="small", set__split="validation"),
    row(20, track__genres="[76, 103]", track__duration="", album__id="-1", track__license=""),
    row(155320, track__genres="", artist__name=" NA "),
)  # fmt: skip


def table(folder: Path, text: str) -> Path:
    path = folder / "track_genres.csv"
    path.write_text(text, "utf-8")
    return path


def test_three_header_rows_and_quoted_lines_are_read(tmp_path: Path) -> None:
    assert "\n\n" in BIO
    read = read_metadata(write_archive(tmp_path / "meta", tracks_csv(ROWS)))
    assert read.detailed
    assert read.tree == TREE
    assert read.tracks == (
        FmaTrack(2, (21,), "Title 2", "AWOL", "A Way Of Life", "1", "Attribution", 200,
                 "validation", Subset.SMALL),
        FmaTrack(20, (76, 103), "Title 20", "Artist 20", "", "", "", None, "train"),
        FmaTrack(155320, (), "Title 155320", "NA", "", "", "Attribution", 200, "train"),
    )  # fmt: skip


def test_a_zip_holds_what_its_folder_holds(tmp_path: Path) -> None:
    folder = write_archive(tmp_path / "meta", tracks_csv(ROWS))
    assert read_metadata(zipped(folder)) == read_metadata(folder)


def test_the_order_of_columns_does_not_matter(tmp_path: Path) -> None:
    there = write_archive(tmp_path / "a", tracks_csv(ROWS))
    back = write_archive(tmp_path / "b", tracks_csv(ROWS, tuple(reversed(FIELDS))))
    assert read_metadata(there) == read_metadata(back)


def test_links_come_from_the_raw_table_where_it_is_at_hand(tmp_path: Path) -> None:
    links = "track_id,tags,track_url\n2,[],http://freemusicarchive.org/music/AWOL/Food\n"
    read = read_metadata(write_archive(tmp_path / "meta", tracks_csv(ROWS), raw_tracks=links))
    assert [track.link for track in read.tracks] == [
        "http://freemusicarchive.org/music/AWOL/Food", "", "",
    ]  # fmt: skip


def test_moods_come_from_the_echo_nests_table_where_it_is_at_hand(tmp_path: Path) -> None:
    moods = echonest_csv({2: ("0.5766609880", "0.6344762684"), 20: ("", "0.3"), 99: ("1", "0")})
    read = read_metadata(write_archive(tmp_path / "meta", tracks_csv(ROWS), echonest=moods))
    assert [track.mood for track in read.tracks] == [Mood(0.576660988, 0.6344762684), None, None]


def test_a_table_of_several_levels_may_lack_the_row_with_only_track_id(tmp_path: Path) -> None:
    moods = echonest_csv({2: ("0.5", "0.25")}).replace("track_id,,,,\n", "")
    read = read_metadata(write_archive(tmp_path / "meta", tracks_csv(ROWS), echonest=moods))
    assert read.tracks[0].mood == Mood(0.5, 0.25)


@pytest.mark.parametrize("valence", ["1.01", "-0.1", "nan", "sunny"])
def test_a_mood_off_the_scale_is_named_with_its_track(tmp_path: Path, valence: str) -> None:
    moods = echonest_csv({20: (valence, "0.3")})
    folder = write_archive(tmp_path / "meta", tracks_csv(ROWS), echonest=moods)
    with pytest.raises(ManifestError, match=r"valence of track 20 in echonest.csv is '.*; a numb"):
        read_metadata(folder)


def test_the_archives_own_first_tracks(shared: Path, tmp_path: Path) -> None:
    sample = (shared / "fma" / "tracks_sample.csv").read_text("utf-8")
    genres = (shared / "fma" / "genres.csv").read_text("utf-8")
    read = read_metadata(write_archive(tmp_path / "meta", sample, genres=genres))
    assert [track.id for track in read.tracks] == [2, 3, 5, 10, 20]
    assert read.tracks[0].artist == "AWOL"
    assert read.tracks[4].genres == (76, 103)
    assert [track.subset.value for track in read.tracks] == "small medium small small large".split()
    assert read.tree is not None
    assert len(read.tree.genres) == 163


def test_the_short_table_knows_tags_alone(tmp_path: Path) -> None:
    path = table(tmp_path, 'track_id,genres,genres_all\n2,[21],[21]\n3,"[21, 539]",[]\n4,,\n')
    read = read_track_genres(path, None)
    assert [track.genres for track in read.tracks] == [(21,), (21, 539), ()]
    assert not read.detailed
    assert read.tree is None
    assert read.subsets is Subset.LARGE


def test_the_tree_beside_the_short_table_is_found(tmp_path: Path) -> None:
    (tmp_path / "genres.csv").write_text(genres_csv(), "utf-8")
    path = table(tmp_path, "track_id,genres\n2,[21]\n")
    assert read_track_genres(path, None).tree == TREE


def test_the_tracks_of_the_medium_subset_can_be_named(tmp_path: Path) -> None:
    medium = tmp_path / "medium.csv"
    medium.write_text("track_id,split,genre_top_id\n3,validation,21\n", "utf-8")
    read = read_track_genres(table(tmp_path, "track_id,genres\n2,[21]\n3,[21]\n"), None, medium)
    assert [(track.subset, track.split) for track in read.tracks] == [
        (Subset.LARGE, ""), (Subset.MEDIUM, "validation"),
    ]  # fmt: skip


def test_subsets_nest() -> None:
    assert [[a.holds(b) for b in Subset] for a in Subset] == [
        [True, False, False], [True, True, False], [True, True, True],
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["[21", "21", "[a]", "[21,,3]", "[-1]", "{21}", "[2.5]"])
def test_a_broken_list_is_named_with_its_track(tmp_path: Path, text: str) -> None:
    path = table(tmp_path, f'track_id,genres\n2,[21]\n7,"{text}"\n')
    with pytest.raises(ManifestError, match=r"Track 7 of track_genres.csv has the genres"):
        read_track_genres(path, None)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"track__genres": "[12"}, r"Track 2 of tracks.csv has the genres '\[12'"),
        ({"track__duration": "3:20"}, "has '3:20' where"),
        ({"set__subset": "tiny"}, "subset 'tiny'"),
        ({"set__split": "dev"}, "split 'dev'"),
    ],
)
def test_a_cell_that_makes_no_sense_is_quoted(
    tmp_path: Path, cells: dict[str, str], message: str
) -> None:
    folder = write_archive(tmp_path / "meta", tracks_csv([row(2, **cells)]))
    with pytest.raises(ManifestError, match=message):
        read_metadata(folder)


def test_an_id_that_stands_twice_is_named(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="track 2 stands twice"):
        read_track_genres(table(tmp_path, "track_id,genres\n2,[21]\n2,[12]\n"), None)


def test_an_id_that_is_no_number_is_quoted(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="'two' where a track's number"):
        read_track_genres(table(tmp_path, "track_id,genres\ntwo,[21]\n"), None)


def test_missing_columns_are_named(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=r"track_genres.csv has no column genres"):
        read_track_genres(table(tmp_path, "track_id,tags\n2,[21]\n"), None)
    fields = [field for field in FIELDS if field not in ("artist/name", "track/license")]
    folder = write_archive(tmp_path / "meta", tracks_csv(ROWS, fields))
    with pytest.raises(ManifestError, match=r"tracks.csv has no column artist/name, track/license"):
        read_metadata(folder)


def test_another_layout_is_refused(tmp_path: Path) -> None:
    flat = "track_id,genres\n2,[21]\n3,[21]\n"
    with pytest.raises(ManifestError, match="does not begin with 2 rows of names above a row"):
        read_metadata(write_archive(tmp_path / "meta", flat))


def test_missing_tables_are_named(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=r"holds no tracks.csv"):
        read_metadata(tmp_path)
    with pytest.raises(ManifestError, match="neither a folder nor a whole zip"):
        read_metadata(tmp_path / "nothing.zip")
    with pytest.raises(ManifestError, match="There is no table"):
        read_track_genres(tmp_path / "nothing.csv", None)


def test_an_empty_table_holds_no_tracks(tmp_path: Path) -> None:
    assert read_track_genres(table(tmp_path, "track_id,genres\n"), None).tracks == ()


def test_a_damaged_zip_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = zipped(write_archive(tmp_path / "meta", tracks_csv(ROWS * 1, FIELDS)))
    whole = path.read_bytes()
    spoilt = bytearray(whole)
    place = whole.index(b"tracks.csv") + 40
    spoilt[place : place + 20] = bytes(20)
    path.write_bytes(spoilt)
    with pytest.raises(ManifestError, match=r"tracks.csv of fma_metadata.zip is damaged"):
        read_metadata(path)
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ManifestError, match="cut short"):
        read_metadata(path)


def test_a_table_that_ends_inside_a_cell_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="damaged"):
        read_track_genres(table(tmp_path, 'track_id,genres\n2,[21]\n3,"[21, '), None)


def test_every_genre_of_ours_is_its_own_nearest() -> None:
    assert [TREE.nearest(genre.fma_id) for genre in GENRES] == list(GENRES)


@pytest.mark.parametrize(
    ("number", "name"),
    [(BLACK_METAL, "Metal"), (TECHNO, "Electronic"), (COMPILATION, "Soundtrack")],
)
def test_a_genre_that_is_not_ours_has_the_nearest_above_it(number: int, name: str) -> None:
    assert TREE.nearest(number) == find(name)


def test_a_root_without_ours_has_none() -> None:
    assert TREE.nearest(SPOKEN) is None
    assert TREE.nearest(INSTRUMENTAL) is None


def test_only_chip_music_lies_between_two_of_ours(shared: Path) -> None:
    real = read_tree(shared / "fma")
    assert [number for number in real.genres if real.is_between(number)] == [CHIP_MUSIC]


def test_real_lineages_end_in_their_top_level(shared: Path) -> None:
    lines = (shared / "fma" / "genres.csv").read_text("utf-8").splitlines()[1:]
    real = read_tree(shared / "fma")
    for line in lines:
        cells = line.split(",")
        assert real.lineage(int(cells[0]))[0] == int(cells[-1])


def grown(**changes: TreeGenre) -> dict[int, TreeGenre]:
    return dict(TREE.genres) | {int(name[1:]): genre for name, genre in changes.items()}


@pytest.mark.parametrize(
    ("genres", "message"),
    [
        (grown(_900=TreeGenre("Lost", 901, 1)), "has no genre 901"),
        (grown(_900=TreeGenre("A", 901, 1), _901=TreeGenre("B", 900, 1)), "lies below itself"),
        (grown(_31=TreeGenre("Metal", 0, 1)), "Metal is Rock > Metal"),
        ({1: TreeGenre("Avant-Garde", 0, 1)}, "no place"),
    ],
)
def test_a_tree_that_tells_another_story_is_refused(
    genres: dict[int, TreeGenre], message: str
) -> None:
    with pytest.raises(ManifestError, match=message):
        GenreTree(genres)


@pytest.mark.parametrize(
    ("line", "message"),
    [("x,1,0,Odd,1", "the line x, 1, 0, Odd"), ("12,1,0,Rock,12", "genre 12 stands twice")],
)
def test_a_line_of_the_tree_that_cannot_be_is_quoted(
    tmp_path: Path, line: str, message: str
) -> None:
    (tmp_path / "genres.csv").write_text(genres_csv() + line + "\n", "utf-8")
    with pytest.raises(ManifestError, match=message):
        read_tree(tmp_path)
