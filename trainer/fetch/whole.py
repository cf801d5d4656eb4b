"""An archive as one file: fetched from where an earlier try ended, then proved by its SHA-1.

The bytes gather in ``NAME.zip.part``. Only when the SHA-1 is the published one does the file
come to its name; one with another SHA-1 is set aside as ``NAME.zip.damaged``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from trainer.fetch.answers import Remote
from trainer.fetch.disk import disk_error, free_bytes, require_room, sha1_of, size_text
from trainer.fetch.errors import ChecksumError
from trainer.fetch.transport import Transport

Watch = Callable[[int], None]
"""Told of bytes done since it was told last."""


@dataclass(frozen=True, slots=True)
class WholeFile:
    """A file that is to be had whole.

    Attributes:
        path: where it goes.
        sha1: what it must have, 40 hexadecimal digits.
    """

    path: Path
    sha1: str

    @property
    def part(self) -> Path:
        """Where its bytes gather."""
        return self.path.with_name(self.path.name + ".part")

    def is_here(self, watch: Watch) -> bool:
        """Say whether it is on the disk; reads all of it.

        Raises:
            ChecksumError: a file bears its name that is another one.
        """
        if not self.path.is_file():
            return False
        found = sha1_of(self.path, watch)
        if found != self.sha1.lower():
            raise ChecksumError(
                f"{self.path} has the SHA-1 {found}; the published one is {self.sha1}. Move it "
                "away and run the same command again."
            )
        return True


def bytes_left(remote: Remote, file: WholeFile) -> int:
    """Return how many bytes of a file are still to be fetched."""
    return remote.size - _begin(remote, file)


def fetch_whole(
    transport: Transport,
    remote: Remote,
    file: WholeFile,
    watch: Watch = lambda _: None,
    free: Callable[[Path], int] = free_bytes,
) -> None:
    """Fetch what is missing of a file and bring it to its name.

    Args:
        transport: the way to the server.
        remote: the file there.
        file: the file here.
        watch: told of bytes fetched.
        free: says how many bytes a folder has left.

    Raises:
        TransferError: the server does not deliver; what came is kept.
        ChecksumError: it came with another SHA-1.
        DiskError: there is no room.
    """
    begin = _begin(remote, file)
    require_room(remote.size - begin, file.path.parent, free)
    try:
        file.path.parent.mkdir(parents=True, exist_ok=True)
        with file.part.open("ab") as gathered:
            gathered.truncate(begin)
            for chunk in transport.stream(remote, begin, remote.size):
                gathered.write(chunk)
                watch(len(chunk))
    except OSError as error:
        raise disk_error(file.part, error) from error
    _prove(remote, file)


def _begin(remote: Remote, file: WholeFile) -> int:
    """How many bytes of an earlier try can be kept."""
    have = file.part.stat().st_size if file.part.is_file() else 0
    return have if remote.ranges and have <= remote.size else 0


def _prove(remote: Remote, file: WholeFile) -> None:
    found = sha1_of(file.part)
    if found != file.sha1.lower():
        damaged = file.path.with_name(file.path.name + ".damaged")
        file.part.replace(damaged)
        raise ChecksumError(
            f"{remote.url} ({size_text(remote.size)}) came with SHA-1 {found}; the published one "
            f"is {file.sha1}. It was set aside as {damaged.name}. Run the same command to fetch it "
            "anew, or check --base-url."
        )
    file.part.replace(file.path)
