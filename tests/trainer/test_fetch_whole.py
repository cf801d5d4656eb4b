"""An archive as one file: resumed, proved by its SHA-1, and the tables that come out of it."""

import argparse
from collections.abc import Iterator
from hashlib import sha1
from pathlib import Path

import pytest

from tests.trainer.archive_server import (
    IDS,
    ArchiveServer,
    Fault,
    World,
    clip_path,
    fma_world,
    mp3,
    serving,
    write_wanted,
)
from trainer.fetch.commands import add_parser, run
from trainer.fetch.disk import RESERVE
from trainer.fetch.errors import ChecksumError, DiskError, TransferError
from trainer.fetch.patience import Patience
from trainer.fetch.published import TABLES
from trainer.fetch.server import Surroundings


def metadata_world() -> World:
    contents = {name: f"{name}\n".encode() * 40_000 for name in (*TABLES, "features.csv")}
    sums = {path: sha1(content).hexdigest() for path, content in contents.items()}
    return World("fma_metadata", contents, sums, method=0)


ZIPPED = metadata_world().zipped()
DIGEST = sha1(ZIPPED).hexdigest()


@pytest.fixture
def server() -> Iterator[ArchiveServer]:
    with serving({"/fma_metadata.zip": ZIPPED}) as state:
        yield state


def fetch(server: ArchiveServer, *options: str, free: int = 10**12, tries: int = 6) -> int:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers(dest="step"))
    patience = Patience(tries=tries, sleep=lambda _: None)
    world = Surroundings(patience, lambda _: free)
    return run(parser.parse_args(["fetch", *options, f"--base-url={server.url}"]), world)


def metadata(server: ArchiveServer, folder: Path, digest: str = DIGEST, **world: int) -> int:
    return fetch(server, "metadata", f"--folder={folder}", f"--sha1={digest}", **world)


def test_the_tables_that_later_steps_read_are_unpacked(
    server: ArchiveServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert metadata(server, tmp_path) == 0
    assert (tmp_path / "fma_metadata.zip").read_bytes() == ZIPPED
    for name in TABLES:
        content = (tmp_path / "fma_metadata" / name).read_bytes()
        assert content == metadata_world().contents[name]
    assert not (tmp_path / "fma_metadata" / "features.csv").exists()
    assert "tracks.csv" in capsys.readouterr().out
    assert not list(tmp_path.rglob("*.part"))


def test_what_is_here_is_not_fetched_again(server: ArchiveServer, tmp_path: Path) -> None:
    metadata(server, tmp_path)
    server.asked.clear()
    assert metadata(server, tmp_path) == 0
    assert server.asked == []


def test_a_fetch_that_failed_goes_on_where_it_stopped(
    server: ArchiveServer, tmp_path: Path
) -> None:
    server.faults = [Fault(at=200_000, cut_after=300_000)]
    with pytest.raises(TransferError, match=r"tried 1 times.*Run the same command again"):
        metadata(server, tmp_path, tries=1)
    assert (tmp_path / "fma_metadata.zip.part").read_bytes() == ZIPPED[:300_000]
    server.asked.clear()
    assert metadata(server, tmp_path) == 0
    assert server.sent == len(ZIPPED) - 300_000 + 1


def test_a_connection_that_is_cut_again_and_again_ends_in_the_same_bytes(
    server: ArchiveServer, tmp_path: Path
) -> None:
    # Each try brings more than 64 KiB, so none counts against the server's patience.
    server.faults = [Fault(at=len(ZIPPED) - 1, cut_after=70_000, times=12)]
    assert metadata(server, tmp_path, tries=3) == 0
    assert (tmp_path / "fma_metadata.zip").read_bytes() == ZIPPED


def test_a_server_without_ranges_sends_it_whole(server: ArchiveServer, tmp_path: Path) -> None:
    server.ranges = False
    (tmp_path / "fma_metadata.zip.part").write_bytes(b"of no use where nobody can go on")
    assert metadata(server, tmp_path) == 0
    assert (tmp_path / "fma_metadata.zip").read_bytes() == ZIPPED


def test_a_server_without_ranges_cannot_go_on_after_a_cut(
    server: ArchiveServer, tmp_path: Path
) -> None:
    server.ranges = False
    server.faults = [Fault(times=0), Fault(at=len(ZIPPED) - 1, cut_after=100_000)]
    with pytest.raises(TransferError, match=r"cut after 100,000 of .*cannot go on from there"):
        metadata(server, tmp_path)


def test_another_archive_than_the_published_one_is_set_aside(
    server: ArchiveServer, tmp_path: Path
) -> None:
    with pytest.raises(ChecksumError, match=rf"SHA-1 {DIGEST}; the published one is f0df49ff"):
        metadata(server, tmp_path, digest="")
    assert (tmp_path / "fma_metadata.zip.damaged").read_bytes() == ZIPPED
    assert not (tmp_path / "fma_metadata.zip").exists()
    assert metadata(server, tmp_path) == 0


def test_another_file_of_that_name_is_left_alone(server: ArchiveServer, tmp_path: Path) -> None:
    (tmp_path / "fma_metadata.zip").write_bytes(b"somebody's own")
    with pytest.raises(ChecksumError, match="Move it away"):
        metadata(server, tmp_path)
    assert (tmp_path / "fma_metadata.zip").read_bytes() == b"somebody's own"


def test_a_part_longer_than_the_archive_is_begun_anew(
    server: ArchiveServer, tmp_path: Path
) -> None:
    (tmp_path / "fma_metadata.zip.part").write_bytes(bytes(len(ZIPPED) + 1))
    assert metadata(server, tmp_path) == 0


def test_a_disk_without_room_is_seen_first(server: ArchiveServer, tmp_path: Path) -> None:
    with pytest.raises(DiskError, match=r"Free .*, use another folder"):
        metadata(server, tmp_path, free=RESERVE)
    assert server.sent == 1


def test_tables_that_are_not_the_listed_ones_are_refused(
    server: ArchiveServer, tmp_path: Path
) -> None:
    world = metadata_world()
    world.sums["genres.csv"] = "0" * 40
    server.files["/fma_metadata.zip"] = world.zipped()
    digest = sha1(server.files["/fma_metadata.zip"]).hexdigest()
    with pytest.raises(ChecksumError, match=r"fma_metadata/genres\.csv came with SHA-1"):
        metadata(server, tmp_path, digest=digest)
    assert not (tmp_path / "fma_metadata" / "genres.csv").exists()


def test_clips_come_out_of_a_whole_archive_too(server: ArchiveServer, tmp_path: Path) -> None:
    zipped = fma_world(IDS[:4]).zipped()
    server.files["/fma_large.zip"] = zipped
    manifest = write_wanted(tmp_path, IDS[1:3])
    options = ("clips", f"--manifest={manifest}", "--whole", f"--sha1={sha1(zipped).hexdigest()}")
    assert fetch(server, *options) == 0
    assert [(tmp_path / clip_path(n)).read_bytes() for n in IDS[1:3]] == [mp3(n) for n in IDS[1:3]]
    assert server.sent == len(zipped) + 1
