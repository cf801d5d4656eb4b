"""The training labels that a model doubts most, for a person to look at.

cleanlab finds them by confident learning (C. Northcutt, L. Jiang, I. Chuang, "Confident
Learning: Estimating Uncertainty in Dataset Labels", JAIR 70, 2021): a label is suspect where the
chances that a model, which never heard the artist, gives the genres contradict it more than that
genre's labels usually are. The chances must be out of fold: a model believes what it learnt.

This ranks for review and does nothing else. Rows that calibration or the test use are left out,
and so is what moderators confirmed: labels of a calibration that were mended by the doubts of
the model to be calibrated would make it look better than it is.
"""

from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from trainer.feedback.errors import EvaluationError

PREFIX = "p_"
COLUMNS = ("id", "artist", "title", "genre", "suggested_genre", "score", "reviewed")
LEAST = 3
"""Labels that a genre needs, so that there is something usual to compare one with."""

_SUM = 1e-3  # probabilities were rounded on their way
_TRAIN = "train"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of tracks beside their evaluation.

    Attributes:
        candidates: ids of the tracks whose labels may be doubted.
        reviewed: ids of those that a moderator has looked at.
    """

    candidates: Set[str]
    reviewed: Set[str]


def read_evaluation(path: Path) -> pd.DataFrame:
    """Read ``evaluation.parquet``: a row a track, with the chances of each genre, out of fold.

    Raises:
        EvaluationError: it is missing or damaged, lacks a column or a label's chances, or holds
            chances that are not finite or do not add up to 1.
    """
    if not path.is_file():
        raise EvaluationError(f"There is no {path}. Run the step `evaluate` first.")
    try:
        rows = pd.read_parquet(path)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise EvaluationError(
            f"{path} is no readable Parquet ({error}). Evaluate again."
        ) from error
    missing = [name for name in ("id", "genre") if name not in rows]
    if missing:
        raise EvaluationError(f"{path} has no column {', '.join(missing)}. Evaluate again.")
    genres = _genres(rows)
    strange = sorted(set(rows["genre"]) - set(genres))
    if len(genres) < 2 or strange:
        raise EvaluationError(
            f"{path} has probabilities of {', '.join(genres) or 'no genre'}; two genres or more "
            f"were needed{', with ' if strange else ''}{', '.join(map(str, strange))}. Each is a "
            f"column {PREFIX}GENRE; evaluate again."
        )
    _check_chances(rows, path)
    return rows


def find_suspects(evaluation: pd.DataFrame, known: Known) -> pd.DataFrame:
    """Return the suspect labels, the most suspect first.

    Args:
        evaluation: as :func:`read_evaluation` returns it. Where it has a column ``part``, only
            rows of the part train are looked at.
        known: of its tracks.

    Returns:
        A row a suspect, with the columns COLUMNS. The score is the chance that the model gives
        the label, in [0, 1]: 0 is as suspect as can be. No row where nothing is suspect.

    Raises:
        EvaluationError: too few training rows are left to compare labels with each other.
    """
    # Here, since it takes seconds, and reading decisions does without.
    from cleanlab.filter import find_label_issues
    from cleanlab.rank import get_label_quality_scores

    rows = _training_rows(evaluation, known.candidates)
    genres, chances = _comparable(rows)
    labels = np.array([genres.index(genre) for genre in rows["genre"]])
    doubted = np.flatnonzero(find_label_issues(labels, chances, n_jobs=1))
    scores = get_label_quality_scores(labels, chances, method="self_confidence")
    doubted = doubted[np.argsort(scores[doubted], kind="stable")]
    found = rows.iloc[doubted]
    # An evaluation need not say who and what a track is; its id does.
    found = found.assign(**{name: "" for name in ("artist", "title") if name not in found})
    return pd.DataFrame(
        {
            "id": found["id"],
            "artist": found["artist"],
            "title": found["title"],
            "genre": found["genre"],
            "suggested_genre": [genres[best] for best in chances[doubted].argmax(axis=1)],
            "score": scores[doubted].round(4),
            "reviewed": [name in known.reviewed for name in found["id"]],
        },
        columns=list(COLUMNS),
    ).reset_index(drop=True)


def _training_rows(evaluation: pd.DataFrame, candidates: Set[str]) -> pd.DataFrame:
    """The rows that are trained on, of genres with enough of them."""
    taken = evaluation["id"].isin(list(candidates))
    if "part" in evaluation:
        taken &= evaluation["part"].astype(str) == _TRAIN
    rows = evaluation[taken]
    counts = rows["genre"].value_counts()
    rows = rows[rows["genre"].isin(list(counts[counts >= LEAST].index))]
    if rows["genre"].nunique() < 2:
        raise EvaluationError(
            f"{int(taken.sum())} of the evaluation's {len(evaluation)} rows are training rows of "
            f"the manifest and not confirmed; suspects are found where two genres have {LEAST} or "
            "more. Evaluate a recipe with folds, whose answers cover what it trains on."
        )
    return rows


def _comparable(rows: pd.DataFrame) -> tuple[list[str], NDArray[np.float64]]:
    """The genres that occur among the labels, and the chances of these, (rows, genres)."""
    genres = [genre for genre in _genres(rows) if genre in set(rows["genre"])]
    # Above 0, since another genre may have had all of a row.
    chances = np.maximum(_chances(rows, genres), 1e-12)
    return genres, chances / chances.sum(axis=1, keepdims=True)


def _genres(rows: pd.DataFrame) -> list[str]:
    names = [str(column) for column in rows.columns]
    return [name.removeprefix(PREFIX) for name in names if name.startswith(PREFIX)]


def _chances(rows: pd.DataFrame, genres: list[str]) -> NDArray[np.float64]:
    values: Any = rows[[f"{PREFIX}{genre}" for genre in genres]].to_numpy(dtype=np.float64)
    return np.asarray(values)


def _check_chances(rows: pd.DataFrame, path: Path) -> None:
    chances = _chances(rows, _genres(rows))
    # Written so that a NaN is a fault.
    right = (np.abs(chances.sum(axis=1) - 1) <= _SUM) & (chances >= 0).all(axis=1)
    if not right.all():
        first = int(np.flatnonzero(~right)[0])
        raise EvaluationError(
            f"{int((~right).sum())} rows of {path} hold no probabilities, the first of them "
            f"{rows['id'].iloc[first]!r} ({chances[first].round(3)}); numbers from 0 to 1 that "
            "add up to 1 were needed. Evaluate again."
        )
