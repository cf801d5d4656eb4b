"""The running orders under which votes were given, kept so that results stay readable.

The presenter's own file changes: an order that is written over must not put old votes under new
tracks. So each order that a server plays is kept beside the votes, under its digest.
"""

from contextlib import suppress
from pathlib import Path

from genre_core.errors import ShowError
from genre_core.show.kept_files import put
from genre_core.show.running_order import RunningOrder, digest, read_order, write_order


def keep_order(folder: Path, order: RunningOrder) -> None:
    """Keep an order in a folder, unless it is there.

    Raises:
        ShowError: the folder cannot be written.
    """
    path = _path(folder, digest(order))
    if not path.exists():
        put(path, write_order(order).encode())


def kept_order(folder: Path, order_digest: str) -> RunningOrder | None:
    """Return the order with this digest; None where it was not kept, or is damaged."""
    path = _path(folder, order_digest)
    with suppress(OSError, UnicodeDecodeError, ShowError):
        order = read_order(path.read_text("utf-8"), path.name)
        if digest(order) == order_digest:
            return order
    return None


def _path(folder: Path, order_digest: str) -> Path:
    return folder / f"{order_digest}.yaml"
