"""One track an artist, the right temperature, and false flags near what was asked for."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
import pytest

from genre_core.conformal import probabilities
from genre_core.evaluation.summary import calibration_error
from genre_core.evaluation.trial import hold
from tests.trainer.held import crossed, drawn_from_softmax, held_out, rows_of, split_answers
from tests.trainer.tracks import GENRES, track
from trainer.calibrate import (
    NEEDED,
    calibrate,
    confirmed_enough,
    fit_temperature,
    hold_trial,
    label_sentence,
    one_track_an_artist,
)
from trainer.errors import TrainingError
from trainer.evaluate import Answers, HeldOut


def test_each_artist_gives_one_track_a_genre() -> None:
    held = held_out(30, each=5)
    drawn = one_track_an_artist(held)
    assert len(drawn) == 30
    assert set(Counter(held.tracks[row].artist for row in drawn).values()) == {1}


def test_an_artist_of_two_genres_is_a_witness_for_each() -> None:
    tracks = tuple(track(i, "Nina", genre) for i, genre in enumerate(("Rock", "Rock", "Classical")))
    logits, moods = np.zeros((3, 3), np.float32), np.empty((3, 0), np.float32)
    held = HeldOut(tracks, np.zeros(3, int), np.array([2, 2, 0]), logits, moods)
    drawn = one_track_an_artist(held)
    assert sorted(held.labels[drawn]) == [0, 2]


def test_the_draw_does_not_depend_on_the_order_nor_on_what_the_network_said() -> None:
    held = held_out(30, each=5)
    drawn = {held.tracks[row].id for row in one_track_an_artist(held)}
    backwards = rows_of(held, list(range(len(held.tracks)))[::-1])
    again = replace(backwards, logits=-backwards.logits)
    assert {again.tracks[row].id for row in one_track_an_artist(again)} == drawn


def test_an_artist_is_one_however_the_name_is_spelt() -> None:
    held = held_out(3, each=3)
    names = ("Björk", "BJORK", "Bjork ")
    tracks = tuple(replace(each, artist=names[row % 3]) for row, each in enumerate(held.tracks))
    assert len(one_track_an_artist(replace(held, tracks=tracks))) == 3


def confirming(held: HeldOut, rows: Iterable[int], chosen_by: str = "chance") -> HeldOut:
    """The same answers, these rows with confirmed labels."""
    vouched = set(rows)
    tracks = tuple(
        replace(each, confirmed=True, chosen_by=chosen_by) if row in vouched else each
        for row, each in enumerate(held.tracks)
    )
    return replace(held, tracks=tracks)


def sizes(held: HeldOut) -> list[int]:
    """How many scores each genre has where a split's calibration part is this."""
    made = calibrate(replace(split_answers(30), calibration=held), GENRES)
    return [made.scores(genre).size for genre in GENRES]


def one_part(artists: int) -> HeldOut:
    """Two tracks an artist and no folds; artist a has the rows 2a and 2a + 1, genre a % 3."""
    return split_answers(artists).calibration


def test_confirmed_labels_are_used_alone_once_every_genre_has_enough() -> None:
    held = one_part(240)
    confirmed = [2 * artist for artist in range(NEEDED * 3)]
    enough = confirming(held, confirmed)
    assert NEEDED == 19
    assert confirmed_enough(enough)
    assert one_track_an_artist(enough).tolist() == confirmed
    assert sizes(enough) == [19, 19, 19]
    assert label_sentence(enough, GENRES) == (
        "Scores come from confirmed labels alone; each genre has 19 artists or more."
    )


