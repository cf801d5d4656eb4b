"""The table and the progress line: what a terminal, a file and a hostile file name make of them."""

import io

import pytest

from genre_core.progress import Progress
from genre_core.report import (
    NARROWEST,
    Failure,
    ModelState,
    models_table,
    printable,
    table_rows,
)
from tests.models import tiny_card


class Terminal(io.StringIO):
    """A stream that says of itself whether somebody is watching."""

    def __init__(self, live: bool) -> None:
        super().__init__()
        self.live = live

    def isatty(self) -> bool:
        return self.live


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def failure(path: str = "x.mp3", claimed: str = "Rock") -> Failure:
    return Failure(path, None, claimed, "There is no file. " * 9, 0.05, "tiny")


def run(total: int, seconds_each: float, *, live: bool) -> str:
    stream, clock = Terminal(live), Clock()
    progress = Progress(total, stream, clock)
    for _ in range(total):
        clock.now += seconds_each
        progress.advance()
    return stream.getvalue()


def test_rows_keep_the_width_of_a_terminal() -> None:
    rows = table_rows(failure("folder/" * 40 + "x.mp3", "word " * 30), NARROWEST, cut=True)
    assert max(map(len, rows.splitlines())) <= NARROWEST
    assert rows.splitlines()[0].endswith("folder/x.mp3")


def test_a_path_is_whole_where_it_may_be_copied_from() -> None:
    path = "folder/" * 40 + "x.mp3"
    assert table_rows(failure(path), NARROWEST, cut=False).splitlines()[0].endswith(path)


def test_no_name_breaks_the_line_or_the_terminal() -> None:
    assert printable("a\nb\x1b[2Jc\udcff é \N{GUITAR}") == "a\\nb\\x1b[2Jc\\udcff é \N{GUITAR}"
    rows = table_rows(failure("a\nb.mp3", "Rock\x1b[31m"), NARROWEST, cut=False)
    assert "\x1b" not in rows


def test_a_model_without_a_network_is_listed_as_such() -> None:
    table = models_table([ModelState("tiny", tiny_card({}))], None)
    assert "no network" in table
    assert "*" not in table


@pytest.mark.parametrize(
    ("damage", "first", "rest"),
    [
        ("model.onnx is missing. Mend it.", "model.onnx is missing.", "Mend it."),
        ("It is 0.5, not 1.0.... Mend it. Twice.", "It is 0.5, not 1.0....", "Mend it. Twice."),
        ("Odd:\n  a line\x1b. Mend it.", "Odd: a line\\x1b.", "Mend it."),
        ("Nothing to do", "Nothing to do", "Restore the folder"),
    ],
)
def test_a_damaged_model_says_what_is_so_and_then_what_to_do(
    damage: str, first: str, rest: str
) -> None:
    state = ModelState("tiny", None, damage)
    assert str(state) == f"damaged: {first}"
    assert state.mending.startswith(rest)
    assert models_table([state], None).splitlines()[1].endswith(f"-  damaged: {first}")


def test_progress_on_a_terminal_tells_rate_and_time_left() -> None:
    said = run(4, 2.0, live=True)
    assert "\r  1 of 4  0.5 a second  0:06 left" in said
    assert said.count("\n") == 0


def test_a_fast_job_does_not_flicker() -> None:
    assert run(1000, 0.001, live=True).count("\r") <= 10


@pytest.mark.parametrize("seconds_each", [1.0, 400.0])
def test_elsewhere_only_a_long_job_speaks(seconds_each: float) -> None:
    said = run(20, seconds_each, live=False)
    assert (said == "") == (seconds_each == 1.0)
    assert "\r" not in said
    if said:
        assert said.splitlines()[0] == "  1 of 20  0.0 a second  2:06:40 left"


def test_a_single_file_needs_no_counting() -> None:
    assert run(1, 400.0, live=True) == ""


def test_a_result_wipes_the_counter_first() -> None:
    stream, clock = Terminal(live=True), Clock()
    progress = Progress(2, stream, clock)
    clock.now = 1.0
    progress.advance()
    progress.clear()
    assert stream.getvalue().endswith("\r\x1b[K")
