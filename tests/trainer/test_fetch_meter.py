"""The line of progress says how much, how fast and how long still; in place on a terminal only."""

import io

from tests.trainer.terminal import Clock, Terminal
from trainer.fetch.disk import size_text
from trainer.fetch.meter import Meter


def test_the_line_is_written_out() -> None:
    meter = Meter(4_000_000, io.StringIO(), 10, clock=Clock())
    meter.advance(1_000_000, 2)
    line = meter.line(10.0)
    assert line == (
        "  [######------------------]  25%  2 of 10 clips  1.0 MB of 4.0 MB  100 kB/s  0:30 left"
    )


def test_nothing_done_is_no_division_by_zero() -> None:
    assert "days left" in Meter(4_000_000, io.StringIO(), clock=Clock()).line(0.0)


def test_a_terminal_is_renewed_in_place_ten_times_a_second() -> None:
    clock, terminal = Clock(), Terminal()
    meter = Meter(100, terminal, clock=clock)
    for _ in range(100):
        clock.now += 0.01
        meter.advance(1)
    meter.close()
    assert 10 <= terminal.getvalue().count("\r") <= 12
    assert terminal.getvalue().count("\n") == 1


def test_a_file_gets_a_line_every_half_minute_and_sentences() -> None:
    clock, file = Clock(), io.StringIO()
    meter = Meter(100, file, clock=clock)
    for _ in range(61):
        clock.now += 1.0
        meter.advance(1)
    meter.say("trying again")
    meter.close()
    lines = file.getvalue().splitlines()
    assert [line.strip()[:1] for line in lines] == ["[", "[", "t"]
    assert "\r" not in file.getvalue()


def test_sizes_are_for_people() -> None:
    sizes = (7, 45_000, 342_000_000, 93_000_000_000, 2 * 10**12)
    assert [size_text(size) for size in sizes] == [
        "7 bytes",
        "45 kB",
        "342.0 MB",
        "93.0 GB",
        "2.0 TB",
    ]
