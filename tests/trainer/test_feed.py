"""What Keras is fed: batches in their order, and every validation window once."""

from dataclasses import replace

import numpy as np
import pytest

from tests.trainer.lessons import TRACKS, lesson
from trainer.batches import WindowSampler, even_windows
from trainer.devices import Devices
from trainer.errors import TrainingError
from trainer.feed import EvenFeed, TrainingFeed

LESSON = lesson(steps=5, batch=6)
ONE = Devices("tensorflow", "cpu", ("CPU:0",))
FOUR = Devices("jax", "gpu", ("gpu:0", "gpu:1", "gpu:2", "gpu:3"), processes=2, process=1)


def test_epochs_follow_each_other_and_a_resumed_fit_begins_further_down() -> None:
    sampler = WindowSampler(LESSON.store, LESSON.train, LESSON.recipe, 7)
    whole = TrainingFeed(sampler, LESSON.recipe, range(4))
    rest = TrainingFeed(sampler, LESSON.recipe, range(2, 4))
    assert (len(whole), len(rest)) == (20, 10)
    for index in (0, 4, 5, 9):
        assert np.array_equal(whole[10 + index][0]["levels"], rest[index][0]["levels"])
    assert np.array_equal(whole[7][0]["levels"], sampler.draw(1, 2).levels)


def test_validation_sees_every_track_s_even_windows() -> None:
    feed = EvenFeed(LESSON.store, TRACKS[:6], LESSON.recipe, ONE)
    levels = np.concatenate([feed[index][0]["levels"] for index in range(len(feed))])
    targets = np.concatenate([feed[index][0]["targets"] for index in range(len(feed))])
    found = {
        (window.tobytes(), LESSON.recipe.genres[column])
        for window, column in zip(levels, targets.argmax(axis=1), strict=True)
    }
    assert len(levels) == 12
    assert found == {
        (window.tobytes(), track.genre)
        for track in TRACKS[:6]
        for window in even_windows(LESSON.store.picture(track.id), LESSON.recipe)
    }


@pytest.mark.parametrize(("tracks", "batch", "seen"), [(15, 32, 15), (17, 32, 16), (5, 64, 5)])
def test_as_few_tracks_as_possible_are_left_out(tracks: int, batch: int, seen: int) -> None:
    """Two windows a track: at most 16 tracks at once, and 17 of them have no smaller divisor."""
    recipe = lesson(batch=batch).recipe
    feed = EvenFeed(LESSON.store, TRACKS[:tracks], recipe, ONE)
    assert sum(len(feed[index][0]["levels"]) for index in range(len(feed))) == 2 * seen


def test_several_devices_get_equal_shares_and_each_process_its_own() -> None:
    """Two windows a track, four devices: two tracks at once; process 1 feeds the second half."""
    feed = EvenFeed(LESSON.store, TRACKS[:6], LESSON.recipe, FOUR)
    assert len(feed) == 3
    other = EvenFeed(LESSON.store, TRACKS[:6], LESSON.recipe, replace(FOUR, process=0))
    halves = [part[index][0]["levels"] for index in range(3) for part in (feed, other)]
    assert {len(half) for half in halves} == {2}
    assert len({half.tobytes() for half in halves}) == 6


def test_too_few_validation_tracks_for_the_devices_are_refused() -> None:
    with pytest.raises(TrainingError, match=r"part has 1 tracks; 4 GPU devices .* need 2 or more"):
        EvenFeed(LESSON.store, TRACKS[:1], LESSON.recipe, FOUR)
