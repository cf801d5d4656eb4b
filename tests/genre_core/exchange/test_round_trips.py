"""Out of one store and into an empty one: every decision is as it was."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from genre_core.exchange.nouns import Case, CatalogueRow, CatalogueTrack
from genre_core.ruling import Answer
from genre_core.store.engine import Store
from tests.genre_core.exchange.stories import (
    decided,
    empty_store,
    held,
    load,
    load_file,
    nasty_rows,
    row,
    rows,
    written,
)

# Each example migrates nothing, but copies two databases and writes files.
TRIP = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
WHOLE = {
    "csv": "d.csv",
    "jsonl": "d.jsonl",
    "parquet": "d.parquet",
    "label-studio": "d.json",
    "prodigy": "d.jsonl",
    "jams": "d.zip",
}
"""Formats that hold tracks and decisions, and a file's name for each."""


@pytest.mark.parametrize("form", WHOLE)
@given(story=rows())
@TRIP
def test_every_decision_comes_back_as_it_was(
    form: str, story: list[CatalogueRow], sqlite_template: Path, tmp_path: Path
) -> None:
    with empty_store(sqlite_template) as first, empty_store(sqlite_template) as second:
        assert load(first, *story).refused == 0
        report = load_file(second, written(first, form, tmp_path / WHOLE[form]))
        assert report.refusals == ()
        assert held(second) == held(first)
        assert len(held(second)) == sum(len(each.decisions) for each in story)


@given(story=rows())
@TRIP
def test_the_trainers_file_brings_every_decision_back(
    story: list[CatalogueRow], sqlite_template: Path, tmp_path: Path
) -> None:
    with empty_store(sqlite_template) as first, empty_store(sqlite_template) as second:
        load(first, *story)
        load_file(second, written(first, "feedback", tmp_path / "d.jsonl"))
        assert [_bare(case) for case in held(second)] == [_bare(case) for case in held(first)]


def _bare(case: Case) -> Case:
    return Case(CatalogueTrack(case.track.key), case.decision)


@pytest.mark.parametrize("form", WHOLE)
def test_texts_that_break_files_come_back_from_both_databases(
    form: str, store: Store, sqlite_template: Path, tmp_path: Path
) -> None:
    load(store, *nasty_rows())
    with empty_store(sqlite_template) as second:
        load_file(second, written(store, form, tmp_path / WHOLE[form]))
        assert held(second) == held(store)


@pytest.mark.parametrize("form", [*WHOLE, "feedback"])
def test_an_export_taken_into_its_own_store_changes_nothing(
    form: str, store: Store, tmp_path: Path
) -> None:
    undone = decided("d2", Answer.GENRE_IS, genres=("Jazz",))
    undo = decided("d3", Answer.UNDO, supersedes="d2")
    load(store, row(CatalogueTrack("t1", title="One"), decided("d1"), undone, undo))
    before = held(store)
    name = WHOLE.get(form, "d.jsonl")
    report = load_file(store, written(store, form, tmp_path / name))
    assert (report.decisions.new, report.decisions.same, report.tracks.changed) == (0, 3, 0)
    assert held(store) == before


def test_a_track_comes_back_whole(store: Store, sqlite_template: Path, tmp_path: Path) -> None:
    track = CatalogueTrack(
        "t1", "/music/a.mp3", "ab" * 32, "T", "A", "L", "hip hop", {"mood": "calm"}, 1.5, 30.0, 7,
        "CC BY", "https://example.org", decided("x").decided_at,
    )  # fmt: skip
    load(store, row(track, decided("d1")))
    with empty_store(sqlite_template) as second:
        load_file(second, written(store, "csv", tmp_path / "d.csv"))
        (found,) = held(second)
    assert found.track == track
    said = decided("d1", claimed="hip hop", claimed_genre="Hip-Hop")
    assert replace(found.decision, name="") == said
