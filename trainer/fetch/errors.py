"""What can go wrong while recordings are fetched, drawn as a tree.

::

    TrainingError
    └── FetchError
        ├── TransferError       the server does not deliver, and trying again did not help
        │   ├── NotThere        it has no such file
        │   └── RangesRefused   it sends whole files only
        ├── Interrupted         somebody asked the transfer to end
        ├── ArchiveError        the bytes are not the zip that they should be
        ├── ChecksumError       they are not the bytes that were published
        └── DiskError           no room, or the folder cannot be written
"""

from trainer.errors import TrainingError


class FetchError(TrainingError):
    """Recordings cannot be fetched."""


class TransferError(FetchError):
    """The server does not deliver, and trying again did not help."""


class NotThere(TransferError):
    """The server has no such file, or does not give it to us."""


class RangesRefused(TransferError):
    """The server sends whole files only."""


class Interrupted(FetchError):
    """The transfer was asked to end before it was done."""


class ArchiveError(FetchError):
    """The bytes are not the zip that they should be."""


class ChecksumError(FetchError):
    """The bytes are not those that were published."""


class DiskError(FetchError):
    """There is no room, or the folder cannot be written."""
