"""What is said of a finding: an outcome as a sentence to read aloud, and its reason in numbers."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from numpy.typing import NDArray

from genre_core.genres import Claim
from genre_core.outcomes import Finding
from genre_core.sentences import one_of, reason, sentence
from genre_core.verdict import Outcome, Scope, judge
from tests.genre_core.claims import ALPHAS, CALIBRATION, CLAIMS, LOGITS, finding, verdict
from tests.genre_core.nets import answer

HONEST, ODD = (99, 50), (99, 0)  # places among 99 honest tracks: like half of them, like none
DOUBTFUL = (99, 9)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (finding(HONEST, HONEST), "Yes, this could well be a Rock song."),
        (
            finding(HONEST, HONEST, "Pop"),
            "Yes, this could well be a Rock song, although it looks even more like Pop.",
        ),
        (
            finding(DOUBTFUL, HONEST, "Pop"),
            "Hard to say: it looks more like Pop, yet a few honest Rock songs look this little "
            "like Rock.",
        ),
        (
            finding(DOUBTFUL, HONEST),
            "Hard to say: Rock is the best guess, but most honest Rock songs look more like Rock "
            "than this one.",
        ),
        (
            finding(ODD, HONEST, "Psych-Rock", "Psych-Rock"),
            "The same family, but it sounds closer to Psych-Rock.",
        ),
        (
            finding(ODD, HONEST, "Jazz", "Psych-Rock"),
            "The same family, but it sounds closer to Psych-Rock, although it looks most like "
            "Jazz.",
        ),
        (
            finding(ODD, HONEST),
            "The same family, but unusual for a Rock song: Rock is still the best guess, and "
            "most honest Rock songs look more like Rock than this one.",
        ),
        (
            finding(ODD, HONEST, "Jazz"),
            "The same family, but unusual for a Rock song: Jazz is the best guess, and most "
            "honest Rock songs look more like Rock than this one.",
        ),
        (
            finding(ODD, ODD, "Classical"),
            "No: this does not look like a Rock song; it looks like Classical.",
        ),
        (
            finding(ODD, ODD, "Punk", "Punk"),
            "I doubt it: Punk, of the same family, comes closest, but honest songs of the Rock "
            "family look more like that family than this one.",
        ),
        (
            finding(ODD, ODD),
            "I doubt it: Rock is still the best guess, but honest Rock songs look more like Rock "
            "than this one.",
        ),
        (
            finding((0, 0), HONEST, claim="Punk"),
            "It may be: the model never learnt Punk, but this could well be of the Rock family.",
        ),
        (
            finding((5, 0), HONEST, "Jazz", claim="Punk"),
            "It may be: the model knows too few Punk songs to tell, but this could well be of "
            "the Rock family, although it looks even more like Jazz.",
        ),
        (
            finding((0, 0), DOUBTFUL, claim="Punk"),
            "Hard to say: the model never learnt Punk, and most honest songs of the Rock family "
            "look more like that family than this one.",
        ),
        (
            finding((0, 0), ODD, "Jazz", claim="Punk"),
            "No: the model never learnt Punk, but this does not look like the Rock family; it "
            "looks like Jazz.",
        ),
        (
            finding((5, 0), ODD, claim="Punk"),
            "I doubt it: the model knows too few Punk songs to tell, and although Rock comes "
            "closest, honest songs of the Rock family look more like that family than this one.",
        ),
        (
            finding((0, 0), (0, 0), nearest=None, claim="Blues"),
            "I cannot test this claim: the model never learnt Blues or its family.",
        ),
        (
            finding((5, 0), (5, 0), claim="Soundtrack"),
            "I cannot test this claim so strictly: flagging at most 5% of honest pieces needs 19 "
            "of them to compare with, and the model has 5 of Soundtrack.",
        ),
        (
            finding((0, 0), (5, 0), claim="Punk"),
            "I cannot test this claim so strictly: flagging at most 5% of honest songs needs 19 "
            "of them to compare with, and the model never learnt Punk and has 5 of the Rock "
            "family.",
        ),
        (
            replace(finding((0, 0), (0, 0), claim="Punk"), learnt=True),
            "I cannot test this claim: the model knows too few honest Punk songs.",
        ),
        (
            finding((0, 0), (0, 0), claim="Punk"),
            "I cannot test this claim: the model never learnt Punk, and knows too few songs of "
            "the Rock family.",
        ),
    ],
)
def test_every_outcome_is_a_sentence_to_read_aloud(found: Finding, words: str) -> None:
    assert sentence(found, 0.05) == words


@pytest.mark.parametrize(
    ("family", "alpha", "words"),
    [
        (
            27,
            0.01,
            "at most 1% of honest songs needs 99 of them to compare with, and the model has "
            "27 of Rock.",
        ),
        (
            60,
            0.01,
            "at most 1% of honest songs needs 99 of them to compare with, and the model has "
            "27 of Rock and 60 of the Rock family.",
        ),
        (
            27,
            0.005,
            "at most 0.5% of honest songs needs 199 of them to compare with, and the model "
            "has 27 of Rock.",
        ),
    ],
)
def test_strictness_is_blamed_where_a_laxer_alpha_could_be_tested(
    family: int, alpha: float, words: str
) -> None:
    found = finding((27, 0), (family, 0))
    assert sentence(found, alpha) == f"I cannot test this claim so strictly: flagging {words}"
    assert found.scope(0.05) is Scope.GENRE


@pytest.mark.parametrize(
    ("found", "numbers"),
    [
        (
            finding((39, 1), (39, 1), claim="Soundtrack"),
            "Of 39 honest Soundtrack tracks, 1 looked as little like Soundtrack as this one "
            "(p = 0.05; flagged at or below 0.05).",
        ),
        (
            finding(ODD, HONEST),
            "Of 99 honest Rock tracks, none looked as little like Rock as this one (p = 0.01), "
            "but of 99 honest Rock-family tracks, 50 looked as little like that family as this "
            "one (p = 0.51; flagged if both are at or below 0.05).",
        ),
        (
            finding(ODD, (199, 2)),
            "Of 99 honest Rock tracks, none looked as little like Rock as this one (p = 0.01), "
            "and of 199 honest Rock-family tracks, 2 looked as little like that family as this "
            "one (p = 0.015; flagged if both are at or below 0.05).",
        ),
        (
            finding((0, 0), ODD, claim="Punk"),
            "Of 99 honest Rock-family tracks, none looked as little like that family as this one "
            "(p = 0.01; flagged at or below 0.05).",
        ),
        (
            finding((1, 1), ODD, claim="Punk"),
            "Of 99 honest Rock-family tracks, none looked as little like that family as this one "
            "(p = 0.01; flagged at or below 0.05), but of 1 honest Punk track, 1 looked as "
            "little like Punk as this one (p = 1).",
        ),
        (
            finding((5, 0), (7, 0), claim="Punk"),
            "Flagging at or below 0.05 needs 19 honest tracks; the model has 5 of Punk and 7 of "
            "its family.",
        ),
    ],
)
def test_the_reason_gives_the_numbers(found: Finding, numbers: str) -> None:
    assert reason(found, 0.05) == numbers


@given(LOGITS, CLAIMS, ALPHAS)
def test_a_sentence_never_denies_its_own_best_guess(
    logits: NDArray[np.float64], claim: str, alpha: float
) -> None:
    got = verdict(logits, claim, alpha)
    assert len(re.findall(r"\.(?!\d)", got.sentence)) == 1
    assert got.sentence.endswith(".")
    if got.predicted == claim:
        assert not got.sentence.startswith("No")
        assert f"like {claim};" not in got.sentence
    if got.outcome is Outcome.PLAUSIBLE:
        assert got.sentence.startswith(("Yes", "It may be"))


@pytest.mark.parametrize(
    ("text", "words", "why"),
    [
        ("", "I cannot test this claim: no genre was named.", "The claim is empty."),
        (
            "Funk",
            'I cannot test this claim: "Funk" is not one genre that I know.',
            'None of the 20 genres of the tree, nor any of their other names, is spelled "Funk".',
        ),
        (
            "Rock;\nPop",
            'I cannot test this claim: "Rock; Pop" is not one genre that I know; did you mean '
            "Rock or Pop?",
            "None of the 20 genres of the tree, nor any of their other names, is spelled "
            '"Rock; Pop".',
        ),
    ],
)
def test_a_claim_without_one_genre_is_answered(text: str, words: str, why: str) -> None:
    got = verdict(np.array([0.0] * 7 + [1.0]), text)
    assert (got.outcome, got.scope) == (Outcome.CANNOT_TEST, Scope.NONE)
    assert (got.sentence, got.reason) == (words, why)
    assert got.predicted == "Jazz"
    assert got.tested_p_value is None


def test_an_endless_claim_is_quoted_short() -> None:
    got = judge(answer(np.zeros(8)), Claim("x" * 10_000, None, ()), CALIBRATION)
    assert len(got.sentence) < 120
    assert len(got.reason) < 150


@pytest.mark.parametrize(
    ("genre", "words"),
    [
        ("Rock", "a Rock song"),
        ("Indie-Rock", "an Indie-Rock song"),
        ("Electronic", "an Electronic track"),
        ("Classical", "a Classical piece"),
    ],
)
def test_a_work_has_its_article_and_noun(genre: str, words: str) -> None:
    assert one_of(genre) == words
