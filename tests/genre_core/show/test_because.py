"""The place that is named is the strongest that people can see."""

import numpy as np
import pytest
from numpy.typing import NDArray

from genre_core.evidence import Evidence
from genre_core.show.because import Focus, because, focus

GENRES = ("Rock", "Jazz")
EDGES = np.array([0.0, 100.0, 300.0, 1000.0, 4000.0, 8000.0])


def seen(of_rock: NDArray[np.float64], seconds: float = 20.0) -> Evidence:
    """Evidence whose map of Rock is this, and of Jazz its opposite."""
    activation = np.stack([of_rock, -of_rock]).astype(np.float32)
    nothing = np.zeros((1, 2))
    return Evidence(GENRES, np.zeros(1), nothing, 3.0, activation, EDGES, seconds)


def spot(row: int, first: int, last: int) -> NDArray[np.float64]:
    """A map of 5 bands and 40 half seconds, 1 at some columns of a row and 0 elsewhere."""
    drawn = np.zeros((5, 40))
    drawn[row, first:last] = 1.0
    return drawn


def test_the_strongest_place_is_found_in_seconds_and_hertz() -> None:
    place = focus(seen(spot(1, 10, 20)), "Rock", 4000.0)
    assert place is not None
    assert (place.low, place.high) == (100.0, 300.0)
    # Averaged over two seconds, its ends are blurred by less than one.
    assert place.start == pytest.approx(5.0, abs=1.0)
    assert place.end == pytest.approx(10.0, abs=1.0)


def test_a_long_faint_place_outweighs_one_loud_hit() -> None:
    drawn = 0.5 * spot(2, 20, 36) + spot(0, 5, 6)
    place = focus(seen(drawn), "Rock", 4000.0)
    assert place is not None
    assert place.low == 300.0


def test_what_lies_above_the_picture_is_not_pointed_at() -> None:
    drawn = 3.0 * spot(4, 0, 10) + spot(3, 24, 32)
    place = focus(seen(drawn), "Rock", 4000.0)
    assert place is not None
    assert (place.low, place.high) == (1000.0, 4000.0)
    cut = focus(seen(drawn), "Rock", 2500.0)
    assert cut is not None
    assert cut.high == 2500.0


def test_a_place_is_as_wide_as_the_map_keeps_up() -> None:
    drawn = spot(1, 10, 20) + 0.9 * spot(2, 10, 20) + 0.5 * spot(3, 10, 20)
    place = focus(seen(drawn), "Rock", 4000.0)
    assert place is not None
    assert (place.low, place.high) == (100.0, 1000.0)


def test_where_nothing_speaks_for_a_genre_there_is_no_place() -> None:
    assert focus(seen(np.zeros((5, 40))), "Rock", 4000.0) is None
    assert focus(seen(spot(1, 0, 40)), "Jazz", 4000.0) is None
    assert focus(seen(spot(1, 0, 40)), "Rock", 0.0) is None


def test_the_sentence_reads_aloud() -> None:
    place = Focus(4.608, 63.9, 48.4, 638.3)
    assert because("Rock", "Classical", place) == (
        "I saw it as Rock rather than Classical because of what sounds from 0:05 to 1:04 between "
        "50 and 640\u00a0Hz, where bass lines and low chords lie."
    )
    assert because("Rock", "Rock", place).startswith("I saw it as Rock because of what sounds")
    assert because("Rock", "", Focus(0, 3, 1265.4, 2325.0)).endswith(
        "between 1,300 and 2,300\u00a0Hz, where cymbals and the edge of guitars and strings lie."
    )
    assert because("Rock", "", None) == (
        "I saw it as Rock because of all of it: no place stands out."
    )


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.0, 100.0, "the kick drum and the deepest bass"),
        (100.0, 500.0, "bass lines and low chords"),
        (640.0, 1265.0, "voices and melodies"),
        (2325.0, 4000.0, "cymbals and the edge of guitars and strings"),
        (4300.0, 8000.0, "hiss and shimmer"),
    ],
)
def test_frequencies_are_named_by_what_sounds_there(low: float, high: float, words: str) -> None:
    assert Focus(0.0, 1.0, low, high).register == words
