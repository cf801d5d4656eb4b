"""Whatever the network does, the bytes that arrive are the bytes that were asked for."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from threading import Thread

import numpy as np
import pytest

from tests.trainer.archive_server import ArchiveServer, Fault, serving
from trainer.fetch.errors import Interrupted, RangesRefused, TransferError
from trainer.fetch.patience import Patience
from trainer.fetch.transport import Transport

CONTENT = np.random.default_rng(440).bytes(300_000)


@pytest.fixture
def server() -> Iterator[ArchiveServer]:
    with serving({"/file": CONTENT}) as state:
        yield state


def patient(waits: list[float]) -> Transport:
    return Transport(patience=Patience(sleep=waits.append, chance=lambda: 1.0))


def read(transport: Transport, url: str, start: int = 0, stop: int = len(CONTENT)) -> bytes:
    return b"".join(transport.stream(transport.look(url), start, stop))


def test_a_file_is_looked_at_by_one_byte(server: ArchiveServer) -> None:
    remote = Transport().look(f"{server.url}file")
    assert (remote.size, remote.ranges, server.sent) == (len(CONTENT), True, 1)


def test_cuts_anywhere_leave_no_trace(server: ArchiveServer, rng: np.random.Generator) -> None:
    lengths = [int(length) for length in rng.integers(0, 60_000, 20)]
    server.faults = [Fault(at=len(CONTENT) - 1, cut_after=length) for length in lengths]
    transport = Transport(patience=Patience(tries=99, sleep=lambda _: None))
    assert read(transport, f"{server.url}file") == CONTENT


def test_each_wait_is_twice_as_long_as_the_last_one(server: ArchiveServer) -> None:
    server.faults = [Fault(at=500, status=502, times=-1)]
    waits: list[float] = []
    with pytest.raises(TransferError, match=r"502 Bad Gateway.*tried 6 times"):
        read(patient(waits), f"{server.url}file", 500, 600)
    assert waits == [1.0, 2.0, 4.0, 8.0, 16.0]


def test_jitter_takes_at_most_half_and_never_below_what_is_asked() -> None:
    impatient = Patience(chance=lambda: 0.0)
    assert impatient.wait(3, 0.0) == 2.0
    assert impatient.wait(3, 3.0) == 3.0
    assert Patience(most=60.0, chance=lambda: 1.0).wait(30, 0.0) == 60.0


def test_patience_may_be_asked_for_until_a_date(server: ArchiveServer) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    server.faults = [Fault(at=500, status=429, retry_after=date)]
    waits: list[float] = []
    assert read(patient(waits), f"{server.url}file", 500, 600) == CONTENT[500:600]
    assert 10 < waits[0] <= 100


def test_a_wish_that_cannot_be_read_is_no_wish(server: ArchiveServer) -> None:
    server.faults = [Fault(at=500, status=503, retry_after="soon")]
    waits: list[float] = []
    assert read(patient(waits), f"{server.url}file", 500, 600) == CONTENT[500:600]
    assert waits == [1.0]


def test_a_server_that_asks_for_hours_is_left_alone(server: ArchiveServer) -> None:
    server.faults = [Fault(at=500, status=503, retry_after="7200")]
    waits: list[float] = []
    with pytest.raises(TransferError, match=r"asks for 7200 s of patience.*again later"):
        read(patient(waits), f"{server.url}file", 500, 600)
    assert waits == []


def test_another_part_than_asked_for_is_never_taken(server: ArchiveServer) -> None:
    server.faults = [Fault(at=500, shift=1)]
    with pytest.raises(TransferError, match=r"from byte 500 and sent bytes 501-600/300000"):
        read(Transport(), f"{server.url}file", 500, 600)


def test_a_server_that_forgets_ranges_midway_is_seen(server: ArchiveServer) -> None:
    transport = Transport()
    remote = transport.look(f"{server.url}file")
    server.ranges = False
    with pytest.raises(RangesRefused, match="whole where a part of it was asked for"):
        list(transport.stream(remote, 10, 20))


def test_redirections_are_followed(server: ArchiveServer) -> None:
    server.moved["/old"] = f"{server.url}file"
    assert read(Transport(), f"{server.url}old", 7, 99) == CONTENT[7:99]


@pytest.mark.parametrize("url", ["nowhere", "ftp://somewhere/x", "http:///x", ""])
def test_what_is_no_address_is_said_to_be_none(url: str) -> None:
    with pytest.raises(TransferError, match=r"is no web address\. Begin it with https"):
        Transport().look(url)


def test_a_stopped_transport_asks_nobody(server: ArchiveServer) -> None:
    transport = Transport()
    remote = transport.look(f"{server.url}file")
    transport.stop()
    with pytest.raises(Interrupted):
        list(transport.stream(remote, 0, 10))
    assert len(server.asked) == 1


def test_stopping_ends_a_wait_at_once(server: ArchiveServer) -> None:
    server.faults = [Fault(at=500, status=503, retry_after="600", times=-1)]
    transport = Transport()
    # The sentence is said while the gate is held, just before the wait.
    transport.say = lambda _: Thread(target=transport.stop).start()
    with pytest.raises(Interrupted):
        read(transport, f"{server.url}file", 500, 600)


def test_a_proxy_of_the_environment_is_used(
    server: ArchiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A proxy is asked by the whole address; our server knows a file of that name.
    server.files["http://archive.invalid/file"] = CONTENT
    for name in ("no_proxy", "NO_PROXY", "REQUEST_METHOD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", server.url)
    assert read(Transport(), "http://archive.invalid/file", 3, 9) == CONTENT[3:9]
