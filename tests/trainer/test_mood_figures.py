"""Errors of the estimated mood, beside those of who always guesses the median."""

from dataclasses import replace

import numpy as np
import pytest

from tests.trainer.held import held_out
from trainer.evaluate import HeldOut
from trainer.mood_figures import measure_moods


def felt(noise: float, seed: int = 440) -> HeldOut:
    """Every second track has a valence, none an energy; the network hears it through noise."""
    held = held_out(artists=80)
    random = np.random.default_rng(seed)
    true = random.uniform(0, 1, len(held.tracks))
    said = np.clip(true + random.normal(0, noise, len(true)), 0, 1)
    tracks = tuple(
        replace(track, valence=float(true[row]) if row % 2 else None)
        for row, track in enumerate(held.tracks)
    )
    moods = np.stack([said, said], axis=1).astype(np.float32)
    return replace(held, tracks=tracks, moods=moods)


def test_a_network_that_hears_the_mood_errs_less_than_a_constant() -> None:
    metrics = {metric.name: metric for metric in measure_moods(felt(0.05))}
    assert list(metrics) == ["valence_correlation", "valence_error", "valence_constant"]
    assert metrics["valence_correlation"].value > 0.95
    assert metrics["valence_error"].high < metrics["valence_constant"].low
    # The mean absolute deviation of a uniform variable from its median is a quarter.
    assert metrics["valence_constant"].value == pytest.approx(0.25, abs=0.03)
    assert metrics["valence_error"].note == "80 tracks of 80 artists, each left out of training"


def test_the_best_constant_is_the_median_and_not_the_mean() -> None:
    held = felt(0.05)
    skewed = np.random.default_rng(1).uniform(0, 1, len(held.tracks)) ** 4
    tracks = tuple(
        replace(track, valence=float(value))
        for track, value in zip(held.tracks, skewed, strict=True)
    )
    metrics = {m.name: m for m in measure_moods(replace(held, tracks=tracks))}
    constant = metrics["valence_constant"]
    assert constant.label == "The same, always guessing the median valence"
    errors = [np.abs(skewed - guess).mean() for guess in np.linspace(0, 1, 1001)]
    assert constant.value == pytest.approx(min(errors), abs=1e-3)
    assert constant.value < np.abs(skewed - skewed.mean()).mean() - 0.02


def test_of_a_uniform_mood_the_best_constant_errs_by_a_quarter() -> None:
    held = felt(0.05)
    even = (np.arange(len(held.tracks)) + 0.5) / len(held.tracks)
    tracks = tuple(
        replace(track, valence=float(value)) for track, value in zip(held.tracks, even, strict=True)
    )
    metrics = {m.name: m for m in measure_moods(replace(held, tracks=tracks))}
    assert metrics["valence_constant"].value == 0.25


def test_a_network_that_guesses_blindly_is_seen_to() -> None:
    blind = felt(0.05)
    metrics = {m.name: m for m in measure_moods(replace(blind, moods=np.roll(blind.moods, 2, 0)))}
    assert abs(metrics["valence_correlation"].value) < 0.3
    assert metrics["valence_error"].value > metrics["valence_constant"].value


def test_a_network_that_says_one_thing_of_all_has_no_correlation() -> None:
    still = felt(0.05)
    metrics = measure_moods(replace(still, moods=np.full_like(still.moods, 0.5)))
    assert (metrics[0].value, metrics[0].low, metrics[0].high) == (0.0, 0.0, 1.0)


def test_a_network_without_the_head_is_not_measured() -> None:
    assert measure_moods(held_out(artists=6)) == ()
