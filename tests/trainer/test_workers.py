"""Files are answered in order, in bounded memory, and one that kills its process is named."""

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.conftest import ROOT
from tests.trainer.chores import gossip, name_and_fate, process, threads_of_blas
from trainer.errors import TrainingError
from trainer.workers import Lost, cores, in_processes


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    yield
    assert not multiprocessing.active_children()


def paths(*names: str) -> list[Path]:
    return [Path(f"{name}.mp3") for name in names]


def test_answers_come_in_the_order_of_the_files() -> None:
    files = paths(*(f"song-{i}" for i in range(100)))
    assert list(in_processes(name_and_fate, files)) == [path.name for path in files]


def test_no_files_no_processes() -> None:
    assert list(in_processes(name_and_fate, [])) == []


def test_all_cores_take_part_and_no_more() -> None:
    workers = set(in_processes(process, paths(*map(str, range(50)))))
    assert len(workers) == cores()
    assert os.getpid() not in workers


def test_files_are_taken_only_as_answers_are() -> None:
    taken = 0

    def files() -> Iterator[Path]:
        nonlocal taken
        for taken in range(1, 1001):
            yield Path(f"song-{taken}.mp3")

    answers = in_processes(name_and_fate, files())
    for done in range(1, 31):
        next(answers)
        assert taken <= done + 8 * cores() + 1
    answers.close()


@pytest.mark.parametrize("crash", ["SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL"])
def test_a_file_that_crashes_its_process_is_lost_alone(crash: str) -> None:
    files = paths("a", "b", f"{crash}-1", "c", f"{crash}-2", "d", "e")
    answers = list(in_processes(name_and_fate, files))
    kept = [answer for answer in answers if not isinstance(answer, Lost)]
    assert kept == ["a.mp3", "b.mp3", "c.mp3", "d.mp3", "e.mp3"]
    lost = answers[2]
    assert isinstance(lost, Lost)
    assert "The process that worked on it crashed" in lost.reason
    assert str(signal.strsignal(signal.Signals[crash])) in lost.reason


def test_a_file_that_hangs_is_lost_alone() -> None:
    answers = list(in_processes(name_and_fate, paths("a", "hang", "b", "c"), patience=1.5))
    kept = [answer for answer in answers if not isinstance(answer, Lost)]
    assert kept == ["a.mp3", "b.mp3", "c.mp3"]
    assert answers[1] == Lost(
        "It was not finished within 1.5 s. Listen to it, and encode it again."
    )


@pytest.mark.parametrize("end", ["SIGKILL", "SIGTERM"])
def test_a_process_killed_from_outside_ends_the_step_and_names_its_file(end: str) -> None:
    with pytest.raises(TrainingError, match=rf"on {end}\.mp3 was killed .* memory.* again"):
        list(in_processes(name_and_fate, paths("a", "b", end)))


def test_a_process_that_runs_into_an_error_shows_it(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(
        TrainingError, match=r"error\.mp3 ended by itself \(exit code 1\); .* stands above"
    ):
        list(in_processes(name_and_fate, paths("error")))
    assert "MemoryError: no room for error.mp3" in capfd.readouterr().err


def test_a_process_that_ends_without_a_word_is_noticed() -> None:
    with pytest.raises(TrainingError, match=r"exit-1\.mp3 ended by itself \(exit code 3\)"):
        list(in_processes(name_and_fate, paths("exit-1")))


def test_processes_use_one_thread_each_and_the_parent_what_it_did(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    assert list(in_processes(threads_of_blas, paths("a"))) == ["1"]
    assert "OMP_NUM_THREADS" not in os.environ
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    assert list(in_processes(threads_of_blas, paths("a"))) == ["1"]
    assert os.environ["OMP_NUM_THREADS"] == "7"


def test_notes_of_c_libraries_are_not_shown(capfd: pytest.CaptureFixture[str]) -> None:
    assert list(in_processes(gossip, paths("a"))) == ["a.mp3"]
    assert capfd.readouterr().err == "a sentence of Python\n"


INTERRUPTED = """
import itertools, sys
from pathlib import Path
from types import ModuleType
from tests.trainer.chores import name_and_fate
from trainer.workers import in_processes
try:
    for answer in in_processes(name_and_fate, map(Path, itertools.repeat("song.mp3"))):
        print(answer, flush=True)
except KeyboardInterrupt:
    sys.exit(130)
"""


def test_ctrl_c_is_the_parents_alone() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as run:
        assert run.stdout
        assert run.stderr
        assert run.stdout.readline() == b"song.mp3\n"
        # As the terminal does, to all processes at once.
        os.killpg(run.pid, signal.SIGINT)
        run.stdout.read()
        assert run.stderr.read() == b""
        assert run.wait() == 130


def test_a_process_does_not_run_its_parent_s_script(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Streamlit puts the app's page in the place of __main__; it is not to run once a process."""
    page = tmp_path / "page.py"
    page.write_text("raise SystemExit('the page ran')", "utf-8")
    main = ModuleType("__main__")
    main.__file__ = str(page)
    monkeypatch.setitem(sys.modules, "__main__", main)
    assert list(in_processes(gossip, paths("a"))) == ["a.mp3"]
    assert sys.modules["__main__"] is main
