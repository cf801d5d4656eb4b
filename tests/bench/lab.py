"""How fluid the lab is with as many test tracks as the whole FMA has: 106,574."""

import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from playwright.sync_api import Page

from genre_core.evaluation.answers import answers_of
from genre_core.evaluation.hunt import hunt
from genre_core.evaluation.injection import Way, inject
from genre_core.evaluation.own_outcomes import own_findings
from tests.bench.clicking import rest, show_clicks, timed_clicks
from tests.bench.confusion import TRACKS, processor_ms
from tests.evaluations import NAMES, contestant_of, evaluation_rows, write_evaluation

_DRAWINGS = 20


def measure_lab() -> None:
    """Print what an experiment takes, and how long a click is answered in."""
    print(f"\nLies among {TRACKS:,} test tracks, 20 genres: processor time, least of five")
    rows = evaluation_rows(TRACKS, NAMES)
    model = contestant_of(rows, NAMES)
    answers = answers_of(model, rows)
    own = own_findings(model)
    for way in Way:
        lies = inject(answers, way, 0.05, 1)
        told = min(processor_ms(partial(inject, answers, way, 0.05, 1)) for _ in range(5))
        found = min(processor_ms(partial(hunt, model, answers, lies, 0.05, own)) for _ in range(5))
        print(f"  {way.value:<12} telling them {told:6.1f} ms, hunting them {found:6.1f} ms")
    with tempfile.TemporaryDirectory() as folder:
        write_evaluation(Path(folder) / "models" / "made", rows, NAMES)
        both = timed_clicks(Path(folder), "lab?model=made", _draw)
        show_clicks('"Draw other lies" until its sentence stands there', both[::2])
        show_clicks('"Draw other lies" until the page rests, all charts drawn', both[1::2])


def _draw(page: Page) -> Iterator[float]:
    """Give the seconds to the sentence and to the end of each drawing, one after the other."""
    button = page.get_by_role("button", name="Draw other lies")
    button.wait_for()
    rest(page)
    sentence = page.get_by_role("heading", level=3).first
    for _ in range(_DRAWINGS):
        before = sentence.inner_text()
        begin = time.perf_counter()
        button.dispatch_event("click")
        page.wait_for_function(
            "before => document.querySelector('h3').innerText !== before", arg=before
        )
        yield time.perf_counter() - begin
        rest(page)
        yield time.perf_counter() - begin
