"""CROWDLAB weighs labels as it should, and says where it cannot."""

import numpy as np
import pytest

from genre_core.desk.consensus import Consensus, crowdlab
from genre_core.desk.voices import Voice
from tests.genre_core.desk.speaking import say

GENRES = ("Jazz", "Pop", "Punk", "Rock")
SKILL = {"ada": 0.95, "ben": 0.9, "cy": 0.35}


def desk(tracks: int, seed: int) -> tuple[list[Voice], dict[int, dict[str, float]], list[str]]:
    """Labels by three moderators, chances of a model that is right twice in three, the truth."""
    random = np.random.default_rng(seed)
    truth = [str(genre) for genre in random.choice(GENRES, tracks)]
    voices, chances = [], {}
    for track, genre in enumerate(truth):
        for who, skill in SKILL.items():
            word = genre if random.random() < skill else str(random.choice(GENRES))
            voices.append(say(track, who, word))
        guess = genre if random.random() < 0.67 else str(random.choice(GENRES))
        chances[track] = {name: 0.7 if name == guess else 0.1 for name in GENRES}
    return voices, chances, truth


def test_the_consensus_is_right_more_often_than_a_moderator_and_ranks_them() -> None:
    voices, chances, truth = desk(300, 1)
    found = crowdlab(voices, chances)
    right = np.mean([each.label == truth[each.track] for each in found.tracks])
    assert right > 0.95
    assert [worth.moderator for worth in found.moderators] == ["ada", "ben", "cy"]
    assert [worth.tracks for worth in found.moderators] == [300, 300, 300]
    assert found.sentence == ""


def test_the_least_certain_come_first_and_are_those_that_are_disputed() -> None:
    found = crowdlab(*desk(300, 2)[:2])
    qualities = [each.quality for each in found.tracks]
    assert qualities == sorted(qualities)
    assert all(0 <= quality <= 1 for quality in qualities)
    assert all(each.agreeing < 1 for each in found.tracks[:20])
    assert all(each.agreeing == 1 for each in found.tracks[-20:])


def test_the_same_labels_give_the_same_consensus() -> None:
    voices, chances, _ = desk(60, 3)
    # Without chances every tie would be broken at random.
    assert crowdlab(voices, {}) == crowdlab(voices, {})
    assert crowdlab(voices, chances) == crowdlab(voices, chances)


def test_a_label_that_no_model_knows_can_be_the_consensus() -> None:
    voices, chances, _ = desk(40, 4)
    odd = [say(99, who, "not_music") for who in ("ada", "ben")]
    found = crowdlab([*voices, *odd], chances | {99: dict.fromkeys(GENRES, 0.25)})
    assert {each.track: each.label for each in found.tracks}[99] == "not music"


def test_tracks_with_one_label_are_left_out() -> None:
    voices, chances, _ = desk(40, 5)
    found = crowdlab([*voices, say(77, "ada", "Jazz"), say(78, "ada", "skip")], chances)
    assert {each.track for each in found.tracks} == set(range(40))


@pytest.mark.parametrize(
    ("voices", "why"),
    [
        ([], "0 tracks have labels of two moderators; 10"),
        ([say(n, "ada", "Jazz") for n in range(50)], "0 tracks have labels"),
        (
            [say(n, who, word) for n in range(20) for who, word in (("a", "Jazz"), ("b", "Pop"))],
            "No two moderators agree on any track",
        ),
        ([say(n, who, "Jazz") for n in range(20) for who in "ab"], "Only one label occurs"),
    ],
)
def test_where_nothing_can_be_weighed_it_says_why(voices: list[Voice], why: str) -> None:
    found = crowdlab(voices, {})
    assert found == Consensus((), (), found.sentence)
    assert found.sentence.startswith(why)
