"""Ctrl-C ends a command, whatever it is at and whoever drops it."""

import _imp
import gc
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from importlib.machinery import ExtensionFileLoader
from pathlib import Path
from types import ModuleType

import pytest

from genre_core.errors import SpectrogramError
from tests.trainer.lessons import RECIPE, lesson
from tests.trainer.tracks import catalogue, write_recordings
from trainer import command_line
from trainer.__main__ import main
from trainer.checkpoint import CHECKPOINT, Progress, read_progress
from trainer.interruption import INTERRUPTED, SENTENCE, check, interruptible
from trainer.keeper import Keeper
from trainer.logbook import Logbook
from trainer.run import Run
from trainer.steps import perform

ROOT = Path(__file__).resolve().parents[2]
ENDLESS = '''"""A tiny recipe that nobody waits for."""

from dataclasses import replace

from tests.trainer.lessons import RECIPE as LESSON

RECIPE = replace(LESSON, epochs=1_000_000)
'''
DROPPING = """
import runpy, signal, sys
from contextlib import suppress

class Library:
    def find_spec(self, name, path, target=None):
        if name == {library!r}:
            with suppress(KeyboardInterrupt):
                signal.raise_signal(signal.SIGINT)

sys.meta_path.insert(0, Library())
sys.argv[0] = "trainer"
runpy.run_module("trainer", run_name="__main__", alter_sys=True)
"""
HALF_MADE = """
import runpy, signal, sys

class Half:
    def __init__(self):
        {keep}
        signal.raise_signal(signal.SIGINT)
        self.whole = True

    def __del__(self):
        self.whole

class Library:
    def find_spec(self, name, path, target=None):
        if name == "keras":
            Half()

sys.meta_path.insert(0, Library())
sys.argv[0] = "trainer"
runpy.run_module("trainer", run_name="__main__", alter_sys=True)
"""
EXECUTED = """
import runpy, sys

class Library:
    def find_spec(self, name, path, target=None):
        if name == "keras":
            exec("import signal; signal.raise_signal(signal.SIGINT)")

sys.meta_path.insert(0, Library())
sys.argv[0] = "trainer"
runpy.run_module("trainer", run_name="__main__", alter_sys=True)
"""
WHILE_LOADING = """
import enum, runpy, signal, sys
from importlib.machinery import ExtensionFileLoader

def profile(frame, event, _):
    if event != "call" or frame.f_code is not enum.EnumMeta.__call__.__code__:
        return
    while frame := frame.f_back:
        if frame.f_code is ExtensionFileLoader.exec_module.__code__:
            sys.setprofile(None)
            sys.stderr.write(frame.f_locals["module"].__name__)
            signal.raise_signal(signal.SIGINT)
            return

sys.argv[0] = "trainer"
sys.setprofile(profile)
runpy.run_module("trainer", run_name="__main__", alter_sys=True)
"""


def press() -> None:
    signal.raise_signal(signal.SIGINT)


def press_and_drop() -> None:
    with suppress(KeyboardInterrupt):
        press()


@contextmanager
def interrupted() -> Iterator[None]:
    """What stands inside is a command, which ends by an interruption."""
    with pytest.raises(KeyboardInterrupt), interruptible():
        yield


@contextmanager
def collected(callback: Callable[[], None]) -> Iterator[None]:
    """Do something once in the next garbage collection, where it cannot raise."""

    def once(*_: object) -> None:
        gc.callbacks.remove(once)
        callback()

    gc.callbacks.append(once)
    yield
    if once in gc.callbacks:
        gc.callbacks.remove(once)


def test_an_interruption_that_was_dropped_is_raised_at_the_next_check() -> None:
    reached = []
    with interrupted():
        check()
        press_and_drop()
        reached.append("dropped")
        check()
        reached.append("checked")
    assert reached == ["dropped"]
    check()


def test_an_interruption_that_was_dropped_is_raised_at_the_end_at_the_latest() -> None:
    with interrupted():
        press_and_drop()


def test_an_interruption_in_a_garbage_collection_ends_what_goes_on_after_it() -> None:
    """Python drops it there; a wait in which nobody checks is ended all the same."""
    dropped, over = threading.Event(), []
    with interrupted(), collected(press):
        gc.collect()
        dropped.set()
        over.append(threading.Event().wait(60))
    assert dropped.is_set()
    assert not over


def test_an_interruption_while_a_library_is_loaded_waits_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reached = []

    def load(_module: ModuleType) -> None:
        press()
        reached.append("loaded")

    monkeypatch.setattr(_imp, "exec_dynamic", load)
    with interrupted():
        ExtensionFileLoader("library", "library.so").exec_module(ModuleType("library"))
        threading.Event().wait(60)
        reached.append("waited")
    assert reached == ["loaded"]


def test_whatever_else_python_drops_goes_where_it_went(monkeypatch: pytest.MonkeyPatch) -> None:
    told = []

    def fail() -> None:
        raise OSError("of a destructor")

    monkeypatch.setattr(sys, "unraisablehook", lambda dropped: told.append(str(dropped.exc_value)))
    with interruptible(), collected(fail):
        gc.collect()
    assert told == ["of a destructor"]


def test_a_second_interruption_is_raised_at_once() -> None:
    times = 0
    with interrupted():
        for _ in range(2):
            try:
                press()
            except KeyboardInterrupt:
                times += 1
    assert times == 2


def test_a_command_within_a_command_answers_for_its_own_interruption() -> None:
    with interruptible():
        with interrupted():
            press_and_drop()
        check()


