"""All that the reveals show of a round tells one story."""

import numpy as np
import pytest

from genre_core.analysis import analyse
from genre_core.classifier import Classifier
from genre_core.errors import AudioError
from genre_core.evidence import gather_evidence
from genre_core.genres import read_claim
from genre_core.picture import MAX_HZ
from genre_core.show.impression import MAP_ROWS, look
from tests.genre_core.sounds import encode, music

SOUND = encode(music(8.0, 44_100, 2), 44_100, "FLAC PCM_16")


def test_the_verdict_is_the_one_that_any_track_gets(tiny_classifier: Classifier) -> None:
    seen = look(SOUND, "Rock", tiny_classifier, 0.2)
    expected = analyse(SOUND, read_claim("Rock"), tiny_classifier, 0.2).verdict
    assert (seen.verdict.outcome, seen.verdict.p_value) == (expected.outcome, expected.p_value)
    assert seen.verdict.sentence == expected.sentence


def test_the_belief_ends_on_the_verdicts_own_probabilities(tiny_classifier: Classifier) -> None:
    seen = look(SOUND, "Rock", tiny_classifier, 0.2)
    np.testing.assert_allclose(seen.belief.chances[-1], seen.verdict.probabilities, atol=1e-5)
    assert seen.belief.predicted == seen.verdict.predicted
    assert seen.belief.times[-1] == pytest.approx(seen.picture.seconds, abs=0.02)


def test_maps_are_those_of_the_evidence_over_the_picture(tiny_classifier: Classifier) -> None:
    seen = look(SOUND, "Rock", tiny_classifier, 0.2)
    evidence = gather_evidence(SOUND, tiny_classifier)
    drawn = seen.predicted_map
    assert drawn.genre == seen.verdict.predicted
    expected = evidence.heatmap(drawn.genre, MAP_ROWS, MAX_HZ)
    np.testing.assert_allclose(drawn.values, expected, atol=1e-6)


@pytest.mark.parametrize("claim", ["Classical", "Electronic", "Rock"])
def test_the_claimed_genre_has_a_map_unless_it_is_the_predicted_one(
    tiny_classifier: Classifier, claim: str
) -> None:
    seen = look(SOUND, claim, tiny_classifier, 0.2)
    assert seen.counted == (claim,)
    if claim == seen.verdict.predicted:
        assert seen.claimed_map is None
        assert "rather than" not in seen.because
    else:
        assert seen.claimed_map is not None
        assert seen.claimed_map.genre == claim
        assert f"rather than {claim}" in seen.because


def test_a_genre_that_was_never_learnt_is_shown_by_its_family(tiny_classifier: Classifier) -> None:
    assert look(SOUND, "punk", tiny_classifier, 0.2).counted == ("Rock",)
    for strange in ("Jazz", "Sea shanty", ""):
        seen = look(SOUND, strange, tiny_classifier, 0.2)
        assert seen.counted == ()
        assert seen.claimed_map is None
        assert seen.because.startswith(f"I saw it as {seen.verdict.predicted} because of")


def test_silence_and_scraps_are_refused(tiny_classifier: Classifier) -> None:
    with pytest.raises(AudioError, match="silent"):
        look(encode(np.zeros((44_100 * 4, 1), np.float32)), "Rock", tiny_classifier, 0.2)
    with pytest.raises(AudioError, match="lasts"):
        look(encode(music(0.5)), "Rock", tiny_classifier, 0.2)
