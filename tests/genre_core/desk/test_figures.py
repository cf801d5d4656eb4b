"""The figures find the rates that a history was made with, on both databases."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copy

import pytest
from sqlalchemy import URL

from genre_core.desk.figures import DeskFigures, desk_figures
from genre_core.desk.labels import upholds
from genre_core.desk.queues import Queue
from genre_core.desk.records import Search
from genre_core.desk.stats_commands import as_json
from genre_core.evaluation.intervals import Interval
from genre_core.ruling import Answer
from genre_core.store.engine import Store, open_store
from tests.genre_core.desk.histories import NOW, Habit, Truth, World, fill

WORLD = World(golden=120)
SURE = replace(
    WORLD,
    habits=tuple(Habit(name, 1.0) for name in ("ada", "ben", "cy")),
    tracks=3000,
    bend=1.5,
)
SMALL = replace(WORLD, tracks=240, golden=10)
LEANING = replace(WORLD, habits=(Habit("ada", 0.95, 0.5), Habit("ben", 0.95, 0.5)), second=0.8)


@pytest.fixture(scope="module")
def empty(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Store]]:
    """Four empty stores in files."""
    stores = []
    for number in range(4):
        path = tmp_path_factory.mktemp("figures") / f"{number}.sqlite"
        copy(sqlite_template, path)
        stores.append(open_store(URL.create("sqlite", database=str(path))))
    yield stores
    for store in stores:
        store.close()


def figures_of(store: Store, search: Search | None = None) -> DeskFigures:
    with store.reading() as connection:
        return desk_figures(connection, NOW, search)


@pytest.fixture(scope="module")
def erring(empty: list[Store]) -> DeskFigures:
    """Of moderators who err."""
    fill(empty[0], WORLD)
    return figures_of(empty[0])


@pytest.fixture(scope="module")
def sure(empty: list[Store]) -> tuple[DeskFigures, tuple[Truth, ...]]:
    """Of moderators who never err, with the truth."""
    truths = fill(empty[1], SURE)
    return figures_of(empty[1]), truths


def holds(interval: Interval, truth: float) -> bool:
    return interval.low <= truth <= interval.high


def test_accuracy_on_golden_items_is_the_moderators_own(erring: DeskFigures) -> None:
    for skill, habit in zip(erring.quality.moderators, WORLD.habits, strict=True):
        assert (skill.name, skill.right.trials) == (habit.name, WORLD.golden)
        assert holds(skill.right.interval, habit.accuracy)


def test_agreement_of_two_is_what_their_accuracies_make(erring: DeskFigures) -> None:
    accuracy = {habit.name: habit.accuracy for habit in WORLD.habits}
    assert {pair.sides for pair in erring.pairs} == {"ada and ben", "ada and cy", "ben and cy"}
    for pair in erring.pairs:
        one, two = (accuracy[name] for name in pair.sides.split(" and "))
        # Both right, or both wrong and by chance the same of 19 others.
        expected = one * two + (1 - one) * (1 - two) / 19
        assert holds(pair.percent, expected)
        assert holds(pair.kappa, (expected - 0.05) / 0.95)
    assert holds(erring.any_two.kappa, erring.reliability.alpha.value)


def test_consensus_ranks_the_moderators(erring: DeskFigures) -> None:
    assert [worth.moderator for worth in erring.consensus.moderators] == ["ada", "ben", "cy"]
    assert len(erring.consensus.tracks) == erring.reliability.tracks


def test_precision_is_that_of_the_flags(
    sure: tuple[DeskFigures, tuple[Truth, ...]],
) -> None:
    figures, truths = sure
    flagged = [truth for truth in truths[: -SURE.golden] if truth.flagged]
    assert figures.quality.precision.trials == len(flagged)
    # Whoever names the family of a claim does not say that it is wrong.
    wrong = [not upholds(Answer.GENRE_IS, (truth.genre,), truth.claimed) for truth in flagged]
    assert figures.quality.precision.hits == sum(wrong)
    assert figures.quality.overturned.hits == 0
    assert figures.quality.disputed == 0


def test_the_miss_rate_is_that_of_all_that_was_not_flagged(
    sure: tuple[DeskFigures, tuple[Truth, ...]],
) -> None:
    figures, truths = sure
    passed = [not truth.honest for truth in truths if not truth.flagged]
    assert holds(figures.quality.miss_rate.interval, sum(passed) / len(passed))


def test_moderators_who_are_right_agree_with_the_model_as_often_as_it_is_right(
    sure: tuple[DeskFigures, tuple[Truth, ...]],
) -> None:
    figures, _ = sure
    assert holds(figures.model.percent, SURE.skill)
    assert figures.any_two.percent.value == figures.reliability.alpha.value == 1.0


def test_p_values_that_drift_raise_the_alarm_and_others_do_not(
    erring: DeskFigures, sure: tuple[DeskFigures, tuple[Truth, ...]]
) -> None:
    assert not erring.drift.alarm
    assert sure[0].drift.alarm
    assert "smaller than the calibration promised" in sure[0].drift.sentence


def test_who_leans_on_the_model_is_found_by_deciding_blind(
    empty: list[Store], erring: DeskFigures
) -> None:
    fill(empty[2], LEANING)
    found = figures_of(empty[2]).blinding
    # Half of the open labels repeat a guess that is right so often anyway.
    assert holds(found.model_same.difference, -0.5 * (1 - 0.95 * LEANING.skill))
    assert found.model_same.difference.high < 0
    assert holds(erring.blinding.model_same.difference, 0.0)


def test_a_search_narrows_what_is_counted_and_not_what_stands(empty: list[Store]) -> None:
    fill_or_read = figures_of(empty[0], Search(moderator="ada"))
    assert fill_or_read.moderators == 1
    assert fill_or_read.pairs == ()
    assert [pace.name for pace in fill_or_read.paces.moderators] == ["ada"]
    golden = figures_of(empty[0], Search(queue=Queue.GOLDEN))
    assert (golden.tracks, golden.quality.golden.trials) == (0, 3 * WORLD.golden)


def test_an_empty_desk_has_no_figures_and_sentences_instead(store: Store) -> None:
    figures = figures_of(store)
    assert (figures.decisions, figures.tracks, figures.moderators) == (0, 0, 0)
    assert figures.pairs == ()
    assert figures.any_two.sentence
    assert figures.reliability.sentence
    assert figures.consensus.sentence
    assert figures.quality.precision.sentence
    assert figures.blinding.model.sentence
    assert figures.paces.sentence
    assert figures.drift.sentence
    assert [each.forecast.sentence for each in figures.waiting] == ["Nothing waits."]


@pytest.fixture(scope="module")
def small(empty: list[Store]) -> str:
    """The figures of a small world, in SQLite."""
    fill(empty[3], SMALL)
    return as_json(figures_of(empty[3]))


def test_both_databases_give_the_same_figures(store: Store, small: str) -> None:
    fill(store, SMALL)
    figures = figures_of(store)
    assert as_json(figures) == small
    assert figures.decisions == figures.paces.overall.decisions
    everything, flagged = figures.waiting
    assert everything.backlog == flagged.backlog > 0
    assert flagged.queue == Queue.FLAGGED
    assert flagged.oldest_age == 21 * 86400
