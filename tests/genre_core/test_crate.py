"""The demo crate: what it writes, what it finds, what it claims, and what it says when it cannot.

Rendering takes a second a track, so these tests lay out all tracks but one as placeholders and let
the crate render the one that is missing: which is also how it resumes after an interruption.
"""

import hashlib
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
import soundfile
from mutagen.flac import FLAC

from genre_core import genres
from genre_core.crate import (
    CrateError,
    crate_folder,
    fetch_examples,
    fill_crate,
    open_crate,
    tracks,
)
from genre_core.crate.__main__ import main
from genre_core.crate.examples import EXAMPLES, example_folder, find_examples, user_cache
from genre_core.crate.tracks import UPLOADS, rendered_folder
from genre_core.synthesiser import PIECES
from genre_core.tags import read_tags

Told = list[tuple[str, float]]
MISSING = "letters-from-the-orchard"


def lay_out(folder: Path) -> Path:
    """Place a placeholder for every track but one; return the path of the missing one."""
    target = rendered_folder(folder)
    target.mkdir(parents=True)
    for upload in UPLOADS:
        if upload.slug != MISSING:
            (target / f"{upload.slug}.flac").write_bytes(b"placeholder")
    return target / f"{MISSING}.flac"


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def told() -> Told:
    """What the rendering of `crate` reported."""
    return []


@pytest.fixture(scope="module")
def crate(tmp_path_factory: pytest.TempPathFactory, told: Told) -> Path:
    """A crate of which one track was really rendered."""
    folder = tmp_path_factory.mktemp("crate")
    lay_out(folder)
    fill_crate(folder, lambda what, share: told.append((what, share)))
    return folder


