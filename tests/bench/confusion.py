"""How fluid the page of confusions is with as many test tracks as the whole FMA has: 106,574.

Processor time is what counts: wall-clock time on a busy machine says how busy it is.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from genre_core.evaluation.answers import answers_of, read_answers
from genre_core.evaluation.grid import Grid, Look
from genre_core.evaluation.grid_words import cell_words
from genre_core.evaluation.matrix import Order
from genre_core.evaluation.own_outcomes import own_findings
from genre_core.evaluation.profile import neighbours_of, skill_of, tracks_of
from tests.browser.conftest import FLAGS
from tests.browser.servers import RealServer
from tests.conftest import ROOT, find_chromium
from tests.evaluations import NAMES, contestant_of, evaluation_rows, write_evaluation

TRACKS = 106_574
_CLICKS = 30
_GOAL = 500  # ms


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
        print(f"  {name:<36} {min(_processor_ms(way) for _ in range(5)):9.1f} ms")
    with tempfile.TemporaryDirectory() as folder:
        written = write_evaluation(Path(folder) / "models" / "made", rows, NAMES)
        once = _processor_ms(lambda: read_answers(written))
        print(f"  {'reading the folder, once':<36} {once:9.1f} ms")
        _measure_clicks(Path(folder))


def _processor_ms(way: Callable[[], object]) -> float:
    begin = time.process_time()
    way()
    return (time.process_time() - begin) * 1000


def _measure_clicks(folder: Path) -> None:
    chromium = find_chromium()
    if chromium is None:
        print("  clicks are not measured: no Chromium starts on this machine")
        return
    variables = {
        "SPECTROGRAM_MODELS": str(folder / "models"),
        "SPECTROGRAM_DATA": str(folder / "data"),
    }
    server = RealServer(ROOT / "streamlit_app.py", variables)
    server.start()
    try:
        times = _click(chromium, f"{server.url}/confusion?model=made&order=genre")
    finally:
        server.kill()
    low, middle, high = np.percentile(times, [0, 50, 95])
    print("  a click in Chromium until its cell's sentence stands there (wall clock)")
    print(f"    least {low:.0f} ms, median {middle:.0f} ms, 95 of 100 within {high:.0f} ms")
    print(f"    within {_GOAL} ms: {np.mean(np.array(times) <= _GOAL):.0%} of {len(times)} clicks")


def _click(chromium: Path, url: str) -> list[float]:
    from playwright.sync_api import sync_playwright

    chance, times = np.random.default_rng(440), []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(120_000)
        page.goto(url)
        names = sorted(NAMES)
        for _ in range(_CLICKS):
            row, column = chance.integers(0, 20, 2).tolist()
            cell = page.locator(f"a[data-r='{row}'][data-c='{column}']")
            cell.wait_for()
            page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
            begin = time.perf_counter()
            # Without the pointer's way there, for which the driver waits until the page rests.
            cell.dispatch_event("click")
            heading = f"{names[row]} called {names[column]}"
            page.get_by_role("heading", name=heading, exact=True).wait_for()
            times.append((time.perf_counter() - begin) * 1000)
        browser.close()
    return times
