"""Lies are drawn as asked for: so many, of that kind, the same again, and more without others."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from genre_core.errors import ModelError, PolicyError
from genre_core.evaluation.answers import Answers, answers_of
from genre_core.evaluation.injection import Injected, Way, albums, inject
from genre_core.evaluation.lies import Lie, told
from genre_core.genres import find
from tests.evaluations import NAMES, contestant_of, evaluation_rows, made_answers

FAMILY = ("Rock", "Punk", "Metal")
ONE_EACH = ("Blues", "Classical", "Jazz")
ways = st.sampled_from(Way)
shares = st.sampled_from([0.01, 0.05, 0.1, 0.3, 0.5])


def made(labels: list[str], genres: tuple[str, ...], artists: list[str] | None = None) -> Answers:
    """Answers to tracks of these labels, each artist's own unless said."""
    rows = evaluation_rows(len(labels), genres).assign(genre=labels)
    rows["artist"] = artists or [f"artist {number}" for number in range(len(labels))]
    return answers_of(contestant_of(rows, genres), rows)


def own(answers: Answers) -> list[str]:
    return [answers.genres[label] for label in answers.labels]


def on_albums(answers: Answers, names: list[str]) -> Answers:
    return replace(answers, credits=answers.credits.assign(album=names))


@given(ways, shares, st.integers(0, 99), st.integers(0, 9))
def test_the_share_lies_and_all_others_tell_the_truth(
    way: Way, share: float, seed: int, drawing: int
) -> None:
    answers = made_answers(120, NAMES, seed)
    injected = inject(answers, way, share, drawing)
    lies = np.array([a != b for a, b in zip(injected.claims, own(answers), strict=True)])
    np.testing.assert_array_equal(injected.lies, lies)
    assert set(injected.claims) <= set(NAMES)
    assert (injected.way, injected.share, injected.told) == (way, share, lies.mean())
    if way is Way.ALBUM:
        largest = np.bincount(albums(answers)).max()
        assert abs(lies.sum() - 120 * share) <= largest
    else:
        assert lies.sum() == max(1, round(120 * share))


@given(ways, shares, st.integers(0, 99))
def test_the_same_seed_tells_the_same_lies(way: Way, share: float, drawing: int) -> None:
    answers = made_answers(60)
    once, again = (inject(answers, way, share, drawing) for _ in range(2))
    assert once.claims == again.claims
    assert (
        inject(answers, way, 0.3, drawing).claims != inject(answers, way, 0.3, drawing + 1).claims
    )


@given(ways, st.integers(0, 99))
def test_a_larger_share_adds_lies_and_changes_none(way: Way, drawing: int) -> None:
    answers = made_answers(200)
    told_so_far: dict[int, str] = {}
    for share in (0.01, 0.05, 0.1, 0.3, 0.5):
        injected = inject(answers, way, share, drawing)
        now = {int(row): injected.claims[row] for row in np.flatnonzero(injected.lies)}
        assert told_so_far.items() <= now.items()
        told_so_far = now


def test_a_sibling_is_of_the_same_family() -> None:
    answers = made_answers(300)
    injected = inject(answers, Way.SIBLING, 0.3, 1)
    for row in np.flatnonzero(injected.lies):
        assert find(injected.claims[row]).root == find(own(answers)[row]).root


@pytest.mark.parametrize("way", [Way.UNIFORM, Way.SIBLING, Way.POPULAR])
def test_over_many_drawings_lies_are_told_as_often_as_they_are_weighed(way: Way) -> None:
    answers = made(["Rock"] * 6 + ["Punk"] * 3 + ["Metal"] * 2 + ["Jazz"], (*FAMILY, "Jazz"))
    weights = told(Lie(way.value), answers.labels, answers.genres)
    met: Counter[tuple[int, str]] = Counter()
    for seed in range(3000):
        injected = inject(answers, way, 0.2, seed)
        met.update((int(r), injected.claims[r]) for r in np.flatnonzero(injected.lies))
    able = weights.sum(axis=1) > 0
    # Two of the twelve lie each time, any of those who can alike.
    for row in range(12):
        for place, genre in enumerate(answers.genres):
            expected = 2 / able.sum() * weights[row, place]
            assert met[row, genre] / 3000 == pytest.approx(expected, abs=0.03)


