"""Answers for the contest's table, kept one by one as they come, so that a run can go on.

A JSON object a line. The first says which network answers, since answers of two must never be
mixed; each other one names a track and a genre. A line that was cut off is as good as none.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from trainer.errors import TrainingError
from trainer.fetch.disk import disk_error


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """The answers so far.

    Attributes:
        path: where they lie; its folder is made where absent.
        network: SHA-256 of the network that answers.
    """

    path: Path
    network: str

    def open(self) -> dict[str, str]:
        """Begin the file, or go on with it; return {track id: genre} of what it holds.

        Raises:
            TrainingError: it was begun by another network, is damaged, or cannot be written.
        """
        try:
            content = self.path.read_bytes() if self.path.is_file() else b""
            whole = content[: content.rfind(b"\n") + 1]
            if not whole:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                whole = _line({"network": self.network})
                self.path.write_bytes(whole)
            with self.path.open("r+b") as file:
                file.truncate(len(whole))
        except OSError as error:
            raise disk_error(self.path, error) from error
        return self._read(whole)

    def add(self, track: str, genre: str) -> None:
        """Note one answer.

        Raises:
            DiskError: it cannot be written.
        """
        try:
            with self.path.open("ab") as file:
                file.write(_line({"id": track, "genre": genre}))
        except OSError as error:
            raise disk_error(self.path, error) from error

    def remove(self) -> None:
        """Take the file away, all answers having been used."""
        self.path.unlink(missing_ok=True)

    def _read(self, content: bytes) -> dict[str, str]:
        try:
            first, *answers = map(json.loads, content.splitlines())
            network = first["network"]
            known = {str(answer["id"]): str(answer["genre"]) for answer in answers}
        except (ValueError, KeyError, TypeError) as error:
            raise TrainingError(
                f"{self.path} is damaged ({error!r}). Delete it; its answers are asked for again."
            ) from error
        if network != self.network:
            raise TrainingError(
                f"{self.path} holds answers of another network ({str(network)[:8]}, this one is "
                f"{self.network[:8]}). Delete it, or use another --out."
            )
        return known


def _line(content: dict[str, str]) -> bytes:
    return f"{json.dumps(content)}\n".encode()
