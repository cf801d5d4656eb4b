"""One genre as a model hears it: how well it is told, what it is confused with, and which tracks.

Figures of a model with test tracks have intervals by artist, from the same draws as those of
module evaluation; of a printed matrix only the figures themselves are known.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from genre_core.errors import GenreError
from genre_core.evaluation.answers import Answers, TestedTrack
from genre_core.evaluation.intervals import Interval, bootstrap_weighted, share
from genre_core.evaluation.matrix import Matrix
from genre_core.genres import distance, find

SHOWN = 8
"""Tracks of each kind."""


@dataclass(frozen=True, slots=True)
class Skill:
    """How well a genre is told from the others; NaN where it is unknown.

    Attributes:
        tracks: with this label.
        artists: of them; None where nobody knows.
        called: tracks that were called so, rightly or not.
        recall: share of its tracks that were called so.
        precision: share of what was called so that is.
        f1: harmonic mean of the two.
    """

    tracks: float
    artists: int | None
    called: float
    recall: Interval
    precision: Interval
    f1: Interval


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another genre, as one that this one is confused with.

    Attributes:
        genre: the other one.
        sibling: whether both are of one family.
        steps: between the two in the tree, 1 to 4.
        lost: tracks of this genre that were called the other; ``lost_share`` of its tracks.
        taken: tracks of the other that were called this one; ``taken_share`` of what was.
    """

    genre: str
    sibling: bool
    steps: int
    lost: float
    lost_share: float
    taken: float
    taken_share: float


@dataclass(frozen=True, slots=True)
class Tracks:
    """The tracks that tell most of a genre.

    Attributes:
        typical: rightly called so, the surest first.
        misjudged: of this genre, but called another, the surest first.
        intruders: of other genres, but called this one, the surest first.
    """

    typical: tuple[TestedTrack, ...]
    misjudged: tuple[TestedTrack, ...]
    intruders: tuple[TestedTrack, ...]


def skill_of(answers: Answers, genre: str) -> Skill:
    """Return how well a genre is told, with 95% intervals over artists.

    Raises:
        GenreError: the model does not know it.
    """
    place = _place(answers.genres, genre)
    of_genre, so_called = answers.labels == place, answers.guesses == place
    # A row an artist instead of a track: the draws are the same, and there are fewer to weigh.
    terms = np.column_stack(
        [
            np.bincount(answers.artist, weights=column, minlength=len(answers.artists))
            for column in (of_genre & so_called, of_genre, so_called)
        ]
    )

    def figures(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        return _figures(*(weights @ terms))

    recall, precision, f1 = bootstrap_weighted(answers.artists, figures)
    artists = len(np.unique(answers.artist[of_genre]))
    return Skill(int(of_genre.sum()), artists, int(so_called.sum()), recall, precision, f1)


def printed_skill_of(matrix: Matrix, genre: str) -> Skill:
    """Return how well a genre is told by its matrix alone; intervals are unknown, NaN.

    Raises:
        GenreError: the matrix has no such label.
    """
    place = _place(matrix.names, genre)
    labelled, called = matrix.counts[place].sum(), matrix.counts[:, place].sum()
    found = _figures(float(matrix.counts[place, place]), float(labelled), float(called))
    recall, precision, f1 = (Interval(value, np.nan, np.nan) for value in found.tolist())
    return Skill(float(labelled), None, float(called), recall, precision, f1)


def neighbours_of(matrix: Matrix, genre: str) -> tuple[Neighbour, ...]:
    """Return the genres that this one is confused with at all, the most often confused first.

    Args:
        matrix: of single genres.
        genre: one of its labels.

    Raises:
        GenreError: the matrix has no such label.
    """
    place, own = _place(matrix.names, genre), find(genre)
    labelled, called = matrix.counts[place].sum(), matrix.counts[:, place].sum()
    found = []
    for other, name in enumerate(matrix.names):
        lost, taken = float(matrix.counts[place, other]), float(matrix.counts[other, place])
        if other == place or not lost + taken:
            continue
        found.append(
            Neighbour(
                genre=name,
                sibling=find(name).root == own.root,
                steps=distance(own, find(name)),
                lost=lost,
                lost_share=lost / labelled if labelled else 0.0,
                taken=taken,
                taken_share=taken / called if called else 0.0,
            )
        )
    return tuple(sorted(found, key=lambda each: -(each.lost + each.taken)))


def tracks_of(answers: Answers, genre: str, most: int = SHOWN) -> Tracks:
    """Return the tracks that tell most of a genre, at most so many of each kind.

    Raises:
        GenreError: the model does not know it.
    """
    place = _place(answers.genres, genre)
    of_genre, so_called = answers.labels == place, answers.guesses == place

    def first(there: NDArray[np.bool_]) -> tuple[TestedTrack, ...]:
        return tuple(answers.tracks(answers.surest(np.flatnonzero(there))[:most]))

    return Tracks(
        typical=first(of_genre & so_called),
        misjudged=first(of_genre & ~so_called),
        intruders=first(~of_genre & so_called),
    )


def _figures(hits: float, labelled: float, called: float) -> NDArray[np.float64]:
    """Recall, precision and F1."""
    parts = np.array([hits, hits, 2 * hits])
    return share(parts, np.array([labelled, called, labelled + called]))


def _place(names: tuple[str, ...], genre: str) -> int:
    if genre not in names:
        raise GenreError(f"This model does not know {genre}; it knows {', '.join(names)}.")
    return names.index(genre)
