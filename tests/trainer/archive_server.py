"""An FMA-shaped archive of synthesised clips, and a real HTTP server that can be made to fail.

The archive is laid out as the authors' own: a top folder, ``README.txt``, ``checksums`` with a
SHA-1 and a path a line, and clips at AAA/AAABBB.mp3, packed with bzip2.
"""

import io
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import numpy as np
import soundfile

IDS = tuple(range(2, 1402, 28))
"""Fifty track ids in two folders, 000 and 001."""


def clip_path(number: int, top: str = "fma_large") -> str:
    """Where FMA keeps a track: fma_large/000/000002.mp3."""
    text = f"{number:06}"
    return f"{top}/{text[:3]}/{text}.mp3"


@cache
def mp3(number: int, seconds: float = 1.5) -> bytes:
    """A clip of noise, no two alike: about 25 kB that no method packs any further."""
    noise = np.random.default_rng(number).normal(0, 0.2, round(44_100 * seconds))
    file = io.BytesIO()
    soundfile.write(file, np.clip(noise, -1, 1), 44_100, format="MP3")
    return file.getvalue()


@dataclass
class World:
    """What lies in an archive, before it is packed.

    Attributes:
        top: the folder inside.
        contents: file by path inside the top folder, in the order of the archive.
        sums: lines of `checksums` by path; those of the contents unless changed.
        method: how members are packed.
    """

    top: str = "fma_large"
    contents: dict[str, bytes] = field(default_factory=dict)
    sums: dict[str, str] = field(default_factory=dict)
    method: int = zipfile.ZIP_BZIP2

    def zipped(self) -> bytes:
        """The archive's bytes."""
        lines = "".join(f"{digest}  {path}\n" for path, digest in self.sums.items())
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", self.method) as archive:
            archive.writestr(f"{self.top}/README.txt", "Synthesised.\n")
            archive.writestr(f"{self.top}/checksums", lines)
            for path, content in self.contents.items():
                archive.writestr(f"{self.top}/{path}", content)
        return file.getvalue()


def fma_world(ids: tuple[int, ...] = IDS) -> World:
    """An archive of clips whose checksums are right."""
    contents = {clip_path(number).partition("/")[2]: mp3(number) for number in ids}
    sums = {path: sha1(content).hexdigest() for path, content in contents.items()}
    return World(contents=contents, sums=sums)


def write_wanted(folder: Path, ids: tuple[int, ...], top: str = "fma_large") -> Path:
    """A manifest that asks for these clips; its folder is made where absent."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["id,path,artist,genre", *(f"{n},{clip_path(n, top)},Somebody,Rock" for n in ids)]
    path = folder / "manifest.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@dataclass(frozen=True)
class Asked:
    """A request as the server saw it, and how many bytes of content it sent."""

    path: str
    start: int
    stop: int
    agent: str
    sent: int


@dataclass
class Fault:
    """What goes wrong, and with which requests.

    Attributes:
        at: a byte that the request must cover; -1 for any request.
        times: how often it happens.
        status: an answer without content.
        retry_after: its header, where it has one.
        cut_after: bytes of content after which the connection is cut; -1 for none.
        shift: by how many bytes the part that is sent begins elsewhere.
    """

    at: int = -1
    times: int = 1
    status: int = 0
    retry_after: str = ""
    cut_after: int = -1
    shift: int = 0


@dataclass
class ArchiveServer:
    """A server of a few files.

    Attributes:
        files: by path, "/fma_large.zip".
        ranges: whether it sends parts.
        faults: used up in their order.
        moved: paths that are answered with another place.
        asked: all requests so far.
        connections: how many were opened.
        patient_requests: after so many requests the others wait for `release`.
    """

    files: dict[str, bytes]
    ranges: bool = True
    faults: list[Fault] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    patient_requests: int = 1_000_000
    release: threading.Event = field(default_factory=threading.Event)
    waiting: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    url: str = ""

    @property
    def sent(self) -> int:
        """Bytes of content sent so far."""
        return sum(asked.sent for asked in self.asked)

    def covering(self, start: int, stop: int) -> list[Asked]:
        """The requests that asked for any of these bytes, the directory's left out."""
        return [a for a in self.asked if a.start < stop and start < a.stop and a.stop - a.start > 1]

    def take_fault(self, start: int, stop: int) -> Fault | None:
        """The first fault that fits a request, used up by one."""
        with self.lock:
            for fault in self.faults:
                if fault.times and (fault.at < 0 or start <= fault.at < stop):
                    fault.times -= 1
                    return fault
        return None


@contextmanager
def serving(files: dict[str, bytes]) -> Iterator[ArchiveServer]:
    """Serve files on a free port of this machine."""
    state = ArchiveServer(files)
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"state": state}))
    state.url = f"http://127.0.0.1:{server.server_address[1]}/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield state
    finally:
        state.release.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Report what goes wrong here, but not that a client was killed."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # passed on


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    state: ClassVar[ArchiveServer]

    def setup(self) -> None:
        super().setup()
        with self.state.lock:
            self.state.connections += 1

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the base
        """Say nothing."""

    def do_GET(self) -> None:
        content = self.state.files.get(self.path)
        start, stop = _span(self.headers.get("Range", ""), len(content or b""))
        self._wait_for_release()
        fault = self.state.take_fault(start, stop) or Fault()
        if content is None or fault.status:
            self._note(start, stop, 0)
        if self.path in self.state.moved:
            self._answer(302, {"Location": self.state.moved[self.path]})
        elif content is None or fault.status:
            wish = {"Retry-After": fault.retry_after} if fault.retry_after else {}
            self._answer(fault.status or 404, wish)
        else:
            self._send(content, start, stop, fault)

    def _wait_for_release(self) -> None:
        with self.state.lock:
            begun = len(self.state.asked) >= self.state.patient_requests
        if begun:
            self.state.waiting.set()
            self.state.release.wait(60)

    def _answer(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in ({"Content-Length": "0"} | headers).items():
            self.send_header(name, value)
        self.end_headers()

    def _send(self, content: bytes, start: int, stop: int, fault: Fault) -> None:
        asked = (start, stop)
        if not self.state.ranges or not self.headers.get("Range"):
            start, stop = 0, len(content)
            self._answer(200, {"Content-Length": str(stop)})
        else:
            start, stop = start + fault.shift, stop + fault.shift
            told = f"bytes {start}-{stop - 1}/{len(content)}"
            self._answer(206, {"Content-Length": str(stop - start), "Content-Range": told})
        part = content[start:stop]
        if fault.cut_after >= 0:
            part = part[: fault.cut_after]
            self.close_connection = True
        # Noted first: whoever has the bytes may look at once.
        self._note(*asked, len(part))
        try:
            self.wfile.write(part)
        except OSError:
            self.close_connection = True

    def _note(self, start: int, stop: int, sent: int) -> None:
        agent = self.headers.get("User-Agent", "")
        with self.state.lock:
            self.state.asked.append(Asked(self.path, start, stop, agent, sent))


def _span(header: str, size: int) -> tuple[int, int]:
    if not header:
        return 0, size
    first, _, last = header.removeprefix("bytes=").partition("-")
    return int(first), min(int(last) + 1, size) if last else size
