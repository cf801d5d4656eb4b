"""Only the clips that a manifest names come, each proved whole, and none comes twice."""

import argparse
import csv
import io
import re
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from hashlib import sha1
from pathlib import Path

import pytest

from tests.trainer.archive import fma_track, metadata
from tests.trainer.archive_server import (
    IDS,
    ArchiveServer,
    Asked,
    Fault,
    World,
    clip_path,
    fma_world,
    mp3,
    serving,
    write_wanted,
)
from trainer.errors import ManifestError
from trainer.fetch.archive import open_archive
from trainer.fetch.commands import add_parser, run
from trainer.fetch.disk import RESERVE, size_text, sole_fetch
from trainer.fetch.errors import (
    ArchiveError,
    DiskError,
    FetchError,
    NotThere,
    RangesRefused,
    TransferError,
)
from trainer.fetch.parts import LocalParts
from trainer.fetch.patience import Patience
from trainer.fetch.server import Surroundings
from trainer.fetch.transport import USER_AGENT
from trainer.fma.curation import curate
from trainer.fma.files import write_curation
from trainer.fma.recipes import CurationRecipe

SOME = IDS[::10]
"""Five clips, each some 200 kB away from the next."""

Fetch = Callable[..., int]
ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import argparse, sys
from trainer.fetch.commands import add_parser, run
parser = argparse.ArgumentParser()
add_parser(parser.add_subparsers(dest="step"))
sys.exit(run(parser.parse_args()))
"""
SMALL_FILES = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))"


@pytest.fixture(scope="module")
def archive() -> bytes:
    return fma_world().zipped()


@pytest.fixture
def server(archive: bytes) -> Iterator[ArchiveServer]:
    with serving({"/fma_large.zip": archive}) as state:
        yield state


@pytest.fixture
def waits() -> list[float]:
    """The seconds that a run waited, or would have."""
    return []


@pytest.fixture
def fetch(server: ArchiveServer, waits: list[float]) -> Fetch:
    def perform(manifest: Path, *options: str, **world: object) -> int:
        patience = Patience(sleep=waits.append)
        surroundings = Surroundings(patience, **world)  # type: ignore[arg-type]  # any of its fields
        return run(parsed(server, manifest, *options), surroundings)

    return perform


def parsed(server: ArchiveServer, manifest: Path, *options: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers(dest="step"))
    return parser.parse_args(command(server, manifest, *options))


def command(server: ArchiveServer, manifest: Path, *options: str) -> list[str]:
    return ["fetch", "clips", f"--manifest={manifest}", f"--base-url={server.url}", *options]


def start(server: ArchiveServer, manifest: Path, before: str = "") -> "subprocess.Popen[str]":
    arguments = [sys.executable, "-c", before + PROGRAM, *command(server, manifest)]
    return subprocess.Popen(arguments, cwd=ROOT, text=True, stderr=subprocess.PIPE)


def whole(folder: Path, ids: tuple[int, ...] = SOME) -> list[int]:
    """The tracks that are there, each compared with what went into the archive."""
    there = [number for number in ids if (folder / clip_path(number)).exists()]
    assert all((folder / clip_path(number)).read_bytes() == mp3(number) for number in there)
    return there


def clip_requests(server: ArchiveServer) -> list[Asked]:
    """The requests that asked for clips, not for the list, the directory or one byte."""
    first = place(server, IDS[0])[0]
    directory = len(server.files["/fma_large.zip"]) - (1 << 16)
    return [a for a in server.asked if a.start >= first and a.start != directory]


def place(server: ArchiveServer, number: int) -> tuple[int, int]:
    """Where a clip's bytes lie in the archive."""
    content = server.files["/fma_large.zip"]
    return content.index(clip_path(number).encode()) - 30, len(mp3(number))


def problems(folder: Path) -> dict[str, str]:
    with (folder / "problems.csv").open(newline="", encoding="utf-8") as lines:
        return {row["id"]: row["reason"] for row in csv.DictReader(lines)}


def leftovers(folder: Path) -> list[Path]:
    return list(folder.rglob("*.part"))


