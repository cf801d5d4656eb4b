"""Uploaders are ranked by what is sure, and told with what speaks for them."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binom

from genre_core.desk.policy.grounds import Grounds
from genre_core.desk.policy.grouping import Grouping
from genre_core.desk.policy.uploaders import uploaders
from genre_core.evaluation.intervals import wilson_interval
from genre_core.severity import severities
from tests.genre_core.desk.policy.worlds import World, made_world

ALPHA = 0.1


@pytest.fixture(scope="module")
def world() -> World:
    """A fifth of the tracks claim a genre that no model could test."""
    found = made_world(3000, lying=0.2)
    findings = found.findings
    out = np.arange(3000) % 5 == 0
    leaf, strange = np.where(out, 0, findings.leaf), np.where(out, 0, findings.leaf_strange)
    none = np.where(out, 0, findings.family), np.where(out, 0, findings.family_strange)
    return replace(found, findings=type(findings)(leaf, strange, *none))


@pytest.fixture(scope="module")
def grounds(world: World) -> Grounds:
    return world.grounds(world.known(0.2))


def test_a_row_is_what_a_slow_count_says(world: World, grounds: Grounds) -> None:
    by = world.catalogue.artists
    found = uploaders(grounds, by, ALPHA, most=10_000)
    findings, known = world.findings, grounds.known
    outcomes = findings.outcomes(ALPHA)
    catalogue = world.catalogue
    grave = severities(
        catalogue.chances, catalogue.claimed, catalogue.genres, findings.tested_p_values(ALPHA)
    )
    with_flags = {by.codes[row] for row in np.flatnonzero(outcomes == "mismatch")}
    assert {row.code for row in found} == with_flags
    for row in found:
        mine = np.flatnonzero(by.codes == row.code)
        flagged = [n for n in mine if outcomes[n] == "mismatch"]
        assert row.name == by.names[row.code]
        assert (row.tracks, row.flagged) == (len(mine), len(flagged))
        assert row.cannot_test == sum(outcomes[n] == "cannot_test" for n in mine)
        assert row.tested == row.tracks - row.cannot_test
        assert row.siblings == sum(outcomes[n] == "sibling" for n in mine)
        assert (row.wrong, row.holds) == (known.wrong[mine].sum(), known.holds[mine].sum())
        assert row.share == wilson_interval(row.flagged, row.tested)
        assert row.severity == pytest.approx(grave[flagged].mean())
        assert row.chance == pytest.approx(binom.sf(row.flagged - 1, row.tested, ALPHA))


def test_what_people_found_is_not_told_where_another_opinion_is_wanted(world: World) -> None:
    known = world.known(0.2)
    grounds = world.grounds(replace(known, asked_again=known.decided))
    for row in uploaders(grounds, world.catalogue.artists, ALPHA):
        assert (row.wrong, row.holds) == (0, 0)
        assert row.fairness.endswith("People have not settled any of them yet.")


def test_the_lower_end_of_the_interval_ranks(world: World, grounds: Grounds) -> None:
    found = uploaders(grounds, world.catalogue.artists, ALPHA, most=10_000)
    lows = [row.share.low for row in found]
    assert lows == pytest.approx(sorted(lows, reverse=True))
    assert uploaders(grounds, world.catalogue.artists, ALPHA, most=7) == found[:7]


def test_many_flags_of_many_tracks_come_before_one_of_one(world: World, grounds: Grounds) -> None:
    worst = np.argsort(world.thresholds, kind="stable")
    codes = np.full(3000, -1)
    codes[worst[:9]] = 0
    codes[worst[9]] = 1
    codes[worst[-1]] = 0
    by = Grouping("uploader", ("many", "one"), codes)
    assert [row.name for row in uploaders(grounds, by, ALPHA)] == ["many", "one"]


def test_the_sentence_is_fair(world: World, grounds: Grounds) -> None:
    found = uploaders(grounds, world.catalogue.artists, ALPHA, most=10_000)
    for row in found:
        assert row.sentence.startswith(f"{row.flagged} of {row.tested} track")
        assert (" is flagged" in row.sentence) == (row.flagged == 1)
        assert "flagged" not in row.fairness
        assert ("cannot be tested" in row.fairness) == (row.cannot_test > 0)
        assert ("another genre of the family" in row.fairness) == (row.siblings > 0)
        assert ("That may well be chance" in row.fairness) == (row.chance >= 0.05)
        assert ("not settled" in row.fairness) == (row.wrong + row.holds == 0)
    assert any("would look so by chance" in row.fairness for row in found)
    assert len({"only closer" in row.fairness for row in found}) == 2


def test_without_flags_there_is_nobody(world: World, grounds: Grounds) -> None:
    assert uploaders(grounds, world.catalogue.artists, 0.0) == ()
    nobody = Grouping("label", (), np.full(3000, -1))
    assert uploaders(grounds, nobody, ALPHA) == ()
