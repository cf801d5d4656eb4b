"""The five outcomes, their borders and their words; what must never change a verdict."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from genre_core.calibration import Calibration
from genre_core.conformal import Tally
from genre_core.errors import ModelError, PolicyError
from genre_core.genres import Claim, find, read_claim
from genre_core.outcomes import Finding
from genre_core.sentences import one_of, reason, sentence
from genre_core.verdict import Outcome, Scope, Verdict, examine, judge, probabilities
from tests.genre_core.nets import GENRES, Net, answer

COUNTS = (60, 5, 30, 40, 19, 25, 0, 12)
CALIBRATION = Net(skill=2.0, kinship=1.0, temperature=1.3).calibration(
    COUNTS, np.random.default_rng(7)
)
CLAIMS = st.sampled_from(
    ["Rock", "Punk", "Metal", "Post-Punk", "Electronic", "Trip-Hop", "Folk", "Psych-Folk", "Jazz"]
)
LOGITS = st.lists(
    # Eighths survive float32 and the addition of a constant exactly.
    st.integers(-80, 80).map(lambda i: i / 8),
    min_size=len(GENRES),
    max_size=len(GENRES),
).map(np.array)
ALPHAS = st.sampled_from([0.004, 0.01, 0.03, 0.05, 0.07, 0.1, 0.2, 0.3, 0.5])


def verdict(logits: NDArray[np.float64], claim: str, alpha: float = 0.05) -> Verdict:
    return judge(answer(logits), read_claim(claim), CALIBRATION, alpha)


def finding(
    leaf: tuple[int, int],
    family: tuple[int, int],
    predicted: str = "Rock",
    nearest: str | None = "Rock",
    claim: str = "Rock",
) -> Finding:
    """A finding written down by hand; (n, as strange) for the genre and for its family."""
    learnt = leaf != (0, 0)
    return Finding(find(claim), learnt, Tally(*leaf), Tally(*family), predicted, nearest)


@given(LOGITS, CLAIMS)
def test_the_p_values_are_the_definition(logits: NDArray[np.float64], claim: str) -> None:
    got = verdict(logits, claim, alpha=0.1)
    z = [float(value) / CALIBRATION.temperature for value in logits]
    powers = [np.exp(value - max(z)) for value in z]
    p = [power / sum(powers) for power in powers]
    for own_p, n, family in (
        (got.p_value, got.n_calibration, {claim}),
        (got.root_p_value, got.n_root_calibration, _family(claim)),
    ):
        members = [i for i, name in enumerate(GENRES) if name in family]
        mine, strange, total = sum(p[i] for i in members), 1, 0
        for label, row in zip(CALIBRATION.labels, CALIBRATION.probabilities, strict=True):
            if label in members:
                total += 1
                strange += bool(sum(row[i] for i in members) <= mine * (1 + 1e-12))
        assert n == total
        if own_p is not None:
            assert own_p == strange / (total + 1)


def _family(claim: str) -> set[str]:
    return {name for name in GENRES if find(name).root == find(claim).root}


@given(LOGITS, CLAIMS, st.integers(1, 40))
def test_support_for_the_claim_never_lowers_its_p_value(
    logits: NDArray[np.float64], claim: str, eighths: int
) -> None:
    before = verdict(logits, claim, alpha=0.1)
    more = logits + eighths / 8 * np.array([name == claim for name in GENRES])
    after = verdict(more, claim, alpha=0.1)
    assert (after.p_value or 0) >= (before.p_value or 0)
    assert (after.root_p_value or 0) >= (before.root_p_value or 0)


@given(LOGITS, CLAIMS, st.integers(-1000, 1000))
def test_a_constant_added_to_all_logits_changes_nothing(
    logits: NDArray[np.float64], claim: str, constant: int
) -> None:
    plain, shifted = verdict(logits, claim), verdict(logits + constant, claim)
    np.testing.assert_array_equal(plain.probabilities, shifted.probabilities)
    assert (plain.sentence, plain.reason) == (shifted.sentence, shifted.reason)


@settings(max_examples=300)
@given(LOGITS, CLAIMS, ALPHAS, ALPHAS)
def test_what_is_flagged_stays_flagged_at_a_larger_alpha(
    logits: NDArray[np.float64], claim: str, one: float, other: float
) -> None:
    strict, loose = sorted((one, other))
    if verdict(logits, claim, strict).flagged:
        assert verdict(logits, claim, loose).flagged


@given(
    st.tuples(st.integers(0, 40), st.integers(0, 200)),
    st.tuples(st.floats(0, 1), st.floats(0, 1)),
    ALPHAS,
    ALPHAS,
)
def test_flags_only_grow_with_alpha_whatever_the_counts(
    sizes: tuple[int, int], shares: tuple[float, float], one: float, other: float
) -> None:
    n, more = sizes
    leaf = (n, int(n * shares[0] ** 3))
    family = (n + more, int((n + more) * shares[1] ** 3))
    found = finding(leaf, family)
    strict, loose = sorted((one, other))
    if found.outcome(strict) is Outcome.MISMATCH:
        assert found.outcome(loose) is Outcome.MISMATCH


@given(LOGITS, CLAIMS, ALPHAS)
def test_a_flag_needs_the_genre_and_the_family_rejected(
    logits: NDArray[np.float64], claim: str, alpha: float
) -> None:
    got = verdict(logits, claim, alpha)
    if got.flagged:
        assert got.root_p_value is not None
        assert got.root_p_value <= alpha
        assert got.scope is Scope.FAMILY or (got.p_value or 1) <= alpha
    for value in (got.p_value, got.root_p_value):
        assert value is None or 0 < value <= 1


@pytest.mark.parametrize(
    ("leaf", "family", "outcome"),
    [
        ((99, 19), (199, 0), Outcome.UNCLEAR),  # 0.20 exactly is not above 0.20
        ((99, 20), (199, 0), Outcome.PLAUSIBLE),
        ((99, 5), (199, 0), Outcome.UNCLEAR),
        ((99, 4), (199, 10), Outcome.SIBLING),  # 0.05 exactly is at alpha
        ((99, 4), (199, 9), Outcome.MISMATCH),
        ((19, 0), (19, 0), Outcome.MISMATCH),
        ((18, 0), (18, 0), Outcome.CANNOT_TEST),
        ((18, 0), (19, 0), Outcome.MISMATCH),  # by the family
        ((18, 1), (19, 0), Outcome.UNCLEAR),  # one of the few looked as strange
        ((18, 0), (99, 19), Outcome.UNCLEAR),
        ((18, 0), (99, 20), Outcome.PLAUSIBLE),
        ((0, 0), (99, 4), Outcome.MISMATCH),
        ((0, 0), (18, 0), Outcome.CANNOT_TEST),
        ((0, 0), (0, 0), Outcome.CANNOT_TEST),
    ],
)
def test_the_borders_at_five_percent(
    leaf: tuple[int, int], family: tuple[int, int], outcome: Outcome
) -> None:
    assert finding(leaf, family).outcome(0.05) is outcome


def test_above_twenty_percent_nothing_is_unclear() -> None:
    for alpha in (0.2, 0.3, 0.5):
        met = {finding((99, k), (99, k)).outcome(alpha) for k in range(100)}
        assert met == {Outcome.PLAUSIBLE, Outcome.MISMATCH}


@pytest.mark.parametrize("claim", ["Rock", "Punk", "Post-Punk", "Psych-Folk", "Jazz", "Blues"])
def test_the_scope_is_what_has_enough_tracks(claim: str) -> None:
    scopes = {
        "Rock": Scope.GENRE,
        "Punk": Scope.FAMILY,  # five tracks
        "Post-Punk": Scope.FAMILY,  # never learnt
        "Psych-Folk": Scope.FAMILY,  # learnt, but no track
        "Jazz": Scope.NONE,  # twelve tracks and no relatives
        "Blues": Scope.NONE,  # neither learnt nor related
    }
    assert verdict(np.zeros(8), claim).scope is scopes[claim]


def test_nineteen_tracks_are_enough_at_five_percent_but_not_below() -> None:
    assert verdict(np.zeros(8), "Trip-Hop", 0.05).scope is Scope.GENRE
    assert verdict(np.zeros(8), "Trip-Hop", 0.0499).scope is Scope.FAMILY


def test_what_was_not_tested_has_no_p_value() -> None:
    untested, relative = verdict(np.zeros(8), "Jazz"), verdict(np.zeros(8), "Post-Punk")
    assert (untested.p_value, untested.root_p_value, untested.tested_p_value) == (None,) * 3
    assert (untested.n_calibration, untested.n_root_calibration) == (12, 12)
    assert relative.p_value is None
    assert relative.tested_p_value == relative.root_p_value
    assert (relative.n_calibration, relative.n_root_calibration) == (0, 95)


def test_a_track_of_its_own_calibration_ties_with_itself() -> None:
    labels = np.repeat(np.arange(8), 30)
    logits = Net(1.5).logits(labels, np.random.default_rng(3)).astype(np.float32)
    calibration = Calibration(GENRES, 0.7, labels, probabilities(logits, 0.7))
    for row, label in zip(logits[::7], labels[::7], strict=True):
        got = judge(answer(row), read_claim(GENRES[label]), calibration)
        scores = calibration.scores(GENRES[label])
        own = -np.log(got.probabilities[label])
        assert got.p_value == (1 + np.count_nonzero(scores >= own)) / 31
        assert got.p_value is not None
        assert got.p_value >= 2 / 31


@pytest.mark.parametrize("alpha", [0.0, -0.05, 0.5001, 2.0, float("nan")])
def test_an_impossible_alpha_is_refused(alpha: float) -> None:
    for claim in ("Rock", "Blues", "nonsense"):
        with pytest.raises(PolicyError, match=rf"alpha is {alpha}; .* above 0 and at most 0.5"):
            verdict(np.zeros(8), claim, alpha)


def test_logits_that_are_not_finite_are_a_broken_model() -> None:
    with pytest.raises(ModelError, match="1 of 8 logits that are not finite"):
        verdict(np.array([np.nan, *[0.0] * 7]), "Rock")


def test_prediction_and_calibration_are_of_one_model() -> None:
    swapped = (*GENRES[1:], GENRES[0])
    with pytest.raises(ModelError, match="Use the calibration of the model that predicted"):
        judge(answer(np.zeros(8), swapped), read_claim("Rock"), CALIBRATION)
    with pytest.raises(ModelError, match=r"shape \(2, 8\); one for each of 8 genres"):
        judge(answer(np.zeros((2, 8))), read_claim("Rock"), CALIBRATION)


def test_a_verdict_cannot_be_untested_and_decided() -> None:
    got = verdict(np.zeros(8), "Rock")
    with pytest.raises(PolicyError, match="outcome is cannot_test with scope genre"):
        replace(got, outcome=Outcome.CANNOT_TEST)
    with pytest.raises(PolicyError, match="alpha is 2"):
        replace(got, alpha=2)


def test_examine_names_the_best_guess_and_the_nearest_relative() -> None:
    chances = probabilities(np.array([0.0, 3.0, 1.0, 5.0, 0.0, 0.0, 0.0, 0.0]), 1.0)
    found = examine(chances, find("Rock"), CALIBRATION)
    assert (found.predicted, found.nearest, found.learnt) == ("Electronic", "Punk", True)
    assert examine(chances, find("Blues"), CALIBRATION).nearest is None


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
