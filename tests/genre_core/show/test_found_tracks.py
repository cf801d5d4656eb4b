"""A track is found by its slug, by its path, or among the music."""

from pathlib import Path

import pytest

from genre_core.crate import CrateTrack, crate_folder, fill_crate, open_crate
from genre_core.crate.examples import silent
from genre_core.errors import ShowError
from genre_core.show.found_tracks import find_track, render_missing
from tests.genre_core.show.made_packs import write_track


@pytest.fixture
def filled() -> tuple[CrateTrack, ...]:
    fill_crate(crate_folder())
    return open_crate(crate_folder())


def test_a_slug_of_the_crate_is_its_file(filled: tuple[CrateTrack, ...]) -> None:
    for track in filled:
        assert find_track(track.slug, crate_folder()) == track.path


def test_a_path_is_taken_from_where_the_program_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_track(tmp_path, "song.wav", 3.0)
    assert find_track(str(path), tmp_path) == path
    monkeypatch.chdir(tmp_path)
    assert find_track("song.wav", tmp_path) == path


def test_the_folders_of_music_are_searched_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    music = tmp_path / "music"
    (music / "rock").mkdir(parents=True)
    path = write_track(music / "rock", "song.wav", 3.0)
    monkeypatch.setenv("SPECTROGRAM_MUSIC", str(music))
    assert find_track("rock/song.wav", tmp_path) == path
    with pytest.raises(ShowError, match="There is no track"):
        find_track("../music/rock/none.wav", tmp_path)


@pytest.mark.parametrize("name", ["nowhere.wav", "x" * 5000, "a\0b", "."])
def test_a_track_that_is_nowhere_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(ShowError, match="neither a file nor one of the demo crate"):
        find_track(name, tmp_path)


def test_the_crate_is_rendered_only_for_tracks_of_it(tmp_path: Path) -> None:
    render_missing(["song.wav", "nobody"], tmp_path, silent)
    assert list(tmp_path.iterdir()) == []
