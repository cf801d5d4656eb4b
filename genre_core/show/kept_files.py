"""Files named by the hash of their content: whole or not there, and checked before they are used.

A file takes its name only when all of it is on the disk, so that whoever is interrupted leaves
nothing half done; what is there already is not written again.
"""

import hashlib
import os
import time
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from genre_core.card import file_hash
from genre_core.errors import ShowError

_ABANDONED = 3600.0
"""Seconds after which a draft is nobody's any more."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of a folder.

    Attributes:
        digest: SHA-256 of its content, hex.
        suffix: what kind it is, without the dot.
        size: bytes.
    """

    digest: str
    suffix: str
    size: int

    @property
    def name(self) -> str:
        """Its name in the folder."""
        return f"{self.digest}.{self.suffix}"


def keep(folder: Path, content: bytes, suffix: str) -> KeptFile:
    """Write content under the name of its hash, and return what names it.

    Raises:
        ShowError: the folder cannot be written.
    """
    kept = KeptFile(hashlib.sha256(content).hexdigest(), suffix, len(content))
    if fault(folder, kept):
        put(folder / kept.name, content)
    return kept


def put(path: Path, content: bytes) -> None:
    """Write a file that appears at once and whole.

    Raises:
        ShowError: it cannot be written.
    """
    draft = path.with_name(f".{uuid4().hex}.draft")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with draft.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())  # a laptop on a stage may lose its power, too
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise ShowError(
            f"{path.name} cannot be written to {path.parent} ({error.strerror or error}). 40 MB in "
            "a folder that you may write to were needed; name one with --to."
        ) from error


def fault(folder: Path, kept: KeptFile) -> str:
    """Return what is wrong with a file, as the end of a sentence; "" if it is whole."""
    path = folder / kept.name
    try:
        if file_hash(path) == kept.digest:
            return ""
    except FileNotFoundError:
        return "is missing"
    except OSError as error:
        return f"cannot be read ({error.strerror or error})"
    return "is damaged: its content is not what was packed"


def sweep(folder: Path) -> None:
    """Take away what killed processes left half written an hour ago or earlier."""
    for draft in folder.glob(".*.draft"):
        try:
            if time.time() - draft.stat().st_mtime > _ABANDONED:
                draft.unlink()
        except OSError:  # another process was faster, or it is not ours to take away
            continue
