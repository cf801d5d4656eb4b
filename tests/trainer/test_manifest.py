"""A manifest is read as it stands, and refused where a split could not be trusted."""

from pathlib import Path

import pytest

from tests.trainer.tracks import catalogue, track
from trainer.errors import ManifestError
from trainer.manifest import LabelledTrack, read_manifest, with_genres

HEADER = "path,id,artist,genre,title,licence,link\n"


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "manifest.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_every_row_is_read(tmp_path: Path, encoding: str) -> None:
    rows = 'a/b.mp3,1,Björk,Pop,"Jóga, live",CC0-1.0,nowhere\nc.wav,2,Can,,,,\n'
    tracks = read_manifest(written(tmp_path, HEADER + rows, encoding))
    assert tracks == (
        LabelledTrack(
            "1", tmp_path / "a/b.mp3", "Björk", "Pop", "Jóga, live", "", "", "CC0-1.0", "nowhere"
        ),
        LabelledTrack("2", tmp_path / "c.wav", "Can", ""),
    )


def test_columns_that_are_not_known_do_no_harm(tmp_path: Path) -> None:
    text = "mood,genre,artist,id,path\nsad,Pop,Can,1,c.wav\n"
    assert read_manifest(written(tmp_path, text))[0].genre == "Pop"


def test_a_missing_manifest_is_named(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=r"no manifest .*manifest\.csv\. Give the path"):
        read_manifest(tmp_path / "manifest.csv")


@pytest.mark.parametrize("text", ["", "path,id,genre\n", "artists\n"])
def test_a_missing_column_is_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(
        ManifestError, match=r"has no column .*artist.*; it needs path, id, artist, genre\. Add"
    ):
        read_manifest(written(tmp_path, text))


@pytest.mark.parametrize("row", ["c.wav,,Can,Pop,,,\n", "c.wav,1,,Pop,,,\n"])
def test_a_row_without_id_or_artist_is_refused(tmp_path: Path, row: str) -> None:
    with pytest.raises(ManifestError, match=r"a row without id or artist \(c\.wav\)\. Fill both"):
        read_manifest(written(tmp_path, HEADER + row))


@pytest.mark.parametrize("row", ["c.wav\n", "c.wav,1\n"])
def test_a_row_that_breaks_off_before_its_artist_is_refused(tmp_path: Path, row: str) -> None:
    with pytest.raises(ManifestError, match=r"a row without id or artist"):
        read_manifest(written(tmp_path, HEADER + row))


def test_a_row_that_breaks_off_later_has_no_label(tmp_path: Path) -> None:
    (found,) = read_manifest(written(tmp_path, HEADER + "c.wav,1,Can\n"))
    assert found == LabelledTrack("1", tmp_path / "c.wav", "Can", "")
    (found,) = read_manifest(written(tmp_path, "id,artist,genre,path\n1,Can\n"))
    assert found == LabelledTrack("1", tmp_path, "Can", "")


def test_an_id_that_stands_twice_is_named(tmp_path: Path) -> None:
    row = "c.wav,seven,Can,Pop,,,\n"
    with pytest.raises(ManifestError, match=r"The id 'seven' stands twice in manifest\.csv"):
        read_manifest(written(tmp_path, HEADER + row + row))


def test_only_the_recipes_genres_are_kept() -> None:
    tracks = (*catalogue(2, 1), track(99, "nobody", ""), track(98, "somebody", "Jazz"))
    kept = with_genres(tracks, ("Rock", "Jazz"))
    assert {each.genre for each in kept} == {"Rock", "Jazz"}
    assert len(kept) == 3


def test_a_genre_without_recordings_is_named() -> None:
    with pytest.raises(ManifestError, match=r"No recording is labelled Blues, Jazz; each genre"):
        with_genres(catalogue(), ("Jazz", "Rock", "Blues"))
