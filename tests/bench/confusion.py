"""How fluid the page of confusions is with as many test tracks as the whole FMA has: 106,574.

Processor time is what counts: wall-clock time on a busy machine says how busy it is.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from playwright.sync_api import Page

from genre_core.evaluation.answers import answers_of, read_answers
from genre_core.evaluation.grid import Grid, Look
from genre_core.evaluation.grid_words import cell_words
from genre_core.evaluation.matrix import Order
from genre_core.evaluation.own_outcomes import own_findings
from genre_core.evaluation.profile import neighbours_of, skill_of, tracks_of
from tests.bench.clicking import rest, show_clicks, timed_clicks
from tests.evaluations import NAMES, contestant_of, evaluation_rows, write_evaluation

TRACKS = 106_574
_CLICKS = 30


def measure_confusion() -> None:
    """Print what each function takes, and how long a click is answered in."""
    print(f"\nConfusions of {TRACKS:,} test tracks, 20 genres: processor time, least of five")
    rows = evaluation_rows(TRACKS, NAMES)
    model = contestant_of(rows, NAMES)
    answers = answers_of(model, rows)
    matrix = answers.matrix
    grid = Grid.of(matrix, Look())
    cell = answers.cell(["Rock"], ["Rock"])
    ways: dict[str, Callable[[], object]] = {
        "p-values of all tracks": lambda: own_findings(model).p_values,
        "answers with credits and p-values": lambda: answers_of(model, rows),
        "matrix": lambda: answers.matrix,
        "grid, ordered by blocks": lambda: Grid.of(matrix, Look(order=Order.BLOCKS)),
        "words of 400 cells": lambda: [
            cell_words(grid, r, c) for r in range(20) for c in range(20)
        ],
        "rows of a cell": lambda: answers.cell(["Rock"], ["Rock"]),
        "1,000 tracks of a cell": lambda: answers.tracks(cell[:1000]),
        "a genre's skill with intervals": lambda: skill_of(answers, "Rock"),
        "a genre's neighbours": lambda: neighbours_of(matrix, "Rock"),
        "a genre's telling tracks": lambda: tracks_of(answers, "Rock"),
    }
    for name, way in ways.items():
        print(f"  {name:<36} {min(processor_ms(way) for _ in range(5)):9.1f} ms")
    with tempfile.TemporaryDirectory() as folder:
        written = write_evaluation(Path(folder) / "models" / "made", rows, NAMES)
        once = processor_ms(lambda: read_answers(written))
        print(f"  {'reading the folder, once':<36} {once:9.1f} ms")
        times = timed_clicks(Path(folder), "confusion?model=made&order=genre", _click)
        show_clicks("a click until its cell's sentence stands there", times)


def processor_ms(way: Callable[[], object]) -> float:
    """Return the milliseconds of processor time that something takes."""
    begin = time.process_time()
    way()
    return (time.process_time() - begin) * 1000


def _click(page: Page) -> Iterator[float]:
    chance, names = np.random.default_rng(440), sorted(NAMES)
    for _ in range(_CLICKS):
        row, column = chance.integers(0, 20, 2).tolist()
        cell = page.locator(f"a[data-r='{row}'][data-c='{column}']")
        cell.wait_for()
        rest(page)
        begin = time.perf_counter()
        # Without the pointer's way there, for which the driver waits until the page rests.
        cell.dispatch_event("click")
        heading = f"{names[row]} called {names[column]}"
        page.get_by_role("heading", name=heading, exact=True).wait_for()
        yield time.perf_counter() - begin