def test_a_fraction_of_the_archive_brings_all_that_is_asked_for(
    server: ArchiveServer, fetch: Fetch, tmp_path: Path, archive: bytes
) -> None:
    assert fetch(write_wanted(tmp_path, SOME)) == 0
    assert whole(tmp_path) == list(SOME)
    assert len(clip_requests(server)) == len(SOME)
    needed = sum(len(mp3(number)) for number in SOME)
    assert server.sent < needed + 80_000 < len(archive) / 4
    assert {asked.agent for asked in server.asked} == {USER_AGENT}
    assert "Spectrogram" in USER_AGENT
    assert server.connections <= 4
    assert not (tmp_path / "problems.csv").exists()
    assert not leftovers(tmp_path)


def test_one_connection_is_kept_open_for_all_requests(
    server: ArchiveServer, fetch: Fetch, tmp_path: Path
) -> None:
    assert fetch(write_wanted(tmp_path, SOME), "--connections=1") == 0
    assert server.connections == 1


def test_what_is_here_is_not_fetched_again(
    server: ArchiveServer, fetch: Fetch, tmp_path: Path
) -> None:
    manifest = write_wanted(tmp_path, SOME)
    fetch(manifest)
    server.asked.clear()
    assert fetch(manifest) == 0
    assert clip_requests(server) == []


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-1], lambda b: bytes([b[0] ^ 1]) + b[1:]], ids=["cut", "altered"]
)
def test_a_clip_that_is_cut_or_altered_on_the_disk_is_fetched_again(
    server: ArchiveServer, fetch: Fetch, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    manifest = write_wanted(tmp_path, SOME)
    fetch(manifest)
    path = tmp_path / clip_path(SOME[2])
    path.write_bytes(damage(path.read_bytes()))
    server.asked.clear()
    assert fetch(manifest) == 0
    assert whole(tmp_path) == list(SOME)
    assert len(clip_requests(server)) == 1


def test_neighbours_in_the_archive_come_in_one_request(
    server: ArchiveServer, fetch: Fetch, tmp_path: Path
) -> None:
    neighbours = IDS[10:20]
    assert fetch(write_wanted(tmp_path, neighbours)) == 0
    assert whole(tmp_path, neighbours) == list(neighbours)
    assert len(clip_requests(server)) == 1


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_every_way_of_packing_is_read(
    server: ArchiveServer, fetch: Fetch, tmp_path: Path, method: int
) -> None:
    world = fma_world(IDS[:3])
    world.method = method
    server.files["/fma_large.zip"] = world.zipped()
    assert fetch(write_wanted(tmp_path, IDS[:3])) == 0
    assert whole(tmp_path, IDS[:3]) == list(IDS[:3])


def test_an_archive_beyond_the_limits_of_old_zips_is_read(
    server: ArchiveServer, fetch: Fetch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # zipfile writes the ZIP64 records where a number exceeds these limits: here all do.
    with monkeypatch.context() as limits:
        limits.setattr(zipfile, "ZIP64_LIMIT", 1000)
        limits.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 2)
        server.files["/fma_large.zip"] = fma_world(IDS[:12]).zipped()
    assert b"PK\x06\x06" in server.files["/fma_large.zip"]
    assert fetch(write_wanted(tmp_path, IDS[:12:4])) == 0
    assert whole(tmp_path, IDS[:12]) == list(IDS[:12:4])


def test_the_clips_of_another_subset_are_the_same_clips(
    server: ArchiveServer, fetch: Fetch, tmp_path: Path
) -> None:
    world = fma_world(SOME)
    world.top = "fma_medium"
    server.files["/fma_medium.zip"] = world.zipped()
    assert fetch(write_wanted(tmp_path, SOME), "--archive=fma_medium") == 0
    assert whole(tmp_path) == list(SOME)
    assert {asked.path for asked in server.asked} == {"/fma_medium.zip"}


def test_a_zip_on_this_disk_needs_no_server(fetch: Fetch, tmp_path: Path, archive: bytes) -> None:
    (tmp_path / "here.zip").write_bytes(archive)
    manifest = write_wanted(tmp_path, SOME)
    assert fetch(manifest, f"--archive={tmp_path / 'here.zip'}", "--base-url=nowhere") == 0
    assert whole(tmp_path) == list(SOME)


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_the_manifest_that_curate_writes_is_fetched(
    fetch: Fetch, tmp_path: Path, suffix: str
) -> None:
    recipe = CurationRecipe("tiny", "Rock only.", genres=("Rock",), least=1)
    write_curation(curate(metadata(fma_track(n, "Rock") for n in SOME), recipe), tmp_path)
    assert fetch(tmp_path / f"tiny{suffix}") == 0
    assert whole(tmp_path) == list(SOME)


def test_a_dry_run_says_how_much_it_is_and_writes_nothing(
    server: ArchiveServer,
    fetch: Fetch,
    tmp_path: Path,
    archive: bytes,
    capsys: pytest.CaptureFixture[str],
) -> None:
    manifest = write_wanted(tmp_path, SOME)
    (tmp_path / clip_path(SOME[0])).parent.mkdir(parents=True)
    (tmp_path / clip_path(SOME[0])).write_bytes(mp3(SOME[0]))
    before = sorted(tmp_path.rglob("*"))
    assert fetch(manifest, "--dry-run") == 0
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        infos = [opened.getinfo(clip_path(number)) for number in SOME[1:]]
    packed = sum(30 + len(info.filename) + info.compress_size for info in infos)
    told = capsys.readouterr().out
    assert f"1 clips are here; 4 are to be fetched: {size_text(packed)} in 4 requests" in told
    assert sorted(tmp_path.rglob("*")) == before
    assert clip_requests(server) == []


def test_a_run_that_is_killed_goes_on_where_it_stopped(archive: bytes, tmp_path: Path) -> None:
    manifest = write_wanted(tmp_path, SOME)
    with serving({"/fma_large.zip": archive}) as first:
        first.patient_requests = 5  # one byte, the tail, the list, and two clips
        process = start(first, manifest)
        assert first.waiting.wait(60)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
    there = whole(tmp_path)
    assert len(there) < len(SOME)
    with serving({"/fma_large.zip": archive}) as second:
        assert run(parsed(second, manifest)) == 0
        assert len(clip_requests(second)) == len(SOME) - len(there)
    assert whole(tmp_path) == list(SOME)


def test_an_interrupted_run_leaves_whole_clips_only(
    server: ArchiveServer, fetch: Fetch, tmp_path: Path
) -> None:
    manifest = write_wanted(tmp_path, SOME)
    server.patient_requests = 5
    process = start(server, manifest)
    assert server.waiting.wait(60)
    process.send_signal(signal.SIGINT)
    server.release.set()
    process.communicate(timeout=60)
    assert process.returncode != 0
    whole(tmp_path)
    assert not leftovers(tmp_path)
    assert fetch(manifest) == 0
    assert whole(tmp_path) == list(SOME)


def test_a_connection_that_is_cut_goes_on_at_that_byte(
    server: ArchiveServer, fetch: Fetch, tmp_path: Path, waits: list[float]
) -> None:
    begin, length = place(server, SOME[1])
    server.faults = [Fault(at=begin, cut_after=10_000)]
    assert fetch(write_wanted(tmp_path, SOME)) == 0
    assert whole(tmp_path) == list(SOME)
    tries = server.covering(begin, begin + length)
    assert [asked.start - begin for asked in tries] == [0, 10_000]
    assert len(waits) == 1


def test_a_server_that_asks_for_patience_gets_it(
    server: ArchiveServer, fetch: Fetch, tmp_path: Path, waits: list[float]
) -> None:
    server.faults = [Fault(at=place(server, SOME[1])[0], status=503, retry_after="17", times=2)]
    assert fetch(write_wanted(tmp_path, SOME)) == 0
    assert whole(tmp_path) == list(SOME)
    assert waits == [17.0, 17.0]


@pytest.mark.parametrize(
    ("status", "tries", "reason"), [(404, 1, "404 Not Found"), (503, 6, r"503 .*tried 6 times")]
)
def test_a_clip_that_cannot_be_had_is_named_and_the_others_come(
    server: ArchiveServer, fetch: Fetch, tmp_path: Path, status: int, tries: int, reason: str
) -> None:
    begin, length = place(server, SOME[1])
    server.faults = [Fault(at=begin, status=status, times=-1)]
    manifest = write_wanted(tmp_path, SOME)
    assert fetch(manifest) == 1
    assert whole(tmp_path) == [number for number in SOME if number != SOME[1]]
    assert list(problems(tmp_path)) == [str(SOME[1])]
    assert re.search(reason, problems(tmp_path)[str(SOME[1])])
    assert len(server.covering(begin, begin + length)) == tries
    server.faults = []
    assert fetch(manifest) == 0
    assert not (tmp_path / "problems.csv").exists()


def test_clips_that_cannot_be_proved_are_not_kept(
    server: ArchiveServer, fetch: Fetch, tmp_path: Path
) -> None:
    world = fma_world(SOME)
    inner = [clip_path(number).partition("/")[2] for number in SOME]
    world.sums[inner[0]] = sha1(b"something else").hexdigest()
    del world.sums[inner[1]]
    server.files["/fma_large.zip"] = world.zipped()
    assert fetch(write_wanted(tmp_path, (*SOME, 999_999))) == 1
    assert whole(tmp_path) == list(SOME[2:])
    found = problems(tmp_path)
    assert set(found) == {str(SOME[0]), str(SOME[1]), "999999"}
    assert "checksums promise" in found[str(SOME[0])]
    assert "no line for it" in found[str(SOME[1])]
    assert "holds no such clip" in found["999999"]


def test_damage_inside_the_archive_is_named(
    server: ArchiveServer, fetch: Fetch, tmp_path: Path
) -> None:
    begin, _ = place(server, SOME[3])
    content = bytearray(server.files["/fma_large.zip"])
    content[begin + 5_000] ^= 0xFF
    server.files["/fma_large.zip"] = bytes(content)
    assert fetch(write_wanted(tmp_path, SOME)) == 1
    assert list(problems(tmp_path)) == [str(SOME[3])]
    assert whole(tmp_path) == [number for number in SOME if number != SOME[3]]


def test_a_server_that_keeps_failing_is_left_alone(
    server: ArchiveServer, fetch: Fetch, tmp_path: Path
) -> None:
    # Far enough from each other for requests of their own, and before the directory's tail.
    wanted = IDS[:44:6]
    server.faults = [
        Fault(at=place(server, number)[0], status=404, times=-1) for number in wanted[1:]
    ]
    assert fetch(write_wanted(tmp_path, wanted), "--connections=1") == 1
    assert whole(tmp_path, wanted) == [wanted[0]]
    assert len(clip_requests(server)) == 1 + 5
    assert set(problems(tmp_path)) == {str(number) for number in wanted[1:]}
    assert "5 requests in a row failed" in problems(tmp_path)[str(wanted[-1])]


def test_a_full_disk_ends_the_run_and_loses_nothing(server: ArchiveServer, tmp_path: Path) -> None:
    world = fma_world(SOME)
    small = clip_path(SOME[0]).partition("/")[2]
    world.contents[small] = b"short enough"
    world.sums[small] = sha1(b"short enough").hexdigest()
    server.files["/fma_large.zip"] = world.zipped()
    process = start(server, write_wanted(tmp_path, SOME), SMALL_FILES)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "The disk is full" in told
    assert "Traceback" not in told
    assert (tmp_path / clip_path(SOME[0])).read_bytes() == b"short enough"
    assert whole(tmp_path, SOME[1:]) == []
    assert set(problems(tmp_path)) == {str(number) for number in SOME[1:]}
    assert not leftovers(tmp_path)


def test_a_disk_without_room_is_seen_before_anything_is_fetched(
    server: ArchiveServer, fetch: Fetch, tmp_path: Path
) -> None:
    with pytest.raises(DiskError, match=r"kB are needed in .*; 100\.0 MB are free\. Free"):
        fetch(write_wanted(tmp_path, SOME), free=lambda _: RESERVE + 10)
    assert clip_requests(server) == []


def test_a_server_without_ranges_says_what_would_be_needed(
    server: ArchiveServer, fetch: Fetch, tmp_path: Path, archive: bytes
) -> None:
    server.ranges = False
    manifest = write_wanted(tmp_path, SOME)
    with pytest.raises(RangesRefused, match=r"All 0\.0 GB would have to be fetched: add --whole"):
        fetch(manifest)
    digest = sha1(archive).hexdigest()
    assert fetch(manifest, "--whole", f"--sha1={digest}") == 0
    assert whole(tmp_path) == list(SOME)


def test_a_dry_run_of_a_whole_archive_needs_no_ranges(
    server: ArchiveServer, fetch: Fetch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.ranges = False
    manifest = write_wanted(tmp_path, SOME)
    size = size_text(len(server.files["/fma_large.zip"]))
    assert fetch(manifest, "--whole", "--dry-run") == 0
    assert f"{size} of fma_large.zip are to be fetched" in capsys.readouterr().out
    assert whole(tmp_path) == []
    (tmp_path / "fma_large.zip").write_bytes(b"all of it")
    assert fetch(manifest, "--whole", "--dry-run") == 0
    assert "0 bytes of fma_large.zip are to be fetched" in capsys.readouterr().out


def test_an_archive_that_is_not_there_is_named(
    server: ArchiveServer, fetch: Fetch, tmp_path: Path
) -> None:
    server.files.clear()
    with pytest.raises(NotThere, match=r"404 Not Found for http.*fma_large\.zip\. Check"):
        fetch(write_wanted(tmp_path, SOME))


def test_a_server_that_is_not_there_is_named(
    fetch: Fetch, tmp_path: Path, waits: list[float]
) -> None:
    with pytest.raises(TransferError, match=r"refused.*tried 6 times"):
        fetch(write_wanted(tmp_path, SOME), "--base-url=http://127.0.0.1:9/")
    assert len(waits) == 5


@pytest.mark.parametrize("cut", [0, 100, 40_000, -30])
def test_a_truncated_archive_is_named(
    server: ArchiveServer, fetch: Fetch, tmp_path: Path, archive: bytes, cut: int
) -> None:
    server.files["/fma_large.zip"] = archive[:cut]
    with pytest.raises(FetchError, match=r"no readable zip|does not say how long|416|ends"):
        fetch(write_wanted(tmp_path, SOME))


@pytest.mark.parametrize("name", ["../../escaped", "/escaped", "fma_large/../../escaped"])
def test_an_archive_that_leads_out_of_its_folder_is_refused(
    server: ArchiveServer, fetch: Fetch, tmp_path: Path, name: str
) -> None:
    world = fma_world(SOME)
    world.top = name
    server.files["/fma_large.zip"] = world.zipped()
    with pytest.raises(ArchiveError, match="lies outside its own folder, and 6 more"):
        fetch(write_wanted(tmp_path / "inner", SOME))
    assert not list(tmp_path.rglob("escaped*"))


def test_an_archive_without_checksums_is_refused(
    server: ArchiveServer, fetch: Fetch, tmp_path: Path
) -> None:
    server.files["/fma_large.zip"] = World(top="fma_large/other").zipped()
    with pytest.raises(ArchiveError, match="holds no checksums"):
        fetch(write_wanted(tmp_path, SOME))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("id,path\n1,../../x.mp3\n", "leads out of the folder"),
        ("id,path\n1,/etc/x.mp3\n", "leads out of the folder"),
        ("id,path\n1,fma_large/a\n1,fma_large/b\n", "The id '1' stands twice"),
        ("id,path\n1,fma_large/a\n2,fma_large/a\n", "The path 'fma_large/a' stands twice"),
        ("id,title\n1,x\n", "has no column path; it has id, title"),
        ("id,path\n,fma_large/a\n", "lacks its id or its path"),
        ("id,path\n", "has no rows"),
        ("id,path\n1,fma_large/a\n2,fma_small/b\n", "fma_large, fma_small"),
        ("id,path\n1,song.mp3\n", "Say with --archive"),
    ],
)
def test_a_manifest_that_cannot_be_used_is_named(
    fetch: Fetch, tmp_path: Path, text: str, sentence: str
) -> None:
    manifest = tmp_path / "manifest.csv"
    manifest.write_text(text, "utf-8")
    with pytest.raises(ManifestError, match=sentence):
        fetch(manifest)


