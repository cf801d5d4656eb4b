"""Where a show's files lie when nobody says otherwise, and the running order among them.

In the folder ``stage`` of the app's data: ``order.yaml`` once a presenter has saved one, ``pack``,
``stage.sqlite`` with the votes, and ``orders`` with the running orders that they were given under.
"""

import os
from pathlib import Path

from genre_core.crate import crate_folder
from genre_core.errors import ShowError
from genre_core.show.opening import opening_order
from genre_core.show.running_order import RunningOrder, read_order

ORDER = "SPECTROGRAM_STAGE_ORDER"
"""The variable that names a running order other than the saved one; `make stage ORDER=` sets it."""


def pack_folder() -> Path:
    """Return the folder of the pack."""
    return _stage() / "pack"


def votes_file() -> Path:
    """Return the file of the votes."""
    return _stage() / "stage.sqlite"


def orders_folder() -> Path:
    """Return the folder of the running orders that were played."""
    return _stage() / "orders"


def planned_order(path: Path | None) -> RunningOrder:
    """Return the running order of a file, or else the one that was saved, or the opening one.

    Raises:
        ShowError: the file cannot be read, or holds no running order.
    """
    if path is None and os.environ.get(ORDER):
        path = Path(os.environ[ORDER])
    if path is None:
        path = _stage() / "order.yaml"
        if not path.exists():
            return opening_order()
    try:
        return read_order(path.read_text("utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text in UTF-8"
        raise ShowError(
            f"The running order {path} cannot be read ({why}). Correct its name, or mend it."
        ) from error


def _stage() -> Path:
    return crate_folder() / "stage"
