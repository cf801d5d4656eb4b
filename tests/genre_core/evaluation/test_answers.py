"""A model's test tracks laid open, against going through them one by one."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix

from genre_core.evaluation.answers import answers_of, read_answers
from genre_core.evaluation.contestant import read_contestant
from genre_core.evaluation.own_outcomes import own_findings
from genre_core.genres import find
from genre_core.verdict import examine
from tests.evaluations import (
    NAMES,
    calibration_without,
    contestant_of,
    evaluation_rows,
    made_answers,
    write_evaluation,
)

some_genres = st.lists(st.sampled_from(NAMES), min_size=2, max_size=6, unique=True).map(tuple)


@given(some_genres, st.integers(1, 60), st.integers(0, 999))
def test_a_p_value_is_that_of_a_verdict_without_the_track_itself(
    genres: tuple[str, ...], tracks: int, seed: int
) -> None:
    model = contestant_of(evaluation_rows(tracks, genres, seed), genres)
    labels = model.rows["genre"]
    one_by_one = [
        examine(row, find(genre), calibration_without(model, row, genre)).leaf.p_value
        for row, genre in zip(model.chances(genres), labels, strict=True)
    ]
    np.testing.assert_array_equal(own_findings(model).p_values, one_by_one)


def test_p_values_of_the_shipped_model_are_those_of_verdicts(root: Path) -> None:
    model = read_contestant(root / "models" / "open-music")
    rows = zip(model.chances(model.genres), model.rows["genre"], strict=True)
    one_by_one = [
        examine(row, find(genre), calibration_without(model, row, genre)).leaf.p_value
        for row, genre in rows
    ]
    np.testing.assert_array_equal(own_findings(model).p_values, one_by_one)


@given(some_genres, st.integers(1, 80), st.data())
def test_a_cell_holds_what_a_search_finds_the_surest_first(
    genres: tuple[str, ...], tracks: int, data: st.DataObject
) -> None:
    answers = made_answers(tracks, genres)
    true = data.draw(st.lists(st.sampled_from(genres), min_size=1, unique=True))
    called = data.draw(st.lists(st.sampled_from(genres), min_size=1, unique=True))
    found = answers.tracks(answers.cell(true, called))
    searched = [
        track
        for track in map(answers.track, range(tracks))
        if track.genre in true and track.called in called
    ]
    assert {track.id for track in found} == {track.id for track in searched}
    assert [track.p_called for track in found] == sorted(
        (track.p_called for track in searched), reverse=True
    )


@given(some_genres, st.integers(1, 80))
def test_cells_share_out_all_tracks_as_scikit_learn_counts_them(
    genres: tuple[str, ...], tracks: int
) -> None:
    answers = made_answers(tracks, genres)
    counts = [[len(answers.cell([true], [called])) for called in genres] for true in genres]
    names = np.array(genres)
    theirs = confusion_matrix(names[answers.labels], names[answers.guesses], labels=list(genres))
    np.testing.assert_array_equal(counts, theirs)
    np.testing.assert_array_equal(answers.matrix.counts, theirs)


def test_a_track_tells_its_credits_and_is_found_by_its_id() -> None:
    answers = made_answers(5, ("Folk", "Jazz"))
    row = answers.find("fma-000003")
    assert row == 3
    track = answers.track(row)
    assert (track.id, track.title, track.source) == ("fma-000003", "title 3", "")
    assert (track.licence, track.link) == ("CC BY 4.0", "https://example.org/3")
    assert track.p_called == answers.chances[3].max()
    assert answers.find("nobody's") is None


def test_a_track_without_credits_is_called_by_its_id() -> None:
    rows = evaluation_rows(3, ("Folk", "Jazz"))
    plain = answers_of(contestant_of(rows, ("Folk", "Jazz")), rows[["id"]])
    assert plain.track(1).title == "fma-000001"
    assert plain.track(1).licence == ""


def test_answers_are_read_from_a_model_folder(tmp_path: Path) -> None:
    genres = ("Folk", "Jazz", "Metal")
    rows = evaluation_rows(40, genres)
    read = read_answers(write_evaluation(tmp_path / "made", rows, genres))
    assert list(read.ids) == list(rows["id"])
    assert read.track(7).artist == rows["artist"][7]
    assert read.artists == tuple(sorted(set(rows["artist"])))
    assert [read.artists[code] for code in read.artist] == list(rows["artist"])


@pytest.mark.parametrize("tracks", [1, 2])
def test_a_genre_without_calibration_speaks_against_no_track(tracks: int) -> None:
    rows = evaluation_rows(tracks, ("Folk", "Jazz"))
    # The only calibration track is the first row itself, which is taken out.
    assert own_findings(contestant_of(rows, ("Folk", "Jazz"))).p_values[0] == 1.0


def test_the_shipped_model_says_which_tracks_share_an_album(root: Path) -> None:
    answers = read_answers(root / "models" / "open-music")
    album = answers.credits["album"]
    assert (album != "").sum() == 332, "the recordings of Magnatune"
    assert answers.track(int(np.flatnonzero(album != "")[0])).album
