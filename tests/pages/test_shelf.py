"""The shelf: what is kept of an upload, under which names, for whom, and for how long."""

import os
from pathlib import Path

import pytest

from genre_core.audio import track_id
from genre_core.crate import CrateError
from genre_core.crate.tracks import UPLOADS
from genre_core.errors import AudioError, UnreadableAudio, UnsuitableAudio
from pages.parts import shelf as shelves
from pages.parts.shelf import MIME, distinct_labels, find_upload, put_on_shelf, shelf
from tests.genre_core.sounds import encode, encode_mp3, music
from tests.pages.uploads import tagged

WAV = encode(music(4, 16_000, 1), 16_000)


def files(data_folder: Path) -> list[str]:
    return sorted(path.name for path in (data_folder / "uploads").glob("*"))


def test_crate_comes_in_its_order_with_its_licence(data_folder: Path) -> None:
    tracks = shelf()
    assert list(tracks) == [upload.slug for upload in UPLOADS]
    assert all("(CC0 1.0)" in track.note and track.path.is_file() for track in tracks.values())
    assert all("synthesised" in track.note for track in tracks.values())


def test_upload_is_kept_to_the_byte_under_its_hash(data_folder: Path) -> None:
    track = put_on_shelf(WAV, "My song.wav")
    assert track.key == track_id(WAV)
    assert track.path.read_bytes() == WAV
    assert (track.title, track.artist, track.claim) == ("My song", "", "")
    assert find_upload(track.key) == track
    assert files(data_folder) == [f"{track.key}.name", f"{track.key}.wav"]


def test_same_bytes_again_are_one_upload(data_folder: Path) -> None:
    assert put_on_shelf(WAV, "a.wav").path == put_on_shelf(WAV, "b.wav").path
    assert len(files(data_folder)) == 2


def test_only_named_uploads_are_offered_in_the_order_named(data_folder: Path) -> None:
    first = put_on_shelf(WAV, "first.wav").key
    second = put_on_shelf(encode(music(5, 16_000, 1), 16_000), "second.wav").key
    assert not {first, second} & set(shelf())
    assert list(shelf([second, first, "f" * 64]))[-2:] == [second, first]


@pytest.mark.parametrize("key", ["", "*", "../secret", "A" * 64, "f" * 63, "f" * 64, "\0"])
def test_nothing_but_a_hash_that_is_there_is_looked_up(data_folder: Path, key: str) -> None:
    put_on_shelf(WAV, "a.wav")
    (data_folder / "secret.wav").write_bytes(WAV)
    assert find_upload(key) is None


def test_tags_name_the_track_and_its_claim(data_folder: Path) -> None:
    track = put_on_shelf(tagged("Title", "Artist", "hip hop"), "file.mp3")
    assert (track.label, track.claim, track.mime) == ("Title · Artist", "hip hop", "audio/mpeg")


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("a_b  c\t\n.wav", "a b c"),
        ("🎸 <b>x<b> *y* [z](q).wav", "🎸 <b>x<b> *y* [z](q)"),
        ("folder/song.wav", "song"),
        (".wav", ".wav"),
        ("", "Untitled"),
        ("x" * 300 + ".wav", "x" * 77 + "..."),
        ("\x00\x07.wav", "Untitled"),
        ("lone \ud800.wav", "lone ?"),
    ],
)
def test_file_name_becomes_a_title_of_one_short_line(
    data_folder: Path, name: str, title: str
) -> None:
    assert put_on_shelf(WAV, name).title == title


def test_seven_megabytes_of_tags_do_no_harm(data_folder: Path) -> None:
    track = put_on_shelf(tagged("Big", "Tags", "Pop", picture=os.urandom(7_000_000)), "big.mp3")
    assert (track.label, track.claim) == ("Big · Tags", "Pop")


def test_tracks_that_share_a_label_are_told_apart(data_folder: Path) -> None:
    keys = [put_on_shelf(tagged("T", "A", "Pop", seconds=s), "x.mp3").key for s in (3.5, 4.0)]
    labels = distinct_labels(shelf(keys))
    assert [labels[key] for key in keys] == [f"T · A ({key[:6]})" for key in keys]
    assert len(set(labels.values())) == len(labels)
    assert labels["corner-booth"] == shelf()["corner-booth"].label


@pytest.mark.parametrize(
    ("content", "error", "message"),
    [
        (b"", UnreadableAudio, "empty"),
        (b"This is no music. " * 200, UnreadableAudio, "not audio"),
        (encode(music(1)), UnsuitableAudio, r"lasts 1\.0 s"),
        (bytes(31 * 2**20), UnsuitableAudio, "MB"),
    ],
)
def test_what_is_no_track_is_not_kept(
    data_folder: Path, content: bytes, error: type[AudioError], message: str
) -> None:
    with pytest.raises(error, match=message):
        put_on_shelf(content, "x.mp3")
    assert files(data_folder) == []


def test_unknown_ending_is_taken_for_mp3(data_folder: Path) -> None:
    track = put_on_shelf(encode_mp3(music(4)), "song.exe")
    assert track.path.suffix == ".mp3"
    assert all(kind.startswith(("audio/", "video/")) for kind in MIME.values())


def test_oldest_uploads_make_room(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sounds = [encode(music(seconds, 16_000, 1), 16_000) for seconds in (4.0, 4.1, 4.2)]
    monkeypatch.setattr(shelves, "SHELF_BYTES", 2 * len(sounds[2]))
    tracks = [put_on_shelf(sound, "x.wav") for sound in sounds[:2]]
    for age, track in zip((100, 50), tracks, strict=True):
        os.utime(track.path, (1_700_000_000 - age, 1_700_000_000 - age))
    newest = put_on_shelf(sounds[2], "x.wav")
    assert find_upload(tracks[0].key) is None
    assert find_upload(tracks[1].key) is not None
    assert find_upload(newest.key) is not None
    assert len(files(data_folder)) == 4


def test_folder_that_cannot_be_written_is_said(data_folder: Path) -> None:
    (data_folder / "uploads").write_text("a file where a folder should be")
    with pytest.raises(CrateError, match=r"cannot be kept .* SPECTROGRAM_DATA"):
        put_on_shelf(WAV, "x.wav")
