"""The probabilities of many verdicts, out of the JSON that they are kept as, into one array.

pyarrow reads them in parallel and without an object a number: 100,000 verdicts take a second.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow
import pyarrow.json
from numpy.typing import NDArray

from genre_core.errors import StoreError

_OFF = 1e-3  # rows may have been computed in float32


def read_chances(texts: Sequence[str], genres: tuple[str, ...]) -> NDArray[np.float64]:
    """Return probabilities (n, K), NaN in rows that are not about exactly these genres.

    Args:
        texts: n JSON objects, {genre: p}.
        genres: K genres of the model, in the order that is wanted.

    Raises:
        StoreError: a text is no such object.
    """
    if not texts:
        return np.empty((0, len(genres)))
    lines = pyarrow.BufferReader("\n".join(texts).encode())
    fields = pyarrow.schema([(genre, pyarrow.float64()) for genre in genres])
    options = pyarrow.json.ParseOptions(explicit_schema=fields, unexpected_field_behavior="ignore")
    try:
        table = pyarrow.json.read_json(lines, parse_options=options)
    except pyarrow.ArrowInvalid as error:
        raise StoreError(
            f"The probabilities of a verdict cannot be read: {error}. Somebody changed the "
            "database by hand: restore it from a backup, or scan with a new model."
        ) from error
    chances = np.column_stack([table[genre].to_numpy() for genre in genres]).astype(np.float64)
    # What names other genres beside these leaves them less than one.
    chances[~(np.abs(chances.sum(axis=1) - 1) <= _OFF)] = np.nan
    return chances
