"""The board says at any alpha what a slow count by hand says."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genre_core.desk.pace import Pace
from genre_core.desk.policy.board import ASSUMED_SECONDS, board
from genre_core.desk.policy.expected import Origin
from genre_core.desk.policy.grounds import Grounds
from genre_core.desk.policy.rehearsal import Rehearsal, rehearse
from genre_core.desk.policy.terms import GRID, Policy
from genre_core.errors import ModelError
from tests.evaluations import contestant_of, evaluation_rows
from tests.genre_core.desk.policy.worlds import NAMES, World, made_world, nothing_known

PACE = Pace("", "", 100, 100, 9.0, 12.0)


@pytest.fixture(scope="module")
def world() -> World:
    return made_world(4000)


@pytest.fixture(scope="module")
def decided(world: World) -> Grounds:
    """All flags at 0.05 are decided, and a tenth of the rest."""
    return world.grounds(world.known(0.1), PACE)


@pytest.fixture(scope="module")
def rehearsal() -> Rehearsal:
    return rehearse(contestant_of(evaluation_rows(1200, NAMES), NAMES))


@given(alpha=st.floats(0.001, 0.5), a_day=st.floats(0, 1e6))
@settings(max_examples=15, deadline=None)
def test_a_board_agrees_with_a_slow_count(
    world: World, decided: Grounds, alpha: float, a_day: float
) -> None:
    known = decided.known
    found = board(decided, Policy(alpha), a_day)
    flagged = [t <= alpha for t in world.thresholds.tolist()]
    open_flags = [f and not d for f, d in zip(flagged, known.decided.tolist(), strict=True)]
    assert found.point.alpha == alpha
    assert found.point.flags == sum(flagged)
    assert found.point.share == pytest.approx(sum(flagged) / 4000)
    assert found.point.backlog == sum(open_flags)
    assert found.point.backlog_hours == pytest.approx(sum(open_flags) * 9 / 3600)
    assert found.point.a_day == pytest.approx(a_day * sum(flagged) / 4000)
    assert found.point.hours_a_day == pytest.approx(found.point.a_day * 9 / 3600)
    claimed = world.catalogue.claimed
    for row in found.genres:
        mine = [n for n, name in enumerate(claimed) if name == row.genre]
        assert row.tracks == len(mine)
        assert row.flags == sum(flagged[n] for n in mine)
        assert row.testable == sum(world.findings.testable_from[n] <= alpha for n in mine)
        assert row.wrong == sum(known.wrong[n] for n in mine)
        assert row.holds == sum(known.holds[n] for n in mine)
        assert {row.testable_from} == {float(world.findings.testable_from[n]) for n in mine}
        assert row.share == row.flags / row.tracks
    assert found.testable == sum(row.testable for row in found.genres)


def test_the_flags_are_the_mismatches_of_the_verdict(world: World) -> None:
    for alpha in (0.02, 0.05, 0.2):
        found = board(world.grounds(world.known(0.1)), Policy(alpha), 100.0)
        assert found.point.flags == np.count_nonzero(world.findings.outcomes(alpha) == "mismatch")


def test_the_curve_is_the_board_at_each_alpha(world: World) -> None:
    grounds = world.grounds(world.known(0.1), PACE)
    curve = board(grounds, Policy(0.05), 500.0).curve
    assert tuple(point.alpha for point in curve) == GRID
    for point in curve[::6]:
        # Sentences with NaN are equal, figures with NaN are not.
        assert repr(board(grounds, Policy(point.alpha), 500.0).point) == repr(point)


def test_the_truth_lies_within_what_decisions_make_expect(world: World) -> None:
    grounds = world.grounds(world.known(0.2))
    inside = []
    for alpha in GRID:
        found = board(grounds, Policy(alpha), 100.0).point
        flagged = world.thresholds <= alpha
        hopes = found.expected
        assert hopes.origin is Origin.DECISIONS
        missed = int((world.lies & ~flagged).sum())
        inside.append(hopes.misses.low <= missed <= hopes.misses.high)
        if found.flags:
            right = float(world.lies[flagged].mean())
            inside.append(hopes.precision.low - 1e-9 <= right <= hopes.precision.high + 1e-9)
    assert np.mean(inside) > 0.8


def test_what_is_caught_and_what_is_missed_are_all_wrong_claims(world: World) -> None:
    known = world.known(1.0)
    for alpha in (0.02, 0.13, 0.5):
        found = board(world.grounds(known), Policy(alpha), 100.0).point
        caught = found.expected.precision.value * found.flags
        assert caught + found.expected.misses.value == pytest.approx(world.lies.sum())
        share = found.expected.misses.value / world.lies.sum()
        assert found.expected.missed.value == pytest.approx(share)


def test_without_decisions_the_lab_stands_in_and_says_so(
    world: World, rehearsal: Rehearsal
) -> None:
    found = board(world.grounds(nothing_known(world), rehearsal=rehearsal), Policy(0.05), 100.0)
    hopes = found.point.expected
    assert hopes.origin is Origin.LAB
    assert hopes.precision == rehearsal.precision_at(0.05)
    assert hopes.misses.value == pytest.approx(0.05 * 4000 * rehearsal.missed_at(0.05).value)
    assert "as if 5% of claims were uniform lies: an assumption" in hopes.sentence
    assert "1,200 test tracks of made 1" in hopes.sentence


def test_without_decisions_or_lab_there_is_advice_and_no_figure(world: World) -> None:
    found = board(world.grounds(nothing_known(world)), Policy(0.05), 100.0).point.expected
    assert found.origin is Origin.NOTHING
    assert np.isnan([found.precision.value, found.misses.low, found.missed.high]).all()
    assert "decide some of the queue of flags" in found.sentence


def test_a_pace_that_nobody_measured_is_assumed_and_said_to_be(world: World) -> None:
    found = board(world.grounds(nothing_known(world)), Policy(0.05), 100.0)
    assert (found.effort.seconds, found.effort.assumed) == (ASSUMED_SECONDS, True)
    assert "as is assumed while nobody measured it" in found.sentence
    measured = board(world.grounds(nothing_known(world), PACE), Policy(0.05), 100.0)
    assert (measured.effort.seconds, measured.effort.assumed) == (9.0, False)
    assert "A decision takes 9.0 s, by the desk's own log" in measured.sentence


def test_what_comes_in_a_day_may_be_unknown(world: World) -> None:
    found = board(world.grounds(nothing_known(world)), Policy(0.05), float("nan"))
    assert np.isnan(found.point.a_day)
    assert "a day" not in found.sentence


def test_a_level_that_flags_nothing_offers_the_worst(world: World) -> None:
    found = board(world.grounds(nothing_known(world)), Policy(level=0.001), 100.0)
    assert (found.point.alpha, found.point.flags) == (0.0, 0)
    assert found.offer is not None
    assert "none can be flagged with at most 0.1% wrong flags" in found.offer.sentence
    assert f"alpha {100 * found.offer.alpha:.3g}% flags the" in found.offer.sentence
    taken = board(world.grounds(nothing_known(world)), Policy(found.offer.alpha), 100.0)
    assert taken.point.flags == found.offer.flags >= 100
    assert taken.offer is None
    assert sorted(world.thresholds)[99] == found.offer.alpha


def test_an_alpha_that_flags_nothing_offers_the_worst_too(world: World) -> None:
    found = board(world.grounds(world.known(0.1)), Policy(0.001), 100.0)
    assert found.offer is not None
    assert found.offer.sentence.startswith("Alpha 0.1% flags nothing: the smallest alpha")
    assert "There are no flags; about" in found.point.expected.sentence


def test_an_empty_catalogue_is_a_sentence(rehearsal: Rehearsal) -> None:
    world = made_world(0)
    found = board(world.grounds(nothing_known(world), rehearsal=rehearsal), Policy(), 1.0)
    assert found.sentence == "No track was judged yet; scan the catalogue."
    assert found.offer is not None
    assert np.isnan(found.offer.alpha)
    assert "No alpha flags any of these claims" in found.offer.sentence
    assert found.genres == ()
    assert all(np.isnan(point.share) for point in found.curve)


def test_claims_without_a_genre_are_in_no_row(world: World) -> None:
    claims = world.catalogue.claims
    codes = np.where(np.arange(4000) < 1000, -1, claims.codes)
    catalogue = replace(world.catalogue, claims=replace(claims, codes=codes))
    assert catalogue.claimed[:1000] == ("",) * 1000
    assert catalogue.claimed[1000:] == world.catalogue.claimed[1000:]
    grounds = replace(world, catalogue=catalogue).grounds(world.known(0.1))
    assert sum(row.tracks for row in board(grounds, Policy(), 1.0).genres) == 3000


def test_another_number_of_seconds_can_be_assumed(world: World) -> None:
    found = board(world.grounds(nothing_known(world)), Policy(0.05), 100.0, 40.0)
    assert (found.effort.seconds, found.effort.assumed) == (40.0, True)
    assert "A decision takes 40.0 s, as is assumed" in found.sentence
    measured = board(world.grounds(nothing_known(world), PACE), Policy(0.05), 100.0, 40.0)
    assert (measured.effort.seconds, measured.effort.assumed) == (9.0, False)


def test_a_track_that_was_spoken_of_elsewhere_waits_no_longer(world: World) -> None:
    nobody = nothing_known(world)
    everybody = replace(nobody, answered=np.ones_like(nobody.answered))
    one, other = (
        board(world.grounds(known), Policy(0.05), 100.0).point for known in (nobody, everybody)
    )
    assert (one.backlog, other.backlog) == (one.flags, 0)
    assert one.flags == other.flags


def test_one_flag_is_flagged_and_waits() -> None:
    world = made_world(40)
    alpha = float(np.sort(world.thresholds)[0])
    if np.count_nonzero(world.thresholds <= alpha) > 1:
        pytest.fail("take another world: its strangest track is not alone")
    found = board(world.grounds(nothing_known(world)), Policy(alpha), 100.0)
    assert "1 of 40 tracks is flagged (2.5%); 1 of them waits for a decision" in found.sentence


def test_a_model_of_one_genre_is_refused_with_a_sentence() -> None:
    with pytest.raises(ModelError, match="at least two"):
        rehearse(contestant_of(evaluation_rows(60, ("Rock",)), ("Rock",)))


def test_test_tracks_of_one_genre_alone_are_rehearsed_on() -> None:
    model = contestant_of(evaluation_rows(600, ("Folk", "Rock")), ("Folk", "Rock"))
    alone = replace(model, rows=model.rows[model.rows["genre"] == "Rock"])
    rehearsal = rehearse(alone)
    world = made_world(500, genres=("Folk", "Rock"))
    found = board(world.grounds(nothing_known(world), rehearsal=rehearsal), Policy(0.1), 10.0)
    assert found.point.expected.origin is Origin.LAB
    assert 0 <= found.point.expected.precision.low <= found.point.expected.precision.high <= 1
