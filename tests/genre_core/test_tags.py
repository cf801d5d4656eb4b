"""Title, artist, album and genre from every kind of tag, and from none."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mutagen
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutagen.id3 import APIC, ID3, TALB, TCON, TIT2, TPE1

from genre_core.tags import MAX_CHARACTERS, Tags, read_tags
from tests.genre_core.sounds import encode, encode_by_ffmpeg, encode_mp3, music

TUNE = music(1)
MP3 = encode_mp3(TUNE)
WANTED = Tags("Größe 大", "Ένας", "Альбом", "Chip Music")

new_id3: Callable[..., Any] = ID3


def with_id3(genre: str = "Rock", encoding: int = 3, **save: int) -> bytes:
    """Return an MP3 with an ID3 tag before its sound."""
    tags, file = new_id3(), io.BytesIO()
    frames: list[Any] = [TIT2, TPE1, TALB, TCON]
    texts = ["Title", "Artist", "Album", genre]
    for frame, text in zip(frames, texts, strict=True):
        tags.add(frame(encoding=encoding, text=[text]))
    tags.save(file, **save)
    return file.getvalue() + MP3


def with_own_tags(data: bytes, names: tuple[str, str, str, str]) -> bytes:
    """Return `data` with WANTED written by mutagen under the format's own `names`."""
    file = io.BytesIO(data)
    tagged: Any = mutagen.File(file)
    if tagged.tags is None:
        tagged.add_tags()
    values = (WANTED.title, WANTED.artist, WANTED.album, WANTED.genre)
    for name, value in zip(names, values, strict=True):
        tagged[name] = [value, "a second value"]
    file.seek(0)
    tagged.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "names"),
    [
        (encode(TUNE, kind="FLAC PCM_16"), ("title", "artist", "album", "genre")),
        (encode(TUNE, kind="OGG VORBIS"), ("TITLE", "Artist", "album", "genre")),
        (encode(music(1, 48_000), 48_000, "OGG OPUS"), ("title", "artist", "album", "genre")),
        (encode_by_ffmpeg(TUNE), ("\xa9nam", "\xa9ART", "\xa9alb", "\xa9gen")),
    ],
    ids=["flac", "vorbis", "opus", "m4a"],
)
def test_each_format_gives_its_first_values(
    tmp_path: Path, data: bytes, names: tuple[str, str, str, str]
) -> None:
    tagged = with_own_tags(data, names)
    path = tmp_path / "song"
    path.write_bytes(tagged)
    assert read_tags(tagged) == read_tags(path) == WANTED
    assert read_tags(data) == Tags()


def test_wav_with_id3_gives_its_values() -> None:
    file = io.BytesIO(encode(TUNE))
    wave: Any = mutagen.File(file)
    wave.add_tags()
    wave.tags.add(TCON(encoding=3, text=["Jazz"]))
    file.seek(0)
    wave.save(file)
    assert read_tags(file.getvalue()) == Tags(genre="Jazz")


@pytest.mark.parametrize("encoding", [0, 1, 2, 3], ids=["latin1", "utf16", "utf16be", "utf8"])
@pytest.mark.parametrize("version", [3, 4])
def test_id3_in_each_encoding_and_version(encoding: int, version: int) -> None:
    data = with_id3(encoding=encoding, v2_version=version)
    assert read_tags(data) == Tags("Title", "Artist", "Album", "Rock")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("(17)", "Rock"),
        ("17", "Rock"),
        ("(4)Eurodisco", "Disco"),
        ("(RX)", "Remix"),
        ("  Hip-Hop  / Rap\0", "Hip-Hop / Rap"),
        ("(255)", ""),
        ("", ""),
        ("x" * 100_000, "x" * MAX_CHARACTERS),
    ],
)
def test_genres_become_one_line_with_a_name(written: str, read: str) -> None:
    assert read_tags(with_id3(genre=written)).genre == read


def test_id3v1_behind_the_sound_is_read() -> None:
    fields = [("Old Title", 30), ("Old Artist", 30), ("", 30), ("1999", 4), ("", 30)]
    tag = b"TAG" + b"".join(text.encode().ljust(size, b"\0") for text, size in fields) + b"\x11"
    assert read_tags(MP3 + tag) == Tags("Old Title", "Old Artist", "", "Rock")


def test_a_picture_of_ten_megabytes_does_not_matter() -> None:
    tags, file = new_id3(), io.BytesIO()
    tags.add(APIC(mime="image/png", data=bytes(10_000_000)))
    tags.add(TIT2(encoding=3, text=["Title"]))
    tags.save(file)
    assert read_tags(file.getvalue() + MP3) == Tags(title="Title")


def test_where_nothing_can_be_read_the_tags_are_empty(tmp_path: Path) -> None:
    junk = [b"", b"ID3", b"ID3\x04\0\0\x7f\x7f\x7f\x7f", b"fLaC\xff\xff", b"OggS" * 50, MP3]
    assert {read_tags(data) for data in junk} == {Tags()}
    assert read_tags(tmp_path) == read_tags(tmp_path / "nowhere.mp3") == Tags()


SAMPLES = [
    with_id3(),
    with_own_tags(encode(TUNE, kind="FLAC PCM_16"), ("title", "artist", "album", "genre")),
    with_own_tags(encode(TUNE, kind="OGG VORBIS"), ("title", "artist", "album", "genre")),
    with_own_tags(encode_by_ffmpeg(TUNE), ("\xa9nam", "\xa9ART", "\xa9alb", "\xa9gen")),
]


@settings(max_examples=200)
@given(
    data=st.sampled_from(SAMPLES),
    length=st.integers(0, 100_000),
    spots=st.lists(st.tuples(st.integers(0, 1500), st.binary(min_size=1, max_size=8)), max_size=9),
)
def test_no_damage_raises(data: bytes, length: int, spots: list[tuple[int, bytes]]) -> None:
    damaged = bytearray(data[:length])
    for at, junk in spots:
        damaged[at : at + len(junk)] = junk
    tags = read_tags(bytes(damaged))
    for text in (tags.title, tags.artist, tags.album, tags.genre):
        assert len(text) <= MAX_CHARACTERS
        assert text == " ".join(text.split())


def test_real_music_has_its_tags(shared: Path) -> None:
    path = shared / "music" / "original" / "Inara_George_-_Q.mp3"
    if not path.is_file():
        pytest.skip(f"There is no file {path}.")
    assert read_tags(path) == Tags("Q", "Inara George", "Sargent Singles: Volume 1", "Indie-Rock")
