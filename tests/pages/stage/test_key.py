"""The presenter's key: kept beside the votes, for its owner's eyes, and hard to guess."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from genre_core.errors import ShowError
from pages.parts.stage.key import VARIABLE, keep_key, matches


def test_a_key_is_made_once_and_a_server_that_starts_again_has_the_same(tmp_path: Path) -> None:
    key = keep_key(tmp_path / "stage")
    assert len(key) == 32
    assert keep_key(tmp_path / "stage") == key
    assert keep_key(tmp_path / "other") != key


@pytest.mark.skipif(os.name != "posix", reason="Only POSIX knows such rights.")
def test_nobody_else_at_this_machine_can_read_it(tmp_path: Path) -> None:
    keep_key(tmp_path)
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0


def test_a_presenter_may_choose_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "tonight-in-the-hall")
    assert keep_key(tmp_path) == "tonight-in-the-hall"
    assert not (tmp_path / "key").exists()


@pytest.mark.parametrize("key", ["short", "with a blank", "semi;colon", "grün-ist-die-heide"])
def test_a_key_that_can_be_guessed_or_does_not_fit_a_cookie_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv(VARIABLE, key)
    with pytest.raises(ShowError, match=r"8 or more letters.* were needed.*Change"):
        keep_key(tmp_path)


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "stage").write_text("a file")
    with pytest.raises(ShowError, match=r"cannot be kept in .*name one in SPECTROGRAM_DATA"):
        keep_key(tmp_path / "stage")


@pytest.mark.parametrize("offered", ["", "tonight", "tonight-in-the-halL", "ключ", "x" * 5000])
def test_nothing_but_the_key_matches(offered: str) -> None:
    assert matches("tonight-in-the-hall", "tonight-in-the-hall")
    assert not matches("tonight-in-the-hall", offered)


def test_no_key_matches_where_there_is_none() -> None:
    assert not matches("", "")
