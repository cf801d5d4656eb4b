"""What a cell of a confusion matrix says: "Of 100 true Rock tracks, 17 were called Pop"."""

from math import isnan

from genre_core.evaluation.grid import Grid
from genre_core.evaluation.matrix import Matrix, Share


def cell_words(grid: Grid, row: int, column: int) -> str:
    """Return a cell as a sentence, whether or not it is blank on the screen."""
    if grid.rival is not None:
        return _difference_words(grid, grid.rival, row, column)
    true, called = label_words(grid.matrix, row), label_words(grid.matrix, column)
    count = float(grid.matrix.counts[row, column])
    if grid.share is Share.OF_CALLED:
        whole = float(grid.matrix.counts[:, column].sum())
        if not whole:
            return f"No track was called {called}."
        many = of_100(count / whole)
        return f"Of 100 tracks called {called}, {many} {_are(many)} truly {true} " + _of(
            count, whole
        )
    whole = float(grid.matrix.counts[row].sum())
    if not whole:
        return f"No true {true} track was tested."
    if grid.share is Share.COUNT:
        many = _whole_number(count)
        return f"{many} of {_whole_number(whole)} true {true} tracks {_were(many)} called {called}."
    many = of_100(count / whole)
    return f"Of 100 true {true} tracks, {many} {_were(many)} called {called} " + _of(count, whole)


def label_words(matrix: Matrix, place: int) -> str:
    """Return a label as it is spoken of: "Rock", or "Rock family" where it holds several genres."""
    name = matrix.names[place]
    return f"{name} family" if len(matrix.members[place]) > 1 else name


def of_100(share: float) -> str:
    """Return a share as so many of a hundred, in words where it is next to nothing."""
    if share == 0:
        return "none"
    return "fewer than 1" if share < 0.01 else f"{share * 100:.0f}"


def cell_number(value: float, share: Share, *, signed: bool) -> str:
    """Return a value as it stands in its cell: nothing for nothing, per cent without the sign."""
    if isnan(value):
        return ""
    if signed:
        # Blank is what cannot be compared; two that are equal say so.
        number = f"{value * 100:+.0f}".replace("-", "\N{MINUS SIGN}")
        return "0" if abs(value) < 0.005 else number
    if value == 0:
        return ""
    least, scale = (1, 1) if share is Share.COUNT else (0.01, 100)
    return f"{value * scale:,.0f}" if value >= least else "<1"


def _difference_words(grid: Grid, rival: Matrix, row: int, column: int) -> str:
    true, called = label_words(grid.matrix, row), label_words(grid.matrix, column)
    ours = float(grid.matrix.shares(grid.share)[row, column])
    theirs = float(rival.shares(grid.share)[row, column])
    whole = f"tracks called {called}" if grid.share is Share.OF_CALLED else f"true {true} tracks"
    if isnan(ours) or isnan(theirs):
        return f"Not both models were asked about {whole}."
    part = f"truly {true}" if grid.share is Share.OF_CALLED else f"called {called}"
    # To a tenth, so that the two and what lies between them agree.
    gap = round(ours * 100, 1) - round(theirs * 100, 1)
    more = f"{abs(gap):.1f} {'more' if gap > 0 else 'fewer'}" if abs(gap) > 0.05 else "as many"
    return (
        f"Of 100 {whole}, {ours * 100:.1f} are {part} with this model and "
        f"{theirs * 100:.1f} with the other: {more}."
    )


def _of(count: float, whole: float) -> str:
    return f"({_whole_number(count)} of {_whole_number(whole)})."


def _whole_number(count: float) -> str:
    """A count of printed rates need not be whole."""
    about = "" if abs(count - round(count)) < 0.01 else "about "
    return f"{about}{count:,.0f}"


def _were(many: str) -> str:
    return "was" if many in {"1", "none", "fewer than 1"} else "were"


def _are(many: str) -> str:
    return "is" if many in {"1", "none", "fewer than 1"} else "are"
