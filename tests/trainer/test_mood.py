"""Ticked emotions become two numbers, by a table that can be read and checked by hand."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.errors import ManifestError
from trainer.manifest import read_manifest
from trainer.mood import CALM, PLEASANT, STIRRING, UNPLEASANT, Mood, read_degree, read_votes

EMOTIONS = STIRRING + CALM
any_votes = st.fixed_dictionaries({emotion: st.integers(0, 60) for emotion in EMOTIONS})


def mood_of(**votes: int) -> Mood:
    found = read_votes(json.dumps(votes), "t")
    assert found is not None
    return found


def test_each_of_the_nine_emotions_has_one_place_on_each_axis() -> None:
    assert len(EMOTIONS) == len(set(EMOTIONS)) == 9
    assert sorted(PLEASANT + UNPLEASANT) == sorted(EMOTIONS)


def test_one_vote_by_hand() -> None:
    found = mood_of(calmness=10, tension=2)
    # Half a tick is added to each of seven pleasant and two unpleasant words ...
    pleasant, unpleasant = (10 + 7 * 0.5) / 7, (2 + 2 * 0.5) / 2
    assert found.valence == pytest.approx(pleasant / (pleasant + unpleasant))
    # ... and to each of four stirring and five calm ones.
    stirring, calm = (2 + 4 * 0.5) / 4, (10 + 5 * 0.5) / 5
    assert found.energy == pytest.approx(stirring / (stirring + calm))


@pytest.mark.parametrize(
    ("emotion", "pleasant", "stirring"),
    [
        ("joyful_activation", True, True),
        ("power", True, True),
        ("tension", False, True),
        ("sadness", False, False),
        ("calmness", True, False),
        ("nostalgia", True, False),
    ],
)
def test_each_quadrant(emotion: str, pleasant: bool, stirring: bool) -> None:
    found = mood_of(**{emotion: 12})
    assert (found.valence > 0.5, found.energy > 0.5) == (pleasant, stirring)


def test_even_ticks_are_the_middle_however_many() -> None:
    for count in (1, 50):
        even = mood_of(**dict.fromkeys(EMOTIONS, count))
        assert (even.valence, even.energy) == pytest.approx((0.5, 0.5))


def test_few_listeners_say_less_than_many() -> None:
    few, many = mood_of(tension=1), mood_of(tension=50)
    assert many.valence < few.valence < 0.5 < few.energy < many.energy


@given(any_votes)
def test_a_mood_lies_inside_its_scale(votes: dict[str, int]) -> None:
    found = read_votes(json.dumps(votes), "t")
    assert (found is None) == (not any(votes.values()))
    if found:
        assert 0 < found.valence < 1
        assert 0 < found.energy < 1


@given(any_votes, st.sampled_from(EMOTIONS))
def test_one_more_tick_never_moves_a_mood_the_wrong_way(votes: dict[str, int], more: str) -> None:
    votes |= {"calmness": votes["calmness"] + 1}  # somebody ticked something
    before, after = mood_of(**votes), mood_of(**(votes | {more: votes[more] + 1}))
    assert (after.valence > before.valence) == (more in PLEASANT)
    assert (after.energy > before.energy) == (more in STIRRING)


@pytest.mark.parametrize("text", ["", "sad", "{}", '{"n": 12, "liked": 3}', '{"tension": 0}'])
def test_nothing_ticked_is_no_mood(text: str) -> None:
    assert read_votes(text, "t") is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"tension": 3', "The mood of seven is no whole JSON object"),
        ('{"tension": -3}', "seven counts -3 listeners for tension; a whole number"),
        ('{"power": 0.5}', "seven counts 0.5 listeners for power"),
        ('{"power": "3"}', "seven counts '3' listeners for power"),
    ],
)
def test_damaged_votes_are_quoted(text: str, message: str) -> None:
    with pytest.raises(ManifestError, match=message):
        read_votes(text, "seven")


def test_a_degree_is_read_or_refused() -> None:
    assert [read_degree(text, "x") for text in ("", "0", "1", "0.25", "1e-3")] == [
        None, 0.0, 1.0, 0.25, 0.001,
    ]  # fmt: skip
    with pytest.raises(ManifestError, match=r"The energy of t is '1,5'; a number from 0 to 1"):
        read_degree("1,5", "The energy of t")


def test_the_moods_of_real_music_use_both_axes(shared: Path) -> None:
    tracks = read_manifest(shared / "music" / "manifest.csv")
    moods = np.array([(t.valence, t.energy) for t in tracks if t.valence is not None])
    assert len(moods) == sum(t.source.startswith("Emotify") for t in tracks)
    assert moods.mean(axis=0) == pytest.approx([0.53, 0.48], abs=0.01)
    assert moods.std(axis=0) == pytest.approx([0.15, 0.23], abs=0.01)
    # Two axes, as Russell has them, and not one under two names.
    assert np.corrcoef(moods.T)[0, 1] == pytest.approx(-0.10, abs=0.01)
