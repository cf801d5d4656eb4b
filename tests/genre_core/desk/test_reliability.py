"""Krippendorff's alpha is that of his book, of his library and of the definition."""

from itertools import permutations
from math import isnan

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from genre_core.desk import reliability as module
from genre_core.desk.reliability import Vote, krippendorff_alpha, reliability

VOTES = st.lists(
    st.tuples(st.integers(0, 8), st.sampled_from(["Rock", "Punk", "Pop", "🎸"])), max_size=40
)


def votes_of(pairs: list[tuple[int, str]]) -> list[Vote]:
    return [Vote(track, f"artist {track}", label) for track, label in pairs]


def by_hand(votes: list[Vote]) -> float:
    """The definition, pair by pair."""
    of_track: dict[int, list[str]] = {}
    for vote in votes:
        of_track.setdefault(vote.track, []).append(vote.label)
    units = [labels for labels in of_track.values() if len(labels) > 1]
    values = [label for labels in units for label in labels]
    blindly = sum(a != b for a, b in permutations(values, 2))
    if not blindly:
        return float("nan")
    observed = sum(sum(a != b for a, b in permutations(u, 2)) / (len(u) - 1) for u in units)
    return float(1 - (len(values) - 1) * observed / blindly)


def test_alpha_is_that_of_the_example_in_the_literature() -> None:
    # K. Krippendorff, "Computing Krippendorff's alpha-reliability", 2011, part C: 0.743.
    a = "1 2 3 3 2 1 4 1 2 . . .".split()
    b = "1 2 3 3 2 2 4 1 2 5 . 3".split()
    c = ". 3 3 3 2 3 4 2 2 5 1 .".split()
    d = "1 2 3 3 2 4 4 1 2 5 1 .".split()
    votes = [
        Vote(track, "artist", label)
        for coder in (a, b, c, d)
        for track, label in enumerate(coder)
        if label != "."
    ]
    assert krippendorff_alpha(votes) == pytest.approx(0.743, abs=5e-4)


@given(VOTES)
def test_alpha_is_the_definition(pairs: list[tuple[int, str]]) -> None:
    votes = votes_of(pairs)
    assert krippendorff_alpha(votes) == pytest.approx(by_hand(votes), nan_ok=True)


@given(VOTES)
def test_tracks_that_agree_put_together_are_the_same_to_the_library(
    pairs: list[tuple[int, str]],
) -> None:
    votes = votes_of(pairs)
    labels = sorted({vote.label for vote in votes})
    counts = np.zeros((9, max(len(labels), 1)), dtype=int)
    for vote in votes:
        counts[vote.track, labels.index(vote.label)] += 1
    expected = by_hand(votes)
    if not isnan(expected):
        library = krippendorff.alpha(value_counts=counts, level_of_measurement="nominal")
        assert krippendorff_alpha(votes) == pytest.approx(float(library))


@given(VOTES)
def test_many_tracks_give_the_same_without_the_library(pairs: list[tuple[int, str]]) -> None:
    votes = votes_of(pairs)
    with pytest.MonkeyPatch.context() as patch:
        expected = krippendorff_alpha(votes)
        patch.setattr(module, "_CELLS", 0)
        assert krippendorff_alpha(votes) == pytest.approx(expected, nan_ok=True)


def drawn(tracks: int, people: int, right: float, seed: int) -> list[Vote]:
    random = np.random.default_rng(seed)
    truth = random.integers(0, 5, tracks)
    return [
        Vote(
            track,
            f"artist {track // 2}",
            str(genre if random.random() < right else random.integers(0, 5)),
        )
        for track, genre in enumerate(truth)
        for _ in range(people)
    ]


def test_the_interval_holds_the_alpha_of_much_more_of_the_same() -> None:
    truth = krippendorff_alpha(drawn(20000, 3, 0.8, 1))
    found = reliability(drawn(400, 3, 0.8, 2))
    assert found.alpha.low < truth < found.alpha.high
    assert found.alpha.high - found.alpha.low < 0.15
    assert (found.tracks, found.votes, found.sentence) == (400, 1200, "")


def test_thousands_of_tracks_and_a_hundred_labels_are_no_matter() -> None:
    random = np.random.default_rng(3)
    votes = [
        Vote(n // 2, f"artist {n // 9}", f"label {random.integers(0, 150)}") for n in range(40000)
    ]
    assert krippendorff_alpha(votes) == pytest.approx(0.0, abs=0.01)


def test_too_few_tracks_with_two_labels_give_no_figure_and_say_so() -> None:
    found = reliability([Vote(n, "artist", "Rock") for n in range(500)])
    assert isnan(found.alpha.value)
    assert found.sentence == "0 tracks have labels of two moderators; 10 or more are needed."
    assert isnan(reliability([]).alpha.value)


def test_where_all_labels_are_the_same_alpha_is_unknown() -> None:
    found = reliability([Vote(n // 2, f"a{n // 2}", "Rock") for n in range(100)])
    assert isnan(found.alpha.value)
    assert found.sentence.startswith("All labels are the same")


def test_one_artist_gives_a_figure_without_ends() -> None:
    votes = [Vote(v.track, "one", v.label) for v in drawn(50, 2, 0.8, 4)]
    found = reliability(votes)
    assert isnan(found.alpha.low)
    assert found.alpha.value == pytest.approx(by_hand(votes))