@pytest.fixture(autouse=True)
def no_examples(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test sees the recordings that librosa may have stored on this machine."""
    monkeypatch.setenv("LIBROSA_DATA_DIR", str(tmp_path / "no examples"))


# Filling


def test_the_missing_track_is_rendered_and_the_others_left_alone(crate: Path) -> None:
    target = rendered_folder(crate)
    assert {path.name for path in target.iterdir()} == {f"{one.slug}.flac" for one in UPLOADS}
    info = soundfile.info(target / f"{MISSING}.flac")
    assert (info.samplerate, info.channels, info.format) == (44100, 2, "FLAC")
    assert info.duration > 20
    assert (target / "iron-filings.flac").read_bytes() == b"placeholder"


def test_the_tags_carry_the_claim_and_say_that_it_is_synthesised(crate: Path) -> None:
    path = rendered_folder(crate) / f"{MISSING}.flac"
    tags = read_tags(path)
    assert (tags.title, tags.genre) == ("Letters from the Orchard", "Punk")
    assert "synthesiser" in tags.artist
    assert FLAC(path)["comment"][0].startswith("Synthesised.")


def test_a_full_crate_is_not_rendered_again(crate: Path) -> None:
    path = rendered_folder(crate) / f"{MISSING}.flac"
    before = path.stat().st_mtime_ns
    said: Told = []
    fill_crate(crate, lambda what, share: said.append((what, share)))
    assert path.stat().st_mtime_ns == before
    assert said == [("Crate ready", 1.0)]


def test_two_at_once_do_not_hurt_each_other_and_make_the_same_bytes(
    crate: Path, tmp_path: Path
) -> None:
    path = lay_out(tmp_path)
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(fill_crate, tmp_path, None) for _ in range(2)]:
            done.result()
    assert digest(path) == digest(rendered_folder(crate) / path.name)
    assert [file.name for file in path.parent.iterdir() if file.name.startswith(".")] == []


def test_progress_names_the_piece_and_ends_at_one(crate: Path, told: Told) -> None:
    assert [what for what, _ in told] == ["Synthesising Letters from the Orchard", "Crate ready"]
    assert 0 <= told[0][1] < told[1][1] == 1


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CrateError, match=r"cannot be written to .*file.*SPECTROGRAM_DATA"):
        fill_crate(tmp_path / "file", None)


def test_a_changed_crate_renders_into_another_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rendered_folder(tmp_path)
    assert before == rendered_folder(tmp_path)
    monkeypatch.setattr(tracks, "UPLOADS", UPLOADS[1:])
    assert rendered_folder(tmp_path) != before


# Opening


def test_an_empty_folder_is_an_empty_crate(tmp_path: Path) -> None:
    assert open_crate(tmp_path / "nowhere") == ()


def test_the_crate_lists_what_is_there_in_its_order(crate: Path) -> None:
    listed = open_crate(crate)
    assert [track.slug for track in listed] == [upload.slug for upload in UPLOADS]
    for track in listed:
        assert track.synthesised
        assert track.path.is_file()
        assert "synthesised" in track.credit
        assert track.title
        assert track.licence
        assert track.description


def test_a_half_filled_crate_lists_its_half(tmp_path: Path) -> None:
    lay_out(tmp_path)
    assert MISSING not in {track.slug for track in open_crate(tmp_path)}
    assert len(open_crate(tmp_path)) == len(UPLOADS) - 1


def test_every_piece_is_uploaded_once() -> None:
    assert sorted(one.slug for one in UPLOADS) == sorted(piece.slug for piece in PIECES)


def test_exactly_three_claims_are_false() -> None:
    styles = {piece.slug: piece.style for piece in PIECES}
    false = set()
    for upload in UPLOADS:
        genre = genres.read_claim(upload.claim).genre
        if genre is not None and genre.name != styles[upload.slug]:
            false.add(upload.slug)
    assert false == {"iron-filings", "falling-ground", "letters-from-the-orchard"}


# Librosa's examples


def test_examples_join_where_librosa_keeps_them(
    crate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Kevin_MacLeod_-_Vibe_Ace.ogg", "Kevin_MacLeod_-_Vibe_Ace.hq.ogg"):
        (tmp_path / name).write_bytes(b"")
    monkeypatch.setenv("LIBROSA_DATA_DIR", str(tmp_path))
    last = open_crate(crate)[-1]
    assert (last.slug, last.artist, last.claim) == ("vibeace", "Kevin MacLeod", "Jazz")
    assert not last.synthesised
    assert last.path.name == "Kevin_MacLeod_-_Vibe_Ace.hq.ogg"
    assert "Kevin MacLeod" in last.credit
    assert last.licence == "CC BY 3.0"


def test_the_small_file_serves_where_the_good_one_is_absent(tmp_path: Path) -> None:
    (tmp_path / "Karissa_Hobbs_-_Lets_Go_Fishin.ogg").write_bytes(b"")
    ((example, path),) = find_examples(tmp_path)
    assert (example.key, path.name) == ("fishin", "Karissa_Hobbs_-_Lets_Go_Fishin.ogg")


def test_the_real_recordings_are_all_known_and_long_enough(shared: Path) -> None:
    folder = shared / "music" / "librosa_examples"
    if not folder.is_dir():
        pytest.skip(f"There is no folder {folder}.")
    found = find_examples(folder)
    assert [example for example, _ in found] == [*EXAMPLES]
    for example, path in found:
        info = soundfile.info(path)
        assert info.duration > 20, example.key
        assert (info.samplerate, info.channels) == (44100, 2), example.key


def test_credit_names_the_artist_as_the_notice_does(shared: Path) -> None:
    folder = shared / "music" / "librosa_examples"
    if not folder.is_dir():
        pytest.skip(f"There is no folder {folder}.")
    for example in EXAMPLES:
        notice = (folder / f"{example.stem}.txt").read_text(encoding="utf-8")
        assert example.artist in notice, example.key


def test_librosas_cache_is_looked_into_when_nothing_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("LIBROSA_DATA_DIR")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert example_folder() == tmp_path / "librosa"


def test_fetching_asks_librosa_for_each_recording_in_its_good_version(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    def example(key: str, *, hq: bool) -> str:
        asked.append((key, hq))
        return f"{key}.ogg"

    monkeypatch.setitem(sys.modules, "librosa", SimpleNamespace(example=example))
    told: list[float] = []

    def hear(what: str, share: float) -> None:
        told.append(share)

    paths = fetch_examples(hear)
    assert asked == [(one.key, True) for one in EXAMPLES]
    assert paths[0] == Path("vibeace.ogg")
    assert told == sorted(told)
    assert told[-1] == 1.0


@pytest.mark.parametrize("failure", [ConnectionError("no route"), ValueError("hash differs")])
def test_a_download_that_fails_says_so_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    def example(key: str, *, hq: bool) -> str:
        raise failure

    monkeypatch.setitem(sys.modules, "librosa", SimpleNamespace(example=example))
    with pytest.raises(CrateError, match=rf"could not be downloaded \({failure}\)"):
        fetch_examples(None)


def test_without_librosa_the_way_out_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "librosa", None)
    with pytest.raises(CrateError, match=r"not installed.*LIBROSA_DATA_DIR"):
        fetch_examples(None)


# Folders and the command line


def test_the_folder_is_the_one_named_in_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SPECTROGRAM_DATA", str(tmp_path))
    assert crate_folder() == tmp_path


@pytest.mark.parametrize(
    ("platform", "variables", "ending"),
    [
        ("linux", {"XDG_CACHE_HOME": "/there"}, "/there/spectrogram"),
        ("linux", {"XDG_CACHE_HOME": ""}, ".cache/spectrogram"),
        ("darwin", {}, "Library/Caches/spectrogram"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/spectrogram/spectrogram/Cache"),
    ],
)
def test_each_platform_has_its_cache(
    monkeypatch: pytest.MonkeyPatch, platform: str, variables: dict[str, str], ending: str
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert user_cache("spectrogram").as_posix().endswith(ending)


def test_the_command_fills_the_crate_and_talks_on_stderr_only(
    crate: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SPECTROGRAM_DATA", str(crate))
    assert main([]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "[100%] Crate ready\n"


def test_the_command_reports_a_failure_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("SPECTROGRAM_DATA", str(tmp_path / "file"))
    assert main([]) == 1
    assert "cannot be written" in capsys.readouterr().err