def test_handler_and_hook_are_put_back() -> None:
    before = signal.getsignal(signal.SIGINT), sys.unraisablehook
    with interruptible():
        assert signal.getsignal(signal.SIGINT) != before[0]
    assert (signal.getsignal(signal.SIGINT), sys.unraisablehook) == before


def test_who_ignores_it_goes_on_ignoring_it() -> None:
    """A shell starts what shall run in the background like this."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with interruptible():
            press()
            check()
    finally:
        signal.signal(signal.SIGINT, before)


def test_another_thread_can_run_a_command() -> None:
    entered = []

    def command() -> None:
        with interruptible():
            entered.append(signal.getsignal(signal.SIGINT))

    before = signal.getsignal(signal.SIGINT)
    thread = threading.Thread(target=command)
    thread.start()
    thread.join()
    assert entered == [before]


def done(*_: object) -> int:
    press_and_drop()
    return 0


def failed(*_: object) -> int:
    press_and_drop()
    raise SpectrogramError("A library took the interruption for something missing.")


def broken(*_: object) -> int:
    press_and_drop()
    raise AttributeError("of a module that was imported by half")


@pytest.mark.parametrize("step", [done, failed, broken])
def test_a_command_that_dropped_it_returns_130_and_the_sentence(
    step: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(command_line, "run", step)
    assert main([]) == INTERRUPTED
    assert capsys.readouterr().err == SENTENCE


def test_a_fit_ends_at_the_batch_in_which_it_was_dropped(tmp_path: Path) -> None:
    book = Logbook(tmp_path, lesson(), Progress(), 1)
    keeper = Keeper(None, Progress(), 0, book)
    keeper.on_train_batch_end(0)
    with interrupted():
        press_and_drop()
        with pytest.raises(KeyboardInterrupt):
            keeper.on_train_batch_end(1)


@dataclass(frozen=True, slots=True)
class Endless:
    """A run whose step ``fit`` has all that it needs, and never ends."""

    recipe: Path
    manifest: Path
    runs: Path

    @property
    def fold(self) -> Path:
        return self.runs / "tiny" / "fold-1"

    def start(self, *python: str) -> "subprocess.Popen[str]":
        command = [str(self.recipe), "--manifest", str(self.manifest), "--runs", str(self.runs)]
        return subprocess.Popen(
            [sys.executable, *python, "fit", *command],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{self.recipe.parent}"},
            text=True,
            stderr=subprocess.PIPE,
        )


@pytest.fixture(scope="module")
def endless(tmp_path_factory: pytest.TempPathFactory) -> Endless:
    home = tmp_path_factory.mktemp("endless")
    manifest = write_recordings(home / "recordings", catalogue())
    (home / "endless.py").write_text(ENDLESS, "utf-8")
    recipe = replace(RECIPE, epochs=1_000_000)
    perform(Run(recipe, manifest, home / "runs" / recipe.name), ["features", "split"])
    return Endless(home / "endless.py", manifest, home / "runs")


def ended_well(process: "subprocess.Popen[str]") -> str:
    said = process.communicate(timeout=120)[1]
    assert process.returncode == INTERRUPTED, said
    assert said.endswith(SENTENCE), said
    assert "Traceback" not in said
    return said


# Among the first imports, in the midst of them, by Keras, and shortly before the fit.
@pytest.mark.parametrize("module", ["argparse", "numpy", "trainer.steps", "jax", "keras"])
def test_ctrl_c_while_the_command_starts(module: str, endless: Endless) -> None:
    with endless.start("-X", "importtime", "-m", "trainer") as process:
        assert process.stderr
        for line in process.stderr:
            if line.rpartition("|")[2].strip() == module:
                break
        else:
            pytest.fail(f"The command ended without {module}: {process.wait()}.")
        process.send_signal(signal.SIGINT)
        ended_well(process)


@pytest.mark.parametrize("library", ["argparse", "keras"])
def test_ctrl_c_that_a_library_drops_while_it_is_imported(library: str, endless: Endless) -> None:
    with endless.start("-c", DROPPING.format(library=library)) as process:
        ended_well(process)
    assert not (endless.fold / CHECKPOINT).exists()


def test_ctrl_c_does_not_crash_what_makes_an_enumeration_while_it_is_loaded(
    endless: Endless,
) -> None:
    """Soxr and jaxlib, by nanobind, through which no exception may come back."""
    with endless.start("-c", WHILE_LOADING) as process:
        assert "soxr" in ended_well(process)


def test_ctrl_c_in_an_exec_ends_by_the_code_not_by_a_signal(endless: Endless) -> None:
    """Python remembers that it passed there, and kills itself at the end though it was caught."""
    (endless.recipe.parent / "executing.py").write_text(EXECUTED, "utf-8")
    with endless.start("-m", "executing") as process:
        ended_well(process)


# A destructor that runs with the interrupted frame, and one in the last moment of the process.
@pytest.mark.parametrize("keep", ["pass", "signal.half = self"])
def test_what_ctrl_c_leaves_half_made_says_nothing(keep: str, endless: Endless) -> None:
    with endless.start("-c", HALF_MADE.format(keep=keep)) as process:
        ended_well(process)


def test_ctrl_c_in_a_fit_leaves_the_last_checkpoint(endless: Endless) -> None:
    with endless.start("-m", "trainer") as process:
        while process.poll() is None and not (endless.fold / CHECKPOINT).exists():
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.05)
        process.send_signal(signal.SIGINT)
        ended_well(process)
    assert read_progress(endless.fold).epoch >= 1
    assert not list(endless.fold.glob("unfinished-*"))
