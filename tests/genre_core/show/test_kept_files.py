"""A file under the name of its hash is whole, or it is not there."""

import hashlib
import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genre_core.errors import ShowError
from genre_core.show.kept_files import fault, keep, put, sweep


def test_a_file_is_named_by_its_content_and_written_once(tmp_path: Path) -> None:
    kept = keep(tmp_path / "pack", b"sound", "flac")
    path = tmp_path / "pack" / kept.name
    assert kept.digest == hashlib.sha256(b"sound").hexdigest()
    assert kept.name == f"{kept.digest}.flac"
    assert (path.read_bytes(), kept.size) == (b"sound", 5)
    os.utime(path, (1, 1))
    assert keep(tmp_path / "pack", b"sound", "flac") == kept
    assert path.stat().st_mtime == 1


@settings(max_examples=25)  # each one waits for the disk
@given(
    content=st.binary(min_size=1, max_size=40), place=st.integers(0, 39), flip=st.integers(1, 255)
)
def test_no_changed_byte_goes_unnoticed(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, place: int, flip: int
) -> None:
    folder = tmp_path_factory.mktemp("pack")
    kept = keep(folder, content, "json")
    assert fault(folder, kept) == ""
    changed = bytearray(content)
    changed[place % len(content)] ^= flip
    (folder / kept.name).write_bytes(changed)
    assert fault(folder, kept) == "is damaged: its content is not what was packed"
    assert keep(folder, content, "json") == kept
    assert fault(folder, kept) == ""


def test_a_missing_file_is_told_apart_from_a_damaged_one(tmp_path: Path) -> None:
    kept = keep(tmp_path, b"picture", "png")
    (tmp_path / kept.name).unlink()
    assert fault(tmp_path, kept) == "is missing"
    (tmp_path / kept.name).mkdir()
    assert fault(tmp_path, kept).startswith("cannot be read")


def test_nothing_half_written_stays_where_writing_fails(tmp_path: Path) -> None:
    (tmp_path / "taken").write_bytes(b"")
    with pytest.raises(ShowError, match="cannot be written to"):
        keep(tmp_path / "taken", b"sound", "flac")
    (tmp_path / "show.json").mkdir()
    with pytest.raises(ShowError, match=r"show\.json cannot be written"):
        put(tmp_path / "show.json", b"index")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["show.json", "taken"]


def test_only_drafts_that_nobody_writes_any_more_are_swept_away(tmp_path: Path) -> None:
    kept = keep(tmp_path, b"sound", "flac")
    for name in (".old.draft", ".new.draft"):
        (tmp_path / name).write_bytes(b"half")
    os.utime(tmp_path / ".old.draft", (time.time() - 7200,) * 2)
    sweep(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {kept.name, ".new.draft"}
    sweep(tmp_path / "not there")
