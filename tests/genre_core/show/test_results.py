"""The room against label, CNN and chance: by hand, and as a table."""

import csv
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genre_core.evaluation.intervals import wilson_interval
from genre_core.outcomes import Outcome
from genre_core.show.results import (
    RoundResult,
    agreement,
    answer_of,
    results_csv,
    round_results,
    score,
)
from genre_core.show.scenes import Round
from genre_core.show.votes import Choice, Tally
from tests.genre_core.show.orders import order

HONEST = Round("a", "Rock", "Psych-Rock")
LIE = Round("b", "Rock", "Classical")
OPEN = Round("c", "Rock")

_COUNTS = st.integers(0, 300)
_TALLIES = st.builds(Tally, _COUNTS, _COUNTS, _COUNTS)
_RESULTS = st.builds(
    RoundResult,
    id=st.just("r"),
    round=st.sampled_from([HONEST, LIE, OPEN]),
    tally=_TALLIES,
    cnn=st.none() | st.sampled_from(Choice),
)


@pytest.mark.parametrize(
    ("outcome", "claim", "said"),
    [
        (Outcome.PLAUSIBLE, "Rock", Choice.YES),
        (Outcome.MISMATCH, "Rock", Choice.NO),
        (Outcome.UNCLEAR, "Rock", Choice.UNSURE),
        (Outcome.CANNOT_TEST, "Wobblecore", Choice.UNSURE),
        (Outcome.SIBLING, "Punk", Choice.NO),
        (Outcome.SIBLING, "Rock", Choice.YES),
        (Outcome.SIBLING, "Wobblecore", Choice.NO),
    ],
)
def test_a_verdict_answers_the_question_that_the_room_was_asked(
    outcome: Outcome, claim: str, said: Choice
) -> None:
    assert answer_of(outcome, claim) is said


def test_a_round_says_how_the_room_voted_and_whom_it_sides_with() -> None:
    result = RoundResult("r1", LIE, Tally(30, 90, 80), Choice.NO)
    assert result.yes == wilson_interval(30, 120)
    assert result.with_label == result.with_cnn == wilson_interval(90, 120)
    assert (result.tally.majority, result.label, result.counts) == (Choice.NO, Choice.NO, True)


def test_what_is_unknown_stays_unknown() -> None:
    unlabelled = RoundResult("r1", OPEN, Tally(3, 1), None)
    assert unlabelled.label is None
    assert math.isnan(unlabelled.with_label.value)
    assert math.isnan(unlabelled.with_cnn.low)
    nobody = RoundResult("r1", HONEST, Tally(unsure=5), Choice.UNSURE)
    assert math.isnan(nobody.yes.value)
    assert math.isnan(nobody.with_cnn.value)


def test_rounds_stand_in_the_order_of_the_show() -> None:
    found = round_results(order(), {"r2": Tally(yes=1)}, {"r1": Choice.NO})
    assert [each.id for each in found] == ["r1", "r2"]
    assert [each.tally.votes for each in found] == [0, 1]
    assert [each.cnn for each in found] == [Choice.NO, None]


def test_the_score_compares_all_three_on_the_same_rounds() -> None:
    found = score(
        [
            RoundResult("right", LIE, Tally(1, 9), Choice.YES),  # the room 1, the CNN 0
            RoundResult("tie", HONEST, Tally(4, 4), Choice.YES),  # the room 1/2, the CNN 1
            RoundResult("unsure", HONEST, Tally(9, 1), Choice.UNSURE),  # the room 1, the CNN 1/2
            RoundResult("nobody voted", HONEST, Tally(), Choice.YES),
            RoundResult("no label", OPEN, Tally(9, 1), Choice.YES),
            RoundResult("no answer", HONEST, Tally(9, 1), None),
        ]
    )
    assert (found.room, found.cnn, found.chance, found.rounds) == (2.5, 1.5, 1.5, 3)


@given(st.lists(_RESULTS, max_size=8))
def test_nobody_scores_more_than_there_are_rounds_and_silence_scores_as_a_coin(
    results: list[RoundResult],
) -> None:
    found = score(results)
    assert 0 <= min(found.room, found.cnn) <= max(found.room, found.cnn) <= found.rounds
    silent = [RoundResult(r.id, r.round, Tally(unsure=1), Choice.UNSURE) for r in results]
    assert score(silent).room == score(silent).cnn == score(silent).chance


def test_agreement_counts_the_rounds_in_which_both_are_sure() -> None:
    found = agreement(
        [
            RoundResult("a", LIE, Tally(1, 9), Choice.YES),
            RoundResult("b", HONEST, Tally(9, 1), Choice.YES),
            RoundResult("c", HONEST, Tally(1, 9), Choice.UNSURE),
            RoundResult("d", OPEN, Tally(9, 1), None),
            RoundResult("e", HONEST, Tally(4, 4), Choice.YES),
        ]
    )
    assert found.label == wilson_interval(2, 3)
    assert found.cnn == wilson_interval(1, 2)
    assert math.isnan(agreement([]).label.value)


def test_the_table_has_a_row_a_round_and_empty_cells_for_what_is_unknown() -> None:
    named = Tally(30, 90, 80, (("Classical", 40), ("Jazz", 2)))
    lie = Round("b", "Rock", "Classical", "=cmd()", "Canon, slow")
    text = results_csv(
        [RoundResult("r1", lie, named, Choice.NO), RoundResult("r2", OPEN, Tally(), None)]
    )
    voted, silent = csv.DictReader(text.splitlines())
    low, high = wilson_interval(30, 120).low, wilson_interval(30, 120).high
    expected = {"round": "r1", "title": "Canon, slow", "artist": "'=cmd()", "claim": "Rock"}
    expected |= {"confirmed": "Classical", "votes": "200", "yes": "30", "no": "90", "unsure": "80"}
    expected |= {"share_yes": "0.2500", "share_yes_low": f"{low:.4f}", "room": "no", "cnn": "no"}
    expected |= {"share_yes_high": f"{high:.4f}", "label": "no", "with_label": "0.7500"}
    expected |= {"with_cnn": "0.7500", "genres": "Classical 40; Jazz 2"}
    assert voted.items() >= expected.items()
    assert {name for name, cell in silent.items() if cell} == {
        "round", "claim", "votes", "yes", "no", "unsure",
    }  # fmt: skip
