"""Ctrl-C ends a command at any moment, also where Python or a library would drop it.

Python raises KeyboardInterrupt wherever the main thread happens to be. In a garbage collection
or a destructor nobody can catch it: it is written to standard error and forgotten, and a library
may forget it too while it is imported. So it is remembered until the command ends: it is raised
once more a moment after Python dropped it, at every :func:`check`, and at the end.

While a library in C is loaded it waits until that is done: soxr's and jaxlib's C++ call Python
there, and an exception that comes back ends the whole process (std::terminate, or worse).

What it leaves half made may fail in its destructor, or when Python tidies up at the end, and a
library in C may crash there. None of that is news to whoever asked for the end: the sentence is
the last word, and :func:`leave` ends the process without tidying up.

This is imported before all that is heavy, and itself imports little.
"""

import _thread
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from importlib.machinery import ExtensionFileLoader
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    # Known to type checkers alone.
    from sys import UnraisableHookArgs

INTERRUPTED = 130
"""What shells return for a command that Ctrl-C ended."""
SENTENCE = "\nInterrupted. The same command goes on where this one stopped.\n"

_MOMENT = 0.05
"""Seconds until the interruption is raised anew. It was dropped in a collection or a destructor,
or put off, and nobody announces the end of those; raised in there again it is again put off."""
_LOADING = (ExtensionFileLoader.create_module.__code__, ExtensionFileLoader.exec_module.__code__)

# A list, since nothing but appending and emptying is safe inside a handler of signals.
_asked: list[int] = []
# Whether this process was ever interrupted; nothing empties it.
_ever: list[int] = []


def end_at_once() -> None:
    """Let Ctrl-C end this process with the sentence, outside of :func:`interruptible`."""
    if _listens():
        signal.signal(signal.SIGINT, _end)
        sys.unraisablehook = partial(_tell_unless_interrupted, sys.unraisablehook)


@contextmanager
def interruptible() -> Iterator[None]:
    """While inside, no Ctrl-C is lost; may be nested. Other threads than the main one see none.

    Raises:
        KeyboardInterrupt: there was one, whatever has become of it inside.
    """
    if threading.current_thread() is not threading.main_thread() or not _listens():
        yield
        return
    handler, hook = signal.getsignal(signal.SIGINT), sys.unraisablehook
    try:
        sys.unraisablehook = partial(_raise_again, hook)
        signal.signal(signal.SIGINT, _remember)
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
        sys.unraisablehook = hook
        asked = _asked.copy()
        _asked.clear()
        if asked:
            raise KeyboardInterrupt


def check() -> None:
    """Stop here if a Ctrl-C was lost; for places that no library surrounds.

    Raises:
        KeyboardInterrupt: there was one.
    """
    if _asked:
        raise KeyboardInterrupt


def leave() -> NoReturn:
    """End this process with :data:`INTERRUPTED`, once everything of its own is put away.

    Python would end it by a signal instead wherever the interruption passed through an `exec`,
    as it does while a dataclass is made.
    """
    with suppress(OSError):  # whoever read it has gone
        sys.stdout.flush()
    os._exit(INTERRUPTED)


def _listens() -> bool:
    """Whether Ctrl-C is this process's to answer; a shell has those in the background ignore it."""
    return signal.getsignal(signal.SIGINT) not in (signal.SIG_IGN, None)


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    # Not by sys.stderr, in the midst of whose writing this may be.
    os.write(2, SENTENCE.encode())
    os._exit(INTERRUPTED)


def _remember(number: int, frame: FrameType | None) -> None:
    _asked.append(number)
    _ever.append(number)
    if not _loads_a_library(frame):
        raise KeyboardInterrupt
    _thread.start_new_thread(_interrupt_soon, ())


def _loads_a_library(frame: FrameType | None) -> bool:
    while frame:
        if frame.f_code in _LOADING:
            return True
        frame = frame.f_back
    return False


def _raise_again(
    hook: "Callable[[UnraisableHookArgs], object]", dropped: "UnraisableHookArgs"
) -> None:
    """Have an interruption that Python drops raised anew; leave all else to the hook before."""
    if issubclass(dropped.exc_type, KeyboardInterrupt):
        # threading.Thread takes locks that whoever collects garbage may hold.
        _thread.start_new_thread(_interrupt_soon, ())
    else:
        hook(dropped)


def _tell_unless_interrupted(
    hook: "Callable[[UnraisableHookArgs], object]", failed: "UnraisableHookArgs"
) -> None:
    if not _ever:
        hook(failed)


def _interrupt_soon() -> None:
    time.sleep(_MOMENT)
    if _asked:
        # A real signal, which also ends a wait.
        os.kill(os.getpid(), signal.SIGINT)
