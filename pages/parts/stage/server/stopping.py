"""A server that is told to stop can stop, although hundreds of phones still listen.

Uvicorn waits for every answer that is under way, and the answer to a phone that listens has no
end. So the lines are ended first, by whoever the signal finds.
"""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def before_stopping(act: Callable[[], None]) -> Iterator[None]:
    """Call ``act`` in the running loop when the process is asked to stop, before all else."""
    loop = asyncio.get_running_loop()
    known = {number: signal.getsignal(number) for number in _SIGNALS}

    def chain(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(act)
        usual = known[signal.Signals(number)]
        if callable(usual):
            usual(number, frame)

    for number in _SIGNALS:
        signal.signal(number, chain)
    try:
        yield
    finally:
        for number, usual in known.items():
            signal.signal(number, usual or signal.SIG_DFL)
