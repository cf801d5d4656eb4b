"""TensorBoard's file of a fit: scalars, epoch by epoch.

tensorboardX's own writer hands them to a thread, which dies where the disk is full; whoever
writes on then waits for it for ever. Here each epoch is written at once, and the file closed.
"""

import socket
import struct
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any


class EventFile:
    """A file in TensorBoard's folder, to which records are appended."""

    def __init__(self, folder: Path, epochs: int) -> None:
        """Begin one in a folder, made where absent, after so many epochs that are done.

        Raises:
            OSError: it cannot be written.
        """
        from tensorboardX.proto.event_pb2 import Event, SessionLog

        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / f"events.out.tfevents.{time.time():.6f}.{socket.gethostname()}"
        # What earlier files have of later epochs is what a fit that was stopped left.
        start = SessionLog(status=SessionLog.START)
        self._append(
            Event(wall_time=time.time(), file_version="brain.Event:2"),
            Event(wall_time=time.time(), step=epochs + 1, session_log=start),
        )

    def write(self, epoch: int, figures: Mapping[str, float]) -> None:
        """Append an epoch's figures.

        Raises:
            OSError: they cannot be written.
        """
        from tensorboardX.proto.event_pb2 import Event
        from tensorboardX.proto.summary_pb2 import Summary

        values = [Summary.Value(tag=name, simple_value=each) for name, each in figures.items()]
        self._append(Event(wall_time=time.time(), step=epoch, summary=Summary(value=values)))

    def _append(self, *events: Any) -> None:
        content = b"".join(_record(event.SerializeToString()) for event in events)
        with self._path.open("ab") as file:
            file.write(content)


def _record(content: bytes) -> bytes:
    """Frame an event as TensorFlow does: its length and itself, each with a checksum."""
    from tensorboardX.record_writer import masked_crc32c

    length = struct.pack("<Q", len(content))
    checked = (part + struct.pack("<I", masked_crc32c(part)) for part in (length, content))
    return b"".join(checked)
