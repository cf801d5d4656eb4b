"""The stage finds in one file what it draws."""

import base64
import json
from typing import Any

import numpy as np
import pytest

from genre_core.classifier import Classifier
from genre_core.outcomes import Outcome
from genre_core.show.impression import Impression, look
from genre_core.show.results import answer_of
from genre_core.show.round_json import SCHEMA, round_json
from tests.genre_core.sounds import encode, music


@pytest.fixture(scope="module")
def seen(tiny_classifier: Classifier) -> Impression:
    return look(encode(music(8.0)), "Jazz or so", tiny_classifier, 0.2)


def read(impression: Impression) -> Any:
    def strange(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON that a browser reads")

    return json.loads(round_json(impression), parse_constant=strange)


def test_it_holds_the_belief_to_a_hundredth_of_a_per_cent(seen: Impression) -> None:
    found = read(seen)
    assert found["schema"] == SCHEMA
    np.testing.assert_allclose(found["chances"], seen.belief.chances, atol=5.1e-5)
    np.testing.assert_allclose(found["times"], seen.belief.times, atol=5.1e-3)
    assert len(found["final"]) == len(found["genres"]) == len(found["chances"][0])
    assert found["predicted"] == found["genres"][int(np.argmax(found["chances"][-1]))]


def test_it_holds_the_verdict_and_the_claim_as_written(
    seen: Impression, tiny_classifier: Classifier
) -> None:
    found = read(seen)
    assert found["claim"] == "Jazz or so"
    assert found["verdict"]["outcome"] == Outcome.CANNOT_TEST
    assert found["verdict"]["p"] is None
    assert found["verdict"]["answer"] == "unsure"
    assert (found["counted"], found["cam"]["claimed"]) == ([], None)
    tested = look(encode(music(8.0)), "Rock", tiny_classifier, 0.2)
    verdict = read(tested)["verdict"]
    assert verdict["p"] == pytest.approx(tested.verdict.tested_p_value, abs=1e-4)
    assert verdict["answer"] == answer_of(tested.verdict.outcome, "Rock")
    assert verdict["sentence"] == tested.verdict.sentence


def test_its_maps_unpack_to_the_maps(seen: Impression) -> None:
    drawn = read(seen)["cam"]["predicted"]
    levels = np.frombuffer(base64.b64decode(drawn["levels"]), np.uint8)
    values = levels.reshape(drawn["rows"], drawn["columns"]) / 255
    np.testing.assert_allclose(values, seen.predicted_map.values, atol=0.5 / 255 + 1e-6)
    assert drawn["genre"] == seen.predicted_map.genre


def test_it_is_the_same_bytes_each_time_and_small(
    seen: Impression, tiny_classifier: Classifier
) -> None:
    again = look(encode(music(8.0)), "Jazz or so", tiny_classifier, 0.2)
    assert round_json(seen) == round_json(again)
    assert len(round_json(seen)) < 50_000
