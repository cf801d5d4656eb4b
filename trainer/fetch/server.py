"""The archives of one server: by ranges, or whole onto this disk."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from trainer.fetch.answers import Remote
from trainer.fetch.disk import free_bytes, size_text
from trainer.fetch.parts import RemoteParts
from trainer.fetch.patience import Patience
from trainer.fetch.published import BASE_URL, Published
from trainer.fetch.report import metered, say
from trainer.fetch.transport import Transport
from trainer.fetch.whole import WholeFile, bytes_left, fetch_whole


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a run needs of the world; tests bring their own.

    Attributes:
        patience: how often and how long to try again.
        free: says how many bytes a folder has left.
    """

    patience: Patience = Patience()
    free: Callable[[Path], int] = free_bytes


@dataclass(frozen=True, slots=True)
class Server:
    """Where archives come from.

    Attributes:
        transport: the way there.
        base_url: the folder in which they lie.
        sha1: of a whole archive that is not FMA's own; "" for the published one.
        free: says how many bytes a folder has left.
    """

    transport: Transport
    base_url: str = BASE_URL
    sha1: str = ""
    free: Callable[[Path], int] = free_bytes

    def parts(self, published: Published) -> RemoteParts:
        """Return an archive to be read by ranges.

        Raises:
            TransferError: it is not there, or only whole.
        """
        say(f"Reading the directory of {published.file} ({published.size}) ...")
        return RemoteParts(self._look(published), self.transport)

    def have_whole(self, published: Published, folder: Path) -> Path:
        """Bring an archive onto the disk unless it is there; return its path.

        Raises:
            TransferError: it cannot be had.
            ChecksumError: it is not the published one.
            DiskError: there is no room for it.
        """
        file = WholeFile(folder / published.file, self.sha1 or published.sha1)
        with metered(file.path.stat().st_size if file.path.is_file() else 0) as meter:
            if file.is_here(meter.advance):
                return file.path
        remote = self._look(published)
        say(f"Fetching {remote.url}, {size_text(remote.size)} ...")
        with metered(bytes_left(remote, file)) as meter:
            self.transport.say = meter.say
            fetch_whole(self.transport, remote, file, meter.advance, self.free)
        return file.path

    def whole_left(self, published: Published, folder: Path) -> int:
        """Return how many bytes of a whole archive are still to be fetched into a folder.

        Raises:
            TransferError: it is not there.
        """
        file = WholeFile(folder / published.file, self.sha1 or published.sha1)
        return 0 if file.path.is_file() else bytes_left(self._look(published), file)

    def _look(self, published: Published) -> Remote:
        return self.transport.look(f"{self.base_url.rstrip('/')}/{published.file}")
