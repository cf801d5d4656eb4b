"""One track an artist, the right temperature, and false flags near what was asked for."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from genre_core.conformal import probabilities
from genre_core.evaluation import calibration_error
from tests.trainer.held import drawn_from_softmax, held_out
from tests.trainer.tracks import GENRES, track
from trainer.calibrate import calibrate, fit_temperature, one_track_an_artist, realised_flags
from trainer.errors import TrainingError
from trainer.evaluate import HeldOut


def rows(held: HeldOut, order: list[int]) -> HeldOut:
    tracks = tuple(held.tracks[row] for row in order)
    return HeldOut(tracks, held.folds[order], held.labels[order], held.logits[order])


def test_each_artist_gives_one_track_a_genre() -> None:
    held = held_out(30, each=5)
    drawn = one_track_an_artist(held)
    assert len(drawn) == 30
    assert set(Counter(held.tracks[row].artist for row in drawn).values()) == {1}


def test_an_artist_of_two_genres_is_a_witness_for_each() -> None:
    tracks = tuple(track(i, "Nina", genre) for i, genre in enumerate(("Rock", "Rock", "Classical")))
    held = HeldOut(tracks, np.zeros(3, int), np.array([2, 2, 0]), np.zeros((3, 3), np.float32))
    drawn = one_track_an_artist(held)
    assert sorted(held.labels[drawn]) == [0, 2]


def test_the_draw_does_not_depend_on_the_order_nor_on_what_the_network_said() -> None:
    held = held_out(30, each=5)
    drawn = {held.tracks[row].id for row in one_track_an_artist(held)}
    backwards = rows(held, list(range(len(held.tracks)))[::-1])
    again = replace(backwards, logits=-backwards.logits)
    assert {again.tracks[row].id for row in one_track_an_artist(again)} == drawn


@pytest.mark.parametrize("truth", [0.5, 1.0, 2.2])
def test_the_temperature_that_made_the_labels_is_found(truth: float) -> None:
    held = drawn_from_softmax(truth)
    assert fit_temperature(held.logits, held.labels) == pytest.approx(truth, rel=0.1)


def test_scaling_the_logits_scales_the_temperature_and_nothing_else() -> None:
    held = held_out()
    first = calibrate(held, GENRES)
    louder = calibrate(replace(held, logits=held.logits * np.float32(2.0)), GENRES)
    assert louder.temperature == pytest.approx(2 * first.temperature, rel=0.01)
    np.testing.assert_allclose(louder.probabilities, first.probabilities, atol=0.01)


def test_the_fitted_temperature_makes_probabilities_honest() -> None:
    held = drawn_from_softmax(2.2)
    fitted = fit_temperature(held.logits, held.labels)
    assert calibration_error(held.labels, probabilities(held.logits, fitted)) < 0.03
    assert calibration_error(held.labels, probabilities(held.logits, 1.0)) > 0.08


def test_a_calibration_holds_the_drawn_tracks_alone() -> None:
    held = held_out(30, each=3)
    made = calibrate(held, GENRES)
    drawn = one_track_an_artist(held)
    assert np.array_equal(made.labels, held.labels[drawn])
    expected = probabilities(held.logits[drawn], made.temperature)
    assert np.array_equal(made.probabilities, expected)
    assert [made.scores(genre).size for genre in GENRES] == [10, 10, 10]


def test_the_temperature_is_fitted_on_the_tracks_that_were_not_drawn() -> None:
    held = held_out(30, each=3)
    drawn = one_track_an_artist(held)
    logits = held.logits.copy()
    logits[drawn] *= -5.0
    assert (
        calibrate(replace(held, logits=logits), GENRES).temperature
        == calibrate(held, GENRES).temperature
    )


def test_without_a_second_track_of_any_artist_there_is_nothing_to_fit_on() -> None:
    with pytest.raises(TrainingError, match=r"every artist has one only\. Add tracks"):
        calibrate(held_out(each=1), GENRES)


@pytest.mark.parametrize("alpha", [0.05, 0.1, 0.2])
def test_honest_tracks_are_flagged_about_as_often_as_alpha_says(alpha: float) -> None:
    shares = []
    for seed in range(4):
        held = held_out(seed=seed)
        flags = realised_flags(held, GENRES, alpha, honest=True)
        assert flags.testable.all()
        assert flags.artists == [
            held.tracks[row].artist for row in np.argsort(held.folds, kind="stable")
        ]
        shares.append(flags.flagged.mean())
    # 1,920 tracks; pairs of one artist are independent here, so two deviations are 0.02.
    assert alpha - 0.025 <= np.mean(shares) <= alpha + 0.02


def test_lies_are_flagged_more_often_the_more_the_network_knows() -> None:
    caught = [
        realised_flags(held_out(skill=skill), GENRES, 0.1, honest=False).flagged.mean()
        for skill in (0.0, 1.0, 3.0)
    ]
    # A network that knows nothing flags lies like truths: 0.09, give or take 0.02 by chance.
    assert caught[0] == pytest.approx(0.09, abs=0.05)
    assert caught[0] < caught[1] < caught[2]
    assert caught[2] > 0.8


def test_every_lie_names_a_genre_of_another_family() -> None:
    held = held_out(30)
    flags = realised_flags(held, GENRES, 0.1, honest=False)
    assert len(flags.genres) == 2 * len(held.tracks)
    truth = {each.artist: each.genre for each in held.tracks}
    assert all(truth[a] != g for a, g in zip(flags.artists, flags.genres, strict=True))


def test_with_too_few_artists_for_alpha_nothing_is_testable_and_nothing_flagged() -> None:
    flags = realised_flags(held_out(15), GENRES, 0.05, honest=True)
    assert not flags.testable.any()
    assert not flags.flagged.any()