def test_two_runs_do_not_share_a_folder(fetch: Fetch, tmp_path: Path) -> None:
    manifest = write_wanted(tmp_path, SOME)
    with sole_fetch(tmp_path), pytest.raises(FetchError, match="Another fetch is at work"):
        fetch(manifest)
    assert fetch(manifest) == 0


def test_an_archive_that_nobody_published_is_named(fetch: Fetch, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match=r"no archive 'fma_huge'\. Choose one of fma_small"):
        fetch(write_wanted(tmp_path, SOME), "--archive=fma_huge")


def test_the_connections_are_few(server: ArchiveServer, tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        parsed(server, tmp_path / "manifest.csv", "--connections=100")


def test_what_is_unpacked_is_what_zipfile_unpacks(tmp_path: Path, archive: bytes) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(archive)
    opened = open_archive(LocalParts(path))
    with zipfile.ZipFile(path) as reference:
        names = reference.namelist()
        assert len(opened.members) == len(names)
        assert all(opened.content(name) == reference.read(name) for name in names)


def test_a_folder_that_cannot_be_written_is_named(fetch: Fetch, tmp_path: Path) -> None:
    manifest = write_wanted(tmp_path, SOME)
    (tmp_path / "fma_large").write_text("a file where a folder should be")
    assert fetch(manifest) == 1
    assert "could not be written" in problems(tmp_path)[str(SOME[0])]