@given(st.integers(0, 99), shares)
def test_albums_lie_as_a_whole_and_alike(drawing: int, share: float) -> None:
    answers = made_answers(90)
    names = [f"album {number % 20}" for number in range(90)]
    album = albums(on_albums(answers, names))
    injected = inject(on_albums(answers, names), Way.ALBUM, share, drawing)
    for one in np.unique(album):
        of_one = injected.lies[album == one]
        assert of_one.all() or not of_one.any()
        assert (
            not of_one.any() or len({injected.claims[r] for r in np.flatnonzero(album == one)}) == 1
        )


def test_two_artists_albums_of_one_name_are_two_and_a_track_without_goes_with_its_artist() -> None:
    answers = made(["Rock"] * 6, FAMILY, ["Ada", "Ada", "Ada", "Bob", "Bob", "Bob"])
    assert albums(answers).tolist() == [0, 0, 0, 1, 1, 1]
    on = on_albums(answers, ["Hits", "Hits", "", "Hits", "", ""])
    assert albums(on).tolist() == [0, 0, 1, 2, 3, 3]


def test_an_album_claims_what_none_of_its_tracks_is() -> None:
    answers = made(
        ["Rock", "Punk", "Jazz"], ("Rock", "Punk", "Jazz", "Folk"), ["Ada", "Ada", "Bob"]
    )
    for seed in range(20):
        injected = inject(answers, Way.ALBUM, 0.5, seed)
        if injected.lies[0]:
            assert set(injected.claims[:2]) <= {"Jazz", "Folk"}


def test_one_genre_in_the_test_set_lies_uniformly_but_knows_nothing_popular() -> None:
    answers = made(["Jazz"] * 20, ONE_EACH)
    injected: Injected = inject(answers, Way.UNIFORM, 0.1, 1)
    assert injected.lies.sum() == 2
    with pytest.raises(PolicyError, match=r"0 of 20 test tracks .* another genre .* needs test tr"):
        inject(answers, Way.POPULAR, 0.1, 1)


def test_without_siblings_no_lie_is_told_to_one() -> None:
    with pytest.raises(PolicyError, match=r"0 of 9 .* 5% needs 1: .*family. Choose another way to"):
        inject(made(list(ONE_EACH) * 3, ONE_EACH), Way.SIBLING, 0.05, 1)


def test_too_large_a_share_for_those_who_could_lie_is_refused() -> None:
    answers = made(["Rock"] * 2 + ["Jazz"] * 18, ("Rock", "Punk", "Jazz"))
    assert inject(answers, Way.SIBLING, 0.1, 1).lies[:2].all()
    with pytest.raises(PolicyError, match=r"2 of 20 .* 30% needs 6: .* or a smaller share"):
        inject(answers, Way.SIBLING, 0.3, 1)


def test_the_only_artist_cannot_lie_album_wise() -> None:
    with pytest.raises(PolicyError, match="album must lack a genre of the model and not be the on"):
        inject(made(["Rock"] * 9, FAMILY, ["Ada"] * 9), Way.ALBUM, 0.1, 1)


@pytest.mark.parametrize("artists", [["Ada"] * 8 + ["Bob"], ["Bob"] + ["Ada"] * 8])
def test_one_album_at_least_stays_honest(artists: list[str]) -> None:
    answers = made(["Rock"] * 9, FAMILY, artists)
    for seed in range(10):
        assert 0 < inject(answers, Way.ALBUM, 0.5, seed).told < 1


@pytest.mark.parametrize("share", [0.0, -0.1, 0.51, float("nan")])
def test_an_impossible_share_is_refused(share: float) -> None:
    with pytest.raises(PolicyError, match="a share above 0 and at most"):
        inject(made_answers(20), Way.UNIFORM, share, 1)


def test_one_track_cannot_both_lie_and_be_honest() -> None:
    with pytest.raises(ModelError, match="1 test tracks; at least two"):
        inject(made(["Rock"], FAMILY), Way.UNIFORM, 0.5, 1)
