"""The line of progress says how much, how fast and how long still; in place on a terminal only."""

import io

import pytest

from tests.trainer.terminal import Clock, Terminal
from trainer.meter import Display, Meter, bar, duration


def test_the_line_is_written_out() -> None:
    meter = Meter("tracks", display=Display(io.StringIO(), Clock()))
    meter.show(1_000, 4_000)
    assert meter.line(200.0) == (
        "  [######------------------]  25%  1,000 of 4,000 tracks  5.0/s  10:00 left"
    )


def test_a_note_stands_instead_of_the_count() -> None:
    meter = Meter("examples", display=Display(io.StringIO(), Clock()))
    meter.show(3_000, 4_000, "epoch 3 of 4  loss 1.234")
    assert meter.line(10.0) == (
        "  [##################------]  75%  epoch 3 of 4  loss 1.234  300/s  0:03 left"
    )


def test_a_part_of_a_step_is_named_before_its_count() -> None:
    meter = Meter("tracks", display=Display(io.StringIO(), Clock()), name="fold 2 of 5")
    meter.show(50, 100)
    assert "50%  fold 2 of 5  50 of 100 tracks  5.0/s" in meter.line(10.0)
    meter.show(50, 100, "epoch 1 of 2")
    assert "50%  fold 2 of 5  epoch 1 of 2  5.0/s" in meter.line(10.0)


def test_what_an_earlier_run_did_counts_as_done_but_not_as_fast() -> None:
    meter = Meter("examples", start=900, display=Display(io.StringIO(), Clock()))
    meter.show(910, 1_000)
    line = meter.line(10.0)
    assert "91%" in line
    assert "1.0/s  1:30 left" in line


def test_what_is_done_says_how_long_it_took() -> None:
    meter = Meter("tracks", display=Display(io.StringIO(), Clock()))
    meter.show(50, 50)
    assert meter.line(125.0).endswith("100%  50 of 50 tracks  0.4/s  in 2:05")


def test_nothing_done_is_no_division_by_zero() -> None:
    meter = Meter("tracks", display=Display(io.StringIO(), Clock()))
    meter.show(0, 10)
    assert "days left" in meter.line(0.0)


def test_a_terminal_is_renewed_in_place_ten_times_a_second() -> None:
    clock, terminal = Clock(), Terminal()
    with Meter("tracks", display=Display(terminal, clock)) as meter:
        for done in range(1, 101):
            clock.now += 0.01
            meter.show(done, 100)
    assert 10 <= terminal.getvalue().count("\r") <= 12
    assert terminal.getvalue().count("\n") == 1
    assert terminal.getvalue().endswith("100 of 100 tracks  100/s  in 0:01\x1b[K\n")


def test_a_file_gets_a_line_every_half_minute_sentences_and_the_last_state() -> None:
    clock, file = Clock(), io.StringIO()
    with Meter("tracks", display=Display(file, clock)) as meter:
        for done in range(1, 62):
            clock.now += 1.0
            meter.show(done, 100)
        meter.say("a sentence")
    lines = file.getvalue().splitlines()
    assert [line.strip()[:1] for line in lines] == ["[", "[", "a", "["]
    assert "61 of 100 tracks" in lines[-1]
    assert "\r" not in file.getvalue()


def test_a_step_with_nothing_to_do_shows_nothing() -> None:
    file = io.StringIO()
    with Meter("tracks", display=Display(file, Clock())):
        pass
    assert file.getvalue() == ""


def test_what_an_interruption_leaves_is_the_state_it_had() -> None:
    terminal = Terminal()

    def step() -> None:
        with Meter("tracks", display=Display(terminal, Clock())) as meter:
            meter.show(3, 10)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        step()
    assert "3 of 10 tracks" in terminal.getvalue()


def test_it_shows_itself_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    with Meter("tracks") as meter:
        meter.show(1, 1)
    assert "1 of 1 tracks" in capsys.readouterr().err


def test_a_bar_ends_where_everything_is_done() -> None:
    assert bar(0.0) == "[------------------------]   0%"
    assert bar(1.0) == bar(1.2) == "[########################] 100%"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.4, "0:00"), (30, "0:30"), (7205, "2:00:05"), (359_999, "99:59:59"), (360_000, "days")],
)
def test_durations_are_for_people(seconds: float, words: str) -> None:
    assert duration(seconds) == words
