"""What a model confuses, as far as its folder tells: a matrix always, its tracks where it can.

A model with ``evaluation.parquet`` has both. The slides' network has only its printed matrix,
``confusion_rates.csv``: a row a true genre with its tracks, then the share of them that was called
each genre; its counts are rates times tracks, and need not be whole.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from genre_core.card import MEND, ModelCard, read_card, verify_files
from genre_core.errors import GenreError, ModelError
from genre_core.evaluation.answers import Answers, read_answers
from genre_core.evaluation.contestant import EVALUATION
from genre_core.evaluation.matrix import Matrix, of_genres
from genre_core.genres import find

RATES = "confusion_rates.csv"
_DAMAGE = (OSError, ValueError, KeyError, TypeError)


@dataclass(frozen=True, slots=True, eq=False)
class Confusions:
    """A model and what it confuses.

    Attributes:
        card: of the model.
        matrix: over all its genres.
        answers: its test tracks, or None where only the matrix was published.
    """

    card: ModelCard
    matrix: Matrix
    answers: Answers | None


def read_confusions(folder: Path) -> Confusions:
    """Read what a model confuses from its folder.

    Raises:
        ModelError: the card, the answers or the printed matrix are damaged, or there is neither.
    """
    card = read_card(folder)
    _check_genres(card)
    if EVALUATION in card.files:
        answers = read_answers(folder)
        return Confusions(card, answers.matrix, answers)
    if RATES in card.files:
        verify_files(card, folder)
        return Confusions(card, _printed(card, folder / RATES), None)
    raise ModelError(
        f"The model {card.name} was exported without test answers: {EVALUATION} is not among its "
        "files, so nobody knows what it confuses. Run the trainer's steps `evaluate` and `export`."
    )


def _printed(card: ModelCard, path: Path) -> Matrix:
    try:
        table = pd.read_csv(path, index_col="genre")
        rates = table.loc[list(card.genres), list(card.genres)].to_numpy(np.float64)
        tracks = table.loc[list(card.genres), "tracks"].to_numpy(np.float64)
        return of_genres(card.genres, rates * tracks[:, None])
    except (*_DAMAGE, GenreError) as error:
        raise ModelError(f"The {RATES} of {card.name} cannot be used: {error}. {MEND}") from error


def _check_genres(card: ModelCard) -> None:
    for genre in card.genres:
        try:
            find(genre)
        except GenreError as error:
            raise ModelError(f"The card of {card.name} cannot be used. {error} {MEND}") from error
