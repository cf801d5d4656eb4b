"""A file appears whole or not at all."""

from pathlib import Path

import pytest

from genre_core.errors import ExchangeError
from genre_core.exchange.files import STANDARD, appearing


def test_a_file_takes_its_name_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text("old")
    with appearing(path) as out:
        out.write(b"new")
        out.flush()
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_what_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text("old")
    with pytest.raises(ValueError, match="bytes must be in range"), appearing(path) as out:
        out.writelines(bytes([number]) for number in (1, 2, 256))
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_is_written_through(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with appearing(tmp_path / "link") as out:
        out.write(b"x")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"x"


def test_a_full_disk_is_a_sentence() -> None:
    with (
        pytest.raises(ExchangeError, match="The disk is full: /dev/full could not be written"),
        appearing(Path("/dev/full")) as out,
    ):
        out.write(b"x" * 100_000)


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with (
        pytest.raises(ExchangeError, match="could not be written"),
        appearing(tmp_path / "no" / "d.csv"),
    ):
        pass


def test_a_dash_is_standard_output(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    with appearing(STANDARD) as out:
        out.write(b"x\n")
    assert capfdbinary.readouterr().out == b"x\n"
