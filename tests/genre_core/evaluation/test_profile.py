"""A genre's page in figures, against scikit-learn and the evaluation's own intervals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import precision_recall_fscore_support

from genre_core.errors import GenreError
from genre_core.evaluation.matrix import Matrix
from genre_core.evaluation.profile import neighbours_of, printed_skill_of, skill_of, tracks_of
from genre_core.evaluation.summary import evaluate
from genre_core.genres import distance, find, siblings
from tests.evaluations import made_answers
from tests.genre_core.evaluation.test_matrix import matrices

GENRES = ("Folk", "Jazz", "Metal", "Psych-Folk")


@pytest.mark.parametrize("genre", GENRES)
def test_skill_is_scikit_learns_with_the_evaluations_intervals(genre: str) -> None:
    answers = made_answers(150, GENRES)
    place = GENRES.index(genre)
    precision, recall, f1, support = precision_recall_fscore_support(
        answers.labels, answers.guesses, labels=[place]
    )
    skill = skill_of(answers, genre)
    assert skill.recall.value == pytest.approx(recall[0])
    assert skill.precision.value == pytest.approx(precision[0])
    assert skill.f1.value == pytest.approx(f1[0])
    assert skill.tracks == support[0]
    artists = [answers.artists[code] for code in answers.artist]
    whole = evaluate(artists, answers.labels, answers.chances, GENRES)
    for ours, theirs in ((skill.recall, whole.recall), (skill.precision, whole.precision)):
        assert ours.low == pytest.approx(theirs[place].low)
        assert ours.high == pytest.approx(theirs[place].high)


@given(st.integers(1, 40), st.integers(0, 99))
def test_a_printed_matrix_gives_the_same_figures(tracks: int, seed: int) -> None:
    answers = made_answers(tracks, GENRES, seed)
    for genre in GENRES:
        whole, printed = skill_of(answers, genre), printed_skill_of(answers.matrix, genre)
        for name in ("recall", "precision", "f1"):
            np.testing.assert_allclose(getattr(printed, name).value, getattr(whole, name).value)
            assert np.isnan(getattr(printed, name).low)
        assert (printed.tracks, printed.called) == (whole.tracks, whole.called)


@given(matrices())
def test_neighbours_are_counted_both_ways(matrix: Matrix) -> None:
    for place, genre in enumerate(matrix.names):
        found = neighbours_of(matrix, genre)
        confused = [each.lost + each.taken for each in found]
        assert confused == sorted(confused, reverse=True)
        assert 0 not in confused
        lost = matrix.counts[place].sum() - matrix.counts[place, place]
        taken = matrix.counts[:, place].sum() - matrix.counts[place, place]
        assert sum(each.lost for each in found) == lost
        assert sum(each.taken for each in found) == taken
        for each in found:
            assert each.sibling == (find(each.genre) in siblings(find(genre)))
            assert each.steps == distance(find(genre), find(each.genre))


def test_telling_tracks_are_the_surest_of_each_kind() -> None:
    answers = made_answers(120, GENRES)
    everything = [answers.track(row) for row in range(120)]
    found = tracks_of(answers, "Jazz", most=5)
    kinds = {
        "typical": lambda t: t.genre == t.called == "Jazz",
        "misjudged": lambda t: t.genre == "Jazz" != t.called,
        "intruders": lambda t: t.called == "Jazz" != t.genre,
    }
    for kind, belongs in kinds.items():
        expected = sorted(filter(belongs, everything), key=lambda t: -t.p_called)[:5]
        assert list(getattr(found, kind)) == expected


def test_a_genre_that_nobody_knows_is_told() -> None:
    answers = made_answers(5, GENRES)
    with pytest.raises(GenreError, match="does not know Rock; it knows Folk, Jazz"):
        skill_of(answers, "Rock")
    with pytest.raises(GenreError, match="does not know Rock"):
        neighbours_of(answers.matrix, "Rock")
