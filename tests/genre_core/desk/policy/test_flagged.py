"""The flagged tracks of one artist are those that a slow search finds, the strangest first."""

import pytest

from genre_core.desk.policy.flagged import flagged_tracks
from genre_core.desk.policy.uploaders import uploaders
from tests.genre_core.desk.policy.worlds import World, made_world


@pytest.fixture(scope="module")
def world() -> World:
    return made_world(1200)


@pytest.mark.parametrize("alpha", [0.02, 0.2, 0.5])
def test_they_are_those_of_a_slow_search(world: World, alpha: float) -> None:
    grounds = world.grounds(world.known(0.3))
    catalogue = world.catalogue
    for row in uploaders(grounds, catalogue.artists, alpha, most=12):
        found = flagged_tracks(grounds, catalogue.artists, row.code, alpha)
        by_hand = {
            catalogue.keys[n]: n
            for n, threshold in enumerate(world.thresholds.tolist())
            if n // 6 == row.code and threshold <= alpha
        }
        assert {track.key for track in found} == set(by_hand)
        assert len(found) == row.flagged
        thresholds = [track.threshold for track in found]
        assert thresholds == sorted(thresholds)
        for track in found:
            n = by_hand[track.key]
            assert track.title == f"title {n}"
            assert track.claimed == catalogue.claimed[n]
            assert track.predicted == catalogue.genres[catalogue.chances[n].argmax()]
            assert track.threshold == world.thresholds[n]
            assert track.decided == bool(grounds.known.decided[n])


def test_no_more_than_asked_for_and_none_at_alpha_nought(world: World) -> None:
    grounds = world.grounds(world.known(0.3))
    artists = world.catalogue.artists
    code = uploaders(grounds, artists, 0.5)[0].code
    assert len(flagged_tracks(grounds, artists, code, 0.5, most=1)) == 1
    assert flagged_tracks(grounds, artists, code, 0.0) == ()
