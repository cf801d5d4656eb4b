"""The results' chart in a column as narrow as a phone: nothing of it sticks out of its plot."""

from __future__ import annotations

import re

import pytest

from genre_core.show.results import RoundResult
from genre_core.show.scenes import Round
from genre_core.show.votes import Choice, Tally
from pages.parts.stage.results_chart import results_chart

converter = pytest.importorskip("vl_convert", reason="vl-convert is not installed")

PLOT = 300  # px; a phone of 390 px leaves some 340
LONG = "A title of a song that says a little more than it has to: Experimental Hip-Hop"


def test_names_and_legend_keep_within_the_plot_of_a_phone() -> None:
    rounds = [
        RoundResult("one", Round("a.flac", "Rock", "Folk", title=LONG), Tally(3, 9), Choice.NO),
        RoundResult("two", Round("b.flac", "Jazz", "Jazz"), Tally(5, 2), Choice.YES),
        RoundResult("three", Round("c.flac", "Pop"), Tally(1, 1), None),
    ]
    drawn = converter.vegalite_to_svg(results_chart(rounds).properties(width=PLOT).to_json())
    width = re.search(r'<svg[^>]* width="([0-9.]+)"', drawn)
    assert width is not None
    assert float(width.group(1)) <= PLOT + 30
    words = re.findall(r">([^<>]+)</text>", drawn)
    assert {"claim holds", "claim is wrong", "not known", "2. two: Jazz?"} <= set(words)
    assert any(each.startswith("1. A title of a song") and each.endswith("…") for each in words)
