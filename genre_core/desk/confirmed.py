"""Which tracks are of a genre by a person's word: decided so by all who decided."""

import threading
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, Row, func, select

from genre_core.desk.labels import label
from genre_core.desk.records import history_of
from genre_core.desk.standing import said, standing
from genre_core.genres import GENRES
from genre_core.ruling import Answer
from genre_core.store.schema import decisions

_CODES = {genre.name: code for code, genre in enumerate(GENRES)}


@dataclass(frozen=True, slots=True, eq=False)
class _Said:
    """What was ever decided: (n,) rows of tracks, and places in GENRES, of decisions to ``last``.

    Decisions are only ever added, so that they need reading once.
    """

    last: int
    tracks: NDArray[np.int64]
    codes: NDArray[np.int8]


_NOTHING = _Said(0, np.empty(0, np.int64), np.empty(0, np.int8))
_lock = threading.Lock()
_known: WeakKeyDictionary[Engine, _Said] = WeakKeyDictionary()


def said_to_be(connection: Connection, genre: str) -> NDArray[np.int64]:
    """Return the tracks of which somebody said, at some time, that they are of a genre.

    A superset, quickly found, of those that :func:`is_confirmed` confirms.
    """
    with _lock:
        known = _known.get(connection.engine, _NOTHING)
        newest = connection.execute(select(func.max(decisions.c.id))).scalar_one() or 0
        if newest > known.last:
            known = _grown(connection, known, newest)
            _known[connection.engine] = known
    return np.asarray(known.tracks[known.codes == _CODES[genre]])


def is_confirmed(connection: Connection, track_key: str, genre: str) -> bool:
    """Return whether what stands of people's decisions says this genre."""
    opinion = standing(history_of(connection, track_key)).opinion
    return opinion is not None and said(opinion) == genre


def _grown(connection: Connection, known: _Said, newest: int) -> _Said:
    d = decisions.c
    rows = connection.execute(
        select(d.track_id, d.answer, d.genres, d.claimed_genre).where(
            d.id > known.last, d.answer.in_([Answer.HOLDS.value, Answer.GENRE_IS.value])
        )
    )
    new = [(row.track_id, code) for row in rows if (code := _CODES.get(_label(row))) is not None]
    table = np.array(new, dtype=np.int64).reshape(-1, 2)
    return _Said(
        newest,
        np.concatenate([known.tracks, table[:, 0]]),
        np.concatenate([known.codes, table[:, 1].astype(np.int8)]),
    )


def _label(row: Row[*tuple[Any, ...]]) -> str:
    return label(Answer(row.answer), tuple(row.genres), row.claimed_genre)
