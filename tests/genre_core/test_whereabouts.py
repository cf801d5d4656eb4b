"""Where a track's sound lies, and that nothing outside the folders is ever looked at."""

import os
from pathlib import Path

import pytest

from genre_core.whereabouts import MusicFolder, music_folders, open_folder


def put(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"sound")
    return path


def opened(folder: Path) -> MusicFolder:
    found = open_folder(folder)
    assert found is not None
    return found


def test_a_track_is_found_by_the_folders_manifest(tmp_path: Path) -> None:
    there = put(tmp_path / "open" / "song.mp3")
    (tmp_path / "manifest.csv").write_text("path,id\nopen/song.mp3,song-1\nopen/no.mp3,no\n")
    assert opened(tmp_path).find("song-1") == there
    assert opened(tmp_path).find("no") is None


def test_a_track_is_found_by_its_row(tmp_path: Path) -> None:
    there = put(tmp_path / "a" / "b.ogg")
    assert opened(tmp_path).find("any", "a/b.ogg") == there
    assert opened(tmp_path / "a").find("any", "a/b.ogg") == there


@pytest.mark.parametrize("tree", [".", "fma_large", "fma_full"])
def test_a_clip_of_the_archive_is_found_where_the_archive_puts_it(
    tmp_path: Path, tree: str
) -> None:
    there = put(tmp_path / tree / "012" / "012345.mp3")
    assert opened(tmp_path).find("fma-012345") == there
    assert opened(tmp_path).find("12345") == there
    assert opened(tmp_path).find("fma-012346") is None


@pytest.mark.parametrize("suffix", [".mp3", ".flac", ".wav"])
def test_a_track_is_found_by_its_id_as_a_name(tmp_path: Path, suffix: str) -> None:
    there = put(tmp_path / f"song-1{suffix}")
    assert opened(tmp_path).find("song-1") == there


@pytest.mark.parametrize(
    ("track", "path"),
    [
        ("../secret", ""),
        ("x", "../secret.mp3"),
        ("x", "a/../../secret.mp3"),
        ("stolen", ""),
        ("x\0", "y\0"),
        ("x" * 5000, ""),
        ("", ""),
    ],
)
def test_nothing_outside_is_found(tmp_path: Path, track: str, path: str) -> None:
    put(tmp_path / "secret.mp3")
    inner = tmp_path / "music"
    inner.mkdir()
    (inner / "manifest.csv").write_text(f"id,path\nstolen,{tmp_path / 'secret.mp3'}\n")
    assert opened(inner).find(track, path) is None
    assert opened(inner).find("x", str(tmp_path / "secret.mp3")) is None


@pytest.mark.parametrize("content", [b"\xff\xfe\0", b"", b"a,b\n1,2\n", b'id,path\n"'])
def test_a_manifest_that_says_nothing_finds_nothing(tmp_path: Path, content: bytes) -> None:
    there = put(tmp_path / "song.mp3")
    (tmp_path / "manifest.csv").write_bytes(content)
    assert opened(tmp_path).find("song") == there
    assert opened(tmp_path).find("1") is None


def test_folders_are_named_as_in_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert music_folders() == ()
    monkeypatch.setenv("SPECTROGRAM_MUSIC", f"{tmp_path}{os.pathsep}{os.pathsep}elsewhere")
    assert music_folders() == (tmp_path, Path("elsewhere"))
    assert open_folder(tmp_path / "nowhere") is None
