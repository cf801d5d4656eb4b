"""Recordings as people keep them become the trainer's manifest, artists first."""

import argparse
import csv
import json
from pathlib import Path
from shutil import rmtree

import mutagen.id3
import pyarrow as pa
import pytest
from pyarrow import parquet

from tests.trainer.archive import row, tracks_csv, write_archive, zipped
from tests.trainer.archive_server import mp3
from trainer.errors import ManifestError
from trainer.fetch.commands import add_parser, run
from trainer.fetch.sources import read_source
from trainer.manifest import LabelledTrack, read_manifest
from trainer.split import group_tracks


def song(path: Path, artist: str = "", album: str = "", title: str = "") -> Path:
    """A short MP3 with the tags that are given."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(mp3(1, 0.1))
    tags = mutagen.id3.ID3()
    frames = {"TPE1": artist, "TALB": album, "TIT2": title}
    for name, text in frames.items():
        if text:
            tags.add(getattr(mutagen.id3, name)(text=[text]))
    if any(frames.values()):
        tags.save(path)
    return path


def adopt(source: Path, out: Path) -> int:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers(dest="step"))
    return run(parser.parse_args(["fetch", "adopt", str(source), "--out", str(out)]))


def manifest_of(source: Path, folder: Path) -> tuple[LabelledTrack, ...]:
    assert adopt(source, folder / "manifest.csv") == 0
    return read_manifest(folder / "manifest.csv")


def food(**cells: str) -> dict[str, str]:
    """What tracks.csv says of track 2."""
    own = {"artist__name": "AWOL", "album__title": "A Way Of Life", "track__title": "Food"}
    return row(2, track__genres="[12000, 21]", **own, **cells)


def test_folders_by_genre(tmp_path: Path) -> None:
    song(tmp_path / "music" / "Punk" / "a.mp3", "Ann", "First", "One")
    song(tmp_path / "music" / "hip hop" / "b.mp3", "Bob")
    tracks = manifest_of(tmp_path / "music", tmp_path)
    assert [(t.id, t.artist, t.genre, t.title, t.album, t.source) for t in tracks] == [
        ("Punk/a.mp3", "Ann", "Punk", "One", "First", "music"),
        ("hip hop/b.mp3", "Bob", "Hip-Hop", "", "", "music"),
    ]
    assert all(track.path.is_file() for track in tracks)


def test_without_an_artist_the_album_the_folder_or_the_source_stands_for_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    song(tmp_path / "music" / "Rock" / "x" / "tagged.mp3", "Ann")
    song(tmp_path / "music" / "Rock" / "x" / "album.mp3", album="First")
    song(tmp_path / "music" / "Rock" / "x" / "folder.mp3")
    song(tmp_path / "music" / "Rock" / "alone.mp3")
    artists = {track.path.stem: track.artist for track in manifest_of(tmp_path / "music", tmp_path)}
    assert artists == {
        "tagged": "Ann",
        "album": "unknown (First)",
        "folder": "unknown (Rock/x)",
        "alone": "unknown (music)",
    }
    assert "3 of 4 recordings name no artist; they count as 3 unknown" in capsys.readouterr().err


def test_recordings_of_one_unknown_artist_stay_on_one_side(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        song(tmp_path / "music" / "Rock" / f"{name}.mp3")
    groups = group_tracks(manifest_of(tmp_path / "music", tmp_path))
    assert len(set(groups.values())) == 1


def test_a_label_that_the_tree_does_not_know_is_said_and_left_empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    song(tmp_path / "music" / "Zydeco Fusion Noise" / "a.mp3", "Ann")
    tracks = manifest_of(tmp_path / "music", tmp_path)
    assert tracks[0].genre == ""
    assert "No genre of the tree is called Zydeco Fusion Noise" in capsys.readouterr().err


def test_an_fma_tree_with_its_table(tmp_path: Path) -> None:
    song(tmp_path / "fma" / "fma_large" / "000" / "000002.mp3")
    song(tmp_path / "fma" / "fma_large" / "000" / "000020.mp3", "Tag Artist", title="Tag Title")
    rows = [food(artist__bio="long " * 40_000), row(3)]
    write_archive(tmp_path / "fma" / "fma_metadata", tracks_csv(rows))
    known, unlisted = manifest_of(tmp_path / "fma", tmp_path)
    assert (known.id, known.artist, known.genre) == ("fma-000002", "AWOL", "Hip-Hop")
    assert (known.title, known.album, known.licence) == (
        "Food",
        "A Way Of Life",
        "Attribution",
    )
    assert (unlisted.id, unlisted.artist, unlisted.genre) == ("fma-000020", "Tag Artist", "")


@pytest.mark.parametrize("beside", [True, False])
def test_the_metadata_may_lie_zipped_and_beside_the_tree(tmp_path: Path, beside: bool) -> None:
    tree = tmp_path / "fma_large"
    song(tree / "000" / "000002.mp3")
    home = tmp_path if beside else tree
    zipped(write_archive(home / "unpacked", tracks_csv([food()])))
    rmtree(home / "unpacked")
    (track,) = read_source(tree).tracks
    assert (track.artist, track.title) == ("AWOL", "Food")


def test_the_table_of_the_data_set_is_read(tmp_path: Path, shared: Path) -> None:
    song(tmp_path / "fma" / "000" / "000010.mp3")
    for ours, theirs in (("tracks_sample.csv", "tracks.csv"), ("genres.csv", "genres.csv")):
        (tmp_path / "fma" / theirs).write_bytes((shared / "fma" / ours).read_bytes())
    (track,) = read_source(tmp_path / "fma").tracks
    assert (track.artist, track.genre, track.title) == ("Kurt Vile", "Pop", "Freeway")


@pytest.mark.parametrize("text", ["x", "a,b\nc,d\ntrack_id,\n"])
def test_a_table_of_another_layout_is_named(tmp_path: Path, text: str) -> None:
    song(tmp_path / "fma_large" / "000" / "000002.mp3")
    (tmp_path / "tracks.csv").write_text(text, "utf-8")
    with pytest.raises(ManifestError, match=r"tracks\.csv (has no|does not begin)"):
        read_source(tmp_path)


ROWS: list[dict[str, object]] = [
    {"file": "a.mp3", "label": "Punk", "artist": "Ann", "license": "CC0", "track_id": 7},
    {"file": "b.mp3", "label": "Jazz", "artist": None, "license": None, "track_id": 8},
]


def write_rows(path: Path, rows: list[dict[str, object]]) -> Path:
    if path.suffix == ".jsonl":
        path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    elif path.suffix == ".parquet":
        parquet.write_table(pa.Table.from_pylist(rows), path)
    else:
        with path.open("w", newline="", encoding="utf-8") as lines:
            table = csv.DictWriter(lines, rows[0].keys())
            table.writeheader()
            table.writerows(rows)
    return path


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_a_table_says_the_same_in_every_format(tmp_path: Path, suffix: str) -> None:
    song(tmp_path / "in" / "a.mp3")
    song(tmp_path / "in" / "b.mp3", "Tagged")
    table = write_rows(tmp_path / "in" / f"list{suffix}", ROWS)
    tracks = manifest_of(table, tmp_path)
    assert [(t.id, t.artist, t.genre, t.licence, t.source) for t in tracks] == [
        ("7", "Ann", "Punk", "CC0", "list"),
        ("8", "Tagged", "Jazz", "", "list"),
    ]


@pytest.mark.parametrize("name", ["metadata.csv", "metadata.jsonl", "metadata.parquet"])
def test_an_audiofolder_at_the_top_and_in_each_split(tmp_path: Path, name: str) -> None:
    for split in ("train", "test"):
        song(tmp_path / "in" / split / "a.mp3", "Ann")
        write_rows(tmp_path / "in" / split / name, [{"file_name": "a.mp3", "genre": "Folk"}])
    tracks = manifest_of(tmp_path / "in", tmp_path)
    assert [(t.id, t.artist, t.genre) for t in tracks] == [
        ("test/a.mp3", "Ann", "Folk"),
        ("train/a.mp3", "Ann", "Folk"),
    ]


def test_a_file_that_is_not_there_is_named_and_the_others_are_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    song(tmp_path / "a.mp3")
    table = write_rows(tmp_path / "list.csv", ROWS)
    assert adopt(table, tmp_path / "manifest.csv") == 1
    assert [track.id for track in read_manifest(tmp_path / "manifest.csv")] == ["7"]
    assert "8: There is no such file" in capsys.readouterr().err
    assert "b.mp3" in (tmp_path / "manifest-problems.csv").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("a.csv", "title\nx\n", "no column path or file_name or filename or file; genre or label"),
        ("a.csv", "path,genre\n", "has no rows"),
        ("a.csv", "path,genre\n,Rock\n", "Row 1 of .* names no file"),
        ("a.csv", "path,genre,id\nx,Rock,1\ny,Rock,1\n", "The id '1' stands twice"),
        ("a.jsonl", '{"path": "x"}\n{"pa', "Line 2 of .* is no JSON"),
        ("a.jsonl", "[1]\n", "Line 1 of .* is no JSON object"),
        ("a.parquet", "PAR1 cut short", "is no readable Parquet"),
        ("a.txt", "x", r"ends in \.txt; a table ends in \.csv, \.jsonl, \.parquet"),
    ],
)
def test_a_table_that_cannot_be_used_is_named(
    tmp_path: Path, name: str, text: str, sentence: str
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(ManifestError, match=sentence):
        read_source(tmp_path / name)


def test_a_table_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"path,genre\n\xff\xfe\n")
    with pytest.raises(ManifestError, match="is no CSV in UTF-8"):
        read_source(tmp_path / "a.csv")


def test_an_empty_folder_and_no_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="holds no recordings in folders named after genres"):
        read_source(tmp_path)
    with pytest.raises(ManifestError, match=r"There is no .*nowhere\. Give a folder"):
        read_source(tmp_path / "nowhere")


def test_recordings_elsewhere_are_listed_by_their_whole_path(tmp_path: Path) -> None:
    song(tmp_path / "there" / "Rock" / "a.mp3", "Ann")
    (tmp_path / "here").mkdir()
    (track,) = manifest_of(tmp_path / "there", tmp_path / "here")
    assert track.path == tmp_path / "there" / "Rock" / "a.mp3"


def test_what_a_manifest_knows_beyond_credits_outlives_its_adoption(tmp_path: Path) -> None:
    song(tmp_path / "a.mp3")
    (tmp_path / "rows.csv").write_text(
        "path,id,artist,genre,split,album_id,valence,energy,confirmed,chosen_by\n"
        "a.mp3,a,Ada,Rock,validation,77,0.25,0.5,true,random\n",
        "utf-8",
    )
    (track,) = manifest_of(tmp_path / "rows.csv", tmp_path)
    assert (track.split, track.album_id) == ("validation", "77")
    assert (track.valence, track.energy) == (0.25, 0.5)
    assert (track.confirmed, track.chosen_by) == (True, "random")
