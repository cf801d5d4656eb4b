"""A receipt must be enough to give the same verdict again."""

import json
import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import numpy as np
import pytest

from genre_core.analysis import analyse
from genre_core.classifier import Classifier, Prediction
from genre_core.errors import ReceiptError
from genre_core.genres import read_claim
from genre_core.receipt import Receipt, make_receipt, to_json
from genre_core.tags import Tags
from genre_core.verdict import judge
from tests.genre_core.sounds import encode, music

NOON = datetime(2026, 11, 22, 12, 30, 15, tzinfo=UTC)


def receipt_of(claim: str, model: Classifier, alpha: float = 0.05) -> Receipt:
    analysis = analyse(encode(music(4.0)), read_claim(claim), model, alpha)
    tags = Tags("A title", "An artist", "", claim)
    return make_receipt("folder/track.wav", tags, analysis, model.card, NOON)


@pytest.mark.parametrize("claim", ["Rock", "Classical", "Electronic", "Punk", "Jazz", "Polka", ""])
@pytest.mark.parametrize("alpha", [0.02, 0.05, 0.5])
def test_the_same_verdict_follows_from_the_receipt_and_the_calibration(
    tiny_classifier: Classifier, claim: str, alpha: float
) -> None:
    stored = json.loads(to_json(receipt_of(claim, tiny_classifier, alpha)))
    temperature = stored["temperature"]
    logits = [temperature * math.log(share) for share in stored["probabilities"].values()]
    prediction = Prediction(
        tuple(stored["probabilities"]), np.array(logits, np.float32), np.zeros(0, np.float32), 1
    )
    again = judge(
        prediction, read_claim(stored["claimed"]), tiny_classifier.calibration, stored["alpha"]
    )
    assert again.outcome == stored["verdict"]
    assert again.scope == stored["scope"]
    assert again.p_value == stored["p_value"]
    assert again.root_p_value == stored["root_p_value"]
    assert again.sentence == stored["sentence"]


def test_its_p_value_is_the_count_that_the_method_defines(tiny_classifier: Classifier) -> None:
    receipt = receipt_of("Rock", tiny_classifier)
    calibration = tiny_classifier.calibration
    rock = calibration.genres.index("Rock")
    honest = calibration.probabilities[calibration.labels == rock, rock]
    as_strange = sum(share <= receipt.probabilities["Rock"] for share in honest)
    assert receipt.p_value == (1 + as_strange) / (receipt.n_calibration + 1)


def test_it_names_the_files_that_decided(tiny_classifier: Classifier) -> None:
    receipt = receipt_of("Rock", tiny_classifier)
    files = tiny_classifier.card.files
    assert receipt.network_sha256 == files["model.onnx"]
    assert receipt.calibration_sha256 == files["calibration.npz"]
    assert len(receipt.heard) == tiny_classifier.card.crops
    assert receipt.heard[-1].start + receipt.heard[-1].seconds <= receipt.recording.seconds + 0.01


def test_json_holds_every_field_and_a_second_reading_is_the_same(
    tiny_classifier: Classifier,
) -> None:
    receipt = receipt_of("Rock", tiny_classifier)
    text = to_json(receipt)
    assert list(json.loads(text)) == list(Receipt.__slots__)
    assert json.loads(to_json(receipt, indent=None)) == json.loads(text)
    assert "\n" not in to_json(receipt, indent=None)
    assert json.loads(text)["made"] == "2026-11-22T12:30:15Z"
    assert json.loads(text)["probabilities"] == dict(receipt.probabilities)


def test_the_time_is_kept_in_utc(tiny_classifier: Classifier) -> None:
    analysis = analyse(encode(music(4.0)), read_claim("Rock"), tiny_classifier)
    eastern = NOON.astimezone(timezone(timedelta(hours=-5)))
    receipt = make_receipt("x.wav", Tags(), analysis, tiny_classifier.card, eastern)
    assert receipt.made == NOON
    assert receipt.made.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("claim", "question"),
    [
        ("rock", "Does this look like a Rock song to you?"),
        ("electronica", "Does this look like an Electronic track to you?"),
        ("Polka\n dance", 'Is this "Polka dance"?'),
        ("  ", "What does it claim to be?"),
        ("x" * 99, f'Is this "{"x" * 37}..."?'),
    ],
)
def test_the_question_has_the_claim_in_it(
    tiny_classifier: Classifier, claim: str, question: str
) -> None:
    assert receipt_of(claim, tiny_classifier).question == question


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"sha256": "abc"}, "sha256 'abc'"),
        ({"network_sha256": ""}, "network_sha256 ''"),
        ({"probabilities": {"Classical": 0.5, "Electronic": 0.2, "Rock": 0.2}}, "sum to 0.9"),
        ({"probabilities": {"Rock": math.nan}}, "sum to nan"),
        ({"predicted": "Jazz"}, "prediction 'Jazz'"),
        ({"p_value": 0.0}, "p_value 0.0"),
        ({"root_p_value": 1.5}, "root_p_value 1.5"),
        ({"made": datetime(2026, 11, 22)}, "UTC"),
        ({"heard": ()}, "no part that was heard"),
    ],
)
def test_a_receipt_that_contradicts_itself_is_refused(
    tiny_classifier: Classifier, change: dict[str, Any], complaint: str
) -> None:
    receipt = receipt_of("Rock", tiny_classifier)
    with pytest.raises(ReceiptError, match=complaint):
        replace(receipt, **change)
