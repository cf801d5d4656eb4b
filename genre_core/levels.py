"""A heatmap as JSON: a byte a pixel, which are more levels than its colours can tell apart."""

import base64

import numpy as np
from numpy.typing import NDArray


def levels_json(values: NDArray[np.floating]) -> dict[str, object]:
    """Return a heatmap (rows, columns), values from 0 to 1, as {"rows", "columns", "levels"}.

    The levels are base64 of rows x columns bytes, row by row, 255 for 1.
    """
    rows, columns = values.shape
    levels = np.round(values * 255).astype(np.uint8)
    return {
        "rows": rows,
        "columns": columns,
        "levels": base64.b64encode(levels.tobytes()).decode("ascii"),
    }
