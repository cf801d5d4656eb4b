"""Kappa and agreement are those of the books, of scikit-learn and of the definition."""

from collections.abc import Callable, Sequence
from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from genre_core.desk.agreement import (
    LEAST_TRACKS,
    Compared,
    Sides,
    agreements,
    cohen_kappa,
    percent_agreement,
)
from genre_core.evaluation.intervals import bootstrap_interval

LABELS = st.sampled_from(["Rock", "Punk", "Jazz and Pop", "not music", "🎸"])
PAIRS = st.lists(st.tuples(LABELS, LABELS), min_size=1, max_size=60)


def by_hand(first: list[str], second: list[str]) -> float:
    """The definition, written out."""
    n = len(first)
    observed = sum(a == b for a, b in zip(first, second, strict=True)) / n
    expected = sum(first.count(c) * second.count(c) for c in set(first)) / n**2
    return float("nan") if expected == 1 else (observed - expected) / (1 - expected)


def test_kappa_is_cohens_of_a_table_counted_by_hand() -> None:
    # 20 and 15 equal, 5 and 10 not: o = 0.7, e = 0.5, kappa = 0.4.
    first = ["yes"] * 25 + ["no"] * 25
    second = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    assert cohen_kappa(first, second) == pytest.approx(0.4)
    assert percent_agreement(first, second) == pytest.approx(0.7)


@given(PAIRS)
def test_kappa_is_the_definition(pairs: list[tuple[str, str]]) -> None:
    first, second = [list(side) for side in zip(*pairs, strict=True)]
    assert cohen_kappa(first, second) == pytest.approx(by_hand(first, second), nan_ok=True)


@given(PAIRS.filter(lambda pairs: len({label for pair in pairs for label in pair}) > 1))
def test_kappa_is_scikit_learns(pairs: list[tuple[str, str]]) -> None:
    first, second = [list(side) for side in zip(*pairs, strict=True)]
    assert cohen_kappa(first, second) == pytest.approx(cohen_kappa_score(first, second))


@given(PAIRS)
def test_kappa_does_not_care_who_is_first(pairs: list[tuple[str, str]]) -> None:
    first, second = [list(side) for side in zip(*pairs, strict=True)]
    there, back = cohen_kappa(first, second), cohen_kappa(second, first)
    assert there == pytest.approx(back, nan_ok=True)
    assert isnan(there) or -1 <= there <= 1


def test_of_nothing_and_of_one_label_alone_kappa_is_unknown() -> None:
    assert isnan(cohen_kappa([], []))
    assert isnan(percent_agreement([], []))
    assert isnan(cohen_kappa(["Rock"] * 30, ["Rock"] * 30))
    assert percent_agreement(["Rock"] * 30, ["Rock"] * 30) == 1.0


@pytest.mark.parametrize("figure", [cohen_kappa, percent_agreement])
def test_sides_of_unequal_length_are_refused(
    figure: Callable[[Sequence[str], Sequence[str]], float],
) -> None:
    with pytest.raises(ValueError, match="One side has 2 labels, the other 1; give one of each"):
        figure(["Rock", "Jazz"], ["Rock"])


def drawn(n: int, seed: int, each: int = 3, right: float = 0.8) -> list[Compared]:
    random = np.random.default_rng(seed)
    first = random.integers(0, 4, n)
    second = np.where(random.random(n) < right, first, random.integers(0, 4, n))
    return [
        Compared(f"artist {row // each}", f"genre {a}", f"genre {b}")
        for row, (a, b) in enumerate(zip(first, second, strict=True))
    ]


def test_the_figures_of_several_sides_are_those_of_each() -> None:
    sides = [Sides("ada and ben", drawn(90, 1)), Sides("ada and cy", drawn(40, 2, right=0.4))]
    for found, given_ in zip(agreements(sides), sides, strict=True):
        first, second = [[getattr(t, at) for t in given_.tracks] for at in ("first", "second")]
        assert found.kappa.value == pytest.approx(cohen_kappa_score(first, second))
        assert found.percent.value == pytest.approx(percent_agreement(first, second))
        assert found.kappa.low < found.kappa.value < found.kappa.high
        assert (found.sides, found.tracks, found.sentence) == (given_.names, len(first), "")


def test_the_interval_is_that_of_drawing_artists_with_their_rows() -> None:
    tracks = drawn(150, 3)

    def kappa(rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> float:
        return by_hand([tracks[r].first for r in rows], [tracks[r].second for r in rows])

    expected = bootstrap_interval([track.artist for track in tracks], kappa, 400)
    (found,) = agreements([Sides("two", tracks)], draws=400)
    assert (found.kappa.low, found.kappa.high) == pytest.approx((expected.low, expected.high))


def test_with_thousands_of_artists_the_interval_is_as_wide_as_it_should_be() -> None:
    tracks = drawn(9000, 4)
    (found,) = agreements([Sides("two", tracks)])
    share = found.percent.value
    width = 2 * 1.96 * np.sqrt(share * (1 - share) / len(tracks))
    assert found.percent.high - found.percent.low == pytest.approx(width, rel=0.15)


def test_too_few_tracks_give_no_figure_and_say_so() -> None:
    few = Sides("ada and ben", drawn(LEAST_TRACKS - 1, 5))
    none, enough = Sides("none", []), Sides("ada and cy", drawn(LEAST_TRACKS, 6))
    found = agreements([few, none, enough])
    assert isnan(found[0].kappa.value)
    assert found[0].sentence == "9 tracks have labels of ada and ben; 10 or more are needed."
    assert (found[1].tracks, found[1].artists) == (0, 0)
    assert found[2].tracks == LEAST_TRACKS
    assert found[2].sentence == ""


def test_where_all_is_one_label_kappa_is_unknown_and_says_why() -> None:
    (found,) = agreements([Sides("two", [Compared(f"a{n}", "Rock", "Rock") for n in range(20)])])
    assert isnan(found.kappa.value)
    assert found.percent.value == 1.0
    assert found.sentence.startswith("Only one label occurs")


def test_one_artist_gives_a_figure_without_ends() -> None:
    (found,) = agreements([Sides("two", drawn(60, 7, each=60))])
    assert found.kappa.value == pytest.approx(0.7, abs=0.2)
    assert isnan(found.kappa.low)
    assert found.sentence.startswith("All tracks are one artist's")


def test_no_sides_give_nothing() -> None:
    assert agreements([]) == ()