@pytest.mark.parametrize("confirmed", [[], [0], [0, 2, 4], [2 * a for a in range(3 * 19 - 1)]])
def test_fewer_confirmed_labels_than_a_flag_needs_take_no_score_away(confirmed: list[int]) -> None:
    held = one_part(240)
    few = confirming(held, confirmed)
    assert not confirmed_enough(few)
    assert np.array_equal(one_track_an_artist(few), one_track_an_artist(held))
    assert sizes(few) == [80, 80, 80]
    own = min(sum(row // 2 % 3 == genre for row in confirmed) for genre in range(3))
    assert f"has {own}, and each genre needs 19" in label_sentence(few, GENRES)


def test_two_confirmed_tracks_of_an_artist_are_one_witness() -> None:
    assert not confirmed_enough(confirming(one_part(54), range(108)))
    assert confirmed_enough(confirming(one_part(57), range(114)))


def test_a_genre_that_is_absent_has_too_few() -> None:
    held = one_part(240)
    others = rows_of(held, np.flatnonzero(held.labels != 2).tolist())
    assert not confirmed_enough(confirming(others, range(len(others.tracks))))


def test_in_a_cross_validation_the_other_folds_must_be_enough_for_each() -> None:
    # Artists 0 ... 59 are 20 a genre, 4 in each of five folds: 16 judge the fold that is left.
    few, enough = (confirming(held_out(240), range(2 * n)) for n in (60, 75))
    assert not confirmed_enough(few)
    assert "outside the fullest fold: Classical has 16, and" in label_sentence(few, GENRES)
    assert confirmed_enough(enough)
    judged = hold_trial(Answers.cross(enough), GENRES).judged(0.05)
    assert judged.tested.all()
    made = calibrate(Answers.cross(enough), GENRES)
    assert [made.scores(genre).size for genre in GENRES] == [25, 25, 25]


def test_what_was_confirmed_because_a_model_doubted_it_is_never_drawn() -> None:
    held = one_part(240)
    doubted = [*range(0, 480, 2)]
    few = confirming(held, doubted, "model")
    assert not confirmed_enough(few)
    assert one_track_an_artist(few).tolist() == [*range(1, 480, 2)]
    assert "confirmed or not, but for 240 confirmed because a model" in label_sentence(few, GENRES)
    enough = confirming(few, range(1, 2 * 57, 2))
    assert confirmed_enough(enough)
    assert one_track_an_artist(enough).tolist() == [*range(1, 2 * 57, 2)]


def test_a_genre_of_doubted_tracks_alone_is_named_with_the_cause() -> None:
    held = one_part(30)
    rock = np.flatnonzero(held.labels == 2).tolist()
    with pytest.raises(TrainingError, match=r"labelled Rock; .* because a model doubted them do"):
        sizes(confirming(held, rock, "model"))


@pytest.mark.parametrize("answers_of", [crossed, split_answers])
def test_no_temperature_is_fitted_on_doubted_tracks(answers_of: Callable[..., Answers]) -> None:
    answers = answers_of(60)
    rows = range(0, 120, 5)

    def temperature(factor: float) -> float:
        held = confirming(answers.validation, rows, "model")
        logits = held.logits.copy()
        logits[list(rows)] *= np.float32(factor)
        changed = replace(held, logits=logits)
        crossing = Answers.cross(changed)
        return calibrate(
            crossing if answers.crossed else replace(answers, validation=changed), GENRES
        ).temperature

    assert temperature(-5.0) == temperature(1.0)
    assert temperature(1.0) != calibrate(answers, GENRES).temperature


@pytest.mark.parametrize("truth", [0.5, 1.0, 2.2])
def test_the_temperature_that_made_the_labels_is_found(truth: float) -> None:
    held = drawn_from_softmax(truth)
    assert fit_temperature(held.logits, held.labels) == pytest.approx(truth, rel=0.1)


def test_scaling_the_logits_scales_the_temperature_and_nothing_else() -> None:
    held = held_out()
    first = calibrate(Answers.cross(held), GENRES)
    loud = replace(held, logits=held.logits * np.float32(2.0))
    louder = calibrate(Answers.cross(loud), GENRES)
    assert louder.temperature == pytest.approx(2 * first.temperature, rel=0.01)
    np.testing.assert_allclose(louder.probabilities, first.probabilities, atol=0.01)


def test_the_fitted_temperature_makes_probabilities_honest() -> None:
    held = drawn_from_softmax(2.2)
    fitted = fit_temperature(held.logits, held.labels)
    assert calibration_error(held.labels, probabilities(held.logits, fitted)) < 0.03
    assert calibration_error(held.labels, probabilities(held.logits, 1.0)) > 0.08


def test_a_calibration_holds_the_drawn_tracks_alone() -> None:
    held = held_out(30, each=3)
    made = calibrate(Answers.cross(held), GENRES)
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
    changed = Answers.cross(replace(held, logits=logits))
    assert (
        calibrate(changed, GENRES).temperature == calibrate(Answers.cross(held), GENRES).temperature
    )


def test_without_a_second_track_of_any_artist_there_is_nothing_to_fit_on() -> None:
    with pytest.raises(TrainingError, match=r"every artist has one only\. Add tracks"):
        calibrate(crossed(each=1), GENRES)


def test_one_split_gives_the_temperature_of_one_part_and_the_scores_of_another() -> None:
    answers = split_answers(60)
    made = calibrate(answers, GENRES)
    validation, held = answers.validation, answers.calibration
    assert made.temperature == fit_temperature(validation.logits, validation.labels)
    drawn = one_track_an_artist(held)
    assert len(made.labels) == 60
    expected = probabilities(held.logits[drawn], made.temperature)
    assert np.array_equal(made.probabilities, expected)


def test_what_a_model_says_of_its_test_tracks_changes_no_calibration() -> None:
    answers = split_answers(60)
    other = replace(answers, test=replace(answers.test, logits=-answers.test.logits))
    first, again = calibrate(answers, GENRES), calibrate(other, GENRES)
    assert first.temperature == again.temperature
    assert np.array_equal(first.probabilities, again.probabilities)


def test_a_split_without_validation_tracks_has_nothing_to_fit_on() -> None:
    answers = split_answers(30)
    empty = replace(answers, validation=rows_of(answers.validation, []))
    with pytest.raises(TrainingError, match="the validation part is empty"):
        calibrate(empty, GENRES)


def test_a_genre_without_calibration_tracks_is_named() -> None:
    answers = split_answers(30)
    others = [row for row, label in enumerate(answers.calibration.labels) if label != 2]
    gap = replace(answers, calibration=rows_of(answers.calibration, others))
    with pytest.raises(TrainingError, match="No calibration track is labelled Rock; without"):
        calibrate(gap, GENRES)


def test_a_split_without_test_tracks_measures_nothing() -> None:
    answers = split_answers(30)
    with pytest.raises(TrainingError, match="The test part has no track"):
        hold_trial(replace(answers, test=rows_of(answers.test, [])), GENRES)


def test_each_fold_is_judged_by_the_others_alone() -> None:
    held = held_out(60)
    trial = hold_trial(Answers.cross(held), GENRES)
    assert trial.artists == tuple(held.artists)
    assert np.array_equal(trial.labels, held.labels)
    mine = np.flatnonzero(held.folds == 3)
    others = calibrate(
        Answers.cross(rows_of(held, np.flatnonzero(held.folds != 3).tolist())), GENRES
    )
    expected = hold(probabilities(held.logits[mine], others.temperature), others)
    assert [trial.findings[row] for row in mine] == list(expected)


def test_a_test_part_is_judged_by_the_one_calibration() -> None:
    answers = split_answers(60)
    made = calibrate(answers, GENRES)
    expected = hold(probabilities(answers.test.logits, made.temperature), made)
    assert hold_trial(answers, GENRES).findings == expected


@pytest.mark.parametrize("alpha", [0.05, 0.1, 0.2])
@pytest.mark.parametrize("answers_of", [crossed, split_answers])
def test_honest_tracks_are_flagged_about_as_often_as_alpha_says(
    alpha: float, answers_of: Callable[..., Answers]
) -> None:
    shares = []
    for seed in range(4):
        trial = hold_trial(answers_of(seed=10 * seed), GENRES)
        judged = trial.judged(alpha)
        assert judged.tested.all()
        shares.append(judged.flagged[trial.honest].mean())
    # 1,920 tracks; pairs of one artist are independent here, so two deviations are 0.02.
    assert alpha - 0.035 <= np.mean(shares) <= alpha + 0.02


def test_with_too_few_artists_for_alpha_nothing_is_testable_and_nothing_flagged() -> None:
    judged = hold_trial(crossed(15), GENRES).judged(0.05)
    assert not judged.tested.any()
    assert not judged.flagged.any()
