"""The archive's own list of SHA-1: ``checksums``, a line a file, as sha1sum writes it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha1

from trainer.fetch.archive import Archive
from trainer.fetch.errors import ArchiveError, ChecksumError
from trainer.fetch.layout import inside

CHECKSUMS = "checksums"

_LINE = re.compile(r"([0-9a-fA-F]{40}) [ *](?:\./)?(\S.*)")


@dataclass(frozen=True, slots=True, eq=False)
class Checksums:
    """SHA-1 of an archive's files.

    Attributes:
        digests: 40 lower-case hexadecimal digits, by path inside the top folder.
    """

    digests: Mapping[str, str]

    def of(self, path: str) -> str:
        """Return the SHA-1 of the file at a path; "" where the list has no line for it."""
        return self.digests.get(inside(path), "")


def read_checksums(archive: Archive) -> Checksums:
    """Read the list out of an archive.

    Raises:
        ArchiveError: it is missing, or a line of it cannot be read.
        TransferError: the server does not deliver it.
    """
    text = archive.content(CHECKSUMS).decode("utf-8", "replace")
    digests: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        read = _LINE.fullmatch(line)
        if read:
            digests[inside(read[2])] = read[1].lower()
        elif line.strip():
            raise ArchiveError(
                f"Line {number} of {CHECKSUMS} in {archive.parts.name} is {line[:80]!r}; a SHA-1, "
                "two spaces and a path were expected. Use the published archive."
            )
    return Checksums(digests)


def prove(content: bytes, name: str, promised: str) -> None:
    """Compare a file's content with its line in the list.

    Args:
        content: what came.
        name: for the message.
        promised: the SHA-1 of the list; "" where it has no line for it.

    Raises:
        ChecksumError: they differ.
    """
    found = sha1(content, usedforsecurity=False).hexdigest()
    if found != promised:
        raise ChecksumError(
            f"{name} came with SHA-1 {found}; the archive's {CHECKSUMS} promise "
            f"{promised or 'nothing for it'}. It was not kept. Run the same command again; if it "
            "comes so once more, do without it."
        )
