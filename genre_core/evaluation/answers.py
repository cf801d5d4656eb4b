"""A model's test tracks laid open: who made them, what the model answered, how strange they look.

Beside what module contestant reads and checks, ``evaluation.parquet`` may credit each track:
title, source, licence, link, path (of its sound, within the training music) and album. What is not
there is an empty text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet
from numpy.typing import NDArray

from genre_core.evaluation.contestant import EVALUATION, Contestant, read_contestant
from genre_core.evaluation.figures import confusion
from genre_core.evaluation.matrix import Matrix, of_genres
from genre_core.evaluation.own_outcomes import own_findings

CREDITS = ("title", "source", "licence", "link", "path", "album")


@dataclass(frozen=True, slots=True)
class TestedTrack:
    """A test track and what the model made of it.

    Attributes:
        id: unique among the model's test tracks.
        title: its id where it has none.
        source, licence, link, path, album: as credited; may be empty.
        genre: its label.
        called: the genre with the largest probability.
        p_genre, p_called: probabilities of these two.
        p_value: of its own genre among honest tracks, in (0, 1].
        row: its place among the answers.
    """

    id: str
    title: str
    artist: str
    source: str
    licence: str
    link: str
    path: str
    album: str
    genre: str
    called: str
    p_genre: float
    p_called: float
    p_value: float
    row: int


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """A model's answers to n test tracks, in arrays; each (n,) but for ``chances`` (n, K).

    Attributes:
        genres: K genres, in the order of the probabilities.
        ids, credits: of the tracks; ``credits`` has the columns artist and :data:`CREDITS`.
        artist: index of its artist, who is one of ``artists`` (sorted).
        labels, guesses: indices into genres.
        chances: probabilities.
        p_values: see :class:`genre_core.evaluation.own_outcomes.OwnFindings`.
    """

    genres: tuple[str, ...]
    ids: pd.Index
    credits: pd.DataFrame
    artists: tuple[str, ...]
    artist: NDArray[np.int64]
    labels: NDArray[np.int64]
    guesses: NDArray[np.int64]
    chances: NDArray[np.float64]
    p_values: NDArray[np.float64]

    @property
    def matrix(self) -> Matrix:
        """The confusion matrix of these answers."""
        counts = confusion(self.labels, self.guesses, len(self.genres))
        return of_genres(self.genres, counts.astype(np.float64))

    def cell(self, true: Sequence[str], called: Sequence[str]) -> NDArray[np.int64]:
        """Return the rows whose label is one of ``true`` and whose guess is one of ``called``.

        Those of which the model was surest come first, ties in the order of the answers.
        """
        there = np.isin(self.labels, self._places(true))
        there &= np.isin(self.guesses, self._places(called))
        return self.surest(np.flatnonzero(there))

    def surest(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the same rows, by the probability of their guess, falling."""
        sure = self.chances[rows, self.guesses[rows]]
        return np.asarray(rows[np.argsort(-sure, kind="stable")])

    def track(self, row: int) -> TestedTrack:
        """Return the track of a row."""
        return self.tracks(np.array([row]))[0]

    def tracks(self, rows: NDArray[np.int64]) -> list[TestedTrack]:
        """Return the tracks of these rows, in this order."""
        shown, ids = self.credits.iloc[rows], self.ids[rows]
        texts = zip(ids, shown["artist"], *(shown[name] for name in CREDITS), strict=True)
        return [
            self._track(int(row), *map(str, credit))
            for row, credit in zip(rows, texts, strict=True)
        ]

    def find(self, track_id: str) -> int | None:
        """Return the row of the track with this id, or None."""
        place = self.ids.get_indexer(pd.Index([track_id]))[0]
        return None if place < 0 else int(place)

    def _track(self, row: int, track_id: str, artist: str, *credit: str) -> TestedTrack:
        title, source, licence, link, path, album = credit
        label, guess = int(self.labels[row]), int(self.guesses[row])
        return TestedTrack(
            id=track_id,
            title=title or track_id,
            artist=artist,
            source=source,
            licence=licence,
            link=link,
            path=path,
            album=album,
            genre=self.genres[label],
            called=self.genres[guess],
            p_genre=float(self.chances[row, label]),
            p_called=float(self.chances[row, guess]),
            p_value=float(self.p_values[row]),
            row=row,
        )

    def _places(self, genres: Sequence[str]) -> list[int]:
        return [self.genres.index(genre) for genre in genres]


def read_answers(folder: Path) -> Answers:
    """Read a model's answers and credits from its folder.

    Raises:
        ModelError: as :func:`genre_core.evaluation.contestant.read_contestant`.
    """
    model = read_contestant(folder)
    path = folder / EVALUATION
    # What can be read once can be read twice: read_contestant has checked the file's hash.
    there = pyarrow.parquet.read_schema(path).names
    return answers_of(
        model, pd.read_parquet(path, columns=["id", *(name for name in CREDITS if name in there)])
    )


def answers_of(model: Contestant, named: pd.DataFrame) -> Answers:
    """Return a model's answers with its tracks' names (columns id, title ...), where given."""
    rows = model.rows
    credited = named.set_index("id").reindex(rows.index).reindex(columns=list(CREDITS))
    credited = credited.astype(object).where(credited.notna(), "").astype(str)
    codes, artists = pd.factorize(rows["artist"].astype(str), sort=True)
    chances = model.chances(model.genres)
    return Answers(
        genres=model.genres,
        ids=rows.index,
        credits=credited.assign(artist=rows["artist"].astype(str)),
        artists=tuple(map(str, artists)),
        artist=np.asarray(codes, np.int64),
        labels=model.labels(model.genres),
        guesses=np.asarray(chances.argmax(axis=1), np.int64),
        chances=chances,
        p_values=own_findings(model).p_values,
    )
